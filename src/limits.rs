//! Every bound, named once. Sizes are checked before a text is read, numbers when they
//! are read; what lies inside the bounds is answered exactly (S1.6).

/// Bytes of a catalog's JSON text.
pub const CATALOG_BYTES: usize = 4 << 20;
/// Bytes of a request's JSON text, and of an answer given to `compare`.
pub const REQUEST_BYTES: usize = 4 << 20;
/// Bytes of a line of NDJSON: the largest catalog, the largest request, and as much again for the rest.
pub const LINE_BYTES: usize = CATALOG_BYTES + 2 * REQUEST_BYTES;
/// How deep arrays and objects may nest.
pub const DEPTH: usize = 64;
/// Bytes of one text: an id, a name, a role, a code.
pub const TEXT_BYTES: usize = 1_000;
/// Problems listed for one input; the last one then says that there are more.
pub const PROBLEMS: usize = 100;

/// Units of one item.
pub const QUANTITY: u32 = 10_000_000;
/// Items of a request or a subscription.
pub const ITEMS: usize = 100;
/// Ledger entries of a subscription: twice the hundred for each of a hundred products (S1.6).
pub const CHARGES: usize = 20_000;
/// Codes of a request, and coupons that run on a subscription.
pub const CODES: usize = 100;
/// Tax rates of a request.
pub const RATES: usize = 20;
/// Other subscriptions of the buyer.
pub const EXISTING: usize = 100;

/// Products of a catalog.
pub const PRODUCTS: usize = 10_000;
/// Prices of one product.
pub const PRICES: usize = 1_000;
/// Policies of a catalog.
pub const POLICIES: usize = 1_000;
/// Coupons of a catalog or a request.
pub const COUPONS: usize = 10_000;
/// Tiers of one price.
pub const TIERS: usize = 100;
/// Entries of any other list: roles, entitlements, a coupon's products, cycles and types.
pub const LIST: usize = 100;

/// Periods of a cycle's unit (S2.4).
pub const CYCLE_COUNT: u64 = 36;
/// Seconds for which a quote may be held, at most ten years.
pub const QUOTE_TTL_SECONDS: u32 = 315_360_000;
/// A coupon's `priority`, `minQuantity`, periods and redemptions.
pub const COUNT: u32 = 1_000_000_000;

/// Digits before the decimal point of an amount (S1.1).
pub const INTEGER_DIGITS: usize = 15;
/// Digits after it (S1.1).
pub const DECIMALS: usize = 12;

/// Minor units of any result, either sign. Far above the totals that S1.6 asks for.
pub const MINOR: i128 = 1_000_000_000_000_000_000_000_000_000_000;

// Headroom: sums over all lines and entries of amounts within `MINOR` stay inside an i128.
const _: () = assert!(MINOR < i128::MAX / (2 * (CHARGES as i128 + 4 * ITEMS as i128)));
// An amount as it is read, in the currency with the most digits, is within `MINOR`.
const _: () = assert!(10_i128.pow(INTEGER_DIGITS as u32 + 4) < MINOR);
// Mantissas of decimals fit an i128.
const _: () = assert!(10_i128.checked_pow((INTEGER_DIGITS + DECIMALS) as u32).is_some());
