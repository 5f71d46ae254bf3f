//! The straight line from a catalog and a request to an answer. No arithmetic here, and no
//! rules: every stage takes what the earlier ones made.

use crate::after::{after, entitlements, valid_until, within_limits};
use crate::amount::{Amount, OutOfRange};
use crate::answer::{Answer, Quote, Rejection, Renewal, Totals};
use crate::asked::{Act, Asked};
use crate::calendar::Instant;
use crate::catalog::Catalog;
use crate::digest;
use crate::discount::{Discounted, discount};
use crate::permit::{Permitted, permit};
use crate::plan::plan;
use crate::problem::{Problem, Problems};
use crate::prorate::prorate;
use crate::request::Request;
use crate::subscription::{Status, Subscription};
use crate::tax::{Taxed, tax};
use crate::total::total;

/// The answer to a request: what it costs, now and at the next renewal, or why it is not allowed.
///
/// A pure function: the same catalog and request give the same bytes on every host.
///
/// # Errors
///
/// `out_of_range` where an amount leaves ±10^30 minor units (S1.6) or an instant the years 0001 to 9999
/// (S2.1). It may be the preview of the next renewal that does: its period may end later than that. Also
/// where the state after would have more items, coupons or ledger entries than are read (S9).
///
/// # Examples
///
/// Five seats are held, two are added when 10 of April's 30 days are left: 2 * 12.00 * 10/30 = 8.00.
///
/// ```
/// use quotient::{Catalog, Request, quote};
///
/// let catalog = Catalog::parse(
///     r#"{"id": "shop", "products": [{"id": "seat", "name": "Workspace", "unitName": "seat", "prices": [
///         {"id": "seat-month", "currency": "USD", "cycle": {"unit": "month"},
///          "scheme": {"type": "perUnit", "amount": "12.00"}}]}]}"#,
/// )?;
/// let request = Request::parse(
///     r#"{"type": "change", "at": "2026-04-21T00:00:00Z", "items": [{"product": "seat", "quantity": 7}],
///         "subscription": {"status": "active", "currency": "USD", "cycle": {"unit": "month"},
///             "items": [{"product": "seat", "quantity": 5}],
///             "period": {"start": "2026-04-01T00:00:00Z", "end": "2026-05-01T00:00:00Z"}}}"#,
/// )?;
/// let answer = quote(&catalog, &request)?;
/// let quote = answer.quote().unwrap();
/// assert_eq!(quote.totals.amount_due.to_string(), "8.00");
/// assert_eq!(quote.renewal.unwrap().totals.amount_due.to_string(), "84.00");
/// # Ok::<(), quotient::Problems>(())
/// ```
pub fn quote(catalog: &Catalog, request: &Request) -> Result<Answer, Problems> {
    let asked = request.asked();
    let permitted = match permit(plan(catalog, &asked)?) {
        Ok(permitted) => permitted,
        Err(problems) => {
            let (request_type, at, catalog) = (asked.request_type(), asked.at, catalog.id.clone());
            return Ok(Answer::Rejected(Box::new(Rejection { request_type, at, catalog, problems })));
        }
    };
    let Priced { taxed, totals, balance, valid_until } = price(&permitted).map_err(Problem::from)?;
    let subscription = after(&permitted, &taxed, balance);
    within_limits(&subscription)?;
    let renewal = preview(catalog, &asked, &subscription)?;
    let Taxed(Discounted { lines, codes, .. }) = taxed;
    let mut quote = Box::new(Quote {
        request_type: asked.request_type(),
        at: asked.at,
        catalog: catalog.id.clone(),
        currency: permitted.plan().currency,
        entitlements: entitlements(&permitted, &subscription),
        valid_until,
        lines,
        codes,
        totals,
        subscription,
        renewal,
        digest: String::new(),
    });
    quote.digest = digest::quote(catalog, request, &quote);
    Ok(Answer::Priced(quote))
}

/// What a quote and the preview of a renewal have in common.
struct Priced<'a> {
    taxed: Taxed<'a>,
    totals: Totals,
    balance: Amount,
    valid_until: Instant,
}

/// Lines and sums.
fn price<'a>(permitted: &'a Permitted<'a>) -> Result<Priced<'a>, OutOfRange> {
    let taxed = tax(permitted, discount(permitted, prorate(permitted)));
    let (totals, balance) = total(permitted, &taxed);
    permitted.plan().sums.in_range()?;
    let valid_until = valid_until(permitted, &taxed.0.applied).ok_or(OutOfRange)?;
    Ok(Priced { taxed, totals, balance, valid_until })
}

/// The same line once more, on the state after (S9).
fn preview(catalog: &Catalog, asked: &Asked, after: &Subscription) -> Result<Option<Renewal>, Problems> {
    if after.status != Status::Active || after.cancel_at_period_end {
        return Ok(None);
    }
    let at = after.period.end;
    let renewal = Asked {
        at,
        role: None,
        act: Act::Renewal(after),
        existing: &[],
        first_purchase: false,
        codes: &[],
        coupons: &[],
        tax: asked.tax,
    };
    let Ok(permitted) = permit(plan(catalog, &renewal)?) else { return Ok(None) };
    let totals = price(&permitted).map_err(Problem::from)?.totals;
    Ok(Some(Renewal { at, totals }))
}
