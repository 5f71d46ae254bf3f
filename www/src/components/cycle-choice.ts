import type { Problem, Saving } from "@quotient/checkout";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { isolated, t } from "../i18n.js";
import { formatAmount, formatShare, isZero } from "../money.js";
import type { OrderStore } from "../order-store.js";
import { explain } from "../problems.js";
import type { CycleStanding, Standing } from "../standing.js";
import { list, sameCycle, units } from "../words.js";
import { amount, apart } from "./amount.js";
import { PageElement } from "./element.js";

/**
 * The billing cycles as native radios, each with what it costs and saves by the price list for as many as are
 * chosen; what the chosen one costs with everything is in the order summary.
 */
@customElement("q-cycle-choice")
export class CycleChoiceElement extends PageElement {
  @property({ attribute: false }) store!: OrderStore;
  /** Changes with every quote. */
  @property({ attribute: false }) standing!: Standing;
  /** What the prices are for. */
  @property({ attribute: false }) chosen: readonly unknown[] = [];

  protected override render(): TemplateResult {
    return html`
      <fieldset class="cycles">
        <legend>${t.shop.cycle}</legend>
        <p class="hint" id="cycles-about">${this.#about()}</p>
        <div class="cycle-row">
          ${repeat(
            this.standing.cycles,
            (choice) => t.words.cycleTitle(choice.cycle),
            (choice) => this.#choice(choice),
          )}
        </div>
      </fieldset>
    `;
  }

  /** What the prices and savings are for. */
  #about(): string {
    const { store } = this;
    const { products } = this.standing;
    if (products.length === 0) return "";
    const rows = products.flatMap(
      ({ product }) => store.rows.find((row) => row.product === product) ?? [],
    );
    const counted = list(rows.map((row) => units(row.counted, store.offer.unit(row.product))));
    const held = rows.every((row) => row.present > 0 && row.counted === row.present);
    if (store.taxes?.behavior === "inclusive")
      return held
        ? t.shop.cyclesAboutInclusive(counted)
        : t.shop.cyclesAboutChosenInclusive(counted);
    return held ? t.shop.cyclesAbout(counted) : t.shop.cyclesAboutChosen(counted);
  }

  #choice(choice: CycleStanding): TemplateResult {
    const { store } = this;
    const id = `cycle-${choice.cycle.count ?? 1}-${choice.cycle.unit}`;
    const selected = sameCycle(choice.cycle, store.cycle);
    // Of what is chosen, the fields above say so.
    const lacking = selected ? [] : this.#lacking(choice);
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
            >${t.words.cycleTitle(choice.cycle)}${choice.present ? html` <span class="muted">· ${t.shop.cycleNow}</span>` : nothing}</span
          >
        </label>
        <div class="cycle-about" id="${id}-about">
          ${choice.products.map((product) => this.#price(choice, product))}
          ${this.#against(problems, lacking).map((words) => html`<p class="hint">${words}</p>`)}
        </div>
      </div>
    `;
  }

  /** What is not sold so is told together, by its names. */
  #against(problems: readonly Problem[], lacking: readonly string[]): string[] {
    const { offer, holding } = this.store;
    const own = problems
      .filter(({ code }) => lacking.length === 0 || code !== "price_not_found")
      .map((problem) => explain(problem, offer, holding));
    return lacking.length === 0 ? own : [...own, t.shop.notInCycle(list(lacking))];
  }

  /** Names of those of several products that are not sold in a cycle. */
  #lacking({ products: sold }: CycleStanding): string[] {
    const { products } = this.standing;
    if (products.length < 2) return [];
    return products
      .filter(({ product }) => !sold.some((other) => other.product === product))
      .map(({ product }) => isolated(this.store.offer.name(product)));
  }

  #price(
    choice: CycleStanding,
    { product, price }: CycleStanding["products"][number],
  ): TemplateResult {
    const { offer, currency } = this.store;
    const saving = price?.saving;
    return html`
      ${this.standing.products.length > 1 ? html`<p class="hint">${apart(offer.name(product))}</p>` : nothing}
      ${
        price
          ? html`<p class="cycle-price">
              ${amount(price.recurring, currency)}
              <span class="muted">${t.words.perCycle(choice.cycle)}</span>
            </p>`
          : html`<p class="cycle-price none">–</p>`
      }
      ${saving && !isZero(saving.amount) ? html`<p class=${dearer(saving) ? "hint" : "saving"}>${savingWords(choice, saving, currency)}</p>` : nothing}
    `;
  }
}

function dearer(saving: Saving): boolean {
  return saving.amount.startsWith("-");
}

/** `Save $2,080.00 a year (8.3%)`. */
export function savingWords(
  { cycle, present }: Pick<CycleStanding, "cycle" | "present">,
  saving: Saving,
  currency: string,
): string {
  const turn = t.words.aCycle(cycle);
  const { amount, percent } = saving;
  if (dearer(saving)) return t.shop.dearer(formatAmount(amount.slice(1), currency), turn);
  const share = formatShare({ ...percent, denominator: `${percent.denominator}00` });
  const words = present ? t.shop.youSave : t.shop.save;
  return words(formatAmount(amount, currency), turn, share);
}
