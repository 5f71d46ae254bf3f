//! What is shown of a saved quote: to those who belong to the organization, and to whoever has the link.

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::app::App;
use crate::facts::raw;
use crate::failure::Failure;
use crate::store::quotes::{self as table, SavedQuote};
use crate::store::{Connection, accounts};
use crate::views::{instant, quote_number};

/// A saved quote as it is shown.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// `quo_…`
    pub id: String,
    /// `QT-1001`
    pub number: String,
    /// `open`, `accepted`, `expired` or `withdrawn`.
    pub state: &'static str,
    /// When it was saved.
    pub created_at: String,
    /// It may be accepted up to here.
    pub valid_until: String,
    /// Days from its acceptance by purchase order until it is to be paid.
    pub payment_days: u32,
    /// Who saved it.
    pub created_by: Named,
    /// Whose it is.
    pub organization: Named,
    /// `change` or `purchase`.
    pub r#type: String,
    /// What would be changed; to members only.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription: Option<String>,
    /// The request as it was priced. To members whole but for what only the server knows of coupons, so that
    /// a page that prices it gets the digest; by the link what is bought, and its taxes.
    #[schema(value_type = Object)]
    pub request: Box<RawValue>,
    /// The engine's answer; by the link without codes and digest, and without what was paid for the subscription so far.
    #[schema(value_type = Object)]
    pub answer: Box<RawValue>,
    /// Digest of the catalog that priced it.
    pub catalog: String,
    /// Digest of the quote; to members only, because what is left out for others could be guessed by it.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// The address of the page for whoever has it; to members only.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The order that it became, or is becoming; to members only.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
}

/// A person or an organization, by name alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct Named {
    /// For a person.
    pub name: String,
}

/// Of the request, what the link shows.
const REQUEST: [&str; 6] = ["type", "at", "items", "cycle", "currency", "tax"];
/// Of the subscription after, what the link shows.
const SUBSCRIPTION: [&str; 7] = ["status", "currency", "items", "cycle", "anchor", "period", "pending"];
/// In the place of a code, whose name alone is worth money.
const MASK: &str = "•••";

/// The document for those who belong to the organization.
///
/// # Errors
/// The database fails.
pub async fn document(app: &App, db: &mut Connection, quote: &SavedQuote) -> Result<Document, Failure> {
    let order = table::order(db, &quote.id).await?;
    let state = state(quote, order.is_some(), app.clock.now());
    let user = accounts::name(db, &quote.user_id).await?.unwrap_or_default();
    let organization = accounts::organization(db, &quote.organization).await?;
    Ok(Document {
        id: quote.id.clone(),
        number: quote_number(quote.number),
        state,
        created_at: instant(quote.created_at),
        valid_until: instant(quote.valid_until),
        payment_days: app.settings.quotes.payment_days,
        created_by: Named { name: user },
        organization: Named { name: organization.map(|them| them.name).unwrap_or_default() },
        r#type: quote.kind.clone(),
        subscription: quote.subscription.clone(),
        request: request(quote)?,
        answer: raw(&quote.answer)?,
        catalog: quote.catalog.clone(),
        digest: Some(quote.digest.clone()),
        link: Some(format!("/shared/{}", quote.token)),
        order,
    })
}

/// The document for whoever has the link.
///
/// # Errors
/// The database fails.
pub async fn shared(app: &App, db: &mut Connection, quote: &SavedQuote) -> Result<Document, Failure> {
    let mut document = document(app, db, quote).await?;
    let mut request = fields(&quote.request)?;
    request.retain(|name, _| REQUEST.contains(&name.as_str()));
    document.request = text(&request)?;
    document.answer = without_secrets(quote)?;
    (document.subscription, document.digest, document.link, document.order) = (None, None, None, None);
    Ok(document)
}

/// Where a quote stands.
pub fn state(quote: &SavedQuote, accepted: bool, now: i64) -> &'static str {
    if quote.withdrawn_at.is_some() {
        "withdrawn"
    } else if accepted {
        "accepted"
    } else if now > quote.valid_until {
        "expired"
    } else {
        "open"
    }
}

/// The request without what only the server knows: how often a coupon was redeemed, and the terms of one
/// that it refused for that reason.
fn request(quote: &SavedQuote) -> Result<Box<RawValue>, Failure> {
    let mut request = fields(&quote.request)?;
    let answer = fields(&quote.answer)?;
    if let Some(Value::Array(coupons)) = request.get_mut("coupons") {
        for coupon in coupons {
            let Some(terms) = coupon.as_object_mut() else { continue };
            let code = terms.get("code").cloned().unwrap_or_default();
            match refused(&answer, &code) {
                Some(reason) => *coupon = serde_json::json!({ "code": code, "refused": reason }),
                None => drop(terms.remove("redemptions")),
            }
        }
    }
    text(&request)
}

/// The answer as the link shows it: what each discount takes off, not what it is called; what is given back, not of which
/// payments. Without the digest, which would tell whoever tries one code after another that it is the right one.
fn without_secrets(quote: &SavedQuote) -> Result<Box<RawValue>, Failure> {
    let mut answer = fields(&quote.answer)?;
    answer.remove("digest");
    if let Some(codes) = answer.get_mut("codes") {
        *codes = Value::Array(Vec::new());
    }
    if let Some(Value::Object(after)) = answer.get_mut("subscription") {
        // That no code runs on gives none away, and the renewals after the next cost the same.
        let no_codes = |name: &str, value: &Value| name == "coupons" && value == &Value::Array(Vec::new());
        after.retain(|name, value| SUBSCRIPTION.contains(&name.as_str()) || no_codes(name, value));
    }
    for line in answer.get_mut("lines").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(line) = line.as_object_mut().filter(|line| line.get("kind") == Some(&"credit".into())) {
            line.remove("calculation");
        }
        for discount in line.get_mut("discounts").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(code) = discount.get_mut("code") {
                *code = MASK.into();
            }
        }
    }
    text(&answer)
}

/// The reason for which only the server could refuse a code.
fn refused(answer: &Map<String, Value>, code: &Value) -> Option<Value> {
    let codes = answer.get("codes")?.as_array()?;
    let reason = codes.iter().find(|typed| typed.get("code") == Some(code))?.get("reason")?;
    let known_here = ["code_exhausted", "code_already_used"].map(Value::from);
    known_here.contains(reason).then(|| reason.clone())
}

fn fields(text: &str) -> Result<Map<String, Value>, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::internal("stored quote", error))
}

fn text(fields: &Map<String, Value>) -> Result<Box<RawValue>, Failure> {
    to_raw_value(fields).map_err(|error| Failure::internal("stored quote", error))
}
