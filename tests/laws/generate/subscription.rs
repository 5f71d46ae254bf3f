//! Subscriptions in any state, with ledgers that may hold anything.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::catalog::{World, boundary};
use super::coupon::{CODES, CouponSpec, coupon};
use super::terms::{Number, PriceSpec, cycle_json, instant, number, put, quantity, written};

/// A share of a stretch of time, in thousandths.
pub type Mille = i64;

/// The instant so many thousandths after the start.
pub fn between(start: i64, end: i64, mille: Mille) -> i64 {
    start + i64::try_from(i128::from(end - start) * i128::from(mille) / 1000).expect("within the calendar")
}

#[derive(Clone, Debug)]
struct EntrySpec {
    product: usize,
    net: Number,
    tax: Number,
    negative: bool,
    /// Of the period; beyond it where `strange`.
    start: Mille,
    end: Mille,
}

#[derive(Clone, Debug)]
struct ItemSpec {
    product: usize,
    quantity: u32,
    /// A price for the subscription's cycle, or for another one that it once had.
    agreed: Option<(PriceSpec, Option<usize>)>,
}

#[derive(Clone, Debug)]
struct RunningSpec {
    code: usize,
    terms: CouponSpec,
    left: Option<u32>,
}

#[derive(Clone, Debug)]
struct PendingSpec {
    items: Vec<(usize, u32)>,
    cycle: Option<usize>,
}

#[derive(Clone, Debug)]
pub struct SubscriptionSpec {
    status: &'static str,
    currency: usize,
    cycle: usize,
    items: Vec<ItemSpec>,
    anchor: i64,
    /// The period is this one of the anchor's.
    nth: i64,
    /// The period's end, off the anchor's boundary, in thousandths of the period.
    off: Option<Mille>,
    ledger: Option<Vec<EntrySpec>>,
    running: Vec<RunningSpec>,
    balance: Option<Number>,
    canceling: bool,
    pending: Option<PendingSpec>,
}

/// A subscription as JSON, and its period.
pub struct Held {
    pub json: Value,
    pub start: i64,
    pub end: i64,
}

impl SubscriptionSpec {
    pub fn build(&self, id: &str, world: &World) -> Held {
        let currency = world.currency(self.currency);
        let cycle = world.cycle(self.cycle);
        let start = boundary(world, cycle, self.anchor, self.nth);
        let end = boundary(world, cycle, self.anchor, self.nth + 1);
        let end = self.off.map_or(end, |off| between(start, end, off));
        let mut items: Vec<Value> = Vec::new();
        for item in &self.items {
            let product = world.product(item.product);
            if items.iter().all(|known| known["product"] != product) {
                let mut json = json!({"product": product, "quantity": item.quantity});
                let agreed = item.agreed.as_ref().filter(|(price, _)| !price.scheme.is_multiple());
                let agreed = agreed.map(|(price, other)| {
                    price.json(currency, other.map_or(cycle, |other| world.cycle(other)), None)
                });
                put(&mut json, "price", agreed);
                items.push(json);
            }
        }
        let mut json = json!({
            "id": id, "status": self.status, "currency": currency, "cycle": cycle_json(cycle),
            "items": items, "period": {"start": written(start), "end": written(end)},
        });
        put(&mut json, "anchor", (self.anchor != start).then(|| written(self.anchor)));
        let charges = self.ledger.as_ref().map(|entries| {
            let entries = entries.iter().filter_map(|entry| entry.json(currency, start, end, world));
            entries.collect::<Vec<_>>()
        });
        put(&mut json, "charges", charges);
        let mut running: Vec<Value> = Vec::new();
        for coupon in &self.running {
            let code = CODES[coupon.code];
            if running.iter().all(|known| known["coupon"]["code"] != code) {
                let terms = coupon.terms.json(code, start, currency, world);
                running.push(json!({"coupon": terms, "remainingPeriods": coupon.left}));
            }
        }
        put(&mut json, "coupons", (!running.is_empty()).then_some(running));
        put(&mut json, "balance", self.balance.as_ref().map(|balance| balance.money(currency)));
        put(&mut json, "cancelAtPeriodEnd", self.canceling.then_some(true));
        put(&mut json, "pending", self.pending.as_ref().map(|pending| pending.json(world)));
        Held { json, start, end }
    }

    /// The same without running coupons and balance, active and not canceling.
    pub fn plain(mut self) -> SubscriptionSpec {
        self.status = "active";
        self.canceling = false;
        self.running.clear();
        self.balance = None;
        self.pending = None;
        self
    }
}

impl EntrySpec {
    fn json(&self, currency: &str, start: i64, end: i64, world: &World) -> Option<Value> {
        let (from, to) = (between(start, end, self.start), between(start, end, self.end));
        let money = |number: &Number| {
            let amount = number.money(currency);
            if self.negative && amount.contains(|digit| ('1'..='9').contains(&digit)) {
                format!("-{amount}")
            } else {
                amount
            }
        };
        (from < to).then(|| {
            json!({
                "product": world.product(self.product), "net": money(&self.net), "tax": money(&self.tax),
                "start": written(from), "end": written(to),
            })
        })
    }
}

impl PendingSpec {
    fn json(&self, world: &World) -> Value {
        let mut items: Vec<Value> = Vec::new();
        for (product, quantity) in &self.items {
            let product = world.product(*product);
            if items.iter().all(|known| known["product"] != product) {
                items.push(json!({"product": product, "quantity": quantity}));
            }
        }
        let mut json = json!({});
        put(&mut json, "items", (!items.is_empty()).then_some(items));
        put(&mut json, "cycle", self.cycle.map(|cycle| cycle_json(world.cycle(cycle))));
        json
    }
}

/// `strange`: entries before, after and longer than the period, too.
fn entry(strange: bool) -> impl Strategy<Value = EntrySpec> {
    let start = prop_oneof![3 => Just(0), 2 => if strange { -1500..1000_i64 } else { 0..1000_i64 }];
    let end = prop_oneof![3 => Just(1000), 1 => if strange { -500..2500_i64 } else { 1..1001_i64 }];
    (0..5_usize, number(), number(), prop::bool::weighted(0.15), start, end).prop_map(
        |(product, net, tax, negative, start, end)| EntrySpec { product, net, tax, negative, start, end },
    )
}

/// Any state. Without `strange` no entry of the ledger reaches beyond the period.
pub fn subscription(strange: bool) -> BoxedStrategy<SubscriptionSpec> {
    let agreed = (super::terms::price(), prop::option::weighted(0.2, 0..4_usize));
    let item = (0..5_usize, quantity(), prop::option::weighted(0.12, agreed))
        .prop_map(|(product, quantity, agreed)| ItemSpec { product, quantity, agreed });
    let running = (0..CODES.len(), coupon(), prop::option::of(1..4_u32))
        .prop_map(|(code, terms, left)| RunningSpec { code, terms, left });
    let pending =
        (prop::collection::vec((0..5_usize, 0..40_u32), 0..3), prop::option::weighted(0.4, 0..4_usize))
            .prop_map(|(items, cycle)| PendingSpec { items, cycle });
    let status = prop_oneof![20 => Just("active"), 1 => Just("pastDue"), 1 => Just("ended")];
    let nth = select(vec![0, 0, 1, 2, 5, 13]);
    let off = prop::option::weighted(0.15, 1..2500_i64);
    (
        (status, 0..2_usize, 0..4_usize, prop::collection::vec(item, 1..4)),
        (instant(), nth, off),
        prop::option::weighted(0.93, prop::collection::vec(entry(strange), 0..6)),
        prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(running, 1..4)],
        prop::option::weighted(0.4, number()),
        prop::bool::weighted(0.05),
        prop::option::weighted(0.25, pending),
    )
        .prop_map(
            |(
                (status, currency, cycle, items),
                (anchor, nth, off),
                ledger,
                running,
                balance,
                canceling,
                pending,
            )| {
                SubscriptionSpec {
                    status,
                    currency,
                    cycle,
                    items,
                    anchor,
                    nth,
                    off,
                    ledger,
                    running,
                    balance,
                    canceling,
                    pending,
                }
            },
        )
        .boxed()
}
