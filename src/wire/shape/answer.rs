//! Answers, problems and differences.

use serde::Serialize;

use super::subscription::SubscriptionShape;
use super::{PeriodShape, Text, Word};
use crate::amount::{Amount, Currency};
use crate::answer::{
    Answer, Calculation, CodeOutcome, CreditedEntry, Line, LineKind, Quote, Rejection, Renewal, Share,
};
use crate::calendar::Instant;
use crate::catalog::Proration;
use crate::compare::Difference;
use crate::discount::Refusal;
use crate::lint::Warning;
use crate::problem::{Allowed, Problem};
use crate::ratio::Ratio;
use crate::request::RequestType;
use crate::verify::Verification;
use crate::wire::json::Json;

/// The answer to a well-formed request.
#[derive(Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Answer"))]
pub(crate) enum AnswerShape<'a> {
    Priced(Box<PricedShape<'a>>),
    Rejected(RejectedShape<'a>),
}

impl<'a> From<&'a Answer> for AnswerShape<'a> {
    fn from(answer: &'a Answer) -> Self {
        match answer {
            Answer::Priced(quote) => AnswerShape::Priced(Box::new(PricedShape::new(quote, true))),
            Answer::Rejected(rejection) => AnswerShape::Rejected((&**rejection).into()),
        }
    }
}

/// It is allowed, and costs this. Amounts are decimal strings with exactly the currency's digits.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Priced", optional_fields))]
pub(crate) struct PricedShape<'a> {
    #[cfg_attr(feature = "typescript", ts(type = "\"priced\""))]
    status: &'static str,
    r#type: Word<RequestType>,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    at: Text<Instant>,
    /// The catalog's id.
    catalog: &'a str,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    currency: Text<Currency>,
    /// Credits first, then charges.
    lines: Vec<LineShape<'a>>,
    /// The typed codes, normalised, each once.
    codes: Vec<CodeShape<'a>>,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    subtotal: Text<Amount>,
    /// Zero or below.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    discount: Text<Amount>,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    tax: Text<Amount>,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    total: Text<Amount>,
    /// What the balance pays of the total.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    balance_applied: Text<Amount>,
    /// To be paid now.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    amount_due: Text<Amount>,
    /// Owed to the customer.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    refund: Text<Amount>,
    /// The state once the amount due is paid.
    subscription: SubscriptionShape<'a>,
    /// Its next renewal, if it will renew and has its prices.
    #[serde(skip_serializing_if = "Option::is_none")]
    renewal: Option<RenewalShape>,
    entitlements: &'a [String],
    /// Until when the quote may be held.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    valid_until: Text<Instant>,
    /// `sha256:` and 64 hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(type = "string", optional = false))]
    digest: Option<&'a str>,
}

impl<'a> PricedShape<'a> {
    /// `whole`: with the digest and messages, which are outside of what the digest covers (S9).
    pub(crate) fn new(quote: &'a Quote, whole: bool) -> Self {
        let totals = &quote.totals;
        PricedShape {
            status: "priced",
            r#type: Word(quote.request_type),
            at: Text(quote.at),
            catalog: &quote.catalog,
            currency: Text(quote.currency),
            lines: quote.lines.iter().map(LineShape::from).collect(),
            codes: quote.codes.iter().map(|code| CodeShape::new(code, whole)).collect(),
            subtotal: Text(totals.subtotal),
            discount: Text(totals.discount),
            tax: Text(totals.tax),
            total: Text(totals.total),
            balance_applied: Text(totals.balance_applied),
            amount_due: Text(totals.amount_due),
            refund: Text(totals.refund),
            subscription: (&quote.subscription).into(),
            renewal: quote.renewal.as_ref().map(RenewalShape::from),
            entitlements: &quote.entitlements,
            valid_until: Text(quote.valid_until),
            digest: whole.then_some(&*quote.digest),
        }
    }
}

/// One line of a quote.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Line"))]
pub(crate) struct LineShape<'a> {
    kind: Word<LineKind>,
    product: &'a str,
    /// How many units the line is about.
    quantity: u32,
    period: PeriodShape,
    /// Before discounts; as the prices are, with or without tax.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    amount: Text<Amount>,
    discounts: Vec<LineDiscountShape<'a>>,
    /// Without tax.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    net: Text<Amount>,
    /// Every rate that falls on it.
    taxes: Vec<LineTaxShape<'a>>,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    tax: Text<Amount>,
    /// `net` and `tax`.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    total: Text<Amount>,
    calculation: CalculationShape,
}

impl<'a> From<&'a Line> for LineShape<'a> {
    fn from(line: &'a Line) -> Self {
        LineShape {
            kind: Word(line.kind),
            product: &line.product,
            quantity: line.quantity,
            period: line.period.into(),
            amount: Text(line.amount),
            discounts: line
                .discounts
                .iter()
                .map(|discount| LineDiscountShape { code: &discount.code, amount: Text(discount.amount) })
                .collect(),
            net: Text(line.net),
            taxes: line
                .taxes
                .iter()
                .map(|tax| LineTaxShape { id: &tax.id, amount: Text(tax.amount) })
                .collect(),
            tax: Text(line.tax),
            total: Text(line.total),
            calculation: CalculationShape::new(&line.calculation, line.amount.currency()),
        }
    }
}

/// What a coupon takes off one line.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "LineDiscount"))]
struct LineDiscountShape<'a> {
    code: &'a str,
    /// Below zero.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    amount: Text<Amount>,
}

/// What a rate adds to one line.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "LineTax"))]
struct LineTaxShape<'a> {
    id: &'a str,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    amount: Text<Amount>,
}

/// How a line's amount came about, exact. Recurring amounts are decimal strings in
/// major units, with at least the currency's digits.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Calculation", optional_fields))]
enum CalculationShape {
    /// The rounded `exact` is the amount: (`after` - `before`) * `share` * `withoutTax`.
    Charge {
        /// The recurring amount before, where only the difference is charged.
        #[serde(skip_serializing_if = "Option::is_none")]
        before: Option<String>,
        /// The recurring amount.
        after: String,
        /// Absent: the whole period.
        #[serde(skip_serializing_if = "Option::is_none")]
        share: Option<ShareShape>,
        /// What an exempt buyer pays of a price that includes tax.
        #[serde(skip_serializing_if = "Option::is_none")]
        without_tax: Option<FractionShape>,
        /// In major units, before rounding.
        exact: FractionShape,
    },
    /// The sum of what each past payment gives back.
    Credit {
        /// The recurring amounts, where a smaller quantity gives back a part.
        #[serde(skip_serializing_if = "Option::is_none")]
        before: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        after: Option<String>,
        /// The part of each payment that is given back.
        part: FractionShape,
        entries: Vec<CreditedEntryShape>,
    },
}

impl CalculationShape {
    fn new(calculation: &Calculation, currency: Currency) -> Self {
        // Recurring amounts are sums and products of decimals, so they end.
        let decimal = |ratio: &Ratio| ratio.to_decimal(currency.digits()).unwrap_or_default();
        match calculation {
            Calculation::Charge { before, after, share, without_tax, exact } => CalculationShape::Charge {
                before: before.as_ref().map(decimal),
                after: decimal(after),
                share: share.as_ref().map(ShareShape::from),
                without_tax: without_tax.as_ref().map(FractionShape::from),
                exact: exact.into(),
            },
            Calculation::Credit { before, after, part, entries } => CalculationShape::Credit {
                before: before.as_ref().map(decimal),
                after: after.as_ref().map(decimal),
                part: part.into(),
                entries: entries.iter().map(CreditedEntryShape::from).collect(),
            },
        }
    }
}

/// A share of time as it was counted.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Share"))]
struct ShareShape {
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    numerator: i64,
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    denominator: i64,
    unit: Word<Proration>,
}

impl From<&Share> for ShareShape {
    fn from(share: &Share) -> Self {
        ShareShape { numerator: share.numerator, denominator: share.denominator, unit: Word(share.unit) }
    }
}

/// An exact fraction in lowest terms; integers of any length, hence strings.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Fraction"))]
pub(super) struct FractionShape {
    numerator: String,
    denominator: String,
}

impl From<&Ratio> for FractionShape {
    fn from(ratio: &Ratio) -> Self {
        let (numerator, denominator) = ratio.reduced();
        FractionShape { numerator, denominator }
    }
}

/// A ledger entry's part in a credit.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CreditedEntry"))]
struct CreditedEntryShape {
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    net: Text<Amount>,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    tax: Text<Amount>,
    period: PeriodShape,
    share: ShareShape,
    /// In major units, before rounding.
    exact_net: FractionShape,
    exact_tax: FractionShape,
}

impl From<&CreditedEntry> for CreditedEntryShape {
    fn from(entry: &CreditedEntry) -> Self {
        CreditedEntryShape {
            net: Text(entry.net),
            tax: Text(entry.tax),
            period: entry.period.into(),
            share: (&entry.share).into(),
            exact_net: (&entry.exact_net).into(),
            exact_tax: (&entry.exact_tax).into(),
        }
    }
}

/// What became of a typed code.
#[derive(Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CodeOutcome", optional_fields))]
enum CodeShape<'a> {
    Applied {
        code: &'a str,
        #[cfg_attr(feature = "typescript", ts(type = "true"))]
        applied: bool,
        /// Below zero.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        amount: Text<Amount>,
    },
    Refused {
        code: &'a str,
        #[cfg_attr(feature = "typescript", ts(type = "false"))]
        applied: bool,
        reason: Word<Refusal>,
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(type = "string", optional = false))]
        message: Option<&'a str>,
    },
}

impl<'a> CodeShape<'a> {
    fn new(outcome: &'a CodeOutcome, messages: bool) -> Self {
        match outcome {
            CodeOutcome::Applied { code, amount } => {
                CodeShape::Applied { code, applied: true, amount: Text(*amount) }
            }
            CodeOutcome::Refused { code, reason, message } => CodeShape::Refused {
                code,
                applied: false,
                reason: Word(*reason),
                message: messages.then_some(message),
            },
        }
    }
}

/// The next renewal, as it would be if nothing changes until then.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Renewal"))]
struct RenewalShape {
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    at: Text<Instant>,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    subtotal: Text<Amount>,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    discount: Text<Amount>,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    tax: Text<Amount>,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    total: Text<Amount>,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    amount_due: Text<Amount>,
}

impl From<&Renewal> for RenewalShape {
    fn from(renewal: &Renewal) -> Self {
        let totals = &renewal.totals;
        RenewalShape {
            at: Text(renewal.at),
            subtotal: Text(totals.subtotal),
            discount: Text(totals.discount),
            tax: Text(totals.tax),
            total: Text(totals.total),
            amount_due: Text(totals.amount_due),
        }
    }
}

/// It is not allowed, for all these reasons.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Rejected"))]
pub(crate) struct RejectedShape<'a> {
    #[cfg_attr(feature = "typescript", ts(type = "\"rejected\""))]
    status: &'static str,
    r#type: Word<RequestType>,
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    at: Text<Instant>,
    /// The catalog's id.
    catalog: &'a str,
    problems: Vec<ProblemShape<'a>>,
}

impl<'a> From<&'a Rejection> for RejectedShape<'a> {
    fn from(rejection: &'a Rejection) -> Self {
        RejectedShape {
            status: "rejected",
            r#type: Word(rejection.request_type),
            at: Text(rejection.at),
            catalog: &rejection.catalog,
            problems: rejection.problems.iter().map(ProblemShape::from).collect(),
        }
    }
}

/// One thing that is wrong.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Problem", optional_fields))]
pub(crate) struct ProblemShape<'a> {
    /// Never changes its meaning.
    code: Word<crate::problem::Code>,
    /// RFC 6901 pointer into what was sent.
    path: &'a str,
    /// For a person; may change between versions.
    message: &'a str,
    /// What would be allowed: roles, an instant, a quantity.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<AllowedShape>"))]
    allowed: Option<AllowedShape<'a>>,
}

impl<'a> From<&'a Problem> for ProblemShape<'a> {
    fn from(problem: &'a Problem) -> Self {
        ProblemShape {
            code: Word(problem.code),
            path: &problem.path,
            message: &problem.message,
            allowed: problem.allowed.as_ref().map(|allowed| match allowed {
                Allowed::Roles(roles) => AllowedShape::Roles(roles),
                Allowed::From(instant) => AllowedShape::From(instant.to_string()),
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
    From(String),
    Quantity(u32),
}

/// A doubt about a catalog that is legal.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Warning"))]
pub(crate) struct WarningShape<'a> {
    code: Word<crate::lint::Doubt>,
    /// RFC 6901 pointer into the catalog.
    path: &'a str,
    /// For a person; may change between versions.
    message: &'a str,
}

impl<'a> From<&'a Warning> for WarningShape<'a> {
    fn from(warning: &'a Warning) -> Self {
        WarningShape { code: Word(warning.code), path: &warning.path, message: &warning.message }
    }
}

/// What pricing again found.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Verification"))]
pub(crate) struct VerificationShape<'a> {
    /// The catalog and the request give an answer with the digest.
    holds: bool,
    /// The answer that they give.
    answer: AnswerShape<'a>,
}

impl<'a> From<&'a Verification> for VerificationShape<'a> {
    fn from(verification: &'a Verification) -> Self {
        VerificationShape { holds: verification.holds, answer: (&verification.answer).into() }
    }
}

/// One place where two answers differ.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Difference", optional_fields))]
pub(crate) struct DifferenceShape<'a> {
    /// RFC 6901 pointer.
    path: &'a str,
    /// Absent where only the second has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "unknown"))]
    a: Option<&'a Json>,
    /// Absent where only the first has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "unknown"))]
    b: Option<&'a Json>,
}

impl<'a> From<&'a Difference> for DifferenceShape<'a> {
    fn from(difference: &'a Difference) -> Self {
        DifferenceShape { path: &difference.path, a: difference.a.as_ref(), b: difference.b.as_ref() }
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
