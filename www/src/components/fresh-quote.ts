import type { Answer, Priced } from "@quotient/checkout";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { announce } from "../announcer.js";
import { ApiError, type Conflict } from "../api.js";
import { changes } from "../changes.js";
import { failedElsewhere } from "../elsewhere.js";
import { t } from "../i18n.js";
import { changeFailed, explain, explainServer } from "../problems.js";
import type { QuoteDeal } from "../quote-deal.js";
import { QuoteFlow, savedElsewhere } from "../quote-flow.js";
import { choiceOf } from "../requests.js";
import { navigate, paths } from "../router.js";
import { amount } from "./amount.js";
import { PageElement } from "./element.js";
import { icons } from "./icons.js";
import { differenceTable, type PriceChange } from "./price-changed.js";

/** A saved quote cannot be accepted any more: why, what the same costs now, and a way to save that. */
@customElement("q-fresh-quote")
export class FreshQuoteElement extends PageElement {
  @property({ attribute: false }) deal!: QuoteDeal;
  @property({ attribute: false }) change: PriceChange | undefined;
  @state() private busy = false;
  @state() private error = "";

  #quotes = new QuoteFlow(this);

  protected override render(): TemplateResult {
    return html`
      <dialog
        class="fresh"
        aria-labelledby="fresh-title"
        aria-describedby="fresh-about"
        @cancel=${this.#leave}
      >
        ${this.change ? this.#content(this.change) : nothing}
      </dialog>
    `;
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (!changed.has("change")) return;
    const dialog = this.querySelector("dialog");
    if (this.change && !dialog?.open) dialog?.showModal();
    if (!this.change && dialog?.open) dialog.close();
  }

  #content({ shown, fresh, conflict }: PriceChange): TemplateResult {
    const { offer, holding } = this.deal;
    const why = conflict.problems.map(
      (problem) =>
        t.quotes.refused[problem.code] ??
        (problem.code.startsWith("code_") ? t.quotes.codeGone : explainServer(problem)),
    );
    return html`
      <h2 id="fresh-title">${t.quotes.refusedTitle}</h2>
      <p id="fresh-about">${why.join(" ")} ${t.shop.nothingDone}</p>
      ${
        fresh.status === "priced"
          ? this.#fresh(shown, fresh)
          : html`<p>${t.quotes.freshImpossible}</p>
              <ul class="reasons">
                ${fresh.problems.map((problem) => html`<li>${explain(problem, offer, holding)}</li>`)}
              </ul>`
      }
      ${
        this.error
          ? html`<div class="error">
              ${icons.warning}
              <p>${this.error}</p>
            </div>`
          : nothing
      }
      <div class="dialog-actions">
        <button type="button" class="secondary" aria-disabled=${this.busy} @click=${this.#leave}>
          ${t.shop.notNow}
        </button>
        ${
          fresh.status === "priced"
            ? html`<button
                type="button"
                class="primary"
                id="fresh-quote"
                aria-disabled=${this.busy}
                @click=${() => void this.#save(fresh)}
              >
                ${t.quotes.freshQuote}
              </button>`
            : nothing
        }
      </div>
    `;
  }

  #fresh(shown: Priced, fresh: Priced): TemplateResult {
    const { offer } = this.deal;
    const differences = changes(shown, fresh, (product) => offer.name(product));
    return html`<h3>${t.quotes.freshTitle}</h3>
      ${
        differences.length > 0
          ? differenceTable(differences, fresh.currency)
          : html`<p class="fresh-amount">${amount(fresh.amountDue, fresh.currency)}</p>`
      }`;
  }

  /** Saves what the server just priced; the page goes to the new document. */
  async #save(fresh: Priced): Promise<void> {
    if (this.busy) return;
    const { request, subscription, id } = this.deal.document;
    this.busy = true;
    this.error = "";
    try {
      const choice = choiceOf(request, subscription, fresh.at);
      const saved = await this.#quotes.send({ ...choice, digest: fresh.digest });
      if (!this.isConnected) return savedElsewhere(saved, paths.quote(id));
      announce(t.shop.quoteSaved(saved.number));
      navigate(paths.quote(saved.id));
    } catch (error) {
      const conflict = error instanceof ApiError ? (error.body as Conflict | undefined) : undefined;
      if (!this.isConnected)
        return failedElsewhere(
          () => (conflict?.answer ? t.orders.changedAway : changeFailed(error)),
          paths.quote(id),
        );
      this.error = conflict?.answer ? this.#again(fresh, conflict.answer) : changeFailed(error);
      announce(this.error || t.quotes.freshImpossible);
    } finally {
      this.busy = false;
    }
  }

  /** What was priced a while ago is priced anew, and only that can be saved; says whether something is different. */
  #again(before: Priced, fresh: Answer): string {
    const { offer } = this.deal;
    if (this.change) this.change = { ...this.change, fresh };
    if (fresh.status === "rejected") return "";
    const differences = changes(before, fresh, (product) => offer.name(product));
    return differences.length > 0 ? t.shop.changedOnceMore : t.shop.notFresh;
  }

  #leave(event: Event): void {
    event.preventDefault();
    if (this.busy) return;
    this.error = "";
    this.dispatchEvent(new Event("leave"));
  }
}
