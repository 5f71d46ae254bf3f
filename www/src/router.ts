// Real addresses, resolved in the page: every one of them works on reload.

export type Route =
  | { page: "account" | "store" | "purchase" | "history" | "staff" | "unknown" }
  | { page: "subscription" | "change" | "order" | "quote" | "shared"; id: string };

const FIXED: Record<string, Route> = {
  "/": { page: "account" },
  "/store": { page: "store" },
  "/store/checkout": { page: "purchase" },
  "/history": { page: "history" },
  "/staff/orders": { page: "staff" },
};

export function route(path: string): Route {
  const fixed = Object.hasOwn(FIXED, path) ? FIXED[path] : undefined;
  if (fixed) return fixed;
  const [, first, id, last, ...rest] = path.split("/");
  if (id && rest.length === 0) {
    if (first === "subscriptions" && last === undefined)
      return { page: "subscription", id: decode(id) };
    if (first === "subscriptions" && last === "change") return { page: "change", id: decode(id) };
    if (first === "orders" && last === undefined) return { page: "order", id: decode(id) };
    if (first === "quotes" && last === undefined) return { page: "quote", id: decode(id) };
    if (first === "shared" && last === undefined) return { page: "shared", id: decode(id) };
  }
  return { page: "unknown" };
}

export const paths = {
  account: "/",
  store: "/store",
  purchase: "/store/checkout",
  history: "/history",
  staff: "/staff/orders",
  subscription: (id: string) => `/subscriptions/${encodeURIComponent(id)}`,
  change: (id: string) => `/subscriptions/${encodeURIComponent(id)}/change`,
  order: (id: string) => `/orders/${encodeURIComponent(id)}`,
  quote: (id: string) => `/quotes/${encodeURIComponent(id)}`,
};

/** Browsers refuse to write the address more than 100 times in half a minute: this many at once, then one a pause. */
const BURST = 20;
const PAUSE = 400;
let credit = BURST;
let counted = 0;
let unwritten: string | undefined;
let pause: number | undefined;

/** Writes into the present address what is chosen on its page, or after a pause where there was much to write. */
export function remember(query: string): void {
  unwritten = query;
  if (pause === undefined) writeSoon();
}

function writeSoon(): void {
  pause = undefined;
  const now = performance.now();
  credit = Math.min(BURST, credit + (now - counted) / PAUSE);
  counted = now;
  if (credit >= 1) write();
  else pause = window.setTimeout(writeSoon, PAUSE);
}

function write(): void {
  clearTimeout(pause);
  pause = undefined;
  if (unwritten === undefined) return;
  const address = location.pathname + (unwritten ? `?${unwritten}` : "");
  unwritten = undefined;
  if (address === location.pathname + location.search) return;
  history.replaceState(history.state, "", address);
  credit -= 1;
}

// Back or Forward: what was chosen belonged to another page.
addEventListener("popstate", () => (unwritten = undefined));

export function navigate(path: string, how: "push" | "replace" = "push"): void {
  write();
  if (how === "push") history.pushState(null, "", path);
  else history.replaceState(null, "", path);
  dispatchEvent(new PopStateEvent("popstate"));
}

/** Follows plain clicks on the page's own links without a reload. */
export function followLinks(root: EventTarget): void {
  root.addEventListener("click", (event) => {
    const click = event as MouseEvent;
    if (
      click.defaultPrevented ||
      click.button !== 0 ||
      click.metaKey ||
      click.ctrlKey ||
      click.shiftKey ||
      click.altKey
    )
      return;
    const link = click
      .composedPath()
      .find((node): node is HTMLAnchorElement => node instanceof HTMLAnchorElement);
    if (
      !link ||
      link.origin !== location.origin ||
      link.target ||
      link.hasAttribute("download") ||
      link.hash
    )
      return;
    click.preventDefault();
    navigate(link.pathname + link.search);
  });
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
