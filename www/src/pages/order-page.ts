import type { Priced, Subscription } from "@quotient/checkout";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { announce } from "../announcer.js";
import {
  api,
  ApiError,
  NetworkError,
  type Account,
  type Confirmation,
  type Order,
} from "../api.js";
import { amount, apart, strong } from "../components/amount.js";
import "../components/ask-dialog.js";
import { icons } from "../components/icons.js";
import { LoadingPage } from "../components/loading-page.js";
import { failure, notice, unseen } from "../components/notice.js";
import { letterhead, receipt } from "../components/receipt.js";
import { pendingWords } from "../components/subscription-card.js";
import { isolated, t } from "../i18n.js";
import { isZero } from "../money.js";
import { Offer } from "../offer.js";
import { changeFailed } from "../problems.js";
import { justConfirmed } from "../confirmed.js";
import { paths } from "../router.js";
import { settledWords } from "../settled.js";
import { billing, date, list, units } from "../words.js";

/** Waits between looks at an order whose payment is still being confirmed. */
const WAITS = [1000, 1000, 2000, 3000, 5000];
/** The longest, where looks get no answer. */
const LONGEST = 30_000;

interface Loaded {
  confirmation: Confirmation;
  account: Account;
  offer: Offer;
  /** The number of the quote that it was accepted from. */
  quote: string | undefined;
}

/** What was paid or is to be paid, what it changes and when it renews. */
@customElement("q-order-page")
export class OrderPage extends LoadingPage<Loaded> {
  @property() order = "";
  @state() private refused = "";

  #timer: number | undefined;
  #looks = 0;
  /** Looks in a row without an answer. */
  #unheard = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("online", this.#online);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("online", this.#online);
    clearTimeout(this.#timer);
  }

  get #pending(): Loaded | undefined {
    return this.loaded?.confirmation.status === "pending" ? this.loaded : undefined;
  }

  #online = (): void => {
    if (this.#pending || this.error instanceof NetworkError) this.#follow(0);
  };

  #follow(wait: number): void {
    clearTimeout(this.#timer);
    if (this.isConnected) this.#timer = window.setTimeout(() => void this.arrive(), wait);
  }

  /** A look without an answer says nothing of the payment: it is still followed, ever more seldom. */
  protected async fetch(): Promise<Loaded> {
    const pending = this.#pending;
    try {
      const loaded = await this.#read();
      this.#unheard = 0;
      return loaded;
    } catch (error) {
      const passes =
        error instanceof NetworkError || (error instanceof ApiError && error.status === 429);
      if (!pending || !passes) throw error;
      this.#unheard += 1;
      this.#follow(Math.min(2 ** this.#unheard * 1000, LONGEST));
      return pending;
    }
  }

  async #read(): Promise<Loaded> {
    const [confirmation, account] = await Promise.all([api.order(this.order), api.account()]);
    const { quote: saved } = confirmation.order;
    const [catalog, quote] = await Promise.all([
      api.catalog(confirmation.catalog),
      saved === undefined ? undefined : number(saved),
    ]);
    const offer = new Offer(catalog);
    if (confirmation.status === "pending" && this.isConnected) {
      this.#follow(WAITS[this.#looks] ?? 5000);
      if (this.#looks === 0) announce(t.orders.pendingSpoken);
      this.#looks += 1;
    }
    if (this.#pending && this.isConnected) {
      const words = settledWords(confirmation.status, confirmation.order.number);
      if (words) announce(words());
    }
    return { confirmation, account, offer, quote };
  }

  /** What this page has confirmed itself is done, also if it cannot be shown. */
  protected override failed(error: unknown): TemplateResult {
    const known = justConfirmed(this.order);
    const retry = () => void this.retry();
    if (!known) return failure(error, retry);
    const number = isolated(known.order.number);
    if (known.status === "confirmed") return unseen(t.orders.doneTitle(number), error, retry);
    if (known.status !== "pending") return unseen(t.orders.acceptedTitle(number), error, retry);
    return notice(
      "card",
      t.orders.pendingTitle,
      html`<p>${t.orders.pendingUnseen}</p>
        <button type="button" class="secondary" @click=${retry}>${t.frame.loadAgain}</button>`,
    );
  }

  protected override titled({ confirmation: { order, status } }: Loaded): string {
    const kind = status === "confirmed" ? t.orders.receipt : t.orders.order;
    return `${kind} ${isolated(order.number)}`;
  }

  protected override waiting(): string {
    return t.orders.loading;
  }

  protected content(loaded: Loaded): TemplateResult {
    const { status, order } = loaded.confirmation;
    switch (status) {
      case "pending":
        return notice(
          "card",
          t.orders.pendingTitle,
          html`<p>${t.orders.pendingText(apart(order.number))}</p>`,
        );
      case "declined":
        return notice(
          "warning",
          t.orders.declinedTitle,
          html`<p>${t.orders.declinedText} ${this.#back(loaded)}</p>`,
        );
      case "canceled":
        return notice(
          "document",
          t.orders.canceledTitle,
          html`<p>${t.orders.canceledText(apart(order.number))}</p>
            <p><a href=${paths.account}>${t.orders.seeSubscriptions}</a></p>`,
        );
      case "awaitingPayment":
        return this.#awaiting(loaded);
      case "confirmed":
        return this.#confirmed(loaded);
    }
  }

  /** To where the order came from. */
  #back({ confirmation, account }: Loaded): TemplateResult {
    const { subscription, kind } = confirmation.order;
    const there = account.subscriptions.some(({ state }) => state.id === subscription);
    if (!there) return html`<a href=${paths.store}>${t.orders.backToStore}</a>`;
    const path = kind === "renewal" ? paths.subscription(subscription) : paths.change(subscription);
    return html`<a href=${path}>${t.orders.backToOrder}</a>`;
  }

  #awaiting({ confirmation, account, offer, quote }: Loaded): TemplateResult {
    const { order, answer } = confirmation;
    if (answer.status !== "priced") return html``;
    const due = order.dueAt ? date(order.dueAt, offer.timeZone) : "";
    return html`
      <div class="confirmation">
        ${letterhead()}
        <div class="confirmed">
          <span class="confirmed-icon waiting">${icons.clock}</span>
          <h1>${t.orders.awaitingTitle}</h1>
          <p class="lead">
            ${t.orders.awaitingText(strong(amount(order.amountDue, order.currency)), strong(due))}
          </p>
        </div>
        ${confirmation.subscription ? awaitingNote(confirmation.subscription, answer, offer) : nothing}
        ${receipt(confirmation, answer, account, offer, quote)}
        <div class="after">
          <a class="button secondary" href=${paths.account}>${t.orders.seeSubscriptions}</a>
          <button type="button" class="secondary" @click=${() => print()}>
            ${icons.print}${t.orders.print}
          </button>
          <button type="button" class="link danger" @click=${() => void this.#cancel(order.number)}>
            ${t.orders.cancelOrder}
          </button>
        </div>
        ${this.refused ? html`<p class="error center" id="order-error">${icons.warning}${this.refused}</p>` : nothing}
      </div>
      <q-ask-dialog></q-ask-dialog>
    `;
  }

  async #cancel(number: string): Promise<void> {
    const asked = this.querySelector("q-ask-dialog")?.ask({
      title: t.orders.cancelOrder,
      about: t.orders.cancelAbout(isolated(number)),
      act: t.orders.cancelOrder,
      keep: t.account.keep,
      danger: true,
    });
    if (!(await asked)) return;
    this.refused = "";
    try {
      await api.cancelOrder(this.order);
      announce(t.orders.orderCanceled);
      await this.retry(() => t.orders.orderCanceled);
    } catch (error) {
      this.refused = changeFailed(error);
      announce(this.refused);
    }
  }

  #confirmed({ confirmation, account, offer, quote }: Loaded): TemplateResult {
    const { order, answer } = confirmation;
    if (answer.status !== "priced") return html``;
    return html`
      <div class="confirmation">
        ${letterhead()}
        <div class="confirmed">
          <span class="confirmed-icon">${icons.check}</span>
          <h1>${this.#headline(order, answer, offer.timeZone)}</h1>
          ${this.#after(answer, offer)}
          ${order.kind === "resumption" ? renewsAgain(answer, offer) : nothing}
        </div>
        ${receipt(confirmation, answer, account, offer, quote)}
        <div class="after">
          <a class="button secondary" href=${paths.account}>${t.orders.seeSubscriptions}</a>
          <a class="button secondary" href=${paths.subscription(order.subscription)}
            >${t.orders.seeSubscription}</a
          >
          <button type="button" class="secondary" @click=${() => print()}>
            ${icons.print}${t.orders.print}
          </button>
        </div>
      </div>
    `;
  }

  #headline(order: Order, answer: Priced, zone: string): unknown {
    const { amountDue, refund = "0", toBalance = "0", currency } = order;
    if (!isZero(amountDue)) return t.orders.paid(amount(amountDue, currency));
    if (!isZero(refund)) return t.orders.refunded(amount(refund, currency));
    if (!isZero(toBalance)) return t.orders.toBalance(amount(toBalance, currency));
    if (order.kind === "resumption") return t.account.resumed;
    if (order.kind === "cancellation") {
      const { cancelAtPeriodEnd, period } = answer.subscription;
      if (!cancelAtPeriodEnd) return t.account.canceledNow;
      return t.orders.canceledUntil(date(period.end, zone));
    }
    return t.orders.changeConfirmed;
  }

  #after({ subscription: after }: Priced, offer: Offer): TemplateResult | typeof nothing {
    if (after.status === "ended") return html`<p class="lead">${t.account.ended}</p>`;
    const held = after.items.map((item) =>
      t.orders.has(
        isolated(offer.name(item.product)),
        units(item.quantity, offer.unit(item.product)),
      ),
    );
    return html`
      <p class="lead">${list([...held, billing(after.cycle)])}</p>
      ${
        after.pending
          ? html`<p class="lead">
              ${t.account.from(date(after.period.end, offer.timeZone), pendingWords(offer, after.pending))}
            </p>`
          : nothing
      }
    `;
  }
}

/** Of a subscription that was to end. */
function renewsAgain({ renewal, currency }: Priced, offer: Offer): TemplateResult | typeof nothing {
  if (!renewal) return nothing;
  return html`<p class="lead">
    ${t.account.resumeRenews(
      strong(date(renewal.at, offer.timeZone)),
      strong(amount(renewal.amountDue, currency)),
    )}
  </p>`;
}

/** Of a quote; an order is shown without it, too. */
function number(quote: string): Promise<string | undefined> {
  return api.quote(quote).then(
    (document) => document.number,
    () => undefined,
  );
}

/** A change is for the period that it was made in, and paid in it. */
function awaitingNote({ period }: Subscription, { renewal }: Priced, offer: Offer): TemplateResult {
  return html`<p class="note" id="order-note">
    ${t.orders.awaitingEnds(strong(date(period.end, offer.timeZone)))}
    ${renewal ? t.quotes.poRenews : nothing}
  </p>`;
}
