//! Instants, and the zones in which they have a date (S2.1 to S2.3).

use std::fmt;

use crate::digits::{Digits, Plain, display};

pub(super) const DAY: i64 = 86_400;

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
pub(super) struct Local {
    /// Counted through the years from January of the year 0 on.
    pub month: u32,
    /// From 1 on.
    pub day: u32,
    /// Since midnight.
    pub second: u32,
}

// Days are counted from 0000-03-01 on, so that a leap day is the last day of a year and of its four, hundred and
// four hundred years: with the supported years and a day for the zone, above zero and far from the ends of `u32`.
#[allow(clippy::arithmetic_side_effects)]
pub(super) fn local(at: Instant, zone: Zone) -> Local {
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
pub(super) fn supported(month: i64) -> Option<u32> {
    u32::try_from(month).ok().filter(|month| *month <= 10_000 * 12)
}

/// From a month that is [`supported`], a day and the seconds since midnight. `None`: outside the supported years.
#[allow(clippy::arithmetic_side_effects)] // far from the ends of `i64`
pub(super) fn from_local(month: u32, day: u32, second: u32, zone: Zone) -> Option<Instant> {
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

pub(super) fn days_of(month: u32) -> u32 {
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
    fn dates_are_local() {
        let instant = at("1970-01-01T20:00:00Z");
        assert_eq!(date(instant, UTC), 0);
        assert_eq!(date(instant, zone("+04:00")), 1);
        assert_eq!(date(instant, zone("+03:59")), 0);
        assert_eq!(date(instant, zone("-20:01")), -1);
    }
}
