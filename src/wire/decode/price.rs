//! Prices: those of a catalog and those agreed with a customer (S3, S4).

use std::fmt::Arguments;

use super::{Decoder, Draft};
use crate::amount::{Currency, Decimal};
use crate::calendar::Cycle;
use crate::catalog::{Price, Scheme, Tier};
use crate::digits::Digits;
use crate::limits;
use crate::problem::Code;
use crate::word::Word;

impl Draft for Price {
    const DRAFT: Price = Price {
        id: None,
        currency: Currency::DRAFT,
        cycle: Cycle::DRAFT,
        scheme: Scheme::Flat { amount: Decimal::ZERO },
        min_quantity: 1,
        max_quantity: None,
        quantity_step: 1,
        discountable: true,
        entitlements: Vec::new(),
    };
}

/// No tier's end: where it could not be read.
const UNREAD: Option<u64> = Some(0);

impl Draft for Tier {
    const DRAFT: Tier = Tier { up_to: UNREAD, unit: Decimal::ZERO, flat: Decimal::ZERO };
}

/// The types of schemes; which fields each has is told in `scheme`. A price of its own is of one of
/// the first five.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Flat,
    PerUnit,
    Package,
    Volume,
    Graduated,
    MultipleOf,
}

impl Word for Kind {
    const WORDS: &[&str] = &["flat", "perUnit", "package", "volume", "graduated", "multipleOf"];
    const MEANINGS: &[Kind] =
        &[Kind::Flat, Kind::PerUnit, Kind::Package, Kind::Volume, Kind::Graduated, Kind::MultipleOf];
}

impl Decoder<'_> {
    /// A price of a catalog.
    pub(super) fn price(&mut self, price: &mut Price) {
        if self.open("a price") {
            self.required("id").some(Decoder::text, &mut price.id);
            self.price_terms(Kind::WORDS, price);
        }
    }

    /// A price agreed with a customer: without id, not a multiple of another.
    pub(super) fn agreed_price(&mut self, price: &mut Price) {
        if self.open("an agreed price") {
            let own = Kind::WORDS.split_last().map_or(Kind::WORDS, |(_multiple_of, own)| own);
            self.price_terms(own, price);
        }
    }

    fn price_terms(&mut self, types: &[&str], price: &mut Price) {
        self.required("currency").currency(&mut price.currency);
        self.required("cycle").cycle(&mut price.cycle);
        self.required("scheme").scheme(types, &mut price.scheme);
        let flaws = self.flaws;
        self.optional("minQuantity").quantity(0, &mut price.min_quantity);
        self.optional("maxQuantity").some_integer(1, limits::QUANTITY, &mut price.max_quantity);
        self.optional("quantityStep").quantity(1, &mut price.quantity_step);
        let bounds = self.flaws == flaws;
        self.optional("discountable").boolean(&mut price.discountable);
        self.optional("entitlements").texts(&mut price.entitlements);
        self.close();
        if bounds && price.nearest_quantity(1).is_none() {
            self.refuse_bounds(price);
        }
    }

    #[cold]
    #[inline(never)]
    fn refuse_bounds(&mut self, price: &Price) {
        let most = price.max_quantity.map_or("any".to_owned(), |most| most.to_string());
        let (step, least) = (price.quantity_step, price.min_quantity);
        let message = format_args!("no multiple of {step} lies within {least} and {most}; widen the bounds");
        self.refuse(Code::QuantityRangeEmpty, message);
    }

    fn scheme(&mut self, types: &[&str], scheme: &mut Scheme) {
        if !self.open("a price scheme") {
            return;
        }
        let place = self.required("type").place(types);
        let Some(kind) = Kind::MEANINGS.get(place).filter(|_| place < types.len()) else {
            // Of an unknown type no field is known.
            return self.leave();
        };
        *scheme = match kind {
            Kind::Flat | Kind::PerUnit => {
                let mut amount = Decimal::ZERO;
                self.required("amount").decimal(&mut amount);
                if *kind == Kind::Flat { Scheme::Flat { amount } } else { Scheme::PerUnit { amount } }
            }
            other => self.other_scheme(*other),
        };
        self.close();
    }

    /// One of those that are not as usual as flat ones and those of units, which the caller reads.
    #[inline(never)]
    fn other_scheme(&mut self, kind: Kind) -> Scheme {
        let (mut amount, mut size, mut tiers) = (Decimal::ZERO, 1, Vec::new());
        match kind {
            Kind::Package => {
                self.required("size").quantity(1, &mut size);
                self.required("amount").decimal(&mut amount);
                Scheme::Package { size, amount }
            }
            Kind::Volume | Kind::Graduated => {
                self.required("tiers").tiers(&mut tiers);
                if kind == Kind::Volume { Scheme::Volume { tiers } } else { Scheme::Graduated { tiers } }
            }
            Kind::MultipleOf | Kind::Flat | Kind::PerUnit => {
                let mut price = String::new();
                self.required("price").text(&mut price);
                self.required("times").decimal(&mut amount);
                Scheme::MultipleOf { price, index: 0, times: amount }
            }
        }
    }

    #[inline(never)]
    fn tiers(&mut self, tiers: &mut Vec<Tier>) {
        if !self.list(limits::TIERS, Decoder::tier, tiers) {
            return;
        }
        let Some(last) = tiers.len().checked_sub(1) else {
            let message = format_args!("there is no tier; the last one's `upTo` is null");
            return self.refuse(Code::TiersMalformed, message);
        };
        let mut below = 0;
        for (n, tier) in tiers.iter().enumerate() {
            let mut refuse = |message: Arguments| {
                self.refuse_in(&format!("/{n}/upTo"), Code::TiersMalformed, message);
            };
            match tier.up_to {
                UNREAD => {}
                None if n == last => {}
                None => refuse(format_args!("`upTo` is null before the last tier; name its last unit")),
                Some(end) if n == last => {
                    let end = Digits::new(end, 1);
                    refuse(format_args!("the last tier ends at {}; its `upTo` is null", end.as_str()));
                }
                Some(end) if end > below => below = end,
                Some(end) => {
                    let (end, below) = (Digits::new(end, 1), Digits::new(below, 1));
                    let (end, below) = (end.as_str(), below.as_str());
                    refuse(format_args!("{end} does not rise above {below}, the end of the tier before"));
                }
            }
        }
    }

    fn tier(&mut self, tier: &mut Tier) {
        if !self.open("a tier") {
            return;
        }
        let (flaws, mut up_to) = (self.flaws, None);
        self.required("upTo").unless_null().some_integer(1, u32::MAX, &mut up_to);
        if self.flaws == flaws {
            tier.up_to = up_to.map(u64::from);
        }
        self.optional("unit").decimal(&mut tier.unit);
        self.optional("flat").decimal(&mut tier.flat);
        self.close();
    }
}
