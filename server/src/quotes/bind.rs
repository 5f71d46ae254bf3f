//! What binds: the terms of a saved quote, whatever the catalog and the coupons say by now.

use quotient::{Catalog, Instant, Redemptions, Request, RequestType, Terms};

use crate::failure::Failure;
use crate::pricing::{self, Priced, Quoted};
use crate::views::instant;

/// A stored quote as it is applied at `now`.
///
/// A change is applied as it was priced. A purchase is priced once more for now, by the catalog and the
/// coupons of the quote, without dates and counts: its amount does not depend on the day, but the first
/// period does, and nobody shall pay for the days on which the quote lay on a desk.
///
/// # Errors
/// What is stored cannot be priced, or comes out at another amount.
pub fn from_now(catalog: &Catalog, stored: Quoted, now: i64) -> Result<(Quoted, Priced), Failure> {
    let before = stored.priced.clone().ok_or_else(|| Failure::internal("quote", "it is not priced"))?;
    let mut request =
        Request::parse(&stored.request).map_err(|problems| Failure::internal("stored request", problems))?;
    if request.request_type() != RequestType::Purchase {
        return Ok((stored, before));
    }
    request.at = Instant::parse(&instant(now))
        .ok_or_else(|| Failure::internal("clock", "its instant is no instant"))?;
    let applied: Vec<&str> =
        before.codes.iter().filter(|code| code.applied).map(|code| code.code.as_str()).collect();
    request.codes.retain(|code| applied.contains(&code.as_str()));
    request.coupons.retain_mut(|terms| match terms {
        Terms::Coupon(coupon) if applied.contains(&coupon.code.as_str()) => {
            (coupon.from, coupon.until) = (None, None);
            coupon.redemptions = Redemptions::default();
            true
        }
        _ => false,
    });
    let answer = quotient::quote(catalog, &request)
        .map_err(|problems| Failure::internal("stored request", problems))?;
    let quoted = pricing::quoted(&request, &answer)
        .map_err(|error| Failure::internal("answer of the engine", error))?;
    match quoted.priced.clone() {
        Some(after) if after.amount_due == before.amount_due && after.refund == before.refund => {
            Ok((quoted, after))
        }
        _ => Err(Failure::internal("quote", "it comes out at another amount than was quoted")),
    }
}
