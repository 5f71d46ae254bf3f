import { html, type TemplateResult } from "lit";

/** One of a few, as native radios; their legend is for those who do not see them side by side. */
export function segments<V>(
  name: string,
  legend: string,
  options: readonly { id: string; label: string; value: V; chosen: boolean }[],
  choose: (value: V) => void,
): TemplateResult {
  return html`<fieldset class="segments">
    <legend class="visually-hidden">${legend}</legend>
    <div class="segment-row">
      ${options.map(
        ({ id, label, value, chosen }) =>
          html`<span class="segment">
            <input
              type="radio"
              name=${name}
              id="${name}-${id}"
              .checked=${chosen}
              @change=${() => choose(value)}
            /><label for="${name}-${id}">${label}</label>
          </span>`,
      )}
    </div>
  </fieldset>`;
}
