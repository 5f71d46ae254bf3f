// The shapes of the server's HTTP API. Amounts are decimal strings, instants RFC 3339.

import type { Answer, Problem, Request, Subscription as State } from "@quotient/checkout";

/** A stored subscription always has its id. */
export type Subscription = State & { id: string };
export type Cycle = Subscription["cycle"];
export type Tax = NonNullable<Request["tax"]>;
export type Terms = NonNullable<Request["coupons"]>[number];

/** A problem of the engine, or one with a code of the server's own. */
export type ServerProblem = Omit<Problem, "code"> & { code: string };

export interface User {
  id: string;
  name: string;
  email: string;
  role: string;
  /** In the demo, where users of every organization are listed. */
  organization?: Organization | string;
}

export interface Organization {
  id: string;
  name: string;
}

export interface Session {
  demo: boolean;
  /** May organizations register themselves? */
  registration: boolean;
  organization: Organization | null;
  user: User | null;
  /** What the organization is taxed with; to a guest, what a new registration would be. */
  taxes?: Tax;
  users?: User[];
  /** Goes with every request that is not a GET. */
  csrf?: string;
}

export interface Held {
  state: Subscription;
  catalog: string;
  /** Of what has ended, when it ended. */
  changedAt: string;
  version: number;
  /** Where a renewal was declined and no payment is under way. */
  overdue?: Overdue;
  /** Where its balance was paid out after it had ended. */
  payouts?: Payout[];
}

/** A balance that the seller paid out. */
export interface Payout {
  amount: string;
  currency: string;
  /** What the payment is known by. */
  reference?: string;
  paidAt: string;
}

/** What comes of a declined renewal, where nobody pays. */
export interface Overdue {
  /** When the card that paid last is tried again, if it is. */
  triedAgainAt?: string;
  endsAt: string;
}

export interface Account {
  organization: Organization;
  user: User;
  now: string;
  subscriptions: Held[];
  orders: Order[];
  taxes: Tax;
  account: { firstPurchase: boolean };
}

export type OrderKind = "change" | "purchase" | "renewal" | "cancellation" | "resumption";
export type OrderState = "confirmed" | "pending" | "declined" | "awaitingPayment" | "canceled";

export interface Order {
  id: string;
  number: string;
  kind?: OrderKind;
  subscription: string;
  amountDue: string;
  refund?: string;
  /** The rest of what is owed to the customer: it joins the balance. */
  toBalance?: string;
  currency: string;
  state?: OrderState;
  createdAt?: string;
  paidAt?: string;
  dueAt?: string;
  purchaseOrder?: string;
  card?: string;
  /** The saved quote that it was accepted from. */
  quote?: string;
  /** A renewal that nobody pressed a button for. */
  byMachine?: true;
}

/** An order of another organization, as the seller's staff sees it. */
export interface StaffOrder {
  order: Order;
  organization: { id: string; name: string };
}

/** What the customer chose, and nothing else: prices are the server's business. */
export type Choice =
  | {
      /** The default. */
      type?: "change";
      subscription: string;
      at: string;
      items?: { product: string; quantity: number }[];
      cycle?: Cycle;
      codes?: readonly string[];
    }
  | {
      type: "purchase";
      at: string;
      items: { product: string; quantity: number }[];
      cycle: Cycle;
      currency: string;
      codes?: readonly string[];
    }
  | { type: "cancellation" | "resumption" | "renewal"; subscription: string; at: string };

export type ChangeChoice = Extract<Choice, { type?: "change" }>;
export type PurchaseChoice = Extract<Choice, { type: "purchase" }>;

export type Card = "test_works" | "test_declined" | "test_timeout";

export interface Confirmation {
  status: OrderState;
  order: Order;
  answer: Answer;
  /** Not there while a purchase has not come about. */
  subscription?: Subscription | null;
  /** The digest of the catalog that it was priced with. */
  catalog?: string;
  /** What it was taxed with, if it was; its organization may be taxed otherwise by now. */
  taxes?: Tax;
}

/** What came back with a conflict: the price of today for the same choice. */
export interface Conflict {
  problems: ServerProblem[];
  answer?: Answer;
  catalog?: string;
  now?: string;
}

/** A saved quote, as its organization sees it, or, without codes and the account's other facts, whoever has its link. */
export interface QuoteDocument {
  id: string;
  number: string;
  state: "open" | "accepted" | "expired" | "withdrawn";
  createdAt: string;
  validUntil: string;
  /** From its acceptance by purchase order until it is to be paid. */
  paymentDays: number;
  createdBy: { name: string };
  organization: { name: string };
  type: "change" | "purchase";
  subscription?: string;
  request: Request;
  answer: Answer;
  /** The digest of its catalog. */
  catalog: string;
  /** Not in what a link shows of a quote with codes, nor in its `answer`: from it they could be guessed. */
  digest?: string;
  /** `/shared/TOKEN`; for members only. */
  link?: string;
  order?: string | { id: string; number?: string };
}

export interface Verified {
  verified: boolean;
  /** Of a quote by its link only where that tells it. */
  digest?: string;
  now?: string;
}

export interface History {
  orders: Order[];
  payments: {
    order: string;
    kind: "charge" | "refund";
    amount: string;
    currency: string;
    status: string;
    card?: string;
    purchaseOrder?: string;
    reference?: string;
    at: string;
  }[];
  credits: {
    order: string;
    subscription: string;
    product?: string;
    amount: string;
    currency: string;
    at: string;
    kind: "proration" | "balance";
  }[];
  quotes: {
    id: string;
    number: string;
    state: QuoteDocument["state"];
    createdAt: string;
    validUntil: string;
    amountDue: string;
    currency: string;
  }[];
  /** What `before` of the next page is; absent: this is the last. */
  next?: string;
}

export interface OfflineLicense {
  id: string;
  product: string;
  machine: string;
  issuedAt: string;
  validUntil: string;
  fileName: string;
  /** The signed license, a JSON Web Token. */
  license: string;
}

/** What a subscription may have of them, and what was issued. */
export interface OfflineLicenses {
  items: { product: string; quantity: number; used: number; problem?: ServerProblem }[];
  licenses: OfflineLicense[];
}
