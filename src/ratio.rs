//! Exact fractions, the only rounding, and apportioning (S1.3 to S1.6).
//!
//! Nothing here knows what an amount is; callers choose the unit, usually minor units.

mod int;

use crate::order::order;
use crate::word::words;
use std::cmp::Ordering;

pub use int::Int;
use int::multiplied;
pub(crate) use int::small_power;

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
        let (num, den) = self.ints();
        match num.sign() {
            Ordering::Equal => None,
            Ordering::Less => Some(Ratio::large(den.neg(), num.neg())),
            Ordering::Greater => Some(Ratio::large(den, num)),
        }
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
        let (a, b) = (self.ints(), other.ints());
        if a.1 == b.1 { a.0.cmp(&b.0) } else { a.0.mul(&b.1).cmp(&b.0.mul(&a.1)) }
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

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
}

impl Rounding {
    /// So many times an exact value, likewise.
    pub(crate) fn times(self, exact: &Ratio, count: i128) -> Option<i128> {
        if let (Some((num, den)), Ok(count)) = (exact.to_small(), i64::try_from(count))
            && let Some(num) = multiplied(num, count)
        {
            return Some(self.quotient(num, den).into());
        }
        self.round(&exact.mul(&Ratio::integer(count)))
    }

    /// The same of a fraction within 64 bits, whose denominator is above zero.
    fn quotient(self, num: i64, den: i64) -> i64 {
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

/// The exact sum of shares, of many half by half: without a common denominator it has as many digits more as every share
/// has, and so the numbers that are multiplied are about as long.
pub(crate) fn sum(portions: &[Portion]) -> Ratio {
    if portions.len() > FEW {
        let (left, right) = portions.split_at(portions.len() >> 1);
        return sum(left).add(&sum(right));
    }
    portions.iter().fold(Ratio::zero(), |sum, portion| sum.add(&portion.share))
}

/// A share of what is apportioned.
#[derive(Debug)]
pub(crate) struct Portion {
    /// Where that stands of which it is the share.
    pub place: usize,
    /// The exact share; what is left of it once it was apportioned.
    pub share: Ratio,
    /// The whole number that it becomes.
    pub part: i128,
}

/// So few are summed one by one; so few of the largest are looked for likewise, and nothing is put in order.
const FEW: usize = 8;

/// Divides a rounded `total` over exact shares, all in the same unit (S1.5): every share gets
/// its floor, then those with the largest fractional parts one more until the sum is `total`, of
/// equal ones the earlier.
///
/// Callers see to it that the shares' sum differs from `total` by less than one. So the parts sum to `total`, and each
/// differs by less than one from its share. `None`: no such parts sum to it, or one is beyond `i128`.
pub(crate) fn apportion(total: i128, portions: &mut [Portion]) -> Option<()> {
    let missing = match floors_small(total, portions) {
        Some(missing) => missing,
        None => floors(total, portions)?,
    };
    let missing = usize::try_from(missing).ok().filter(|missing| *missing <= portions.len())?;
    if missing <= FEW {
        for _ in 0..missing {
            let largest = portions
                .iter_mut()
                .reduce(|largest, next| if next.share > largest.share { next } else { largest })?;
            largest.part = largest.part.checked_add(1)?;
            largest.share = largest.share.sub(&Ratio::one());
        }
        return Some(());
    }
    let share = |place: usize| Some(&portions.get(place)?.share);
    let largest_first = order(portions.len(), &|a, b| share(b).cmp(&share(a)));
    for place in largest_first.iter().take(missing) {
        let part = &mut portions.get_mut(*place)?.part;
        *part = part.checked_add(1)?;
    }
    Some(())
}

/// Parts shares into whole numbers and the fractions that are left of them, and tells what those numbers lack of
/// the total.
fn floors(total: i128, portions: &mut [Portion]) -> Option<i64> {
    let mut missing = total;
    for Portion { share, part, .. } in portions {
        *part = share.floor()?;
        // In the end this is not more than there are shares: what wraps on the way comes back.
        missing = missing.wrapping_sub(*part);
        let (num, den) = share.ints();
        *share = Ratio::large(num.add(&den.mul(&Int::from(*part)).neg()), den);
    }
    i64::try_from(missing).ok()
}

/// The same where all shares have one denominator and everything is within 64 bits, as it nearly always is;
/// `None`: it is not, and nothing was done.
fn floors_small(total: i128, portions: &mut [Portion]) -> Option<i64> {
    let mut missing = i64::try_from(total).ok()?;
    let (_, den) = portions.first()?.share.to_small()?;
    if portions.iter().any(|portion| portion.share.to_small().is_none_or(|(_, other)| other != den)) {
        return None;
    }
    for Portion { share, part, .. } in portions {
        if let Repr::Small(num, _) = &mut share.0 {
            let floor = Rounding::Floor.quotient(*num, den);
            missing = missing.wrapping_sub(floor);
            *num = num.wrapping_sub(floor.wrapping_mul(den));
            *part = floor.into();
        }
    }
    Some(missing)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn portions(shares: Vec<Ratio>) -> Vec<Portion> {
        shares.into_iter().map(|share| Portion { place: 0, share, part: 0 }).collect()
    }

    fn apportioned(total: i128, shares: Vec<Ratio>) -> Option<Vec<i128>> {
        let mut portions = portions(shares);
        apportion(total, &mut portions)?;
        Some(portions.iter().map(|portion| portion.part).collect())
    }

    #[test]
    fn what_is_missing_goes_to_the_largest_however_much_it_is() {
        for count in 1..30i128 {
            for step in 0..count {
                // Fractions of `count`ths, of which several are equal.
                let numerators: Vec<i128> = (0..count).map(|n| n * step % count).collect();
                let missing = numerators.iter().sum::<i128>() / count;
                let mut largest_first: Vec<usize> = (0..numerators.len()).collect();
                largest_first.sort_by_key(|n| -numerators[*n]);
                let mut parts = vec![5; numerators.len()];
                for n in &largest_first[..usize::try_from(missing).unwrap()] {
                    parts[*n] += 1;
                }
                let shares = numerators.iter().map(|num| ratio_of(num + 5 * count, count)).collect();
                assert_eq!(apportioned(missing + 5 * count, shares), Some(parts), "{step} of {count}");
            }
        }
    }

    #[test]
    fn small_shares_are_apportioned_as_others() {
        let mut seed = 7u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i128::from((seed >> 33) % below)
        };
        for _ in 0..2_000 {
            let den = random(97) + 1;
            let shares: Vec<Ratio> = (0..=random(9)).map(|_| ratio_of(random(5_000) - 2_500, den)).collect();
            // Each with a denominator of its own, and the same value.
            let others: Vec<Ratio> = (2..)
                .zip(&shares)
                .map(|(by, share)| ratio_of(i128::from(share.to_small().unwrap().0) * by, den * by))
                .collect();
            let sum = shares.iter().fold(Ratio::zero(), |sum, share| sum.add(share));
            for total in [Rounding::Floor, Rounding::Ceiling].map(|rounding| rounding.round(&sum).unwrap()) {
                let parts = apportioned(total, shares.clone());
                let is_small = |shares| floors_small(total, &mut portions(shares)).is_some();
                assert!(is_small(shares.clone()) && parts.is_some());
                if others.len() > 1 {
                    assert!(!is_small(others.clone()));
                    assert_eq!(apportioned(total, others.clone()), parts, "{total} {shares:?}");
                }
            }
        }
    }

    #[test]
    fn sums_are_exact() {
        let mut seed = 11u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i128::from((seed >> 33) % below)
        };
        for n in 0..600 {
            // Numbers without a common divisor, of which no sum fits 64 bits, small ones, and those beyond 64 bits.
            let scale = [1, 1_000_003, i128::from(i64::MAX)][n % 3];
            let mut shares: Vec<Ratio> = (0..=random(30))
                .map(|_| ratio_of((random(2_000_000) - 1_000_000) * scale, random(1_000_000) * scale + 1))
                .collect();
            let sum = |shares: &[Ratio]| shares.iter().fold(Ratio::zero(), |sum, share| sum.add(share));
            // Half of them are whole in the end, or end in a half.
            if n % 2 == 0 {
                let end = ratio_of(random(9), 2);
                shares.push(end.sub(&sum(&shares)));
            }
            assert_eq!(super::sum(&portions(shares.clone())), sum(&shares), "{shares:?}");
        }
        assert_eq!(super::sum(&[]), Ratio::zero());
    }

    fn ratio_of(num: i128, den: i128) -> Ratio {
        Ratio::large(Int::from(num), Int::from(den))
    }

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
    fn sums_fractions_of_a_hundred_denominators() {
        // As with a hundred lines whose prices include different taxes: sum of 1/n(n+1) is
        // 1 - 1/(k+1), here with n far apart so that the denominators multiply.
        let offset = 10i128.pow(18);
        let parts: Vec<Ratio> = (0..100).map(|n| ratio(1, (offset + n) * (offset + n + 1))).collect();
        let sum = parts.iter().fold(Ratio::zero(), |sum, part| sum.add(part));
        assert_eq!(sum, ratio(100, offset * (offset + 100)));

        let primes: Vec<Ratio> =
            (0..100).map(|n| ratio(10i128.pow(28) + n, (1i128 << 95) + 2 * n * n + 1)).collect();
        let sum = primes.iter().fold(Ratio::zero(), |sum, part| sum.add(part));
        let den = sum.ints().1.to_string();
        assert!(den.len() > 2_400, "{den}");
        let back = primes.iter().rev().fold(sum.clone(), |sum, part| sum.sub(part));
        assert!(back.is_zero());
        let total = Rounding::HalfEven.round(&sum).unwrap();
        let parts = apportioned(total, primes).unwrap();
        assert_eq!(parts.iter().sum::<i128>(), total);
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

    #[test]
    fn apportions_to_the_largest_fractions() {
        let tenths = |shares: &[i128]| shares.iter().map(|n| ratio(*n, 10)).collect::<Vec<_>>();
        for (total, shares, parts) in [
            (0, &[][..], Some(vec![])),
            (1, &[], None),
            (10, &[33, 33, 34], Some(vec![3, 3, 4])),
            (10, &[34, 33, 33], Some(vec![4, 3, 3])),
            (1, &[5, 5], Some(vec![1, 0])),
            (2, &[5, 5, 5, 5], Some(vec![1, 1, 0, 0])),
            (3, &[4, 9, 5, 9], Some(vec![0, 1, 1, 1])),
            (0, &[4, 5], Some(vec![0, 0])),
            (0, &[-5, 5], Some(vec![0, 0])),
            (-1, &[-5, -5], Some(vec![0, -1])),
            (-10, &[-33, -33, -34], Some(vec![-3, -3, -4])),
            (2, &[20, 5], Some(vec![2, 0])),
            (3, &[20, 5], Some(vec![2, 1])),
            // No such parts sum to it.
            (6, &[20, 10], None),
            (2, &[20, 10], None),
            (1, &[20, 5], None),
            (6, &[20, 5, 5], None),
        ] {
            assert_eq!(apportioned(total, tenths(shares)), parts, "{total} over {shares:?}");
        }
    }

    #[test]
    fn apportions_beyond_128_bits_only_if_the_parts_fit() {
        let max = Ratio::integer(i128::MAX);
        let shares = vec![max.clone(), max.clone(), max.neg(), max.neg()];
        let parts = vec![i128::MAX, i128::MAX, -i128::MAX, -i128::MAX];
        assert_eq!(apportioned(0, shares), Some(parts));
        assert_eq!(apportioned(i128::MAX, vec![max.add(&ratio(1, 2))]), Some(vec![i128::MAX]));
        assert_eq!(apportioned(0, vec![max.add(&Ratio::one()), max.neg()]), None);
    }
}
