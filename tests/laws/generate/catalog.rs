//! Catalogs, and what requests must know of them.

use std::fmt;

use proptest::prelude::*;
use proptest::sample::select;
use quotient::Cycle;
use serde_json::{Value, json};

use super::terms::{
    CURRENCIES, PolicySpec, PriceSpec, SchemeSpec, cycle, digits, free_policy, plain_price, policy, price,
    put, rounding, untiered, zone,
};

/// A catalog with the choices that it was made of.
#[derive(Clone)]
pub struct World {
    pub catalog: Value,
    pub currencies: Vec<&'static str>,
    pub cycles: Vec<Cycle>,
    pub products: Vec<String>,
}

/// As its text.
impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.catalog)
    }
}

impl World {
    /// A currency by any number.
    pub fn currency(&self, n: usize) -> &'static str {
        self.currencies[n % self.currencies.len()]
    }

    /// A cycle by any number.
    pub fn cycle(&self, n: usize) -> Cycle {
        self.cycles[n % self.cycles.len()]
    }

    /// A product by any number.
    pub fn product(&self, n: usize) -> &str {
        &self.products[n % self.products.len()]
    }

    pub fn zone(&self) -> &str {
        self.catalog["timeZone"].as_str().unwrap_or("UTC")
    }

    pub fn rounding(&self) -> &str {
        self.catalog["rounding"].as_str().unwrap_or("halfUp")
    }

    /// The price of a product that is not agreed with anyone.
    pub fn price(&self, product: &str, currency: &str, cycle: &Value) -> Option<&Value> {
        let same = |a: &Value, b: &Value| {
            a["unit"] == b["unit"] && a["count"].as_u64().unwrap_or(1) == b["count"].as_u64().unwrap_or(1)
        };
        let prices = self.product_json(product)["prices"].as_array()?;
        prices.iter().find(|price| price["currency"] == currency && same(&price["cycle"], cycle))
    }

    pub fn product_json(&self, product: &str) -> &Value {
        let products = self.catalog["products"].as_array().expect("products");
        products.iter().find(|known| known["id"] == product).expect("a product of this catalog")
    }
}

/// Most currencies and cycles of one catalog; there is a price for each pair.
const MOST_CURRENCIES: usize = 2;
const MOST_CYCLES: usize = 4;

#[derive(Clone, Debug)]
struct ProductSpec {
    policy: usize,
    prices: Vec<PriceSpec>,
}

/// Catalogs of every kind.
pub fn world() -> BoxedStrategy<World> {
    let without_policy = prop_oneof![1 => Just(None), 6 => policy().prop_map(Some)];
    world_of(price(), without_policy, 5)
}

/// Without tiers and limits; everything is allowed, acts at once and is prorated by seconds.
pub fn steady_world() -> BoxedStrategy<World> {
    world_of(plain_price(untiered()), free_policy(vec!["second"]).prop_map(Some), 3)
}

/// Every scheme and proration; everything is allowed and acts at once.
pub fn free_world() -> BoxedStrategy<World> {
    world_of(price(), free_policy(vec!["second", "day"]).prop_map(Some), 3)
}

/// So much per unit, and multiples of that.
pub fn per_unit_world() -> BoxedStrategy<World> {
    let scheme = prop_oneof![
        4 => super::terms::modest().prop_map(SchemeSpec::PerUnit),
        1 => (select(vec!["11", "0.5"]), super::terms::modest())
            .prop_map(|(times, own)| SchemeSpec::Multiple(times, own)),
    ];
    world_of(plain_price(scheme), free_policy(vec!["second", "day", "none"]).prop_map(Some), 3)
}

fn world_of(
    price: impl Strategy<Value = PriceSpec> + 'static,
    policy: impl Strategy<Value = Option<PolicySpec>> + 'static,
    most_products: usize,
) -> BoxedStrategy<World> {
    let prices = prop::collection::vec(price, MOST_CURRENCIES * MOST_CYCLES);
    let product = (0..4_usize, prices).prop_map(|(policy, prices)| ProductSpec { policy, prices });
    (
        (
            prop::option::weighted(0.8, zone()),
            prop::option::weighted(0.8, rounding()),
            prop::option::weighted(0.2, 1..100_000_u32),
        ),
        prop::collection::vec(select(CURRENCIES.to_vec()), 1..=MOST_CURRENCIES),
        prop::collection::vec(cycle(), 1..=MOST_CYCLES),
        prop::collection::vec(policy, 1..4),
        prop::collection::vec(product, 1..=most_products),
    )
        .prop_map(|((zone, rounding, ttl), mut currencies, cycles, policies, products)| {
            currencies.dedup();
            let mut distinct: Vec<Cycle> = Vec::new();
            for cycle in cycles {
                if !distinct.contains(&cycle) {
                    distinct.push(cycle);
                }
            }
            let mut world = build(currencies, distinct, &policies, &products);
            put(&mut world.catalog, "timeZone", zone);
            put(&mut world.catalog, "rounding", rounding);
            put(&mut world.catalog, "quoteTtlSeconds", ttl);
            world
        })
        .boxed()
}

fn build(
    currencies: Vec<&'static str>,
    cycles: Vec<Cycle>,
    policies: &[Option<PolicySpec>],
    specs: &[ProductSpec],
) -> World {
    let mut products = Vec::new();
    for (n, spec) in specs.iter().enumerate() {
        let mut prices = Vec::new();
        for (c, currency) in currencies.iter().enumerate() {
            let mut base: Option<String> = None;
            for (k, cycle) in cycles.iter().enumerate() {
                let price = &spec.prices[c * MOST_CYCLES + k];
                if price.absent {
                    continue;
                }
                let id =
                    format!("p{n}-{}-{}", currency.to_ascii_lowercase(), cycle.to_string().replace(' ', ""));
                let mut json = price.json(currency, *cycle, base.as_deref());
                put(&mut json, "id", Some(id.clone()));
                prices.push(json);
                if !price.scheme.is_multiple() && base.is_none() {
                    base = Some(id);
                }
            }
        }
        let id = format!("p{n}");
        let mut product =
            json!({"id": id, "name": format!("Product {n}"), "unitName": "seat", "prices": prices});
        let policy = spec.policy % policies.len();
        put(&mut product, "policy", policies[policy].as_ref().map(|_| format!("policy{policy}")));
        products.push(product);
    }
    let policies: Vec<Value> = policies
        .iter()
        .enumerate()
        .filter_map(|(n, policy)| Some(policy.as_ref()?.json(&format!("policy{n}"))))
        .collect();
    let ids = (0..specs.len()).map(|n| format!("p{n}")).collect();
    let catalog = json!({"id": "laws", "policies": policies, "products": products});
    World { catalog, currencies, cycles, products: ids }
}

/// Boundary `n` of a cycle (S2.5).
pub fn boundary(world: &World, cycle: Cycle, anchor: i64, n: i64) -> i64 {
    let zone = quotient::Zone::parse(world.zone()).expect("a zone");
    let anchor = quotient::Instant::parse(&super::terms::written(anchor)).expect("an instant");
    cycle.boundary(anchor, n, zone).expect("within the calendar").seconds()
}

/// The digits of the currency of a request or subscription.
pub fn digits_of(json: &Value) -> u32 {
    digits(json["currency"].as_str().expect("a currency"))
}
