//! Credits for a payment never add up to more than the payment, over any sequence of changes.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::engine::{ask, can_be_said, catalog, is_priced, lines, list, string};
use crate::exact::minor;
use crate::generate::catalog::{World, digits_of, free_world};
use crate::generate::request::{ChangeSpec, change, increase};
use crate::generate::subscription::{SubscriptionSpec, between, subscription};
use crate::generate::terms::{seconds, written};
use crate::law::law;

/// So many thousandths of what is left of the period later, a change, or the end.
#[derive(Clone, Debug)]
enum Step {
    Change(i64, ChangeSpec),
    Cancel(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let later = prop_oneof![2 => Just(0), 3 => 0..400_i64];
    let step = prop_oneof![
        6 => (later.clone(), change()).prop_map(|(later, change)| Step::Change(later, change)),
        2 => (later.clone(), increase()).prop_map(|(later, change)| Step::Change(later, change)),
        1 => later.prop_map(Step::Cancel),
    ];
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
    law(
        "credits are at most what was paid",
        3000,
        3,
        (free_world(), state, steps()),
        |(world, state, steps)| {
            let catalog = catalog(&world.catalog);
            let mut subscription = state.build("sub", world).json;
            let mut accounts = Accounts::new();
            pay(&mut accounts, &subscription, digits_of(&subscription))?;
            // What is paid for time ahead does not begin to be used up, a credit of it does (S9): from then
            // on the two would part.
            let starts = list(&subscription["charges"]).iter().map(|entry| seconds(&entry["start"]));
            let mut at = starts.fold(seconds(&subscription["period"]["start"]), i64::max);
            let mut told = Vec::new();
            let mut credited = false;
            for step in steps {
                let end = seconds(&subscription["period"]["end"]);
                let (later, request) = match step {
                    Step::Change(later, change) => {
                        let mut request = json!({"type": "change", "subscription": subscription});
                        change.write(&mut request, &subscription, world);
                        (later, request)
                    }
                    Step::Cancel(later) => {
                        (later, json!({"type": "cancellation", "subscription": subscription}))
                    }
                };
                at = between(at, end, *later);
                let mut request = request;
                request["at"] = written(at).into();
                let answer = ask(&catalog, &request)?;
                told.push(request.to_string());
                if !is_priced(&answer) {
                    continue;
                }
                credited |= book(&mut accounts, world, &answer).map_err(|reason| {
                    format!("{reason}\n  catalog: {}\n  {}", world.catalog, told.join("\n  "))
                })?;
                subscription = answer["subscription"].clone();
                if subscription["status"] == "ended" || !can_be_said(&subscription) {
                    break;
                }
            }
            Ok(credited)
        },
    );
}

/// What the ledger says was paid before; a negative entry is a credit of what it does not tell.
fn pay(accounts: &mut Accounts, subscription: &Value, digits: u32) -> Result<(), String> {
    for entry in list(&subscription["charges"]) {
        let account = accounts.entry(string(&entry["product"]).to_owned()).or_default();
        for (n, side) in ["net", "tax"].into_iter().enumerate() {
            let paid = crate::exact::decimal(string(&entry[side]));
            let paid = paid.scale10(i32::try_from(digits).expect("4 at most")).floor().expect("an amount");
            account.paid[n] += paid.max(0);
        }
    }
    Ok(())
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
            account.paid.iter_mut().zip(sides).for_each(|(paid, side)| *paid += side);
            continue;
        }
        credited = true;
        let entries = list(&line["calculation"]["entries"]);
        let whole = line["calculation"]["before"].is_null();
        let again = entries.iter().any(|entry| string(&entry["net"]).starts_with('-'));
        if !whole || again {
            account.roundings += i128::try_from(entries.len()).expect("not so many");
        }
        account.given_back.iter_mut().zip(sides).for_each(|(back, side)| *back -= side);
        let within =
            account.given_back.iter().zip(account.paid).all(|(back, paid)| *back <= paid + account.roundings);
        if !within {
            return Err(format!(
                "more of `{product}` is given back than was paid for it: {account:?}, {world}",
                world = world.rounding()
            ));
        }
    }
    Ok(credited)
}
