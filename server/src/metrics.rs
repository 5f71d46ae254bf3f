//! What the server counts, for Prometheus. No label names a customer, a code or anything else that a customer
//! sends: there are only so many of each.

use std::fmt;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::store::{Connection, intents};

/// The media type of the text that `text` makes.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Seconds that a request may take.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
/// States of an intent that is not finished.
const UNFINISHED: [&str; 2] = ["open", "awaitingPayment"];

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Request {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Of {
    outcome: Outcome,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct In {
    state: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Why {
    reason: Refusal,
}

/// What became of a confirm or a renewal.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
pub enum Outcome {
    /// Paid and applied, or ordered.
    Confirmed,
    /// The provider's outcome is not known yet.
    Pending,
    /// The provider declined.
    Declined,
    /// The price or the state has changed since.
    Conflict,
    /// It was not a request that could be done.
    Refused,
    /// The server failed.
    Failed,
}

impl Outcome {
    /// By the status of the reply.
    pub fn of(status: StatusCode) -> Outcome {
        match status.as_u16() {
            202 => Outcome::Pending,
            200..=299 => Outcome::Confirmed,
            402 => Outcome::Declined,
            409 => Outcome::Conflict,
            400..=499 => Outcome::Refused,
            _ => Outcome::Failed,
        }
    }
}

impl EncodeLabelValue for Outcome {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> fmt::Result {
        let name = match self {
            Outcome::Confirmed => "confirmed",
            Outcome::Pending => "pending",
            Outcome::Declined => "declined",
            Outcome::Conflict => "conflict",
            Outcome::Refused => "refused",
            Outcome::Failed => "failed",
        };
        EncodeLabelValue::encode(&name, encoder)
    }
}

/// What a server does without anyone asking.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
pub enum Chore {
    /// Payments whose outcome is not known are asked after.
    Reconcile,
    /// Periods that ended are followed by the next.
    Renew,
}

impl EncodeLabelValue for Chore {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> fmt::Result {
        let name = match self {
            Chore::Reconcile => "reconcile",
            Chore::Renew => "renew",
        };
        EncodeLabelValue::encode(&name, encoder)
    }
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct What {
    chore: Chore,
}

/// Why a code is not honoured.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such code, or it is spent or out of its time.
    Refused,
    /// Too many were tried.
    TooMany,
}

impl EncodeLabelValue for Refusal {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> fmt::Result {
        let name = match self {
            Refusal::Refused => "refused",
            Refusal::TooMany => "too_many",
        };
        EncodeLabelValue::encode(&name, encoder)
    }
}

/// The status of a request that nobody waits for any more, as proxies have it.
pub const GONE: u16 = 499;

/// All counters of one server.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    seconds: Family<Route, Histogram, fn() -> Histogram>,
    quotes: Counter,
    confirms: Family<Of, Counter>,
    renewals: Family<Of, Counter>,
    unknown: Counter,
    codes: Family<Why, Counter>,
    intents: Family<In, Gauge>,
    chores: Family<What, Gauge>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Metrics {
            registry: Registry::with_prefix("quotient"),
            requests: Family::default(),
            seconds: Family::new_with_constructor(histogram),
            quotes: Counter::default(),
            confirms: Family::default(),
            renewals: Family::default(),
            unknown: Counter::default(),
            codes: Family::default(),
            intents: Family::default(),
            chores: Family::default(),
        };
        let registry = &mut metrics.registry;
        registry.register("requests", "Requests by method, route and status", metrics.requests.clone());
        registry.register("request_seconds", "How long requests took, by route", metrics.seconds.clone());
        registry.register("quotes", "Quotes priced on request", metrics.quotes.clone());
        registry.register("confirms", "Confirms and accepted quotes by outcome", metrics.confirms.clone());
        registry.register("renewals", "Renewals tried, by outcome", metrics.renewals.clone());
        registry.register(
            "provider_unknown",
            "Calls of the payment provider whose outcome was not known",
            metrics.unknown.clone(),
        );
        registry.register("code_refusals", "Discount codes that were refused", metrics.codes.clone());
        registry.register(
            "unfinished_intents",
            "Intents that are not finished, by state",
            metrics.intents.clone(),
        );
        registry.register(
            "chore_done_timestamp_seconds",
            "When the server last got through what it does by itself",
            metrics.chores.clone(),
        );
        metrics
    }
}

impl Metrics {
    /// Counts a request that was answered.
    pub fn request(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        let route = route.to_owned();
        self.seconds.get_or_create(&Route { route: route.clone() }).observe(took.as_secs_f64());
        if route == "/api/quote" && status.is_success() {
            self.quotes.inc();
        }
        // Whoever left before the answer has not stopped a confirm: what came of it is not known here.
        let is_answered = status.as_u16() != GONE;
        if is_answered && matches!(route.as_str(), "/api/confirm" | "/api/quotes/{id}/accept") {
            self.confirms.get_or_create(&Of { outcome: Outcome::of(status) }).inc();
        }
        let request = Request { method: name(method), route, status: status.as_u16() };
        self.requests.get_or_create(&request).inc();
    }

    /// Counts a renewal by the status of its reply.
    pub fn renewal(&self, status: StatusCode) {
        self.renewals.get_or_create(&Of { outcome: Outcome::of(status) }).inc();
    }

    /// Counts a call of the provider without an outcome.
    pub fn provider_unknown(&self) {
        self.unknown.inc();
    }

    /// Notes that a chore was done, by the machine's clock.
    pub fn done(&self, chore: Chore, now: i64) {
        self.chores.get_or_create(&What { chore }).set(now);
    }

    /// Counts a refused code.
    pub fn code(&self, reason: Refusal) {
        self.codes.get_or_create(&Why { reason }).inc();
    }

    /// All of it as text. What is not finished is counted now, since other programs work on it, too.
    ///
    /// # Errors
    /// The database fails.
    pub async fn text(&self, db: &mut Connection) -> sqlx::Result<String> {
        let counts = intents::unfinished(db).await?;
        for state in UNFINISHED {
            let count = counts.iter().find(|(name, _)| name == state).map_or(0, |(_, count)| *count);
            self.intents.get_or_create(&In { state }).set(count);
        }
        let mut text = String::new();
        // Nothing can go wrong in writing to a string.
        let _ = encode(&mut text, &self.registry);
        Ok(text)
    }
}

fn histogram() -> Histogram {
    Histogram::new(SECONDS)
}

/// Anyone may make methods up.
fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
