//! Parts sum to the whole at every level.

use quotient::Ratio;
use serde_json::Value;

use crate::engine::{ask, catalog, is_priced, lines, list, string};
use crate::exact::{decimal, minor, sum};
use crate::generate::catalog::{World, digits_of};
use crate::generate::request::case;
use crate::law::law;
use crate::lines;
use crate::lines::ensure;

#[test]
fn parts_sum_to_the_whole() {
    law("parts sum to the whole", 4000, 4, case(), |case| {
        let answer = ask(&catalog(&case.world.catalog), &case.request)?;
        if !is_priced(&answer) {
            return Ok(false);
        }
        check(&case.world, &case.request, &answer)
            .map_err(|reason| format!("{reason}\n  answer: {answer}"))?;
        Ok(!lines(&answer).is_empty())
    });
}

/// Checks a priced answer from its lines' parts to the state after.
pub fn check(world: &World, request: &Value, answer: &Value) -> Result<(), String> {
    lines::check(world, request, answer)?;
    totals(request, answer)?;
    discounts(request, answer)?;
    ledger(answer)?;
    balance(world, request, answer)?;
    let renewal = &answer["renewal"];
    if renewal.is_null() { Ok(()) } else { renewal_totals(request, renewal, digits_of(answer)) }
}

fn inclusive(request: &Value) -> bool {
    request["tax"]["behavior"] == "inclusive"
}

/// The sums over the lines, and between themselves.
fn totals(request: &Value, answer: &Value) -> Result<(), String> {
    let digits = digits_of(answer);
    let field = |name: &str| minor(&answer[name], digits);
    let over_lines = |name: &str| sum(lines(answer).iter().map(|line| &line[name]), digits);
    let off = lines(answer).iter().flat_map(|line| list(&line["discounts"]));
    let discount = sum(off.map(|discount| &discount["amount"]), digits)?;
    ensure(field("subtotal")? == over_lines("amount")?, "the subtotal is the sum of the amounts")?;
    ensure(field("discount")? == discount && discount <= 0, "the discount is the sum of the discounts")?;
    ensure(field("tax")? == over_lines("tax")?, "the tax is the sum of the taxes")?;
    ensure(field("total")? == over_lines("total")?, "the total is the sum of the totals")?;
    let on_top = if inclusive(request) { 0 } else { field("tax")? };
    let total = field("subtotal")? + field("discount")? + on_top;
    ensure(field("total")? == total, "the total is subtotal, discount and tax")
}

/// What each code took off is the sum of its parts on the lines.
fn discounts(request: &Value, answer: &Value) -> Result<(), String> {
    let digits = digits_of(answer);
    let codes = list(&answer["codes"]);
    let running = list(&request["subscription"]["coupons"]);
    let on_lines = || lines(answer).iter().flat_map(|line| list(&line["discounts"]));
    for outcome in codes {
        let parts = on_lines().filter(|discount| discount["code"] == outcome["code"]);
        let taken = sum(parts.map(|discount| &discount["amount"]), digits)?;
        if outcome["applied"] == true {
            let amount = minor(&outcome["amount"], digits)?;
            ensure(amount == taken && amount < 0, "a code's amount is the sum of its discounts")?;
        } else if outcome["reason"] != "code_already_running" {
            ensure(taken == 0, "a refused code takes nothing off")?;
        }
    }
    for discount in on_lines() {
        let typed = codes.iter().any(|known| known["code"] == discount["code"]);
        let runs = running.iter().any(|known| known["coupon"]["code"] == discount["code"]);
        ensure(typed || runs, "every discount is of a code that was typed or runs")?;
    }
    Ok(())
}

/// What is charged now is in the ledger after, as it was paid.
fn ledger(answer: &Value) -> Result<(), String> {
    let state = &answer["subscription"];
    if state["status"] == "ended" {
        return ensure(list(&state["charges"]).is_empty(), "the ledger of what has ended is empty");
    }
    if state["charges"].is_null() {
        return Ok(());
    }
    for line in lines(answer).iter().filter(|line| line["kind"] == "charge") {
        let entry = list(&state["charges"]).iter().find(|entry| {
            ["product", "net", "tax"].iter().all(|field| entry[field] == line[field])
                && ["start", "end"].iter().all(|field| entry[field] == line["period"][field])
        });
        ensure(entry.is_some(), "what is charged now is in the ledger after")?;
    }
    Ok(())
}

/// What is due, what the balance pays, what is owed back, and the balance after.
fn balance(world: &World, request: &Value, answer: &Value) -> Result<(), String> {
    let digits = digits_of(answer);
    let field = |name: &str| minor(&answer[name], digits);
    let before = match request["subscription"]["balance"].as_str() {
        Some(text) => decimal(text).scale10(i32::try_from(digits).expect("4 at most")),
        None => Ratio::zero(),
    };
    let before = before.floor().expect("an amount");
    let after = minor(&answer["subscription"]["balance"], digits)?;
    let (total, applied, due, refund) =
        (field("total")?, field("balanceApplied")?, field("amountDue")?, field("refund")?);
    if total >= 0 {
        ensure(applied == before.min(total), "the balance pays what it can")?;
        ensure(due == total - applied && refund == 0, "what the balance does not pay is due")?;
        return ensure(after == before - applied, "what it paid is gone from the balance");
    }
    ensure(applied == 0 && due == 0, "nothing is due where the total is below zero")?;
    let first = lines(answer).first().map_or("", |line| string(&line["product"]));
    let policy = &world.product_json(first)["policy"];
    let policy = list(&world.catalog["policies"]).iter().find(|known| known["id"] == *policy);
    if policy.is_some_and(|policy| policy["negativeTotal"] == "balance") {
        ensure(refund == 0 && after == before - total, "what is owed joins the balance")
    } else {
        ensure(refund == -total && after == before, "what is owed is refunded")
    }
}

/// The preview's sums.
fn renewal_totals(request: &Value, renewal: &Value, digits: u32) -> Result<(), String> {
    let field = |name: &str| minor(&renewal[name], digits);
    let on_top = if inclusive(request) { 0 } else { field("tax")? };
    let total = field("subtotal")? + field("discount")? + on_top;
    ensure(field("total")? == total, "the renewal's total is its subtotal, discount and tax")?;
    let due = field("amountDue")?;
    ensure(due >= 0 && due <= total, "what is due at the renewal is within its total")
}
