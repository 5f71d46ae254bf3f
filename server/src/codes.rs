//! Discount codes: what a browser may learn of them, and how many it may try.
//!
//! A browser gets the terms of a code that it typed, never their redemptions. Whether those still allow
//! the code is counted here, in the server's own tables. Whether a code has started or ended the
//! engine sees from the terms and the instant of the quote.

use crate::store::Connection;
use axum::http::StatusCode;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::clock;
use crate::failure::Failure;
use crate::store::codes as table;

/// So many refused codes in `WINDOW`, then no more are looked up.
const REFUSALS: usize = 10;
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
        let Some(text) = table::terms(db, code).await? else { return Ok(None) };
        let terms = serde_json::from_str(&text).map_err(|error| Failure::internal("stored terms", error))?;
        let (used, used_by_account) = table::redemptions(db, code, organization).await?;
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

    /// What a browser gets: terms without redemptions, or the refusal that only the server can know.
    pub fn told(&self, code: &str, now: i64) -> Value {
        match (self.outside(now), self.spent()) {
            // The engine puts the instant before the redemptions (S8.3): so must this.
            (None, Some(reason)) => refused(code, reason),
            _ => {
                let mut terms = self.terms.clone();
                terms.remove("redemptions");
                Value::Object(terms)
            }
        }
    }

    /// Does it count as a refused code?
    fn is_refused(&self, now: i64) -> bool {
        self.outside(now).or(self.spent()).is_some()
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

/// A refusal in the place of terms (S8.1).
pub fn refused(code: &str, reason: &str) -> Value {
    json!({ "code": code, "refused": reason })
}

/// Who tries codes.
#[derive(Clone, Copy, Debug)]
pub struct Guesser<'a> {
    /// The account.
    pub organization: &'a str,
    /// Where the request comes from.
    pub address: &'a str,
}

/// Looks a typed code up for a browser and counts it if it is refused.
///
/// # Errors
/// 429 after ten refused codes in ten minutes.
pub async fn look_up(
    db: &mut Connection,
    guesser: Guesser<'_>,
    code: &str,
    now: i64,
) -> Result<Value, Failure> {
    if let Some(wait) = wait(db, guesser, now).await? {
        return Err(too_many(wait, "/code"));
    }
    let coupon = Coupon::find(db, guesser.organization, code).await?;
    note(db, guesser, code, coupon.as_ref(), now).await?;
    Ok(coupon.map_or_else(|| refused(code, "code_unknown"), |coupon| coupon.told(code, now)))
}

/// Lets the codes of a quote or a confirm through: those that this account looked up before, and new
/// ones as far as `look_up` would. Without this a quote would be a way to guess codes.
///
/// # Errors
/// 429 after ten refused codes in ten minutes.
pub async fn admit(
    db: &mut Connection,
    guesser: Guesser<'_>,
    codes: &[String],
    now: i64,
) -> Result<(), Failure> {
    for code in codes {
        let Guesser { organization, address } = guesser;
        if table::was_tried(db, organization, address, code, now - REMEMBERED).await? {
            continue;
        }
        if let Some(wait) = wait(db, guesser, now).await? {
            return Err(too_many(wait, "/codes"));
        }
        let coupon = Coupon::find(db, organization, code).await?;
        note(db, guesser, code, coupon.as_ref(), now).await?;
    }
    Ok(())
}

async fn note(
    db: &mut Connection,
    guesser: Guesser<'_>,
    code: &str,
    coupon: Option<&Coupon>,
    now: i64,
) -> Result<(), Failure> {
    let refused = coupon.is_none_or(|coupon| coupon.is_refused(now));
    let Guesser { organization, address } = guesser;
    table::note_lookup(db, organization, address, code, refused, now, now - REMEMBERED).await?;
    Ok(())
}

/// Seconds until a code may be tried again, if none may be now.
async fn wait(db: &mut Connection, guesser: Guesser<'_>, now: i64) -> Result<Option<i64>, Failure> {
    let refusals = table::refused_since(db, guesser.organization, guesser.address, now - WINDOW).await?;
    Ok(refusals.get(REFUSALS - 1).map(|oldest| (oldest + WINDOW - now).max(1)))
}

fn too_many(wait: i64, path: &str) -> Failure {
    let mut failure = Failure::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too_many_codes",
        path,
        format!("{REFUSALS} codes were refused within {} minutes; try again in {wait} seconds", WINDOW / 60),
    );
    failure.retry_after = Some(wait);
    failure
}
