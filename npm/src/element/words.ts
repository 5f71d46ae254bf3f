// Amounts, dates and counts in a locale: formatting only. Nothing here makes a number of an amount
// or adds two of them.

import { formatAmount } from "../index.js";
import type { CheckoutProblem } from "../store.js";
import type { Fraction, Period, Problem } from "../types.js";
import type { CheckoutMessages, ProblemContext, Unit } from "./messages.js";

export class Words {
  readonly locale: string;
  readonly messages: CheckoutMessages;
  /** Milliseconds by which the seller's clocks are ahead of UTC. */
  readonly #ahead: number;

  constructor(locale: string, messages: CheckoutMessages, zone: string) {
    this.locale = locale;
    this.messages = messages;
    this.#ahead = ahead(zone);
  }

  amount(amount: string, currency: string): string {
    const text = formatAmount(amount, currency, this.locale);
    // As wide as a plus, and never at the end of a line of its own.
    return text.replace("-", "\u2212");
  }

  units(count: number, unit: Unit): string {
    return this.messages.units(count, unit, this.#counted(count));
  }

  /** Units that are added to what is held. */
  added(count: number, unit: Unit): string {
    return this.messages.added(this.units(count, unit), this.#counted(count));
  }

  #counted(count: number): string {
    return new Intl.NumberFormat(this.locale).format(count);
  }

  date(at: string): string {
    return this.#day(at, "long");
  }

  period({ start, end }: Period): string {
    return `${this.#day(start, "medium")} – ${this.#day(end, "medium")}`;
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

  #day(at: string, dateStyle: "long" | "medium"): string {
    const format = new Intl.DateTimeFormat(this.locale, { dateStyle, timeZone: "UTC" });
    return format.format(Date.parse(at) + this.#ahead);
  }
}

/** Milliseconds of `+07:00`: browsers of before October 2023 have no such zones. */
function ahead(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  const length = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  return sign === "-" ? -length : length;
}

/** The first of some locales that the host can read, written as in BCP 47 or as in an environment (`en_US.UTF-8`). */
export function localeOf(...tags: readonly (string | null | undefined)[]): string {
  for (const tag of tags) {
    const [written = ""] = (tag ?? "").split(/[.@]/);
    try {
      const [locale] = Intl.getCanonicalLocales(written.replaceAll("_", "-"));
      if (locale !== undefined) {
        return locale;
      }
    } catch {
      // The next one.
    }
  }
  return "en";
}

/** Whether an amount is exactly nothing, read off its digits. */
export function isZero(amount: string): boolean {
  return !/[1-9]/.test(amount);
}
