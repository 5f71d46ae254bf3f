//! Numbers, instants, cycles, prices and policies: small independent choices, which shrink well.
//! What one needs from another (the digits of its currency, a price to multiply) is resolved when
//! they are written as JSON.

use proptest::prelude::*;
use proptest::sample::select;
use quotient::{Currency, Cycle, Instant, Unit};
use serde_json::{Map, Value, json};

pub const CURRENCIES: [&str; 8] = ["USD", "JPY", "KWD", "CLF", "EUR", "KRW", "TND", "UYW"];
const ZONES: [&str; 9] =
    ["UTC", "+07:00", "-05:00", "+05:45", "-03:30", "+14:00", "-12:00", "+23:59", "-23:59"];
const ROUNDINGS: [&str; 7] = ["halfUp", "halfDown", "halfEven", "up", "down", "ceiling", "floor"];
const ENTITLEMENTS: [&str; 4] = ["sso", "audit", "offline", "api"];
pub const ROLES: [&str; 3] = ["owner", "admin", "member"];

/// As many units as one item may have (S1.6).
const MOST_UNITS: u32 = 10_000_000;

/// Nothing but for a share of the cases, which may be none.
fn maybe<S: Strategy + 'static>(share: f64, strategy: S) -> BoxedStrategy<Option<S::Value>>
where
    S::Value: Clone,
{
    if share > 0.0 { prop::option::weighted(share, strategy).boxed() } else { Just(None).boxed() }
}

pub fn digits(currency: &str) -> u32 {
    Currency::parse(currency).map_or(0, |currency| u32::from(currency.digits()))
}

/// A decimal number before it is known how many decimals it may have.
#[derive(Clone, Debug)]
pub struct Number {
    whole: u64,
    fraction: u64,
    places: u32,
}

impl Number {
    pub fn decimal(&self, most_places: u32) -> String {
        let places = self.places.min(most_places);
        if places == 0 {
            return self.whole.to_string();
        }
        let fraction = self.fraction % 10_u64.pow(places);
        format!("{}.{fraction:0width$}", self.whole, width = places as usize)
    }

    /// A price: up to 12 decimals.
    pub fn price(&self) -> String {
        self.decimal(12)
    }

    /// Money that was or will be paid: not more decimals than its currency.
    pub fn money(&self, currency: &str) -> String {
        self.decimal(digits(currency))
    }
}

fn number_below(whole: u64) -> impl Strategy<Value = Number> {
    // Often a half of the last digit but one: roundings differ on those.
    let half = (0..100_u64).prop_map(|tens| tens * 10 + 5);
    let fraction = prop_oneof![3 => 0..1_000_000_000_000_u64, 3 => half, 1 => Just(999_999_999_999)];
    let places = prop_oneof![3 => 0..=4_u32, 1 => 0..=12_u32];
    (0..whole, fraction, places).prop_map(|(whole, fraction, places)| Number { whole, fraction, places })
}

/// Mostly what things cost, now and then what the format can just hold (S1.1).
pub fn number() -> impl Strategy<Value = Number> {
    let greatest = Just(Number { whole: 999_999_999_999_999, fraction: 999_999_999_999, places: 12 });
    prop_oneof![
        30 => number_below(500),
        4 => number_below(2),
        1 => number_below(1_000_000_000_000_000),
        1 => greatest,
    ]
}

/// What things cost, within what can be fed back over and over.
pub fn modest() -> impl Strategy<Value = Number> {
    prop_oneof![4 => number_below(500), 1 => number_below(2)]
}

pub fn percent() -> impl Strategy<Value = String> {
    let odd = select(vec![
        "20",
        "50",
        "5",
        "100",
        "0",
        "33.333333",
        "9.975",
        "0.000000000001",
        "99.999999999999",
        "7.7",
    ]);
    prop_oneof![
        2 => odd.prop_map(str::to_owned),
        1 => number_below(100).prop_map(|percent| percent.decimal(3)),
    ]
}

pub fn quantity() -> impl Strategy<Value = u32> {
    prop_oneof![30 => 1..60_u32, 1 => Just(MOST_UNITS), 1 => 1..MOST_UNITS]
}

/// Seconds since 1970, from 2000 to 2100, often where calendars are hard.
pub fn instant() -> impl Strategy<Value = i64> {
    let hard = select(vec![
        "2026-11-21T00:00:00Z",
        "2024-02-29T00:00:00Z",
        "2024-01-31T12:00:00Z",
        "2023-08-31T23:59:59Z",
        "2000-02-29T10:00:00Z",
        "2099-12-31T00:00:00Z",
        "2096-02-29T18:00:00Z",
    ]);
    let hard = hard.prop_map(|text| Instant::parse(text).expect("an instant").seconds());
    prop_oneof![hard, 946_684_800..4_102_444_800_i64]
}

/// As RFC 3339, in UTC.
pub fn written(seconds: i64) -> String {
    let epoch = Instant::parse("1970-01-01T00:00:00Z").expect("an instant");
    epoch.plus_seconds(seconds).expect("within the years that are supported").to_string()
}

/// The seconds of an instant in an answer.
pub fn seconds(instant: &Value) -> i64 {
    let text = instant.as_str().expect("an instant is a string");
    Instant::parse(text).expect("an instant of an answer").seconds()
}

pub fn cycle() -> impl Strategy<Value = Cycle> {
    let all = [
        (Unit::Month, 1),
        (Unit::Year, 1),
        (Unit::Month, 3),
        (Unit::Month, 12),
        (Unit::Day, 1),
        (Unit::Week, 2),
        (Unit::Day, 28),
        (Unit::Day, 36),
        (Unit::Week, 36),
        (Unit::Month, 36),
        (Unit::Year, 2),
    ];
    select(all.to_vec()).prop_map(|(unit, count)| Cycle::new(unit, count).expect("a cycle"))
}

pub fn cycle_json(cycle: Cycle) -> Value {
    match cycle.count() {
        1 => json!({"unit": cycle.unit().as_str()}),
        count => json!({"unit": cycle.unit().as_str(), "count": count}),
    }
}

#[derive(Clone, Debug)]
pub struct TierSpec {
    units: u32,
    unit: Option<Number>,
    flat: Option<Number>,
}

#[derive(Clone, Debug)]
pub enum SchemeSpec {
    PerUnit(Number),
    Flat(Number),
    Package(u32, Number),
    Tiers {
        graduated: bool,
        tiers: Vec<TierSpec>,
    },
    /// Of the first price in this currency that is no multiple; without one so much per unit.
    Multiple(&'static str, Number),
}

impl SchemeSpec {
    pub fn is_multiple(&self) -> bool {
        matches!(self, SchemeSpec::Multiple(..))
    }

    /// `base` is the price that a multiple multiplies.
    pub fn json(&self, base: Option<&str>) -> Value {
        match self {
            SchemeSpec::PerUnit(amount) => json!({"type": "perUnit", "amount": amount.price()}),
            SchemeSpec::Flat(amount) => json!({"type": "flat", "amount": amount.price()}),
            SchemeSpec::Package(size, amount) => {
                json!({"type": "package", "size": size, "amount": amount.price()})
            }
            SchemeSpec::Tiers { graduated, tiers } => {
                let mut last = 0;
                let tiers: Vec<Value> = tiers
                    .iter()
                    .enumerate()
                    .map(|(n, tier)| {
                        last += tier.units;
                        let end = if n + 1 == tiers.len() { Value::Null } else { json!(last) };
                        let mut json = json!({"upTo": end});
                        put(&mut json, "unit", tier.unit.as_ref().map(Number::price));
                        put(&mut json, "flat", tier.flat.as_ref().map(Number::price));
                        json
                    })
                    .collect();
                json!({"type": if *graduated { "graduated" } else { "volume" }, "tiers": tiers})
            }
            SchemeSpec::Multiple(times, own) => match base {
                Some(base) => json!({"type": "multipleOf", "price": base, "times": times}),
                None => json!({"type": "perUnit", "amount": own.price()}),
            },
        }
    }
}

/// Schemes whose price does not fall with the quantity and has no tiers.
pub fn untiered() -> impl Strategy<Value = SchemeSpec> {
    prop_oneof![
        4 => modest().prop_map(SchemeSpec::PerUnit),
        1 => modest().prop_map(SchemeSpec::Flat),
        2 => (1..30_u32, modest()).prop_map(|(size, amount)| SchemeSpec::Package(size, amount)),
        2 => (select(vec!["11", "2.75", "0.5"]), modest())
            .prop_map(|(times, own)| SchemeSpec::Multiple(times, own)),
    ]
}

fn scheme() -> BoxedStrategy<SchemeSpec> {
    let tier = (1..20_u32, prop::option::weighted(0.9, number()), prop::option::weighted(0.3, number()))
        .prop_map(|(units, unit, flat)| TierSpec { units, unit, flat });
    let tiers = (any::<bool>(), prop::collection::vec(tier, 1..5))
        .prop_map(|(graduated, tiers)| SchemeSpec::Tiers { graduated, tiers });
    let size = prop_oneof![8 => 1..30_u32, 1 => Just(1000), 1 => Just(MOST_UNITS)];
    let times = select(vec!["11", "10", "2.75", "0.5", "0", "0.000000000001", "36"]);
    prop_oneof![
        4 => number().prop_map(SchemeSpec::PerUnit),
        1 => number().prop_map(SchemeSpec::Flat),
        1 => (size, number()).prop_map(|(size, amount)| SchemeSpec::Package(size, amount)),
        4 => tiers,
        2 => (times, number()).prop_map(|(times, own)| SchemeSpec::Multiple(times, own)),
    ]
    .boxed()
}

/// A price but for its currency and cycle.
#[derive(Clone, Debug)]
pub struct PriceSpec {
    pub scheme: SchemeSpec,
    min: Option<u32>,
    step: Option<u32>,
    max: Option<u32>,
    discountable: Option<bool>,
    entitlements: Vec<&'static str>,
    /// The product is not sold for this currency and cycle.
    pub absent: bool,
}

impl PriceSpec {
    pub fn json(&self, currency: &str, cycle: Cycle, base: Option<&str>) -> Value {
        let mut json = json!({
            "currency": currency, "cycle": cycle_json(cycle), "scheme": self.scheme.json(base),
        });
        put(&mut json, "minQuantity", self.min);
        put(&mut json, "quantityStep", self.step);
        put(&mut json, "maxQuantity", self.max);
        put(&mut json, "discountable", self.discountable);
        if !self.entitlements.is_empty() {
            put(&mut json, "entitlements", Some(self.entitlements.clone()));
        }
        json
    }
}

pub fn price() -> BoxedStrategy<PriceSpec> {
    price_of(scheme(), 0.05).boxed()
}

/// A price with no limits, always there.
pub fn plain_price<S: Strategy<Value = SchemeSpec>>(scheme: S) -> impl Strategy<Value = PriceSpec> {
    price_of(scheme, 0.0)
}

/// `limited` is how likely each limit is.
fn price_of<S: Strategy<Value = SchemeSpec>>(scheme: S, limited: f64) -> impl Strategy<Value = PriceSpec> {
    (
        scheme,
        maybe(limited, 0..6_u32),
        maybe(limited, 1..6_u32),
        maybe(limited, 20..200_u32),
        prop::option::weighted(0.1, any::<bool>()),
        prop::collection::vec(select(ENTITLEMENTS.to_vec()), 0..3),
        maybe(limited, Just(true)).prop_map(|absent| absent.is_some()),
    )
        .prop_map(|(scheme, min, step, max, discountable, entitlements, absent)| PriceSpec {
            scheme,
            min,
            step,
            max,
            discountable,
            entitlements,
            absent,
        })
}

/// A policy but for its id.
#[derive(Clone, Debug)]
pub struct PolicySpec {
    roles: Option<Vec<&'static str>>,
    together: Option<u32>,
    decrease: &'static str,
    shorten: &'static str,
    replace: bool,
    proration: &'static str,
    to_balance: bool,
    prorated: bool,
}

impl PolicySpec {
    pub fn json(&self, id: &str) -> Value {
        // Without proration nothing could be replaced (S2.6).
        let replace = self.replace && self.proration != "none";
        let mut json = json!({
            "id": id, "productsPerChange": self.together.unwrap_or(100),
            "quantityDecrease": self.decrease, "cycleShorten": self.shorten,
            "quantityChange": if replace { "replace" } else { "increment" },
            "proration": self.proration,
            "negativeTotal": if self.to_balance { "balance" } else { "refund" },
            "cancellation": if self.prorated { "prorated" } else { "atPeriodEnd" },
        });
        put(&mut json, "roles", self.roles.clone());
        json
    }
}

/// Mostly lenient, so that more is priced and less refused.
pub fn policy() -> impl Strategy<Value = PolicySpec> {
    policy_of(0.07, vec!["immediate", "immediate", "atRenewal", "never"], vec!["second", "day", "none"])
}

/// Everything is allowed and acts at once.
pub fn free_policy(prorations: Vec<&'static str>) -> impl Strategy<Value = PolicySpec> {
    policy_of(0.0, vec!["immediate"], prorations)
}

fn policy_of(
    restricted: f64,
    timings: Vec<&'static str>,
    prorations: Vec<&'static str>,
) -> impl Strategy<Value = PolicySpec> {
    (
        maybe(restricted, prop::collection::vec(select(ROLES.to_vec()), 1..3)),
        maybe(restricted, 1..3_u32),
        select(timings.clone()),
        select(timings),
        any::<bool>(),
        select(prorations),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(roles, together, decrease, shorten, replace, proration, to_balance, prorated)| {
            PolicySpec { roles, together, decrease, shorten, replace, proration, to_balance, prorated }
        })
}

pub fn zone() -> impl Strategy<Value = &'static str> {
    select(ZONES.to_vec())
}

pub fn rounding() -> impl Strategy<Value = &'static str> {
    select(ROUNDINGS.to_vec())
}

/// Sets a field that is given.
pub fn put(json: &mut Value, key: &str, value: Option<impl Into<Value>>) {
    if let (Some(value), Some(fields)) = (value, json.as_object_mut()) {
        fields.insert(key.to_owned(), value.into());
    }
}

/// An object of one field.
pub fn field(key: &str, value: Value) -> Value {
    Value::Object(Map::from_iter([(key.to_owned(), value)]))
}
