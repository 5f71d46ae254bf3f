import type { Problem } from "@quotient/checkout";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ifDefined } from "lit/directives/if-defined.js";
import { announce } from "../announcer.js";
import { api, ApiError, type Account, type Held, type Order } from "../api.js";
import type { Acted } from "../components/act-dialog.js";
import "../components/act-dialog.js";
import "../components/ask-dialog.js";
import { icons } from "../components/icons.js";
import { LoadingPage } from "../components/loading-page.js";
import { failure, notice } from "../components/notice.js";
import "../components/offline-licenses.js";
import { ordersTable } from "../components/orders-table.js";
import "../components/past-due.js";
import {
  productNames,
  statusBadge,
  awaited,
  waitsFor,
  pendingWords,
} from "../components/subscription-card.js";
import { subscriptionFacts } from "../components/subscription-facts.js";
import { isolated, t } from "../i18n.js";
import { Offer } from "../offer.js";
import { changeFailed, explain, explainServer } from "../problems.js";
import { paths } from "../router.js";
import { unsettledOrders } from "../settled.js";
import { type Standing, reasonWords, standing } from "../standing.js";
import { type Act, StandingDeal } from "../standing-deal.js";
import { date, list } from "../words.js";
import { noSubscription } from "./change-page.js";

interface Loaded {
  account: Account;
  offer: Offer;
  held: Held | undefined;
  /** Paying what is past due. */
  due: StandingDeal | undefined;
}

/** One subscription: what it is, what is paid until when, and everything that can be done with it. */
@customElement("q-subscription-page")
export class SubscriptionPage extends LoadingPage<Loaded> {
  @property() subscription = "";
  /** What is about to be done. */
  @state() private deal: StandingDeal | undefined;
  @state() private opening = false;
  /** It is asked, or on its way, whether what is past due shall end. */
  #asks = false;
  /** Why that could not be opened. */
  @state() private trouble = "";

  protected async fetch(): Promise<Loaded> {
    const [account, catalog] = await Promise.all([api.account(), api.catalog()]);
    const offer = new Offer(catalog);
    const held = account.subscriptions.find(({ state }) => state.id === this.subscription);
    const due =
      held?.state.status === "pastDue"
        ? new StandingDeal("renewal", account, held, offer, account.now)
        : undefined;
    return { account, offer, held, due };
  }

  protected override titled({ held, offer }: Loaded): string | undefined {
    return held && list(held.state.items.map((item) => isolated(offer.name(item.product))));
  }

  protected override unsettled({ account, held }: Loaded): Order[] {
    return unsettledOrders(account).filter((order) => order.subscription === held?.state.id);
  }

  /** Not under a dialog, or a payment. */
  protected override async reread(loaded: Loaded): Promise<void> {
    const fresh = await this.fetch();
    if (this.loaded !== loaded || this.deal || this.opening || this.#asks || loaded.due?.frozen)
      return;
    const told = ({ account, held }: Loaded) => {
      const own = account.orders.filter((order) => order.subscription === held?.state.id);
      return JSON.stringify([held?.version, held?.state.status, own]);
    };
    if (told(fresh) === told(loaded)) return;
    if (fresh.due && loaded.due) fresh.due.card = loaded.due.card;
    this.loaded = fresh;
  }

  protected override head(): TemplateResult {
    return html`<a class="back" href=${paths.account}>${icons.back}${t.frame.subscriptions}</a>`;
  }

  protected override failed(error: unknown): TemplateResult {
    if (error instanceof ApiError && error.status === 403)
      return notice("lock", t.shop.mayNotTitle, html`<p>${t.shop.mayNotText}</p>`);
    return failure(error, () => void this.retry());
  }

  protected content(loaded: Loaded): TemplateResult {
    const { account, offer, held, due } = loaded;
    if (!held) return noSubscription();
    const { state } = held;
    const may = standing(offer, account, held, account.now);
    const order = awaited(account, held);
    return html`
      <div class="page-head with-badge">
        <h1>${productNames(offer, state)}</h1>
        ${statusBadge(state)}
      </div>
      <div class="details">
        <div class="details-main">
          ${order ? html`<p class="note">${waitsFor(order)}</p>` : nothing}
          ${due && order?.state !== "pending" ? html`<q-past-due .deal=${due}></q-past-due>` : nothing}
          ${subscriptionFacts(held, account, offer)}
          ${
            state.pending
              ? html`<section class="card section" aria-labelledby="scheduled-title">
                  <h2 id="scheduled-title">${t.account.scheduledTitle}</h2>
                  <p>
                    ${t.account.from(date(state.period.end, offer.timeZone), pendingWords(offer, state.pending))}
                  </p>
                </section>`
              : nothing
          }
          <q-offline-licenses .held=${held} .offer=${offer}></q-offline-licenses>
          ${this.#orders(loaded)}
        </div>
        <div class="details-side">
          ${this.#change(state.id, may, order, loaded)} ${this.#end(may, order, loaded)}
        </div>
      </div>
      <q-act-dialog
        .deal=${this.deal}
        @done=${(event: CustomEvent<Acted>) => void this.#done(event.detail)}
        @leave=${() => (this.deal = undefined)}
      ></q-act-dialog>
      <q-ask-dialog></q-ask-dialog>
    `;
  }

  #change(
    id: string,
    may: Standing,
    order: Order | undefined,
    { offer, held }: Loaded,
  ): TemplateResult | typeof nothing {
    if (held?.state.status === "ended" || !held) return nothing;
    return html`
      <section class="card section" aria-labelledby="change-title">
        <h2 id="change-title">${t.account.changeIt}</h2>
        ${
          may.open && !order
            ? html`<p class="hint">${t.account.changeAbout}</p>
                <a class="button primary" href=${paths.change(id)}>${t.account.upgrade}</a>`
            : !order
              ? html`<div class="reasons" data-reasons>
                  ${reasonWords({ ...may, possible: may.open }, offer, held.state).map((words) => html`<p>${words}</p>`)}
                </div>`
              : waitsForPayment(order)
        }
      </section>
    `;
  }

  /** To cancel it, or to take that back. */
  #end(may: Standing, order: Order | undefined, loaded: Loaded): TemplateResult | typeof nothing {
    const { offer, held } = loaded;
    if (!held) return nothing;
    const { state } = held;
    const ends = date(state.period.end, offer.timeZone);
    if (state.status === "ended")
      return html`<section class="card section">
        <p>${t.account.ended}</p>
        <a class="button secondary" href=${paths.store}>${t.frame.seeStore}</a>
      </section>`;
    const [title, about, action, problems, act] = state.cancelAtPeriodEnd
      ? ([
          t.account.resumeTitle,
          t.account.resumeAbout(ends),
          t.account.resume,
          may.resumption,
          "resumption",
        ] as const)
      : ([t.account.cancelTitle, "", t.account.cancel, may.cancellation, "cancellation"] as const);
    const overdue =
      state.status === "pastDue" && problems.length > 0 && problems.every(isRenewalDue);
    const against = overdue ? [] : problems.map((problem) => explain(problem, offer, state));
    const hint = overdue ? t.account.overdueCancel : about;
    const press = overdue ? () => void this.#endNow(state.id) : () => void this.#open(act, loaded);
    return html`
      <section class="card section" aria-labelledby="end-title">
        <h2 id="end-title">${title}</h2>
        ${state.cancelAtPeriodEnd ? html`<p>${t.account.canceledNotice(ends)}</p>` : nothing}
        ${
          order
            ? waitsForPayment(order)
            : against.length > 0
              ? html`<div class="reasons">${against.map((words) => html`<p>${words}</p>`)}</div>`
              : html`${hint ? html`<p class="hint">${hint}</p>` : nothing}
                  <button
                    type="button"
                    class="secondary"
                    id=${act}
                    ?disabled=${this.opening}
                    aria-describedby=${ifDefined(this.trouble ? "end-error" : undefined)}
                    @click=${press}
                  >
                    ${action}
                  </button>
                  ${
                    this.trouble
                      ? html`<div class="error" id="end-error">
                          ${icons.warning}
                          <p>${this.trouble}</p>
                        </div>`
                      : nothing
                  }`
        }
      </section>
    `;
  }

  /** What is past due ends at once instead of being paid: the engine has no price for that. */
  async #endNow(subscription: string): Promise<void> {
    this.trouble = "";
    this.#asks = true;
    const yes = await this.querySelector("q-ask-dialog")?.ask({
      title: t.account.cancel,
      about: t.account.overdueCancelAbout,
      act: t.account.cancelConfirm,
      keep: t.account.keep,
      danger: true,
    });
    const failed = yes && (await api.endSubscription(subscription).then(() => "", changeFailed));
    this.#asks = false;
    if (!yes) return;
    if (!failed) return this.#done({ act: "cancellation", status: "confirmed" });
    this.trouble = failed;
    announce(failed);
    // It may be paid, or ended, by now.
    if (this.loaded) await this.reread(this.loaded).catch(() => {});
    await this.#focusNext();
  }

  /** Prices what is about to be done at the server's present, which may be a while after the page's. */
  async #open(act: Act, { offer, held }: Loaded): Promise<void> {
    this.opening = true;
    this.trouble = "";
    let next: StandingDeal | undefined;
    try {
      const account = await api.account();
      const now = account.subscriptions.find(({ state }) => state.id === held?.state.id);
      if (now) next = new StandingDeal(act, account, now, offer, account.now);
      else await this.load();
    } catch (error) {
      this.trouble =
        error instanceof ApiError ? explainServer(error.problems[0]) : t.frame.noAnswer;
      announce(this.trouble);
    }
    this.opening = false;
    await this.updateComplete;
    // The button lost the focus while it waited: there the dialog gives it back to.
    if (document.activeElement === document.body)
      this.querySelector<HTMLElement>(`#${act}`)?.focus();
    this.deal = next;
  }

  async #done({ act, status }: Acted): Promise<void> {
    this.deal = undefined;
    const done = () => (act === "resumption" ? t.account.resumed : t.account.canceledNow);
    const known = status !== "pending";
    await this.load(known ? done : undefined);
    announce(known ? done() : t.orders.pendingSpoken);
    await this.#focusNext();
  }

  /** What was pressed may be gone. */
  async #focusNext(): Promise<void> {
    await this.updateComplete;
    const next = ["#resumption", "#cancellation", ".back"];
    next
      .map((place) => this.querySelector<HTMLElement>(place))
      .find((element) => element !== null)
      ?.focus();
  }

  #orders({ account, offer, held }: Loaded): TemplateResult | typeof nothing {
    const own = account.orders.filter((order) => order.subscription === held?.state.id);
    if (own.length === 0) return nothing;
    return html`<section class="orders" aria-labelledby="orders-title">
      <h2 id="orders-title">${t.orders.title}</h2>
      ${ordersTable(own, offer.timeZone, t.orders.title, account.now)}
    </section>`;
  }
}

function isRenewalDue({ code }: Problem): boolean {
  return code === "renewal_due";
}

/** Nothing else can be done before the order is paid or canceled, or its payment known, which is said above. */
function waitsForPayment({ state }: Order): TemplateResult {
  const words =
    state === "pending" ? t.orders.pendingSpoken : t.server.known["order_awaiting_payment"];
  return html`<div class="reasons" data-reasons>
    <p>${words}</p>
  </div>`;
}
