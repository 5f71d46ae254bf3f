import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { read, type Written } from "../address.js";
import { announce } from "../announcer.js";
import { api, ApiError, type Confirmation, type Session } from "../api.js";
import { apart } from "../components/amount.js";
import { icons } from "../components/icons.js";
import { LoadingPage } from "../components/loading-page.js";
import { failure, notice } from "../components/notice.js";
import { orderLayout } from "../components/order-layout.js";
import "../components/who-buys.js";
import { isolated, t } from "../i18n.js";
import { keepChoice, keepCodes, recallCodes } from "../kept-choice.js";
import { Offer } from "../offer.js";
import { blocking, described } from "../order-words.js";
import { PayFlow } from "../pay-flow.js";
import { type Basket, PurchaseStore } from "../purchase-store.js";
import { QuoteFlow } from "../quote-flow.js";
import { navigate, paths } from "../router.js";

/** Buying a subscription: choose, say who buys, see what it costs and why, pay. */
@customElement("q-purchase-page")
export class PurchasePage extends LoadingPage<PurchaseStore | null> {
  @property({ attribute: false }) session!: Session;

  /** Said to whoever has just registered, with the total if it is another one now. */
  #welcome: (() => string) | undefined;
  #quotes = new QuoteFlow(this);
  /** One for each who was signed in: an attempt whose outcome is unknown is nobody else's. */
  #flows = new Map<string | undefined, PayFlow>();

  get #flow(): PayFlow {
    const user = this.session.user?.id;
    const flow =
      this.#flows.get(user) ?? new PayFlow(this, this.#paid, `${location.pathname} ${user}`);
    this.#flows.set(user, flow);
    return flow;
  }

  #paid = ({ order }: Confirmation): void => {
    announce(t.shop.purchaseConfirmed);
    keepCodes(this.loaded?.account?.user.id, []);
    navigate(paths.order(order.id), "replace");
  };

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.loaded?.close();
  }

  protected async fetch(): Promise<PurchaseStore | null> {
    const [catalog, account] = await Promise.all([
      api.catalog(),
      this.session.user ? api.account() : undefined,
    ]);
    const offer = new Offer(catalog);
    const { sent } = this.#flow;
    const asked = sent ? (JSON.parse(sent.body) as Basket) : read(location.search);
    const basket = basketOf(asked, offer);
    if (!basket) return null;
    const store = new PurchaseStore(account, offer, basket, this.session.taxes);
    await store.recallCodes(recallCodes(account?.user.id));
    if (!this.isConnected) store.close();
    store.describe = () => described(store);
    store.addEventListener("update", () => {
      if (store !== this.loaded) return;
      this.#flow.clear();
      if (this.isConnected) keepChoice(store, store.account?.user.id, store.basket);
    });
    // One that was there before would go on pricing, and write its own basket into the address.
    this.loaded?.close();
    this.loaded = store;
    this.#flow.meet(store);
    return store;
  }

  protected override async reread(store: PurchaseStore | null): Promise<void> {
    if (store?.account) await store.look();
  }

  protected override updated(changed: Map<string, unknown>): void {
    super.updated(changed);
    const before = changed.get("session") as Session | undefined;
    if (before && before.user?.id !== this.session.user?.id) void this.#join();
  }

  /** Somebody registered or signed in: the same basket, now with their taxes and their role. */
  async #join(): Promise<void> {
    if (!this.loaded || !this.session.user) return void this.load();
    this.error = undefined;
    const welcome = this.#welcome;
    this.#welcome = undefined;
    const store = this.loaded;
    const before = store.priced?.amountDue;
    try {
      await store.join();
      this.#flow.meet(store);
      const another = store.priced?.amountDue !== before;
      const said = [welcome?.() ?? "", another ? described(store) : ""].filter(Boolean).join(" ");
      if (said) announce(said);
      await this.updateComplete;
      this.querySelector<HTMLElement>("#who-title")?.focus();
    } catch (error) {
      this.failAfter(welcome, error);
    }
  }

  protected override readonly level = 2;

  protected override head(): TemplateResult {
    return html`<a class="back" href=${paths.store}>${icons.back}${t.frame.store}</a>
      <div class="page-head">
        <h1>${t.shop.purchaseTitle}</h1>
        <p class="lead">${t.shop.purchaseLead}</p>
      </div>`;
  }

  protected override failed(error: unknown): TemplateResult {
    if (error instanceof ApiError && error.status === 403)
      return notice("lock", t.shop.mayNotBuyTitle, html`<p>${t.shop.mayNotText}</p>`, 2);
    return failure(error, () => void this.retry(), 2);
  }

  protected content(store: PurchaseStore | null): TemplateResult {
    if (!store)
      return notice(
        "warning",
        t.shop.nothingToBuy,
        html`<p><a href=${paths.store}>${t.frame.seeStore}</a></p>`,
        2,
      );
    return orderLayout(store, this.#flow, this.#quotes, {
      guest: !store.account,
      before: store.account ? against(store) : nothing,
      who: this.#who(store),
    });
  }

  #who(store: PurchaseStore): TemplateResult {
    const { user, organization } = this.session;
    if (store.account && user && organization)
      return html`<section class="card section" aria-labelledby="who-title">
        <h2 id="who-title" tabindex="-1">${t.shop.who}</h2>
        <p>
          ${t.shop.whoSignedIn(html`<b>${apart(user.name)}</b>`, html`<b>${apart(organization.name)}</b>`)}
        </p>
      </section>`;
    return html`<q-who-buys
      .session=${this.session}
      @session=${(event: CustomEvent<Session>) => this.#arrived(event.detail)}
    ></q-who-buys>`;
  }

  #arrived(session: Session): void {
    const { organization } = session;
    if (organization) this.#welcome = () => t.shop.registered(isolated(organization.name));
    this.dispatchEvent(new CustomEvent("session", { detail: session, bubbles: true }));
  }
}

/** What stands against buying it, and where what is held already can be changed. */
function against(store: PurchaseStore): TemplateResult | typeof nothing {
  const words = blocking(store);
  if (words.length === 0) return nothing;
  const held = (store.account?.subscriptions ?? []).flatMap(({ state }) =>
    state.status === "ended"
      ? []
      : state.items
          .filter(({ product }) => store.rows.some((row) => row.product === product))
          .map(({ product }) => ({ id: state.id, product })),
  );
  return html`<div class="note bad">
    ${words.map((said) => html`<p>${said}</p>`)}
    ${held.map(
      ({ id, product }) =>
        html`<p>
          <a href=${paths.change(id)}>${t.shop.haveAlready(isolated(store.offer.name(product)))}</a>
        </p>`,
    )}
  </div>`;
}

/** What the address says is wanted, else the first thing that is sold. */
function basketOf(asked: Written, offer: Offer): Basket | undefined {
  const [first] = offer.products;
  const wanted = asked.items?.length
    ? asked.items
    : first
      ? [{ product: first.id, quantity: 1 }]
      : [];
  const items = wanted.filter(({ product }) => offer.products.some(({ id }) => id === product));
  const sold = offer.products.find(({ id }) => id === items[0]?.product);
  if (!sold) return undefined;
  const { currency = offer.currency, cycle: other } = asked;
  const isSold = other && offer.price(sold.id, currency, other);
  const cycle = isSold ? other : (offer.cycle(sold.id, currency) ?? sold.prices[0]?.cycle);
  return cycle && { items, cycle, currency };
}
