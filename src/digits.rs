//! Whole numbers in decimal. The standard library's formatting is built for every width and flag and takes
//! several times as long, and a quote holds some hundred numbers.

use std::fmt;

use crate::ratio::Int;

/// A short text of ASCII that is written from its end on: whole numbers, decimals, instants.
pub(crate) struct Digits {
    bytes: [u8; Digits::ROOM],
    start: usize,
}

/// What is shown by digits and signs, without anything that JSON escapes.
pub(crate) trait Plain {
    /// Puts it before what is there.
    fn plain(&self, text: &mut Digits);
}

impl Digits {
    /// As many as the largest number has.
    pub(crate) const MOST: usize = 20;

    /// An amount has 31 digits at most; with its signs and quotes it fits, too.
    const ROOM: usize = 36;

    /// Behind it is a quote, as before what is written.
    const END: usize = Digits::ROOM - 1;

    pub(crate) const fn empty() -> Digits {
        Digits { bytes: [b'"'; Digits::ROOM], start: Digits::END }
    }

    /// The digits of a number, with zeros before them up to a least length.
    pub(crate) fn new(number: u64, least: usize) -> Digits {
        let mut digits = Digits::empty();
        digits.number(number, least);
        digits
    }

    /// Puts a byte before the others; what finds no room is left out.
    #[inline]
    pub(crate) fn put(&mut self, byte: u8) {
        if let Some(start) = self.start.checked_sub(1)
            && let Some(place) = self.bytes.get_mut(start)
        {
            *place = byte;
            self.start = start;
        }
    }

    /// The places of so many bytes before the others; none where there is no room for all.
    pub(crate) fn next(&mut self, count: usize) -> &mut [u8] {
        let Some(start) = self.start.checked_sub(count) else { return &mut [] };
        let places = self.bytes.get_mut(start..self.start).unwrap_or_default();
        self.start = start;
        places
    }

    /// Puts a text before the others.
    pub(crate) fn text(&mut self, text: &str) {
        for (place, byte) in self.next(text.len()).iter_mut().zip(text.bytes()) {
            *place = byte;
        }
    }

    /// Puts a number before the others, with zeros before it up to a least length.
    pub(crate) fn number(&mut self, number: u64, least: usize) {
        self.pointed(number, least, usize::MAX);
    }

    /// The same with a point before the last so many digits.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn pointed(&mut self, number: u64, least: usize, point: usize) {
        let (mut rest, mut written) = (number, 0usize);
        for place in self.bytes.get_mut(..self.start).unwrap_or_default().iter_mut().rev() {
            *place = if written == point {
                b'.'
            } else if rest == 0 && written >= least {
                break;
            } else {
                // Below 2^32 exact, and faster than a division of 64 bits.
                let tenth = match u32::try_from(rest) {
                    Ok(_) => rest.wrapping_mul(0xcccc_cccd) >> 35,
                    Err(_) => rest / 10,
                };
                // What is left after a division by ten is a digit.
                let digit = rest.wrapping_sub(tenth.wrapping_mul(10)) as u8;
                rest = tenth;
                digit.wrapping_add(b'0')
            };
            written = written.wrapping_add(1);
        }
        self.start = self.start.wrapping_sub(written);
    }

    /// Puts a number divided by 10^`decimals` before the others: 5 and two are `0.05`.
    pub(crate) fn decimal(&mut self, number: u64, decimals: u8) {
        match usize::from(decimals) {
            0 => self.number(number, 1),
            decimals => self.pointed(number, decimals.saturating_add(2), decimals),
        }
    }

    /// Puts a number of either sign, divided by 10^`decimals`, before the others.
    pub(crate) fn signed(&mut self, number: i128, decimals: u8) {
        match i64::try_from(number) {
            Ok(number) => {
                self.decimal(number.unsigned_abs(), decimals);
                if number < 0 {
                    self.put(b'-');
                }
            }
            Err(_) => self.long(number, decimals),
        }
    }

    #[cold]
    #[inline(never)]
    fn long(&mut self, number: i128, decimals: u8) {
        self.text(&Int::from(number).decimal(decimals.into()));
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(self.start..Digits::END).unwrap_or_default()
    }

    /// As a JSON string.
    pub(crate) fn quoted(&self) -> &[u8] {
        self.bytes.get(self.start.saturating_sub(1)..).unwrap_or_default()
    }

    pub(crate) fn as_str(&self) -> &str {
        str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl Plain for i64 {
    fn plain(&self, text: &mut Digits) {
        text.signed((*self).into(), 0);
    }
}

/// Shows it.
pub(crate) fn display(plain: &dyn Plain, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut digits = Digits::empty();
    plain.plain(&mut digits);
    f.write_str(digits.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_padded_with_zeros() {
        for (number, least, written) in [
            (0, 0, ""),
            (0, 1, "0"),
            (7, 2, "07"),
            (2026, 4, "2026"),
            (12_345, 4, "12345"),
            (4_294_967_295, 1, "4294967295"),
            (4_294_967_296, 1, "4294967296"),
            (42_949_672_989, 1, "42949672989"),
            (5, 20, "00000000000000000005"),
            (u64::MAX, 1, "18446744073709551615"),
        ] {
            assert_eq!(Digits::new(number, least).as_str(), written);
        }
    }

    #[test]
    fn decimals_have_all_their_digits() {
        for (number, decimals, written) in [
            (0, 0, "0"),
            (0, 2, "0.00"),
            (-5, 2, "-0.05"),
            (1250, 2, "12.50"),
            (-1250, 0, "-1250"),
            (i128::from(u64::MAX), 4, "1844674407370955.1615"),
            (-i128::from(u64::MAX) - 1, 4, "-1844674407370955.1616"),
            (10i128.pow(30), 3, "1000000000000000000000000000.000"),
            (-10i128.pow(30), 4, "-100000000000000000000000000.0000"),
        ] {
            let mut digits = Digits::empty();
            digits.signed(number, decimals);
            assert_eq!(digits.as_str(), written);
            assert_eq!(digits.quoted(), format!("\"{written}\"").as_bytes());
        }
    }
}
