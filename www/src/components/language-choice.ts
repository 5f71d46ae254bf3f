import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { LANGUAGES, type Language, language, speak, t } from "../i18n.js";
import { PageElement } from "./element.js";
import { icons } from "./icons.js";

/** The languages, each by its own name. */
@customElement("q-language-choice")
export class LanguageChoiceElement extends PageElement {
  protected override render(): TemplateResult {
    return html`<div class="language">
      ${icons.globe}
      <label class="visually-hidden" for="language">${t.frame.language}</label>
      <select
        id="language"
        @change=${(event: Event) => speak((event.target as HTMLSelectElement).value as Language)}
      >
        ${Object.entries(LANGUAGES).map(
          ([code, { name }]) =>
            html`<option value=${code} lang=${code} .selected=${code === language}>
              ${name}
            </option>`,
        )}
      </select>
    </div>`;
  }
}
