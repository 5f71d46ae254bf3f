//! Billing cycles and their boundaries (S2.4, S2.5).

use std::cmp::Ordering;
use std::fmt;

use super::instant::{DAY, Instant, Local, Zone, days_of, from_local, local, supported};
use crate::limits;
use crate::word::words;

words! {
    /// What a cycle counts.
    pub enum Unit {
        /// A calendar day.
        Day => "day",
        /// Seven days.
        Week => "week",
        /// A calendar month.
        Month => "month",
        /// Twelve calendar months.
        Year => "year",
    }
}

/// A billing rule, "every 3 months" (S2.4). Equal only if unit and count are: twelve months are
/// not a year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cycle {
    unit: Unit,
    count: u32,
}

/// A length that does not depend on the date, in the unit that it is counted in.
enum Length {
    Days(u32),
    Months(u32),
}

impl Cycle {
    /// Every month.
    pub const MONTH: Cycle = Cycle { unit: Unit::Month, count: 1 };

    /// No cycle: of what is read where none is known.
    pub(crate) const UNKNOWN: Cycle = Cycle { unit: Unit::Month, count: 0 };

    /// Every `count` units; `None`: `count` is not within 1 and 36, [`limits::CYCLE_COUNT`] (S2.4).
    pub fn new(unit: Unit, count: u64) -> Option<Cycle> {
        let count = (1..=limits::CYCLE_COUNT).contains(&count).then_some(count)?;
        Some(Cycle { unit, count: u32::try_from(count).ok()? })
    }

    /// The unit that is counted.
    pub fn unit(self) -> Unit {
        self.unit
    }

    /// How many of the unit, 1 to 36.
    pub fn count(self) -> u32 {
        self.count
    }

    #[inline(never)]
    fn length(self) -> Length {
        match self.unit {
            Unit::Day => Length::Days(self.count),
            Unit::Week => Length::Days(self.count.saturating_mul(7)),
            Unit::Month => Length::Months(self.count),
            Unit::Year => Length::Months(self.count.saturating_mul(12)),
        }
    }

    /// The length if it is in months or years (of twelve months).
    pub fn months(self) -> Option<u32> {
        match self.length() {
            Length::Months(months) => Some(months),
            Length::Days(_) => None,
        }
    }

    /// The length if it is in days or weeks (of seven days).
    pub fn days(self) -> Option<u32> {
        match self.length() {
            Length::Days(days) => Some(days),
            Length::Months(_) => None,
        }
    }

    /// Compares by length (S10): in days where both are (a week is 7), in months where both are (a year
    /// is 12). Days against months: the days are shorter if they are at most 28 times the months, else
    /// the months are.
    ///
    /// ```
    /// use quotient::{Cycle, Unit};
    ///
    /// let weeks = |count| Cycle::new(Unit::Week, count).unwrap();
    /// assert!(weeks(4).cmp_length(Cycle::MONTH).is_lt()); // 28 days
    /// assert!(weeks(5).cmp_length(Cycle::MONTH).is_gt()); // 35 days
    /// ```
    pub fn cmp_length(self, other: Cycle) -> Ordering {
        match (self.length(), other.length()) {
            (Length::Days(a), Length::Days(b)) | (Length::Months(a), Length::Months(b)) => a.cmp(&b),
            (Length::Days(days), Length::Months(months)) => {
                if days <= months.saturating_mul(28) {
                    Ordering::Less
                } else {
                    Ordering::Greater
                }
            }
            (Length::Months(_), Length::Days(_)) => other.cmp_length(self).reverse(),
        }
    }

    /// Boundary `n`: `n` cycles after the anchor in local time, or before it if `n` is negative,
    /// the day of the month clamped to the month's last (S2.5).
    ///
    /// `None`: outside the supported years.
    ///
    /// ```
    /// use quotient::{Cycle, Instant, Zone};
    ///
    /// let anchor = Instant::parse("2026-01-31T10:00:00Z").unwrap();
    /// let boundary = |n| Cycle::MONTH.boundary(anchor, n, Zone::default()).unwrap().to_string();
    /// assert_eq!(boundary(1), "2026-02-28T10:00:00Z");
    /// assert_eq!(boundary(2), "2026-03-31T10:00:00Z");
    /// ```
    #[allow(clippy::arithmetic_side_effects)] // of no more days than there are, and of a cycle's
    pub fn boundary(self, anchor: Instant, n: i64, zone: Zone) -> Option<Instant> {
        (n.unsigned_abs() < 10_000 * 366).then_some(())?;
        match self.length() {
            Length::Days(days) => anchor.plus_seconds(n * i64::from(days) * DAY),
            Length::Months(months) => {
                let Local { month, day, second } = local(anchor, zone);
                let month = supported(i64::from(month) + n * i64::from(months))?;
                from_local(month, day.min(days_of(month)), second, zone)
            }
        }
    }

    /// The last boundary that is not after `at`, and the next one.
    ///
    /// `None`: one of them is outside the supported years.
    pub fn boundaries_around(self, anchor: Instant, at: Instant, zone: Zone) -> Option<(Instant, Instant)> {
        // Months are counted by their numbers, so boundary `n` is in the month of `at` or an
        // earlier one, boundary `n + 1` in a later one. Days are exact.
        let n = match self.length() {
            Length::Days(days) => {
                let elapsed = at.seconds().checked_sub(anchor.seconds())?;
                elapsed.checked_div_euclid(i64::from(days).wrapping_mul(DAY))?
            }
            Length::Months(months) => {
                let months_of = |at| i64::from(local(at, zone).month);
                months_of(at).checked_sub(months_of(anchor))?.checked_div_euclid(months.into())?
            }
        };
        match self.boundary(anchor, n, zone)? {
            start if start <= at => {
                let end = self.boundary(anchor, n.checked_add(1)?, zone)?;
                Some((start, end))
            }
            end => {
                let start = self.boundary(anchor, n.checked_sub(1)?, zone)?;
                Some((start, end))
            }
        }
    }
}

impl fmt::Display for Cycle {
    /// For messages: `month`, `3 months`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.count {
            1 => f.write_str(self.unit.as_str()),
            count => write!(f, "{count} {}s", self.unit.as_str()),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]
mod tests {
    use super::*;

    const UTC: Zone = Zone::UTC;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn zone(text: &str) -> Zone {
        Zone::parse(text).unwrap()
    }

    fn cycle(unit: Unit, count: u64) -> Cycle {
        Cycle::new(unit, count).unwrap()
    }

    #[test]
    fn names_units_and_cycles() {
        assert_eq!(cycle(Unit::Month, 1).to_string(), "month");
        assert_eq!(cycle(Unit::Month, 3).to_string(), "3 months");
        assert_eq!(cycle(Unit::Week, 2).count(), 2);
        assert_eq!(cycle(Unit::Week, 2).unit(), Unit::Week);
        assert_eq!(Cycle::new(Unit::Day, 0), None);
        assert!(Cycle::new(Unit::Day, 36).is_some());
        assert_eq!(Cycle::new(Unit::Day, 37), None);
        assert_eq!(Cycle::new(Unit::Day, (1 << 32) + 1), None);
    }

    #[test]
    fn compares_cycles_by_length() {
        use Ordering::{Equal, Greater, Less};
        use Unit::{Day, Month, Week, Year};
        for (a, b, order) in [
            ((Month, 12), (Year, 1), Equal),
            ((Month, 11), (Year, 1), Less),
            ((Week, 2), (Day, 14), Equal),
            ((Week, 2), (Day, 15), Less),
            ((Day, 28), (Month, 1), Less),
            ((Day, 29), (Month, 1), Greater),
            ((Week, 4), (Month, 1), Less),
            ((Week, 5), (Month, 1), Greater),
            ((Week, 36), (Year, 1), Less),
            ((Week, 36), (Month, 9), Less),
            ((Week, 36), (Month, 8), Greater),
        ] {
            let (a, b) = (cycle(a.0, a.1), cycle(b.0, b.1));
            assert_eq!(a.cmp_length(b), order, "{a} {b}");
            assert_eq!(b.cmp_length(a), order.reverse(), "{b} {a}");
        }
        assert_ne!(cycle(Month, 12), cycle(Year, 1));
        assert_eq!(cycle(Year, 3).months(), Some(36));
        assert_eq!(cycle(Year, 3).days(), None);
        assert_eq!(cycle(Week, 3).days(), Some(21));
        assert_eq!(cycle(Week, 3).months(), None);
    }

    #[test]
    fn counts_boundaries_from_the_anchor() {
        let boundaries = |unit, count, anchor, zone: Zone, range: std::ops::Range<i64>| {
            let boundary = |n| cycle(unit, count).boundary(at(anchor), n, zone);
            range.map(|n| boundary(n).map_or("-".into(), |at| at.to_string())).collect::<Vec<_>>()
        };
        assert_eq!(
            boundaries(Unit::Month, 1, "2026-01-31T10:00:00Z", UTC, -2..4),
            [
                "2025-11-30T10:00:00Z",
                "2025-12-31T10:00:00Z",
                "2026-01-31T10:00:00Z",
                "2026-02-28T10:00:00Z",
                "2026-03-31T10:00:00Z",
                "2026-04-30T10:00:00Z",
            ]
        );
        assert_eq!(
            boundaries(Unit::Year, 1, "2024-02-29T00:00:00Z", UTC, -1..5),
            [
                "2023-02-28T00:00:00Z",
                "2024-02-29T00:00:00Z",
                "2025-02-28T00:00:00Z",
                "2026-02-28T00:00:00Z",
                "2027-02-28T00:00:00Z",
                "2028-02-29T00:00:00Z",
            ]
        );
        // Locally it is the 31st of January, then the 28th of February.
        assert_eq!(
            boundaries(Unit::Month, 1, "2026-01-30T20:00:00Z", zone("+07:00"), 0..3),
            ["2026-01-30T20:00:00Z", "2026-02-27T20:00:00Z", "2026-03-30T20:00:00Z"]
        );
        // Locally it is the 31st of March.
        assert_eq!(
            boundaries(Unit::Month, 1, "2026-04-01T02:00:00Z", zone("-03:30"), -1..2),
            ["2026-03-01T02:00:00Z", "2026-04-01T02:00:00Z", "2026-05-01T02:00:00Z"]
        );
        assert_eq!(
            boundaries(Unit::Week, 2, "2026-12-25T00:00:00Z", zone("+07:00"), -1..2),
            ["2026-12-11T00:00:00Z", "2026-12-25T00:00:00Z", "2027-01-08T00:00:00Z"]
        );
        assert_eq!(
            boundaries(Unit::Month, 1, "9999-11-30T20:00:00Z", zone("+07:00"), 0..3),
            ["9999-11-30T20:00:00Z", "9999-12-31T20:00:00Z", "-"]
        );
        for n in [i64::MIN, i64::MIN / 86_400, -(1 << 32), 1 << 32, i64::MAX] {
            for &(_, unit) in Unit::ALL {
                assert_eq!(cycle(unit, 36).boundary(at("2026-01-31T10:00:00Z"), n, UTC), None);
            }
        }
    }

    #[test]
    fn finds_the_boundaries_around_every_hour() {
        let anchors =
            ["2023-12-31T10:30:00Z", "2024-02-29T23:59:59Z", "2024-03-30T00:00:00Z", "2024-01-01T00:00:00Z"];
        for anchor in anchors.map(at) {
            for zone in ["UTC", "+14:00", "-11:30"].map(zone) {
                for (unit, count) in
                    [(Unit::Day, 1), (Unit::Week, 3), (Unit::Month, 1), (Unit::Month, 5), (Unit::Year, 1)]
                {
                    let cycle = cycle(unit, count);
                    let boundaries: Vec<Instant> =
                        (-1200..1200).map(|n| cycle.boundary(anchor, n, zone).unwrap()).collect();
                    assert!(boundaries.is_sorted_by(|a, b| a < b));
                    for hour in (-26_000..26_000).step_by(5) {
                        let instant = anchor.plus_seconds(hour * 3600).unwrap();
                        let next = boundaries.partition_point(|boundary| *boundary <= instant);
                        let expected = (boundaries.get(next - 1).copied(), boundaries.get(next).copied());
                        let (start, end) = cycle.boundaries_around(anchor, instant, zone).unwrap();
                        assert_eq!((Some(start), Some(end)), expected, "{cycle} from {anchor} at {instant}");
                    }
                    for (start, end) in boundaries.iter().zip(boundaries.iter().skip(1)) {
                        let expected = Some((*start, *end));
                        assert_eq!(cycle.boundaries_around(anchor, *start, zone), expected);
                        let last = end.plus_seconds(-1).unwrap();
                        assert_eq!(cycle.boundaries_around(anchor, last, zone), expected);
                    }
                }
            }
        }
    }

    #[test]
    fn finds_no_boundaries_outside_the_supported_years() {
        let month = cycle(Unit::Month, 1);
        let anchor = at("2026-01-31T10:00:00Z");
        let around = |text| month.boundaries_around(anchor, at(text), UTC);
        let december = (at("9999-11-30T10:00:00Z"), at("9999-12-31T10:00:00Z"));
        assert_eq!(around("9999-12-31T09:59:59Z"), Some(december));
        assert_eq!(around("9999-12-31T10:00:00Z"), None);
        let february = (at("0001-01-31T10:00:00Z"), at("0001-02-28T10:00:00Z"));
        assert_eq!(around("0001-01-31T10:00:00Z"), Some(february));
        assert_eq!(around("0001-01-31T09:59:59Z"), None);
        let far = (at("0001-01-01T00:00:00Z"), at("9999-12-31T23:59:59Z"));
        for &(_, unit) in Unit::ALL {
            let cycle = cycle(unit, 1);
            assert_eq!(cycle.boundaries_around(far.1, far.0, zone("+23:59")), None);
            assert_eq!(cycle.boundaries_around(far.0, far.1, zone("-23:59")), None);
        }
    }
}
