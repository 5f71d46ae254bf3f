//! Credits for a payment never add up to more than the payment, over any sequence of changes.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::engine::{ask, can_be_said, catalog, is_priced, lines, list, string};
use crate::exact::{decimal, minor};
use crate::generate::catalog::{World, digits_of, free_world};
use crate::generate::coupon::{TaxSpec, tax};
use crate::generate::request::{ChangeSpec, change, increase};
use crate::generate::subscription::{SubscriptionSpec, between, subscription};
use crate::generate::terms::{put, seconds, written};
use crate::law::law;

/// A change or the end, so many thousandths of what is left of the period later.
#[derive(Clone, Debug)]
struct Step {
    later: i64,
    /// None: the end.
    change: Option<ChangeSpec>,
    tax: Option<TaxSpec>,
}

impl Step {
    /// On a subscription; the request and its instant.
    fn request(&self, subscription: &Value, world: &World, at: i64) -> (Value, i64) {
        let at = between(at, seconds(&subscription["period"]["end"]), self.later);
        let kind = if self.change.is_some() { "change" } else { "cancellation" };
        let mut request = json!({"type": kind, "at": written(at), "subscription": subscription});
        if let Some(change) = &self.change {
            change.write(&mut request, subscription, world);
        }
        put(&mut request, "tax", self.tax.as_ref().map(|tax| tax.json(world)));
        (request, at)
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let change = prop_oneof![
        6 => change().prop_map(Some),
        2 => increase().prop_map(Some),
        1 => Just(None),
    ];
    let step = (prop_oneof![2 => Just(0), 3 => 0..400_i64], change, prop::option::weighted(0.4, tax()))
        .prop_map(|(later, change, tax)| Step { later, change, tax });
    prop::collection::vec(step, 1..8)
}

/// What was paid for a product, what was given back, and how many parts of that were rounded
/// although only a part was given back: then what is left is rounded again and again.
#[derive(Default, Debug)]
struct Account {
    paid: [i128; 2],
    given_back: [i128; 2],
    roundings: i128,
}

type Accounts = BTreeMap<String, Account>;

#[test]
fn credits_are_at_most_what_was_paid() {
    let state = subscription(false).prop_map(SubscriptionSpec::plain);
    let name = "credits are at most what was paid";
    law(name, 3000, 3, (free_world(), state, steps()), |(world, state, steps)| {
        let catalog = catalog(&world.catalog);
        let mut subscription = state.build("sub", world).json;
        let mut accounts = Accounts::new();
        pay(&mut accounts, &subscription);
        // What is paid for time ahead does not begin to be used up, a credit of it does (S9): the two
        // would part.
        let starts = list(&subscription["charges"]).iter().map(|entry| seconds(&entry["start"]));
        let mut at = starts.fold(seconds(&subscription["period"]["start"]), i64::max);
        let mut told = Vec::new();
        let mut credited = false;
        for step in steps {
            let (request, then) = step.request(&subscription, world, at);
            let answer = ask(&catalog, &request)?;
            if !is_priced(&answer) {
                continue;
            }
            told.push(request.to_string());
            credited |= book(&mut accounts, world, &answer)
                .map_err(|reason| format!("{reason}\n  catalog: {world:?}\n  {}", told.join("\n  ")))?;
            at = then;
            subscription = answer["subscription"].clone();
            if subscription["status"] == "ended" || !can_be_said(&subscription) {
                break;
            }
        }
        Ok(credited)
    });
}

/// What the ledger says was paid before; a negative entry is a credit of what it does not tell.
fn pay(accounts: &mut Accounts, subscription: &Value) {
    let scale = i32::try_from(digits_of(subscription)).expect("4 at most");
    for entry in list(&subscription["charges"]) {
        let account = accounts.entry(string(&entry["product"]).to_owned()).or_default();
        for (paid, side) in account.paid.iter_mut().zip(["net", "tax"]) {
            let amount = decimal(string(&entry[side])).scale10(scale).floor().expect("an amount");
            *paid += amount.max(0);
        }
    }
}

/// Books the lines of an answer; whether anything was credited.
fn book(accounts: &mut Accounts, world: &World, answer: &Value) -> Result<bool, String> {
    let digits = digits_of(answer);
    let mut credited = false;
    for line in lines(answer) {
        let product = string(&line["product"]);
        let account = accounts.entry(product.to_owned()).or_default();
        let sides = [minor(&line["net"], digits)?, minor(&line["tax"], digits)?];
        if line["kind"] == "charge" {
            account.paid.iter_mut().zip(sides).for_each(|(paid, side)| *paid += side.max(0));
            continue;
        }
        credited = true;
        let entries = list(&line["calculation"]["entries"]);
        let whole = line["calculation"]["before"].is_null();
        let negative = |entry: &Value| ["net", "tax"].map(|side| string(&entry[side]).starts_with('-'));
        let again = entries.iter().any(|entry| negative(entry).contains(&true));
        if !whole || again {
            account.roundings += i128::try_from(entries.len()).expect("not so many");
        }
        account.given_back.iter_mut().zip(sides).for_each(|(back, side)| *back -= side);
        let within =
            account.given_back.iter().zip(account.paid).all(|(back, paid)| *back <= paid + account.roundings);
        if !within {
            let rounding = world.rounding();
            return Err(format!("more of `{product}` is given back than was paid, {rounding}: {account:?}"));
        }
    }
    Ok(credited)
}
