//! The only rounding (S1.4).

use std::cmp::Ordering;

use super::int::multiplied;
use super::{Int, Ratio};
use crate::word::words;

words! {
    /// How an exact value becomes a whole number (S1.4).
    #[derive(Default)]
    pub enum Rounding {
        /// To the nearest, a half away from zero.
        #[default]
        HalfUp => "halfUp",
        /// To the nearest, a half towards zero.
        HalfDown => "halfDown",
        /// To the nearest, a half to the even neighbour.
        HalfEven => "halfEven",
        /// Away from zero.
        Up => "up",
        /// Towards zero.
        Down => "down",
        /// Towards plus infinity.
        Ceiling => "ceiling",
        /// Towards minus infinity.
        Floor => "floor",
    }
}

impl Rounding {
    /// The whole number that an exact value is rounded to, in the value's own unit (S1.4); `None`: beyond
    /// `i128`.
    ///
    /// ```
    /// use quotient::{Ratio, Rounding};
    ///
    /// let half = Ratio::new(-3, 2).unwrap();
    /// assert_eq!(Rounding::HalfUp.round(&half), Some(-2));
    /// assert_eq!(Rounding::Ceiling.round(&half), Some(-1));
    /// ```
    pub fn round(self, exact: &Ratio) -> Option<i128> {
        if let Some((num, den)) = exact.to_small() {
            return Some(self.quotient(num, den).into());
        }
        self.round_long(exact)
    }

    #[cold]
    #[inline(never)]
    fn round_long(self, exact: &Ratio) -> Option<i128> {
        let (num, den) = exact.ints();
        let (whole, rest) = num.div_rem(&den)?;
        let sign = num.sign();
        let rest = if sign.is_lt() { rest.neg() } else { rest };
        let half = rest.add(&rest).cmp(&den);
        let away = self.goes_away(rest.is_zero(), half, sign, whole.is_odd());
        if away { whole.add(&Int::small(sign as i64)) } else { whole }.to_i128()
    }

    /// So many times an exact value, likewise.
    pub(crate) fn times(self, exact: &Ratio, count: i128) -> Option<i128> {
        if let (Some((num, den)), Ok(count)) = (exact.to_small(), i64::try_from(count))
            && let Some(num) = multiplied(num, count)
        {
            return Some(self.quotient(num, den).into());
        }
        self.times_long(exact, count)
    }

    #[cold]
    #[inline(never)]
    fn times_long(self, exact: &Ratio, count: i128) -> Option<i128> {
        self.round(&exact.mul(&Ratio::integer(count)))
    }

    /// The same of a fraction within 64 bits, whose denominator is above zero.
    pub(super) fn quotient(self, num: i64, den: i64) -> i64 {
        let whole = num.checked_div(den).unwrap_or(num);
        let rest = num.wrapping_sub(whole.wrapping_mul(den));
        let (rest, den) = (rest.unsigned_abs(), den.unsigned_abs());
        let half = rest.cmp(&den.wrapping_sub(rest));
        let away = self.goes_away(rest == 0, half, num.cmp(&0), whole & 1 == 1);
        // Where there is a rest, the denominator is 2 or more.
        if away { whole.wrapping_add(num.signum()) } else { whole }
    }

    /// Whether a number that is cut off towards zero goes one away from it: by what was cut off beside a half,
    /// its sign, and whether what is left is odd.
    fn goes_away(self, is_whole: bool, half: Ordering, sign: Ordering, is_odd: bool) -> bool {
        match self {
            _ if is_whole => false,
            Rounding::HalfUp => half.is_ge(),
            Rounding::HalfDown => half.is_gt(),
            Rounding::HalfEven => half.is_gt() || half.is_eq() && is_odd,
            Rounding::Up => true,
            Rounding::Down => false,
            Rounding::Ceiling => sign.is_gt(),
            Rounding::Floor => sign.is_lt(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn ratio(num: i128, den: i128) -> Ratio {
        Ratio::new(num, den).unwrap()
    }

    #[test]
    fn rounds_seven_ways() {
        //        tenths: [halfUp, halfDown, halfEven, up, down, ceiling, floor]
        let expected = [
            (-25, [-3, -2, -2, -3, -2, -2, -3]),
            (-21, [-2, -2, -2, -3, -2, -2, -3]),
            (-20, [-2; 7]),
            (-19, [-2, -2, -2, -2, -1, -1, -2]),
            (-15, [-2, -1, -2, -2, -1, -1, -2]),
            (-5, [-1, 0, 0, -1, 0, 0, -1]),
            (-1, [0, 0, 0, -1, 0, 0, -1]),
            (0, [0; 7]),
            (1, [0, 0, 0, 1, 0, 1, 0]),
            (5, [1, 0, 0, 1, 0, 1, 0]),
            (15, [2, 1, 2, 2, 1, 2, 1]),
            (19, [2, 2, 2, 2, 1, 2, 1]),
            (20, [2; 7]),
            (21, [2, 2, 2, 3, 2, 3, 2]),
            (25, [3, 2, 2, 3, 2, 3, 2]),
        ];
        for (tenths, results) in expected {
            let rounded: Vec<_> = Rounding::ALL
                .iter()
                .map(|(_, rounding)| {
                    let rounded = rounding.round(&ratio(tenths, 10)).unwrap();
                    // The same as a fraction of many limbs.
                    let huge = Ratio::integer(3).scale10(60);
                    let same = ratio(tenths, 10).mul(&huge).div(&huge).unwrap();
                    assert_eq!(rounding.round(&same), Some(rounded));
                    rounded
                })
                .collect();
            assert_eq!(rounded, results, "{tenths}/10");
        }
        assert_eq!(Rounding::default(), Rounding::HalfUp);
    }

    #[test]
    fn rounds_up_to_the_ends_of_the_range() {
        let (max, min) = (Ratio::integer(i128::MAX), Ratio::integer(i128::MIN));
        let half = ratio(1, 2);
        assert_eq!(Rounding::HalfDown.round(&max.add(&half)), Some(i128::MAX));
        assert_eq!(Rounding::HalfUp.round(&max.add(&half)), None);
        assert_eq!(Rounding::HalfEven.round(&max.add(&half)), None);
        assert_eq!(Rounding::HalfEven.round(&min.sub(&half)), Some(i128::MIN));
        assert_eq!(Rounding::Down.round(&min.sub(&half)), Some(i128::MIN));
        assert_eq!(min.sub(&half).floor(), None);
        assert_eq!(min.floor(), Some(i128::MIN));
    }
}
