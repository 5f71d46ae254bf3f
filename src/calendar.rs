//! Instants, time zones, billing cycles with their boundaries, and periods (S2).
//!
//! Nothing here reads a clock.

mod cycle;
mod instant;

pub use self::cycle::{Cycle, Unit};
pub(crate) use self::instant::date;
pub use self::instant::{Instant, Zone};

/// A stretch of time, half-open: `[start, end)`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Period {
    /// The first instant in it.
    pub start: Instant,
    /// The first instant after it.
    pub end: Instant,
}

impl Period {
    /// From `start` up to and without `end`; `None`: it would not end after it starts.
    pub fn new(start: Instant, end: Instant) -> Option<Period> {
        (start < end).then_some(Period { start, end })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    #[test]
    fn periods_end_after_they_start() {
        let (start, end) = (at("2026-01-01T00:00:00Z"), at("2026-01-01T00:00:01Z"));
        assert_eq!(Period::new(start, end), Some(Period { start, end }));
        assert_eq!(Period::new(start, start), None);
        assert_eq!(Period::new(end, start), None);
    }
}
