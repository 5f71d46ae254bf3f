import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { CheckoutStore } from "../checkout-store.js";
import type { CycleChoice } from "../choice.js";
import { explain } from "../problems.js";
import { capital, cycleLength, cycleName } from "../words.js";
import { amount } from "./amount.js";
import { PageElement } from "./element.js";

/** The billing cycles as native radios; each shows what its own renewal will cost, by its own quote. */
@customElement("q-cycle-choice")
export class CycleChoiceElement extends PageElement {
  @property({ attribute: false }) store!: CheckoutStore;
  @property({ attribute: false }) cycles: CycleChoice[] = [];

  protected override render(): TemplateResult {
    return html`
      <fieldset class="cycles">
        <legend>Billing cycle</legend>
        <div class="cycle-row">
          ${repeat(
            this.cycles,
            (choice) => cycleName(choice.cycle),
            (choice) => this.#choice(choice),
          )}
        </div>
      </fieldset>
    `;
  }

  #choice(choice: CycleChoice): TemplateResult {
    const { store } = this;
    const id = `cycle-${choice.cycle.count ?? 1}-${choice.cycle.unit}`;
    const refused = choice.problems.map((problem) =>
      explain(problem, store.offer, store.subscription),
    );
    const saving = store.offer.saving(store.subscription, choice.cycle);
    return html`
      <div class="cycle" ?data-refused=${refused.length > 0}>
        <input
          type="radio"
          name="cycle"
          id=${id}
          .checked=${choice.selected}
          ?disabled=${refused.length > 0 && !choice.selected}
          aria-describedby="${id}-about"
          @change=${() => store.setCycle(choice.cycle)}
        />
        <label for=${id}>
          <span class="cycle-name"
            >${capital(cycleName(choice.cycle))}${choice.present ? html` <span class="muted">· now</span>` : nothing}</span
          >
        </label>
        <div class="cycle-about" id="${id}-about">
          ${
            choice.renewal
              ? html`<p class="cycle-price">
                    ${amount(choice.renewal.total, store.subscription.currency)}
                    <span class="muted">per ${cycleLength(choice.cycle)}</span>
                  </p>
                  <p class="hint">tax included</p>`
              : nothing
          }
          ${saving ? html`<p class="saving">${saving}</p>` : nothing}
          ${refused.map((message) => html`<p class="hint">${message}</p>`)}
        </div>
      </div>
    `;
  }
}
