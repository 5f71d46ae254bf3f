// Amounts for people and for ledgers: decimal strings stay exact, nothing becomes a float.

import { QuotientError } from "./problems.js";
import { CURRENCIES, type Problem } from "./types.js";

/** How an amount is shown; each as `Intl.NumberFormat` has it. */
export interface FormatOptions {
  /** Default `"symbol"`. */
  currencyDisplay?: "symbol" | "narrowSymbol" | "code" | "name";
  /** Default `"standard"`; `"accounting"` may put an amount below zero in parentheses. */
  currencySign?: "standard" | "accounting";
  /** Default `"auto"`. */
  signDisplay?: "auto" | "always" | "exceptZero" | "never";
}

/** What is made once is kept for so many ways to show an amount. */
const KEPT = 100;
/** As many as every browser can show. */
const DECIMALS = 20;
/** How codes of ISO 4217 are written. */
const CODE = /^[A-Z]{3}$/;
const formats = new Map<string, Intl.NumberFormat>();

/**
 * An amount as people of a locale write it: `"1234.50"` of `"USD"` in `"en-US"` is `"$1,234.50"`. It has the
 * decimals of the string, since browsers disagree about some currencies, and all digits, since no number
 * is made of it. Narrow spaces become no-break spaces, so that server and browser give one text.
 *
 * @param amount a decimal string, as answers hold them
 * @param currency ISO 4217
 * @param locale BCP 47, one or several in order of preference
 * @throws {QuotientError} `amount_malformed`, also for a number; `amount_too_precise` beyond 20 decimals;
 *   `unknown_currency` for what is not written as a code of ISO 4217 is: one that is not used any more is shown
 * @throws {RangeError} for a locale that is none
 */
export function formatAmount(
  amount: string,
  currency: string,
  locale: string | readonly string[],
  options: FormatOptions = {},
): string {
  const { text, decimals } = read(amount);
  if (!CODE.test(currency)) {
    throw refused("unknown_currency", `\`${currency}\` is not a currency of ISO 4217`);
  }
  if (decimals.length > DECIMALS) {
    throw refused("amount_too_precise", `\`${amount}\` has more than ${DECIMALS} decimals`);
  }
  const { currencyDisplay = "symbol", currencySign = "standard", signDisplay = "auto" } = options;
  const digits = decimals.length;
  const key = [locale, currency, digits, currencyDisplay, currencySign, signDisplay].join();
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale as string[], {
      style: "currency",
      currency,
      currencyDisplay,
      currencySign,
      signDisplay,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    if (formats.size >= KEPT) {
      formats.clear();
    }
    formats.set(key, format);
  }
  return format.format(text as never).replace(/[\u202f\u2009]/g, "\u00a0");
}

/**
 * An amount in whole minor units of its currency, exact: `"12.50"` of `"USD"` is `1250n`, and so is
 * `"1250"` of `"JPY"`.
 *
 * @param amount a decimal string; zeros at its end do not count
 * @param currency ISO 4217
 * @throws {QuotientError} `amount_malformed`, also for a number; `amount_too_precise` for more decimals than
 *   the currency has; `unknown_currency`
 */
export function toMinorUnits(amount: string, currency: string): bigint {
  const { text, decimals } = read(amount);
  const digits = digitsOf(currency);
  const exact = decimals.replace(/0+$/, "");
  if (exact.length > digits) {
    throw refused(
      "amount_too_precise",
      `\`${amount}\` has more than the ${digits} decimals of ${currency}`,
    );
  }
  const [whole] = text.split(".");
  return BigInt(whole + exact.padEnd(digits, "0"));
}

/** An amount, zero without a minus, and its decimals. */
function read(amount: string): { text: string; decimals: string } {
  const found =
    typeof amount === "string" ? /^-?(?:0|[1-9]\d{0,39})(?:\.(\d{1,40}))?$/.exec(amount) : null;
  if (found === null) {
    const what = typeof amount === "string" ? `\`${amount.slice(0, 60)}\`` : `a ${typeof amount}`;
    const message = `${what} is not an amount; write a decimal string such as "12.50"`;
    throw refused("amount_malformed", message);
  }
  const text = /[1-9]/.test(amount) ? amount : amount.replace("-", "");
  return { text, decimals: found[1] ?? "" };
}

function digitsOf(currency: string): number {
  const place = CODE.test(currency) ? CURRENCIES.indexOf(currency) : -1;
  if (place < 0) {
    throw refused("unknown_currency", `\`${currency}\` is not a currency of ISO 4217`);
  }
  return Number(CURRENCIES[place + 3]);
}

function refused(code: Problem["code"], message: string): QuotientError {
  return new QuotientError([{ code, path: "", message }]);
}
