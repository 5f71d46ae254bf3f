// What differs between the quote that was shown and the present one, by the engine's own comparison, as
// far as a customer has seen it.

import { compare, type Priced } from "@quotient/checkout";
import { isolated, t } from "./i18n.js";

/** One thing that differs. Amounts stay the strings of the two answers. */
export interface Change {
  label: string;
  was: string | undefined;
  is: string | undefined;
}

function totals(): Record<string, string> {
  const { dueToday, subtotal, discount, tax, balanceApplied, refund } = t.shop;
  return { amountDue: dueToday, subtotal, discount, tax, balanceApplied, refund };
}

/** What is due first, then lines, totals and the renewal. */
export function changes(shown: Priced, fresh: Priced, name: (product: string) => string): Change[] {
  const found: { rank: number; change: Change }[] = [];
  const lines = new Set<number>();
  const known = totals();
  for (const { path, a, b } of compare(shown, fresh)) {
    const [, first = "", second = ""] = path.split("/");
    const total = Object.hasOwn(known, first) ? known[first] : undefined;
    if (total !== undefined && second === "") {
      found.push({
        rank: first === "amountDue" ? 0 : 2,
        change: { label: total, was: text(a), is: text(b) },
      });
    } else if (first === "lines") {
      lines.add(Number(second));
    } else if (first === "renewal" && (second === "amountDue" || second === "")) {
      found.push({
        rank: 3,
        change: {
          label: t.shop.renewal,
          was: shown.renewal?.amountDue,
          is: fresh.renewal?.amountDue,
        },
      });
    }
  }
  for (const index of lines) {
    const [was, is] = [shown.lines[index], fresh.lines[index]];
    if (was?.amount === is?.amount) continue;
    const line = was ?? is;
    if (!line) continue;
    const words = line.kind === "credit" ? t.shop.creditFor : t.shop.chargeFor;
    const label = words(isolated(name(line.product)));
    found.push({ rank: 1, change: { label, was: was?.amount, is: is?.amount } });
  }
  return found.sort((x, y) => x.rank - y.rank).map((entry) => entry.change);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
