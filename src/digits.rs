//! Whole numbers in decimal. The standard library's formatting is built for every width and flag and takes
//! several times as long, and a quote holds some hundred numbers.

/// The digits of a number, with zeros before them up to a least length.
pub(crate) struct Digits {
    digits: [u8; Digits::MOST],
    start: usize,
}

impl Digits {
    /// As many as the largest number has.
    pub(crate) const MOST: usize = 20;

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    pub(crate) fn new(number: u64, least: usize) -> Digits {
        let mut digits = Digits { digits: [b'0'; Digits::MOST], start: Digits::MOST };
        let least = Digits::MOST.saturating_sub(least);
        let mut rest = number;
        for place in digits.digits.iter_mut().rev() {
            if rest == 0 && digits.start <= least {
                break;
            }
            // What is left after a division by ten is a digit.
            *place = b'0'.wrapping_add((rest % 10) as u8);
            rest /= 10;
            digits.start = digits.start.saturating_sub(1);
        }
        digits
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.digits.get(self.start..).unwrap_or_default()
    }

    pub(crate) fn as_str(&self) -> &str {
        str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
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
            (5, 20, "00000000000000000005"),
            (u64::MAX, 1, "18446744073709551615"),
        ] {
            assert_eq!(Digits::new(number, least).as_str(), written);
        }
    }
}
