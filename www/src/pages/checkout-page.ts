import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { announce } from "../announcer.js";
import { ApiError, type Card } from "../api.js";
import { CheckoutStore, type Row } from "../checkout-store.js";
import "../components/card-choice.js";
import "../components/code-field.js";
import "../components/cycle-choice.js";
import { PageElement } from "../components/element.js";
import { icons } from "../components/icons.js";
import { failure, notice } from "../components/notice.js";
import "../components/order-summary.js";
import type { PriceChange } from "../components/price-changed.js";
import "../components/price-changed.js";
import "../components/stepper.js";
import { pendingWords } from "../components/subscription-card.js";
import { formatAmount, isZero } from "../money.js";
import { type Outcome, Payment } from "../payment.js";
import { explain, place, sentence } from "../problems.js";
import { navigate, paths } from "../router.js";
import { capital, cycleName, date, many, roleName, units } from "../words.js";

/** Changing one subscription: choose, see what it costs and why, pay. */
@customElement("q-checkout-page")
export class CheckoutPage extends PageElement {
  @property() subscription = "";
  @state() private store: CheckoutStore | undefined;
  @state() private error: unknown;
  @state() private missing = false;
  @state() private paying = false;
  @state() private message = "";
  @state() private change: PriceChange | undefined;

  #payment = new Payment();

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
      store.addEventListener("update", () => {
        this.message = "";
        this.requestUpdate();
      });
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
            <q-cycle-choice .store=${store} .cycles=${store.cycles}></q-cycle-choice>
          </section>
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
        </div>
        <q-order-summary
          .store=${store}
          .answer=${store.answer}
          .valid=${store.valid}
          .reasons=${this.#reasons(store)}
          .message=${this.message}
          .paying=${this.paying}
          .retry=${this.#payment.unresolved}
          @pay=${() => void this.#pay(store)}
        ></q-order-summary>
      </div>
      <q-price-changed
        .store=${store}
        .change=${this.change}
        .busy=${this.paying}
        @accept=${() => void this.#refresh(store, true)}
        @decline=${() => void this.#refresh(store, false)}
      ></q-price-changed>
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
    return html`<q-stepper
      .field=${`quantity-${row.product}`}
      .label=${label}
      .hint=${`You have ${units(row.present, unit)} now`}
      .text=${row.text}
      .unit=${unit}
      .least=${row.quantity === 0}
      .errors=${errors}
      .remedy=${allowed === undefined ? undefined : { quantity: allowed, label: `Use ${units(allowed, unit)}` }}
      @step=${(event: CustomEvent<1 | -1>) => store.step(row.product, event.detail)}
      @typed=${(event: CustomEvent<string>) => store.setQuantity(row.product, event.detail)}
    ></q-stepper>`;
  }

  /** What stands against any change, and what is already scheduled. */
  #banner(store: CheckoutStore): TemplateResult | typeof nothing {
    const { offer, subscription } = store;
    const blocking = store.problems.filter(
      (problem) =>
        place(problem, store.choice.items ?? []).at === "page" &&
        problem.code !== "nothing_changes",
    );
    if (blocking.length === 0 && !subscription.pending) return nothing;
    return html`
      ${
        blocking.length > 0
          ? html`<div class="note bad">
              ${blocking.map((problem) => html`<p>${explain(problem, offer, subscription)}</p>`)}
            </div>`
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

  /** Why the pay button waits, in words. */
  #reasons(store: CheckoutStore): string[] {
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
    const renews = answer.renewal
      ? ` Next renewal ${date(answer.renewal.at, offer.timeZone)}: ${formatAmount(answer.renewal.amountDue, answer.currency)}.`
      : "";
    return `${chosen}, ${cycleName(store.cycle)} billing. Due today ${formatAmount(answer.amountDue, answer.currency)}.${renews}`;
  }

  async #pay(store: CheckoutStore): Promise<void> {
    const shown = store.priced;
    if (!shown || this.paying) return;
    this.#hold(store, true);
    this.message = "";
    try {
      await this.#react(store, await this.#payment.send(store, shown));
    } finally {
      this.#hold(store, false);
    }
  }

  /** While a payment is under way only its button waits, and the quote that it names stays. */
  #hold(store: CheckoutStore, held: boolean): void {
    this.paying = held;
    store.frozen = held || this.#payment.unresolved;
  }

  async #react(store: CheckoutStore, outcome: Outcome): Promise<void> {
    switch (outcome.kind) {
      case "accepted":
        announce("Your change is confirmed.");
        return navigate(paths.confirmation(outcome.confirmation.order.id), "replace");
      case "changed":
        this.change = outcome;
        return;
      case "declined":
        return this.#say(
          "Your card was declined. Nothing was charged and nothing was changed. Choose another card and try again.",
        );
      case "limited":
        return this.#say(
          `Too many attempts. Please wait ${outcome.seconds ? units(outcome.seconds, "second") : "a few minutes"} and try again. Nothing was charged.`,
        );
      case "unreachable":
        return this.#say(
          "The server could not be reached, so it is not known whether the payment arrived. Try again: you will not be charged twice.",
        );
      case "refused":
        return this.#say(refusedWords(store, outcome.code, outcome.message));
    }
  }

  /** Continues with the present prices; paid at once if the customer accepted the fresh quote. */
  async #refresh(store: CheckoutStore, accepted: boolean): Promise<void> {
    const change = this.change;
    if (!change) return;
    this.#hold(store, true);
    try {
      await store.refresh(change.conflict.catalog, change.fresh.at);
    } catch (error) {
      this.change = undefined;
      this.#hold(store, false);
      return this.#say(
        sentence(
          error instanceof Error ? error.message : "the page could not be brought up to date",
        ),
      );
    }
    this.#hold(store, false);
    this.change = undefined;
    if (!accepted) return;
    if (change.fresh.status === "priced" && store.priced?.digest === change.fresh.digest)
      return this.#pay(store);
    this.#say(
      "The order changed once more. Nothing was charged. Please look at the amounts again.",
    );
  }

  #say(message: string): void {
    this.message = message;
    announce(message);
  }
}

function refusedWords(store: CheckoutStore, code: string, message: string): string {
  if (code === "confirm_in_progress")
    return "An earlier payment for this subscription is still being confirmed. Please wait a moment and look at your subscriptions.";
  if (code === "role_not_allowed")
    return `You cannot change this subscription as ${roleName(store.account.user.role)}. Nothing was charged.`;
  return `${capital(sentence(message))} Nothing was charged.`;
}
