// Formatting only: an amount stays the decimal string that the engine wrote. Nothing here, or
// anywhere on the page, turns one into a number or adds two of them.

import { formatAmount as format, type Fraction } from "@quotient/checkout";
import { locale } from "./i18n.js";

/** `"1234.50"`, `"USD"` as `$1,234.50`, with a real minus below zero. */
export function formatAmount(amount: string, currency: string): string {
  return (
    format(amount, currency, locale, { currencyDisplay: "narrowSymbol" })
      .replace("-", "\u2212")
      // From right to left a sum below zero keeps its minus before it, and its currency where it else is.
      .replace(/\u200f\u200e?(\u2212[\p{Nd}.,\u066b\u066c]+)/u, "\u200f\u2066$1\u2069")
      // `US$` at the end of a line from right to left: without a mark its sign would leave its letters.
      .replace(/([A-Z]\p{Sc})$/u, "$1\u200e")
  );
}

/** `{ numerator: "25", denominator: "300" }` as `8.3%`: rounded, for reading alone. */
export function formatShare({
  numerator,
  denominator,
}: {
  numerator: string | number;
  denominator: string | number;
}): string {
  const perCent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  return perCent.format(Number(numerator) / Number(denominator)).replace("-", "\u2212");
}

/** An exact fraction as it is: `277 1/3` would hide what it is made of, so `832/3`. */
export function formatFraction({ numerator, denominator }: Fraction): string {
  const over = numerator.replace("-", "\u2212");
  return denominator === "1" ? over : `${over}/${denominator}`;
}

/** `418045637/648000` as `645.132156…`: divided digit by digit and cut off, never rounded; whole numbers as they are. */
export function formatCut({ numerator, denominator }: Fraction, digits = 6): string {
  const [over, under] = [BigInt(numerator), BigInt(denominator)];
  const [sign, size] = over < 0n ? ["\u2212", -over] : ["", over];
  let [decimals, rest] = ["", size % under];
  while (rest !== 0n && decimals.length < digits) {
    decimals += String((rest * 10n) / under);
    rest = (rest * 10n) % under;
  }
  return `${sign}${size / under}${decimals && "."}${decimals}${rest === 0n ? "" : "…"}`;
}

/** Whether an amount is exactly nothing, read off its digits. */
export function isZero(amount: string): boolean {
  return !/[1-9]/.test(amount);
}
