import { html, nothing, type TemplateResult } from "lit";
import type { User } from "../api.js";
import { t } from "../i18n.js";
import { apart } from "./amount.js";
import { icons } from "./icons.js";

/** Users to choose from, each organization's together. */
export function people(
  users: User[],
  present: string | undefined,
  choose: (id: string) => void,
): TemplateResult {
  const groups = new Map<string, User[]>();
  for (const user of users) {
    const name = organizationOf(user);
    groups.set(name, [...(groups.get(name) ?? []), user]);
  }
  return html`${[...groups].map(
    ([name, members]) => html`
      ${name ? html`<p class="menu-title">${apart(name)}</p>` : nothing}
      <ul class="people">
        ${members.map((user) => person(user, user.id === present, choose))}
      </ul>
    `,
  )}`;
}

function organizationOf({ organization }: User): string {
  return typeof organization === "string" ? organization : (organization?.name ?? "");
}

function person(user: User, present: boolean, choose: (id: string) => void): TemplateResult {
  return html`<li>
    <button
      type="button"
      aria-current=${present ? "true" : "false"}
      @click=${() => choose(user.id)}
    >
      ${portrait(user)} ${present ? icons.check : nothing}
    </button>
  </li>`;
}

/** A user's initials, name and role. */
export function portrait({ name, role }: Pick<User, "name" | "role">): TemplateResult {
  return html`<span class="avatar" aria-hidden="true">${initials(name)}</span>
    <span class="who"><b>${apart(name)}</b><span class="muted">${t.words.role(role)}</span></span>`;
}

function initials(name: string): string {
  const words = name.split(/\s+/);
  return `${words[0]?.charAt(0) ?? ""}${words.length > 1 ? words.at(-1)?.charAt(0) : ""}`;
}
