import { normalCode } from "@quotient/checkout/store";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ifDefined } from "lit/directives/if-defined.js";
import { repeat } from "lit/directives/repeat.js";
import { announce } from "../announcer.js";
import { ApiError } from "../api.js";
import { isolated, t } from "../i18n.js";
import type { OrderStore } from "../order-store.js";
import { explainServer } from "../problems.js";
import { amount } from "./amount.js";
import { PageElement } from "./element.js";
import { icons } from "./icons.js";

/** Of a text that the engine reads at all: it counts bytes, of which no character has less than one. */
const LONGEST = 1000;

/** Discount codes: a field behind a button, a chip for each code that was taken. */
@customElement("q-code-field")
export class CodeFieldElement extends PageElement {
  @property({ attribute: false }) store!: OrderStore;
  /** Changes with every quote, so that the chips follow it. */
  @property({ attribute: false }) answer: unknown;
  @state() private open = false;
  @state() private busy = false;
  /** Says what is wrong, in the language of the moment. */
  @state() private why: (() => string) | undefined;
  @state() private text = "";

  private get error(): string {
    return this.why?.() ?? "";
  }

  protected override render(): TemplateResult {
    return html`
      <div class="codes">
        ${
          this.store.codes.length > 0
            ? html`<ul class="chips" aria-label=${t.shop.codes}>
                ${repeat(
                  this.store.codes,
                  (code) => code,
                  (code) => this.#chip(code),
                )}
              </ul>`
            : nothing
        }
        ${
          this.open
            ? this.#field()
            : html`<button type="button" class="link with-icon" @click=${this.#show}>
                ${icons.tag}${this.store.codes.length > 0 ? t.shop.addAnotherCode : t.shop.addCode}
              </button>`
        }
      </div>
    `;
  }

  #field(): TemplateResult {
    return html`
      <form class="field" novalidate @submit=${this.#submit}>
        <label for="code">${t.shop.code}</label>
        <div class="code-row">
          <input
            id="code"
            type="text"
            autocomplete="off"
            autocapitalize="characters"
            spellcheck="false"
            maxlength=${LONGEST}
            .value=${this.text}
            aria-invalid=${ifDefined(this.error ? "true" : undefined)}
            aria-describedby=${ifDefined(this.error ? "code-error" : undefined)}
            @input=${(event: Event) => ((this.text = (event.target as HTMLInputElement).value), (this.why = undefined))}
          />
          <button type="submit" class="secondary" aria-disabled=${this.busy}>
            ${t.shop.apply}
          </button>
        </div>
        ${
          this.error
            ? html`<div class="error" id="code-error">
                ${icons.warning}
                <p>${this.error}</p>
              </div>`
            : nothing
        }
      </form>
    `;
  }

  #chip(code: string): TemplateResult {
    const { store } = this;
    const outcome = store.outcome(code);
    const state = outcome === undefined ? "waiting" : outcome.applied ? "applied" : "refused";
    const { currency } = store;
    const terms = store.codeTerms(code);
    return html`
      <li class="chip" data-state=${state}>
        <span class="chip-icon"
          >${state === "refused" ? icons.warning : state === "applied" ? icons.check : icons.tag}</span
        >
        <span class="chip-text">
          <span
            ><b><bdi>${code}</bdi></b
            >${outcome?.applied ? html`<span class="visually-hidden"> ${t.shop.discountOf}</span> ${amount(outcome.amount, currency)}` : nothing}</span
          >
          ${outcome?.applied && terms ? html`<span class="hint">${terms}</span>` : nothing}
          ${outcome?.applied === false ? html`<span class="hint">${store.refusal(code)}</span>` : nothing}
          ${outcome === undefined ? html`<span class="hint">${t.shop.codeWaits}</span>` : nothing}
        </span>
        <button
          type="button"
          class="quiet"
          aria-label=${t.shop.removeCode(isolated(code))}
          @click=${() => this.#remove(code)}
        >
          ${t.shop.remove}
        </button>
      </li>
    `;
  }

  async #show(): Promise<void> {
    this.open = true;
    await this.updateComplete;
    this.querySelector<HTMLInputElement>("#code")?.focus();
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const code = normalCode(this.text);
    if (code === "") return this.#refuse(() => t.shop.enterCode);
    if (this.store.codes.includes(code))
      return this.#refuse(() => t.shop.codeThere(isolated(code)));
    this.busy = true;
    try {
      await this.store.addCode(code);
      this.#judge(code);
    } catch (error) {
      if (error instanceof ApiError && error.status === 429)
        this.#refuse(() => t.shop.tooManyCodes);
      else if (error instanceof ApiError) this.#refuse(() => explainServer(error.problems[0]));
      else this.#refuse(() => t.shop.codeFailed);
    } finally {
      this.busy = false;
    }
  }

  /** A code that the quote refuses stays in the field with its reason; one that it takes becomes a chip. */
  #judge(code: string): void {
    const refused = this.store.refusalOf(code);
    if (refused) {
      this.store.removeCode(code);
      return this.#refuse(refused);
    }
    this.text = "";
    this.why = undefined;
    this.open = false;
    void this.#rest();
  }

  #refuse(why: () => string): void {
    this.why = why;
    announce(why());
    this.querySelector<HTMLInputElement>("#code")?.focus();
  }

  #remove(code: string): void {
    this.store.removeCode(code);
    this.requestUpdate();
    void this.#rest();
  }

  /** What had the focus is gone: it goes to where another code is added. */
  async #rest(): Promise<void> {
    await this.updateComplete;
    this.querySelector<HTMLElement>("#code, .codes > .link")?.focus();
  }
}
