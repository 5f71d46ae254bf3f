//! Is a quote still what the page showed? If not, why not, with the fresh one.

use axum::http::StatusCode;
use quotient::RequestType;
use serde::Deserialize;

use crate::app::App;
use crate::choice::Choice;
use crate::clock;
use crate::facts::{Loaded, raw};
use crate::failure::{Failure, Fresh, Problem};
use crate::pricing::{self, Priced, Quoted};
use crate::views::instant;

/// How far `at` may be ahead of the server's clock, in seconds.
const AHEAD: i64 = 60;

/// Prices the choice and compares: the quote that may be acted on.
///
/// # Errors
/// 409 with the reasons and a fresh quote; 422 where the choice is malformed.
pub fn shown(app: &App, choice: &Choice, digest: &str, loaded: &Loaded) -> Result<(Quoted, Priced), Failure> {
    let quoted = pricing::price(&loaded.catalog, choice, &loaded.facts)?;
    let now = app.clock.now();
    let late = untimely(&quoted, loaded, now);
    if !late.is_empty() {
        return Err(conflict(late, &fresh(choice, loaded, now)?, loaded, now)?);
    }
    let Some(priced) = quoted.priced.clone() else {
        return Err(conflict(rejections(&quoted)?, &quoted, loaded, now)?);
    };
    let theirs = not_theirs_to_pay(choice, loaded)?;
    if !theirs.is_empty() {
        return Err(conflict(theirs, &quoted, loaded, now)?);
    }
    if priced.digest != digest {
        let changed = Problem::new(
            "quote_changed",
            "/digest",
            "the quote is not the one that was shown; look at the fresh one",
        );
        return Err(conflict(vec![changed], &quoted, loaded, now)?);
    }
    Ok((quoted, priced))
}

/// Everything that is wrong with the instant of the quote.
fn untimely(quoted: &Quoted, loaded: &Loaded, now: i64) -> Vec<Problem> {
    let mut problems = Vec::new();
    let at = quoted.at;
    // A clock that was put back may be behind the last change.
    if at > (now + AHEAD).max(loaded.target.changed_at) {
        let message =
            format!("the quote is for {}, more than {AHEAD} seconds ahead of {}", instant(at), instant(now));
        problems.push(Problem::new("at_in_future", "/at", message));
    }
    if at < loaded.target.changed_at {
        let changed = instant(loaded.target.changed_at);
        let message = format!(
            "the quote is for {}, before the last change of the subscription at {changed}",
            instant(at)
        );
        problems.push(Problem::new("at_before_last_change", "/at", message));
    }
    let held = now - at > i64::from(loaded.catalog.quote_ttl_seconds());
    // A period's or a coupon's end may come sooner.
    let valid_until = quoted.priced.as_ref().and_then(|priced| clock::parse(&priced.valid_until));
    if held || valid_until.is_some_and(|until| now > until) {
        let message = format!("the quote for {} is not valid any more at {}", instant(at), instant(now));
        problems.push(Problem::new("quote_expired", "/at", message));
    }
    problems
}

/// The choice priced now.
///
/// # Errors
/// 422 where the choice is malformed.
pub fn fresh(choice: &Choice, loaded: &Loaded, now: i64) -> Result<Quoted, Failure> {
    // The last change may have been quoted up to a minute ahead of the clock.
    let at = now.max(loaded.target.changed_at);
    pricing::price(&loaded.catalog, &choice.at_instant(at)?, &loaded.facts)
}

/// A renewal comes by itself, so the engine asks nobody's role for one. By hand only what is past due
/// is paid, by whoever may buy.
fn not_theirs_to_pay(choice: &Choice, loaded: &Loaded) -> Result<Vec<Problem>, Failure> {
    #[derive(Deserialize)]
    struct State {
        status: String,
    }
    let Some(state) = loaded.facts.subscription.as_deref().filter(|_| choice.kind == RequestType::Renewal)
    else {
        return Ok(Vec::new());
    };
    let state: State =
        serde_json::from_str(state.get()).map_err(|error| Failure::internal("stored state", error))?;
    let mut problems = role(choice, loaded)?;
    if state.status != "pastDue" {
        let message = "the subscription is not past due: it is renewed by itself";
        problems.push(Problem::new("renewal_not_due", "/subscription", message));
    }
    Ok(problems)
}

/// What the engine says of the role, for all products of a subscription: a cancellation concerns all.
fn role(choice: &Choice, loaded: &Loaded) -> Result<Vec<Problem>, Failure> {
    let cancellation = Choice { kind: RequestType::Cancellation, ..choice.clone() };
    let quoted = pricing::price(&loaded.catalog, &cancellation, &loaded.facts)?;
    let reasons = if quoted.priced.is_some() { Vec::new() } else { rejections(&quoted)? };
    Ok(reasons.into_iter().filter(|reason| reason.code == "role_not_allowed").collect())
}

/// The engine's reasons against a choice.
///
/// # Errors
/// The answer is not a rejection.
pub fn rejections(quoted: &Quoted) -> Result<Vec<Problem>, Failure> {
    #[derive(Deserialize)]
    struct Rejected {
        problems: Vec<Problem>,
    }
    let rejected: Rejected = serde_json::from_str(&quoted.answer)
        .map_err(|error| Failure::internal("answer of the engine", error))?;
    Ok(rejected.problems)
}

/// 409 with the reasons and a quote as it stands now.
///
/// # Errors
/// Never in practice: answers are JSON.
pub fn conflict(
    problems: Vec<Problem>,
    fresh: &Quoted,
    loaded: &Loaded,
    now: i64,
) -> Result<Failure, Failure> {
    let mut failure = Failure::all(StatusCode::CONFLICT, problems);
    failure.fresh =
        Some(Fresh { answer: raw(&fresh.answer)?, catalog: loaded.digest.clone(), now: instant(now) });
    Ok(failure)
}
