// Made from the Rust shapes by `cargo xtask types`; do not edit.

export type Timing = "never" | "atRenewal" | "immediate";

export type QuantityChange = "increment" | "replace";

export type Proration = "second" | "day" | "none";

export type NegativeTotal = "refund" | "balance";

export type CancellationTerms = "atPeriodEnd" | "prorated";

export type RequestType = "purchase" | "change" | "renewal" | "cancellation" | "resumption";

export type TaxBehavior = "exclusive" | "inclusive";

export type RoundingLevel = "total" | "line";

export type SubscriptionStatus = "active" | "pastDue" | "ended";

export type CodeRefusal =
  | "code_already_running"
  | "code_unknown"
  | "code_not_started"
  | "code_expired"
  | "code_exhausted"
  | "code_already_used"
  | "code_wrong_type"
  | "code_wrong_cycle"
  | "code_first_purchase_only"
  | "code_wrong_currency"
  | "code_nothing_to_discount"
  | "code_wrong_product"
  | "code_below_quantity"
  | "code_below_amount"
  | "code_not_combinable"
  | "code_no_effect";

export type Rounding = "halfUp" | "halfDown" | "halfEven" | "up" | "down" | "ceiling" | "floor";

export type CycleUnit = "day" | "week" | "month" | "year";

export type LineKind = "charge" | "credit";

export type ProblemCode =
  | "json_malformed"
  | "duplicate_key"
  | "too_deep"
  | "too_large"
  | "not_json"
  | "wrong_type"
  | "missing_field"
  | "unknown_field"
  | "unknown_value"
  | "field_not_allowed"
  | "amount_malformed"
  | "amount_too_precise"
  | "amount_negative"
  | "instant_malformed"
  | "time_zone_malformed"
  | "unknown_currency"
  | "integer_malformed"
  | "out_of_range"
  | "period_malformed"
  | "text_empty"
  | "duplicate_id"
  | "duplicate_product"
  | "duplicate_price"
  | "unknown_reference"
  | "tiers_malformed"
  | "quantity_range_empty"
  | "policy_contradictory"
  | "currency_mismatch"
  | "role_not_allowed"
  | "already_subscribed"
  | "subscription_ended"
  | "renewal_due"
  | "renewal_not_due"
  | "subscription_past_due"
  | "subscription_canceling"
  | "not_canceling"
  | "before_period"
  | "nothing_changes"
  | "no_items"
  | "charges_missing"
  | "too_many_products"
  | "quantity_decreased"
  | "cycle_shortened"
  | "mixed_timing"
  | "price_not_found"
  | "unknown_product"
  | "quantity_below_minimum"
  | "quantity_above_maximum"
  | "quantity_step";

export type WarningCode =
  | "higher_quantity_cheaper"
  | "longer_cycle_dearer"
  | "policy_allows_nobody"
  | "policy_unused"
  | "product_without_price"
  | "coupon_lacks_currency"
  | "coupon_never_applies"
  | "duplicate_code";

/**
 * A billing cycle: a rule, every so many units.
 */
export type Cycle = {
  /**
   * 1 to 36, default 1.
   */
  count?: number;
  unit: CycleUnit;
};

/**
 * A concrete stretch of time, half-open.
 */
export type Period = {
  /**
   * Exclusive.
   */
  end: string;
  /**
   * RFC 3339, in answers UTC with whole seconds.
   */
  start: string;
};

/**
 * What is sold, and by which rules.
 */
export type CatalogInput = {
  /**
   * Absent from a catalog for a browser.
   */
  coupons?: ReadonlyArray<Coupon>;
  id: string;
  policies?: ReadonlyArray<Policy>;
  products: ReadonlyArray<Product>;
  /**
   * How long a quote may be held; default 900.
   */
  quoteTtlSeconds?: number;
  /**
   * Default `"halfUp"`.
   */
  rounding?: Rounding;
  /**
   * `"UTC"` (default) or a fixed offset such as `"+07:00"`.
   */
  timeZone?: string;
};

/**
 * Who may buy, change and cancel, and how. Absent fields have the defaults of S3.
 */
export type Policy = {
  /**
   * Default `"atPeriodEnd"`.
   */
  cancellation?: CancellationTerms;
  /**
   * Default `"never"`.
   */
  cycleShorten?: Timing;
  id: string;
  /**
   * Default `"refund"`.
   */
  negativeTotal?: NegativeTotal;
  /**
   * Default 1.
   */
  productsPerChange?: number;
  /**
   * Default `"second"`.
   */
  proration?: Proration;
  /**
   * Default `"increment"`.
   */
  quantityChange?: QuantityChange;
  /**
   * Default `"never"`.
   */
  quantityDecrease?: Timing;
  /**
   * Absent: anyone.
   */
  roles?: ReadonlyArray<string>;
};

/**
 * Something that is sold in units.
 */
export type Product = {
  id: string;
  name: string;
  /**
   * The id of its policy; absent: the defaults.
   */
  policy?: string;
  prices: ReadonlyArray<Price>;
  /**
   * One unit, in the singular.
   */
  unitName: string;
};

/**
 * What a product costs in one currency for one cycle.
 */
export type Price = {
  /**
   * ISO 4217.
   */
  currency: string;
  cycle: Cycle;
  /**
   * Default true.
   */
  discountable?: boolean;
  entitlements?: ReadonlyArray<string>;
  /**
   * Required in a catalog; a price agreed with a customer has none.
   */
  id?: string;
  /**
   * Default: none.
   */
  maxQuantity?: number;
  /**
   * Default 1.
   */
  minQuantity?: number;
  /**
   * Counted from 0; default 1.
   */
  quantityStep?: number;
  scheme: Scheme;
};

/**
 * How a quantity becomes the recurring amount.
 */
export type Scheme =
  | { amount: string; type: "flat" }
  | { amount: string; type: "perUnit" }
  | { amount: string; size: number; type: "package" }
  | { tiers: ReadonlyArray<Tier>; type: "volume" }
  | { tiers: ReadonlyArray<Tier>; type: "graduated" }
  | {
      /**
       * The id of a price of the same product and currency.
       */
      price: string;
      times: string;
      type: "multipleOf";
    };

/**
 * One step of a tiered scheme.
 */
export type Tier = {
  /**
   * Default `"0"`.
   */
  flat?: string;
  /**
   * Default `"0"`.
   */
  unit?: string;
  /**
   * The last unit that it holds; `null` for the last tier.
   */
  upTo: number | null;
};

/**
 * The terms that a code names.
 */
export type Coupon = {
  appliesTo?: AppliesTo;
  code: string;
  /**
   * Default false.
   */
  combinable?: boolean;
  /**
   * Default `"once"`.
   */
  duration?: Duration;
  firstPurchaseOnly?: boolean;
  from?: string;
  /**
   * At most so much, by currency.
   */
  maxDiscount?: { [key in string]: string };
  /**
   * At least so much, by currency.
   */
  minAmount?: { [key in string]: string };
  minQuantity?: number;
  name?: string;
  off: Off;
  /**
   * Lower applies first; default 100.
   */
  priority?: number;
  /**
   * Known to the server alone.
   */
  redemptions?: Redemptions;
  /**
   * Exclusive.
   */
  until?: string;
};

/**
 * What a coupon takes off: one of the three.
 */
export type Off =
  | { percent: string }
  | { amount: { [currency in string]?: string } }
  | { amountPerUnit: { [currency in string]?: string } };

/**
 * What a coupon is restricted to.
 */
export type AppliesTo = {
  /**
   * Of the resulting period.
   */
  cycles?: ReadonlyArray<Cycle>;
  products?: ReadonlyArray<string>;
  types?: ReadonlyArray<RequestType>;
};

/**
 * How often a coupon was and may be redeemed.
 */
export type Redemptions = {
  limit?: number;
  perAccount?: number;
  used?: number;
  usedByAccount?: number;
};

/**
 * For how long a redeemed coupon acts.
 */
export type Duration = "once" | "forever" | { periods: number };

/**
 * What a customer has, as a request holds it.
 */
export type SubscriptionInput = {
  /**
   * Default: the period's start.
   */
  anchor?: string;
  /**
   * Default zero.
   */
  balance?: string;
  /**
   * Default false.
   */
  cancelAtPeriodEnd?: boolean;
  /**
   * The ledger; absent: not known, nothing can be credited.
   */
  charges?: ReadonlyArray<LedgerEntry>;
  coupons?: ReadonlyArray<RunningCoupon>;
  currency: string;
  cycle: Cycle;
  id?: string;
  items: ReadonlyArray<SubscriptionItem>;
  pending?: Pending;
  period: Period;
  status: SubscriptionStatus;
};

/**
 * What a customer has once the amount due is paid, in full. It can be sent back as it is.
 */
export type Subscription = {
  anchor: string;
  balance: string;
  cancelAtPeriodEnd: boolean;
  charges?: ReadonlyArray<LedgerEntry>;
  coupons: ReadonlyArray<RunningCoupon>;
  currency: string;
  cycle: Cycle;
  id?: string;
  items: ReadonlyArray<SubscriptionItem>;
  pending?: Pending;
  period: Period;
  status: SubscriptionStatus;
};

/**
 * So many units of a product.
 */
export type SubscriptionItem = {
  /**
   * A price agreed with this customer: without `id`, not `multipleOf`.
   */
  price?: Price;
  product: string;
  quantity: number;
};

/**
 * What was really paid for a stretch of time.
 */
export type LedgerEntry = { end: string; net: string; product: string; start: string; tax: string };

/**
 * A coupon that was redeemed and still runs.
 */
export type RunningCoupon = {
  coupon: Coupon;
  /**
   * `null`: for ever.
   */
  remainingPeriods: number | null;
};

/**
 * A new quantity of a product.
 */
export type NewQuantity = {
  product: string;
  /**
   * 0 removes it.
   */
  quantity: number;
};

/**
 * What takes effect at the next renewal.
 */
export type Pending = { cycle?: Cycle; items?: ReadonlyArray<NewQuantity> };

/**
 * What is asked, by whom and when. Which fields go with which `type`: S5.
 */
export type Request = {
  account?: Account;
  actor?: Actor;
  /**
   * The instant of the quote, RFC 3339.
   */
  at: string;
  /**
   * Typed codes; `purchase` and `change`.
   */
  codes?: ReadonlyArray<string>;
  /**
   * Terms that the host looked up for the codes, or its refusal.
   */
  coupons?: ReadonlyArray<Terms>;
  /**
   * `purchase` only.
   */
  currency?: string;
  /**
   * `purchase`: required; `change`: absent keeps it.
   */
  cycle?: Cycle;
  /**
   * Other subscriptions that the buyer has; `purchase` and `change`.
   */
  existing?: ReadonlyArray<SubscriptionInput>;
  /**
   * `purchase`: all; `change`: the new quantities.
   */
  items?: ReadonlyArray<NewQuantity>;
  /**
   * All types but `purchase`.
   */
  subscription?: SubscriptionInput;
  tax?: Tax;
  type: RequestType;
};

/**
 * Who asks.
 */
export type Actor = { role: string };

/**
 * What the host knows of the buyer.
 */
export type Account = {
  /**
   * Default false.
   */
  firstPurchase?: boolean;
};

/**
 * What a host found for a typed code: its terms, or why it is refused.
 */
export type Terms = Coupon | { code: string; refused: CodeRefusal };

/**
 * The tax, given by the host.
 */
export type Tax = {
  /**
   * Default `"exclusive"`.
   */
  behavior?: TaxBehavior;
  /**
   * No tax on charges; default false.
   */
  exempt?: boolean;
  rates?: ReadonlyArray<Rate>;
  /**
   * Default `"total"`.
   */
  roundingLevel?: RoundingLevel;
};

/**
 * A tax that falls on charges.
 */
export type Rate = {
  id: string;
  percent: string;
  /**
   * Default: all products.
   */
  products?: ReadonlyArray<string>;
};

/**
 * The answer to a well-formed request.
 */
export type Answer = Priced | Rejected;

/**
 * It is allowed, and costs this. Amounts are decimal strings with exactly the currency's digits.
 */
export type Priced = {
  /**
   * To be paid now.
   */
  amountDue: string;
  at: string;
  /**
   * What the balance pays of the total.
   */
  balanceApplied: string;
  /**
   * The catalog's id.
   */
  catalog: string;
  /**
   * The typed codes, normalised, each once.
   */
  codes: ReadonlyArray<CodeOutcome>;
  currency: string;
  /**
   * `sha256:` and 64 hexadecimal digits.
   */
  digest: string;
  /**
   * Zero or below.
   */
  discount: string;
  entitlements: ReadonlyArray<string>;
  /**
   * Credits first, then charges.
   */
  lines: ReadonlyArray<Line>;
  /**
   * Owed to the customer.
   */
  refund: string;
  /**
   * Its next renewal, if it will renew and has its prices.
   */
  renewal?: Renewal;
  status: "priced";
  /**
   * The state once the amount due is paid.
   */
  subscription: Subscription;
  subtotal: string;
  tax: string;
  total: string;
  type: RequestType;
  /**
   * Until when the quote may be held.
   */
  validUntil: string;
};

/**
 * One line of a quote.
 */
export type Line = {
  /**
   * Before discounts; as the prices are, with or without tax.
   */
  amount: string;
  calculation: Calculation;
  discounts: ReadonlyArray<LineDiscount>;
  kind: LineKind;
  /**
   * Without tax.
   */
  net: string;
  period: Period;
  product: string;
  /**
   * How many units the line is about.
   */
  quantity: number;
  tax: string;
  /**
   * Every rate that falls on it.
   */
  taxes: ReadonlyArray<LineTax>;
  /**
   * `net` and `tax`.
   */
  total: string;
};

/**
 * What a coupon takes off one line.
 */
export type LineDiscount = {
  /**
   * Below zero.
   */
  amount: string;
  code: string;
};

/**
 * What a rate adds to one line.
 */
export type LineTax = { amount: string; id: string };

/**
 * How a line's amount came about, exact. Recurring amounts are decimal strings in
 * major units, with at least the currency's digits.
 */
export type Calculation =
  | {
      /**
       * The recurring amount.
       */
      after: string;
      /**
       * The recurring amount before, where only the difference is charged.
       */
      before?: string;
      /**
       * In major units, before rounding.
       */
      exact: Fraction;
      kind: "charge";
      /**
       * Absent: the whole period.
       */
      share?: Share;
      /**
       * What an exempt buyer pays of a price that includes tax.
       */
      withoutTax?: Fraction;
    }
  | {
      after?: string;
      /**
       * The recurring amounts, where a smaller quantity gives back a part.
       */
      before?: string;
      entries: ReadonlyArray<CreditedEntry>;
      kind: "credit";
      /**
       * The part of each payment that is given back.
       */
      part: Fraction;
    };

/**
 * A share of time as it was counted.
 */
export type Share = { denominator: number; numerator: number; unit: Proration };

/**
 * An exact fraction in lowest terms; integers of any length, hence strings.
 */
export type Fraction = { denominator: string; numerator: string };

/**
 * A ledger entry's part in a credit.
 */
export type CreditedEntry = {
  /**
   * In major units, before rounding.
   */
  exactNet: Fraction;
  exactTax: Fraction;
  net: string;
  period: Period;
  share: Share;
  tax: string;
};

/**
 * What became of a typed code.
 */
export type CodeOutcome =
  | {
      /**
       * Below zero.
       */
      amount: string;
      applied: true;
      code: string;
    }
  | { applied: false; code: string; message: string; reason: CodeRefusal };

/**
 * The next renewal, as it would be if nothing changes until then.
 */
export type Renewal = {
  amountDue: string;
  at: string;
  discount: string;
  subtotal: string;
  tax: string;
  total: string;
};

/**
 * It is not allowed, for all these reasons.
 */
export type Rejected = {
  at: string;
  /**
   * The catalog's id.
   */
  catalog: string;
  problems: ReadonlyArray<Problem>;
  status: "rejected";
  type: RequestType;
};

/**
 * One thing that is wrong.
 */
export type Problem = {
  /**
   * What would be allowed: roles, an instant, a quantity.
   */
  allowed?: Allowed;
  /**
   * Never changes its meaning.
   */
  code: ProblemCode;
  /**
   * For a person; may change between versions.
   */
  message: string;
  /**
   * RFC 6901 pointer into what was sent.
   */
  path: string;
};

/**
 * What would be allowed: roles, from when on, or the nearest quantity.
 */
export type Allowed = ReadonlyArray<string> | string | number;

/**
 * One place where two answers differ.
 */
export type Difference = {
  /**
   * Absent where only the second has it.
   */
  a?: unknown;
  /**
   * Absent where only the first has it.
   */
  b?: unknown;
  /**
   * RFC 6901 pointer.
   */
  path: string;
};

/**
 * A doubt about a catalog that is legal.
 */
export type Warning = {
  code: WarningCode;
  /**
   * For a person; may change between versions.
   */
  message: string;
  /**
   * RFC 6901 pointer into the catalog.
   */
  path: string;
};

/**
 * What pricing again found.
 */
export type Verification = {
  /**
   * The answer that they give.
   */
  answer: Answer;
  /**
   * The catalog and the request give an answer with the digest.
   */
  holds: boolean;
};

/**
 * Who asks what may be done, with what, and when.
 */
export type OptionsRequest = {
  actor?: Actor;
  /**
   * RFC 3339.
   */
  at: string;
  /**
   * In which a first subscription would be bought; or `subscription`.
   */
  currency?: string;
  /**
   * Other subscriptions that the buyer has.
   */
  existing?: ReadonlyArray<SubscriptionInput>;
  /**
   * What is held; or `currency`.
   */
  subscription?: SubscriptionInput;
};

/**
 * What a person may do now.
 */
export type Options = {
  at: string;
  /**
   * Why it cannot be canceled; empty: it can. Absent without a subscription.
   */
  cancellation?: ReadonlyArray<Problem>;
  /**
   * The catalog's id.
   */
  catalog: string;
  currency: string;
  /**
   * Products that are held, then the others that are sold in the currency.
   */
  products: ReadonlyArray<ProductOptions>;
  /**
   * Why it cannot be resumed; empty: it can. Absent without a subscription.
   */
  resumption?: ReadonlyArray<Problem>;
};

/**
 * What may be done with a product.
 */
export type ProductOptions = {
  /**
   * The shortest first.
   */
  cycles: ReadonlyArray<CycleOption>;
  /**
   * Units held now.
   */
  held: number;
  /**
   * Why not, then.
   */
  problems: ReadonlyArray<Problem>;
  product: string;
  /**
   * Those of the subscription's cycle, or of the shortest where nothing is held yet. Absent: no other quantity than the
   * one held may be asked for.
   */
  quantities?: Quantities;
};

/**
 * Quantities that may be asked for, counted from 0 in steps.
 */
export type Quantities = { maximum: number; minimum: number; step: number };

/**
 * A cycle for a product.
 */
export type CycleOption = {
  cycle: Cycle;
  /**
   * It is the subscription's own.
   */
  present: boolean;
  /**
   * Why it cannot be asked for; empty: it can.
   */
  problems: ReadonlyArray<Problem>;
  /**
   * Those that may be bought for it, where nothing is held yet. Absent: none.
   */
  quantities?: Quantities;
  /**
   * What the quantity held, else the least, costs for one cycle: an exact decimal.
   */
  recurring: string;
  /**
   * Against the monthly price for the same months.
   */
  saving?: Saving;
};

/**
 * What a longer cycle saves, exact.
 */
export type Saving = {
  /**
   * An exact decimal in major units; below zero where the cycle costs more.
   */
  amount: string;
  /**
   * Per cent of what the months would cost.
   */
  percent: Fraction;
};

/**
 * Sizes that are refused before a text is read.
 *
 * @internal
 */
export const LIMITS = {
  catalogBytes: 4194304,
  requestBytes: 4194304,
  textBytes: 1000,
  depth: 64,
  problems: 100,
} as const;

/**
 * Currencies of ISO 4217 in order, each with how many decimals it has (S1.2) and a space.
 *
 * @internal
 */
export const CURRENCIES =
  "AED2 AFN2 ALL2 AMD2 ANG2 AOA2 ARS2 AUD2 AWG2 AZN2 BAM2 BBD2 BDT2 BGN2 BHD3 BIF0 BMD2 BND2 BOB2 BOV2 BRL2 BSD2 BTN2 BWP2 BYN2 BZD2 CAD2 CDF2 CHE2 CHF2 CHW2 CLF4 CLP0 CNY2 COP2 COU2 CRC2 CUP2 CVE2 CZK2 DJF0 DKK2 DOP2 DZD2 EGP2 ERN2 ETB2 EUR2 FJD2 FKP2 GBP2 GEL2 GHS2 GIP2 GMD2 GNF0 GTQ2 GYD2 HKD2 HNL2 HTG2 HUF2 IDR2 ILS2 INR2 IQD3 IRR2 ISK0 JMD2 JOD3 JPY0 KES2 KGS2 KHR2 KMF0 KPW2 KRW0 KWD3 KYD2 KZT2 LAK2 LBP2 LKR2 LRD2 LSL2 LYD3 MAD2 MDL2 MGA2 MKD2 MMK2 MNT2 MOP2 MRU2 MUR2 MVR2 MWK2 MXN2 MXV2 MYR2 MZN2 NAD2 NGN2 NIO2 NOK2 NPR2 NZD2 OMR3 PAB2 PEN2 PGK2 PHP2 PKR2 PLN2 PYG0 QAR2 RON2 RSD2 RUB2 RWF0 SAR2 SBD2 SCR2 SDG2 SEK2 SGD2 SHP2 SLE2 SOS2 SRD2 SSP2 STN2 SVC2 SYP2 SZL2 THB2 TJS2 TMT2 TND3 TOP2 TRY2 TTD2 TWD2 TZS2 UAH2 UGX0 USD2 USN2 UYI0 UYU2 UYW4 UZS2 VED2 VES2 VND0 VUV0 WST2 XAF0 XCD2 XCG2 XOF0 XPF0 YER2 ZAR2 ZMW2 ZWG2 ";
