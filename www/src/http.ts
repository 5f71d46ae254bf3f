// Calls to the server, and what can become of one.

import type { ServerProblem } from "./shapes.js";

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

let token: string | undefined;

/** The token that the session goes with: a page of another origin does not know it. */
export function guard(csrf: string | undefined): void {
  token = csrf;
}

export async function call(
  method: "GET" | "POST" | "DELETE",
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
        ...(method === "GET" || token === undefined ? {} : { "x-csrf-token": token }),
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

export async function get<T>(path: string): Promise<T> {
  return (await call("GET", path)).json() as Promise<T>;
}

/** `body` may be text already, so that a retry of the same attempt sends the same bytes. */
export async function post<T>(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return (await call("POST", path, text, headers)).json() as Promise<T>;
}
