/**
 * A checkout in React: `useCheckout`.
 *
 * @packageDocumentation
 */

import { type DetailedHTMLProps, type HTMLAttributes, useMemo, useSyncExternalStore } from "react";

import type { Checkout, CheckoutSnapshot } from "./store.js";
import type { QuoteChangeDetail, QuoteErrorDetail, QuotientCheckoutElement } from "./element.js";

/** What a checkout shows, and what may be done with it. */
export type UsedCheckout = CheckoutSnapshot & Omit<Checkout, "subscribe" | "getSnapshot">;

/**
 * Renders with a checkout, and again after each of its changes. There is nothing to wait for: the quote is there
 * in the first render, on a server, too.
 *
 * ```tsx
 * const checkout = createCheckout({ catalog, subscription, role: "owner" });
 *
 * function Total() {
 *   const { answer, items, setQuantity } = useCheckout(checkout);
 *   …
 * }
 * ```
 *
 * For hydration, give the checkout in the page the `now` that it had on the server, and `refresh()` afterwards:
 * a quote of another instant is another quote.
 *
 * @param checkout made once, outside of rendering or by `useState(() => createCheckout(…))`
 * @returns its snapshot with its actions; the same object until something changes
 */
export function useCheckout(checkout: Checkout): UsedCheckout {
  const { subscribe, getSnapshot } = checkout;
  const snapshot = useSyncExternalStore(subscribe, getSnapshot, getSnapshot);
  return useMemo(() => {
    const { setQuantity, setCycle, applyCode, removeCode, update, refresh, confirmPayload } =
      checkout;
    const actions = {
      setQuantity,
      setCycle,
      applyCode,
      removeCode,
      update,
      refresh,
      confirmPayload,
    };
    return { ...snapshot, ...actions };
  }, [checkout, snapshot]);
}

/**
 * What `<quotient-checkout>` takes in JSX: React 19 sets properties, and listens to events by their names. It does
 * neither for an element that it hydrates, React 18 for none: there use a `ref`.
 */
export type QuotientCheckoutProps = DetailedHTMLProps<
  HTMLAttributes<QuotientCheckoutElement>,
  QuotientCheckoutElement
> &
  Partial<
    Pick<
      QuotientCheckoutElement,
      | "catalog"
      | "subscription"
      | "currency"
      | "cycle"
      | "items"
      | "codes"
      | "existing"
      | "firstPurchase"
      | "tax"
      | "coupons"
      | "findCoupon"
      | "now"
      | "checkout"
      | "messages"
      | "locale"
      | "theme"
      | "actorRole"
      | "taxIncluded"
    >
  > & {
    "onquote-change"?: (event: CustomEvent<QuoteChangeDetail>) => void;
    "onquote-error"?: (event: CustomEvent<QuoteErrorDetail>) => void;
  };

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "quotient-checkout": QuotientCheckoutProps;
    }
  }
}
