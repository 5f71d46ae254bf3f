// The server's HTTP API: shapes and calls. Nothing here knows the page.

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
}

export interface Organization {
  id: string;
  name: string;
}

export interface Session {
  demo: boolean;
  /** May organizations register themselves? */
  registration: boolean;
  /** For the header `x-csrf-token`; kept by this module. */
  csrf?: string;
  organization: Organization | null;
  user: User | null;
  users?: User[];
}

export interface Held {
  state: Subscription;
  catalog: string;
  changedAt: string;
  version: number;
}

export interface Account {
  organization: Organization;
  user: User;
  now: string;
  canView: boolean;
  subscriptions: Held[];
  orders: Order[];
  taxes: Tax;
  account: { firstPurchase: boolean };
}

export interface Order {
  id: string;
  number: string;
  subscription: string;
  amountDue: string;
  currency: string;
  paidAt?: string;
  card?: string;
}

/** What the customer chose, and nothing else: prices are the server's business. */
export interface Choice {
  subscription: string;
  at: string;
  items?: { product: string; quantity: number }[];
  cycle?: Cycle;
  codes?: string[];
}

export type Card = "test_works" | "test_declined" | "test_timeout";

export interface Confirmation {
  status: "confirmed" | "pending" | "declined";
  order: Order;
  answer: Answer;
  subscription: Subscription;
}

/** What came back with a conflict: the price of today for the same choice. */
export interface Conflict {
  problems: ServerProblem[];
  answer?: Answer;
  catalog?: string;
  now?: string;
}

/** The server said no; `problems` say why. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(
    readonly status: number,
    readonly problems: ServerProblem[],
    readonly body: unknown,
    readonly retryAfter: number | undefined,
  ) {
    super(problems[0]?.message ?? `the server answered ${status}`);
  }
}

/** No answer at all: it is not known whether the request arrived. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
}

/** What the session's view said last: requests that change something bring it along. */
let csrf: string | undefined;

async function call(
  method: string,
  path: string,
  body?: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(method === "GET" || csrf === undefined ? {} : { "x-csrf-token": csrf }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
      cache: "no-store",
      credentials: "same-origin",
    });
    text = await response.text();
  } catch (cause) {
    throw new NetworkError("the server cannot be reached", { cause });
  }
  if (response.ok)
    return new Response(text, { status: response.status, headers: response.headers });
  const parsed = parse(text);
  const problems = (parsed as { problems?: ServerProblem[] } | undefined)?.problems ?? [];
  // A gateway that fails has not told whether the request arrived.
  if (response.status >= 500) throw new NetworkError(`the server answered ${response.status}`);
  const after = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  throw new ApiError(response.status, problems, parsed, Number.isNaN(after) ? undefined : after);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function get<T>(path: string): Promise<T> {
  return (await call("GET", path)).json() as Promise<T>;
}

async function post<T>(path: string, body: unknown): Promise<T> {
  return (await call("POST", path, JSON.stringify(body))).json() as Promise<T>;
}

async function session(view: Promise<Session>): Promise<Session> {
  csrf = (await view).csrf;
  return view;
}

export const api = {
  session: () => session(get<Session>("/api/session")),
  signIn: (user: string) => session(post<Session>("/api/session", { user })),
  account: () => get<Account>("/api/account"),
  /** The public catalog's text, the present one or an older one by its digest. */
  catalog: async (digest?: string) =>
    (
      await call("GET", digest ? `/api/catalogs/${encodeURIComponent(digest)}` : "/api/catalog")
    ).text(),
  /** The terms of a typed code, or its refusal; goes into a request's `coupons` as it is. */
  code: (subscription: string, code: string) => post<Terms>("/api/codes", { subscription, code }),
  order: (id: string) => get<Confirmation>(`/api/orders/${encodeURIComponent(id)}`),
  /** `body` is text, so that a retry of the same attempt sends the same bytes. */
  confirm: async (body: string, key: string) =>
    (
      await call("POST", "/api/confirm", body, { "idempotency-key": key })
    ).json() as Promise<Confirmation>,
};
