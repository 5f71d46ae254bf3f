import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { ifDefined } from "lit/directives/if-defined.js";
import { t } from "../i18n.js";
import { units } from "../words.js";
import { PageElement } from "./element.js";
import { icons } from "./icons.js";

/** Whoever has typed nothing for so long has paused, in milliseconds. */
const PAUSE = 800;

/** A quantity: typed, or stepped by its buttons or the arrow keys; every change counts at once. */
@customElement("q-stepper")
export class StepperElement extends PageElement {
  @property() field = "";
  @property() label = "";
  @property() hint = "";
  @property() text = "";
  @property() unit = "";
  /** How many one press adds or takes. */
  @property({ type: Number }) by = 1;
  /** Nothing smaller, nothing larger may be asked for: the button stays, so that the focus on it does. */
  @property({ type: Boolean }) least = false;
  @property({ type: Boolean }) most = false;
  /** Only this quantity may be asked for. */
  @property({ type: Boolean }) fixed = false;
  @property({ attribute: false }) errors: string[] = [];
  /** A quantity that the engine would take instead of the one refused. */
  @property({ attribute: false }) remedy: { quantity: number; label: string } | undefined;

  /** What a button that takes it out of the order is called; empty: there is none. */
  @property() removable = "";

  protected override render(): TemplateResult {
    const error = this.errors.length > 0;
    const described = [`${this.field}-hint`, ...(error ? [`${this.field}-error`] : [])].join(" ");
    return html`
      <div class="field quantity">
        <div class="quantity-words">
          <label for=${this.field}>${this.label}</label>
          <p class="hint" id="${this.field}-hint">${this.hint}</p>
          ${
            this.removable
              ? html`<button
                  type="button"
                  class="link small"
                  aria-label=${this.removable}
                  @click=${() => this.dispatchEvent(new Event("drop"))}
                >
                  ${t.shop.remove}
                </button>`
              : nothing
          }
        </div>
        <div class="stepper" ?data-invalid=${error}>
          <button
            type="button"
            aria-label=${this.by === 1 ? t.shop.oneFewer(t.words.unit(this.unit)) : t.shop.fewer(units(this.by, this.unit))}
            ?disabled=${this.fixed}
            aria-disabled=${ifDefined(this.least ? "true" : undefined)}
            @click=${() => !this.least && this.#step(-1)}
          >
            ${icons.minus}
          </button>
          <input
            id=${this.field}
            type="text"
            inputmode="numeric"
            autocomplete="off"
            maxlength="12"
            ?disabled=${this.fixed}
            .value=${this.text}
            aria-invalid=${ifDefined(error ? "true" : undefined)}
            aria-describedby=${described}
            @input=${this.#input}
            @blur=${this.#settled}
            @keydown=${this.#key}
          />
          <button
            type="button"
            aria-label=${this.by === 1 ? t.shop.oneMore(t.words.unit(this.unit)) : t.shop.more(units(this.by, this.unit))}
            ?disabled=${this.fixed}
            aria-disabled=${ifDefined(this.most ? "true" : undefined)}
            @click=${() => !this.most && this.#step(1)}
          >
            ${icons.plus}
          </button>
        </div>
        ${
          error
            ? html`<div class="error" id="${this.field}-error">
                ${icons.warning}
                <div>
                  ${this.errors.map((message) => html`<p>${message}</p>`)}
                  ${
                    this.remedy
                      ? html`<button type="button" class="link" @click=${this.#remedied}>
                          ${this.remedy.label}
                        </button>`
                      : nothing
                  }
                </div>
              </div>`
            : nothing
        }
      </div>
    `;
  }

  #pause: number | undefined;

  #input(event: Event): void {
    this.#typed((event.target as HTMLInputElement).value);
    clearTimeout(this.#pause);
    this.#pause = window.setTimeout(() => this.#settled(), PAUSE);
  }

  /** Tells that nobody is typing now. */
  #settled(): void {
    clearTimeout(this.#pause);
    this.dispatchEvent(new Event("settled"));
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    this.#step(event.key === "ArrowUp" ? 1 : -1);
  }

  /** The button that was pressed goes with the error. */
  #remedied(): void {
    this.#typed(String(this.remedy?.quantity));
    this.#settled();
    this.querySelector("input")?.focus();
  }

  #step(direction: 1 | -1): void {
    this.dispatchEvent(new CustomEvent("step", { detail: direction }));
  }

  #typed(text: string): void {
    this.dispatchEvent(new CustomEvent("typed", { detail: text }));
  }
}
