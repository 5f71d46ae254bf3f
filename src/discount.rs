//! Coupons: which apply, how much each takes off, and over which lines (S8).

use std::cmp::Ordering;
use std::mem;

use crate::amount::{Amount, Sums};
use crate::answer::{CodeOutcome, LineKind};
use crate::coupon::{Amounts, Coupon, Duration, Off, Redemptions, Refusal, Terms, allows};
use crate::lines::LinePart;
use crate::order::{For, find_from};
use crate::permit::Permitted;
use crate::plan::{Plan, Step};
use crate::prorate::{BareLine, Detail, Prorated};
use crate::ratio::{Portion, Ratio};
use crate::subscription::RunningCoupon;

/// A coupon that applies, and what it takes off.
pub(crate) struct Applied<'a> {
    pub coupon: &'a Coupon,
    /// It runs already; else it is redeemed now.
    pub running: bool,
    /// In all, zero or more.
    pub amount: Amount,
    /// Of its lines, each with its place; none where it is nothing in all.
    parts: Vec<Portion>,
}

/// The lines with their discounts.
pub(crate) struct Discounted<'a> {
    /// The `net` of a charge is what the discounts leave of it.
    pub lines: Vec<BareLine<'a>>,
    pub detail: Detail,
    /// The typed codes, each once.
    pub codes: Vec<CodeOutcome>,
    /// The coupons that apply, in the order of application.
    pub applied: Vec<Applied<'a>>,
}

/// A coupon that runs and acts, or a typed code.
struct Candidate<'a> {
    code: &'a str,
    /// What the code names, if it is known.
    coupon: Option<&'a Coupon>,
    running: bool,
    /// Why it is refused, as far as that is known.
    refusal: Option<Refusal>,
    /// The coupon's lines (S8.2), each with its amount.
    lines: Vec<Portion>,
}

/// Chooses among typed and running coupons and applies them (S8.2 to S8.6).
#[inline(never)]
pub(crate) fn discount<'a>(permitted: &Permitted<'a>, prorated: Prorated<'a>) -> Discounted<'a> {
    let plan = permitted.plan();
    let running = plan.before.map_or(&[][..], |before| &before.coupons);
    let mut candidates = looked_up(plan, running);
    for typed in &mut candidates {
        let found = match (typed.refusal, typed.coupon) {
            (Some(refusal), _) => Err(refusal),
            (None, None) => Err(Refusal::Unknown),
            (None, Some(coupon)) => allowed(plan, &prorated, coupon).map(|lines| typed.lines = lines),
        };
        typed.refusal = found.err();
    }
    for running in running {
        if let Some(lines) = acts(plan, &prorated, running) {
            let coupon = &running.coupon;
            let (code, coupon) = (&*coupon.code, Some(coupon));
            candidates.push(Candidate { code, coupon, running: true, refusal: None, lines });
        }
    }
    let mut applied = choose(plan, &prorated, &mut candidates);

    let mut codes = Vec::new();
    if prorated.detail > Detail::Sums {
        for typed in candidates.iter().filter(|candidate| !candidate.running) {
            codes.push(outcome(plan, typed, &applied));
        }
    }
    let Prorated { mut lines, detail } = prorated;
    for one in &applied {
        for Portion { place, part, .. } in one.parts.iter().filter(|portion| portion.part != 0) {
            let amount = plan.sums.minor(*part).negated();
            if let Some(line) = lines.get_mut(*place) {
                plan.sums.add(&mut line.net, &amount);
                if detail > Detail::Sums {
                    line.discounts.push(LinePart { name: &one.coupon.code, amount });
                }
            }
        }
    }
    applied.retain(|one| one.running || !one.amount.is_zero());
    Discounted { lines, detail, codes, applied }
}

/// What became of a typed code.
fn outcome(plan: &Plan, typed: &Candidate, applied: &[Applied]) -> CodeOutcome {
    let code = typed.code;
    let redeemed = applied.iter().find(|applied| !applied.running && applied.coupon.code == code);
    let reason = match redeemed.map(|redeemed| redeemed.amount) {
        // It was among the candidates if nothing else stands against it.
        None => typed.refusal.unwrap_or(Refusal::NotCombinable),
        Some(amount) if amount.is_zero() => Refusal::NoEffect,
        Some(amount) => {
            return CodeOutcome::Applied { code: code.to_owned(), amount: amount.negated() };
        }
    };
    CodeOutcome::Refused { code: code.to_owned(), reason, message: explain(plan, typed, reason) }
}

/// Typed codes with the terms that they name: the host's count before the catalog's, of two the first (S8.1).
fn looked_up<'a>(plan: &Plan<'a>, running: &[RunningCoupon]) -> Vec<Candidate<'a>> {
    let codes = plan.request.codes;
    let mut typed = Vec::with_capacity(codes.len().saturating_add(running.len()));
    for code in codes {
        typed.push(Candidate { code, coupon: None, running: false, refusal: None, lines: Vec::new() });
    }
    if typed.is_empty() {
        return typed;
    }
    // There may be far more terms than codes: each is looked at once.
    let mut last = 0;
    for running in running {
        named(&mut typed, &mut last, &running.coupon.code, None, Some(Refusal::AlreadyRunning));
    }
    for terms in plan.request.coupons {
        let (code, coupon, refusal) = match terms {
            Terms::Coupon(coupon) => (&coupon.code, Some(&**coupon), None),
            Terms::Refused { code, reason } => (code, None, Some(*reason)),
        };
        named(&mut typed, &mut last, code, coupon, refusal);
    }
    let mut unknown = typed.iter().filter(|typed| typed.coupon.is_none()).count();
    for coupon in &plan.catalog.coupons {
        if unknown == 0 {
            break;
        }
        if named(&mut typed, &mut last, &coupon.code, Some(coupon), None) {
            unknown = unknown.saturating_sub(1);
        }
    }
    typed
}

/// Notes what is known of a code, if it was typed: the first coupon, and the first reason before it. Whether it was news.
#[inline(never)]
fn named<'a>(
    typed: &mut [Candidate<'a>],
    last: &mut usize,
    code: &str,
    coupon: Option<&'a Coupon>,
    refusal: Option<Refusal>,
) -> bool {
    let codes = |at: usize| Some(typed.get(at)?.code);
    if let Some(typed) = find_from(last, typed.len(), code, &codes).and_then(|place| typed.get_mut(place))
        && typed.coupon.is_none()
    {
        typed.coupon = coupon;
        typed.refusal = typed.refusal.or(refusal);
        return true;
    }
    false
}

/// The lines of a typed coupon, or the first reason against it.
fn allowed(plan: &Plan, prorated: &Prorated, coupon: &Coupon) -> Result<Vec<Portion>, Refusal> {
    let at = plan.request.at;
    let used_up = |limit: Option<u32>, used: u32| limit.is_some_and(|limit| used >= limit);
    let Redemptions { limit, used, per_account, used_by_account } = coupon.redemptions;
    Err(if coupon.from.is_some_and(|from| at < from) {
        Refusal::NotStarted
    } else if coupon.until.is_some_and(|until| at >= until) {
        Refusal::Expired
    } else if used_up(limit, used) {
        Refusal::Exhausted
    } else if used_up(per_account, used_by_account) {
        Refusal::AlreadyUsed
    } else if !allows(&coupon.types, &plan.request.request_type()) {
        Refusal::WrongType
    } else if !allows(&coupon.cycles, &plan.cycle) {
        Refusal::WrongCycle
    } else if coupon.first_purchase_only && !plan.request.first_purchase {
        Refusal::FirstPurchaseOnly
    } else if coupon.lacks(plan.currency).is_some() {
        Refusal::WrongCurrency
    } else if !prorated.lines.iter().any(is_positive_charge) {
        Refusal::NothingToDiscount
    } else {
        return lines_of(plan, prorated, coupon);
    })
}

fn is_positive_charge(line: &BareLine) -> bool {
    line.kind == LineKind::Charge && line.amount.is_positive()
}

/// A coupon's lines (S8.2), if they have its products, least quantity and least amount: for typed and
/// running coupons alike.
fn lines_of(plan: &Plan, prorated: &Prorated, coupon: &Coupon) -> Result<Vec<Portion>, Refusal> {
    let mut lines = Vec::with_capacity(prorated.lines.len());
    let mut products = For::new(&coupon.products);
    let mut quantity: u64 = 0;
    let mut amount: i128 = 0;
    for (place, line) in prorated.lines.iter().enumerate() {
        if is_positive_charge(line)
            && line.row.price_after.is_none_or(|price| price.discountable)
            && products.has(&line.row.product.id)
        {
            lines.push(Portion { place, share: Ratio::zero(), part: line.amount.minor_units() });
            // Of two lines for each of 200 products at most: neither sum comes near its end.
            quantity = quantity.wrapping_add(line.row.after.into());
            amount = amount.wrapping_add(line.amount.minor_units());
        }
    }
    if lines.is_empty() {
        return Err(Refusal::WrongProduct);
    }
    if quantity < u64::from(coupon.min_quantity) {
        return Err(Refusal::BelowQuantity);
    }
    match coupon.min_amount.get(plan.currency) {
        Some(least) if amount < least.minor_units() => Err(Refusal::BelowAmount),
        _ => Ok(lines),
    }
}

/// The lines of a running coupon that acts on this quote (S8.4).
#[inline(never)]
fn acts(plan: &Plan, prorated: &Prorated, running: &RunningCoupon) -> Option<Vec<Portion>> {
    let coupon = &running.coupon;
    let fixed = !matches!(coupon.off, Off::Percent(_));
    let acts = allows(&coupon.cycles, &plan.cycle)
        && coupon.lacks(plan.currency).is_none()
        && (!fixed || plan.step.starts_period())
        && !(running.remaining_periods.is_some() && plan.step.changes_cycle());
    if acts { lines_of(plan, prorated, coupon).ok() } else { None }
}

/// Coupons applied together, and what they take off.
struct Choice<'a> {
    applied: Vec<Applied<'a>>,
    total: Amount,
}

impl Choice<'_> {
    /// More off is better; then fewer coupons; then the codes that sort first (S8.5).
    #[inline(never)]
    fn cmp(&self, other: &Choice) -> Ordering {
        // Of two choices one is a single coupon, so those with as many have one each.
        fn code<'a>(choice: &'a Choice) -> Option<&'a str> {
            Some(&choice.applied.first()?.coupon.code)
        }
        let by_total = self.total.minor_units().cmp(&other.total.minor_units());
        by_total
            .then_with(|| other.applied.len().cmp(&self.applied.len()))
            .then_with(|| code(other).cmp(&code(self)))
    }
}

/// All combinable ones together, or one that is not combinable alone: whatever takes off most.
fn choose<'a>(plan: &Plan, prorated: &Prorated, candidates: &mut [Candidate<'a>]) -> Vec<Applied<'a>> {
    // None at all is no choice while there is a coupon, even if that takes nothing off.
    let mut best: Option<Choice> = None;
    let mut consider = |candidates: &mut [Candidate<'a>], places: &[usize]| {
        let choice = apply(plan, prorated, candidates, places);
        if best.as_ref().is_none_or(|best| choice.cmp(best).is_gt()) {
            best = Some(choice);
        }
    };
    // In the order of application.
    let mut together: Vec<usize> = Vec::new();
    for place in 0..candidates.len() {
        let coupon =
            |place: usize| candidates.get(place).filter(|candidate| candidate.refusal.is_none())?.coupon;
        let key = |place: usize| coupon(place).map(|coupon| (coupon.priority, &*coupon.code));
        match coupon(place).map(|coupon| coupon.combinable) {
            Some(true) => put(place, &mut together, &|a, b| key(a) < key(b)),
            Some(false) => consider(candidates, &[place]),
            None => {}
        }
    }
    if !together.is_empty() {
        consider(candidates, &together);
    }
    best.map_or(Vec::new(), |best| best.applied)
}

/// Puts a place behind those that come before it.
#[inline(never)]
fn put(place: usize, places: &mut Vec<usize>, comes_before: &dyn Fn(usize, usize) -> bool) {
    let at = places.partition_point(|other| comes_before(*other, place));
    places.insert(at, place);
}

/// Applies coupons in their order, each to what the ones before left (S8.6).
fn apply<'a>(
    plan: &Plan,
    prorated: &Prorated,
    candidates: &mut [Candidate<'a>],
    places: &[usize],
) -> Choice<'a> {
    let sums = &plan.sums;
    let nothing = sums.nothing();
    // What the coupons before left of every line, once there was one.
    let mut left: Vec<Amount> = Vec::new();
    let mut choice = Choice { applied: Vec::with_capacity(places.len()), total: nothing };
    for place in places {
        let Some(candidate) = candidates.get_mut(*place) else { continue };
        let (Some(coupon), running) = (candidate.coupon, candidate.running) else { continue };
        let mut parts = mem::take(&mut candidate.lines);
        // What is left of its lines.
        let mut whole = nothing;
        let mut units = 0u64;
        for Portion { place, part, .. } in &mut parts {
            if let Some(left) = left.get(*place) {
                *part = left.minor_units();
            }
            sums.add(&mut whole, &sums.minor(*part));
            let quantity = prorated.lines.get(*place).map_or(0, |line| line.quantity);
            units = units.wrapping_add(quantity.into());
        }
        let amount = off(plan, coupon, whole, units);
        spread(plan, &amount, &whole, &mut parts);
        if places.len() > 1 {
            take(sums, prorated, &parts, &mut left);
        }
        sums.add(&mut choice.total, &amount);
        choice.applied.push(Applied { coupon, running, amount, parts });
    }
    choice
}

/// Takes the parts of a coupon from what is left of every line.
#[inline(never)]
fn take(sums: &Sums, prorated: &Prorated, parts: &[Portion], left: &mut Vec<Amount>) {
    left.extend(prorated.lines.iter().skip(left.len()).map(|line| line.amount));
    for Portion { place, part, .. } in parts {
        if let Some(left) = left.get_mut(*place) {
            sums.sub(left, &sums.minor(*part));
        }
    }
}

/// What one coupon takes off `whole`, the sum of what is left of its lines.
fn off(plan: &Plan, coupon: &Coupon, whole: Amount, units: u64) -> Amount {
    let currency = plan.currency;
    let fixed = |amounts: &Amounts| amounts.get(currency).unwrap_or(Amount::zero(currency));
    let mut amount = match &coupon.off {
        Off::Percent(percent) => plan.sums.part(whole, &percent.hundredths()),
        Off::Amount(amounts) => fixed(amounts),
        // More than is left is never taken: past the range it is all of it.
        Off::AmountPerUnit(amounts) => times(fixed(amounts), units).unwrap_or(whole),
    };
    if let Some(most) = coupon.max_discount.get(currency) {
        amount.cap(&most);
    }
    amount.cap(&whole);
    amount
}

/// So many times an amount, if it is within the range.
#[inline(never)]
fn times(amount: Amount, units: u64) -> Option<Amount> {
    Amount::new(amount.part(&Ratio::integer(units.into())).floor()?, amount.currency())
}

/// A discount over the lines by what is left of each, which becomes its part.
fn spread(plan: &Plan, amount: &Amount, whole: &Amount, parts: &mut Vec<Portion>) {
    if amount.is_zero() {
        parts.clear();
        return;
    }
    // What is taken off is at most the whole, so that is not zero.
    let factor = Ratio::new(amount.minor_units(), whole.minor_units()).unwrap_or_else(Ratio::zero);
    for Portion { share, part, .. } in &mut *parts {
        *share = Ratio::integer(*part).mul(&factor);
    }
    plan.sums.apportion(amount.minor_units(), parts);
}

/// A refusal for a person.
#[inline(never)]
fn explain(plan: &Plan, typed: &Candidate, refusal: Refusal) -> String {
    let (at, cycle, currency) = (plan.request.at, plan.cycle, plan.currency);
    let reason = match (refusal, typed.coupon) {
        (Refusal::NotStarted, Some(Coupon { from: Some(from), .. })) => {
            format!("starts at {from}, the quote is for {at}")
        }
        (Refusal::Expired, Some(Coupon { until: Some(until), .. })) => {
            format!("ended at {until}, the quote is for {at}")
        }
        (Refusal::WrongType, _) => format!("is not for a {}", plan.request.request_type().as_str()),
        (Refusal::WrongCycle, coupon) => match coupon.map(|coupon| &*coupon.cycles) {
            Some([only]) => format!("is for billing every {only}, not every {cycle}"),
            _ => format!("is not for billing every {cycle}"),
        },
        (Refusal::WrongCurrency, _) => format!("is not for {currency}"),
        (Refusal::BelowQuantity, coupon) => {
            format!("needs at least {} units", coupon.map_or(0, |coupon| coupon.min_quantity))
        }
        (Refusal::BelowAmount, coupon) => match coupon.and_then(|coupon| coupon.min_amount.get(currency)) {
            Some(least) => format!("needs at least {least} {currency}"),
            None => "needs at least".to_owned(),
        },
        _ => plainly(refusal).to_owned(),
    };
    format!("`{}` {reason}", typed.code)
}

/// Where there is nothing more to tell.
fn plainly(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::AlreadyRunning => "runs on this subscription already",
        Refusal::Unknown => "is not a code that we know",
        Refusal::NotStarted => "has not started yet",
        Refusal::Expired => "has ended",
        Refusal::Exhausted => "has been redeemed as often as it may be",
        Refusal::AlreadyUsed => "has been used by this account as often as it may be",
        Refusal::FirstPurchaseOnly => "is for a first purchase only",
        Refusal::NothingToDiscount => "has nothing to take off: nothing is charged",
        Refusal::WrongProduct => "is not for what is charged here",
        Refusal::NotCombinable => "does not go together with the discounts that apply, which take off more",
        Refusal::NoEffect => "would take nothing off",
        Refusal::WrongType
        | Refusal::WrongCycle
        | Refusal::WrongCurrency
        | Refusal::BelowQuantity
        | Refusal::BelowAmount => "is not for this",
    }
}

/// The coupons on the subscription once this quote is paid (S9).
pub(crate) fn running_after(permitted: &Permitted, applied: &[Applied]) -> Vec<RunningCoupon> {
    let plan = permitted.plan();
    let before = plan.before.map_or(&[][..], |before| &before.coupons);
    let mut after = Vec::new();
    if !before.is_empty() {
        still_running(plan.step, before, &mut after);
    }
    for redeemed in applied.iter().filter(|applied| !applied.running) {
        let remaining = match redeemed.coupon.duration {
            Duration::Once | Duration::Periods(0 | 1) => continue,
            Duration::Forever => None,
            Duration::Periods(periods) => periods.checked_sub(1),
        };
        starts(redeemed.coupon, remaining, &mut after);
    }
    after
}

#[inline(never)]
fn starts(coupon: &Coupon, remaining_periods: Option<u32>, after: &mut Vec<RunningCoupon>) {
    after.push(RunningCoupon { coupon: coupon.without_redemptions(), remaining_periods });
}

/// Those of the coupons before that do not end with this step.
#[inline(never)]
fn still_running(step: Step, before: &[RunningCoupon], after: &mut Vec<RunningCoupon>) {
    let renews = matches!(step, Step::Renewal { .. });
    for running in before {
        let remaining = match running.remaining_periods {
            Some(_) if step.changes_cycle() => continue,
            Some(periods) if renews => match periods.checked_sub(1) {
                Some(0) | None => continue,
                left => left,
            },
            kept => kept,
        };
        after.push(RunningCoupon { coupon: running.coupon.clone(), remaining_periods: remaining });
    }
}
