//! The only clock of the server. Everything else is told the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

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
        Timestamp::now().as_second()
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

/// `2026-11-21T09:30:00Z`. `None` outside the years that RFC 3339 can say.
pub fn format(seconds: i64) -> Option<String> {
    Timestamp::from_second(seconds).ok().map(|instant| instant.to_string())
}

/// Seconds since 1970 of an RFC 3339 instant, its fraction cut off.
pub fn parse(text: &str) -> Option<i64> {
    let instant: Timestamp = text.parse().ok()?;
    Some(instant.as_nanosecond().div_euclid(1_000_000_000) as i64)
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
    }
}
