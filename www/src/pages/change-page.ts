import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { read } from "../address.js";
import { announce } from "../announcer.js";
import { ApiError, type Order, whose } from "../api.js";
import { ChangeStore } from "../change-store.js";
import { apart } from "../components/amount.js";
import { icons } from "../components/icons.js";
import { LoadingPage } from "../components/loading-page.js";
import { failure, notice } from "../components/notice.js";
import { orderLayout } from "../components/order-layout.js";
import { awaited, pendingWords, waitsFor } from "../components/subscription-card.js";
import { focusDrawn } from "../focus.js";
import { isolated, t } from "../i18n.js";
import { keepChoice, keepCodes, recallCodes } from "../kept-choice.js";
import { blocking, described } from "../order-words.js";
import { PayFlow } from "../pay-flow.js";
import { QuoteFlow } from "../quote-flow.js";
import { navigate, paths } from "../router.js";
import { unsettledOrders } from "../settled.js";
import { billing, date, list, units } from "../words.js";

/** Changing one subscription: choose, see what it costs and why, pay. */
@customElement("q-change-page")
export class ChangePage extends LoadingPage<ChangeStore | null> {
  @property() subscription = "";

  #quotes = new QuoteFlow(this);
  #flow = new PayFlow(
    this,
    ({ order }) => {
      announce(t.shop.confirmed);
      keepCodes(this.loaded?.account.user.id, []);
      navigate(paths.order(order.id), "replace");
    },
    `${location.pathname} ${whose()}`,
  );

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.loaded?.close();
  }

  protected async fetch(): Promise<ChangeStore | null> {
    const store = await ChangeStore.load(this.subscription);
    if (!store) return null;
    store.restore(read(location.search));
    await store.recallCodes(recallCodes(store.account.user.id));
    if (!this.isConnected) store.close();
    store.describe = () => described(store);
    store.addEventListener("update", () => {
      this.#flow.clear();
      if (this.isConnected) keepChoice(store, store.account.user.id, store.written);
    });
    this.#flow.meet(store);
    return store;
  }

  protected override head(): TemplateResult {
    return html`<a class="back" href=${paths.account}>${icons.back}${t.frame.subscriptions}</a>`;
  }

  protected override failed(error: unknown): TemplateResult {
    if (error instanceof ApiError && error.status === 403)
      return notice("lock", t.shop.mayNotTitle, html`<p>${t.shop.mayNotText}</p>`);
    return failure(error, () => void this.retry());
  }

  protected override titled(store: ChangeStore | null): string | undefined {
    return store ? t.shop.changeTitle(namesOf(store)) : undefined;
  }

  protected override unsettled(store: ChangeStore | null): Order[] {
    return store ? unsettledOrders(store.account) : [];
  }

  protected override async reread(store: ChangeStore | null): Promise<void> {
    await store?.look();
  }

  protected content(store: ChangeStore | null): TemplateResult {
    if (!store) return noSubscription();
    const { offer, subscription } = store;
    const held = list(
      subscription.items.map((item) => units(item.quantity, offer.unit(item.product))),
    );
    return html`
      <div class="page-head">
        <h1>${t.shop.changeTitle(namesOf(store))}</h1>
        <p class="lead">
          ${t.shop.changeLead(held, billing(subscription.cycle), date(subscription.period.end, offer.timeZone))}
        </p>
      </div>
      ${orderLayout(store, this.#flow, this.#quotes, { before: banner(store) })}
    `;
  }
}

function namesOf({ offer, subscription }: ChangeStore): string {
  return list(subscription.items.map((item) => isolated(offer.name(item.product))));
}

/** There is none with this address, or none of this organization. */
export function noSubscription(): TemplateResult {
  return notice(
    "warning",
    t.shop.noSubscriptionTitle,
    html`<p>
      ${t.shop.noSubscriptionText} <a href=${paths.account}>${t.frame.seeSubscriptions}</a>
    </p>`,
  );
}

/** Of several products that cannot be changed together, each can be left as it is. */
function undone(store: ChangeStore): TemplateResult | typeof nothing {
  if (!store.problems.some(({ code }) => code === "too_many_products")) return nothing;
  const changed = store.rows.filter((row) => row.present > 0 && row.quantity !== row.present);
  return html`${changed.map(({ product, present }) => {
    const held = units(present, store.offer.unit(product));
    const name = isolated(store.offer.name(product));
    return html`<button type="button" class="link" @click=${() => undo(store, product)}>
      ${t.shop.keepQuantity(name, held)}
    </button>`;
  })}`;
}

/** The button that was pressed is gone: the focus goes to the quantity that it changed. */
function undo(store: ChangeStore, product: string): void {
  store.undo(product);
  focusDrawn(`#${CSS.escape(`quantity-${product}`)}`);
}

/** What stands against any change, and what is already scheduled. */
function banner(store: ChangeStore): TemplateResult | typeof nothing {
  const { offer, subscription } = store;
  const order = awaited(store.account, store.held);
  if (order) return html`<p class="note">${waitsFor(order)}</p>`;
  const against = blocking(store);
  if (against.length === 0 && !subscription.pending) return nothing;
  const words = subscription.pending && pendingWords(offer, subscription.pending);
  return html`
    ${
      against.length > 0
        ? html`<div class="note bad">
            ${against.map((words) => html`<p>${words}</p>`)} ${undone(store)}
          </div>`
        : nothing
    }
    ${
      words
        ? html`<div class="note">
            <p>${apart(t.shop.scheduled(date(subscription.period.end, offer.timeZone), words))}</p>
            <label class="check"
              ><input
                type="checkbox"
                .checked=${store.withdraw}
                @change=${(event: Event) => store.setWithdraw((event.target as HTMLInputElement).checked)}
              />
              ${t.shop.withdraw}</label
            >
          </div>`
        : nothing
    }
  `;
}
