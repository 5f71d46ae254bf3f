// Compiled, never run (`npm run check`): right use compiles, and every wrong use below must not.

import { Catalog, compare, QuotientError, sentence } from "@quotient/checkout";
import type { Answer, CatalogInput, Line, Priced, Problem, Request } from "@quotient/checkout";

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
