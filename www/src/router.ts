// Real addresses, resolved in the page: every one of them works on reload.

export type Route =
  | { page: "account" }
  | { page: "checkout"; subscription: string }
  | { page: "confirmation"; order: string }
  | { page: "unknown" };

export function route(path: string): Route {
  if (path === "/") return { page: "account" };
  const [, first, id, last, ...rest] = path.split("/");
  if (id && rest.length === 0) {
    if (first === "subscriptions" && last === "change")
      return { page: "checkout", subscription: decode(id) };
    if (first === "orders" && last === undefined)
      return { page: "confirmation", order: decode(id) };
  }
  return { page: "unknown" };
}

export const paths = {
  account: "/",
  checkout: (subscription: string) => `/subscriptions/${encodeURIComponent(subscription)}/change`,
  confirmation: (order: string) => `/orders/${encodeURIComponent(order)}`,
};

export function navigate(path: string, how: "push" | "replace" = "push"): void {
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
    navigate(link.pathname);
  });
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
