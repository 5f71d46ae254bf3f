//! What a request would do, before anyone asks whether it may: which quantities and which
//! cycle act now, what waits for the renewal, what is withdrawn (S5, S6).

use std::fmt;

use crate::amount::{Currency, Sums};
use crate::asked::{Act, Asked};
use crate::calendar::{Cycle, Instant, Period};
use crate::catalog::{CancellationTerms, Catalog, DEFAULT_POLICY, Policy, Price, Product, Timing};
use crate::order::find_from;
use crate::problem::{Code, Problem, Problems};
use crate::subscription::{Charge, Item, NewQuantity, Pending, Subscription};

/// What kind of step it is for the lines and the state after.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    /// A first period starts.
    Purchase,
    /// The next period starts; with `new_cycle` on another cycle and anchor.
    Renewal { new_cycle: bool },
    /// Another cycle starts now.
    CycleChange,
    /// Quantities change within the running period.
    QuantityChange,
    /// What is left is credited and the subscription ends.
    EndNow,
    /// The subscription is marked to end.
    EndLater,
    /// The mark is taken off.
    Resume,
    /// Nothing acts now: everything waits or is withdrawn.
    Wait,
}

impl Step {
    /// A period starts with this quote.
    pub(crate) fn starts_period(self) -> bool {
        matches!(self, Step::Purchase | Step::Renewal { .. } | Step::CycleChange)
    }

    /// A running subscription gets another cycle with this quote.
    pub(crate) fn changes_cycle(self) -> bool {
        matches!(self, Step::CycleChange | Step::Renewal { new_cycle: true })
    }
}

/// A product that the request is about, held or new.
#[derive(Clone, Debug)]
pub(crate) struct Row<'a> {
    pub product: &'a Product,
    pub policy: &'a Policy,
    pub item: Option<&'a Item>,
    /// Units held before.
    pub before: u32,
    /// Units once what acts now has acted.
    pub after: u32,
    /// The price in the cycle before.
    pub price_before: Option<&'a Price>,
    /// The price in the resulting cycle.
    pub price_after: Option<&'a Price>,
}

/// How a named quantity takes effect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Effect {
    /// The quantity that is held; `withdraws` what was pending for the product.
    Same { withdraws: bool },
    /// Acts now.
    Now,
    /// Waits for the renewal.
    Later,
    /// A smaller quantity that the policy never allows.
    Refused,
}

/// A product that the request names.
#[derive(Clone, Debug)]
pub(crate) struct Named<'a> {
    /// Where it stands among the request's items.
    pub place: usize,
    /// Where it stands among the rows, if it is held.
    pub row: Option<usize>,
    pub product: &'a Product,
    pub policy: &'a Policy,
    pub held: u32,
    pub quantity: u32,
    pub effect: Effect,
}

impl Named<'_> {
    /// Where it stands in the request.
    pub(crate) fn path(&self) -> String {
        format!("/items/{}", self.place)
    }

    pub(crate) fn changes(&self) -> bool {
        self.quantity != self.held
    }
}

/// What a request says about the cycle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CycleEffect {
    /// Nothing, or the present one with nothing pending.
    Keeps,
    /// The present one, which withdraws the pending one.
    Withdraws,
    /// Acts now.
    Now(Cycle),
    /// Waits for the renewal.
    Later(Cycle),
    /// A shorter cycle that a policy never allows.
    Refused(Cycle),
}

impl CycleEffect {
    /// The other cycle that is asked for, now or later.
    pub(crate) fn asked(self) -> Option<Cycle> {
        match self {
            CycleEffect::Now(cycle) | CycleEffect::Later(cycle) | CycleEffect::Refused(cycle) => Some(cycle),
            CycleEffect::Keeps | CycleEffect::Withdraws => None,
        }
    }
}

/// A request worked out against the catalog.
#[derive(Clone, Debug)]
pub(crate) struct Plan<'a> {
    pub catalog: &'a Catalog,
    pub request: &'a Asked<'a>,
    pub before: Option<&'a Subscription>,
    pub step: Step,
    pub currency: Currency,
    pub sums: Sums,
    /// The resulting cycle, anchor and period.
    pub cycle: Cycle,
    pub anchor: Instant,
    pub period: Period,
    /// In a renewal off the anchor: the cycle between the two boundaries around its start.
    pub around: Option<Period>,
    /// The subscription's items, then newly added ones.
    pub rows: Vec<Row<'a>>,
    pub named: Vec<Named<'a>>,
    pub cycle_effect: CycleEffect,
    /// What waits for the renewal afterwards.
    pub pending: Pending,
    /// Products that are not in the catalog: pointers and ids.
    pub unknown: Vec<(String, &'a str)>,
    /// The subscription itself holds one of them.
    pub holds_unknown: bool,
    /// The request names units of one of them.
    pub names_unknown_units: bool,
}

/// Works the request out. Errors only where an instant leaves the calendar (`out_of_range`).
pub(crate) fn plan<'a>(catalog: &'a Catalog, request: &'a Asked<'a>) -> Result<Plan<'a>, Problems> {
    let (currency, cycle, period) = match request.act {
        Act::Purchase { currency, cycle, .. } => (currency, cycle, first_period(cycle, request.at, catalog)?),
        Act::Change { subscription, .. }
        | Act::Renewal(subscription)
        | Act::Cancellation(subscription)
        | Act::Resumption(subscription) => (subscription.currency, subscription.cycle, subscription.period),
    };
    // In which nothing is held and nothing acts.
    let mut plan = Plan {
        catalog,
        request,
        before: None,
        step: Step::Wait,
        currency,
        sums: Sums::new(currency, catalog.rounding),
        cycle,
        anchor: period.start,
        period,
        around: None,
        rows: Vec::new(),
        named: Vec::new(),
        cycle_effect: CycleEffect::Keeps,
        pending: Pending::default(),
        unknown: Vec::new(),
        holds_unknown: false,
        names_unknown_units: false,
    };
    if let Some(subscription) = request.act.subscription() {
        standing(&mut plan, subscription);
    }
    match request.act {
        Act::Purchase { items, .. } => purchase(&mut plan, items),
        Act::Change { subscription, items, cycle } => change(&mut plan, subscription, items, cycle)?,
        Act::Renewal(subscription) => renewal(&mut plan, subscription)?,
        Act::Cancellation(_) => {
            let policy = plan.rows.first().map_or(&DEFAULT_POLICY, |row| row.policy);
            plan.step = match policy.cancellation {
                CancellationTerms::AtPeriodEnd => Step::EndLater,
                CancellationTerms::Prorated => Step::EndNow,
            };
        }
        Act::Resumption(_) => plan.step = Step::Resume,
    }
    Ok(plan)
}

fn leaves_calendar(path: &str) -> Problems {
    let message = format_args!("the period would end after the year 9999; choose an earlier instant");
    Problem::told(Code::OutOfRange, format_args!("{path}"), message).into()
}

fn first_period(cycle: Cycle, at: Instant, catalog: &Catalog) -> Result<Period, Problems> {
    cycle
        .boundary(at, 1, catalog.zone)
        .and_then(|end| Period::new(at, end))
        .ok_or_else(|| leaves_calendar("/at"))
}

fn purchase<'a>(plan: &mut Plan<'a>, items: &'a [NewQuantity]) {
    plan.step = Step::Purchase;
    plan.name(items, None);
    plan.add_new_rows();
}

/// The subscription as it stands, nothing acting.
fn standing<'a>(plan: &mut Plan<'a>, subscription: &'a Subscription) {
    let catalog = plan.catalog;
    plan.before = Some(subscription);
    plan.anchor = subscription.anchor;
    plan.pending = subscription.pending.clone();
    plan.rows = Vec::with_capacity(subscription.items.len());
    let mut next = 0;
    for (n, item) in subscription.items.iter().enumerate() {
        match catalog.product_from(&mut next, &item.product) {
            Some(product) => plan.push_row(product, Some(item), item.quantity),
            None => plan.lacks(format_args!("/subscription/items/{n}/product"), &item.product),
        }
    }
    for (n, item) in subscription.pending.items.iter().enumerate() {
        if catalog.product(&item.product).is_none() {
            plan.lacks(format_args!("/subscription/pending/items/{n}/product"), &item.product);
        }
    }
    plan.holds_unknown = !plan.unknown.is_empty();
}

fn renewal<'a>(plan: &mut Plan<'a>, subscription: &'a Subscription) -> Result<(), Problems> {
    let catalog = plan.catalog;
    let start = subscription.period.end;
    let new_cycle = subscription.pending.cycle.filter(|cycle| *cycle != subscription.cycle);
    plan.step = Step::Renewal { new_cycle: new_cycle.is_some() };
    if let Some(cycle) = new_cycle {
        plan.cycle = cycle;
        plan.anchor = start;
    }
    let out_of_range = || leaves_calendar("/subscription/period/end");
    let (below, next) =
        plan.cycle.boundaries_around(plan.anchor, start, catalog.zone).ok_or_else(out_of_range)?;
    plan.period = Period::new(start, next).ok_or_else(out_of_range)?;
    if below != start {
        plan.around = Period::new(below, next);
    }
    for row in &mut plan.rows {
        if let Some(new) = subscription.pending.items.iter().find(|new| new.product == row.product.id) {
            row.after = new.quantity;
        }
    }
    for new in &subscription.pending.items {
        if subscription.item(&new.product).is_none()
            && new.quantity > 0
            && let Some(product) = catalog.product(&new.product)
        {
            plan.push_row(product, None, new.quantity);
        }
    }
    plan.pending = Pending::default();
    plan.price_rows(subscription.cycle);
    Ok(())
}

fn change<'a>(
    plan: &mut Plan<'a>,
    subscription: &'a Subscription,
    items: &'a [NewQuantity],
    cycle: Option<Cycle>,
) -> Result<(), Problems> {
    let Plan { catalog, request, .. } = *plan;
    plan.name(items, Some(subscription));
    plan.cycle_effect = plan.cycle_effect(subscription, cycle);

    for named in &plan.named {
        if named.effect == Effect::Now
            && let Some(row) = named.row.and_then(|row| plan.rows.get_mut(row))
        {
            row.after = named.quantity;
        }
    }
    plan.add_new_rows();
    plan.pending = plan.pending_after(subscription);
    if let CycleEffect::Now(cycle) = plan.cycle_effect {
        plan.step = Step::CycleChange;
        plan.cycle = cycle;
        plan.anchor = request.at;
        plan.period = first_period(cycle, request.at, catalog)?;
    } else if plan.named.iter().any(|named| named.effect == Effect::Now) {
        plan.step = Step::QuantityChange;
    }
    plan.price_rows(subscription.cycle);
    Ok(())
}

impl<'a> Plan<'a> {
    /// The ledger before; nothing where it is absent.
    pub(crate) fn charges(&self) -> &'a [Charge] {
        self.before.and_then(|before| before.charges.as_deref()).unwrap_or_default()
    }

    /// Finds the rows of products that are asked for one after the other.
    pub(crate) fn finder(&self) -> impl FnMut(&str) -> Option<usize> {
        let mut last = 0;
        move |product| {
            let ids = |at: usize| Some(&*self.rows.get(at)?.product.id);
            find_from(&mut last, self.rows.len(), product, &ids)
        }
    }

    /// Notes a product that is not in the catalog.
    #[cold]
    #[inline(never)]
    fn lacks(&mut self, path: fmt::Arguments, id: &'a str) {
        self.unknown.push((fmt::format(path), id));
    }

    /// Looks up what the request names and says how each takes effect.
    fn name(&mut self, items: &'a [NewQuantity], subscription: Option<&Subscription>) {
        self.named = Vec::with_capacity(items.len());
        let mut next = 0;
        for (n, item) in items.iter().enumerate() {
            let row = self.rows.iter().position(|row| row.product.id == item.product);
            let held = row.and_then(|row| self.rows.get(row));
            let Some(product) =
                held.map(|row| row.product).or_else(|| self.catalog.product_from(&mut next, &item.product))
            else {
                self.names_unknown_units |= item.quantity > 0;
                self.lacks(format_args!("/items/{n}/product"), &item.product);
                continue;
            };
            let policy = self.catalog.policy(product);
            let held = held.map_or(0, |row| row.before);
            let effect = if item.quantity == held && subscription.is_some() {
                let withdraws = subscription.is_some_and(|subscription| {
                    subscription.pending.items.iter().any(|new| new.product == item.product)
                });
                Effect::Same { withdraws }
            } else if item.quantity < held {
                match policy.quantity_decrease {
                    Timing::Never => Effect::Refused,
                    Timing::AtRenewal => Effect::Later,
                    Timing::Immediate => Effect::Now,
                }
            } else {
                Effect::Now
            };
            self.named.push(Named { place: n, row, product, policy, held, quantity: item.quantity, effect });
        }
    }

    fn cycle_effect(&self, subscription: &Subscription, asked: Option<Cycle>) -> CycleEffect {
        asked.map_or(CycleEffect::Keeps, |cycle| self.effect_of(subscription, cycle))
    }

    #[inline(never)]
    fn effect_of(&self, subscription: &Subscription, cycle: Cycle) -> CycleEffect {
        if cycle == subscription.cycle {
            return match subscription.pending.cycle {
                Some(_) => CycleEffect::Withdraws,
                None => CycleEffect::Keeps,
            };
        }
        if cycle.cmp_length(subscription.cycle).is_ge() {
            return CycleEffect::Now(cycle);
        }
        let mut strictest = Timing::Immediate;
        for row in &self.rows {
            strictest = strictest.min(row.policy.cycle_shorten);
        }
        for named in &self.named {
            strictest = strictest.min(named.policy.cycle_shorten);
        }
        match strictest {
            Timing::Never => CycleEffect::Refused(cycle),
            Timing::AtRenewal => CycleEffect::Later(cycle),
            Timing::Immediate => CycleEffect::Now(cycle),
        }
    }

    /// What is pending, less what acts now or is withdrawn, and what this request puts off.
    fn pending_after(&self, subscription: &Subscription) -> Pending {
        let nothing_waits = matches!(self.cycle_effect, CycleEffect::Keeps)
            && subscription.pending == Pending::default()
            && !self.named.iter().any(|named| named.effect == Effect::Later);
        if nothing_waits || matches!(self.cycle_effect, CycleEffect::Now(_)) {
            debug_assert!(!nothing_waits || self.still_pending(subscription) == Pending::default());
            return Pending::default();
        }
        self.still_pending(subscription)
    }

    /// The same where that is something.
    #[inline(never)]
    fn still_pending(&self, subscription: &Subscription) -> Pending {
        let effect = |product: &str| {
            self.named.iter().find(|named| named.product.id == product).map(|named| named.effect)
        };
        let mut pending = Pending { items: Vec::new(), cycle: subscription.pending.cycle };
        for new in &subscription.pending.items {
            if !matches!(effect(&new.product), Some(Effect::Now | Effect::Same { .. })) {
                pending.items.push(new.clone());
            }
        }
        for named in self.named.iter().filter(|named| named.effect == Effect::Later) {
            let (product, quantity) = (&named.product.id, named.quantity);
            match pending.items.iter_mut().find(|new| new.product == *product) {
                Some(new) => new.quantity = quantity,
                None => pending.items.push(NewQuantity { product: product.clone(), quantity }),
            }
        }
        match self.cycle_effect {
            CycleEffect::Later(cycle) => pending.cycle = Some(cycle),
            CycleEffect::Withdraws => pending.cycle = None,
            _ => {}
        }
        pending
    }

    fn add_new_rows(&mut self) {
        for n in 0..self.named.len() {
            let Some(named) = self.named.get(n) else { break };
            if named.held == 0 && named.quantity > 0 {
                let (product, quantity) = (named.product, named.quantity);
                self.push_row(product, None, quantity);
            }
        }
    }

    /// A row as it stands in the plan's cycle.
    fn push_row(&mut self, product: &'a Product, item: Option<&'a Item>, after: u32) {
        let price = match item {
            Some(item) => item.price(product, self.currency, self.cycle),
            None => product.price(self.currency, self.cycle),
        };
        self.rows.push(Row {
            product,
            policy: self.catalog.policy(product),
            item,
            before: item.map_or(0, |item| item.quantity),
            after,
            price_before: price.filter(|_| item.is_some()),
            price_after: price,
        });
    }

    /// The price of every row in the resulting cycle, where that is not the one `before`.
    fn price_rows(&mut self, before: Cycle) {
        if self.cycle != before {
            for row in &mut self.rows {
                // An agreed price does not survive a change of cycle, not even to its own (S9).
                row.price_after = row.product.price(self.currency, self.cycle);
            }
        }
    }
}
