//! Payment: the trait that a provider implements, and the built-in test provider.

mod test_provider;

use async_trait::async_trait;
use thiserror::Error;

pub use test_provider::{Payment, TestProvider};

use crate::money::Money;

/// What became of a payment. It never changes any more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The money was taken, or given back.
    Accepted,
    /// Nothing happened, and nothing will under this key.
    Declined,
    /// The same, because it was [voided](PaymentProvider::void) before it arrived.
    Voided,
}

/// The provider gave no outcome: the payment may have happened or not.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("the provider's outcome is not known: {0}")]
pub struct OutcomeUnknown(pub String);

/// A payment provider. Every payment carries a key of its own: the same key again never pays again, it
/// answers what the first call did. A call may end without an outcome, in an error or never; then the
/// caller asks by key.
#[async_trait]
pub trait PaymentProvider: Send + Sync {
    /// Takes money, above zero, from a card.
    async fn charge(&self, key: &str, money: &Money, card: &str) -> Result<Outcome, OutcomeUnknown>;

    /// Gives money back, above zero, to the card that paid.
    async fn refund(&self, key: &str, money: &Money, card: &str) -> Result<Outcome, OutcomeUnknown>;

    /// What became of the payment with this key. `None`: it never arrived.
    async fn find(&self, key: &str) -> Result<Option<Outcome>, OutcomeUnknown>;

    /// Sees to it that a payment which has not arrived does nothing if it still does. What became of one that
    /// has arrived stays as it is, and is the answer.
    async fn void(&self, key: &str) -> Result<Outcome, OutcomeUnknown>;
}
