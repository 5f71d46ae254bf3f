//! The lines of a quote as they are told. They borrow what they tell, so that a text is written without making
//! values first.

use crate::amount::Amount;
use crate::answer::{Calculation, Line, LineDiscount, LineKind, LineTax};
use crate::calendar::Period;
use crate::prorate::BareLine;
use crate::tax::Taxed;

/// What a coupon takes off a line, or a rate adds to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LinePart<'a> {
    /// The coupon's code, the rate's id.
    pub name: &'a str,
    pub amount: Amount,
}

/// A [`Line`].
pub(crate) struct LineTold<'a> {
    pub kind: LineKind,
    pub product: &'a str,
    pub quantity: u32,
    pub period: &'a Period,
    pub amount: &'a Amount,
    pub discounts: &'a [LinePart<'a>],
    pub net: &'a Amount,
    pub taxes: &'a [LinePart<'a>],
    pub tax: &'a Amount,
    pub total: &'a Amount,
    pub calculation: Option<&'a Calculation>,
}

/// The lines that were priced.
pub(crate) fn told<'a>(taxed: &'a Taxed<'a>) -> Vec<LineTold<'a>> {
    let told = |line: &'a BareLine<'a>| LineTold {
        kind: line.kind,
        product: &line.row.product.id,
        quantity: line.quantity,
        period: &line.period,
        amount: &line.amount,
        discounts: &line.discounts,
        net: &line.net,
        taxes: &line.taxes,
        tax: &line.tax,
        total: &line.total,
        calculation: line.calculation.as_deref(),
    };
    taxed.0.lines.iter().map(told).collect()
}

/// The same as values, with or without how their amounts came about.
pub(crate) fn owned(taxed: Taxed, calculation: bool) -> Vec<Line> {
    let owned = |line: BareLine| Line {
        kind: line.kind,
        product: line.row.product.id.clone(),
        quantity: line.quantity,
        period: line.period,
        amount: line.amount,
        discounts: list(&line.discounts, |code, amount| LineDiscount { code, amount }),
        net: line.net,
        taxes: list(&line.taxes, |id, amount| LineTax { id, amount }),
        tax: line.tax,
        total: line.total,
        calculation: line.calculation.filter(|_| calculation),
    };
    taxed.0.lines.into_iter().map(owned).collect()
}

fn list<T>(parts: &[LinePart], owned: fn(String, Amount) -> T) -> Vec<T> {
    parts.iter().map(|part| owned(part.name.to_owned(), part.amount)).collect()
}

/// What coupons take off a line, and what rates add to it.
pub(crate) type PartsOf<'a> = (Vec<LinePart<'a>>, Vec<LinePart<'a>>);

/// That of each line of a quote.
pub(crate) fn parts(lines: &[Line]) -> Vec<PartsOf<'_>> {
    lines.iter().map(parts_of).collect()
}

fn parts_of(Line { discounts, taxes, .. }: &Line) -> PartsOf<'_> {
    let discounts = discounts.iter().map(|part| LinePart { name: &part.code, amount: part.amount });
    let taxes = taxes.iter().map(|part| LinePart { name: &part.id, amount: part.amount });
    (discounts.collect(), taxes.collect())
}

/// The lines of a quote with these [`parts`] of theirs.
pub(crate) fn again<'a>(lines: &'a [Line], parts: &'a [PartsOf<'a>]) -> Vec<LineTold<'a>> {
    let told = |(line, (discounts, taxes)): (&'a Line, &'a PartsOf<'a>)| LineTold {
        kind: line.kind,
        product: &line.product,
        quantity: line.quantity,
        period: &line.period,
        amount: &line.amount,
        discounts,
        net: &line.net,
        taxes,
        tax: &line.tax,
        total: &line.total,
        calculation: line.calculation.as_deref(),
    };
    lines.iter().zip(parts).map(told).collect()
}
