//! The state after a quote can be quoted again, by every type of request, with parts that sum, and
//! renews for what was previewed.
//!
//! Left out are states with an amount of 10^15 or more: it is within S1.6 as a result, but the
//! grammar of S1.1 has no more than 15 digits before the point.

use serde_json::{Value, json};

use crate::engine::{ask, can_be_said, catalog, is_priced, problem_codes};
use crate::generate::request::{Case, Step, case, steps};
use crate::generate::terms::seconds;
use crate::law::{Verdict, law};
use crate::sums;

/// Follows a case and the steps after it, and hands every priced answer on with its request.
fn follow(
    case: &Case,
    steps: &[Step],
    mut visit: impl FnMut(&Value, &Value) -> Result<bool, String>,
) -> Verdict {
    let catalog = catalog(&case.world.catalog);
    let mut request = case.request.clone();
    let mut steps = steps.iter();
    let mut told = Vec::new();
    let mut subscription = request["subscription"].clone();
    let mut says_something = false;
    loop {
        told.push(request.to_string());
        let answer = ask(&catalog, &request);
        let trace = |reason: String| format!("{reason}\n  {}", told.join("\n  "));
        let answer = answer.map_err(trace)?;
        if is_priced(&answer) {
            says_something |= visit(&request, &answer).map_err(trace)?;
            subscription = answer["subscription"].clone();
            if !can_be_said(&subscription) {
                return Ok(says_something);
            }
        }
        let Some(step) = steps.next().filter(|_| !subscription.is_null()) else { return Ok(says_something) };
        let earliest = seconds(&json!(request["at"]));
        request = step.on(&subscription, &case.world, earliest).0;
    }
}

#[test]
fn the_state_after_can_be_quoted() {
    law("the state after can be quoted", 2500, 3, (case(), steps(5)), |(case, steps)| {
        let catalog = catalog(&case.world.catalog);
        follow(case, steps, |request, answer| {
            sums::check(&case.world, request, answer)?;
            let state = &answer["subscription"];
            if !can_be_said(state) {
                return Ok(false);
            }
            // Every type at the instant of the answer and when the period ends.
            for kind in ["change", "renewal", "cancellation", "resumption"] {
                for at in [&answer["at"], &state["period"]["end"]] {
                    ask(&catalog, &json!({"type": kind, "at": at, "subscription": state}))?;
                }
            }
            Ok(true)
        })
    });
}

#[test]
fn the_renewal_costs_what_was_previewed() {
    law("the renewal costs what was previewed", 3000, 3, (case(), steps(4)), |(case, steps)| {
        let catalog = catalog(&case.world.catalog);
        follow(case, steps, |request, answer| {
            let (state, preview) = (&answer["subscription"], &answer["renewal"]);
            let goes_on = state["status"] == "active" && state["cancelAtPeriodEnd"] == false;
            if !goes_on && !preview.is_null() {
                return Err(format!("what does not go on has a renewal: {answer}"));
            }
            if !goes_on || !can_be_said(state) {
                return Ok(false);
            }
            let mut renewal = json!({"type": "renewal", "at": state["period"]["end"], "subscription": state});
            if !request["tax"].is_null() {
                renewal["tax"] = request["tax"].clone();
            }
            let renewed = ask(&catalog, &renewal)?;
            if preview.is_null() {
                // It lacks a price.
                return match problem_codes(&renewed)[..] {
                    ["price_not_found", ..] => Ok(false),
                    _ => Err(format!("there is no preview of {renewed}\n  {answer}")),
                };
            }
            let same = ["at", "subtotal", "discount", "tax", "total", "amountDue"]
                .into_iter()
                .all(|field| preview[field] == renewed[field]);
            if same { Ok(true) } else { Err(format!("{preview} was previewed, it is {renewed}")) }
        })
    });
}
