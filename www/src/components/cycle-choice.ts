import type { Saving } from "@quotient/checkout";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { CheckoutStore } from "../checkout-store.js";
import { formatAmount, formatShare, isZero } from "../money.js";
import { explain } from "../problems.js";
import type { CycleStanding, Standing } from "../standing.js";
import { capital, cycleLength, cycleName, list, sameCycle, units } from "../words.js";
import { amount } from "./amount.js";
import { PageElement } from "./element.js";

/**
 * The billing cycles as native radios, each with what it costs and saves by the price list for what is
 * held now; what the chosen one costs with everything is in the order summary.
 */
@customElement("q-cycle-choice")
export class CycleChoiceElement extends PageElement {
  @property({ attribute: false }) store!: CheckoutStore;
  /** Changes with every quote. */
  @property({ attribute: false }) standing!: Standing;

  protected override render(): TemplateResult {
    return html`
      <fieldset class="cycles">
        <legend>Billing cycle</legend>
        <p class="hint" id="cycles-about">${this.#about()}</p>
        <div class="cycle-row">
          ${repeat(
            this.standing.cycles,
            (choice) => cycleName(choice.cycle),
            (choice) => this.#choice(choice),
          )}
        </div>
      </fieldset>
    `;
  }

  /** What the prices and savings are for. */
  #about(): string {
    const { offer, account } = this.store;
    if (this.standing.products.length === 0) return "";
    const held = list(
      this.standing.products.map((product) => units(product.held, offer.unit(product.product))),
    );
    const tax = account.taxes.behavior === "inclusive" ? "with tax, before" : "before tax and";
    return `For the ${held} you have now, ${tax} discounts.`;
  }

  #choice(choice: CycleStanding): TemplateResult {
    const { store } = this;
    const id = `cycle-${choice.cycle.count ?? 1}-${choice.cycle.unit}`;
    const selected = sameCycle(choice.cycle, store.cycle);
    const problems = selected
      ? store.problems.filter(({ path }) => path === "/cycle")
      : // What stands against everything is said once, above.
        choice.problems.filter(
          ({ code }) => !this.standing.reasons.some(({ problem }) => problem.code === code),
        );
    return html`
      <div class="cycle" ?data-refused=${choice.problems.length > 0}>
        <input
          type="radio"
          name="cycle"
          id=${id}
          .checked=${selected}
          ?disabled=${choice.problems.length > 0 && !selected}
          aria-describedby="${id}-about cycles-about"
          @change=${() => store.setCycle(choice.cycle)}
        />
        <label for=${id}>
          <span class="cycle-name"
            >${capital(cycleName(choice.cycle))}${choice.present ? html` <span class="muted">· now</span>` : nothing}</span
          >
        </label>
        <div class="cycle-about" id="${id}-about">
          ${choice.products.map((product) => this.#price(choice, product))}
          ${problems.map((problem) => html`<p class="hint">${explain(problem, store.offer, store.subscription)}</p>`)}
        </div>
      </div>
    `;
  }

  #price(
    choice: CycleStanding,
    { product, option }: CycleStanding["products"][number],
  ): TemplateResult {
    const { offer, subscription } = this.store;
    const { saving } = option;
    return html`
      ${choice.products.length > 1 ? html`<p class="hint">${offer.name(product)}</p>` : nothing}
      <p class="cycle-price">
        ${amount(option.recurring, subscription.currency)}
        <span class="muted">per ${cycleLength(choice.cycle)}</span>
      </p>
      ${saving && !isZero(saving.amount) ? html`<p class=${dearer(saving) ? "hint" : "saving"}>${savingWords(choice, saving, subscription.currency)}</p>` : nothing}
    `;
  }
}

function dearer(saving: Saving): boolean {
  return saving.amount.startsWith("-");
}

/** `Save $2,080.00 a year (8.3%)`. */
function savingWords({ cycle, present }: CycleStanding, saving: Saving, currency: string): string {
  const turn = (cycle.count ?? 1) > 1 ? `every ${cycleLength(cycle)}` : `a ${cycle.unit}`;
  const { amount, percent } = saving;
  if (dearer(saving))
    return `${formatAmount(amount.slice(1), currency)} ${turn} more than monthly billing`;
  return `${present ? "You save" : "Save"} ${formatAmount(amount, currency)} ${turn} (${formatShare({ ...percent, denominator: `${percent.denominator}00` })})`;
}
