// A change of one subscription in the making.

import type { Priced, Request } from "@quotient/checkout";
import type { Written } from "./address.js";
import {
  api,
  type Account,
  type ChangeChoice,
  type Cycle,
  type Held,
  type Subscription,
  type Tax,
  type Terms,
} from "./api.js";
import type { Holding } from "./circumstances.js";
import { Offer } from "./offer.js";
import { type Body, OrderStore } from "./order-store.js";
import { changeRequest, isPresent, renewal } from "./requests.js";
import { chosen, newRow, rowsOf } from "./rows.js";
import { standing } from "./standing.js";
import { sameCycle } from "./words.js";

export class ChangeStore extends OrderStore {
  account: Account;
  held: Held;
  cycle: Cycle;
  /** Scheduled changes are withdrawn by this change. */
  withdraw = false;
  /** The renewal if nothing is changed. */
  unchanged: Priced | undefined;

  constructor(account: Account, held: Held, offer: Offer) {
    super(offer, account.now);
    this.account = account;
    this.held = held;
    this.rows = rowsOf(held.state);
    this.cycle = held.state.cycle;
    this.requote();
  }

  static async load(subscription: string): Promise<ChangeStore | undefined> {
    const [account, catalog] = await Promise.all([api.account(), api.catalog()]);
    const held = account.subscriptions.find((candidate) => candidate.state.id === subscription);
    return held && new ChangeStore(account, held, new Offer(catalog));
  }

  get subscription(): Subscription {
    return this.held.state;
  }

  get currency(): string {
    return this.subscription.currency;
  }

  get holding(): Holding {
    return this.subscription;
  }

  get taxes(): Tax {
    return this.account.taxes;
  }

  get choice(): ChangeChoice {
    return { subscription: this.subscription.id, at: this.at, ...chosen(this.subscription, this) };
  }

  /** What the address of this page says; the row of what is not sold here is left out. */
  restore({ items = [], cycle, withdraw = false }: Written): void {
    const sold = new Set(this.additions.map(({ product }) => product));
    for (const { product, quantity } of items) {
      const text = String(quantity);
      if (this.rows.some((row) => row.product === product))
        this.rows = this.rows.map((row) =>
          row.product === product ? { ...row, text, quantity, counted: quantity } : row,
        );
      else if (sold.has(product)) this.rows = [...this.rows, newRow(product, quantity)];
    }
    const offered = this.standing.cycles.find((choice) => cycle && sameCycle(choice.cycle, cycle));
    if (offered) this.cycle = offered.cycle;
    this.withdraw = withdraw && this.subscription.pending !== undefined;
    this.requote();
  }

  protected choose({ items = [], cycle }: Body): void {
    const { state } = this.held;
    this.rows = rowsOf(state);
    this.cycle = state.cycle;
    const same = items.some(({ product, quantity }) =>
      this.rows.some((row) => row.product === product && row.present === quantity),
    );
    this.restore({
      items,
      cycle,
      withdraw: same || (cycle !== undefined && sameCycle(cycle, state.cycle)),
    });
  }

  /** What is chosen, as far as it differs from what is held. */
  get written(): Written {
    const { items, cycle } = chosen(this.subscription, { ...this, withdraw: false });
    const { withdraw } = this;
    return { ...(items ? { items } : {}), cycle, withdraw };
  }

  setWithdraw(withdraw: boolean): void {
    this.withdraw = withdraw;
    this.changed();
  }

  async present(): Promise<Holding | undefined> {
    const { subscriptions } = await api.account();
    return subscriptions.find(({ state }) => state.id === this.subscription.id)?.state;
  }

  protected isKnown(cycle: Cycle): boolean {
    return isPresent(this.subscription, cycle);
  }

  protected request(terms: Terms[]): Request {
    return changeRequest(this.account, this.held, this.choice, terms);
  }

  protected assess(): void {
    this.standing = standing(this.offer, this.account, this.held, this.at);
    this.unchanged = renewal(this.offer, this.account, this.subscription);
  }

  protected terms(code: string): Promise<Terms> {
    return api.code(code, this.subscription.id);
  }

  protected async reload(): Promise<void> {
    const account = await api.account();
    const held = account.subscriptions.find(({ state }) => state.id === this.subscription.id);
    if (!held) throw new Error("the subscription is not there any more");
    const stays = isPresent(this.subscription, this.cycle);
    this.account = account;
    this.held = held;
    this.clock.set(account.now);
    this.rows = rowsOf(held.state, this.rows);
    if (stays) this.cycle = held.state.cycle;
    if (!held.state.pending) this.withdraw = false;
  }
}
