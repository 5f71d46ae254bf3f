// Amounts as people read them and as ledgers count them, exact to the last digit.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Catalog, formatAmount, QuotientError, toMinorUnits } from "@quotient/checkout";

function refusal(call) {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof QuotientError, String(error));
    assert.equal(error.problems.length, 1);
    return error.problems[0].code;
  }
  return assert.fail("nothing was thrown");
}

test("the decimals are those of the string, whatever Intl thinks of the currency", () => {
  const shown = [
    ["1234.50", "USD", "en-US", "$1,234.50"],
    ["1234", "USD", "en-US", "$1,234"],
    ["0.0125", "USD", "en-US", "$0.0125"],
    ["1250", "JPY", "en-US", "¥1,250"],
    ["12.50", "JPY", "en-US", "¥12.50"],
    ["7.125", "KWD", "en-US", "KWD\u00a07.125"],
    // Intl has no decimals for these two, ISO 4217 has two.
    ["1000.00", "LAK", "en-US", "LAK\u00a01,000.00"],
    ["1234.50", "IRR", "en-US", "IRR\u00a01,234.50"],
    ["-1234567.89", "EUR", "de-DE", "-1.234.567,89\u00a0€"],
    ["1234567.89", "EUR", "fr-FR", "1\u00a0234\u00a0567,89\u00a0€"],
    ["1234567.89", "INR", "hi-IN", "₹12,34,567.89"],
    ["1234.50", "USD", ["xx-XX", "de-DE"], "1.234,50\u00a0$"],
  ];
  for (const [amount, currency, locale, expected] of shown) {
    assert.equal(formatAmount(amount, currency, locale), expected);
  }
});

test("no digit is lost where a number would lose it", () => {
  assert.equal(formatAmount("9007199254740993.01", "USD", "en-US"), "$9,007,199,254,740,993.01");
  assert.equal(
    formatAmount("-1234567890123456789012345678.90", "USD", "en-US"),
    "-$1,234,567,890,123,456,789,012,345,678.90",
  );
  assert.equal(formatAmount("0.12345678901234567891", "USD", "en-US"), "$0.12345678901234567891");
});

test("more decimals than every browser can show are refused, not cut off", () => {
  const amount = `0.${"1".repeat(21)}`;
  assert.equal(
    refusal(() => formatAmount(amount, "USD", "en-US")),
    "amount_too_precise",
  );
});

test("nothing is rounded, and zero has no minus", () => {
  assert.equal(formatAmount("0.995", "USD", "en-US"), "$0.995");
  assert.equal(formatAmount("-0.00", "USD", "en-US"), "$0.00");
  assert.equal(formatAmount("-0", "JPY", "en-US"), "¥0");
  assert.equal(formatAmount("-0.01", "USD", "en-US"), "-$0.01");
});

test("no space is one that breaks or that hosts disagree about", () => {
  for (const locale of [
    "fr-FR",
    "fr-CH",
    "de-CH",
    "de-AT",
    "nb-NO",
    "pl-PL",
    "ru-RU",
    "en-ZA",
    "es-ES",
  ]) {
    const text = formatAmount("-1234567.89", "EUR", locale);
    assert.doesNotMatch(text, /[\u202f\u2009 ]/, locale);
  }
});

test("how it is shown can be chosen", () => {
  const format = (options) => formatAmount("-1234.50", "CAD", "en-US", options);
  assert.equal(format({}), "-CA$1,234.50");
  assert.equal(format({ currencyDisplay: "narrowSymbol" }), "-$1,234.50");
  assert.equal(format({ currencyDisplay: "code" }), "-CAD\u00a01,234.50");
  assert.equal(format({ currencyDisplay: "name" }), "-1,234.50 Canadian dollars");
  assert.equal(format({ currencySign: "accounting" }), "(CA$1,234.50)");
  assert.equal(formatAmount("5.00", "USD", "en-US", { signDisplay: "always" }), "+$5.00");
  // Nothing that would change the digits gets through.
  assert.equal(format({ maximumFractionDigits: 0, notation: "compact" }), "-CA$1,234.50");
});

test("more formats than are kept", () => {
  for (let digits = 1; digits <= 20; digits++) {
    for (const currency of ["USD", "EUR", "CHF", "JPY", "INR", "GBP"]) {
      const amount = `1.${"5".repeat(digits)}`;
      assert.ok(formatAmount(amount, currency, "en-US").endsWith(amount));
    }
  }
});

const MALFORMED = [
  ..."|1,000.00|1e3|+5|.5|5.|05|00|1_000|NaN|Infinity|--1|- 1| 1|1 |1\n|0x10|1.2.3|١|12.5€|-".split(
    "|",
  ),
  "1".repeat(41),
  `0.${"1".repeat(41)}`,
  12.5,
  1250,
  1250n,
  null,
  undefined,
  {},
  ["12.50"],
  new String("12.50"),
];

test("what is no amount is refused, numbers above all", () => {
  for (const amount of MALFORMED) {
    const said = `${typeof amount} ${String(amount)}`;
    assert.equal(
      refusal(() => formatAmount(amount, "USD", "en-US")),
      "amount_malformed",
      said,
    );
    assert.equal(
      refusal(() => toMinorUnits(amount, "USD")),
      "amount_malformed",
      said,
    );
  }
});

test("what is no currency is refused", () => {
  for (const currency of ["usd", "US", "USDD", "", "U$D", "USD EUR", undefined, 840]) {
    assert.equal(
      refusal(() => formatAmount("1.00", currency, "en-US")),
      "unknown_currency",
    );
    assert.equal(
      refusal(() => toMinorUnits("1.00", currency)),
      "unknown_currency",
    );
  }
  // Gold has no minor unit, though Intl shows it.
  assert.equal(
    refusal(() => toMinorUnits("1.00", "XAU")),
    "unknown_currency",
  );
});

test("what is no locale is Intl's to refuse", () => {
  assert.throws(() => formatAmount("1.00", "USD", "not a locale"), RangeError);
});

test("minor units are exact, by the currency's own digits", () => {
  const counted = [
    ["12.50", "USD", 1250n],
    ["12.5", "USD", 1250n],
    ["12", "USD", 1200n],
    ["-0.05", "USD", -5n],
    ["-0.00", "USD", 0n],
    ["0.500", "USD", 50n],
    ["1250", "JPY", 1250n],
    ["1250.00", "JPY", 1250n],
    ["0.007", "KWD", 7n],
    ["0.0012", "CLF", 12n],
    ["90071992547409930000.01", "USD", 9007199254740993000001n],
  ];
  for (const [amount, currency, expected] of counted) {
    assert.equal(toMinorUnits(amount, currency), expected, `${amount} ${currency}`);
  }
  for (const [amount, currency] of [
    ["0.005", "USD"],
    ["0.5", "JPY"],
    ["1.0001", "KWD"],
  ]) {
    assert.equal(
      refusal(() => toMinorUnits(amount, currency)),
      "amount_too_precise",
    );
  }
});

test("the digits are those of the engine's amounts, for every currency that Intl knows", () => {
  let sold = 0;
  for (const currency of Intl.supportedValuesOf("currency")) {
    const price = { currency, cycle: { unit: "month" }, scheme: { type: "flat", amount: "7" } };
    const purchase = {
      type: "purchase",
      at: "2026-11-21T00:00:00Z",
      currency,
      cycle: price.cycle,
      items: [{ product: "a", quantity: 1 }],
    };
    const product = { id: "a", name: "A", unitName: "a", prices: [{ id: "a-1", ...price }] };
    let total;
    try {
      ({ total } = new Catalog({ id: "c", products: [product] }).quote(purchase));
    } catch (error) {
      assert.equal(error.problems[0].code, "unknown_currency");
      assert.equal(
        refusal(() => toMinorUnits("7", currency)),
        "unknown_currency",
        currency,
      );
      continue;
    }
    sold += 1;
    const digits = total.split(".")[1]?.length ?? 0;
    assert.equal(toMinorUnits(total, currency), 7n * 10n ** BigInt(digits), currency);
  }
  assert.ok(sold > 140, `only ${sold}`);
});
