import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ifDefined } from "lit/directives/if-defined.js";
import { announce } from "../announcer.js";
import { api, ApiError, type History } from "../api.js";
import { amount, apart } from "../components/amount.js";
import { cardName } from "../components/card-choice.js";
import { icons } from "../components/icons.js";
import { LoadingPage } from "../components/loading-page.js";
import { ordersTable } from "../components/orders-table.js";
import { stateBadge } from "../components/quote-document.js";
import { segments } from "../components/segments.js";
import { t } from "../i18n.js";
import { Offer } from "../offer.js";
import { explainServer } from "../problems.js";
import { paths, remember } from "../router.js";
import { date } from "../words.js";

interface Loaded {
  history: History;
  offer: Offer;
  now: string;
}

const LISTS = ["orders", "payments", "credits", "quotes"] as const;
type List = (typeof LISTS)[number];

function asked(): List {
  const wanted = new URLSearchParams(location.search).get("list");
  return LISTS.find((list) => list === wanted) ?? LISTS[0];
}

/** Everything that was ordered, paid, credited and quoted; each entry opens with its lines. */
@customElement("q-history-page")
export class HistoryPage extends LoadingPage<Loaded> {
  @state() private list: List = asked();
  @state() private busy = false;
  /** Why older entries could not be loaded: what is listed stays. */
  @state() private failure: unknown;
  #more = false;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("popstate", this.#arrive);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("popstate", this.#arrive);
  }

  /** A link to this page, Back or Forward. */
  #arrive = (): void => {
    if (location.pathname === paths.history) this.list = asked();
  };

  protected async fetch(): Promise<Loaded> {
    const [history, catalog, account] = await Promise.all([
      api.history(),
      api.catalog(),
      api.account(),
    ]);
    return { history, offer: new Offer(catalog), now: account.now };
  }

  protected override readonly level = 2;

  protected override head(): TemplateResult {
    return html`<div class="page-head"><h1>${t.orders.historyTitle}</h1></div>`;
  }

  protected content(loaded: Loaded): TemplateResult {
    const names = {
      orders: t.orders.title,
      payments: t.orders.payments,
      credits: t.orders.credits,
      quotes: t.orders.quotes,
    };
    return html`
      ${segments(
        "list",
        t.orders.historyTabs,
        LISTS.map((list) => ({
          id: list,
          label: names[list],
          value: list,
          chosen: this.list === list,
        })),
        (list) => this.#choose(list),
      )}
      <section id="listed" tabindex="-1" aria-label=${names[this.list]}>
        ${this.#listed(loaded, names[this.list])}
      </section>
      ${
        loaded.history.next
          ? html`<p class="more">
              <button
                type="button"
                class="secondary"
                aria-disabled=${this.busy}
                aria-describedby=${ifDefined(this.failure ? "older-error" : undefined)}
                @click=${() => void this.#older(loaded)}
              >
                ${t.orders.older}
              </button>
            </p>`
          : nothing
      }
      ${this.failure ? html`<p class="error center" id="older-error">${icons.warning}${this.#why()}</p>` : nothing}
    `;
  }

  /** The address says what is listed, so that a reload and Back list the same. */
  #choose(list: List): void {
    this.list = list;
    remember(list === LISTS[0] ? "" : `list=${list}`);
  }

  #listed({ history, offer, now }: Loaded, label: string): TemplateResult {
    const none = (words: string) => html`<p class="empty">${words}</p>`;
    switch (this.list) {
      case "orders":
        return history.orders.length > 0
          ? ordersTable(history.orders, offer.timeZone, label, now)
          : none(t.orders.noOrders);
      case "payments":
        return history.payments.length > 0
          ? this.#payments(history, offer, label)
          : none(t.orders.noPayments);
      case "credits":
        return history.credits.length > 0
          ? this.#credits(history, offer, label)
          : none(t.orders.noCredits);
      case "quotes":
        return history.quotes.length > 0
          ? this.#quotes(history, offer, label)
          : none(t.orders.noQuotes);
    }
  }

  /** The order that something belongs to, by its number where the list has it. */
  #order({ orders }: History, id: string): TemplateResult {
    const number = orders.find((order) => order.id === id)?.number ?? t.orders.order;
    return html`<a href=${paths.order(id)}>${apart(number)}</a>`;
  }

  #payments(history: History, offer: Offer, label: string): TemplateResult {
    return table(
      label,
      [t.orders.date, t.orders.order, t.orders.kindLabel, t.orders.statusLabel],
      history.payments.map((payment) => ({
        cells: [
          date(payment.at, offer.timeZone, "medium"),
          this.#order(history, payment.order),
          html`${t.orders.paymentKind[payment.kind] ?? payment.kind}
          ${payment.card ? html`<span class="hint">${cardName(payment.card)}</span>` : nothing}
          ${payment.purchaseOrder ? html`<span class="hint">${apart(payment.purchaseOrder)}</span>` : nothing}
          ${payment.reference ? html`<span class="hint">${apart(payment.reference)}</span>` : nothing}`,
          t.orders.paymentStatus[payment.status] ?? payment.status,
        ],
        amount: amount(
          payment.kind === "refund" ? `-${payment.amount.replace("-", "")}` : payment.amount,
          payment.currency,
        ),
      })),
    );
  }

  #credits(history: History, offer: Offer, label: string): TemplateResult {
    return table(
      label,
      [t.orders.date, t.orders.order, t.orders.kindLabel, t.orders.forLabel],
      history.credits.map((credit) => ({
        cells: [
          date(credit.at, offer.timeZone, "medium"),
          this.#order(history, credit.order),
          t.orders.creditKind[credit.kind] ?? credit.kind,
          credit.product ? apart(offer.name(credit.product)) : "",
        ],
        amount: amount(credit.amount, credit.currency),
      })),
    );
  }

  #quotes(history: History, offer: Offer, label: string): TemplateResult {
    return table(
      label,
      [t.quotes.quote, t.quotes.date, t.quotes.validUntil, t.orders.statusLabel],
      history.quotes.map((quote) => ({
        cells: [
          html`<a href=${paths.quote(quote.id)}>${apart(quote.number)}</a>`,
          date(quote.createdAt, offer.timeZone, "medium"),
          date(quote.validUntil, offer.timeZone, "medium"),
          stateBadge(quote.state),
        ],
        amount: amount(quote.amountDue, quote.currency),
      })),
    );
  }

  #why(): string {
    const { failure } = this;
    return t.orders.olderFailed(
      failure instanceof ApiError ? explainServer(failure.problems[0]) : t.frame.noAnswer,
    );
  }

  /** Not under entries that were asked for by the button. */
  protected override async reread(): Promise<void> {
    const loaded = await this.fetch();
    if (!this.#more && !this.busy) this.loaded = loaded;
  }

  async #older({ history, offer, now }: Loaded): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = undefined;
    try {
      const older = await api.history(history.next);
      const { next, ...lists } = older;
      this.loaded = {
        offer,
        now,
        history: {
          orders: [...history.orders, ...lists.orders],
          payments: [...history.payments, ...lists.payments],
          credits: [...history.credits, ...lists.credits],
          quotes: [...history.quotes, ...lists.quotes],
          ...(next === undefined ? {} : { next }),
        },
      };
      this.#more = true;
      announce(t.orders.olderShown);
      await this.updateComplete;
      // After the last of them the button is gone.
      if (next === undefined) this.querySelector<HTMLElement>("#listed")?.focus();
    } catch (error) {
      this.failure = error;
      announce(this.#why());
    } finally {
      this.busy = false;
    }
  }
}

function table(
  label: string,
  heads: string[],
  rows: { cells: (TemplateResult | string)[]; amount: TemplateResult }[],
): TemplateResult {
  return html`<div class="card table-card">
    <table class="stacking" aria-label=${label}>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
          <th scope="col" class="end">${t.orders.amount}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ cells, amount }) =>
            html`<tr>
              ${cells.map((cell, index) => html`<td data-label=${heads[index] ?? ""}><span>${cell}</span></td>`)}
              <td class="end" data-label=${t.orders.amount}>${amount}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
