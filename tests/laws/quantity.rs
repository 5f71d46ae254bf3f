//! With so much per unit and no minimums a higher quantity never costs less.
//!
//! Amounts off per unit are tried with one product only: taken off several, one more unit of a
//! cheap product takes off from the others (S8.6).

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::engine::{ask, catalog, is_priced};
use crate::exact::minor;
use crate::generate::catalog::{World, digits_of, per_unit_world};
use crate::generate::coupon::{CODES, CouponSpec, TaxSpec, free_coupon, tax};
use crate::generate::subscription::between;
use crate::generate::terms::{cycle_json, instant, put, seconds, written};
use crate::law::law;

/// A purchase or a change, and more of one of its items.
#[derive(Clone, Debug)]
struct More {
    at: i64,
    cycle: usize,
    items: Vec<(usize, u32)>,
    which: usize,
    by: u32,
    tax: Option<TaxSpec>,
    codes: Vec<CouponSpec>,
    /// Bought before, and so many thousandths of the period ago.
    held: Option<(u32, i64)>,
}

fn more(products: usize, codes: BoxedStrategy<Vec<CouponSpec>>) -> impl Strategy<Value = More> {
    let item = (0..3_usize, prop_oneof![9 => 1..60_u32, 1 => 1..1_000_000_u32]);
    (
        (instant(), 0..4_usize, prop::collection::vec(item, 1..=products)),
        (0..3_usize, prop_oneof![3 => Just(1), 1 => 1..100_u32]),
        (prop::option::of(tax()), codes),
        prop::option::of((1..20_u32, 0..1000_i64)),
    )
        .prop_map(|((at, cycle, items), (which, by), (tax, codes), held)| More {
            at,
            cycle,
            items,
            which,
            by,
            tax,
            codes,
            held,
        })
}

impl More {
    fn items(&self, world: &World, quantity: impl Fn(usize, u32) -> u32) -> Vec<Value> {
        let mut items: Vec<Value> = Vec::new();
        for (n, (product, units)) in self.items.iter().enumerate() {
            let product = world.product(*product);
            if items.iter().all(|known| known["product"] != product) {
                items.push(json!({"product": product, "quantity": quantity(n, *units)}));
            }
        }
        items
    }

    fn purchase(&self, world: &World, items: &[Value]) -> Value {
        json!({
            "type": "purchase", "at": written(self.at), "currency": world.currency(0),
            "cycle": cycle_json(world.cycle(self.cycle)), "items": items,
        })
    }

    /// Two requests, the second for more of one item.
    fn requests(&self, world: &World) -> Result<[Value; 2], String> {
        let catalog = catalog(&world.catalog);
        let held = self.held.map_or(0, |(units, _)| units);
        let lifted = |lift: u32| {
            let which = self.which % self.items.len();
            self.items(world, |n, units| units + held + if n == which { lift } else { 0 })
        };
        let mut requests = [lifted(0), lifted(self.by)].map(|items| self.purchase(world, &items));
        if let Some((units, mille)) = self.held {
            let bought = ask(&catalog, &self.purchase(world, &self.items(world, |_, _| units)))?;
            let state = &bought["subscription"];
            let at = between(seconds(&state["period"]["start"]), seconds(&state["period"]["end"]), mille);
            requests = requests.map(|request| {
                let items = &request["items"];
                json!({"type": "change", "at": written(at), "subscription": state, "items": items})
            });
        }
        let currency = world.currency(0);
        let named = self.codes.iter().zip(CODES);
        let terms: Vec<Value> =
            named.map(|(terms, code)| terms.json(code, self.at, currency, world)).collect();
        let codes: Vec<Value> = terms.iter().map(|terms| terms["code"].clone()).collect();
        for request in &mut requests {
            put(request, "tax", self.tax.as_ref().map(|tax| tax.json(world)));
            put(request, "codes", Some(codes.clone()));
            put(request, "coupons", Some(terms.clone()));
        }
        Ok(requests)
    }
}

fn never_less(name: &str, more: impl Strategy<Value = More>) {
    law(name, 3000, 2, (per_unit_world(), more), |(world, more)| {
        let catalog = catalog(&world.catalog);
        let requests = more.requests(world)?;
        let answers = [ask(&catalog, &requests[0])?, ask(&catalog, &requests[1])?];
        if !answers.iter().all(is_priced) {
            return Err(format!("nothing stands against {requests:?}"));
        }
        let total = |answer: &Value| minor(&answer["total"], digits_of(answer));
        let [few, many] = [total(&answers[0])?, total(&answers[1])?];
        if few > many {
            return Err(format!(
                "{few} and for more {many}\n  {world:?}\n  {}\n  {}",
                requests[0], requests[1]
            ));
        }
        Ok(few < many)
    });
}

#[test]
fn more_never_costs_less() {
    never_less("more never costs less", more(3, Just(Vec::new()).boxed()));
}

#[test]
fn more_never_costs_less_with_codes() {
    let several = prop::collection::vec(free_coupon(false), 1..4);
    let one = free_coupon(true).prop_map(|coupon| vec![coupon]);
    never_less("more never costs less with codes", more(1, prop_oneof![3 => several, 1 => one].boxed()));
}
