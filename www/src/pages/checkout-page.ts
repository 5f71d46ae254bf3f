import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ApiError, type Card } from "../api.js";
import { CheckoutStore } from "../checkout-store.js";
import type { Row } from "../choice.js";
import "../components/card-choice.js";
import "../components/code-field.js";
import "../components/cycle-choice.js";
import { PageElement } from "../components/element.js";
import { icons } from "../components/icons.js";
import { failure, notice } from "../components/notice.js";
import "../components/order-summary.js";
import "../components/price-changed.js";
import "../components/stepper.js";
import { pendingWords } from "../components/subscription-card.js";
import { formatAmount, isZero } from "../money.js";
import { PayFlow } from "../pay-flow.js";
import { explain, place } from "../problems.js";
import { paths } from "../router.js";
import { reasonWords } from "../standing.js";
import { cycleName, date, many, units } from "../words.js";

/** Changing one subscription: choose, see what it costs and why, pay. */
@customElement("q-checkout-page")
export class CheckoutPage extends PageElement {
  @property() subscription = "";
  @state() private store: CheckoutStore | undefined;
  @state() private error: unknown;
  @state() private missing = false;

  #flow = new PayFlow(this);

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.store?.close();
  }

  async #load(): Promise<void> {
    this.error = undefined;
    try {
      const store = await CheckoutStore.load(this.subscription);
      if (!this.isConnected) return store?.close();
      this.missing = !store;
      this.store = store;
      if (!store) return;
      store.describe = () => this.#describe(store);
      store.addEventListener("update", () => this.#flow.clear());
    } catch (error) {
      this.error = error;
    }
  }

  protected override render(): TemplateResult {
    return html`
      <a class="back" href=${paths.account}>${icons.back}Subscriptions</a>
      ${this.#body()}
    `;
  }

  #body(): TemplateResult {
    if (this.error instanceof ApiError && this.error.status === 403) {
      return notice(
        "lock",
        "You cannot change this subscription",
        html`<p>Your role does not include billing.</p>`,
      );
    }
    if (this.error) return failure(this.error, () => void this.#load());
    if (this.missing) {
      return notice(
        "warning",
        "There is no such subscription",
        html`<p>
          It may belong to another organization. <a href=${paths.account}>See your subscriptions</a>
        </p>`,
      );
    }
    return this.store
      ? this.#checkout(this.store)
      : html`<p class="loading">Loading your subscription…</p>`;
  }

  #checkout(store: CheckoutStore): TemplateResult {
    const { offer, subscription } = store;
    const names = subscription.items.map((item) => offer.name(item.product)).join(" and ");
    return html`
      <div class="page-head">
        <h1>Upgrade ${names}</h1>
        <p class="lead">
          You have
          ${subscription.items.map((item) => units(item.quantity, offer.unit(item.product))).join(", ")},
          ${cycleName(subscription.cycle)} billing, renewing on
          ${date(subscription.period.end, offer.timeZone)}.
        </p>
      </div>
      <div class="checkout">
        <div class="choices">
          ${this.#banner(store)}
          <section class="card section">
            ${store.rows.map((row) => this.#stepper(store, row))}
          </section>
          <section class="card section">
            <q-cycle-choice .store=${store} .standing=${store.standing}></q-cycle-choice>
          </section>
          ${store.standing.possible ? this.#payment(store) : nothing}
        </div>
        <q-order-summary
          .store=${store}
          .answer=${store.answer}
          .valid=${store.valid}
          .reasons=${this.#reasons(store)}
          .message=${this.#flow.message}
          .paying=${this.#flow.paying}
          .retry=${this.#flow.repeats(store)}
          @pay=${() => void this.#flow.pay(store)}
        ></q-order-summary>
      </div>
      <q-price-changed
        .store=${store}
        .change=${this.#flow.change}
        .busy=${this.#flow.paying}
        @accept=${() => void this.#flow.refresh(store, true)}
        @decline=${() => void this.#flow.refresh(store, false)}
      ></q-price-changed>
    `;
  }

  #payment(store: CheckoutStore): TemplateResult {
    return html`
      <section class="card section tight">
        <q-code-field .store=${store} .answer=${store.answer}></q-code-field>
      </section>
      ${
        store.priced && isZero(store.priced.amountDue)
          ? nothing
          : html`<section class="card section">
              <q-card-choice
                .card=${store.card}
                @card=${(event: CustomEvent<Card>) => store.setCard(event.detail)}
              ></q-card-choice>
            </section>`
      }
    `;
  }

  #stepper(store: CheckoutStore, row: Row): TemplateResult {
    const { offer, subscription } = store;
    const unit = offer.unit(row.product);
    const named = store.choice.items ?? [];
    const problems = store.problems.filter((problem) => {
      const where = place(problem, named);
      return where.at === "quantity" && where.product === row.product;
    });
    const errors =
      row.quantity === undefined
        ? [`Enter a whole number of ${many(unit)}.`]
        : problems.map((problem) => explain(problem, offer, subscription, row.product));
    const allowed = problems.find((problem) => typeof problem.allowed === "number")?.allowed as
      number | undefined;
    const label =
      store.rows.length > 1
        ? `${offer.name(row.product)}: ${many(unit)}`
        : `Number of ${many(unit)}`;
    const { minimum, maximum, step } = store.quantities(row);
    const fixed = store.fixed(row);
    const why =
      store.standing.products
        .find(({ product }) => product === row.product)
        ?.problems.map((problem) => explain(problem, offer, subscription, row.product)) ?? [];
    const hints = [
      `You have ${units(row.present, unit)} now${step > 1 ? `, sold in steps of ${step}` : ""}.`,
      ...(fixed && store.standing.possible ? why : []),
    ];
    return html`<q-stepper
      .field=${`quantity-${row.product}`}
      .label=${label}
      .hint=${hints.join(" ")}
      .text=${row.text}
      .unit=${unit}
      .by=${step}
      .least=${row.quantity !== undefined && row.quantity <= minimum}
      .most=${row.quantity !== undefined && row.quantity >= maximum}
      .fixed=${fixed}
      .errors=${errors}
      .remedy=${allowed === undefined ? undefined : { quantity: allowed, label: `Use ${units(allowed, unit)}` }}
      @step=${(event: CustomEvent<1 | -1>) => store.step(row.product, event.detail)}
      @typed=${(event: CustomEvent<string>) => store.setQuantity(row.product, event.detail)}
    ></q-stepper>`;
  }

  /** What stands against any change, and what is already scheduled. */
  #banner(store: CheckoutStore): TemplateResult | typeof nothing {
    const { offer, subscription } = store;
    const blocking = this.#blocking(store);
    if (blocking.length === 0 && !subscription.pending) return nothing;
    return html`
      ${
        blocking.length > 0
          ? html`<div class="note bad">${blocking.map((words) => html`<p>${words}</p>`)}</div>`
          : nothing
      }
      ${
        subscription.pending
          ? html`<div class="note">
              <p>
                Scheduled for ${date(subscription.period.end, offer.timeZone)}:
                ${pendingWords(offer, subscription.pending)}.
              </p>
              <label class="check"
                ><input
                  type="checkbox"
                  .checked=${store.withdraw}
                  @change=${(event: Event) => store.setWithdraw((event.target as HTMLInputElement).checked)}
                />
                Withdraw the scheduled change</label
              >
            </div>`
          : nothing
      }
    `;
  }

  #blocking({ standing, offer, subscription, problems, choice }: CheckoutStore): string[] {
    if (!standing.possible) return reasonWords(standing, offer, subscription);
    return problems
      .filter(
        (problem) =>
          problem.code !== "nothing_changes" && place(problem, choice.items ?? []).at === "page",
      )
      .map((problem) => explain(problem, offer, subscription));
  }

  /** Why the pay button waits, in words. */
  #reasons(store: CheckoutStore): string[] {
    if (!store.standing.possible)
      return reasonWords(store.standing, store.offer, store.subscription);
    if (!store.valid) return ["Enter a whole number first."];
    return store.problems.map((problem) => {
      const where = place(problem, store.choice.items ?? []);
      return explain(
        problem,
        store.offer,
        store.subscription,
        where.at === "quantity" ? where.product : undefined,
      );
    });
  }

  #describe(store: CheckoutStore): string {
    const answer = store.priced;
    if (!answer) return this.#reasons(store).join(" ");
    const { offer } = store;
    const chosen = store.rows
      .map((row) => units(row.quantity ?? row.present, offer.unit(row.product)))
      .join(", ");
    const lost = store.codes.flatMap((code) => store.refusal(code) ?? []);
    const renews = answer.renewal
      ? ` Next renewal ${date(answer.renewal.at, offer.timeZone)}: ${formatAmount(answer.renewal.amountDue, answer.currency)}.`
      : "";
    return `${chosen}, ${cycleName(store.cycle)} billing. Due today ${formatAmount(answer.amountDue, answer.currency)}.${renews}${lost.map((words) => ` ${words}`).join("")}`;
  }
}
