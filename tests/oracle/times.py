"""S2: instants, cycles, boundaries, shares of time. (Not `calendar`: Python has one.)"""

import datetime
import re
from dataclasses import dataclass
from fractions import Fraction

DAY = 86_400
INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|([+-])(\d\d):(\d\d))", re.ASCII
)


class OutOfRange(Exception):
    """S1.6: a result that no RFC 3339 instant can show."""


def instant(text):
    """Seconds since 0001-01-01T00:00:00Z; a fraction of a second is cut off (S2.1)."""
    m = INSTANT.fullmatch(text)
    if not m:
        raise ValueError(f"instant_malformed: {text!r}")
    y, mo, d, h, mi, s = (int(m[i]) for i in range(1, 7))
    if h > 23 or mi > 59 or s > 59:
        raise ValueError(f"instant_malformed: {text!r}")
    seconds = datetime.date(y, mo, d).toordinal() * DAY - DAY + h * 3600 + mi * 60 + s
    if m[7]:
        seconds -= (1 if m[7] == "+" else -1) * (int(m[8]) * 3600 + int(m[9]) * 60)
    return seconds


def show_instant(seconds):
    """UTC with whole seconds (S2.1)."""
    day, rest = divmod(seconds, DAY)
    try:
        date = datetime.date.fromordinal(day + 1)
    except (ValueError, OverflowError) as e:
        raise OutOfRange(str(e)) from e
    return f"{date.isoformat()}T{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}Z"


def zone_offset(zone):
    """S2.3: `UTC` or a fixed offset, in seconds."""
    if zone == "UTC":
        return 0
    sign = 1 if zone[0] == "+" else -1
    return sign * (int(zone[1:3]) * 3600 + int(zone[4:6]) * 60)


@dataclass(frozen=True)
class Cycle:
    """S2.4; `month 12` and `year 1` are as long as each other but not equal."""

    unit: str
    count: int

    def json(self):
        return {"unit": self.unit, "count": self.count}

    def length(self):
        """(months, days), one of them 0: what S10 compares."""
        if self.unit in ("month", "year"):
            return self.count * (12 if self.unit == "year" else 1), 0
        return 0, self.count * (7 if self.unit == "week" else 1)

    def shorter_than(self, other):
        """S10, "Cycles compare by length"."""
        months, days = self.length()
        other_months, other_days = other.length()
        if months and other_months:
            return months < other_months
        if days and other_days:
            return days < other_days
        if days:
            return days <= 28 * other_months
        # This one is in months: the shorter unless the one in days is.
        return not other_days <= 28 * months


@dataclass(frozen=True)
class Period:
    """Half-open `[start, end)`."""

    start: int
    end: int

    def json(self):
        return {"start": show_instant(self.start), "end": show_instant(self.end)}


@dataclass(frozen=True)
class Share:
    """A share of time as it is shown: not reduced (S9)."""

    numerator: int
    denominator: int
    unit: str

    @property
    def value(self):
        return Fraction(self.numerator, self.denominator)

    def json(self):
        return {"numerator": self.numerator, "denominator": self.denominator, "unit": self.unit}


def boundary(anchor, cycle, n, offset):
    """S2.5: boundary `n`, always from the anchor, in local time, the day clamped."""
    day, time = divmod(anchor + offset, DAY)
    months, days = cycle.length()
    try:
        date = datetime.date.fromordinal(day + 1)
        if days:
            date = datetime.date.fromordinal(day + 1 + n * days)
        else:
            year, month0 = divmod(date.year * 12 + date.month - 1 + n * months, 12)
            date = datetime.date(year, month0 + 1, min(date.day, days_in_month(year, month0 + 1)))
    except (ValueError, OverflowError) as e:
        raise OutOfRange(str(e)) from e
    return (date.toordinal() - 1) * DAY + time - offset


def days_in_month(year, month):
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31


def boundaries_around(anchor, cycle, at, offset):
    """The last boundary at or before `at`, and the first one after it."""
    months, days = cycle.length()
    n = (at - anchor) // ((days or 31 * months) * DAY)  # a first guess, then walk
    while boundary(anchor, cycle, n, offset) > at:
        n -= 1
    while boundary(anchor, cycle, n + 1, offset) <= at:
        n += 1
    return Period(boundary(anchor, cycle, n, offset), boundary(anchor, cycle, n + 1, offset))


def remaining(period, at, proration, offset, kind):
    """S2.6: the remaining share of `period` at `at` for a charge or a credit."""
    at = min(max(at, period.start), period.end)
    if proration == "none":
        return Share(1 if kind == "charge" else 0, 1, "none")
    if proration == "second":
        return Share(period.end - at, period.end - period.start, "second")
    date = lambda t: (t + offset) // DAY
    left, whole = date(period.end) - date(at), date(period.end) - date(period.start)
    if kind == "charge":
        return Share(max(left, 1), max(whole, 1), "day")
    # One date: nothing is given back.
    return Share(left, whole, "day") if whole else Share(0, 1, "day")
