//! Instants, time zones, billing cycles with their boundaries, and periods (S2).
//!
//! Nothing here reads a clock.

use crate::digits::{Digits, Plain, display};
use crate::word::words;
use std::cmp::Ordering;
use std::fmt;

use crate::limits;

const DAY: i64 = 86_400;

/// A point in time to the second, in the years 0001 to 9999 of UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Instant(i64);

impl Instant {
    pub(crate) const EPOCH: Instant = Instant(0);

    // 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
    const RANGE: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

    fn new(seconds: i64) -> Option<Instant> {
        Self::RANGE.contains(&seconds).then_some(Instant(seconds))
    }

    /// Reads RFC 3339: `2026-11-21T09:30:00Z`, `2026-11-21T16:30:00.25+07:00`.
    ///
    /// Upper-case `T` and `Z` only, no leap seconds; up to 30 digits of a fraction, which is cut
    /// off; offsets up to ±23:59 (S2.1).
    ///
    /// `None`: malformed, or outside the years 0001 to 9999 of UTC.
    ///
    /// ```
    /// use quotient::Instant;
    ///
    /// let at = Instant::parse("2026-04-01T07:00:00.999+07:00").unwrap();
    /// assert_eq!(at.to_string(), "2026-04-01T00:00:00Z");
    /// ```
    pub fn parse(text: &str) -> Option<Instant> {
        Instant::of(text.as_bytes())
    }

    #[allow(clippy::arithmetic_side_effects)] // of numbers of two digits
    pub(crate) fn of(text: &[u8]) -> Option<Instant> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', rest @ ..] = text else {
            return None;
        };
        let [h1, h2, b':', n1, n2, b':', s1, s2, rest @ ..] = rest else {
            return None;
        };
        let (century, year) = (two(*y1, *y2), two(*y3, *y4));
        let (month, day) = (two(*m1, *m2), two(*d1, *d2));
        let (hour, minute, second) = (two(*h1, *h2), two(*n1, *n2), two(*s1, *s2));
        let zone = match rest {
            [b'.', fraction @ ..] => {
                let digits = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
                let (_, zone) = fraction.split_at_checked(digits)?;
                (1..=30).contains(&digits).then_some(zone)?
            }
            zone => zone,
        };
        let offset = match zone {
            b"Z" => 0,
            zone => offset(zone)?,
        };
        let date = (1..=12).contains(&month) && day >= 1;
        let time = hour < 24 && minute < 60 && second < 60;
        (date && time && century < 100 && year < 100).then_some(())?;
        let month = (century * 100 + year) * 12 + month - 1;
        // Only the last days of a month may be missing.
        (day <= 28 || day <= days_of(month)).then_some(())?;
        from_local(month, day, (hour * 60 + minute) * 60 + second, Zone(offset))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// The instant `seconds` later, or earlier if negative; `None`: outside the supported years.
    pub fn plus_seconds(self, seconds: i64) -> Option<Instant> {
        Instant::new(self.0.checked_add(seconds)?)
    }
}

impl fmt::Display for Instant {
    /// In UTC with whole seconds: `2026-11-21T09:30:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display(self, f)
    }
}

impl Plain for Instant {
    fn plain(&self, text: &mut Digits) {
        let Local { month, day, second } = local(*self, Zone::default());
        let (year, minute) = (month / 12, second / 60);
        let [y1, y2, y3, y4, d, m1, m2, e, d1, d2, t, h1, h2, c, n1, n2, f, s1, s2, z] = text.next(20) else {
            return;
        };
        (*d, *e, *t, *c, *f, *z) = (b'-', b'-', b'T', b':', b':', b'Z');
        pair(y1, y2, year / 100);
        pair(y3, y4, year % 100);
        pair(m1, m2, (month % 12).wrapping_add(1));
        pair(d1, d2, day);
        pair(h1, h2, minute / 60);
        pair(n1, n2, minute % 60);
        pair(s1, s2, second % 60);
    }
}

/// Writes a number below a hundred.
#[cfg_attr(target_arch = "wasm32", inline(never))]
fn pair(tens: &mut u8, ones: &mut u8, number: u32) {
    let ten = number / 10;
    *tens = b'0'.wrapping_add(ten as u8);
    *ones = b'0'.wrapping_add(number.wrapping_sub(ten.wrapping_mul(10)) as u8);
}

/// The number of two digits; above all of them for what is none.
#[inline(never)]
fn two(tens: u8, ones: u8) -> u32 {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    if tens > 9 || ones > 9 {
        return u32::MAX;
    }
    u32::from(tens).wrapping_mul(10).wrapping_add(ones.into())
}

/// Seconds east of UTC of `±hh:mm`.
fn offset(text: &[u8]) -> Option<i64> {
    let [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] = text else {
        return None;
    };
    let (hours, minutes) = (two(*h1, *h2), two(*m1, *m2));
    (hours < 24 && minutes < 60).then_some(())?;
    let seconds = i64::from(hours.wrapping_mul(60).wrapping_add(minutes).wrapping_mul(60));
    Some(if *sign == b'-' { seconds.wrapping_neg() } else { seconds })
}

/// A local date and time.
struct Local {
    /// Counted through the years from January of the year 0 on.
    month: u32,
    /// From 1 on.
    day: u32,
    /// Since midnight.
    second: u32,
}

// Days are counted from 0000-03-01 on, so that a leap day is the last day of a year and of its four, hundred and
// four hundred years: with the supported years and a day for the zone, above zero and far from the ends of `u32`.
#[allow(clippy::arithmetic_side_effects)]
fn local(at: Instant, zone: Zone) -> Local {
    let days = u32::try_from(date(at, zone).saturating_add(719_468)).unwrap_or(0);
    let (centuries, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    // From March on months have 153 days in five.
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = (400 * centuries + year) * 12 + month + 2;
    let second = at.0.saturating_add(zone.0).rem_euclid(DAY) as u32;
    Local { month, day, second }
}

/// A month with a year of at most four digits, of which some are in the supported years with any zone.
fn supported(month: i64) -> Option<u32> {
    u32::try_from(month).ok().filter(|month| *month <= 10_000 * 12)
}

/// From a month that is [`supported`], a day and the seconds since midnight. `None`: outside the supported years.
#[allow(clippy::arithmetic_side_effects)] // far from the ends of `i64`
fn from_local(month: u32, day: u32, second: u32, zone: Zone) -> Option<Instant> {
    let date = i64::from(first_of(month) + day) - 1 - 719_468 - YEARS_400;
    Instant::new(date * DAY + i64::from(second) - zone.0)
}

/// The days of 400 years.
const YEARS_400: i64 = 146_097;

/// The first day of a month that is [`supported`], in the Gregorian calendar of all times, as a number of days since
/// 400 years before 0000-03-01.
#[allow(clippy::arithmetic_side_effects)] // far from the ends of `u32`
fn first_of(month: u32) -> u32 {
    // Years from March on, so that a leap day is the last day of one; their months have 153 days in five.
    let month = month + 400 * 12 - 2;
    let (year, month) = (month / 12, month % 12);
    365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5
}

fn days_of(month: u32) -> u32 {
    first_of(month.saturating_add(1)).saturating_sub(first_of(month))
}

/// The local calendar date as a number of days since 1970-01-01.
pub fn date(at: Instant, zone: Zone) -> i64 {
    at.0.saturating_add(zone.0).div_euclid(DAY)
}

/// A fixed distance from UTC, below 24 hours (S2.3). The default is UTC.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Zone(i64);

impl Zone {
    pub(crate) const UTC: Zone = Zone(0);

    /// Reads `UTC` or `±hh:mm` up to ±23:59; `+00:00` and `-00:00` are UTC.
    ///
    /// `None`: anything else, names such as `Asia/Bangkok` included.
    pub fn parse(text: &str) -> Option<Zone> {
        match text {
            "UTC" => Some(Zone(0)),
            text => offset(text.as_bytes()).map(Zone),
        }
    }

    /// Whether it is no distance from UTC.
    pub fn is_utc(self) -> bool {
        self.0 == 0
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display(self, f)
    }
}

impl Plain for Zone {
    fn plain(&self, text: &mut Digits) {
        if self.is_utc() {
            return text.text("UTC");
        }
        let minutes = self.0.unsigned_abs().div_euclid(60);
        text.number(minutes.rem_euclid(60), 2);
        text.put(b':');
        text.number(minutes.div_euclid(60), 2);
        text.put(if self.0 < 0 { b'-' } else { b'+' });
    }
}

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
                let elapsed = at.0.checked_sub(anchor.0)?;
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
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]
mod tests {
    use super::*;

    use chrono::NaiveDate;

    const UTC: Zone = Zone(0);

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
    fn reads_and_shows_instants() {
        for (text, shown, seconds) in [
            ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z", 0),
            ("2026-11-21T09:30:00Z", "2026-11-21T09:30:00Z", 1_795_253_400),
            ("2026-11-21T16:30:00+07:00", "2026-11-21T09:30:00Z", 1_795_253_400),
            ("2026-11-21T09:30:00-00:00", "2026-11-21T09:30:00Z", 1_795_253_400),
            ("1969-12-31T23:59:59.9Z", "1969-12-31T23:59:59Z", -1),
            (
                "2024-02-29T23:59:59.123456789012345678901234567890-23:59",
                "2024-03-01T23:58:59Z",
                1_709_337_539,
            ),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", -62_135_596_800),
            ("0000-12-31T23:00:00-01:00", "0001-01-01T00:00:00Z", -62_135_596_800),
            ("9999-12-31T23:59:59.9Z", "9999-12-31T23:59:59Z", 253_402_300_799),
        ] {
            let instant = at(text);
            assert_eq!(instant.seconds(), seconds, "{text}");
            assert_eq!(instant.to_string(), shown);
            assert_eq!(at(shown), instant);
        }
    }

    #[test]
    fn refuses_malformed_instants() {
        for text in [
            "",
            "2026-11-21",
            "2026-11-21T09:30Z",
            "2026-11-21T09:30:00",
            "2026-11-21t09:30:00Z",
            "2026-11-21T09:30:00z",
            "2026-11-21 09:30:00Z",
            " 2026-11-21T09:30:00Z",
            "2026-11-21T09:30:00Z ",
            "2026-11-21T09:30:00ZZ",
            "+2026-11-21T09:30:00Z",
            "-026-11-21T09:30:00Z",
            "12026-11-21T09:30:00Z",
            "226-11-21T09:30:00Z",
            "2026-1-21T09:30:00Z",
            "2026-11-1T09:30:00Z",
            "2026-13-21T09:30:00Z",
            "2026-00-21T09:30:00Z",
            "2026-11-00T09:30:00Z",
            "2026-11-31T09:30:00Z",
            "2026-02-29T09:30:00Z",
            "2100-02-29T09:30:00Z",
            "2026-02-30T09:30:00Z",
            "2026-11-21T24:00:00Z",
            "2026-11-21T09:60:00Z",
            "2026-11-21T09:30:60Z",
            "2016-12-31T23:59:60Z",
            "2026-11-21T09:30:+1Z",
            "2026/11/21T09:30:00Z",
            "2026-11-21T09.30.00Z",
            "2026-11-21T09:30:00.Z",
            "2026-11-21T09:30:00,5Z",
            "2026-11-21T09:30:00.5",
            "2026-11-21T09:30:00.1234567890123456789012345678901Z",
            "2026-11-21T09:30:00+24:00",
            "2026-11-21T09:30:00+07:60",
            "2026-11-21T09:30:00+0700",
            "2026-11-21T09:30:00+07",
            "2026-11-21T09:30:00+7:00",
            "2026-11-21T09:30:00+07:00Z",
            "2026-11-21T09:30:00\u{2212}07:00",
            "2026-11-21T09:30:00UTC",
            "٢٠٢٦-11-21T09:30:00Z",
            "0000-12-31T23:59:59Z",
            "0001-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01",
        ] {
            assert_eq!(Instant::parse(text), None, "{text}");
        }
    }

    #[test]
    fn agrees_with_chrono_through_all_years() {
        let first = NaiveDate::from_ymd_opt(1, 1, 1).unwrap();
        let midnights = Instant::RANGE.step_by(86_400);
        for (seconds, day) in midnights.zip(first.iter_days()).step_by(11) {
            let text = format!("{day:?}T00:00:00Z");
            assert_eq!(at(&text).seconds(), seconds);
            assert_eq!(Instant(seconds).to_string(), text);
        }
    }

    #[test]
    fn adds_seconds_within_the_supported_years() {
        let last = at("9999-12-31T23:59:59Z");
        assert_eq!(last.plus_seconds(1), None);
        assert_eq!(last.plus_seconds(i64::MAX), None);
        assert_eq!(last.plus_seconds(-1), Some(at("9999-12-31T23:59:58Z")));
        assert_eq!(at("0001-01-01T00:00:00Z").plus_seconds(-1), None);
        assert_eq!(at("2026-02-28T23:59:59Z").plus_seconds(900), Some(at("2026-03-01T00:14:59Z")));
    }

    #[test]
    fn reads_and_shows_zones() {
        for text in ["UTC", "+07:00", "-03:30", "+23:59", "-23:59", "-00:01"] {
            assert_eq!(zone(text).to_string(), text);
            assert_eq!(zone(text).is_utc(), text == "UTC");
        }
        assert_eq!(zone("+00:00"), UTC);
        assert_eq!(zone("-00:00"), Zone::default());
        for text in
            ["", "utc", "Z", "GMT", "07:00", "+7:00", "+24:00", "+07:60", "+0700", "+07:00 ", "Europe/Rome"]
        {
            assert_eq!(Zone::parse(text), None, "{text}");
        }
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

    #[test]
    fn dates_are_local() {
        let instant = at("1970-01-01T20:00:00Z");
        assert_eq!(date(instant, UTC), 0);
        assert_eq!(date(instant, zone("+04:00")), 1);
        assert_eq!(date(instant, zone("+03:59")), 0);
        assert_eq!(date(instant, zone("-20:01")), -1);
    }

    #[test]
    fn periods_end_after_they_start() {
        let (start, end) = (at("2026-01-01T00:00:00Z"), at("2026-01-01T00:00:01Z"));
        assert_eq!(Period::new(start, end), Some(Period { start, end }));
        assert_eq!(Period::new(start, start), None);
        assert_eq!(Period::new(end, start), None);
    }
}
