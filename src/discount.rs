//! Coupons: which apply, how much each takes off, and over which lines (S8).

use std::cmp::Ordering;

use crate::amount::{Amount, Currency, Decimal};
use crate::answer::{CodeOutcome, LineDiscount, LineKind};
use crate::calendar::{Cycle, Instant};
use crate::order::order;
use crate::permit::Permitted;
use crate::plan::{Plan, Step};
use crate::problem::Problem;
use crate::prorate::Draft;
use crate::ratio::{Ratio, apportion};
use crate::request::RequestType;
use crate::subscription::RunningCoupon;
use crate::total::{in_range, sum};
use crate::word::words;

words! {
    /// Why a code does not apply, in the order in which reasons are looked for (S8.3, S8.5).
    pub enum Refusal {
        /// The subscription has that coupon already.
        AlreadyRunning => "code_already_running",
        /// No terms are known for it.
        Unknown => "code_unknown",
        /// Its time has not come.
        NotStarted => "code_not_started",
        /// Its time is over.
        Expired => "code_expired",
        /// Redeemed as often as it may be.
        Exhausted => "code_exhausted",
        /// Redeemed by this account as often as it may be.
        AlreadyUsed => "code_already_used",
        /// Not for this type of request.
        WrongType => "code_wrong_type",
        /// Not for the cycle of the resulting period.
        WrongCycle => "code_wrong_cycle",
        /// For a first purchase alone.
        FirstPurchaseOnly => "code_first_purchase_only",
        /// Without an amount in this currency.
        WrongCurrency => "code_wrong_currency",
        /// Nothing is charged.
        NothingToDiscount => "code_nothing_to_discount",
        /// Not for what is charged.
        WrongProduct => "code_wrong_product",
        /// For more units.
        BelowQuantity => "code_below_quantity",
        /// For a higher amount.
        BelowAmount => "code_below_amount",
        /// Another choice of coupons takes off more.
        NotCombinable => "code_not_combinable",
        /// It would take nothing off.
        NoEffect => "code_no_effect",
    }
}

/// Amounts by currency, of each one at most, not below zero and with its currency's digits (S1.2).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Amounts(Vec<Amount>);

impl Amounts {
    /// Adds an amount in a currency that has none.
    pub(crate) fn insert(&mut self, amount: Amount) {
        let at = self.0.partition_point(|known| known.currency() < amount.currency());
        self.0.insert(at, amount);
    }

    /// The amount in a currency.
    #[must_use]
    pub fn get(&self, currency: Currency) -> Option<Amount> {
        self.0.iter().copied().find(|amount| amount.currency() == currency)
    }

    /// Every amount, in the order of the currencies' codes.
    pub fn iter(&self) -> std::slice::Iter<'_, Amount> {
        self.0.iter()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What a coupon takes off: never more than what the coupons before it left of its lines, nor than
/// `max_discount` (S8.6). The sum is apportioned over the lines (S1.5).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Off {
    /// Per cent of what is left of its lines, 0 to 100 with up to 12 decimals; the sum is rounded once
    /// (S1.4).
    Percent(Decimal),
    /// So much in all, in the currency's digits, not rounded.
    Amount(Amounts),
    /// So much for every unit of its lines' `quantity`, so on a change for the added ones; in the
    /// currency's digits, not rounded.
    AmountPerUnit(Amounts),
}

/// For how long a redeemed coupon acts (S8.4, S9).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Duration {
    /// On the quote that redeems it.
    Once,
    /// On every renewal, too, and after a change of cycle.
    Forever,
    /// So many periods, counting the one that redeems it; 1 to `limits::COUNT`. A change of cycle ends
    /// it (S8.4).
    Periods(u32),
}

/// How often a coupon was redeemed; known to the server alone (S8.1). Numbers are 0 to `limits::COUNT`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Redemptions {
    /// By all accounts, at most: `code_exhausted` once `used` has reached it. `None`: no limit.
    pub limit: Option<u32>,
    /// By all accounts, so far.
    pub used: u32,
    /// By one account, at most: `code_already_used` once `used_by_account` has reached it. `None`: no
    /// limit.
    pub per_account: Option<u32>,
    /// By this account, so far.
    pub used_by_account: u32,
}

/// The terms that a code names (S8.1).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Coupon {
    /// Trimmed and in upper case (S8.1).
    pub code: String,
    /// For people.
    pub name: Option<String>,
    /// What it takes off.
    pub off: Off,
    /// At most so much on one quote; empty: no cap. With amounts, but none in the quote's currency, the
    /// code is refused as `code_wrong_currency`.
    pub max_discount: Amounts,
    /// From when on, inclusive.
    pub from: Option<Instant>,
    /// Until when, exclusive.
    pub until: Option<Instant>,
    /// The products whose charges it discounts; empty: all.
    pub products: Vec<String>,
    /// The cycles of the resulting period that it is for; empty: all.
    pub cycles: Vec<Cycle>,
    /// The types of requests that it is for; empty: all.
    pub types: Vec<RequestType>,
    /// The least quantity of its lines' products, summed, 0 (the default) to `limits::COUNT`. The
    /// resulting quantities count, not only the added units (S8.3).
    pub min_quantity: u32,
    /// The least sum of its lines' amounts before discounts; empty: none. With amounts, but none in the
    /// quote's currency, the code is refused as `code_wrong_currency`.
    pub min_amount: Amounts,
    /// For an account that has bought nothing before.
    pub first_purchase_only: bool,
    /// How often it was and may be redeemed, where that is known.
    pub redemptions: Redemptions,
    /// For how long.
    pub duration: Duration,
    /// May it apply together with others (S8.5)? Default false.
    pub combinable: bool,
    /// Lower applies first, of equal ones by code (S8.6); 0 to `limits::COUNT`, default 100.
    pub priority: u32,
}

impl Coupon {
    /// The terms as a page or a subscription may hold them.
    #[must_use]
    pub fn without_redemptions(&self) -> Coupon {
        Coupon { redemptions: Redemptions::default(), ..self.clone() }
    }

    pub(crate) fn names(&self, product: &str) -> bool {
        self.products.is_empty() || self.products.iter().any(|named| named == product)
    }

    /// An amount, a cap or a minimum that it has lacks the currency.
    fn lacks(&self, currency: Currency) -> bool {
        let lacks = |amounts: &Amounts| amounts.get(currency).is_none();
        let off = match &self.off {
            Off::Percent(_) => false,
            Off::Amount(amounts) | Off::AmountPerUnit(amounts) => lacks(amounts),
        };
        off || (!self.max_discount.is_empty() && lacks(&self.max_discount))
            || (!self.min_amount.is_empty() && lacks(&self.min_amount))
    }
}

/// What a host found for a typed code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Terms {
    /// The coupon.
    Coupon(Box<Coupon>),
    /// A reason, where the server alone can tell.
    Refused {
        /// Normalised.
        code: String,
        /// The reason.
        reason: Refusal,
    },
}

impl Terms {
    fn code(&self) -> &str {
        match self {
            Terms::Coupon(coupon) => &coupon.code,
            Terms::Refused { code, .. } => code,
        }
    }
}

/// A code as it is compared (S8.1): Unicode white space at its ends is trimmed, ASCII letters are put in
/// upper case; other letters stay as they are.
#[must_use]
pub fn normalised(code: &str) -> String {
    code.trim().to_ascii_uppercase()
}

/// A coupon that applies, and for how many units and cents.
#[derive(Clone, Copy)]
pub(crate) struct Applied<'a> {
    pub coupon: &'a Coupon,
    /// It runs already; else it is redeemed now.
    pub running: bool,
    /// What it takes off, zero or more.
    pub amount: Amount,
}

/// What the coupons do to the lines.
pub(crate) struct Discounts<'a> {
    /// Per line, in the order of application; amounts below zero.
    pub by_line: Vec<Vec<LineDiscount>>,
    /// The typed codes, each once.
    pub codes: Vec<CodeOutcome>,
    /// Those that apply, in the order of application.
    pub applied: Vec<Applied<'a>>,
}

/// Chooses among typed and running coupons and applies them (S8.2 to S8.6).
pub(crate) fn discount<'a>(permitted: &'a Permitted<'a>, lines: &[Draft]) -> Result<Discounts<'a>, Problem> {
    let plan = permitted.plan();
    let typed: Vec<(&str, Result<&Coupon, Refusal>)> =
        plan.request.codes.iter().map(|code| (&**code, look_up(plan, lines, code))).collect();

    let mut candidates: Vec<(&Coupon, bool)> = Vec::new();
    let running = plan.before.map_or(&[][..], |before| &before.coupons);
    candidates.extend(
        running.iter().filter(|running| acts(plan, lines, running)).map(|running| (&running.coupon, true)),
    );
    candidates.extend(typed.iter().filter_map(|(_, terms)| Some((*terms.as_ref().ok()?, false))));

    let Choice { applied, by_line, .. } = choose(plan, lines, &candidates)?;
    let codes = typed
        .into_iter()
        .map(|(code, terms)| {
            let refusal = match terms {
                Err(refusal) => refusal,
                Ok(_) => match applied.iter().find(|applied| !applied.running && applied.coupon.code == code)
                {
                    None => Refusal::NotCombinable,
                    Some(applied) if applied.amount.is_zero() => Refusal::NoEffect,
                    Some(applied) => {
                        return CodeOutcome::Applied {
                            code: code.to_owned(),
                            amount: applied.amount.negated(),
                        };
                    }
                },
            };
            let message = explain(plan, code, refusal, terms.ok());
            CodeOutcome::Refused { code: code.to_owned(), reason: refusal, message }
        })
        .collect();
    let applied =
        applied.into_iter().filter(|applied| applied.running || !applied.amount.is_zero()).collect();
    Ok(Discounts { by_line, codes, applied })
}

/// The terms of a typed code, or the first reason that holds (S8.3).
fn look_up<'a>(plan: &Plan<'a>, lines: &[Draft], code: &str) -> Result<&'a Coupon, Refusal> {
    let runs =
        plan.before.is_some_and(|before| before.coupons.iter().any(|running| running.coupon.code == code));
    if runs {
        return Err(Refusal::AlreadyRunning);
    }
    let coupon = match plan.request.coupons.iter().find(|terms| terms.code() == code) {
        Some(Terms::Refused { reason, .. }) => return Err(*reason),
        Some(Terms::Coupon(coupon)) => coupon,
        None => {
            let known = plan.catalog.coupons.iter().find(|coupon| coupon.code == code);
            known.ok_or(Refusal::Unknown)?
        }
    };
    let at = plan.request.at;
    let used_up = |limit: Option<u32>, used: u32| limit.is_some_and(|limit| used >= limit);
    let Redemptions { limit, used, per_account, used_by_account } = coupon.redemptions;
    let refusals = [
        (coupon.from.is_some_and(|from| at < from), Refusal::NotStarted),
        (coupon.until.is_some_and(|until| at >= until), Refusal::Expired),
        (used_up(limit, used), Refusal::Exhausted),
        (used_up(per_account, used_by_account), Refusal::AlreadyUsed),
        (!allows(&coupon.types, &plan.request.request_type()), Refusal::WrongType),
        (!allows(&coupon.cycles, &plan.cycle), Refusal::WrongCycle),
        (coupon.first_purchase_only && !plan.request.first_purchase, Refusal::FirstPurchaseOnly),
        (coupon.lacks(plan.currency), Refusal::WrongCurrency),
        (!lines.iter().any(is_positive_charge), Refusal::NothingToDiscount),
    ];
    if let Some((_, refusal)) = refusals.into_iter().find(|(holds, _)| *holds) {
        return Err(refusal);
    }
    match shortfall(plan, lines, coupon) {
        Some(refusal) => Err(refusal),
        None => Ok(coupon),
    }
}

/// A list that names nothing allows everything.
fn allows<T: PartialEq>(list: &[T], one: &T) -> bool {
    list.is_empty() || list.contains(one)
}

fn is_positive_charge(line: &Draft) -> bool {
    line.kind == LineKind::Charge && line.amount.is_positive()
}

/// Is this one of the coupon's lines (S8.2)?
fn is_line_of(coupon: &Coupon, line: &Draft) -> bool {
    is_positive_charge(line)
        && coupon.names(&line.row.product.id)
        && line.row.price_after.is_none_or(|price| price.discountable)
}

/// Products, least quantity and least amount, for typed and running coupons alike.
fn shortfall(plan: &Plan, lines: &[Draft], coupon: &Coupon) -> Option<Refusal> {
    let mut any = false;
    let mut quantity: u64 = 0;
    let mut amount: i128 = 0;
    for line in lines.iter().filter(|line| is_line_of(coupon, line)) {
        any = true;
        quantity = quantity.saturating_add(u64::from(line.row.after));
        amount = amount.saturating_add(line.amount.minor_units());
    }
    if !any {
        return Some(Refusal::WrongProduct);
    }
    if quantity < u64::from(coupon.min_quantity) {
        return Some(Refusal::BelowQuantity);
    }
    match coupon.min_amount.get(plan.currency) {
        Some(least) if amount < least.minor_units() => Some(Refusal::BelowAmount),
        _ => None,
    }
}

/// Does a running coupon act on this quote (S8.4)?
fn acts(plan: &Plan, lines: &[Draft], running: &RunningCoupon) -> bool {
    let coupon = &running.coupon;
    let fixed = !matches!(coupon.off, Off::Percent(_));
    allows(&coupon.cycles, &plan.cycle)
        && !coupon.lacks(plan.currency)
        && (!fixed || plan.step.starts_period())
        && !(running.remaining_periods.is_some() && plan.step.changes_cycle())
        && shortfall(plan, lines, coupon).is_none()
}

/// Coupons applied together, and what they take off.
struct Choice<'a> {
    applied: Vec<Applied<'a>>,
    by_line: Vec<Vec<LineDiscount>>,
    total: Amount,
}

impl Choice<'_> {
    /// More off is better; then fewer coupons; then the codes that sort first (S8.5).
    fn cmp(&self, other: &Choice) -> Ordering {
        let codes = |choice: &Choice| -> Vec<String> {
            let code = |at: usize| choice.applied.get(at).map(|applied| &applied.coupon.code);
            let order = order(choice.applied.len(), &|a, b| code(a).cmp(&code(b)));
            order.into_iter().filter_map(code).cloned().collect()
        };
        self.total
            .cmp(&other.total)
            .then_with(|| other.applied.len().cmp(&self.applied.len()))
            .then_with(|| codes(other).cmp(&codes(self)))
    }
}

/// All combinable ones together, or one that is not combinable alone: whatever takes off most.
fn choose<'a>(
    plan: &Plan,
    lines: &[Draft],
    candidates: &[(&'a Coupon, bool)],
) -> Result<Choice<'a>, Problem> {
    let together: Vec<_> = candidates.iter().copied().filter(|(coupon, _)| coupon.combinable).collect();
    let mut best: Option<Choice> = None;
    let mut consider = |choice: Choice<'a>| {
        if best.as_ref().is_none_or(|best| choice.cmp(best).is_gt()) {
            best = Some(choice);
        }
    };
    if !together.is_empty() {
        consider(apply(plan, lines, together)?);
    }
    for candidate in candidates.iter().filter(|(coupon, _)| !coupon.combinable) {
        consider(apply(plan, lines, vec![*candidate])?);
    }
    match best {
        Some(best) => Ok(best),
        None => apply(plan, lines, Vec::new()),
    }
}

/// Applies coupons one after the other, each to what the ones before left (S8.6).
fn apply<'a>(plan: &Plan, lines: &[Draft], coupons: Vec<(&'a Coupon, bool)>) -> Result<Choice<'a>, Problem> {
    let key = |at: usize| coupons.get(at).map(|(coupon, _)| (coupon.priority, &coupon.code));
    let order = order(coupons.len(), &|a, b| key(a).cmp(&key(b)));
    let mut left: Vec<Amount> = lines.iter().map(|line| line.amount).collect();
    let mut choice = Choice {
        applied: Vec::with_capacity(coupons.len()),
        by_line: lines.iter().map(|_| Vec::new()).collect(),
        total: Amount::zero(plan.currency),
    };
    for (coupon, running) in order.into_iter().filter_map(|at| coupons.get(at).copied()) {
        let own: Vec<bool> = lines.iter().map(|line| is_line_of(coupon, line)).collect();
        let base: Vec<Amount> =
            left.iter().zip(&own).filter_map(|(left, own)| own.then_some(*left)).collect();
        let whole = sum(Amount::zero(plan.currency), base.iter().copied())?;
        let units = lines.iter().zip(&own).filter(|(_, own)| **own);
        let units = units.fold(0_u64, |units, (line, _)| units.saturating_add(u64::from(line.quantity)));
        let amount = off(plan, coupon, whole, units)?;

        let parts = in_range(spread(amount, whole, &base))?;
        let mut parts = parts.into_iter();
        for ((left, own), discounts) in left.iter_mut().zip(&own).zip(&mut choice.by_line) {
            if !own {
                continue;
            }
            let part = in_range(Amount::new(parts.next().unwrap_or(0), plan.currency))?;
            *left = in_range(left.checked_sub(part))?;
            if !part.is_zero() {
                discounts.push(LineDiscount { code: coupon.code.clone(), amount: part.negated() });
            }
        }
        choice.total = in_range(choice.total.checked_add(amount))?;
        choice.applied.push(Applied { coupon, running, amount });
    }
    Ok(choice)
}

/// What one coupon takes off `whole`, the sum of what is left of its lines.
fn off(plan: &Plan, coupon: &Coupon, whole: Amount, units: u64) -> Result<Amount, Problem> {
    let currency = plan.currency;
    let fixed = |amounts: &Amounts| amounts.get(currency).unwrap_or(Amount::zero(currency));
    let wanted = match &coupon.off {
        Off::Percent(percent) => {
            let exact = whole.ratio().mul(&percent.ratio()).scale10(-2);
            in_range(Amount::round(&exact, currency, plan.catalog.rounding))?
        }
        Off::Amount(amounts) => fixed(amounts),
        // More than is left is never taken: past the range it is all of it.
        Off::AmountPerUnit(amounts) => fixed(amounts)
            .minor_units()
            .checked_mul(i128::from(units))
            .and_then(|minor| Amount::new(minor, currency))
            .unwrap_or(whole),
    };
    let capped = match coupon.max_discount.get(currency) {
        Some(most) => wanted.min(most),
        None => wanted,
    };
    Ok(capped.min(whole))
}

/// A discount over the lines by what is left of each.
fn spread(amount: Amount, whole: Amount, base: &[Amount]) -> Option<Vec<i128>> {
    if whole.is_zero() {
        return Some(vec![0; base.len()]);
    }
    let factor = Ratio::new(amount.minor_units(), whole.minor_units())?;
    let shares: Vec<Ratio> =
        base.iter().map(|part| Ratio::integer(part.minor_units()).mul(&factor)).collect();
    apportion(amount.minor_units(), &shares)
}

/// A refusal for a person.
fn explain(plan: &Plan, code: &str, refusal: Refusal, terms: Option<&Coupon>) -> String {
    let coupon = terms.or_else(|| {
        plan.request
            .coupons
            .iter()
            .find_map(|terms| match terms {
                Terms::Coupon(coupon) if coupon.code == code => Some(&**coupon),
                _ => None,
            })
            .or_else(|| plan.catalog.coupons.iter().find(|coupon| coupon.code == code))
    });
    let at = plan.request.at;
    let amount = |amounts: &Amounts| {
        amounts.get(plan.currency).map_or(String::new(), |least| format!(" {least} {}", plan.currency))
    };
    let reason = match refusal {
        Refusal::AlreadyRunning => "runs on this subscription already".to_owned(),
        Refusal::Unknown => "is not a code that we know".to_owned(),
        Refusal::NotStarted => match coupon.and_then(|coupon| coupon.from) {
            Some(from) => format!("starts at {from}, the quote is for {at}"),
            None => "has not started yet".to_owned(),
        },
        Refusal::Expired => match coupon.and_then(|coupon| coupon.until) {
            Some(until) => format!("ended at {until}, the quote is for {at}"),
            None => "has ended".to_owned(),
        },
        Refusal::Exhausted => "has been redeemed as often as it may be".to_owned(),
        Refusal::AlreadyUsed => "has been used by this account as often as it may be".to_owned(),
        Refusal::WrongType => format!("is not for a {}", plan.request.request_type().as_str()),
        Refusal::WrongCycle => match coupon.map(|coupon| &*coupon.cycles) {
            Some([only]) => format!("is for billing every {only}, not every {}", plan.cycle),
            _ => format!("is not for billing every {}", plan.cycle),
        },
        Refusal::FirstPurchaseOnly => "is for a first purchase only".to_owned(),
        Refusal::WrongCurrency => format!("is not for {}", plan.currency),
        Refusal::NothingToDiscount => "has nothing to take off: nothing is charged".to_owned(),
        Refusal::WrongProduct => "is not for what is charged here".to_owned(),
        Refusal::BelowQuantity => {
            format!("needs at least {} units", coupon.map_or(0, |coupon| coupon.min_quantity))
        }
        Refusal::BelowAmount => {
            format!("needs at least{}", coupon.map_or(String::new(), |coupon| amount(&coupon.min_amount)))
        }
        Refusal::NotCombinable => {
            "does not go together with the discounts that apply, which take off more".to_owned()
        }
        Refusal::NoEffect => "would take nothing off".to_owned(),
    };
    format!("`{code}` {reason}")
}

/// The coupons on the subscription once this quote is paid (S9).
pub(crate) fn running_after(permitted: &Permitted, discounts: &Discounts) -> Vec<RunningCoupon> {
    let plan = permitted.plan();
    let renews = matches!(plan.step, Step::Renewal { .. });
    let mut after = Vec::new();
    for running in plan.before.map_or(&[][..], |before| &before.coupons) {
        let remaining = match running.remaining_periods {
            Some(_) if plan.step.changes_cycle() => continue,
            Some(periods) if renews => match periods.checked_sub(1) {
                Some(0) | None => continue,
                left => left,
            },
            kept => kept,
        };
        after.push(RunningCoupon { coupon: running.coupon.clone(), remaining_periods: remaining });
    }
    for redeemed in discounts.applied.iter().filter(|applied| !applied.running) {
        let remaining = match redeemed.coupon.duration {
            Duration::Once | Duration::Periods(0 | 1) => continue,
            Duration::Forever => None,
            Duration::Periods(periods) => periods.checked_sub(1),
        };
        after.push(RunningCoupon {
            coupon: redeemed.coupon.without_redemptions(),
            remaining_periods: remaining,
        });
    }
    after
}
