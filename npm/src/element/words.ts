// Amounts, dates and counts in a locale: formatting only. Nothing here makes a number of an amount
// or adds two of them.

import { formatAmount } from "../index.js";
import type { CheckoutProblem } from "../store.js";
import type { Fraction, Period, Problem } from "../types.js";
import type { CheckoutMessages, ProblemContext, Unit } from "./messages.js";

export class Words {
  readonly locale: string;
  readonly messages: CheckoutMessages;
  readonly #zone: string;

  constructor(locale: string, messages: CheckoutMessages, zone: string) {
    this.locale = locale;
    this.messages = messages;
    this.#zone = zone;
  }

  amount(amount: string, currency: string): string {
    const text = formatAmount(amount, currency, this.locale, { currencyDisplay: "narrowSymbol" });
    // As wide as a plus, and never at the end of a line of its own.
    return text.replace("-", "\u2212");
  }

  units(count: number, unit: Unit): string {
    const counted = new Intl.NumberFormat(this.locale).format(count);
    return this.messages.units(count, unit, counted);
  }

  date(at: string): string {
    return this.#dates("long").format(new Date(at));
  }

  period({ start, end }: Period): string {
    const format = this.#dates("medium");
    return `${format.format(new Date(start))} – ${format.format(new Date(end))}`;
  }

  /** `8.3%` for 25/3: rounded, for reading alone. */
  percent({ numerator, denominator }: Fraction): string {
    const share = Number(numerator) / Number(denominator) / 100;
    const style = { style: "percent", maximumFractionDigits: 1 } as const;
    return new Intl.NumberFormat(this.locale, style).format(share);
  }

  problem(
    problem: Pick<CheckoutProblem, "code" | "message" | "allowed">,
    about: Omit<ProblemContext, "date">,
  ): string {
    const { allowed } = problem;
    const isDate = typeof allowed === "string" && /^\d{4}-/.test(allowed);
    const date = isDate ? this.date(allowed) : undefined;
    // A look-up that failed has words of its own, `codeFailed`, and does not come here.
    return this.messages.problem(problem as Problem, { ...about, date });
  }

  list(parts: readonly string[]): string {
    return new Intl.ListFormat(this.locale, { type: "conjunction" }).format(parts);
  }

  #dates(dateStyle: "long" | "medium"): Intl.DateTimeFormat {
    return new Intl.DateTimeFormat(this.locale, { dateStyle, timeZone: this.#zone });
  }
}

/** Whether an amount is exactly nothing, read off its digits. */
export function isZero(amount: string): boolean {
  return !/[1-9]/.test(amount);
}
