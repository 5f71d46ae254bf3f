//! Writing an intent down: the request, its answer and the amount as it will leave.

use crate::store::Connection;

use crate::failure::Failure;
use crate::money::Money;
use crate::pricing::{Priced, Quoted};
use crate::store::accounts::Subscription;
use crate::store::intents::{self, Intent};
use crate::store::{codes, new_id, numbers};

/// What an intent is made from.
pub struct Opening<'a> {
    /// `change`, `purchase`, `renewal`, `cancellation` or `resumption`.
    pub kind: &'a str,
    /// Unique within the organization.
    pub key: &'a str,
    /// Hash of the content that came with the key.
    pub fingerprint: &'a str,
    /// Who confirmed; nobody for a renewal.
    pub user: Option<&'a str>,
    /// As it was priced.
    pub subscription: &'a Subscription,
    /// Digest of the catalog that priced it.
    pub catalog: &'a str,
    /// The request and its answer.
    pub quoted: &'a Quoted,
    /// What is in the answer.
    pub priced: &'a Priced,
    /// What shall pay.
    pub card: Option<&'a str>,
}

impl Opening<'_> {
    /// Writes the intent, open, and takes the redemptions of the codes that apply.
    ///
    /// # Errors
    /// 422 where the amount cannot leave, or nothing shall pay it; the database fails.
    pub async fn write(&self, db: &mut Connection, now: i64) -> Result<Intent, Failure> {
        let mut intent = self.intent(now)?;
        intent.order_number = numbers::next(db, numbers::ORDERS).await?;
        intents::insert(db, &intent).await?;
        for code in self.priced.codes.iter().filter(|code| code.applied) {
            codes::redeem(db, &code.code, Some(&intent.organization), Some(&intent.id), now).await?;
        }
        Ok(intent)
    }

    fn intent(&self, now: i64) -> Result<Intent, Failure> {
        let priced = self.priced;
        let money = |amount: &str| {
            Money::of(amount, &priced.currency)
                .map_err(|error| Failure::malformed("out_of_range", "", error.to_string()))
        };
        let (due, refund) = (money(&priced.amount_due)?, money(&priced.refund)?);
        if due.minor > 0 && self.card.is_none() {
            let message = "`card` is missing: there is an amount to pay";
            return Err(Failure::malformed("missing_field", "/card", message));
        }
        Ok(Intent {
            id: new_id("int"),
            kind: self.kind.to_owned(),
            organization: self.subscription.organization.clone(),
            idempotency_key: self.key.to_owned(),
            fingerprint: self.fingerprint.to_owned(),
            order_id: new_id("ord"),
            order_number: 0,
            subscription: self.subscription.id.clone(),
            version: self.subscription.version,
            user_id: self.user.map(str::to_owned),
            request: self.quoted.request.clone(),
            catalog: self.catalog.to_owned(),
            digest: priced.digest.clone(),
            answer: self.quoted.answer.clone(),
            quoted_at: self.quoted.at,
            // Never both: a total is above or below zero.
            amount: if due.minor > 0 { due.minor } else { -refund.minor },
            digits: due.digits,
            currency: due.currency,
            card: self.card.filter(|_| due.minor > 0).map(str::to_owned),
            quote: None,
            purchase_order: None,
            due_at: None,
            state: "open".to_owned(),
            lease: None,
            leased_until: None,
            handed_over_at: None,
            created_at: now,
            reply_status: None,
            reply: None,
        })
    }
}
