// Formatting only: an amount stays the decimal string that the engine wrote. Nothing here, or
// anywhere on the page, turns one into a number or adds two of them.

import { formatAmount as format } from "@quotient/checkout";

/** The locale of every amount and date on this English page: the reader's English, else American. */
export const locale: string =
  navigator.languages.find((language) => /^en\b/i.test(language)) ?? "en-US";

/** `"1234.50"`, `"USD"` as `$1,234.50`, with a real minus below zero. */
export function formatAmount(amount: string, currency: string, language = locale): string {
  return format(amount, currency, language, { currencyDisplay: "narrowSymbol" }).replace(
    "-",
    "\u2212",
  );
}

const perCent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });

/** `{ numerator: "25", denominator: "300" }` as `8.3%`: rounded, for reading alone. */
export function formatShare({
  numerator,
  denominator,
}: {
  numerator: string | number;
  denominator: string | number;
}): string {
  return perCent.format(Number(numerator) / Number(denominator)).replace("-", "\u2212");
}

/** Whether an amount is exactly nothing, read off its digits. */
export function isZero(amount: string): boolean {
  return !/[1-9]/.test(amount);
}
