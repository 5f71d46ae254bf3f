//! The one place where the server asks the engine: a customer's choice and the server's own facts
//! become the text of a request, and the engine's answer comes back.

use axum::http::StatusCode;
use quotient::{Answer, Catalog, Request, RequestType};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::choice::Choice;
use crate::clock;
use crate::failure::{Failure, Problem, problems_of};
use crate::views::instant;

/// What the server knows by itself; no part of it comes from a request.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The role of the session's user.
    pub role: String,
    /// The subscription, S4; none for a purchase.
    pub subscription: Option<Box<RawValue>>,
    /// The other subscriptions of the organization that have not ended, in the order of its account.
    pub existing: Vec<Box<RawValue>>,
    /// Has the organization bought nothing yet?
    pub first_purchase: bool,
    /// The terms of the typed codes that exist, with live redemptions.
    pub coupons: Vec<Box<RawValue>>,
    /// `tax` of the request.
    pub taxes: Box<RawValue>,
}

/// A request as both sides write it: what stands in it depends on its type alone.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestText<'a> {
    r#type: &'static str,
    at: &'a RawValue,
    actor: Actor<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subscription: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cycle: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    existing: &'a [Box<RawValue>],
    account: Account,
    #[serde(skip_serializing_if = "Option::is_none")]
    codes: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    coupons: &'a [Box<RawValue>],
    tax: &'a RawValue,
}

#[derive(Serialize)]
struct Actor<'a> {
    role: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    first_purchase: bool,
}

/// The text of the request that both sides price.
fn request_text(choice: &Choice, facts: &Facts) -> serde_json::Result<String> {
    // Only who buys is asked what else there is.
    let buys = matches!(choice.kind, RequestType::Purchase | RequestType::Change);
    serde_json::to_string(&RequestText {
        r#type: choice.kind.as_str(),
        at: &choice.at,
        actor: Actor { role: &facts.role },
        subscription: facts.subscription.as_deref(),
        items: choice.items.as_deref(),
        cycle: choice.cycle.as_deref(),
        currency: choice.currency.as_deref(),
        existing: if buys { &facts.existing } else { &[] },
        account: Account { first_purchase: facts.first_purchase },
        codes: choice.codes.as_deref(),
        coupons: &facts.coupons,
        tax: &facts.taxes,
    })
}

/// A request with the engine's answer to it.
#[derive(Clone, Debug)]
pub struct Quoted {
    /// The instant of the quote, seconds since 1970.
    pub at: i64,
    /// The request in its parsed form, JSON.
    pub request: String,
    /// The answer, JSON.
    pub answer: String,
    /// What is in the answer, if the change is possible.
    pub priced: Option<Priced>,
}

/// The parts of a priced answer on which the server acts.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Priced {
    /// Digest of the quote.
    pub digest: String,
    /// What has to be paid.
    pub amount_due: String,
    /// What has to be given back.
    pub refund: String,
    /// ISO 4217.
    pub currency: String,
    /// Until when the quote may be held.
    pub valid_until: String,
    /// The state after.
    pub subscription: Box<RawValue>,
    /// What became of the typed codes.
    pub codes: Vec<TypedCode>,
}

/// What became of a typed code.
#[derive(Clone, Debug, Deserialize)]
pub struct TypedCode {
    /// Normalised.
    pub code: String,
    /// Did it take off anything?
    pub applied: bool,
}

#[derive(Deserialize)]
struct Rejected {
    problems: Vec<Problem>,
}

impl Quoted {
    /// Why there is no price.
    pub fn rejected(&self) -> Failure {
        match serde_json::from_str::<Rejected>(&self.answer) {
            Ok(rejected) => Failure::all(StatusCode::UNPROCESSABLE_ENTITY, rejected.problems),
            Err(error) => Failure::internal("answer of the engine", error),
        }
    }
}

#[derive(Deserialize)]
struct At {
    at: String,
}

/// Prices a choice.
///
/// # Errors
/// 422 with the engine's problems where the choice is malformed; 500 where the server's own facts are.
pub fn price(catalog: &Catalog, choice: &Choice, facts: &Facts) -> Result<Quoted, Failure> {
    let text = request_text(choice, facts).map_err(|error| Failure::internal("request text", error))?;
    let request = Request::parse(&text).map_err(|problems| blame(&problems))?;
    let answer = quotient::quote(catalog, &request).map_err(|problems| blame(&problems))?;
    quoted(&request, &answer).map_err(|error| Failure::internal("answer of the engine", error))
}

#[derive(Serialize)]
struct RenewalRequest<'a> {
    r#type: &'static str,
    at: String,
    subscription: &'a RawValue,
    tax: &'a RawValue,
}

/// Prices a renewal at `at`.
///
/// # Errors
/// The server's own data cannot be priced.
pub fn price_renewal(
    catalog: &Catalog,
    subscription: &RawValue,
    taxes: &RawValue,
    at: i64,
) -> Result<Quoted, Failure> {
    let request = RenewalRequest { r#type: "renewal", at: instant(at), subscription, tax: taxes };
    let text = serde_json::to_string(&request).map_err(|error| Failure::internal("request text", error))?;
    let own = |problems: quotient::Problems| Failure::internal("the server's own data", problems);
    let request = Request::parse(&text).map_err(own)?;
    let answer = quotient::quote(catalog, &request).map_err(own)?;
    quoted(&request, &answer).map_err(|error| Failure::internal("answer of the engine", error))
}

/// A request and its answer, with the parts that the server needs.
pub(crate) fn quoted(request: &Request, answer: &Answer) -> serde_json::Result<Quoted> {
    let request = request.to_json();
    let at: At = serde_json::from_str(&request)?;
    let at = clock::parse(&at.at).ok_or_else(|| serde::de::Error::custom("the request has no instant"))?;
    let text = answer.to_json();
    let priced = match answer {
        Answer::Priced(_) => Some(serde_json::from_str(&text)?),
        Answer::Rejected(_) => None,
    };
    Ok(Quoted { at, request, answer: text, priced })
}

/// The problems that point into what the caller sent. If there are none, the server's own data is at
/// fault, which is not the caller's business.
fn blame(problems: &quotient::Problems) -> Failure {
    let sent = |problem: &Problem| {
        ["/at", "/items", "/cycle", "/currency", "/codes"].iter().any(|field| {
            problem.path.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    let all = problems_of(problems);
    // Texts of the server are JSON, so one that is not can only have come in with the choice; and what
    // leaves the range does so by the quantities asked for.
    let whole = |problem: &Problem| {
        problem.code == "json_malformed" || (problem.code == "out_of_range" && problem.path.is_empty())
    };
    let theirs: Vec<Problem> =
        all.iter().filter(|problem| sent(problem) || whole(problem)).cloned().collect();
    if theirs.is_empty()
        && all.iter().any(|problem| problem.code == "too_large" && problem.path == "/existing")
    {
        let message = "this organization has more other subscriptions than can be priced together";
        return Failure::new(StatusCode::CONFLICT, "too_many_subscriptions", "", message);
    }
    if theirs.is_empty() {
        return Failure::internal("the server's own data", problems);
    }
    Failure::all(StatusCode::UNPROCESSABLE_ENTITY, theirs)
}
