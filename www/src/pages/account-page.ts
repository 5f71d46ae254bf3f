import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { api, ApiError, type Account, type Order, type Session } from "../api.js";
import { icons } from "../components/icons.js";
import { LoadingPage } from "../components/loading-page.js";
import { failure, notice } from "../components/notice.js";
import { ordersTable } from "../components/orders-table.js";
import { subscriptionCard } from "../components/subscription-card.js";
import { t } from "../i18n.js";
import { Offer } from "../offer.js";
import { paths } from "../router.js";
import { unsettledOrders } from "../settled.js";
import { roleNames } from "../words.js";

/** Orders that are listed here; all of them are in the history. */
const ORDERS = 5;

interface Loaded {
  account: Account;
  offer: Offer;
}

/** What the organization subscribes to, for those who may see it. */
@customElement("q-account-page")
export class AccountPage extends LoadingPage<Loaded> {
  @property({ attribute: false }) session!: Session;

  protected async fetch(): Promise<Loaded> {
    const [account, catalog] = await Promise.all([api.account(), api.catalog()]);
    return { account, offer: new Offer(catalog) };
  }

  protected override readonly level = 2;

  protected override unsettled({ account }: Loaded): Order[] {
    return unsettledOrders(account);
  }

  protected override async reread(loaded: Loaded): Promise<void> {
    const fresh = await this.fetch();
    if (this.loaded === loaded) this.loaded = fresh;
  }

  protected override head(): TemplateResult {
    return html`<div class="page-head">
      <p class="eyebrow">${this.session.organization?.name ?? ""}</p>
      <h1>${t.account.title}</h1>
    </div>`;
  }

  protected override failed(error: unknown): TemplateResult {
    if (error instanceof ApiError && error.status === 403) return this.#mayNotSee(error);
    return failure(error, () => void this.retry(), 2);
  }

  #mayNotSee(error: ApiError): TemplateResult {
    const { allowed } = error.problems[0] ?? {};
    const who = Array.isArray(allowed)
      ? t.account.thatIsFor(roleNames(allowed))
      : t.account.askOwner;
    return notice(
      "lock",
      t.account.mayNotSeeTitle(t.words.asRole(this.session.user?.role ?? "")),
      html`<p>${t.account.mayNotSee} ${who}</p>`,
      2,
    );
  }

  protected content({ account, offer }: Loaded): TemplateResult {
    if (account.subscriptions.length === 0) {
      const first = account.orders.find(
        ({ state }) => state === "pending" || state === "awaitingPayment",
      );
      if (first) return html`${this.#coming(first)} ${this.#orders({ account, offer })}`;
      return html`${notice(
        "card",
        t.account.noneTitle,
        html`<p>${t.account.noneText}</p>
          <a class="button primary" href=${paths.store}>${t.frame.seeStore}</a>`,
        2,
      )}
      ${this.#orders({ account, offer })}`;
    }
    return html`
      <div class="cards-grid">
        ${account.subscriptions.map((held) => subscriptionCard(offer, account, held, account.now))}
      </div>
      <p class="more">
        <a class="with-icon" href=${paths.store}>${icons.plus}${t.account.buyMore}</a>
      </p>
      ${this.#orders({ account, offer })}
    `;
  }

  /** A first purchase that is not paid yet. */
  #coming({ id, state }: Order): TemplateResult {
    return notice(
      "card",
      state === "pending" ? t.orders.pendingTitle : t.orders.awaitingTitle,
      html`<a class="button primary" href=${paths.order(id)}>${t.orders.seeOrder}</a>`,
      2,
    );
  }

  #orders({ account, offer }: Loaded): TemplateResult | typeof nothing {
    if (account.orders.length === 0) return nothing;
    const latest = account.orders.slice(0, ORDERS);
    return html`
      <section class="orders" aria-labelledby="orders-title">
        <h2 id="orders-title">${t.orders.title}</h2>
        ${ordersTable(latest, offer.timeZone, t.orders.title, account.now)}
        <p class="more"><a href=${paths.history}>${t.orders.all}</a></p>
      </section>
    `;
  }
}
