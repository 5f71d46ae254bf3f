//! Writing an intent down: the request, its answer, the amount as it will leave and the state that
//! will be.

use quotient::RequestType;
use serde_json::Value;

use crate::facts::Target;
use crate::failure::Failure;
use crate::money::Money;
use crate::pricing::{Priced, Quoted};
use crate::refunds::{self, Split};
use crate::store::intents::{self, Intent};
use crate::store::{Connection, codes, new_id, numbers};

/// What an intent is made from.
pub struct Opening<'a> {
    /// The type of the request.
    pub kind: RequestType,
    /// Unique within the organization.
    pub key: &'a str,
    /// Hash of the content that came with the key.
    pub fingerprint: &'a str,
    /// Who confirmed; nobody for a renewal by the job.
    pub user: Option<&'a str>,
    /// As it was priced.
    pub target: &'a Target,
    /// Digest of the catalog that priced it.
    pub catalog: &'a str,
    /// The request and its answer.
    pub quoted: &'a Quoted,
    /// What is in the answer.
    pub priced: &'a Priced,
    /// What shall pay.
    pub payment: Payment<'a>,
    /// The saved quote that is accepted.
    pub quote: Option<&'a str>,
}

/// How an intent is paid.
#[derive(Clone, Copy, Debug)]
pub enum Payment<'a> {
    /// Through the provider; a card is needed where there is an amount to pay.
    Card(Option<&'a str>),
    /// By an invoice for the customer's purchase order.
    PurchaseOrder {
        /// The customer's number.
        number: &'a str,
        /// Until when it is to be paid.
        due_at: i64,
    },
}

impl Opening<'_> {
    /// Writes the intent and takes the redemptions of the codes that apply.
    ///
    /// # Errors
    /// 422 where the amount cannot leave, or nothing shall pay it; the database fails.
    pub async fn write(&self, db: &mut Connection, now: i64) -> Result<Intent, Failure> {
        let (due, refund) = amounts(self.priced)?;
        let split = refunds::split(db, &self.target.id, refund).await?;
        let mut intent = self.intent(due, &split, now)?;
        if intent.amount < 0 {
            intent.card = split.card;
        }
        intent.order_number = numbers::next(db, numbers::ORDERS).await?;
        intents::insert(db, &intent).await?;
        for code in self.priced.codes.iter().filter(|code| code.applied) {
            codes::redeem(db, &code.code, Some(&intent.organization), Some(&intent.id), now).await?;
        }
        Ok(intent)
    }

    fn intent(&self, due: Money, split: &Split, now: i64) -> Result<Intent, Failure> {
        let (card, purchase_order, due_at) = match self.payment {
            Payment::Card(card) => (card, None, None),
            Payment::PurchaseOrder { number, due_at } => (None, Some(number), Some(due_at)),
        };
        // The job has nobody to ask for one: its renewal is declined.
        if due.minor > 0 && card.is_none() && purchase_order.is_none() && self.user.is_some() {
            let message = "`card` is missing: there is an amount to pay";
            return Err(Failure::malformed("missing_field", "/card", message));
        }
        let state = if due.minor > 0 && purchase_order.is_some() { "awaitingPayment" } else { "open" };
        Ok(Intent {
            id: new_id("int"),
            kind: self.kind.as_str().to_owned(),
            organization: self.target.organization.clone(),
            idempotency_key: self.key.to_owned(),
            fingerprint: self.fingerprint.to_owned(),
            order_id: new_id("ord"),
            order_number: 0,
            subscription: self.target.id.clone(),
            version: self.target.version,
            user_id: self.user.map(str::to_owned),
            request: self.quoted.request.clone(),
            catalog: self.catalog.to_owned(),
            digest: self.priced.digest.clone(),
            answer: self.quoted.answer.clone(),
            state_after: self.state_after(split)?,
            quoted_at: self.quoted.at,
            // Never both: a total is above or below zero.
            amount: if due.minor > 0 { due.minor } else { -split.back.minor },
            digits: due.digits,
            currency: due.currency,
            card: card.filter(|_| due.minor > 0).map(str::to_owned),
            quote: self.quote.map(str::to_owned),
            purchase_order: purchase_order.map(str::to_owned),
            due_at,
            state: state.to_owned(),
            lease: None,
            leased_until: None,
            handed_over_at: None,
            created_at: now,
            reply_status: None,
            reply: None,
            reference: None,
            closed_at: None,
        })
    }

    /// The engine's state after, with what it does not know: the id of what is new, and what of a refund
    /// stays as balance.
    fn state_after(&self, split: &Split) -> Result<String, Failure> {
        let priced = self.priced.subscription.get();
        let new = self.kind == RequestType::Purchase;
        if !new && split.rest.minor == 0 {
            return Ok(priced.to_owned());
        }
        let mut state: Value =
            serde_json::from_str(priced).map_err(|error| Failure::internal("state after", error))?;
        if let Some(fields) = state.as_object_mut().filter(|_| new) {
            fields.insert("id".to_owned(), self.target.id.clone().into());
        }
        refunds::add_to_balance(&mut state, &split.rest)?;
        Ok(state.to_string())
    }
}

/// What is to be paid, and what is owed to the customer, as a provider takes them.
///
/// # Errors
/// 422 `out_of_range`: more minor units than that.
pub fn amounts(priced: &Priced) -> Result<(Money, Money), Failure> {
    let money = |amount: &str| {
        Money::of(amount, &priced.currency)
            .map_err(|error| Failure::malformed("out_of_range", "", error.to_string()))
    };
    Ok((money(&priced.amount_due)?, money(&priced.refund)?))
}

/// 422: an idempotency key belongs to its content.
pub fn key_reused() -> Failure {
    let message = "this idempotency key came with another content before; use a new key";
    Failure::malformed("idempotency_key_reused", "", message)
}
