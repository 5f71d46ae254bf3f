import { html, nothing, type TemplateResult } from "lit";
import { announce } from "../announcer.js";
import { ApiError, whose } from "../api.js";
import { t } from "../i18n.js";
import { explainServer } from "../problems.js";
import { paths } from "../router.js";
import { icons } from "./icons.js";

/**
 * A page's worth of explanation where its content cannot be. Its title is the page's own, unless the
 * page has one already.
 */
export function notice(
  icon: keyof typeof icons,
  title: string,
  body: TemplateResult,
  level: 1 | 2 = 1,
): TemplateResult {
  return html`<div class="card notice">
    <span class="notice-icon">${icons[icon]}</span>
    ${level === 1 ? html`<h1>${title}</h1>` : html`<h2>${title}</h2>`} ${body}
  </div>`;
}

/** Something could not be loaded: why, and a way to try again. */
export function failure(error: unknown, retry: () => void, level: 1 | 2 = 1): TemplateResult {
  const known = error instanceof ApiError;
  return notice(
    "warning",
    known ? t.frame.notShown : t.frame.noAnswerTitle,
    html`<p>${known ? explainServer(error.problems[0]) : t.frame.noAnswer}</p>
      ${known && error.status === 404 ? html`<p>${wayOn()}</p>` : nothing}
      <button type="button" class="secondary" @click=${retry}>${t.frame.tryAgain}</button>`,
    level,
  );
}

/** From what is not there to what is. */
function wayOn(): TemplateResult {
  return whose() === undefined
    ? html`<a href=${paths.store}>${t.frame.seeStore}</a>`
    : html`<a href=${paths.account}>${t.frame.seeSubscriptions}</a>`;
}

/** Something was done, and what came of it could not be loaded: that is no reason to doubt it. */
export function unseen(
  done: string,
  error: unknown,
  retry: () => void,
  level: 1 | 2 = 1,
): TemplateResult {
  const words =
    error instanceof ApiError
      ? t.frame.doneHidden(explainServer(error.problems[0]))
      : t.frame.doneUnseen;
  return notice(
    "check",
    done,
    html`<p>${words}</p>
      <button type="button" class="secondary" @click=${retry}>${t.frame.loadAgain}</button>`,
    level,
  );
}

/** Speaks what took the place of what was to be loaded, where no button was pressed that would move the focus there. */
export function speakNotice(within: ParentNode): void {
  const parts = within.querySelectorAll(".notice :is(h1, h2, p)");
  const words = [...parts].map((part) => part.textContent?.replace(/\s+/g, " ").trim() ?? "");
  const [title, ...rest] = words.filter(Boolean);
  if (title) announce([`${title}.`, ...rest].join(" "));
}

export function loading(words: string): TemplateResult {
  return html`<p class="loading">${words}</p>`;
}
