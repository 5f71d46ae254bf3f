// Formatting only: an amount stays the decimal string that the engine wrote. Nothing here, or
// anywhere on the page, turns one into a number or adds two of them.

type StringNumeric = Intl.StringNumericLiteral;

/** The locale of every amount and date on this English page: the reader's English, else American. */
export const locale: string =
  navigator.languages.find((language) => /^en\b/i.test(language)) ?? "en-US";

const formats = new Map<string, Intl.NumberFormat>();

/**
 * `"1234.50"`, `"USD"` as `$1,234.50`. The digits shown are those of the string, since browsers
 * disagree about some currencies; Intl takes the string as it is, with all its digits.
 */
export function formatAmount(amount: string, currency: string, language = locale): string {
  const digits = amount.split(".")[1]?.length ?? 0;
  const key = `${language} ${currency} ${digits}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(language, {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    formats.set(key, format);
  }
  return format
    .formatToParts(amount as StringNumeric)
    .map((part) => (part.type === "minusSign" ? "\u2212" : part.value))
    .join("")
    .replace(/[\u202f\u2009]/g, "\u00a0");
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
