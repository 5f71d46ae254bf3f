// The server's HTTP API. Nothing here knows the page.

import { ApiError, call, get, hold, look, post, read, whose } from "./http.js";
import type {
  Account,
  Choice,
  Confirmation,
  Held,
  History,
  OfflineLicense,
  OfflineLicenses,
  QuoteDocument,
  Session,
  StaffOrder,
  Terms,
  Verified,
} from "./shapes.js";

export { ApiError, look, NetworkError, sessions, whose } from "./http.js";
export type * from "./shapes.js";

const id = encodeURIComponent;

async function session(asked: Promise<Session>): Promise<Session> {
  return hold(await asked);
}

/** Everything on a page is of one user: who signed in elsewhere since is told of, and not mixed in. */
async function account(): Promise<Account> {
  const asking = whose();
  const found = await get<Account>("/api/account");
  if (found.user.id === whose()) return found;
  await look();
  if (asking === undefined && found.user.id === whose()) return found;
  const problem = { code: "csrf_token_wrong", path: "", message: "somebody else is signed in" };
  throw new ApiError(403, [problem], undefined, undefined);
}

async function text(path: string): Promise<string> {
  return (await call("GET", path)).text();
}

export const api = {
  session: () => session(get("/api/session")),
  signIn: (user: string) => session(post("/api/session", { user })),
  signOut: async () => session(read(await call("DELETE", "/api/session"))),
  /** A new organization with its owner, who is signed in then. */
  register: (organization: { name: string; userName: string; email: string }) =>
    session(post("/api/organizations", organization)),

  account,
  history: (before?: string) =>
    get<History>(before === undefined ? "/api/history" : `/api/history?before=${id(before)}`),
  /** The public catalog's text, the present one or an older one by its digest. */
  catalog: (digest?: string) => text(digest ? `/api/catalogs/${id(digest)}` : "/api/catalog"),
  /** The terms of a typed code, or its refusal; goes into a request's `coupons` as it is. */
  code: (code: string, subscription?: string) =>
    post<Terms>("/api/codes", subscription === undefined ? { code } : { subscription, code }),

  confirm: (body: string, key: string) =>
    post<Confirmation>("/api/confirm", body, { "idempotency-key": key }),
  order: (order: string) => get<Confirmation>(`/api/orders/${id(order)}`),
  verifyOrder: (order: string) => get<Verified>(`/api/orders/${id(order)}/verify`),
  cancelOrder: (order: string) => post<StaffOrder>(`/api/orders/${id(order)}/cancel`, {}),
  payOrder: (order: string, reference: string | undefined) =>
    post<StaffOrder>(`/api/orders/${id(order)}/paid`, reference === undefined ? {} : { reference }),
  staffOrders: () => get<{ orders: StaffOrder[] }>("/api/staff/orders"),

  saveQuote: (choice: Choice & { digest: string }, key: string) =>
    post<QuoteDocument>("/api/quotes", choice, { "idempotency-key": key }),
  quote: (quote: string) => get<QuoteDocument>(`/api/quotes/${id(quote)}`),
  sharedQuote: (token: string) => get<QuoteDocument>(`/api/shared/${id(token)}`),
  verifySharedQuote: (token: string) => get<Verified>(`/api/shared/${id(token)}/verify`),
  withdrawQuote: (quote: string) => post<QuoteDocument>(`/api/quotes/${id(quote)}/withdraw`, {}),
  acceptQuote: (quote: string, body: string, key: string) =>
    post<Confirmation>(`/api/quotes/${id(quote)}/accept`, body, { "idempotency-key": key }),

  /** Of one that is past due: ends it, uncharged. */
  endSubscription: (subscription: string) =>
    post<Held>(`/api/subscriptions/${id(subscription)}/end`, {}),
  offlineLicenses: (subscription: string) =>
    get<OfflineLicenses>(`/api/subscriptions/${id(subscription)}/offline-licenses`),
  issueOfflineLicense: (subscription: string, product: string, machine: string) =>
    post<OfflineLicense>(`/api/subscriptions/${id(subscription)}/offline-licenses`, {
      product,
      machine,
    }),

  /** Demo only: the server's clock jumps forward. */
  moveClock: (to: string) => post<{ now: string }>("/api/demo/clock", { to }),
};
