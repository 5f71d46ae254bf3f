//! The shapes that go out, described by serde. TypeScript's declarations are made from the
//! same types, so that they cannot drift.

pub(crate) mod answer;
pub(crate) mod catalog;
pub(crate) mod options;
pub(crate) mod request;
pub(crate) mod subscription;

use std::fmt::Display;

use serde::{Serialize, Serializer};

use crate::amount::Decimal;
use crate::calendar::{Cycle, Period, Unit};
use crate::discount::Amounts;

/// A value that travels as its text: an amount, an instant, a currency.
#[derive(Clone, Copy)]
pub(crate) struct Text<T>(pub T);

impl<T: Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// A decimal: as it was written for people, in its normal spelling under a digest.
#[derive(Clone, Copy)]
pub(crate) struct Spelled(pub Decimal);

impl Serialize for Spelled {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let spelled = if serializer.is_human_readable() { self.0 } else { self.0.normalized() };
        serializer.collect_str(&spelled)
    }
}

/// A value of an enumeration, as its word.
#[derive(Clone, Copy)]
pub(crate) struct Word<T>(pub T);

macro_rules! wire_words {
    ($($path:path => $name:literal,)*) => {
    $(
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
    crate::discount::Refusal => "CodeRefusal",
    crate::ratio::Rounding => "Rounding",
    crate::calendar::Unit => "CycleUnit",
    crate::answer::LineKind => "LineKind",
    crate::problem::Code => "ProblemCode",
    crate::lint::Doubt => "WarningCode",
}

/// Amounts by currency.
pub(crate) struct MoneyShape<'a>(pub &'a Amounts);

impl Serialize for MoneyShape<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|amount| (Text(amount.currency()), Text(*amount))))
    }
}

/// A billing cycle: a rule, every so many units.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Cycle", optional_fields))]
pub(crate) struct CycleShape {
    unit: Word<Unit>,
    /// 1 to 36, default 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u32>,
}

impl From<Cycle> for CycleShape {
    fn from(cycle: Cycle) -> Self {
        CycleShape { unit: Word(cycle.unit()), count: (cycle.count() != 1).then_some(cycle.count()) }
    }
}

/// A concrete stretch of time, half-open.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Period"))]
pub(crate) struct PeriodShape {
    /// RFC 3339, in answers UTC with whole seconds.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    start: Text<crate::calendar::Instant>,
    /// Exclusive.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    end: Text<crate::calendar::Instant>,
}

impl From<Period> for PeriodShape {
    fn from(period: Period) -> Self {
        PeriodShape { start: Text(period.start), end: Text(period.end) }
    }
}

/// `Some` where a value is not the default, which is left out.
pub(crate) fn unless<T: PartialEq>(value: T, default: &T) -> Option<T> {
    (value != *default).then_some(value)
}

/// `Some` where a list or map names something.
pub(crate) fn filled<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
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
