//! What is paid over time: without codes, tax and tiers, and with proration by seconds, any sequence of
//! increases costs the price rate integrated over time, up to one minor unit per line, and two steps
//! at one instant cost what one step costs, up to one minor unit per line.

use proptest::prelude::*;
use quotient::{Catalog, Ratio};
use serde_json::{Value, json};

use crate::engine::{ask, catalog, is_priced, lines, list, string};
use crate::exact::{decimal, minor};
use crate::generate::catalog::{World, digits_of, steady_world};
use crate::generate::request::{ChangeSpec, change, increase};
use crate::generate::subscription::between;
use crate::generate::terms::{cycle_json, instant, seconds, written};
use crate::law::law;

/// `A(q)` of a scheme without tiers, in minor units.
fn recurring(world: &World, item: &Value, subscription: &Value) -> Ratio {
    let product = string(&item["product"]);
    let currency = string(&subscription["currency"]);
    let price = world.price(product, currency, &subscription["cycle"]).expect("a price");
    let units = Ratio::integer(item["quantity"].as_i64().expect("a quantity").into());
    let scheme = &price["scheme"];
    let amount = if scheme["type"] == "multipleOf" {
        let prices = list(&world.product_json(product)["prices"]);
        let base = prices.iter().find(|known| known["id"] == scheme["price"]).expect("the price it names");
        of_scheme(&base["scheme"], &units).mul(&decimal(string(&scheme["times"])))
    } else {
        of_scheme(scheme, &units)
    };
    amount.scale10(i32::try_from(digits_of(subscription)).expect("4 at most"))
}

fn of_scheme(scheme: &Value, units: &Ratio) -> Ratio {
    let amount = decimal(string(&scheme["amount"]));
    match string(&scheme["type"]) {
        "flat" => amount,
        "perUnit" => amount.mul(units),
        "package" => {
            let size = Ratio::integer(scheme["size"].as_i64().expect("a size").into());
            // The ceiling is the floor of what is below, negated.
            let packages = units.div(&size).expect("above zero").neg().floor().expect("few");
            amount.mul(&Ratio::integer(-packages))
        }
        other => panic!("`{other}` has tiers"),
    }
}

/// All that is held, per whole period.
fn rate(world: &World, subscription: &Value) -> Ratio {
    let items = list(&subscription["items"]).iter();
    items.fold(Ratio::zero(), |sum, item| sum.add(&recurring(world, item, subscription)))
}

fn period(subscription: &Value) -> (i64, i64) {
    (seconds(&subscription["period"]["start"]), seconds(&subscription["period"]["end"]))
}

/// What was paid and how many amounts were rounded for it.
#[derive(Default, Debug)]
struct Paid {
    total: i128,
    lines: i128,
    roundings: i128,
}

impl Paid {
    /// One rounding a line; of a credit one for each payment that it gives back (S7).
    fn add(&mut self, answer: &Value) -> Result<(), String> {
        self.total += minor(&answer["total"], digits_of(answer))?;
        for line in lines(answer) {
            let entries = list(&line["calculation"]["entries"]).len().max(1);
            self.lines += 1;
            self.roundings += i128::try_from(entries).expect("few");
        }
        Ok(())
    }

    fn is_near(&self, exact: &Ratio) -> bool {
        let gap = Ratio::integer(self.total).sub(exact);
        gap <= Ratio::integer(self.roundings) && gap >= Ratio::integer(-self.roundings)
    }
}

fn purchase(world: &World, at: i64, items: &[(usize, u32)], cycle: usize) -> Value {
    let mut named: Vec<Value> = Vec::new();
    for (n, quantity) in items {
        let product = world.product(*n);
        if named.iter().all(|known| known["product"] != product) {
            named.push(json!({"product": product, "quantity": quantity}));
        }
    }
    json!({
        "type": "purchase", "at": written(at), "currency": world.currency(0),
        "cycle": cycle_json(world.cycle(cycle)), "items": named,
    })
}

fn priced(catalog: &Catalog, request: &Value) -> Result<Value, String> {
    let answer = ask(catalog, request)?;
    if is_priced(&answer) { Ok(answer) } else { Err(format!("nothing stands against {request}: {answer}")) }
}

/// What comes next: after so many thousandths of what is left of the period, or at its end.
#[derive(Clone, Debug)]
enum Next {
    More(i64, ChangeSpec),
    OtherCycle(i64, usize),
    Renewal,
}

/// A purchase and what comes after it.
#[derive(Clone, Debug)]
struct Sequence {
    at: i64,
    items: Vec<(usize, u32)>,
    cycle: usize,
    next: Vec<Next>,
}

fn sequence(other_cycles: bool) -> impl Strategy<Value = Sequence> {
    let later = prop_oneof![1 => Just(0), 4 => 0..900_i64].boxed();
    let more = (later.clone(), increase()).prop_map(|(later, change)| Next::More(later, change)).boxed();
    let next = if other_cycles {
        let other = (later, 0..4_usize).prop_map(|(later, cycle)| Next::OtherCycle(later, cycle));
        prop_oneof![4 => more, 2 => other, 1 => Just(Next::Renewal)].boxed()
    } else {
        prop_oneof![4 => more, 1 => Just(Next::Renewal)].boxed()
    };
    let items = prop::collection::vec((0..3_usize, 1..60_u32), 1..4);
    (instant(), items, 0..4_usize, prop::collection::vec(next, 1..8))
        .prop_map(|(at, items, cycle, next)| Sequence { at, items, cycle, next })
}

impl Next {
    /// The request, and its instant.
    fn request(&self, world: &World, subscription: &Value, at: i64) -> (Value, i64) {
        let (_, end) = period(subscription);
        let mut request = json!({"type": "change", "subscription": subscription});
        let at = match self {
            Next::More(later, change) => {
                change.write(&mut request, subscription, world);
                between(at, end, *later)
            }
            Next::OtherCycle(later, cycle) => {
                request["cycle"] = cycle_json(world.cycle(*cycle));
                between(at, end, *later)
            }
            Next::Renewal => {
                request["type"] = "renewal".into();
                end
            }
        };
        request["at"] = written(at).into();
        (request, at)
    }
}

/// Follows a sequence from the purchase to the end of its last period.
fn follow(world: &World, sequence: &Sequence, one_a_line: bool) -> Result<bool, String> {
    let catalog = catalog(&world.catalog);
    let first = purchase(world, sequence.at, &sequence.items, sequence.cycle);
    let (mut at, mut told) = (sequence.at, vec![first.to_string()]);
    let (mut paid, mut exact) = (Paid::default(), Ratio::zero());
    let answer = priced(&catalog, &first)?;
    paid.add(&answer)?;
    let mut subscription = answer["subscription"].clone();
    // What is held from `at` until then costs so much.
    let held = |subscription: &Value, at: i64, then: i64| {
        let (start, end) = period(subscription);
        let share = Ratio::new((then - at).into(), (end - start).into()).expect("no period is empty");
        rate(world, subscription).mul(&share)
    };
    for next in &sequence.next {
        let (request, then) = next.request(world, &subscription, at);
        let answer = ask(&catalog, &request)?;
        // It may name what is held already.
        if !is_priced(&answer) {
            continue;
        }
        told.push(request.to_string());
        paid.add(&answer)?;
        exact = exact.add(&held(&subscription, at, then));
        at = then;
        subscription = answer["subscription"].clone();
    }
    exact = exact.add(&held(&subscription, at, period(&subscription).1));
    let told = || format!("{paid:?}, the rate over time is {exact:?}\n  {world:?}\n  {}", told.join("\n  "));
    if !paid.is_near(&exact) {
        return Err(told());
    }
    if one_a_line && paid.roundings != paid.lines {
        return Err(format!("more than one rounding a line: {}", told()));
    }
    Ok(paid.lines > 1)
}

#[test]
fn increases_cost_the_rate_over_time() {
    let name = "increases cost the rate over time";
    law(name, 3000, 2, (steady_world(), sequence(false)), |(world, sequence)| follow(world, sequence, true));
}

#[test]
fn increases_and_other_cycles_cost_the_rate_over_time() {
    let name = "increases and other cycles cost the rate over time";
    law(name, 2000, 2, (steady_world(), sequence(true)), |(world, sequence)| follow(world, sequence, false));
}

/// A subscription as it was bought, an instant in its period, and two steps there.
#[derive(Clone, Debug)]
struct TwoSteps {
    bought: Sequence,
    later: i64,
    steps: [ChangeSpec; 2],
}

fn two_steps<S: Strategy<Value = ChangeSpec>>(step: impl Fn() -> S) -> impl Strategy<Value = TwoSteps> {
    let items = prop::collection::vec((0..3_usize, 1..60_u32), 1..4);
    let bought = (instant(), items, 0..4_usize).prop_map(|(at, items, cycle)| Sequence {
        at,
        items,
        cycle,
        next: Vec::new(),
    });
    (bought, 0..1000_i64, step(), step()).prop_map(|(bought, later, first, second)| TwoSteps {
        bought,
        later,
        steps: [first, second],
    })
}

/// Prices two steps at one instant and the one step to the same quantities.
fn compare(world: &World, two: &TwoSteps, one_a_line: bool) -> Result<bool, String> {
    let catalog = catalog(&world.catalog);
    let bought = priced(&catalog, &purchase(world, two.bought.at, &two.bought.items, two.bought.cycle))?;
    let start = bought["subscription"].clone();
    let (from, end) = period(&start);
    let at = between(from, end, two.later);
    let mut paid = Paid::default();
    let mut state = start.clone();
    let mut told = Vec::new();
    for step in &two.steps {
        let mut request = json!({"type": "change", "at": written(at), "subscription": state});
        step.write(&mut request, &state, world);
        let answer = ask(&catalog, &request)?;
        told.push(request.to_string());
        if is_priced(&answer) {
            paid.add(&answer)?;
            state = answer["subscription"].clone();
        }
    }
    // From the quantities before to those after, in one request.
    let quantity = |subscription: &Value, product: &Value| {
        let item = list(&subscription["items"]).iter().find(|item| item["product"] == *product);
        item.map_or(0, |item| item["quantity"].as_u64().expect("a quantity"))
    };
    let mut items: Vec<Value> = Vec::new();
    for item in list(&start["items"]).iter().chain(list(&state["items"])) {
        let product = &item["product"];
        if items.iter().all(|known| known["product"] != *product) {
            items.push(json!({"product": product, "quantity": quantity(&state, product)}));
        }
    }
    let request = json!({"type": "change", "at": written(at), "subscription": start, "items": items});
    told.push(request.to_string());
    let answer = ask(&catalog, &request)?;
    let mut once = Paid::default();
    if is_priced(&answer) {
        once.add(&answer)?;
    } else if answer["problems"][0]["code"] != "nothing_changes" {
        return Err(format!("nothing stands against {request}: {answer}"));
    }
    let most = if one_a_line { once.lines } else { once.roundings + paid.roundings };
    if (paid.total - once.total).abs() > most {
        return Err(format!("{paid:?} in two steps, {once:?} in one\n  {world:?}\n  {}", told.join("\n  ")));
    }
    Ok(paid.lines > 1)
}

#[test]
fn two_increases_at_one_instant_cost_what_one_costs() {
    let name = "two increases at one instant cost what one costs";
    law(name, 3000, 3, (steady_world(), two_steps(increase)), |(world, two)| compare(world, two, true));
}

#[test]
fn two_changes_at_one_instant_cost_what_one_costs() {
    let name = "two changes at one instant cost what one costs";
    law(
        name,
        3000,
        3,
        (steady_world(), two_steps(|| change().prop_map(ChangeSpec::in_cycle))),
        |(world, two)| compare(world, two, false),
    );
}
