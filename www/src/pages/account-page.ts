import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { api, ApiError, type Account, type Order, type Session } from "../api.js";
import { ServerClock } from "../clock.js";
import { amount } from "../components/amount.js";
import { PageElement } from "../components/element.js";
import { failure, notice } from "../components/notice.js";
import { subscriptionCard } from "../components/subscription-card.js";
import { Offer } from "../offer.js";
import { paths } from "../router.js";
import { date, roleName, roleNames } from "../words.js";

/** What the organization subscribes to, for those who may see it. */
@customElement("q-account-page")
export class AccountPage extends PageElement {
  @property({ attribute: false }) session!: Session;
  @state() private loaded: { account: Account; offer: Offer; at: string } | undefined;
  @state() private error: unknown;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  async #load(): Promise<void> {
    this.error = undefined;
    try {
      const [account, catalog] = await Promise.all([api.account(), api.catalog()]);
      const clock = new ServerClock(account.now);
      this.loaded = { account, offer: new Offer(catalog), at: clock.at() };
    } catch (error) {
      this.error = error;
    }
  }

  protected override render(): TemplateResult {
    return html`
      <div class="page-head">
        <p class="eyebrow">${this.session.organization?.name ?? ""}</p>
        <h1>Subscriptions</h1>
      </div>
      ${this.error ? this.#failed(this.error) : this.loaded ? this.#content(this.loaded) : html`<p class="loading">Loading your subscriptions…</p>`}
    `;
  }

  #failed(error: unknown): TemplateResult {
    if (error instanceof ApiError && error.status === 403) {
      const role = roleName(this.session.user?.role ?? "");
      const allowed = error.problems[0]?.allowed;
      const who = Array.isArray(allowed)
        ? ` That is for ${roleNames(allowed as string[])}.`
        : " Ask an owner of your organization.";
      return notice(
        "lock",
        `You cannot see subscriptions as ${article(role)} ${role}`,
        html`<p>Your role does not include billing.${who}</p>`,
        2,
      );
    }
    return failure(error, () => void this.#load(), 2);
  }

  #content({ account, offer, at }: { account: Account; offer: Offer; at: string }): TemplateResult {
    if (account.subscriptions.length === 0)
      return notice(
        "card",
        "No subscriptions yet",
        html`<p>Your organization has not bought anything.</p>`,
        2,
      );
    return html`
      <div class="cards-grid">
        ${account.subscriptions.map((held) => subscriptionCard(offer, account, held, at))}
      </div>
      ${account.orders.length > 0 ? this.#orders(account.orders, offer) : nothing}
    `;
  }

  #orders(orders: Order[], offer: Offer): TemplateResult {
    return html`
      <section class="orders" aria-labelledby="orders-title">
        <h2 id="orders-title">Orders</h2>
        <div class="card table-card">
          <table>
            <thead>
              <tr>
                <th scope="col">Order</th>
                <th scope="col">Paid on</th>
                <th scope="col" class="end">Amount</th>
              </tr>
            </thead>
            <tbody>
              ${orders.map(
                (order) =>
                  html`<tr>
                    <td><a href=${paths.confirmation(order.id)}>${order.number}</a></td>
                    <td>
                      ${order.paidAt ? date(order.paidAt, offer.timeZone, "medium") : "Being confirmed"}
                    </td>
                    <td class="end">${amount(order.amountDue, order.currency)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
      </section>
    `;
  }
}

function article(word: string): string {
  return /^[aeiou]/.test(word) ? "an" : "a";
}
