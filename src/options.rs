//! What a person may do now: the controls of a checkout. Every answer comes from asking the
//! engine itself whether the request in question would be permitted.

use crate::amount::Currency;
use crate::asked::{Act, Asked};
use crate::calendar::{Cycle, Instant};
use crate::catalog::{Catalog, Price, Product, Timing};
use crate::limits;
use crate::permit::permit;
use crate::plan::plan;
use crate::price::recurring;
use crate::problem::{Problem, Problems};
use crate::ratio::Ratio;
use crate::request::Tax;
use crate::subscription::{NewQuantity, Subscription};
use crate::wire;

/// Who asks what may be done, with what, and when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OptionsRequest {
    /// The instant; nothing reads a clock.
    pub at: Instant,
    /// The role of who asks, if known.
    pub role: Option<String>,
    /// What is held, or the currency in which a first subscription would be bought.
    pub holding: Holding,
    /// Other subscriptions that the buyer has.
    pub existing: Vec<Subscription>,
}

/// A subscription, or none yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Holding {
    /// What is held.
    Subscription(Box<Subscription>),
    /// Nothing yet: the currency in which it would be bought.
    Nothing(Currency),
}

impl OptionsRequest {
    /// Reads `{"at", "actor", "subscription" or "currency", "existing"}` as JSON text.
    ///
    /// # Errors
    ///
    /// Every problem at once, each with its pointer: the codes of
    /// [`Request::parse`](crate::Request::parse). With `subscription` and
    /// `currency` it is `field_not_allowed`, with neither `missing_field`.
    pub fn parse(text: &str) -> Result<OptionsRequest, Problems> {
        wire::decode::options(text)
    }
}

/// Quantities that may be asked for, counted from 0 in steps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quantities {
    /// The least that the price sells, or what is held where fewer may not be asked for.
    pub minimum: u32,
    /// The most that the price sells (at most `limits::QUANTITY`), or what is held where more may not
    /// be asked for.
    pub maximum: u32,
    /// They are multiples of it.
    pub step: u32,
}

/// What a longer cycle saves against paying the monthly price for the same months, exact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Saving {
    /// In major units; below zero where it costs more.
    pub amount: Ratio,
    /// Per cent of what the months would cost, exact: 25/3 means 8.33…; below zero where it costs more.
    pub percent: Ratio,
}

/// A cycle for a product.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CycleOption {
    /// The cycle.
    pub cycle: Cycle,
    /// It is the subscription's own.
    pub present: bool,
    /// What the quantity (held, else the least) costs for one cycle: `A(q)` in major units, exact (S3).
    pub recurring: Ratio,
    /// The quantities that may be bought for it, where nothing is held yet: its price has bounds of its own.
    pub quantities: Option<Quantities>,
    /// Against the monthly price, where there is one above zero and the cycle is of several months.
    pub saving: Option<Saving>,
    /// Why it cannot be asked for; empty: it can.
    pub problems: Vec<Problem>,
}

/// What may be done with a product.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProductOptions {
    /// Its id.
    pub product: String,
    /// Units held now.
    pub held: u32,
    /// The quantities, if another than the one held may be asked for: of the subscription's cycle, or of the shortest where
    /// nothing is held yet.
    pub quantities: Option<Quantities>,
    /// Why not, else.
    pub problems: Vec<Problem>,
    /// Its cycles in the currency, the shortest first.
    pub cycles: Vec<CycleOption>,
}

/// What may be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// The instant.
    pub at: Instant,
    /// The catalog's id.
    pub catalog: String,
    /// The currency of every amount.
    pub currency: Currency,
    /// Products that are held, then the others that are sold in the currency, as listed.
    pub products: Vec<ProductOptions>,
    /// Why it cannot be canceled; empty: it can. `None` without a subscription.
    pub cancellation: Option<Vec<Problem>>,
    /// Why it cannot be resumed; empty: it can. `None` without a subscription.
    pub resumption: Option<Vec<Problem>>,
}

impl Options {
    /// As canonical JSON (RFC 8785).
    #[must_use]
    pub fn to_json(&self) -> String {
        wire::encode::options_json(self)
    }
}

/// What this person may do now, per product: quantities, cycles with what they save, or the
/// reasons why not.
///
/// # Errors
///
/// `out_of_range` where an instant leaves the years 0001 to 9999 (S2.1).
///
/// # Examples
///
/// A year for 132.00 in place of twelve months at 12.00 saves 12.00 of 144.00, a twelfth:
///
/// ```
/// use quotient::{Catalog, OptionsRequest, Ratio, options};
///
/// let catalog = Catalog::parse(
///     r#"{"id": "shop", "products": [{"id": "seat", "name": "Workspace", "unitName": "seat", "prices": [
///         {"id": "seat-month", "currency": "USD", "cycle": {"unit": "month"},
///          "scheme": {"type": "perUnit", "amount": "12.00"}},
///         {"id": "seat-year", "currency": "USD", "cycle": {"unit": "year"},
///          "scheme": {"type": "perUnit", "amount": "132.00"}}]}]}"#,
/// )?;
/// let request = OptionsRequest::parse(r#"{"at": "2026-04-01T00:00:00Z", "currency": "USD"}"#)?;
/// let options = options(&catalog, &request)?;
/// let saving = options.products[0].cycles[1].saving.as_ref().unwrap();
/// assert_eq!(saving.amount, Ratio::integer(12));
/// assert_eq!(saving.percent, Ratio::new(25, 3).unwrap());
/// # Ok::<(), quotient::Problems>(())
/// ```
pub fn options(catalog: &Catalog, request: &OptionsRequest) -> Result<Options, Problems> {
    let tax = Tax::none();
    let (currency, subscription) = match &request.holding {
        Holding::Subscription(subscription) => (subscription.currency, Some(&**subscription)),
        Holding::Nothing(currency) => (*currency, None),
    };
    let mut options = Options {
        at: request.at,
        catalog: catalog.id().to_owned(),
        currency,
        products: Vec::new(),
        cancellation: None,
        resumption: None,
    };
    let mut asker = Asker { catalog, request, tax: &tax, currency, subscription, failure: None };
    for first in [true, false] {
        for product in catalog.products() {
            let held = subscription.map_or(0, |subscription| subscription.quantity(&product.id));
            if (held > 0) == first && product.prices.iter().any(|price| price.currency == currency) {
                options.products.push(asker.product(product, held));
            }
        }
    }
    if let Some(subscription) = subscription {
        options.cancellation = Some(asker.problems(Act::Cancellation(subscription)));
        options.resumption = Some(asker.problems(Act::Resumption(subscription)));
    }
    asker.failure.map_or(Ok(options), Err)
}

/// Asks whether actions would be permitted.
struct Asker<'a> {
    catalog: &'a Catalog,
    request: &'a OptionsRequest,
    tax: &'a Tax,
    currency: Currency,
    subscription: Option<&'a Subscription>,
    /// Why there is no answer: the first question that had none.
    failure: Option<Problems>,
}

impl<'a> Asker<'a> {
    /// What stands against an action; nothing: it may happen, or there is a failure.
    fn problems(&mut self, act: Act) -> Vec<Problem> {
        let asked = Asked {
            at: self.request.at,
            role: self.request.role.as_deref(),
            act,
            existing: &self.request.existing,
            first_purchase: false,
            codes: &[],
            coupons: &[],
            tax: self.tax,
            kept: &[],
        };
        match plan(self.catalog, &asked) {
            Ok(plan) => permit(&plan).err().unwrap_or_default(),
            Err(failure) => {
                self.failure.get_or_insert(failure);
                Vec::new()
            }
        }
    }

    fn product(&mut self, product: &'a Product, held: u32) -> ProductOptions {
        let mut options = ProductOptions {
            product: product.id.clone(),
            held,
            quantities: None,
            problems: Vec::new(),
            cycles: Vec::new(),
        };
        // The shortest cycle first, of equals as listed.
        let mut prices: Vec<&Price> = Vec::new();
        for price in product.prices.iter().filter(|price| price.currency == self.currency) {
            let longer = |other: &&Price| other.cycle.cmp_length(price.cycle).is_gt();
            prices.insert(prices.iter().position(longer).unwrap_or(prices.len()), price);
        }
        let own = self.subscription.and_then(|subscription| {
            subscription.item(&product.id)?.price(product, self.currency, subscription.cycle)
        });
        for price in &prices {
            options.cycles.push(self.cycle(product, price, held, own));
        }
        let present = match self.subscription {
            Some(subscription) => own.or_else(|| product.price(self.currency, subscription.cycle)),
            None => prices.first().copied(),
        };
        match present {
            Some(price) => match self.quantities(product, price, held) {
                Ok(quantities) => options.quantities = Some(quantities),
                Err(problems) => options.problems = problems,
            },
            // The engine says in its own words that there is no price, whatever the cycle.
            None => options.problems = self.ask(product, held.saturating_add(1), Cycle::MONTH),
        }
        options
    }

    /// Those of a price, or why there are none.
    fn quantities(
        &mut self,
        product: &Product,
        price: &Price,
        held: u32,
    ) -> Result<Quantities, Vec<Problem>> {
        let step = price.quantity_step;
        let least = price.nearest_quantity(0).unwrap_or(price.min_quantity);
        // The next quantity above the one held, or one too many if there is none: the engine says why.
        let above =
            held.saturating_add(1).max(least).checked_next_multiple_of(step).unwrap_or(limits::QUANTITY);
        let problems = self.ask(product, above, price.cycle);
        let decreases = self.catalog.policy(product).quantity_decrease != Timing::Never
            && held > least
            && self.ask(product, least, price.cycle).is_empty();
        if !problems.is_empty() && !decreases {
            return Err(problems);
        }
        let minimum = if held == 0 || decreases { least } else { held };
        let maximum = if problems.is_empty() {
            price.nearest_quantity(limits::QUANTITY).unwrap_or(least)
        } else {
            held
        };
        Ok(Quantities { minimum, maximum, step })
    }

    /// `own` is the price of what is held, listed or agreed.
    fn cycle(&mut self, product: &Product, price: &Price, held: u32, own: Option<&Price>) -> CycleOption {
        let quantity = if held > 0 { held } else { price.nearest_quantity(0).unwrap_or(1) };
        let present = self.subscription.is_some_and(|subscription| subscription.cycle == price.cycle);
        let (quantities, problems) = match self.subscription {
            _ if present => (None, Vec::new()),
            Some(subscription) => {
                (None, self.problems(Act::Change { subscription, items: &[], cycle: Some(price.cycle) }))
            }
            None => match self.quantities(product, price, held) {
                Ok(quantities) => (Some(quantities), Vec::new()),
                Err(problems) => (None, problems),
            },
        };
        let amount = recurring(own.filter(|_| present).unwrap_or(price), product, quantity);
        let saving = saving(product, price, quantity, &amount);
        CycleOption { cycle: price.cycle, present, recurring: amount, quantities, saving, problems }
    }

    /// What stands against a quantity: of a subscription's product, or bought for a cycle.
    fn ask(&mut self, product: &Product, quantity: u32, cycle: Cycle) -> Vec<Problem> {
        let items = &[NewQuantity { product: product.id.clone(), quantity }];
        self.problems(match self.subscription {
            Some(subscription) => Act::Change { subscription, items, cycle: None },
            None => Act::Purchase { currency: self.currency, cycle, items },
        })
    }
}

/// Against the monthly price for the same months and units.
fn saving(product: &Product, price: &Price, quantity: u32, amount: &Ratio) -> Option<Saving> {
    let months = price.cycle.months().filter(|months| *months > 1)?;
    let monthly = recurring(product.price(price.currency, Cycle::MONTH)?, product, quantity);
    let whole = monthly.mul(&Ratio::integer(i128::from(months)));
    let saved = whole.sub(amount);
    let percent = saved.div(&whole)?.scale10(2);
    Some(Saving { amount: saved, percent })
}
