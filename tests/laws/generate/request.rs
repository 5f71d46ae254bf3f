//! Requests of every type, and next steps on the state that an answer gave.

use std::fmt;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::catalog::{World, world};
use super::coupon::{CodeSpec, TaxSpec, codes, tax, type_codes};
use super::subscription::{Held, Mille, SubscriptionSpec, between, subscription};
use super::terms::{ROLES, cycle_json, instant, put, quantity, seconds, written};

/// A catalog and a request for it.
#[derive(Clone)]
pub struct Case {
    pub world: World,
    pub request: Value,
}

/// As the two texts that a reader can hand to the engine.
impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n  catalog: {}\n  request: {}\n", self.world.catalog, self.request)
    }
}

/// What becomes of a held quantity.
#[derive(Clone, Copy, Debug)]
pub enum Quantity {
    More(u32),
    Fewer(u32),
    Same,
    None,
}

impl Quantity {
    fn of(self, held: u64) -> u64 {
        match self {
            Quantity::More(units) => (held + u64::from(units)).min(10_000_000),
            Quantity::Fewer(units) => held.saturating_sub(u64::from(units)).max(1),
            Quantity::Same => held,
            Quantity::None => 0,
        }
    }
}

/// New quantities of held products and additions, and another cycle.
#[derive(Clone, Debug)]
pub struct ChangeSpec {
    pub held: Vec<(usize, Quantity)>,
    pub added: Vec<(usize, u32)>,
    pub cycle: Option<usize>,
}

impl ChangeSpec {
    /// The same quantities in the present cycle.
    pub fn in_cycle(self) -> ChangeSpec {
        ChangeSpec { cycle: None, ..self }
    }

    /// Writes it into a request about a subscription.
    pub fn write(&self, request: &mut Value, subscription: &Value, world: &World) {
        let held = subscription["items"].as_array().expect("items");
        let mut items: Vec<Value> = Vec::new();
        let mut name = |product: &str, quantity: u64| {
            if items.iter().all(|known| known["product"] != product) {
                items.push(json!({"product": product, "quantity": quantity}));
            }
        };
        for (n, quantity) in &self.held {
            if !held.is_empty() {
                let item = &held[n % held.len()];
                let units = item["quantity"].as_u64().expect("a quantity");
                name(item["product"].as_str().expect("a product"), quantity.of(units));
            }
        }
        for (n, units) in &self.added {
            let product = world.product(*n);
            if held.iter().all(|item| item["product"] != product) {
                name(product, u64::from(*units));
            }
        }
        put(request, "items", Some(items));
        put(request, "cycle", self.cycle.map(|cycle| cycle_json(world.cycle(cycle))));
    }
}

pub fn change() -> impl Strategy<Value = ChangeSpec> {
    let quantity_change = prop_oneof![
        4 => (1..30_u32).prop_map(Quantity::More),
        3 => (1..30_u32).prop_map(Quantity::Fewer),
        1 => Just(Quantity::Same),
        1 => Just(Quantity::None),
    ];
    (
        prop_oneof![
            8 => prop::collection::vec((0..4_usize, quantity_change.clone()), 1..3),
            1 => Just(Vec::new()),
        ],
        prop::collection::vec((0..5_usize, quantity()), 0..2),
        prop::option::weighted(0.3, 0..4_usize),
    )
        .prop_map(|(held, added, cycle)| ChangeSpec { held, added, cycle })
}

/// More of what is held, and additions.
pub fn increase() -> impl Strategy<Value = ChangeSpec> {
    let held = (0..4_usize, 0..30_u32).prop_map(|(n, units)| (n, Quantity::More(units)));
    (prop::collection::vec(held, 0..3), prop::collection::vec((0..3_usize, 1..60_u32), 0..2))
        .prop_map(|(held, added)| ChangeSpec { held, added, cycle: None })
}

/// Which type, and what only that type needs.
#[derive(Clone, Debug)]
pub struct ActionSpec {
    pub kind: &'static str,
    /// When, in thousandths of the period; a renewal counts from the period's end.
    pub at: Mille,
    pub change: ChangeSpec,
    pub items: Vec<(usize, u32)>,
    pub currency: usize,
    pub cycle: usize,
}

fn action(kinds: Vec<&'static str>) -> BoxedStrategy<ActionSpec> {
    let at = prop_oneof![12 => 0..1000_i64, 1 => Just(0), 1 => Just(1000), 1 => -50..1500_i64];
    (
        select(kinds),
        at,
        change(),
        prop::collection::vec((0..5_usize, quantity()), 1..5),
        0..2_usize,
        0..4_usize,
    )
        .prop_map(|(kind, at, change, items, currency, cycle)| ActionSpec {
            kind,
            at,
            change,
            items,
            currency,
            cycle,
        })
        .boxed()
}

/// Everything that stands beside the action.
#[derive(Clone, Debug)]
pub struct ContextSpec {
    role: Option<&'static str>,
    first: bool,
    tax: Option<TaxSpec>,
    pub codes: Vec<CodeSpec>,
    existing: Vec<SubscriptionSpec>,
    /// Hold what is asked for, too.
    rival: bool,
}

fn context() -> BoxedStrategy<ContextSpec> {
    (
        prop::option::weighted(0.8, select(ROLES.to_vec())),
        any::<bool>(),
        prop::option::weighted(0.7, tax()),
        codes(),
        prop::collection::vec(subscription(true), 0..3),
        prop::bool::weighted(0.1),
    )
        .prop_map(|(role, first, tax, codes, existing, rival)| ContextSpec {
            role,
            first,
            tax,
            codes,
            existing,
            rival,
        })
        .boxed()
}

impl ContextSpec {
    /// What the types of requests may have beside the action.
    fn write(&self, request: &mut Value, catalog: &mut Value, at: i64, world: &World) {
        put(request, "actor", self.role.map(|role| json!({"role": role})));
        put(request, "account", self.first.then(|| json!({"firstPurchase": true})));
        put(request, "tax", self.tax.as_ref().map(|tax| tax.json(world)));
        if request["type"] == "purchase" || request["type"] == "change" {
            type_codes(&self.codes, request, catalog, at, world);
            let existing: Vec<Value> = self
                .existing
                .iter()
                .enumerate()
                .map(|(n, spec)| {
                    let mut json = spec.build(&format!("other{n}"), world).json;
                    for item in json["items"].as_array_mut().into_iter().flatten().filter(|_| !self.rival) {
                        let product = format!("elsewhere-{}", item["product"].as_str().expect("a product"));
                        item["product"] = product.into();
                    }
                    json
                })
                .collect();
            put(request, "existing", (!existing.is_empty()).then_some(existing));
        }
    }
}

impl ActionSpec {
    pub fn purchase(&self, world: &World, at: i64) -> Value {
        let mut items: Vec<Value> = Vec::new();
        for (n, quantity) in &self.items {
            let product = world.product(*n);
            if items.iter().all(|known| known["product"] != product) {
                items.push(json!({"product": product, "quantity": quantity}));
            }
        }
        json!({
            "type": "purchase", "at": written(at), "items": items,
            "currency": world.currency(self.currency), "cycle": cycle_json(world.cycle(self.cycle)),
        })
    }

    /// On a subscription, not before `earliest`.
    pub fn on(&self, held: &Held, world: &World, earliest: i64) -> (Value, i64) {
        let at = match self.kind {
            // Mostly when it is due, now and then later or too early.
            "renewal" => {
                let late = if self.at < 0 { self.at } else { (self.at - 900).max(0) };
                between(held.end, 2 * held.end - held.start, late)
            }
            _ => between(held.start, held.end, self.at),
        };
        let at = at.max(earliest);
        let mut request = json!({"type": self.kind, "at": written(at), "subscription": held.json});
        if self.kind == "change" {
            self.change.write(&mut request, &held.json, world);
        }
        (request, at)
    }
}

const TYPES: [&str; 12] = [
    "purchase",
    "change",
    "change",
    "change",
    "purchase",
    "renewal",
    "change",
    "renewal",
    "cancellation",
    "change",
    "cancellation",
    "resumption",
];

/// A catalog and one request of any type on any state.
pub fn case() -> impl Strategy<Value = Case> {
    (world(), action(TYPES.to_vec()), context(), subscription(true), instant()).prop_map(
        |(mut world, action, context, subscription, at)| {
            let (mut request, at) = if action.kind == "purchase" {
                (action.purchase(&world, at), at)
            } else {
                let mut held = subscription.build("sub", &world);
                if action.kind == "resumption" {
                    put(&mut held.json, "cancelAtPeriodEnd", Some(true));
                }
                action.on(&held, &world, i64::MIN)
            };
            let mut catalog = world.catalog.clone();
            context.write(&mut request, &mut catalog, at, &world);
            world.catalog = catalog;
            Case { world, request }
        },
    )
}

/// One step on a state.
#[derive(Clone, Debug)]
pub struct Step {
    pub action: ActionSpec,
    context: ContextSpec,
}

impl Step {
    /// The next request on a subscription that an answer gave, not before `earliest`, and its instant.
    pub fn on(&self, subscription: &Value, world: &World, earliest: i64) -> (Value, i64) {
        let held = Held {
            json: subscription.clone(),
            start: seconds(&subscription["period"]["start"]),
            end: seconds(&subscription["period"]["end"]),
        };
        let (mut request, at) = self.action.on(&held, world, earliest);
        // The catalog stays: only terms that the host looks up are known in a later step.
        self.context.write(&mut request, &mut json!({}), at, world);
        (request, at)
    }
}

/// Steps of every type but purchase.
pub fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    let kinds = vec!["change", "change", "change", "renewal", "renewal", "cancellation", "resumption"];
    let step = (action(kinds), context()).prop_map(|(action, context)| Step { action, context });
    prop::collection::vec(step, 1..most)
}
