import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { t } from "../i18n.js";
import { PageElement } from "./element.js";

/** What is about to be done, and what that means. */
export interface Question {
  title: string;
  about: TemplateResult | string;
  /** On the button that does it. */
  act: string;
  /** On the button that does not. */
  keep?: string;
  /** It takes something away. */
  danger?: boolean;
}

/** Asks before something is done that binds. */
@customElement("q-ask-dialog")
export class AskDialogElement extends PageElement {
  @state() private question: Question | undefined;
  #answered: ((yes: boolean) => void) | undefined;

  /** Whether it shall be done; the focus is back where it was before. */
  async ask(question: Question): Promise<boolean> {
    this.question = question;
    await this.updateComplete;
    this.querySelector("dialog")?.showModal();
    return new Promise((resolve) => (this.#answered = resolve));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#answered?.(false);
  }

  protected override render(): TemplateResult {
    const { question } = this;
    return html`<dialog
      class="ask"
      aria-labelledby="ask-title"
      aria-describedby="ask-about"
      @close=${() => this.#answered?.(false)}
    >
      ${
        question
          ? html`<h2 id="ask-title">${question.title}</h2>
              <p id="ask-about">${question.about}</p>
              <div class="dialog-actions">
                <button type="button" class="secondary" @click=${() => this.#close(false)}>
                  ${question.keep ?? t.shop.notNow}
                </button>
                <button
                  type="button"
                  class=${question.danger ? "danger-button" : "primary"}
                  id="ask-act"
                  @click=${() => this.#close(true)}
                >
                  ${question.act}
                </button>
              </div>`
          : nothing
      }
    </dialog>`;
  }

  #close(yes: boolean): void {
    this.#answered?.(yes);
    this.#answered = undefined;
    this.querySelector("dialog")?.close();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "q-ask-dialog": AskDialogElement;
  }
}
