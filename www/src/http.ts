// Calls to the server, and what can become of one.

import type { ServerProblem, Session } from "./shapes.js";

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

/** Longer than the server takes to end a request by itself. */
const PATIENCE = 40_000;

/** Where it is asked who is signed in, and where they sign in and out. */
const SESSION = "/api/session";

/** Of whom this page is: nobody, before anybody has signed in. */
let user: string | undefined;
/** The token that the session goes with: a page of another origin does not know it. */
let token: string | undefined;

export function whose(): string | undefined {
  return user;
}

/** Tells of every session that the server named: `known`, and `changed` if nobody asked for it here. */
export const sessions = new EventTarget();

/** Takes over the session of an answer. */
export function hold(session: Session): Session {
  user = session.user?.id;
  token = session.csrf;
  sessions.dispatchEvent(new CustomEvent("known", { detail: session }));
  return session;
}

/** Asks again who is signed in: another page of this browser may have signed in or out. */
export async function look(): Promise<void> {
  const before = user;
  const session = hold(await read<Session>(await send("GET", SESSION)));
  if (before !== user) sessions.dispatchEvent(new CustomEvent("changed", { detail: session }));
}

/**
 * Calls the server. What it refused for the session alone, before anything was done, is asked once more with the
 * present one, unless that is somebody else's.
 */
export async function call(
  method: "GET" | "POST" | "DELETE",
  path: string,
  body?: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const asking = user;
  try {
    return await send(method, path, body, headers);
  } catch (error) {
    if (!isOfSession(error)) throw error;
    try {
      await look();
    } catch {
      throw error;
    }
    const same = asking !== undefined && asking === user;
    // Signing in or out is meant for whichever session there is.
    if (!same && path !== SESSION) throw error;
    return send(method, path, body, headers);
  }
}

function isOfSession(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    (error.status === 401 || error.problems.some(({ code }) => code.startsWith("csrf_token_")))
  );
}

async function send(
  method: "GET" | "POST" | "DELETE",
  path: string,
  body?: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  let response: Response;
  let text: string;
  // Not `AbortSignal.timeout`, which goes by no clock of a test.
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    response = await fetch(path, {
      method,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(method === "GET" || token === undefined ? {} : { "x-csrf-token": token }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
      cache: "no-store",
      credentials: "same-origin",
      signal: patience.signal,
    });
    text = await response.text();
  } catch (cause) {
    throw new NetworkError("the server cannot be reached", { cause });
  } finally {
    clearTimeout(timer);
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

export async function get<T>(path: string): Promise<T> {
  return read(await call("GET", path));
}

/** `body` may be text already, so that a retry of the same attempt sends the same bytes. */
export async function post<T>(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return read(await call("POST", path, text, headers));
}

/** What is no JSON did not come from the server, whatever its status says. */
export async function read<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch (cause) {
    throw new NetworkError("the answer is not the server's", { cause });
  }
}
