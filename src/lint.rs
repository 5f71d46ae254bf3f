//! Catalogs that are legal and surely wrong.

use std::fmt;

use crate::amount::Currency;
use crate::calendar::Cycle;
use crate::catalog::{Catalog, Price, Product, Scheme};
use crate::coupon::{Amounts, Coupon, Off, Redemptions, allows};
use crate::limits;
use crate::order::repeated_names;
use crate::price::recurring;
use crate::ratio::Ratio;
use crate::request::RequestType;
use crate::wire;
use crate::word::words;

words! {
    /// What kind of doubt it is.
    pub enum Doubt {
        /// More units cost less in total.
        HigherQuantityCheaper => "higher_quantity_cheaper",
        /// A longer cycle costs more than the monthly price for its months.
        LongerCycleDearer => "longer_cycle_dearer",
        /// A policy whose roles are none: nobody may ever buy or change.
        PolicyAllowsNobody => "policy_allows_nobody",
        /// A policy that no product names.
        PolicyUnused => "policy_unused",
        /// A product without a price.
        ProductWithoutPrice => "product_without_price",
        /// A coupon without an amount, cap or minimum for a currency in which its products are sold.
        CouponLacksCurrency => "coupon_lacks_currency",
        /// A code that can never apply.
        CouponNeverApplies => "coupon_never_applies",
        /// Two coupons with one code after normalisation; the first counts.
        DuplicateCode => "duplicate_code",
    }
}

/// A doubt about a catalog.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Warning {
    /// The kind.
    pub code: Doubt,
    /// RFC 6901 pointer into the catalog.
    pub path: String,
    /// For a person: what was found and what was probably meant. May change between versions.
    pub message: String,
}

impl Warning {
    /// As a JSON array: `[{"code", "path", "message"}]`.
    #[must_use]
    pub fn to_json(warnings: &[Warning]) -> String {
        wire::encode::warnings_json(warnings)
    }
}

/// Warnings for what is legal but surely wrong. No warning changes a price.
///
/// # Examples
///
/// A year for 150.00 costs more than twelve months at 12.00, 144.00:
///
/// ```
/// use quotient::{Catalog, Doubt, lint};
///
/// let catalog = Catalog::parse(
///     r#"{"id": "shop", "products": [{"id": "seat", "name": "Workspace", "unitName": "seat", "prices": [
///         {"id": "seat-month", "currency": "USD", "cycle": {"unit": "month"},
///          "scheme": {"type": "perUnit", "amount": "12.00"}},
///         {"id": "seat-year", "currency": "USD", "cycle": {"unit": "year"},
///          "scheme": {"type": "perUnit", "amount": "150.00"}}]}]}"#,
/// )?;
/// let warnings = lint(&catalog);
/// assert_eq!(warnings.len(), 1);
/// assert_eq!(warnings[0].code, Doubt::LongerCycleDearer);
/// assert_eq!(warnings[0].path, "/products/0/prices/1");
/// # Ok::<(), quotient::Problems>(())
/// ```
#[must_use]
pub fn lint(catalog: &Catalog) -> Vec<Warning> {
    let mut found = Found(Vec::new());
    for (n, policy) in catalog.policies.iter().enumerate() {
        let id = &policy.id;
        if policy.roles.as_ref().is_some_and(Vec::is_empty) {
            let message = format_args!(
                "`{id}` allows no role, so nobody may ever buy or change; leave `roles` out to allow anyone"
            );
            found.add(Doubt::PolicyAllowsNobody, format_args!("/policies/{n}/roles"), message);
        }
        if !catalog.products.iter().any(|product| product.policy == Some(n)) {
            let message = format_args!("no product names the policy `{id}`");
            found.add(Doubt::PolicyUnused, format_args!("/policies/{n}"), message);
        }
    }
    for (n, product) in catalog.products.iter().enumerate() {
        let (id, unit) = (&product.id, &product.unit_name);
        if product.prices.is_empty() {
            let message = format_args!("`{id}` can never be sold");
            found.add(Doubt::ProductWithoutPrice, format_args!("/products/{n}/prices"), message);
        }
        for (k, price) in product.prices.iter().enumerate() {
            if let Some((fewer, more)) = cheaper(product, price) {
                let path = format_args!("/products/{n}/prices/{k}/scheme");
                let message = format_args!("{more} {unit}s cost less in total than {fewer}");
                found.add(Doubt::HigherQuantityCheaper, path, message);
            }
            if let Some((quantity, months)) = dearer(product, price) {
                let path = format_args!("/products/{n}/prices/{k}");
                let message = format_args!(
                    "{quantity} {unit}s cost more for every {} than for {months} single months",
                    price.cycle
                );
                found.add(Doubt::LongerCycleDearer, path, message);
            }
        }
    }
    let coupons = &catalog.coupons;
    let repeats = repeated_names(coupons.len(), &|at| coupons.get(at).map(|coupon| &*coupon.code));
    // Of each coupon, which is the first one with its code.
    let mut firsts: Vec<usize> = Vec::new();
    for (n, (coupon, repeat)) in coupons.iter().zip(repeats).enumerate() {
        let code = &coupon.code;
        let first = repeat.and_then(|before| firsts.get(before)).map_or(n, |first| *first);
        firsts.push(first);
        if first != n {
            let message = format_args!(
                "`{code}` is the code of /coupons/{first} already, which is the one that counts"
            );
            found.add(Doubt::DuplicateCode, format_args!("/coupons/{n}/code"), message);
        }
        let currencies = currencies(catalog, coupon);
        if let Some(why) = never_applies(coupon, &currencies) {
            let message = format_args!("`{code}` can never apply: {why}");
            found.add(Doubt::CouponNeverApplies, format_args!("/coupons/{n}"), message);
            continue;
        }
        for currency in currencies {
            if let Some(what) = coupon.lacks(currency) {
                let message =
                    format_args!("`{code}` has no {what} for {currency}, in which its products are sold");
                found.add(Doubt::CouponLacksCurrency, format_args!("/coupons/{n}"), message);
            }
        }
    }
    found.0
}

/// Warnings as they are met.
struct Found(Vec<Warning>);

impl Found {
    #[inline(never)]
    fn add(&mut self, code: Doubt, path: fmt::Arguments, message: fmt::Arguments) {
        self.0.push(Warning { code, path: fmt::format(path), message: fmt::format(message) });
    }
}

/// Quantities at which the price may step: its bounds, and both sides of every tier.
fn steps(product: &Product, price: &Price) -> Vec<u32> {
    let mut quantities = vec![price.nearest_quantity(0).unwrap_or(1)];
    let base = match &price.scheme {
        Scheme::MultipleOf { index, .. } => {
            product.prices.get(*index).map_or(&price.scheme, |base| &base.scheme)
        }
        own => own,
    };
    if let Scheme::Volume { tiers } | Scheme::Graduated { tiers } = base {
        for last in tiers.iter().filter_map(|tier| tier.up_to) {
            let last = u32::try_from(last).unwrap_or(limits::QUANTITY).min(limits::QUANTITY);
            for quantity in [last, last.saturating_add(1)] {
                quantities.push(price.nearest_quantity(quantity).unwrap_or(quantity));
            }
        }
    }
    if let Some(most) = price.max_quantity.and_then(|most| price.nearest_quantity(most)) {
        quantities.push(most);
    }
    quantities
}

/// A quantity and a higher one that costs less in total. Multiples repeat what their base does.
fn cheaper(product: &Product, price: &Price) -> Option<(u32, u32)> {
    if matches!(price.scheme, Scheme::MultipleOf { .. }) {
        return None;
    }
    let quantities = steps(product, price);
    let mut pairs = quantities.iter().zip(quantities.iter().skip(1));
    let (fewer, more) = pairs.find(|(fewer, more)| {
        fewer < more && recurring(price, product, **more) < recurring(price, product, **fewer)
    })?;
    Some((*fewer, *more))
}

/// A quantity for which a cycle of several months costs more than the months one by one.
fn dearer(product: &Product, price: &Price) -> Option<(u32, u32)> {
    let months = price.cycle.months().filter(|months| *months > 1)?;
    let monthly = product.price(price.currency, Cycle::MONTH)?;
    steps(product, price)
        .into_iter()
        .find(|quantity| {
            let single = recurring(monthly, product, *quantity).mul(&Ratio::integer(i128::from(months)));
            recurring(price, product, *quantity) > single
        })
        .map(|quantity| (quantity, months))
}

/// The currencies of the prices that a coupon can discount, each once.
fn currencies(catalog: &Catalog, coupon: &Coupon) -> Vec<Currency> {
    let mut currencies = Vec::new();
    for product in catalog.products.iter().filter(|product| coupon.names(&product.id)) {
        for price in &product.prices {
            if price.discountable
                && allows(&coupon.cycles, &price.cycle)
                && !currencies.contains(&price.currency)
            {
                currencies.push(price.currency);
            }
        }
    }
    currencies
}

fn never_applies(coupon: &Coupon, currencies: &[Currency]) -> Option<String> {
    let for_type = |one| allows(&coupon.types, &one);
    let Redemptions { limit, used, per_account, .. } = coupon.redemptions;
    if let (Some(from), Some(until)) = (coupon.from, coupon.until)
        && from >= until
    {
        return Some(format!("it ends at {until}, before it starts at {from}"));
    }
    let nothing = |amounts: &Amounts| amounts.iter().all(|amount| amount.is_zero());
    let takes_nothing = match &coupon.off {
        Off::Percent(percent) => percent.is_zero(),
        Off::Amount(amounts) | Off::AmountPerUnit(amounts) => nothing(amounts),
    };
    let capped = !coupon.max_discount.is_empty() && nothing(&coupon.max_discount);
    let why = if limit.is_some_and(|limit| used >= limit) {
        "it has been redeemed as often as it may be"
    } else if per_account == Some(0) {
        "no account may redeem it"
    } else if !for_type(RequestType::Purchase) && !for_type(RequestType::Change) {
        "codes are typed for a purchase or a change, and it is for neither"
    } else if coupon.first_purchase_only && !for_type(RequestType::Purchase) {
        "it is for a first purchase and not for purchases"
    } else if takes_nothing || capped {
        "it takes nothing off"
    } else if currencies.is_empty() {
        "no price that it names may be discounted"
    } else if currencies.iter().all(|currency| coupon.lacks(*currency).is_some()) {
        "it has no amounts for any currency in which its products are sold"
    } else {
        return None;
    };
    Some(why.to_owned())
}
