//! The straight line from a catalog and a request to an answer. No arithmetic here, and no
//! rules: every stage takes what the earlier ones made.

use crate::after::{after, entitlements, valid_until, within_limits};
use crate::amount::{Amount, OutOfRange};
use crate::answer::{Answer, Parts, Quote, Rejection, Renewal, Total, Totals};
use crate::asked::{Act, Asked};
use crate::calendar::Instant;
use crate::catalog::Catalog;
use crate::digest;
use crate::discount::discount;
use crate::lines;
use crate::permit::{Permitted, permit};
use crate::plan::plan;
use crate::problem::{Problem, Problems};
use crate::prorate::{Detail, prorate};
use crate::request::Request;
use crate::subscription::{Status, Subscription};
use crate::tax::{Taxed, tax};
use crate::total::total;
use crate::wire::encode;

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
/// assert_eq!(quote.renewal.as_ref().unwrap().totals.amount_due.to_string(), "84.00");
/// # Ok::<(), quotient::Problems>(())
/// ```
pub fn quote(catalog: &Catalog, request: &Request) -> Result<Answer, Problems> {
    quote_with(catalog, request, Parts::ALL)
}

/// The same with some parts only; what is there is what the whole answer has.
///
/// # Errors
///
/// As of [`quote`]; what only a part can find is told where that part or the digest is asked for.
///
/// # Examples
///
/// ```
/// use quotient::{Catalog, Parts, Request, quote_with};
///
/// # let catalog = Catalog::parse(
/// #     r#"{"id": "shop", "products": [{"id": "seat", "name": "Workspace", "unitName": "seat", "prices": [
/// #         {"id": "seat-month", "currency": "USD", "cycle": {"unit": "month"},
/// #          "scheme": {"type": "perUnit", "amount": "12.00"}}]}]}"#,
/// # )?;
/// let request = Request::parse(
///     r#"{"type": "purchase", "at": "2026-04-01T00:00:00Z", "currency": "USD", "cycle": {"unit": "month"},
///         "items": [{"product": "seat", "quantity": 5}]}"#,
/// )?;
/// let answer = quote_with(&catalog, &request, Parts { renewal: true, ..Parts::AMOUNTS })?;
/// let quote = answer.quote().unwrap();
/// assert_eq!(quote.totals.amount_due.to_string(), "60.00");
/// assert!(quote.renewal.is_some() && quote.digest.is_none() && quote.subscription.is_none());
/// # Ok::<(), quotient::Problems>(())
/// ```
pub fn quote_with(catalog: &Catalog, request: &Request, parts: Parts) -> Result<Answer, Problems> {
    answer(catalog, &request.asked(), parts)
}

/// The text of the same answer, as [`Answer::to_json`] has it. A digest is made of that text, so that this is
/// faster than both.
///
/// # Errors
///
/// As of [`quote_with`].
pub fn quote_json(catalog: &Catalog, request: &Request, parts: Parts) -> Result<String, Problems> {
    text(catalog, &request.asked(), parts)
}

/// The text of an answer.
pub(crate) fn text(catalog: &Catalog, asked: &Asked, parts: Parts) -> Result<String, Problems> {
    Ok(sealed_text(catalog, asked, parts)?.0)
}

/// The text of an answer, and its digest, if that was asked for and there is one.
pub(crate) fn sealed_text(
    catalog: &Catalog,
    asked: &Asked,
    parts: Parts,
) -> Result<(String, Option<String>), Problems> {
    let plan = plan(catalog, asked)?;
    let permitted = match permit(&plan) {
        Ok(permitted) => permitted,
        Err(problems) => return Ok((encode::rejection_json(&rejected(catalog, asked, problems)), None)),
    };
    let (mut quote, taxed) = priced(&permitted, parts)?;
    let mut lines = lines::told(&taxed);
    let (mut text, mut digest) = (String::new(), None);
    if parts.digest {
        let sealed = digest::quote(catalog, asked, &quote, &lines);
        (text, digest) = (sealed.0, Some(sealed.1));
        quote.keep(parts);
        lines.iter_mut().filter(|_| !parts.calculation).for_each(|line| line.calculation = None);
    }
    if parts != Parts::ALL {
        text = encode::quote_json(&quote, &lines, digest.as_deref());
    }
    Ok((text, digest))
}

/// An answer as values.
pub(crate) fn answer(catalog: &Catalog, asked: &Asked, parts: Parts) -> Result<Answer, Problems> {
    let plan = plan(catalog, asked)?;
    let permitted = match permit(&plan) {
        Ok(permitted) => permitted,
        Err(problems) => return Ok(Answer::Rejected(rejected(catalog, asked, problems))),
    };
    let (mut quote, taxed) = priced(&permitted, parts)?;
    if parts.digest {
        quote.digest = Some(digest::quote(catalog, asked, &quote, &lines::told(&taxed)).1);
        quote.keep(parts);
    }
    quote.lines = lines::owned(taxed, parts.calculation);
    Ok(Answer::Priced(Box::new(quote)))
}

/// A quote without its lines and its digest, and those lines. With a digest, which covers the whole answer, all parts
/// of it are there.
#[inline(never)]
fn priced<'a>(permitted: &Permitted<'a>, parts: Parts) -> Result<(Quote, Taxed<'a>), Problems> {
    let parts = if parts.digest { Parts::ALL } else { parts };
    let (catalog, asked) = (permitted.plan().catalog, permitted.plan().request);
    let detail = if parts.calculation { Detail::Calculation } else { Detail::Amounts };
    let Priced { mut taxed, totals, balance, valid_until } = price(permitted, detail)?;
    let mut subscription = None;
    let mut renewal = None;
    if parts.subscription || parts.renewal {
        let after = after(permitted, &taxed, balance);
        within_limits(&after)?;
        if parts.renewal {
            renewal = preview(catalog, asked, &after)?;
        }
        subscription = Some(after).filter(|_| parts.subscription);
    }
    let quote = Quote {
        request_type: asked.request_type(),
        at: asked.at,
        catalog: catalog.id.clone(),
        currency: permitted.plan().currency,
        entitlements: entitlements(permitted),
        valid_until,
        lines: Vec::new(),
        codes: std::mem::take(&mut taxed.0.codes),
        totals,
        subscription,
        renewal,
        digest: None,
    };
    Ok((quote, taxed))
}

/// The sums alone.
pub(crate) fn total_of(catalog: &Catalog, asked: &Asked) -> Result<Total, Problems> {
    match plan(catalog, asked) {
        Ok(ref plan) => Ok(match permit(plan) {
            Ok(permitted) => Total::Priced(price(&permitted, Detail::Sums)?.totals),
            Err(problems) => Total::Rejected(rejected(catalog, asked, problems)),
        }),
        Err(problems) => Err(problems),
    }
}

fn rejected(catalog: &Catalog, asked: &Asked, problems: Vec<Problem>) -> Box<Rejection> {
    let (request_type, at, catalog) = (asked.request_type(), asked.at, catalog.id.clone());
    Box::new(Rejection { request_type, at, catalog, problems })
}

/// What a quote and the preview of a renewal have in common.
struct Priced<'a> {
    taxed: Taxed<'a>,
    totals: Totals,
    balance: Amount,
    valid_until: Instant,
}

/// Lines and sums.
// Each stage stays a function of its own in WebAssembly, too: what a host keeps while it compiles one grows faster than
// that function is long.
fn price<'a>(permitted: &Permitted<'a>, detail: Detail) -> Result<Priced<'a>, Problem> {
    let taxed = tax(permitted, discount(permitted, prorate(permitted, detail)));
    let (totals, balance) = total(permitted, &taxed);
    permitted.plan().sums.in_range()?;
    let valid_until = valid_until(permitted, &taxed.0.applied).ok_or(OutOfRange)?;
    Ok(Priced { taxed, totals, balance, valid_until })
}

/// The same line once more, on the state after (S9).
#[inline(never)]
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
        kept: &[],
    };
    let plan = plan(catalog, &renewal)?;
    let Ok(permitted) = permit(&plan) else { return Ok(None) };
    let totals = price(&permitted, Detail::Sums)?.totals;
    Ok(Some(Renewal { at, totals }))
}
