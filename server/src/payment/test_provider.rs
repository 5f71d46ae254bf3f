//! A provider that moves no money. It keeps its own log in its own file or schema, as a provider elsewhere
//! would, so that what the server knows and what the provider did can really differ.

use std::sync::Arc;

use async_trait::async_trait;
use sqlx::AnyPool;
use sqlx::migrate::Migrator;

use super::{Outcome, OutcomeUnknown, PaymentProvider};
use crate::clock::Clock;
use crate::money::Money;
use crate::store::{Location, OpenError, open_pool};

static TABLES: Migrator = sqlx::migrate!("./migrations/provider");

/// Pays.
const CARD_WORKS: &str = "test_works";
/// Pays, and the first answer never arrives.
const CARD_TIMEOUT: &str = "test_timeout";
/// Pays, and takes nothing back.
const CARD_NO_REFUND: &str = "test_no_refund";

/// A payment as the log holds it.
#[derive(Clone, PartialEq, Eq, Debug, sqlx::FromRow)]
pub struct Payment {
    /// The key under which it was asked for.
    pub key: String,
    /// `charge`, `refund`, or `void` for one that never arrived.
    pub kind: String,
    /// Minor units, above zero; 0 of what was voided.
    pub amount: i64,
    /// ISO 4217; empty of what was voided.
    pub currency: String,
    /// What was charged, or gets it back.
    pub card: Option<String>,
    /// 1: it happened. 0: it was declined, or voided.
    pub accepted: i64,
}

/// The built-in provider.
pub struct TestProvider {
    log: AnyPool,
    clock: Arc<dyn Clock>,
}

impl TestProvider {
    /// Opens its log, makes it if it is not there.
    ///
    /// # Errors
    /// It cannot be opened or belongs to another version.
    pub async fn open(location: &Location, clock: Arc<dyn Clock>) -> Result<TestProvider, OpenError> {
        Ok(TestProvider { log: open_pool(location, 1, &TABLES).await?, clock })
    }

    /// How many payments were accepted, and the minor units that came in less those that went out.
    ///
    /// # Errors
    /// The log cannot be read.
    pub async fn accepted(&self) -> sqlx::Result<(i64, i64)> {
        sqlx::query_as(
            "SELECT count(*), CAST(coalesce(sum(CASE kind WHEN 'charge' THEN amount ELSE -amount END), 0) AS BIGINT)
             FROM payments WHERE accepted = 1",
        )
        .fetch_one(&self.log)
        .await
    }

    /// Everything in its log, by key.
    ///
    /// # Errors
    /// The log cannot be read.
    pub async fn payments(&self) -> sqlx::Result<Vec<Payment>> {
        sqlx::query_as("SELECT key, kind, amount, currency, card, accepted FROM payments ORDER BY key")
            .fetch_all(&self.log)
            .await
    }

    /// Closes its log.
    pub async fn close(&self) {
        self.log.close().await;
    }

    /// Logs a payment unless its key is there already; says what the log holds then, and whether it
    /// was there before.
    async fn log(
        &self,
        key: &str,
        kind: &str,
        money: &Money,
        card: Option<&str>,
        accepted: bool,
    ) -> sqlx::Result<(Outcome, bool)> {
        let inserted = sqlx::query(
            "INSERT INTO payments (key, kind, amount, digits, currency, card, accepted, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (key) DO NOTHING",
        )
        .bind(key)
        .bind(kind)
        .bind(money.minor)
        .bind(i64::from(money.digits))
        .bind(&money.currency)
        .bind(card)
        .bind(i64::from(accepted))
        .bind(self.clock.now())
        .execute(&self.log)
        .await?;
        let (logged, accepted, same): (String, i64, i64) = sqlx::query_as(
            "SELECT kind, accepted,
                    CASE WHEN kind = $1 AND amount = $2 AND digits = $3 AND currency = $4 THEN 1 ELSE 0 END
             FROM payments WHERE key = $5",
        )
        .bind(kind)
        .bind(money.minor)
        .bind(i64::from(money.digits))
        .bind(&money.currency)
        .bind(key)
        .fetch_one(&self.log)
        .await?;
        let outcome = outcome(&logged, accepted);
        if same == 0 && outcome != Outcome::Voided {
            return Err(sqlx::Error::Protocol(format!("the key {key} was used for another payment")));
        }
        Ok((outcome, inserted.rows_affected() == 0))
    }

    async fn logged(&self, key: &str) -> sqlx::Result<Option<Outcome>> {
        let logged: Option<(String, i64)> =
            sqlx::query_as("SELECT kind, accepted FROM payments WHERE key = $1")
                .bind(key)
                .fetch_optional(&self.log)
                .await?;
        Ok(logged.map(|(kind, accepted)| outcome(&kind, accepted)))
    }
}

fn outcome(kind: &str, accepted: i64) -> Outcome {
    match (kind, accepted) {
        ("void", _) => Outcome::Voided,
        (_, 1) => Outcome::Accepted,
        _ => Outcome::Declined,
    }
}

fn unknown(error: &sqlx::Error) -> OutcomeUnknown {
    OutcomeUnknown(error.to_string())
}

#[async_trait]
impl PaymentProvider for TestProvider {
    async fn charge(&self, key: &str, money: &Money, card: &str) -> Result<Outcome, OutcomeUnknown> {
        // `test_declined` is declined, like every card that is not known here.
        let accepted = matches!(card, CARD_WORKS | CARD_TIMEOUT | CARD_NO_REFUND);
        let (outcome, repeated) =
            self.log(key, "charge", money, Some(card), accepted).await.map_err(|error| unknown(&error))?;
        if card == CARD_TIMEOUT && !repeated {
            std::future::pending::<()>().await;
        }
        Ok(outcome)
    }

    async fn refund(&self, key: &str, money: &Money, card: &str) -> Result<Outcome, OutcomeUnknown> {
        let accepted = card != CARD_NO_REFUND;
        let (outcome, _) =
            self.log(key, "refund", money, Some(card), accepted).await.map_err(|error| unknown(&error))?;
        Ok(outcome)
    }

    async fn find(&self, key: &str) -> Result<Option<Outcome>, OutcomeUnknown> {
        self.logged(key).await.map_err(|error| unknown(&error))
    }

    async fn void(&self, key: &str) -> Result<Outcome, OutcomeUnknown> {
        let voided = sqlx::query(
            "INSERT INTO payments (key, kind, amount, digits, currency, accepted, created_at)
             VALUES ($1, 'void', 0, 0, '', 0, $2) ON CONFLICT (key) DO NOTHING",
        )
        .bind(key)
        .bind(self.clock.now());
        voided.execute(&self.log).await.map_err(|error| unknown(&error))?;
        let logged = self.logged(key).await.map_err(|error| unknown(&error))?;
        logged.ok_or_else(|| OutcomeUnknown("it is not in the log".to_owned()))
    }
}
