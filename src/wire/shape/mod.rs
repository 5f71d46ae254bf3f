//! The shapes that go out, described by serde. TypeScript's declarations are made from the
//! same types, so that they cannot drift.

pub(crate) mod answer;
pub(crate) mod catalog;
pub(crate) mod options;
pub(crate) mod request;
pub(crate) mod subscription;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::amount::Decimal;
use crate::calendar::{Cycle, Instant, Period, Unit};
use crate::canonical::{DIGEST, OUTSIDE, SPELLED};
use crate::coupon::Amounts;
use crate::digits::{Digits, Plain};
use crate::ratio::{Int, Ratio};

/// How a type of the domain is described.
pub(crate) trait Shape<'a>: Serialize {
    type Of;

    fn of(described: &'a Self::Of) -> Self;
}

/// Something by its shape, which is made when it is written.
pub(crate) struct One<'a, S: Shape<'a>>(pub &'a S::Of);

impl<'a, S: Shape<'a>> Serialize for One<'a, S> {
    fn serialize<W: Serializer>(&self, serializer: W) -> Result<W::Ok, W::Error> {
        S::of(self.0).serialize(serializer)
    }
}

/// A list, each by its shape.
pub(crate) struct Each<'a, S: Shape<'a>>(pub &'a [S::Of]);

impl<'a, S: Shape<'a>> Serialize for Each<'a, S> {
    fn serialize<W: Serializer>(&self, serializer: W) -> Result<W::Ok, W::Error> {
        serializer.collect_seq(self.0.iter().map(One::<S>))
    }
}

/// The same where a shape needs to know something else.
pub(crate) trait ShapeIn<'a>: Serialize {
    type Of;
    type In: Copy;

    fn of(described: &'a Self::Of, within: Self::In) -> Self;
}

/// Something by such a shape.
pub(crate) struct OneIn<'a, S: ShapeIn<'a>>(pub &'a S::Of, pub S::In);

impl<'a, S: ShapeIn<'a>> Serialize for OneIn<'a, S> {
    fn serialize<W: Serializer>(&self, serializer: W) -> Result<W::Ok, W::Error> {
        S::of(self.0, self.1).serialize(serializer)
    }
}

/// A list of such.
pub(crate) struct EachIn<'a, S: ShapeIn<'a>>(pub &'a [S::Of], pub S::In);

impl<'a, S: ShapeIn<'a>> Serialize for EachIn<'a, S> {
    fn serialize<W: Serializer>(&self, serializer: W) -> Result<W::Ok, W::Error> {
        serializer.collect_seq(self.0.iter().map(|each| OneIn::<S>(each, self.1)))
    }
}

/// A text outside of what a digest covers (S9), in a field that is not the first one.
#[derive(Clone, Copy)]
pub(crate) struct Outside<'a>(pub &'a str);

impl Serialize for Outside<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(OUTSIDE, self.0)
    }
}

/// The digest, likewise.
#[derive(Clone, Copy)]
pub(crate) struct Seal<'a>(pub &'a str);

impl Serialize for Seal<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(DIGEST, self.0)
    }
}

/// A value that travels as its text: an amount, an instant, a currency.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a>(pub &'a dyn Plain);

impl Serialize for Text<'_> {
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = Digits::empty();
        self.0.plain(&mut text);
        serializer.serialize_bytes(text.quoted())
    }
}

/// An end or a start of a period, of which often many are the same.
#[derive(Clone, Copy)]
pub(crate) struct Bound<'a>(pub &'a Instant);

impl Serialize for Bound<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i128(self.0.seconds().into())
    }
}

/// Canonical JSON that is there already.
#[derive(Clone, Copy)]
pub(crate) struct Told<'a>(pub &'a str);

impl Serialize for Told<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0.as_bytes())
    }
}

/// A decimal: as it was written for people, in its normal spelling under a digest.
#[derive(Clone, Copy)]
pub(crate) struct Spelled<'a>(pub &'a Decimal);

impl Serialize for Spelled<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(SPELLED, &EitherWay(self.0))
    }
}

struct EitherWay<'a>(&'a Decimal);

impl Serialize for EitherWay<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let normalized = self.0.normalized();
        Text(if serializer.is_human_readable() { self.0 } else { &normalized }).serialize(serializer)
    }
}

/// An exact decimal with at least so many digits, of a fraction that ends: sums and products of
/// decimals do.
#[derive(Clone, Copy)]
pub(crate) struct Exact<'a>(pub &'a Ratio, pub u8);

impl Serialize for Exact<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_decimal(self.1).unwrap_or_default())
    }
}

/// A whole number of any size, as a text.
pub(crate) struct Whole(pub Int);

impl Serialize for Whole {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.to_small() {
            Some(small) => Text(&small).serialize(serializer),
            None => serializer.serialize_str(&self.0.decimal(0)),
        }
    }
}

/// Amounts by currency.
pub(crate) struct ByCurrency<'a>(pub &'a Amounts);

impl Serialize for ByCurrency<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for amount in self.0.iter() {
            map.serialize_entry(amount.currency().code(), &Text(amount))?;
        }
        map.end()
    }
}

/// Declares for TypeScript what stands for another type.
#[cfg(feature = "typescript")]
macro_rules! declared_as {
    ($(<$($generic:tt),*> $type:ty [$($bounds:tt)*] => $other:ty,)*) => {$(
        impl<$($generic),*> ts_rs::TS for $type where $($bounds)* {
            type WithoutGenerics = Self;
            type OptionInnerType = Self;
            fn name(cfg: &ts_rs::Config) -> String { <$other as ts_rs::TS>::name(cfg) }
            fn inline(cfg: &ts_rs::Config) -> String { <$other as ts_rs::TS>::inline(cfg) }
        }
    )*};
}

#[cfg(feature = "typescript")]
declared_as! {
    <'a, S> One<'a, S> [S: Shape<'a> + ts_rs::TS] => S,
    <'a, S> Each<'a, S> [S: Shape<'a> + ts_rs::TS] => Vec<S>,
    <'a, S> OneIn<'a, S> [S: ShapeIn<'a> + ts_rs::TS] => S,
    <'a, S> EachIn<'a, S> [S: ShapeIn<'a> + ts_rs::TS] => Vec<S>,
    <'a> Outside<'a> [] => String,
    <'a> Seal<'a> [] => String,
    <'a> Text<'a> [] => String,
    <'a> Bound<'a> [] => String,
    <'a> Spelled<'a> [] => String,
    <'a> Exact<'a> [] => String,
    <'a> ByCurrency<'a> [] => std::collections::HashMap<String, String>,
}

/// A value of an enumeration, as its word.
#[derive(Clone, Copy)]
pub(crate) struct Word<T>(pub T);

macro_rules! wire_words {
    ($($path:path => $name:literal,)*) => {
    $(
        impl Shape<'_> for Word<$path> {
            type Of = $path;

            fn of(value: &$path) -> Self {
                Word(*value)
            }
        }

        impl Serialize for Word<$path> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.0.as_str())
            }
        }

        #[cfg(feature = "typescript")]
        impl ts_rs::TS for Word<$path> {
            type WithoutGenerics = Self;
            type OptionInnerType = Self;
            fn name(_: &ts_rs::Config) -> String { $name.to_owned() }
            fn inline(_: &ts_rs::Config) -> String {
                let words: Vec<_> = <$path>::ALL.iter().map(|(word, _)| format!("\"{word}\"")).collect();
                words.join(" | ")
            }
            fn decl(cfg: &ts_rs::Config) -> String { format!("type {} = {};", $name, Self::inline(cfg)) }
        }
    )*

        #[cfg(feature = "typescript")]
        fn declare_words(out: &mut super::typescript::Declarations) {
            $(out.add::<Word<$path>>();)*
        }
    };
}

wire_words! {
    crate::catalog::Timing => "Timing",
    crate::catalog::QuantityChange => "QuantityChange",
    crate::catalog::Proration => "Proration",
    crate::catalog::NegativeTotal => "NegativeTotal",
    crate::catalog::CancellationTerms => "CancellationTerms",
    crate::request::RequestType => "RequestType",
    crate::request::TaxBehavior => "TaxBehavior",
    crate::request::RoundingLevel => "RoundingLevel",
    crate::subscription::Status => "SubscriptionStatus",
    crate::coupon::Refusal => "CodeRefusal",
    crate::ratio::Rounding => "Rounding",
    crate::calendar::Unit => "CycleUnit",
    crate::answer::LineKind => "LineKind",
    crate::problem::Code => "ProblemCode",
    crate::lint::Doubt => "WarningCode",
}

/// A billing cycle: a rule, every so many units.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Cycle", optional_fields))]
pub(crate) struct CycleShape {
    /// 1 to 36, default 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u32>,
    unit: Word<Unit>,
}

impl Shape<'_> for CycleShape {
    type Of = Cycle;

    fn of(cycle: &Cycle) -> Self {
        CycleShape { unit: Word(cycle.unit()), count: unless(cycle.count(), &1) }
    }
}

/// A concrete stretch of time, half-open.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Period"))]
pub(crate) struct PeriodShape<'a> {
    /// Exclusive.
    end: Bound<'a>,
    /// RFC 3339, in answers UTC with whole seconds.
    start: Bound<'a>,
}

impl<'a> Shape<'a> for PeriodShape<'a> {
    type Of = Period;

    fn of(period: &'a Period) -> Self {
        PeriodShape { start: Bound(&period.start), end: Bound(&period.end) }
    }
}

/// `Some` where a value is not the default, which is left out.
pub(crate) fn unless<T: PartialEq>(value: T, default: &T) -> Option<T> {
    (value != *default).then_some(value)
}

/// `Some` where a list names something.
pub(crate) fn filled<'a, S: Shape<'a>>(list: &'a [S::Of]) -> Option<Each<'a, S>> {
    (!list.is_empty()).then_some(Each(list))
}

/// `Some` where a list of ids names something.
pub(crate) fn named(ids: &[String]) -> Option<&[String]> {
    (!ids.is_empty()).then_some(ids)
}

/// Declares every shape for TypeScript.
#[cfg(feature = "typescript")]
pub(super) fn declare(out: &mut super::typescript::Declarations) {
    declare_words(out);
    out.add::<CycleShape>();
    out.add::<PeriodShape>();
    catalog::declare(out);
    subscription::declare(out);
    request::declare(out);
    answer::declare(out);
    options::declare(out);
}
