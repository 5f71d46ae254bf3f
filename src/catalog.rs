//! What is sold: products, their prices and the policies that say who may change what
//! (S3). A catalog is checked as a whole; holding one is the proof that it is sound.

use std::fmt;

use crate::amount::{Currency, Decimal};
use crate::calendar::{Cycle, Zone};
use crate::coupon::Coupon;
use crate::limits;
use crate::order::{Index, Names, repeated_names, repeats};
use crate::problem::{Code, Found, Problems};
use crate::ratio::Rounding;
use crate::wire;
use crate::word::words;

words! {
    /// When something that a policy restricts takes effect.
    pub enum Timing {
        /// It is refused.
        Never => "never",
        /// It waits for the next renewal (`subscription.pending`).
        AtRenewal => "atRenewal",
        /// It acts now.
        Immediate => "immediate",
    }
}

words! {
    /// How a changed quantity is charged within a cycle (S6).
    pub enum QuantityChange {
        /// The difference is charged or credited.
        Increment => "increment",
        /// What was paid is credited, the whole new quantity charged.
        Replace => "replace",
    }
}

words! {
    /// In what the remaining share of a period is counted (S2.6).
    pub enum Proration {
        /// Elapsed seconds.
        Second => "second",
        /// Calendar days of the catalog's time zone.
        Day => "day",
        /// Not at all: charges are whole, credits nothing.
        None => "none",
    }
}

words! {
    /// Where a total below zero goes (S9).
    pub enum NegativeTotal {
        /// It is owed to the customer.
        Refund => "refund",
        /// It joins the balance.
        Balance => "balance",
    }
}

words! {
    /// What cancelling does (S6).
    pub enum CancellationTerms {
        /// Service runs to the end of the period, nothing is given back.
        AtPeriodEnd => "atPeriodEnd",
        /// Ends at once, what is left of the paid period is credited.
        Prorated => "prorated",
    }
}

/// The rules for a product: who may buy, change and cancel, and how (S3). The defaults are those of
/// [`DEFAULT_POLICY`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Policy {
    /// Its id; empty for the default policy.
    pub id: String,
    /// The roles that may (S10). Default `None`: anyone; `Some` of an empty list: nobody.
    pub roles: Option<Vec<String>>,
    /// How many products one change may give another quantity, 1 (the default) to `limits::COUNT` (S10).
    pub products_per_change: u32,
    /// When a smaller quantity takes effect; default never (S6).
    pub quantity_decrease: Timing,
    /// When a shorter cycle takes effect; default never (S6). Of all products held or named the
    /// strictest decides.
    pub cycle_shorten: Timing,
    /// How a changed quantity is charged; default by increment (S6). Never `replace` with `proration`
    /// `none` (S2.6).
    pub quantity_change: QuantityChange,
    /// How time is divided; default by seconds (S2.6).
    pub proration: Proration,
    /// Where a negative total goes; default to a refund (S9). The first line's policy decides.
    pub negative_total: NegativeTotal,
    /// What cancelling does; default at the period's end (S6). The first item's policy decides.
    pub cancellation: CancellationTerms,
}

/// The rules of a product that names no policy.
pub static DEFAULT_POLICY: Policy = Policy::DEFAULT;

impl Policy {
    pub(crate) const DEFAULT: Policy = Policy {
        id: String::new(),
        roles: None,
        products_per_change: 1,
        quantity_decrease: Timing::Never,
        cycle_shorten: Timing::Never,
        quantity_change: QuantityChange::Increment,
        proration: Proration::Second,
        negative_total: NegativeTotal::Refund,
        cancellation: CancellationTerms::AtPeriodEnd,
    };

    /// May this role buy, change and cancel (S10)? `None` is an actor without a role, who may only
    /// where anyone may.
    #[must_use]
    pub fn allows(&self, role: Option<&str>) -> bool {
        match &self.roles {
            None => true,
            Some(roles) => role.is_some_and(|role| roles.iter().any(|allowed| allowed == role)),
        }
    }
}

/// One step of a tiered scheme.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tier {
    /// The last unit that it holds, 1 to 4,294,967,295, above that of the tier before; `None`: no end.
    pub up_to: Option<u64>,
    /// Major units for each unit, not below zero; default 0.
    pub unit: Decimal,
    /// Major units once, if it holds any unit, not below zero; default 0.
    pub flat: Decimal,
}

/// How a quantity `q` becomes the recurring amount `A(q)` of a whole cycle (S3).
///
/// Amounts are in major units, not below zero, with up to 12 decimals. `A(q)` is exact, it is rounded
/// later (S1.4); `A(0)` is 0.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Scheme {
    /// The same whatever the quantity: `A(q) = amount`.
    Flat {
        /// For all.
        amount: Decimal,
    },
    /// So much a unit: `A(q) = q * amount`.
    PerUnit {
        /// For one unit.
        amount: Decimal,
    },
    /// So much for every package begun: `A(q) = ceil(q / size) * amount`.
    Package {
        /// Units in a package, 1 to `limits::QUANTITY`.
        size: u32,
        /// For one package.
        amount: Decimal,
    },
    /// All units at the price of the tier that holds the quantity: `A(q) = q * unit + flat`.
    Volume {
        /// 1 to `limits::TIERS`, rising, the last without end.
        tiers: Vec<Tier>,
    },
    /// Every unit at the price of its own tier: `A(q)` is the sum of `held * unit + flat` over the
    /// tiers that hold units.
    Graduated {
        /// 1 to `limits::TIERS`, rising, the last without end.
        tiers: Vec<Tier>,
    },
    /// A multiple of another price of the same product and currency, not itself a multiple:
    /// `A(q) = times * A'(q)`.
    MultipleOf {
        /// That price's id.
        price: String,
        /// Where it stands in the product's prices.
        index: usize,
        /// How many times, not below zero, up to 12 decimals.
        times: Decimal,
    },
}

/// What a product costs in one currency for one cycle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Price {
    /// Its id; a price agreed with a customer (S4) has none.
    pub id: Option<String>,
    /// In which currency.
    pub currency: Currency,
    /// For which cycle.
    pub cycle: Cycle,
    /// How a quantity becomes an amount.
    pub scheme: Scheme,
    /// The smallest quantity sold, 0 to `limits::QUANTITY`; default 1.
    pub min_quantity: u32,
    /// The largest, 1 to `limits::QUANTITY`, which is also what `None`, the default, means.
    pub max_quantity: Option<u32>,
    /// Quantities are multiples of it, counted from 0; 1 (the default) to `limits::QUANTITY`.
    pub quantity_step: u32,
    /// May coupons take something off (S8.2)? Default true.
    pub discountable: bool,
    /// What having it allows, for the seller to interpret (S9).
    pub entitlements: Vec<String>,
}

impl Price {
    /// The nearest quantity that this price sells, the smaller of two; `None` if it sells none.
    #[must_use]
    pub fn nearest_quantity(&self, quantity: u32) -> Option<u32> {
        let step = u64::from(self.quantity_step.max(1));
        let multiple = |n: u64| n.checked_mul(step);
        let lowest = multiple(u64::from(self.min_quantity).div_ceil(step))?;
        let most = u64::from(self.max_quantity.unwrap_or(limits::QUANTITY));
        let highest = multiple(most.checked_div(step)?)?;
        if lowest > highest {
            return None;
        }
        let wanted = u64::from(quantity);
        let below = multiple(wanted.checked_div(step)?)?;
        let above = below.checked_add(step)?;
        let nearest = if wanted.abs_diff(below) <= above.abs_diff(wanted) { below } else { above };
        u32::try_from(nearest.clamp(lowest, highest)).ok()
    }
}

/// Something that is sold in units.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Product {
    /// Its id.
    pub id: String,
    /// For people.
    pub name: String,
    /// What one unit is called, in the singular.
    pub unit_name: String,
    /// The id of its policy, if it names one.
    pub(crate) policy_id: Option<String>,
    /// Where that stands in the catalog's.
    pub(crate) policy: Option<usize>,
    /// At most one per currency and cycle.
    pub prices: Vec<Price>,
}

impl Product {
    /// The price for a currency and cycle.
    #[must_use]
    #[inline(never)]
    pub fn price(&self, currency: Currency, cycle: Cycle) -> Option<&Price> {
        self.prices.iter().find(|price| price.currency == currency && price.cycle == cycle)
    }
}

/// What is sold and by which rules: sound as a whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Catalog {
    pub(crate) id: String,
    pub(crate) zone: Zone,
    pub(crate) rounding: Rounding,
    pub(crate) quote_ttl_seconds: u32,
    pub(crate) policies: Vec<Policy>,
    pub(crate) products: Vec<Product>,
    pub(crate) coupons: Vec<Coupon>,
    pub(crate) index: Index,
    pub(crate) digest: String,
}

impl Catalog {
    /// Reads a catalog's JSON text.
    ///
    /// # Errors
    ///
    /// Every problem at once, each with its pointer, at most `limits::PROBLEMS`; a catalog that breaks
    /// one rule of S3 is refused as a whole.
    ///
    /// - `too_large`: the text has more than `limits::CATALOG_BYTES`, which is checked before it is
    ///   read; or one text or list in it is above its limit;
    /// - `json_malformed`, `duplicate_key`, `too_deep`: what is not read as JSON;
    /// - `wrong_type`, `missing_field`, `unknown_field`, `unknown_value`, `field_not_allowed`: its shape;
    /// - `amount_malformed`, `amount_negative`, `amount_too_precise`, `integer_malformed`, `out_of_range`,
    ///   `unknown_currency`, `instant_malformed`, `time_zone_malformed`, `text_empty`: single values;
    /// - `duplicate_id`, `duplicate_price`, `unknown_reference`, `tiers_malformed`,
    ///   `quantity_range_empty`, `policy_contradictory`: what does not go together (S3).
    pub fn parse(text: &str) -> Result<Catalog, Problems> {
        wire::decode::catalog(text)
    }

    /// Resolves references and checks what only the whole shows; lists what is wrong. What could not be read has an
    /// empty id and is passed by.
    #[inline(never)]
    pub(crate) fn assemble(&mut self, problems: &mut Found) {
        let Catalog { policies, products, .. } = self;
        let policy_id = |at: usize| Some(&*policies.get(at)?.id);
        unique("/policies", policies.len(), &policy_id, problems);
        let product_id = |at: usize| Some(&*products.get(at)?.id);
        unique("/products", products.len(), &product_id, problems);
        self.index = Index::new(products.len(), &product_id);
        let policy_index = Index::new(policies.len(), &policy_id);
        let mut price_ids = Vec::new();
        for product in &*products {
            price_ids.extend(product.prices.iter().map(id_of));
        }
        let repeats = repeated_names(price_ids.len(), &|at| price_ids.get(at).copied());
        let mut repeats = &*repeats;
        for (n, product) in products.iter_mut().enumerate() {
            if let Some(id) = &product.policy_id {
                product.policy = policy_index.find(id, &policy_id);
                // It may be one whose id could not be read.
                let known = id.is_empty() || policy_index.find("", &policy_id).is_some();
                if product.policy.is_none() && !known {
                    problems.tell(
                        Code::UnknownReference,
                        format_args!("/products/{n}/policy"),
                        format_args!(
                            "there is no policy `{id}`; name one of `policies`, or none for the defaults"
                        ),
                    );
                }
            }
            let (own, others) = repeats.split_at_checked(product.prices.len()).unwrap_or((repeats, &[]));
            repeats = others;
            check_prices(&mut product.prices, n, own, problems);
        }
        if problems.is_empty() {
            self.digest = crate::digest::catalog(self);
        }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// `sha256:` and the hash of its canonical form without coupons: the same for the
    /// server's catalog and the one that it hands to a page (S9).
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// For how many seconds a quote may be held (S9), 1 to 315,360,000; default 900.
    #[must_use]
    pub fn quote_ttl_seconds(&self) -> u32 {
        self.quote_ttl_seconds
    }

    /// The catalog for a browser: without coupons, so that no code stands in a page (S3).
    #[must_use]
    pub fn public(&self) -> Catalog {
        Catalog { coupons: Vec::new(), ..self.clone() }
    }

    /// The products, as listed.
    #[must_use]
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    /// The product with an id.
    #[must_use]
    pub fn product(&self, id: &str) -> Option<&Product> {
        self.product_from(&mut 0, id)
    }

    /// The same where it is likely to stand at `next`, which becomes the place after it.
    pub(crate) fn product_from(&self, next: &mut usize, id: &str) -> Option<&Product> {
        let ids = |at: usize| Some(&*self.products.get(at)?.id);
        let mut place = *next;
        if ids(place) != Some(id) {
            place = self.index.find(id, &ids)?;
        }
        *next = place.saturating_add(1);
        self.products.get(place)
    }

    /// The rules of a product: its policy, or the defaults.
    #[must_use]
    pub fn policy(&self, product: &Product) -> &Policy {
        product.policy.and_then(|index| self.policies.get(index)).unwrap_or(&DEFAULT_POLICY)
    }

    /// The coupon that a typed code names (S8.1); of two with one code the first.
    #[must_use]
    pub fn coupon(&self, code: &str) -> Option<&Coupon> {
        let code = crate::coupon::normalised(code);
        self.coupons.iter().find(|coupon| coupon.code == code)
    }

    /// Canonical JSON (RFC 8785) of the parsed form: defaults left out, spelling normalised.
    #[must_use]
    pub fn to_json(&self) -> String {
        wire::encode::catalog_json(self)
    }
}

/// The id of a catalog's price, which has one.
fn id_of(price: &Price) -> &str {
    price.id.as_deref().unwrap_or_default()
}

fn unique(list: &str, count: usize, ids: Names, problems: &mut Found) {
    for (n, repeat) in repeated_names(count, ids).iter().enumerate() {
        if let (Some(first), Some(id)) = (repeat, ids(n))
            && !id.is_empty()
        {
            problems.tell(
                Code::DuplicateId,
                format_args!("{list}/{n}/id"),
                format_args!("`{id}` is the id of {list}/{first} already; ids are unique"),
            );
        }
    }
}

/// The prices of product `n`; `repeated_ids` tells which of their ids are those of prices before.
#[inline(never)]
fn check_prices(prices: &mut [Price], n: usize, repeated_ids: &[Option<usize>], problems: &mut Found) {
    let terms = |at: usize| {
        let price = prices.get(at);
        price.map(|price| (price.currency, price.cycle.unit(), price.cycle.count()))
    };
    let repeated_terms = repeats(prices.len(), &|a, b| terms(a).cmp(&terms(b)));
    for (k, price) in prices.iter().enumerate() {
        let id = id_of(price);
        if let Some(Some(_)) = repeated_ids.get(k)
            && !id.is_empty()
        {
            problems.tell(
                Code::DuplicateId,
                format_args!("/products/{n}/prices/{k}/id"),
                format_args!("`{id}` is the id of another price already; ids are unique"),
            );
        }
        let Price { currency, cycle, .. } = price;
        if let Some(Some(first)) = repeated_terms.get(k)
            && *currency != Currency::UNKNOWN
            && *cycle != Cycle::UNKNOWN
        {
            problems.tell(
                Code::DuplicatePrice,
                format_args!("/products/{n}/prices/{k}"),
                format_args!(
                    "price {first} is for {currency} every {cycle} already; a product has at most one price for a currency and cycle"
                ),
            );
        }
    }
    let index = Index::new(prices.len(), &|at| prices.get(at).map(id_of));
    for k in 0..prices.len() {
        if let Some(Price { scheme: Scheme::MultipleOf { .. }, .. }) = prices.get(k) {
            resolve(prices, (n, k), &index, problems);
        }
    }
}

/// Price `k` of product `n`, if it is a multiple: of which one.
#[inline(never)]
fn resolve(prices: &mut [Price], (n, k): (usize, usize), index: &Index, problems: &mut Found) {
    if let Some(Price { currency, scheme: Scheme::MultipleOf { price: id, .. }, .. }) = prices.get(k) {
        let base = index.find(id, &|at| prices.get(at).map(id_of)).unwrap_or(prices.len());
        let mut refuse = |message: fmt::Arguments| {
            let path = format_args!("/products/{n}/prices/{k}/scheme/price");
            problems.tell(Code::UnknownReference, path, message);
        };
        match prices.get(base) {
            _ if id.is_empty() => {}
            None if index.find("", &|at| prices.get(at).map(id_of)).is_some() => {}
            None => refuse(format_args!("this product has no price `{id}`")),
            Some(Price { scheme: Scheme::MultipleOf { .. }, .. }) => {
                refuse(format_args!("`{id}` is a multiple itself; name a price with a scheme of its own"))
            }
            Some(Price { currency: other, .. }) if other.differs(*currency) => refuse(format_args!(
                "`{id}` is in {other}, this price in {currency}; both must be in one currency"
            )),
            Some(_) => {
                if let Some(Price { scheme: Scheme::MultipleOf { index, .. }, .. }) = prices.get_mut(k) {
                    *index = base;
                }
            }
        }
    }
}
