//! Coupons, codes and taxes.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::catalog::World;
use super::terms::{Number, cycle_json, field, number, percent, put, written};

pub const CODES: [&str; 6] = ["SAVE10", "LAUNCH", "VIP", "SPRING", "B2B", "X1"];
const DAY: i64 = 86_400;

#[derive(Clone, Debug)]
pub enum OffSpec {
    Percent(String),
    Amount(Number),
    AmountPerUnit(Number),
}

/// The terms of a coupon but for its code.
#[derive(Clone, Debug)]
pub struct CouponSpec {
    off: OffSpec,
    most: Option<Number>,
    from: Option<i64>,
    until: Option<i64>,
    products: Vec<usize>,
    cycles: Vec<usize>,
    types: Vec<&'static str>,
    min_quantity: Option<u32>,
    min_amount: Option<Number>,
    first_only: bool,
    redemptions: Option<(u32, u32)>,
    duration: Option<Option<u32>>,
    combinable: bool,
    priority: Option<u32>,
}

impl CouponSpec {
    pub fn json(&self, code: &str, at: i64, currency: &str, world: &World) -> Value {
        let in_currency = |number: &Number| field(currency, number.money(currency).into());
        let off = match &self.off {
            OffSpec::Percent(percent) => field("percent", json!(percent)),
            OffSpec::Amount(number) => field("amount", in_currency(number)),
            OffSpec::AmountPerUnit(number) => field("amountPerUnit", in_currency(number)),
        };
        let mut json = json!({"code": code, "off": off});
        put(&mut json, "maxDiscount", self.most.as_ref().map(in_currency));
        put(&mut json, "from", self.from.map(|days| written(at + days * DAY)));
        put(&mut json, "until", self.until.map(|days| written(at + days * DAY)));
        let mut applies = json!({});
        let products: Vec<&str> = self.products.iter().map(|n| world.product(*n)).collect();
        put(&mut applies, "products", filled(products));
        put(
            &mut applies,
            "cycles",
            filled(self.cycles.iter().map(|n| cycle_json(world.cycle(*n))).collect()),
        );
        put(&mut applies, "types", filled(self.types.clone()));
        if applies != json!({}) {
            put(&mut json, "appliesTo", Some(applies));
        }
        put(&mut json, "minQuantity", self.min_quantity);
        put(&mut json, "minAmount", self.min_amount.as_ref().map(in_currency));
        put(&mut json, "firstPurchaseOnly", self.first_only.then_some(true));
        let redemptions = self.redemptions.map(|(limit, used)| json!({"limit": limit, "used": used}));
        put(&mut json, "redemptions", redemptions);
        let duration = self.duration.map(|periods| match periods {
            None => json!("forever"),
            Some(periods) => json!({"periods": periods}),
        });
        put(&mut json, "duration", duration);
        put(&mut json, "combinable", self.combinable.then_some(true));
        put(&mut json, "priority", self.priority);
        json
    }
}

fn filled<T: Into<Value>>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

fn off() -> impl Strategy<Value = OffSpec> {
    prop_oneof![
        3 => percent().prop_map(OffSpec::Percent),
        2 => number().prop_map(OffSpec::Amount),
        1 => number().prop_map(OffSpec::AmountPerUnit),
    ]
}

pub fn coupon() -> BoxedStrategy<CouponSpec> {
    let restrictions = (
        prop::option::weighted(0.1, -1..2_i64),
        prop::option::weighted(0.2, -1..300_i64),
        prop::collection::vec(0..5_usize, 0..2),
        prop::option::weighted(0.1, 0..4_usize),
        prop::option::weighted(0.1, select(vec!["purchase", "change", "renewal"])),
        prop::option::weighted(0.1, 0..30_u32),
        prop::option::weighted(0.1, number()),
        prop::bool::weighted(0.05),
        prop::option::weighted(0.1, (0..100_u32, 0..50_u32)),
    );
    let duration = prop_oneof![
        2 => Just(None),
        2 => Just(Some(None)),
        3 => (1..4_u32).prop_map(|periods| Some(Some(periods))),
    ];
    (
        off(),
        prop::option::weighted(0.2, number()),
        restrictions,
        duration,
        any::<bool>(),
        prop::option::of(0..3_u32),
    )
        .prop_map(|(off, most, restrictions, duration, combinable, priority)| {
            let (from, until, products, cycle, kind, min_quantity, min_amount, first_only, redemptions) =
                restrictions;
            CouponSpec {
                off,
                most,
                from,
                until,
                products,
                cycles: cycle.into_iter().collect(),
                types: kind.into_iter().collect(),
                min_quantity,
                min_amount,
                first_only,
                redemptions,
                duration,
                combinable,
                priority,
            }
        })
        .boxed()
}

/// Terms without a minimum or a restriction, for products of any kind; `per_unit`: amounts per unit.
pub fn free_coupon(per_unit: bool) -> impl Strategy<Value = CouponSpec> {
    let off = if per_unit {
        number().prop_map(OffSpec::AmountPerUnit).boxed()
    } else {
        prop_oneof![percent().prop_map(OffSpec::Percent), super::terms::modest().prop_map(OffSpec::Amount)]
            .boxed()
    };
    (off, prop::option::weighted(0.3, number()), any::<bool>(), prop::option::of(0..3_u32)).prop_map(
        |(off, most, combinable, priority)| CouponSpec {
            off,
            most,
            from: None,
            until: None,
            products: Vec::new(),
            cycles: Vec::new(),
            types: Vec::new(),
            min_quantity: None,
            min_amount: None,
            first_only: false,
            redemptions: None,
            duration: None,
            combinable,
            priority,
        },
    )
}

/// Where the terms of a typed code are known.
#[derive(Clone, Copy, Debug)]
enum Known {
    InRequest,
    InCatalog,
    InBoth,
    Refused,
    Nowhere,
}

/// A typed code.
#[derive(Clone, Debug)]
pub struct CodeSpec {
    code: usize,
    known: Known,
    terms: CouponSpec,
    /// Typed in lower case and with blanks around.
    sloppy: bool,
}

pub fn codes() -> impl Strategy<Value = Vec<CodeSpec>> {
    let known = prop_oneof![
        8 => Just(Known::InRequest),
        4 => Just(Known::InCatalog),
        1 => Just(Known::InBoth),
        1 => Just(Known::Refused),
        1 => Just(Known::Nowhere),
    ];
    let code = (0..CODES.len(), known, coupon(), any::<bool>())
        .prop_map(|(code, known, terms, sloppy)| CodeSpec { code, known, terms, sloppy });
    prop_oneof![1 => Just(Vec::new()), 1 => prop::collection::vec(code, 1..5)]
}

/// Types the codes into a request, and puts their terms where they are known.
pub fn type_codes(codes: &[CodeSpec], request: &mut Value, catalog: &mut Value, at: i64, world: &World) {
    let currency = request["currency"].as_str().or_else(|| request["subscription"]["currency"].as_str());
    let currency = currency.expect("a currency").to_owned();
    let (mut typed, mut looked_up, mut listed) = (Vec::new(), Vec::new(), Vec::new());
    for spec in codes {
        let code = CODES[spec.code];
        let terms = || spec.terms.json(code, at, &currency, world);
        match spec.known {
            Known::InRequest => looked_up.push(terms()),
            Known::InCatalog => listed.push(terms()),
            Known::InBoth => {
                looked_up.push(terms());
                listed.push(json!({"code": code, "off": {"percent": "1"}}));
            }
            Known::Refused => looked_up.push(json!({"code": code, "refused": "code_exhausted"})),
            Known::Nowhere => {}
        }
        typed.push(if spec.sloppy { format!(" {} ", code.to_ascii_lowercase()) } else { code.to_owned() });
    }
    put(request, "codes", filled(typed));
    put(request, "coupons", filled(looked_up));
    put(catalog, "coupons", filled(listed));
}

#[derive(Clone, Debug)]
pub struct TaxSpec {
    inclusive: bool,
    by_line: bool,
    exempt: bool,
    rates: Vec<(String, Vec<usize>)>,
}

impl TaxSpec {
    pub fn json(&self, world: &World) -> Value {
        let rates: Vec<Value> = self
            .rates
            .iter()
            .enumerate()
            .map(|(n, (percent, products))| {
                let mut rate = json!({"id": format!("tax{n}"), "percent": percent});
                put(&mut rate, "products", filled(products.iter().map(|n| world.product(*n)).collect()));
                rate
            })
            .collect();
        json!({
            "behavior": if self.inclusive { "inclusive" } else { "exclusive" },
            "roundingLevel": if self.by_line { "line" } else { "total" },
            "exempt": self.exempt, "rates": rates,
        })
    }
}

pub fn tax() -> impl Strategy<Value = TaxSpec> {
    let rate = (percent(), prop::collection::vec(0..5_usize, 0..2));
    (any::<bool>(), any::<bool>(), prop::bool::weighted(0.15), prop::collection::vec(rate, 0..4))
        .prop_map(|(inclusive, by_line, exempt, rates)| TaxSpec { inclusive, by_line, exempt, rates })
}
