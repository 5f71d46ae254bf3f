//! Whole numbers in decimal. The standard library's formatting is built for every width and flag and takes
//! several times as long, and a quote holds some hundred numbers.

/// Appends the digits of `number`, with zeros before them up to `least` at least.
#[inline(never)]
pub(crate) fn push_digits(text: &mut String, number: u64, least: usize) {
    let mut digits = [0_u8; 20];
    let mut rest = number;
    let mut count: usize = 0;
    for place in digits.iter_mut().rev() {
        if rest == 0 && count >= least {
            break;
        }
        // What is left after a division by ten is a digit.
        *place = b'0'.wrapping_add((rest % 10) as u8);
        rest /= 10;
        count = count.saturating_add(1);
    }
    text.extend(digits.iter().filter(|digit| **digit != 0).map(|digit| char::from(*digit)));
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
            let mut text = "x".to_owned();
            push_digits(&mut text, number, least);
            assert_eq!(text, format!("x{written}"));
        }
    }
}
