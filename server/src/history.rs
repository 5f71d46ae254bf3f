//! What an account was about so far: orders, payments, credits and quotes, the latest first, in pages.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::failure::Failure;
use crate::money::is_above_zero;
use crate::quotes;
use crate::store::intents::{self, Intent};
use crate::store::orders::{self, Order, Paid};
use crate::store::quotes::{self as saved, SavedQuote};
use crate::store::{Connection, numbers};
use crate::views::{OrderView, instant, quote_number};

/// Orders of a page, and quotes.
pub const PAGE: i64 = 50;

/// A page of an account's history.
#[derive(Debug, Serialize, ToSchema)]
pub struct History {
    /// Paid, on their way, or come to nothing.
    pub orders: Vec<OrderView>,
    /// What was paid for them, and what went back.
    pub payments: Vec<Payment>,
    /// What customers got for what they had paid before.
    pub credits: Vec<Credit>,
    /// Saved quotes.
    pub quotes: Vec<QuoteView>,
    /// `before` of the next page; none: this is the last.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Money that moved, or did not.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Payment {
    /// The order's id.
    pub order: String,
    /// `charge` or `refund`.
    pub kind: &'static str,
    /// Above zero.
    pub amount: String,
    /// ISO 4217.
    pub currency: String,
    /// `accepted`, `declined`, `pending` or `awaitingPayment`.
    pub status: &'static str,
    /// The card that paid, or got back.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// The number of the customer's purchase order.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purchase_order: Option<String>,
    /// Of a purchase order's payment, as the seller knows it.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// When it came to be.
    pub at: String,
}

/// What a customer got for what was paid before.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Credit {
    /// The order's id.
    pub order: String,
    /// The subscription's id.
    pub subscription: String,
    /// For which product; none for the balance.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Above zero what the customer got; below zero what a balance paid.
    pub amount: String,
    /// ISO 4217.
    pub currency: String,
    /// When it came to be.
    pub at: String,
    /// `proration`: for time that was paid and not used; `balance`: into the balance, or out of it.
    pub kind: &'static str,
}

/// A saved quote in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuoteView {
    /// `quo_…`
    pub id: String,
    /// `QT-1001`
    pub number: String,
    /// `change` or `purchase`.
    pub r#type: String,
    /// `open`, `accepted`, `expired` or `withdrawn`.
    pub state: &'static str,
    /// When it was saved.
    pub created_at: String,
    /// It may be accepted up to here.
    pub valid_until: String,
    /// What it costs.
    pub amount_due: String,
    /// ISO 4217.
    pub currency: String,
    /// The order that it became, or is becoming.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
}

/// Where a page begins: below these numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cursor {
    orders: i64,
    quotes: i64,
}

impl Cursor {
    /// The beginning.
    pub const LATEST: Cursor = Cursor { orders: i64::MAX, quotes: i64::MAX };

    /// Reads what `next` was.
    pub fn parse(text: &str) -> Option<Cursor> {
        let (orders, quotes) = text.split_once('.')?;
        let number = |text: &str| text.parse().ok().filter(|number| *number >= numbers::FIRST - 1);
        Some(Cursor { orders: number(orders)?, quotes: number(quotes)? })
    }
}

/// One page.
///
/// # Errors
/// The database fails.
pub async fn page(
    db: &mut Connection,
    organization: &str,
    before: Cursor,
    now: i64,
) -> Result<History, Failure> {
    let (entries, more_orders) = entries(db, organization, before.orders).await?;
    let mut quotes = saved::latest(db, organization, before.quotes, PAGE + 1).await?;
    let more_quotes = cut(&mut quotes);
    let next = Cursor {
        orders: if more_orders { entries.last().map_or(0, Entry::number) } else { numbers::FIRST - 1 },
        quotes: if more_quotes { quotes.last().map_or(0, |quote| quote.number) } else { numbers::FIRST - 1 },
    };
    let mut history = History {
        orders: Vec::new(),
        payments: Vec::new(),
        credits: Vec::new(),
        quotes: Vec::new(),
        next: (more_orders || more_quotes).then(|| format!("{}.{}", next.orders, next.quotes)),
    };
    for entry in &entries {
        history.add(entry)?;
    }
    for quote in &quotes {
        history.quotes.push(view(db, quote, now).await?);
    }
    Ok(history)
}

/// Cuts a list that was read one longer than a page. True: there is more.
fn cut<T>(list: &mut Vec<T>) -> bool {
    let page = PAGE as usize;
    let more = list.len() > page;
    list.truncate(page);
    more
}

/// An order, or what did not become one (yet).
enum Entry {
    Paid(Box<Paid>),
    Not(Box<Intent>),
}

impl Entry {
    fn number(&self) -> i64 {
        match self {
            Entry::Paid(paid) => paid.order.number,
            Entry::Not(intent) => intent.order_number,
        }
    }
}

async fn entries(
    db: &mut Connection,
    organization: &str,
    before: i64,
) -> Result<(Vec<Entry>, bool), Failure> {
    let paid = orders::before(db, organization, before, PAGE + 1).await?;
    let not = intents::without_order(db, organization, before, PAGE + 1).await?;
    let mut entries: Vec<Entry> = paid.into_iter().map(|paid| Entry::Paid(Box::new(paid))).collect();
    entries.extend(not.into_iter().map(|intent| Entry::Not(Box::new(intent))));
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.number()));
    let more = cut(&mut entries);
    Ok((entries, more))
}

impl History {
    fn add(&mut self, entry: &Entry) -> Result<(), Failure> {
        match entry {
            Entry::Paid(paid) => {
                self.orders.push(OrderView::from(&paid.order));
                self.payments.extend(payments(paid));
                self.credits.extend(credits(&paid.order)?);
            }
            Entry::Not(intent) => {
                let order = OrderView::of_intent(intent)?;
                self.payments.extend(attempt(intent, &order));
                self.orders.push(order);
            }
        }
        Ok(())
    }
}

/// What was paid for an order, and what went back.
fn payments(paid: &Paid) -> Vec<Payment> {
    let order = &paid.order;
    let payment = |kind, amount: &str| Payment {
        order: order.id.clone(),
        kind,
        amount: amount.to_owned(),
        currency: order.currency.clone(),
        status: "accepted",
        card: order.card.clone(),
        purchase_order: order.purchase_order.clone(),
        reference: paid.reference.clone(),
        at: instant(order.paid_at),
    };
    let mut payments = Vec::new();
    for (kind, amount) in [("charge", &order.amount_due), ("refund", &order.refund)] {
        if is_above_zero(amount) {
            payments.push(payment(kind, amount));
        }
    }
    payments
}

/// A payment that has not come, or was declined.
fn attempt(intent: &Intent, order: &OrderView) -> Option<Payment> {
    let status = match order.state {
        "canceled" => return None,
        state => state,
    };
    let (kind, amount) =
        if intent.amount < 0 { ("refund", &order.refund) } else { ("charge", &order.amount_due) };
    is_above_zero(amount).then(|| Payment {
        order: order.id.clone(),
        kind,
        amount: amount.clone(),
        currency: order.currency.clone(),
        status,
        card: order.card.clone(),
        purchase_order: order.purchase_order.clone(),
        reference: None,
        at: instant(intent.closed_at.unwrap_or(intent.created_at)),
    })
}

/// What a customer got by an order for what was paid before.
fn credits(order: &Order) -> Result<Vec<Credit>, Failure> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Answer {
        lines: Vec<Line>,
        total: String,
        refund: String,
        balance_applied: String,
    }
    #[derive(Deserialize)]
    struct Line {
        kind: String,
        product: String,
        total: String,
    }
    let answer: Answer =
        serde_json::from_str(&order.answer).map_err(|error| Failure::internal("stored answer", error))?;
    let credit = |kind, product: Option<String>, amount: String| Credit {
        order: order.id.clone(),
        subscription: order.subscription.clone(),
        product,
        amount,
        currency: order.currency.clone(),
        at: instant(order.paid_at),
        kind,
    };
    let mut credits = Vec::new();
    for line in answer.lines.into_iter().filter(|line| line.kind == "credit") {
        credits.push(credit("proration", Some(line.product), negated(&line.total)));
    }
    // The provider never had it; or the policy keeps what is owed as balance, and the answer has no refund.
    let kept = if is_above_zero(&answer.refund) { order.to_balance.clone() } else { negated(&answer.total) };
    if is_above_zero(&kept) {
        credits.push(credit("balance", None, kept));
    }
    if is_above_zero(&answer.balance_applied) {
        credits.push(credit("balance", None, negated(&answer.balance_applied)));
    }
    Ok(credits)
}

/// The amount with the other sign.
fn negated(amount: &str) -> String {
    amount.strip_prefix('-').map_or_else(|| format!("-{amount}"), str::to_owned)
}

async fn view(db: &mut Connection, quote: &SavedQuote, now: i64) -> Result<QuoteView, Failure> {
    let priced = quotes::priced(quote)?;
    let order = saved::order(db, &quote.id).await?;
    Ok(QuoteView {
        id: quote.id.clone(),
        number: quote_number(quote.number),
        r#type: quote.kind.clone(),
        state: quotes::state(quote, order.is_some(), now),
        created_at: instant(quote.created_at),
        valid_until: instant(quote.valid_until),
        amount_due: priced.amount_due,
        currency: priced.currency,
        order,
    })
}
