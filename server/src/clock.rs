//! The only clock of the server. Everything else is told the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use quotient::Instant;

/// Says what time it is, in whole seconds.
pub trait Clock: Send + Sync {
    /// Seconds since 1970, UTC.
    fn now(&self) -> i64;
}

/// The machine's clock.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> i64 {
        let seconds = |time: std::time::Duration| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => seconds(since),
            Err(before) => seconds(before.duration()).saturating_neg(),
        }
    }
}

/// Another clock, put forward by so many seconds: by none except in a demo.
pub struct ForwardClock {
    machine: Arc<dyn Clock>,
    ahead: AtomicI64,
}

impl ForwardClock {
    /// Not put forward yet.
    pub fn of(machine: Arc<dyn Clock>) -> Self {
        ForwardClock { machine, ahead: AtomicI64::new(0) }
    }

    /// By how many seconds it is ahead from now on.
    pub fn set_ahead(&self, seconds: i64) {
        self.ahead.store(seconds, Ordering::SeqCst);
    }

    /// What the clock beneath says.
    pub fn machine(&self) -> i64 {
        self.machine.now()
    }

    /// Seconds since 1970, UTC.
    pub fn now(&self) -> i64 {
        self.machine.now().saturating_add(self.ahead.load(Ordering::SeqCst))
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// Stands at `seconds` since 1970.
    pub fn at(seconds: i64) -> Self {
        FixedClock(AtomicI64::new(seconds))
    }

    /// Moves it by `seconds`, either way.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// `2026-11-21T09:30:00Z`. `None` outside the years of the engine (S2.1).
pub fn format(seconds: i64) -> Option<String> {
    Instant::parse("1970-01-01T00:00:00Z")?.plus_seconds(seconds).map(|instant| instant.to_string())
}

/// Seconds since 1970 of an instant as the engine reads it (S2.1), its fraction cut off.
pub fn parse(text: &str) -> Option<i64> {
    Instant::parse(text).map(Instant::seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_whole_seconds_both_ways() {
        assert_eq!(format(1_795_253_400).as_deref(), Some("2026-11-21T09:30:00Z"));
        assert_eq!(parse("2026-11-21T09:30:00Z"), Some(1_795_253_400));
        assert_eq!(parse("2026-11-21T10:30:00.999+01:00"), Some(1_795_253_400));
        assert_eq!(parse("yesterday"), None);
        let last = "9999-12-31T23:59:59Z";
        assert_eq!(parse(last).and_then(format).as_deref(), Some(last));
    }
}
