//! Exact fractions (S1.3), how they are rounded (S1.4) and apportioned (S1.5).
//!
//! Nothing here knows what an amount is; callers choose the unit, usually minor units.

mod int;
mod portion;
mod rounding;

use std::cmp::Ordering;

pub use self::int::Int;
use self::int::multiplied;
pub(crate) use self::int::small_power;
pub(crate) use self::portion::{Portion, apportion, sum};
pub use self::rounding::Rounding;

/// An exact fraction of any size.
///
/// Numerator and denominator grow as they must, so arithmetic never rounds and never fails, but for a
/// division by zero (S1.3). Equality and order are by value: 1/2 equals 2/4.
///
/// ```
/// use quotient::{Ratio, Rounding};
///
/// // 0.42 for 17 of 28 days is exactly 0.255, 25.5 cents.
/// let exact = Ratio::decimal(42, 2).mul(&Ratio::new(17, 28).unwrap());
/// assert_eq!(exact.to_decimal(2).as_deref(), Some("0.255"));
/// assert_eq!(Rounding::HalfUp.round(&exact.scale10(2)), Some(26));
/// assert_eq!(Rounding::HalfDown.round(&exact.scale10(2)), Some(25));
/// ```
// The denominator is positive. A fraction with a part that is not short is in lowest terms: then a
// common divisor is only ever sought where one side is.
#[derive(Clone, Debug)]
pub struct Ratio(Repr);

#[derive(Clone, Debug)]
enum Repr {
    /// Numerator and denominator within 64 bits, as they nearly always are: not worth a search for a common divisor.
    Small(i64, i64),
    /// One of them is not.
    Large(Box<(Int, Int)>),
}

impl Ratio {
    /// 0
    pub const fn zero() -> Ratio {
        Ratio::small(0, 1)
    }

    /// 1
    pub const fn one() -> Ratio {
        Ratio::small(1, 1)
    }

    /// `n / 1`
    pub fn integer(n: i128) -> Ratio {
        match i64::try_from(n) {
            Ok(n) => Ratio::small(n, 1),
            Err(_) => Ratio::large(Int::from(n), Int::ONE),
        }
    }

    /// `num / den`; `None`: `den` is zero.
    pub fn new(num: i128, den: i128) -> Option<Ratio> {
        Ratio::integer(num).div(&Ratio::integer(den))
    }

    /// `num / den`, of which `den` is above zero; 0 if it is not.
    pub(crate) fn of(num: i64, den: i64) -> Ratio {
        if den > 0 { Ratio::small(num, den) } else { Ratio::zero() }
    }

    /// Of two numbers within 64 bits, the second above zero.
    const fn small(num: i64, den: i64) -> Ratio {
        Ratio(Repr::Small(num, den))
    }

    /// Of any two, the second above zero.
    fn large(num: Int, den: Int) -> Ratio {
        match (num.to_small(), den.to_small()) {
            (Some(num), Some(den)) => Ratio::small(num, den),
            _ => Ratio(Repr::Large(Box::new((num, den)))),
        }
    }

    /// Both numbers, if they are within 64 bits.
    fn to_small(&self) -> Option<(i64, i64)> {
        match self.0 {
            Repr::Small(num, den) => Some((num, den)),
            Repr::Large(_) => None,
        }
    }

    /// Both numbers.
    #[inline(never)]
    fn ints(&self) -> (Int, Int) {
        match &self.0 {
            Repr::Small(num, den) => (Int::small(*num), Int::small(*den)),
            Repr::Large(both) => (**both).clone(),
        }
    }

    /// `mantissa / 10^scale`, as decimal strings are written (S1.1); meant for a scale up to 38.
    pub fn decimal(mantissa: i128, scale: u32) -> Ratio {
        if let (Ok(num), Some(den)) = (i64::try_from(mantissa), small_power(scale)) {
            return Ratio::small(num, den);
        }
        Ratio::decimal_long(mantissa, scale)
    }

    #[cold]
    #[inline(never)]
    fn decimal_long(mantissa: i128, scale: u32) -> Ratio {
        Ratio::integer(mantissa).mul(&Ratio::large(Int::ONE, Int::power_of_ten(scale)))
    }

    /// The sum.
    pub fn add(&self, other: &Ratio) -> Ratio {
        if let (Some(a), Some(b)) = (self.to_small(), other.to_small())
            && let Some((num, den)) = added(a, b)
        {
            return Ratio::small(num, den);
        }
        self.add_long(other)
    }

    // What numbers beyond 64 bits need stands apart, as in `int.rs`.
    #[cold]
    #[inline(never)]
    fn add_long(&self, other: &Ratio) -> Ratio {
        let (a, b) = (self.ints(), other.ints());
        if a.1 == b.1 {
            let num = a.0.add(&b.0);
            if num.is_short() && b.1.is_short() {
                return Ratio::large(num, b.1);
            }
        }
        // Knuth 4.5.1: the sum of fractions in lowest terms in lowest terms. To find what long denominators have in
        // common takes far longer than to go on without.
        let (a, b) = (lowest(a), lowest(b));
        let are_short = a.1.is_short() && b.1.is_short();
        let common = if are_short { a.1.gcd(&b.1) } else { Int::ONE };
        let (left, right) = (exact(&a.1, &common), exact(&b.1, &common));
        let num = a.0.mul(&right).add(&b.0.mul(&left));
        let again = num.gcd(&common);
        Ratio::large(exact(&num, &again), left.mul(&exact(&b.1, &again)))
    }

    /// The difference.
    pub fn sub(&self, other: &Ratio) -> Ratio {
        self.add(&other.neg())
    }

    /// The fraction with the other sign.
    pub fn neg(&self) -> Ratio {
        if let Some((num, den)) = self.to_small()
            && let Some(num) = num.checked_neg()
        {
            return Ratio::small(num, den);
        }
        self.neg_long()
    }

    #[cold]
    #[inline(never)]
    fn neg_long(&self) -> Ratio {
        let (num, den) = self.ints();
        Ratio::large(num.neg(), den)
    }

    /// The product.
    pub fn mul(&self, other: &Ratio) -> Ratio {
        if let (Some(a), Some(b)) = (self.to_small(), other.to_small())
            && let (Some(num), Some(den)) = (multiplied(a.0, b.0), multiplied(a.1, b.1))
        {
            return Ratio::small(num, den);
        }
        self.mul_long(other)
    }

    #[cold]
    #[inline(never)]
    fn mul_long(&self, other: &Ratio) -> Ratio {
        let (a, b) = (lowest(self.ints()), lowest(other.ints()));
        let (left, right) = (a.0.gcd(&b.1), b.0.gcd(&a.1));
        Ratio::large(
            exact(&a.0, &left).mul(&exact(&b.0, &right)),
            exact(&a.1, &right).mul(&exact(&b.1, &left)),
        )
    }

    /// The quotient; `None`: the divisor is zero.
    pub fn div(&self, divisor: &Ratio) -> Option<Ratio> {
        Some(self.mul(&divisor.flip()?))
    }

    fn flip(&self) -> Option<Ratio> {
        match self.to_small() {
            Some((num, den)) if num > 0 => Some(Ratio::small(den, num)),
            _ => self.flip_long(),
        }
    }

    #[cold]
    #[inline(never)]
    fn flip_long(&self) -> Option<Ratio> {
        let (num, den) = self.ints();
        match num.sign() {
            Ordering::Equal => None,
            Ordering::Less => Some(Ratio::large(den.neg(), num.neg())),
            Ordering::Greater => Some(Ratio::large(den, num)),
        }
    }

    #[cold]
    #[inline(never)]
    fn cmp_long(&self, other: &Ratio) -> Ordering {
        let (a, b) = (self.ints(), other.ints());
        if a.1 == b.1 { a.0.cmp(&b.0) } else { a.0.mul(&b.1).cmp(&b.0.mul(&a.1)) }
    }

    /// Times 10^`exponent`, for changes of unit; meant for the digits of currencies and prices.
    pub fn scale10(&self, exponent: i32) -> Ratio {
        let power = Int::power_of_ten(exponent.unsigned_abs());
        let (num, den) = if exponent < 0 { (Int::ONE, power) } else { (power, Int::ONE) };
        self.mul(&Ratio::large(num, den))
    }

    /// Compared with zero.
    pub fn signum(&self) -> Ordering {
        match &self.0 {
            Repr::Small(num, _) => num.cmp(&0),
            Repr::Large(both) => both.0.sign(),
        }
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        self.signum().is_eq()
    }

    /// Whether it is above 0.
    pub fn is_positive(&self) -> bool {
        self.signum().is_gt()
    }

    /// Whether it is below 0.
    pub fn is_negative(&self) -> bool {
        self.signum().is_lt()
    }

    /// The greatest whole number that is not above it; `None`: beyond `i128`.
    pub fn floor(&self) -> Option<i128> {
        Rounding::Floor.round(self)
    }

    /// Numerator and denominator in lowest terms, as decimal integers: `("-5", "12")`.
    pub fn reduced(&self) -> (String, String) {
        let (num, den) = self.lowest();
        (num.to_string(), den.to_string())
    }

    /// Numerator and denominator in lowest terms.
    pub(crate) fn lowest(&self) -> (Int, Int) {
        let (num, den) = self.ints();
        let common = num.gcd(&den);
        (exact(&num, &common), exact(&den, &common))
    }

    /// The exact decimal string with at least so many decimals and no needless zero after them:
    /// 25/2 with two is `"12.50"`; `None`: it would not end.
    pub fn to_decimal(&self, decimals: u8) -> Option<String> {
        let (num, den) = self.lowest();
        // As many digits as the denominator has twos or fives, and nothing else.
        let (mut digits, mut rest) = (0usize, den.clone());
        while !rest.is_one() {
            let common = rest.gcd(&Int::small(10));
            if common.is_one() {
                return None;
            }
            rest = exact(&rest, &common);
            digits = digits.saturating_add(1);
        }
        let digits = digits.max(decimals.into());
        let power = Int::power_of_ten(u32::try_from(digits).ok()?);
        Some(exact(&num.mul(&power), &den).decimal(digits))
    }
}

/// The sum of two fractions within 64 bits, if that is.
fn added(a: (i64, i64), b: (i64, i64)) -> Option<(i64, i64)> {
    if a.1 == b.1 {
        return Some((a.0.checked_add(b.0)?, a.1));
    }
    let num = multiplied(a.0, b.1)?.checked_add(multiplied(b.0, a.1)?)?;
    Some((num, multiplied(a.1, b.1)?))
}

/// A fraction in lowest terms, as far as that is quickly found.
fn lowest((num, den): (Int, Int)) -> (Int, Int) {
    if !num.is_short() || !den.is_short() {
        return (num, den);
    }
    let common = num.gcd(&den);
    (exact(&num, &common), exact(&den, &common))
}

/// The quotient of a division known to be exact, by a divisor that is not zero.
fn exact(dividend: &Int, divisor: &Int) -> Int {
    if divisor.is_one() {
        return dividend.clone();
    }
    dividend.div_rem(divisor).map_or(Int::ZERO, |(quotient, _)| quotient)
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Ratio) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ratio {}

impl Ord for Ratio {
    fn cmp(&self, other: &Ratio) -> Ordering {
        if let (Repr::Small(a, den), Repr::Small(b, other)) = (&self.0, &other.0)
            && den == other
        {
            return a.cmp(b);
        }
        self.cmp_long(other)
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn ratio(num: i128, den: i128) -> Ratio {
        Ratio::new(num, den).unwrap()
    }

    fn shown(ratio: &Ratio) -> String {
        let (num, den) = ratio.reduced();
        format!("{num}/{den}")
    }

    #[test]
    fn keeps_the_sign_in_the_numerator() {
        assert_eq!(shown(&ratio(6, -4)), "-3/2");
        assert_eq!(shown(&ratio(-6, -4)), "3/2");
        assert_eq!(shown(&ratio(0, -4)), "0/1");
        assert_eq!(shown(&ratio(i128::MIN, -2)), format!("{}/1", 1u128 << 126));
        assert_eq!(shown(&ratio(1, i128::MIN)), format!("-1/{}", 1u128 << 127));
        assert_eq!(shown(&ratio(i128::MIN, i128::MIN)), "1/1");
        assert!(Ratio::new(1, 0).is_none());
    }

    #[test]
    fn compares_by_value() {
        assert_eq!(ratio(1, 2), ratio(2, 4));
        assert!(ratio(1, 3) < ratio(34, 100));
        assert!(ratio(-1, 3) > ratio(-34, 100));
        let (max, near) = (i128::MAX, i128::MAX - 1);
        assert!(ratio(max, near) < ratio(near, near - 1));
        assert!(ratio(-max, near) > ratio(-near, near - 1));
        assert!(ratio(-1, max).is_negative() && ratio(1, max).is_positive());
        assert!(Ratio::zero().is_zero() && Ratio::one().is_positive());
    }

    #[test]
    fn calculates_exactly() {
        assert_eq!(shown(&ratio(1, 6).add(&ratio(1, 10))), "4/15");
        assert_eq!(shown(&ratio(1, 6).sub(&ratio(1, 10))), "1/15");
        assert_eq!(shown(&ratio(-1, 6).mul(&ratio(3, 10))), "-1/20");
        assert_eq!(shown(&ratio(1, 6).div(&ratio(-1, 10)).unwrap()), "-5/3");
        assert!(ratio(1, 6).div(&Ratio::zero()).is_none());
        // 0.42 for 17 of 28 days is a tie.
        let prorated = Ratio::decimal(42, 2).mul(&ratio(17, 28));
        assert_eq!(prorated.to_decimal(0).unwrap(), "0.255");
    }

    #[test]
    fn passes_128_bits() {
        let price = Ratio::decimal(10i128.pow(27) - 1, 12);
        let units = Ratio::integer(10_000_000);
        let share = ratio(2_678_399, 2_678_400);
        let percent = Ratio::decimal(99_999_999_999_999_999, 17);
        let exact = price.mul(&units).mul(&share).mul(&percent).scale10(4);
        assert_eq!(exact, exact.scale10(-61).scale10(61));
        assert_eq!(
            shown(&exact),
            "9919996296296296197096333323413337037037037136237/99200000000000000000000"
        );
        assert_eq!(Rounding::HalfUp.round(&exact), Some(99_999_962_664_277_179_406_213_038));
        assert_eq!(exact.scale10(20).floor(), None);
        assert_eq!(exact.div(&exact).unwrap(), Ratio::one());
        assert_eq!(exact.add(&exact.neg()), Ratio::zero());
    }

    #[test]
    fn changes_units() {
        assert_eq!(Ratio::decimal(1250, 2).scale10(2), Ratio::integer(1250));
        assert_eq!(Ratio::integer(5).scale10(-3), ratio(5, 1000));
        assert_eq!(Ratio::integer(5).scale10(0), Ratio::integer(5));
        assert_eq!(Ratio::decimal(-7, 50).scale10(50), Ratio::integer(-7));
    }

    #[test]
    fn shows_decimals_that_end() {
        for (ratio, text) in [
            (ratio(0, 7), Some("0")),
            (ratio(25, 2), Some("12.5")),
            (ratio(-1, 8), Some("-0.125")),
            (ratio(-1, 500), Some("-0.002")),
            (ratio(3000, 10), Some("300")),
            (ratio(1, 3), None),
            (ratio(1, 6), None),
            (ratio(-123, 100), Some("-1.23")),
            (
                Ratio::decimal(1, 38).mul(&Ratio::decimal(1, 2)),
                Some("0.0000000000000000000000000000000000000001"),
            ),
        ] {
            assert_eq!(ratio.to_decimal(0).as_deref(), text);
        }
    }
}
