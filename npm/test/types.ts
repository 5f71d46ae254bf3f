// Compiled, never run (`npm run check`): right use compiles, and every wrong use below must not.

import {
  Catalog,
  compare,
  EngineError,
  formatAmount,
  options,
  quote as quoteWith,
  QuotientError,
  sentence,
  toMinorUnits,
  verify,
} from "@quotient/checkout";
import type {
  Answer,
  CatalogInput,
  CodeRefusal,
  Line,
  Parts,
  Priced,
  Problem,
  ProblemCode,
  Request,
  SubscriptionInput,
  Terms,
} from "@quotient/checkout";
import { load } from "@quotient/checkout/auto";
import * as js from "@quotient/checkout/js";
import { init, quote as slimQuote } from "@quotient/checkout/slim";
import { createCheckout } from "@quotient/checkout/store";
import type {
  Checkout,
  CheckoutSetup,
  CheckoutSnapshot,
  ConfirmPayload,
} from "@quotient/checkout/store";
import { lint } from "@quotient/checkout/tools";
import module from "@quotient/checkout/quote.wasm";

const source: CatalogInput = {
  id: "acme",
  products: [
    {
      id: "studio",
      name: "Studio",
      unitName: "license",
      prices: [
        {
          id: "studio-month",
          currency: "USD",
          cycle: { unit: "month" },
          scheme: { type: "perUnit", amount: "168.00" },
        },
      ],
    },
  ],
};
const request: Request = {
  type: "purchase",
  at: "2026-11-21T09:30:00Z",
  currency: "USD",
  cycle: { unit: "month" },
  items: [{ product: "studio", quantity: 3 }],
};

export function rightUse(): string {
  const catalog = new Catalog(source);
  const fromText = new Catalog("{}");
  try {
    const answer: Answer = catalog.quote(request);
    if (answer.status === "rejected") {
      return answer.problems.map((problem: Problem) => problem.message).join();
    }
    const quote: Priced = answer;
    const { calculation } = quote.lines[0] as Line;
    const why =
      calculation.kind === "charge" ? calculation.exact.numerator : calculation.part.denominator;
    const due: string = quote.amountDue;
    const differences = compare(quote, fromText.quote("{}")).map(({ path }) => path);
    return [due, why, quote.renewal?.at ?? "", ...differences, catalog.digest].join();
  } catch (error) {
    return error instanceof QuotientError ? (error.problems[0]?.code ?? "") : "";
  }
}

export function wrongUse(catalog: Catalog, answer: Answer, quote: Priced): void {
  // An answer may be a rejection.
  // @ts-expect-error
  void answer.amountDue;
  // Amounts are decimal strings.
  // @ts-expect-error
  const due: number = quote.amountDue;
  // @ts-expect-error
  catalog.quote({ ...request, type: "upgrade" });
  // @ts-expect-error
  catalog.quote({ ...request, at: new Date() });
  // @ts-expect-error
  catalog.quote({ ...request, surprise: 1 });
  // @ts-expect-error
  catalog.quote({ ...request, items: [{ product: "studio", quantity: "3" }] });
  // @ts-expect-error
  catalog.quote({ ...request, items: new Set([{ product: "studio", quantity: 3 }]) });
  // @ts-expect-error
  catalog.quote({ ...request, cycle: undefined });
  // @ts-expect-error
  new Catalog({ ...source, rounding: "sometimes" });
  // @ts-expect-error
  new Catalog();
  // @ts-expect-error
  catalog.id = "other";
  // @ts-expect-error
  sentence(answer, "USD");
  // There is nothing to wait for.
  // @ts-expect-error
  catalog.quote(request).then;
  void due;
}

/** Whatever is not surely asked for may be absent. */
export function wrongUseOfParts(catalog: Catalog, some: Parts, maybe: { digest?: boolean }): void {
  const a = catalog.quote(request, some);
  const b = catalog.quote(request, maybe);
  const c = catalog.quote(request, { digest: true, renewal: undefined });
  if (a.status === "priced" && b.status === "priced" && c.status === "priced") {
    // @ts-expect-error
    void a.subscription;
    // @ts-expect-error
    void a.lines[0]?.calculation;
    // @ts-expect-error
    void b.digest;
    void [b.subscription.period.end, c.digest, c.renewal, c.subscription, a.amountDue];
  }
}

declare const subscription: SubscriptionInput;

export async function rightUseOfTheRest(): Promise<unknown[]> {
  const catalog = new Catalog(source);
  const answers: Answer[] = [
    quoteWith(catalog, request),
    quoteWith(source, "{}"),
    quoteWith("{}", request),
    js.quote(new js.Catalog(source), request),
    js.quote(source, request),
    slimQuote(source, request),
    (await load()).quote(source, request),
  ];
  // One class for all entries.
  const shared: Catalog = new js.Catalog(source);
  await init(module);
  await init(fetch("/quote.wasm"));
  await init(new URL("https://example.com/quote.wasm"));
  const { holds } = verify(source, request, "sha256:");
  const codes: ProblemCode[] = options(source, {
    at: request.at,
    currency: "USD",
  }).products.flatMap(({ problems }) => problems.map(({ code }) => code));
  const due: bigint = toMinorUnits("12.50", "USD");
  const shown: string = formatAmount("12.50", "USD", ["de-CH", "de"], { currencyDisplay: "code" });
  const reason: "stopped" | "not_ready" = new EngineError("stopped", "").reason;
  return [answers, shared, holds, codes, lint(source), due, shown, reason];
}

export function rightUseOfACheckout(): string {
  const buying: CheckoutSetup = { catalog: "{}", currency: "USD", cycle: { unit: "month" } };
  const checkout: Checkout = createCheckout({
    catalog: new Catalog(source),
    subscription,
    role: "owner",
    firstPurchase: false,
    findCoupon: async (code, { signal }): Promise<Terms> =>
      (await (await fetch(`/codes/${code}`, { signal })).json()) as Terms,
    now: () => request.at,
  });
  const leave: () => void = checkout.subscribe(() => {});
  leave();
  // Functions of their own: nothing has to be bound.
  const { getSnapshot, setQuantity, setCycle, update } = checkout;
  setQuantity("studio", 4);
  setQuantity("studio", null);
  setCycle({ unit: "year" });
  setCycle(null);
  update({ subscription, items: [], cycle: undefined, codes: [] });
  const snapshot: CheckoutSnapshot = getSnapshot();
  const codes = snapshot.codes.map((code) => {
    switch (code.state) {
      case "applied":
        return code.amount;
      case "refused": {
        const reason: CodeRefusal = code.reason;
        return reason;
      }
      case "failed":
        return String(code.error);
      case "pending":
        return code.code;
    }
  });
  const payload: ConfirmPayload | undefined = checkout.confirmPayload();
  const due = snapshot.answer.status === "priced" ? snapshot.answer.amountDue : "";
  createCheckout(buying);
  if (payload !== undefined) {
    // What a page sends is what a server prices.
    const { at, items = [], codes = [] } = payload;
    quoteWith(source, { ...request, at, items, codes });
  }
  return [...codes, payload?.digest, due, snapshot.problems[0]?.product].join();
}

export function wrongUseOfTheRest(checkout: Checkout, snapshot: CheckoutSnapshot): void {
  // @ts-expect-error
  quoteWith(request);
  // @ts-expect-error
  quoteWith(source, { ...request, type: "upgrade" });
  // @ts-expect-error
  options(source, { at: new Date(), currency: "USD" });
  // Amounts are texts.
  // @ts-expect-error
  formatAmount(12.5, "USD", "en-US");
  // @ts-expect-error
  toMinorUnits(1250n, "USD");
  // The locale is the reader's, never the host's by chance.
  // @ts-expect-error
  formatAmount("12.50", "USD");
  // The decimals are the amount's own.
  // @ts-expect-error
  formatAmount("12.50", "USD", "en-US", { maximumFractionDigits: 0 });
  // @ts-expect-error
  const cents: number = toMinorUnits("12.50", "USD");
  // @ts-expect-error
  void init();
  // @ts-expect-error
  void init(undefined);
  // The API is loaded.
  // @ts-expect-error
  load().quote(source, request);

  // A checkout changes a subscription or buys.
  // @ts-expect-error
  createCheckout({ catalog: source });
  // @ts-expect-error
  createCheckout({ catalog: source, subscription, currency: "USD" });
  // @ts-expect-error
  createCheckout({ catalog: source, currency: "USD" });
  // @ts-expect-error
  createCheckout({ subscription });
  // @ts-expect-error
  createCheckout({ catalog: source, subscription, roles: "owner" });
  // @ts-expect-error
  createCheckout({ catalog: source, subscription, now: () => new Date() });
  // @ts-expect-error
  createCheckout({ catalog: source, subscription, findCoupon: async () => ({ percent: "10" }) });
  // @ts-expect-error
  checkout.setQuantity("studio", "4");
  // @ts-expect-error
  checkout.setQuantity("studio", undefined);
  // @ts-expect-error
  checkout.setCycle("year");
  // @ts-expect-error
  checkout.setCycle({ unit: "quarter" });
  // @ts-expect-error
  checkout.update({ catalog: undefined });
  // @ts-expect-error
  checkout.update({ surprise: 1 });
  // What is shown is nobody's to change.
  // @ts-expect-error
  snapshot.canConfirm = true;
  // @ts-expect-error
  snapshot.items.push({ product: "studio", quantity: 1, held: 0 });
  // There may be nothing to confirm.
  // @ts-expect-error
  void checkout.confirmPayload().digest;
  // @ts-expect-error
  void snapshot.answer.amountDue;
  // Not every code has been applied.
  // @ts-expect-error
  void snapshot.codes[0]?.amount;
  void cents;
}
