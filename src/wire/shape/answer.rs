//! Answers, problems and differences.

use serde::Serialize;

use super::subscription::SubscriptionShape;
use super::{Each, Exact, One, Outside, PeriodShape, Seal, Shape, Text, Told, Whole, Word};
use crate::answer::{Calculation, CodeOutcome, CreditedEntry, LineKind, Quote, Rejection, Renewal, Share};
use crate::catalog::Proration;
use crate::compare::Difference;
use crate::coupon::Refusal;
use crate::lines::{LinePart, LineTold};
use crate::lint::Warning;
use crate::problem::{Allowed, Problem};
use crate::ratio::Ratio;
use crate::request::RequestType;

/// The answer to a well-formed request.
// For TypeScript: each kind is written by itself.
#[cfg(feature = "typescript")]
#[derive(Serialize, ts_rs::TS)]
#[serde(untagged)]
#[ts(rename = "Answer")]
#[allow(dead_code)]
pub(crate) enum AnswerShape<'a> {
    Priced(One<'a, PricedShape<'a>>),
    Rejected(One<'a, RejectedShape<'a>>),
}

/// It is allowed, and costs this. Amounts are decimal strings with exactly the currency's digits.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Priced", optional_fields))]
pub(crate) struct PricedShape<'a> {
    /// To be paid now.
    amount_due: Text<'a>,
    at: Text<'a>,
    /// What the balance pays of the total.
    balance_applied: Text<'a>,
    /// The catalog's id.
    catalog: &'a str,
    /// The typed codes, normalised, each once.
    codes: Each<'a, CodeShape<'a>>,
    currency: Text<'a>,
    /// `sha256:` and 64 hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(type = "string", optional = false))]
    digest: Option<Seal<'a>>,
    /// Zero or below.
    discount: Text<'a>,
    entitlements: &'a [String],
    /// Credits first, then charges.
    lines: Each<'a, LineShape<'a>>,
    /// Owed to the customer.
    refund: Text<'a>,
    /// Its next renewal, if it will renew and has its prices.
    #[serde(skip_serializing_if = "Option::is_none")]
    renewal: Option<One<'a, RenewalShape<'a>>>,
    #[cfg_attr(feature = "typescript", ts(type = "\"priced\""))]
    status: &'static str,
    /// The state once the amount due is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(as = "SubscriptionShape", optional = false))]
    subscription: Option<One<'a, SubscriptionShape<'a>>>,
    subtotal: Text<'a>,
    tax: Text<'a>,
    total: Text<'a>,
    r#type: Word<RequestType>,
    /// Until when the quote may be held.
    valid_until: Text<'a>,
}

/// A quote with these lines and this digest, whether or not it has its own.
pub(crate) struct Quoted<'a>(pub &'a Quote, pub &'a [LineTold<'a>], pub Option<&'a str>);

impl<'a> Shape<'a> for PricedShape<'a> {
    type Of = Quoted<'a>;

    fn of(&Quoted(quote, lines, digest): &'a Quoted<'a>) -> Self {
        let totals = &quote.totals;
        PricedShape {
            status: "priced",
            r#type: Word(quote.request_type),
            at: Text(&quote.at),
            catalog: &quote.catalog,
            currency: Text(&quote.currency),
            lines: Each(lines),
            codes: Each(&quote.codes),
            subtotal: Text(&totals.subtotal),
            discount: Text(&totals.discount),
            tax: Text(&totals.tax),
            total: Text(&totals.total),
            balance_applied: Text(&totals.balance_applied),
            amount_due: Text(&totals.amount_due),
            refund: Text(&totals.refund),
            subscription: quote.subscription.as_ref().map(One),
            renewal: quote.renewal.as_ref().map(One),
            entitlements: &quote.entitlements,
            valid_until: Text(&quote.valid_until),
            digest: digest.map(Seal),
        }
    }
}

/// One line of a quote.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Line"))]
pub(crate) struct LineShape<'a> {
    /// Before discounts; as the prices are, with or without tax.
    amount: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(as = "CalculationShape", optional = false))]
    calculation: Option<CalculationShape<'a>>,
    discounts: Each<'a, LineDiscountShape<'a>>,
    kind: Word<LineKind>,
    /// Without tax.
    net: Text<'a>,
    period: One<'a, PeriodShape<'a>>,
    product: &'a str,
    /// How many units the line is about.
    quantity: u32,
    tax: Text<'a>,
    /// Every rate that falls on it.
    taxes: Each<'a, LineTaxShape<'a>>,
    /// `net` and `tax`.
    total: Text<'a>,
}

impl<'a> Shape<'a> for LineShape<'a> {
    type Of = LineTold<'a>;

    fn of(line: &'a LineTold<'a>) -> Self {
        LineShape {
            kind: Word(line.kind),
            product: line.product,
            quantity: line.quantity,
            period: One(line.period),
            amount: Text(line.amount),
            discounts: Each(line.discounts),
            net: Text(line.net),
            taxes: Each(line.taxes),
            tax: Text(line.tax),
            total: Text(line.total),
            calculation: line
                .calculation
                .map(|calculation| CalculationShape::new(calculation, line.amount.currency().digits())),
        }
    }
}

/// What a coupon takes off one line.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "LineDiscount"))]
struct LineDiscountShape<'a> {
    /// Below zero.
    amount: Text<'a>,
    code: &'a str,
}

impl<'a> Shape<'a> for LineDiscountShape<'a> {
    type Of = LinePart<'a>;

    fn of(discount: &'a LinePart<'a>) -> Self {
        LineDiscountShape { code: discount.name, amount: Text(&discount.amount) }
    }
}

/// What a rate adds to one line.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "LineTax"))]
struct LineTaxShape<'a> {
    amount: Text<'a>,
    id: &'a str,
}

impl<'a> Shape<'a> for LineTaxShape<'a> {
    type Of = LinePart<'a>;

    fn of(tax: &'a LinePart<'a>) -> Self {
        LineTaxShape { id: tax.name, amount: Text(&tax.amount) }
    }
}

/// How a line's amount came about, exact. Recurring amounts are decimal strings in
/// major units, with at least the currency's digits.
#[derive(Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Calculation", optional_fields))]
enum CalculationShape<'a> {
    /// The rounded `exact` is the amount: (`after` - `before`) * `share` * `withoutTax`.
    Charge {
        /// The recurring amount.
        after: Exact<'a>,
        /// The recurring amount before, where only the difference is charged.
        #[serde(skip_serializing_if = "Option::is_none")]
        before: Option<Exact<'a>>,
        /// In major units, before rounding.
        exact: One<'a, FractionShape>,
        #[cfg_attr(feature = "typescript", ts(type = "\"charge\""))]
        kind: &'static str,
        /// Absent: the whole period.
        #[serde(skip_serializing_if = "Option::is_none")]
        share: Option<One<'a, ShareShape>>,
        /// What an exempt buyer pays of a price that includes tax.
        #[serde(skip_serializing_if = "Option::is_none")]
        without_tax: Option<One<'a, FractionShape>>,
    },
    /// The sum of what each past payment gives back.
    Credit {
        #[serde(skip_serializing_if = "Option::is_none")]
        after: Option<Exact<'a>>,
        /// The recurring amounts, where a smaller quantity gives back a part.
        #[serde(skip_serializing_if = "Option::is_none")]
        before: Option<Exact<'a>>,
        entries: Each<'a, CreditedEntryShape<'a>>,
        #[cfg_attr(feature = "typescript", ts(type = "\"credit\""))]
        kind: &'static str,
        /// The part of each payment that is given back.
        part: One<'a, FractionShape>,
    },
}

impl<'a> CalculationShape<'a> {
    fn new(calculation: &'a Calculation, digits: u8) -> Self {
        let exact = |ratio| Exact(ratio, digits);
        match calculation {
            Calculation::Charge { before, after, share, without_tax, exact: charged } => {
                CalculationShape::Charge {
                    before: before.as_ref().map(exact),
                    after: exact(after),
                    share: share.as_ref().map(One),
                    without_tax: without_tax.as_ref().map(One),
                    exact: One(charged),
                    kind: "charge",
                }
            }
            Calculation::Credit { before, after, part, entries } => CalculationShape::Credit {
                before: before.as_ref().map(exact),
                after: after.as_ref().map(exact),
                part: One(part),
                entries: Each(entries),
                kind: "credit",
            },
        }
    }
}

/// A share of time as it was counted.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Share"))]
struct ShareShape {
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    denominator: i64,
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    numerator: i64,
    unit: Word<Proration>,
}

impl Shape<'_> for ShareShape {
    type Of = Share;

    fn of(share: &Share) -> Self {
        ShareShape { numerator: share.numerator, denominator: share.denominator, unit: Word(share.unit) }
    }
}

/// An exact fraction in lowest terms; integers of any length, hence strings.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Fraction"))]
pub(super) struct FractionShape {
    #[cfg_attr(feature = "typescript", ts(as = "String"))]
    denominator: Whole,
    #[cfg_attr(feature = "typescript", ts(as = "String"))]
    numerator: Whole,
}

impl Shape<'_> for FractionShape {
    type Of = Ratio;

    fn of(ratio: &Ratio) -> Self {
        let (numerator, denominator) = ratio.lowest();
        FractionShape { numerator: Whole(numerator), denominator: Whole(denominator) }
    }
}

/// A ledger entry's part in a credit.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CreditedEntry"))]
struct CreditedEntryShape<'a> {
    /// In major units, before rounding.
    exact_net: One<'a, FractionShape>,
    exact_tax: One<'a, FractionShape>,
    net: Text<'a>,
    period: One<'a, PeriodShape<'a>>,
    share: One<'a, ShareShape>,
    tax: Text<'a>,
}

impl<'a> Shape<'a> for CreditedEntryShape<'a> {
    type Of = CreditedEntry;

    fn of(entry: &'a CreditedEntry) -> Self {
        CreditedEntryShape {
            net: Text(&entry.net),
            tax: Text(&entry.tax),
            period: One(&entry.period),
            share: One(&entry.share),
            exact_net: One(&entry.exact_net),
            exact_tax: One(&entry.exact_tax),
        }
    }
}

/// What became of a typed code.
#[derive(Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CodeOutcome", optional_fields))]
enum CodeShape<'a> {
    Applied {
        /// Below zero.
        amount: Text<'a>,
        #[cfg_attr(feature = "typescript", ts(type = "true"))]
        applied: bool,
        code: &'a str,
    },
    Refused {
        #[cfg_attr(feature = "typescript", ts(type = "false"))]
        applied: bool,
        code: &'a str,
        message: Outside<'a>,
        reason: Word<Refusal>,
    },
}

impl<'a> Shape<'a> for CodeShape<'a> {
    type Of = CodeOutcome;

    fn of(outcome: &'a CodeOutcome) -> Self {
        match outcome {
            CodeOutcome::Applied { code, amount } => {
                CodeShape::Applied { code, applied: true, amount: Text(amount) }
            }
            CodeOutcome::Refused { code, reason, message } => {
                CodeShape::Refused { code, applied: false, reason: Word(*reason), message: Outside(message) }
            }
        }
    }
}

/// The next renewal, as it would be if nothing changes until then.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Renewal"))]
struct RenewalShape<'a> {
    amount_due: Text<'a>,
    at: Text<'a>,
    discount: Text<'a>,
    subtotal: Text<'a>,
    tax: Text<'a>,
    total: Text<'a>,
}

impl<'a> Shape<'a> for RenewalShape<'a> {
    type Of = Renewal;

    fn of(renewal: &'a Renewal) -> Self {
        let totals = &renewal.totals;
        RenewalShape {
            at: Text(&renewal.at),
            subtotal: Text(&totals.subtotal),
            discount: Text(&totals.discount),
            tax: Text(&totals.tax),
            total: Text(&totals.total),
            amount_due: Text(&totals.amount_due),
        }
    }
}

/// It is not allowed, for all these reasons.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Rejected"))]
pub(crate) struct RejectedShape<'a> {
    at: Text<'a>,
    /// The catalog's id.
    catalog: &'a str,
    problems: Each<'a, ProblemShape<'a>>,
    #[cfg_attr(feature = "typescript", ts(type = "\"rejected\""))]
    status: &'static str,
    r#type: Word<RequestType>,
}

impl<'a> Shape<'a> for RejectedShape<'a> {
    type Of = Rejection;

    fn of(rejection: &'a Rejection) -> Self {
        RejectedShape {
            status: "rejected",
            r#type: Word(rejection.request_type),
            at: Text(&rejection.at),
            catalog: &rejection.catalog,
            problems: Each(&rejection.problems),
        }
    }
}

/// One thing that is wrong.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Problem", optional_fields))]
pub(crate) struct ProblemShape<'a> {
    /// What would be allowed: roles, an instant, a quantity.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<AllowedShape>"))]
    allowed: Option<AllowedShape<'a>>,
    /// Never changes its meaning.
    code: Word<crate::problem::Code>,
    /// For a person; may change between versions.
    message: &'a str,
    /// RFC 6901 pointer into what was sent.
    path: &'a str,
}

impl<'a> Shape<'a> for ProblemShape<'a> {
    type Of = Problem;

    fn of(problem: &'a Problem) -> Self {
        ProblemShape {
            code: Word(problem.code),
            path: &problem.path,
            message: &problem.message,
            allowed: problem.allowed.as_ref().map(|allowed| match allowed {
                Allowed::Roles(roles) => AllowedShape::Roles(roles),
                Allowed::From(instant) => AllowedShape::From(Text(instant)),
                Allowed::Quantity(quantity) => AllowedShape::Quantity(*quantity),
            }),
        }
    }
}

/// What would be allowed: roles, from when on, or the nearest quantity.
#[derive(Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Allowed"))]
enum AllowedShape<'a> {
    Roles(&'a [String]),
    From(Text<'a>),
    Quantity(u32),
}

/// A doubt about a catalog that is legal.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Warning"))]
pub(crate) struct WarningShape<'a> {
    code: Word<crate::lint::Doubt>,
    /// For a person; may change between versions.
    message: &'a str,
    /// RFC 6901 pointer into the catalog.
    path: &'a str,
}

impl<'a> Shape<'a> for WarningShape<'a> {
    type Of = Warning;

    fn of(warning: &'a Warning) -> Self {
        WarningShape { code: Word(warning.code), path: &warning.path, message: &warning.message }
    }
}

/// What pricing again found.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Verification"))]
pub(crate) struct VerificationShape<'a> {
    /// The answer that they give.
    #[cfg_attr(feature = "typescript", ts(as = "AnswerShape"))]
    pub answer: Told<'a>,
    /// The catalog and the request give an answer with the digest.
    pub holds: bool,
}

/// One place where two answers differ.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Difference", optional_fields))]
pub(crate) struct DifferenceShape<'a> {
    /// Absent where only the second has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "unknown"))]
    a: Option<Told<'a>>,
    /// Absent where only the first has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "unknown"))]
    b: Option<Told<'a>>,
    /// RFC 6901 pointer.
    path: &'a str,
}

impl<'a> Shape<'a> for DifferenceShape<'a> {
    type Of = Difference;

    fn of(difference: &'a Difference) -> Self {
        DifferenceShape {
            path: &difference.path,
            a: difference.a.as_deref().map(Told),
            b: difference.b.as_deref().map(Told),
        }
    }
}

#[cfg(feature = "typescript")]
pub(super) fn declare(out: &mut super::super::typescript::Declarations) {
    out.add::<AnswerShape>();
    out.add::<PricedShape>();
    out.add::<LineShape>();
    out.add::<LineDiscountShape>();
    out.add::<LineTaxShape>();
    out.add::<CalculationShape>();
    out.add::<ShareShape>();
    out.add::<FractionShape>();
    out.add::<CreditedEntryShape>();
    out.add::<CodeShape>();
    out.add::<RenewalShape>();
    out.add::<RejectedShape>();
    out.add::<ProblemShape>();
    out.add::<AllowedShape>();
    out.add::<DifferenceShape>();
    out.add::<WarningShape>();
    out.add::<VerificationShape>();
}
