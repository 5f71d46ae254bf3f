//! Discount codes: what a browser may learn of them, and how many it may try.
//!
//! A browser gets the terms of a code that it typed and may use now, never their redemptions. What it learns of any
//! other code is a reason, and only if its user may buy: to everyone else there is no code. Whatever becomes of
//! a code, the same statements are run and a refusal has the same length, so that neither the time nor the size of
//! a reply tells more than the reply.

use crate::store::Connection;
use axum::http::StatusCode;
use quotient::Catalog;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::clock;
use crate::confirm;
use crate::facts::{Who, no_subscription, raw};
use crate::failure::Failure;
use crate::store::{accounts, codes as table};

/// So many refused codes of one address in `WINDOW`, whatever the account, then no more are looked up.
const REFUSALS: usize = 10;
/// So many of one account, whatever the address: someone with many addresses does not get further with each.
const REFUSALS_OF_ACCOUNT: usize = 20;
/// Seconds.
const WINDOW: i64 = 600;
/// A code that was tried stays known to its account for so many seconds: to quote with it again is
/// not a new guess.
const REMEMBERED: i64 = 86_400;

/// The terms of a code with its live numbers.
#[derive(Clone, Debug)]
pub struct Coupon {
    terms: Map<String, Value>,
    used: u64,
    used_by_account: u64,
}

impl Coupon {
    /// Finds the coupon that a normalised code names.
    ///
    /// # Errors
    /// The database fails or holds terms that are not JSON.
    pub async fn find(
        db: &mut Connection,
        organization: &str,
        code: &str,
    ) -> Result<Option<Coupon>, Failure> {
        let text = table::terms(db, code).await?;
        // Also where there is no such code: that must not take less time.
        let (used, used_by_account) = table::redemptions(db, code, organization).await?;
        let Some(text) = text else { return Ok(None) };
        let terms = serde_json::from_str(&text).map_err(|error| Failure::internal("stored terms", error))?;
        Ok(Some(Coupon { terms, used: used.unsigned_abs(), used_by_account: used_by_account.unsigned_abs() }))
    }

    /// The terms for a request of the server: with redemptions as they stand.
    ///
    /// # Errors
    /// Never in practice: terms are JSON.
    pub fn live(&self) -> serde_json::Result<Box<RawValue>> {
        let mut terms = self.terms.clone();
        if let Some(Value::Object(redemptions)) = terms.get_mut("redemptions") {
            redemptions.insert("used".to_owned(), self.used.into());
            redemptions.insert("usedByAccount".to_owned(), self.used_by_account.into());
        }
        serde_json::value::to_raw_value(&terms)
    }

    /// What a browser gets of a code that it may use now.
    fn terms(&self) -> Value {
        let mut terms = self.terms.clone();
        terms.remove("redemptions");
        Value::Object(terms)
    }

    /// Why it may not be used now, in the order of S8.3.
    fn refusal(&self, now: i64) -> Option<&'static str> {
        self.outside(now).or(self.spent())
    }

    fn outside(&self, now: i64) -> Option<&'static str> {
        let instant = |field: &str| self.terms.get(field).and_then(Value::as_str).and_then(clock::parse);
        if instant("from").is_some_and(|from| now < from) {
            return Some("code_not_started");
        }
        instant("until").is_some_and(|until| now >= until).then_some("code_expired")
    }

    fn spent(&self) -> Option<&'static str> {
        let redemptions = self.terms.get("redemptions")?;
        let reached = |bound: &str, used: u64| {
            redemptions.get(bound).and_then(Value::as_u64).is_some_and(|bound| used >= bound)
        };
        if reached("limit", self.used) {
            return Some("code_exhausted");
        }
        reached("perAccount", self.used_by_account).then_some("code_already_used")
    }
}

/// What a browser is told of a code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Told {
    /// Its terms, JSON.
    Terms(String),
    /// A refusal in the place of terms (S8.1), JSON. Padded, so that its reason cannot be told from its length.
    Refusal(String),
}

impl Told {
    /// The body of the reply.
    pub fn into_body(self) -> String {
        let (Told::Terms(body) | Told::Refusal(body)) = self;
        body
    }
}

/// The longest reason.
const REASON: usize = "code_already_used".len();

fn refused(code: &str, reason: &str) -> Told {
    let body = json!({ "code": code, "refused": reason }).to_string();
    // Blanks after a JSON text mean nothing.
    let width = body.len() + REASON.saturating_sub(reason.len());
    Told::Refusal(format!("{body:<width$}"))
}

/// Who tries codes.
#[derive(Clone, Copy, Debug)]
pub struct Guesser<'a> {
    /// The account.
    pub organization: &'a str,
    /// Where the request comes from.
    pub address: &'a str,
    /// May the user buy what the code would be for?
    pub may_buy: bool,
}

/// May somebody buy what a code would be for? For a subscription one of its products, without one, which is for a purchase,
/// anything that is sold.
///
/// # Errors
/// 404 if the subscription is not the organization's.
pub async fn may_buy(
    db: &mut Connection,
    catalog: &Catalog,
    who: &Who,
    subscription: Option<&str>,
) -> Result<bool, Failure> {
    let products = match subscription {
        None => None,
        Some(id) => {
            let theirs = accounts::subscriptions(db, &who.organization.id).await?;
            let theirs = theirs.iter().find(|theirs| theirs.id == id).ok_or_else(no_subscription)?;
            Some(confirm::products(&raw(&theirs.state)?)?)
        }
    };
    let named =
        |id: &str| products.as_ref().is_none_or(|products| products.iter().any(|product| product == id));
    let sold = catalog.products().iter().filter(|product| named(product.id.as_str()));
    let role = Some(who.user.role.as_str());
    Ok(sold.map(|product| catalog.policy(product)).any(|policy| policy.allows(role)))
}

/// Looks a typed code up for a browser and counts it if it is refused.
///
/// # Errors
/// 429 after too many refused codes of the address or the account within ten minutes.
pub async fn look_up(
    db: &mut Connection,
    guesser: Guesser<'_>,
    code: &str,
    now: i64,
) -> Result<Told, Failure> {
    if let Some(wait) = wait(db, guesser, now).await? {
        return Err(too_many(wait, "/code"));
    }
    let coupon = Coupon::find(db, guesser.organization, code).await?;
    note(db, guesser, code, coupon.as_ref(), now).await?;
    let told = match coupon {
        Some(coupon) if guesser.may_buy => match coupon.refusal(now) {
            Some(reason) => refused(code, reason),
            None => Told::Terms(coupon.terms().to_string()),
        },
        _ => refused(code, "code_unknown"),
    };
    Ok(told)
}

/// Lets the codes of a quote or a confirm through: those that this account looked up before, and new
/// ones as far as `look_up` would. Without this a quote would be a way to guess codes. Says how many were refused.
///
/// # Errors
/// 429 after too many refused codes of the address or the account within ten minutes.
pub async fn admit(
    db: &mut Connection,
    guesser: Guesser<'_>,
    codes: &[String],
    now: i64,
) -> Result<u64, Failure> {
    let mut refused = 0;
    for code in codes {
        if table::was_tried(db, guesser.organization, code, now - REMEMBERED).await? {
            continue;
        }
        if let Some(wait) = wait(db, guesser, now).await? {
            return Err(too_many(wait, "/codes"));
        }
        let coupon = Coupon::find(db, guesser.organization, code).await?;
        refused += u64::from(note(db, guesser, code, coupon.as_ref(), now).await?);
    }
    Ok(refused)
}

/// Counts a code that was tried. Was it refused?
async fn note(
    db: &mut Connection,
    guesser: Guesser<'_>,
    code: &str,
    coupon: Option<&Coupon>,
    now: i64,
) -> Result<bool, Failure> {
    let Guesser { organization, address, may_buy } = guesser;
    let refused = !may_buy || coupon.is_none_or(|coupon| coupon.refusal(now).is_some());
    table::note_lookup(db, organization, address, code, refused, now, now - REMEMBERED).await?;
    Ok(refused)
}

/// Seconds until a code may be tried again, if none may be now.
async fn wait(db: &mut Connection, guesser: Guesser<'_>, now: i64) -> Result<Option<i64>, Failure> {
    let since = now - WINDOW;
    let of_address = table::refused_of_address(db, guesser.address, since).await?;
    let of_account = table::refused_of_account(db, guesser.organization, since).await?;
    let oldest = [of_address.get(REFUSALS - 1), of_account.get(REFUSALS_OF_ACCOUNT - 1)];
    // Both have to be over.
    let latest = oldest.into_iter().flatten().max();
    Ok(latest.map(|oldest| (oldest + WINDOW - now).max(1)))
}

fn too_many(wait: i64, path: &str) -> Failure {
    let mut failure = Failure::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too_many_codes",
        path,
        format!("too many codes were refused within {} minutes; try again in {wait} seconds", WINDOW / 60),
    );
    failure.retry_after = Some(wait);
    failure
}
