//! Whole numbers of any size: an `i64` while the number fits, a vector of limbs beyond.

use std::cmp::Ordering;
use std::fmt;

use crate::digits::Digits;

/// A whole number of any size.
///
/// Every number has one representation, so that equality can be derived.
#[derive(Debug, PartialEq, Eq)]
pub struct Int(Repr);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Repr {
    Small(i64),
    /// What an `i64` cannot hold.
    Big {
        negative: bool,
        limbs: Limbs,
    },
}

/// A magnitude in base 2^32, the lowest limb first and no zero at the top; empty is zero.
type Limbs = Vec<u32>;

const LIMB_BITS: u32 = u32::BITS;

impl Int {
    /// 0
    pub const ZERO: Int = Int::small(0);
    /// 1
    pub const ONE: Int = Int::small(1);

    /// The number `n`, in constants too.
    pub const fn small(n: i64) -> Int {
        Int(Repr::Small(n))
    }

    fn of(negative: bool, mut limbs: Limbs) -> Int {
        trim(&mut limbs);
        if limbs.len() <= 2 {
            let signed = signed(negative, &limbs).and_then(|n| i64::try_from(n).ok());
            if let Some(n) = signed {
                return Int::small(n);
            }
        }
        Int(Repr::Big { negative, limbs })
    }

    /// The number if it is within 64 bits.
    pub fn to_small(&self) -> Option<i64> {
        match self.0 {
            Repr::Small(n) => Some(n),
            Repr::Big { .. } => None,
        }
    }

    /// Whether it has four limbs at most.
    pub fn is_short(&self) -> bool {
        match &self.0 {
            Repr::Small(_) => true,
            Repr::Big { limbs, .. } => limbs.len() <= 4,
        }
    }

    /// The number if it fits.
    pub fn to_i128(&self) -> Option<i128> {
        match &self.0 {
            Repr::Small(n) => Some((*n).into()),
            Repr::Big { negative, limbs } => signed(*negative, limbs),
        }
    }

    fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small(n) => *n < 0,
            Repr::Big { negative, .. } => *negative,
        }
    }

    /// The limbs, of a small number in `room`.
    #[inline(never)]
    fn limbs<'a>(&'a self, room: &'a mut [u32; 2]) -> &'a [u32] {
        match &self.0 {
            Repr::Small(n) => {
                let n = n.unsigned_abs().into();
                *room = [low(n), low(n >> LIMB_BITS)];
                trimmed(room)
            }
            Repr::Big { limbs, .. } => limbs,
        }
    }

    /// The sum.
    pub fn add(&self, other: &Int) -> Int {
        if let (Repr::Small(a), Repr::Small(b)) = (&self.0, &other.0)
            && let Some(sum) = a.checked_add(*b)
        {
            return Int::small(sum);
        }
        self.add_long(other)
    }

    // What takes limbs stands apart here: V8 compiles a function when it is called, the whole of it, and most
    // pages never need any of this.
    #[cold]
    #[inline(never)]
    fn add_long(&self, other: &Int) -> Int {
        let (mut a, mut b) = ([0; 2], [0; 2]);
        let (a, b) = (self.limbs(&mut a), other.limbs(&mut b));
        if self.is_negative() == other.is_negative() {
            Int::of(self.is_negative(), combine(a, b, 1))
        } else if compare(a, b).is_ge() {
            Int::of(self.is_negative(), combine(a, b, -1))
        } else {
            Int::of(other.is_negative(), combine(b, a, -1))
        }
    }

    #[cold]
    #[inline(never)]
    fn clone_long(&self) -> Int {
        Int(self.0.clone())
    }

    #[cold]
    #[inline(never)]
    fn from_long(n: i128) -> Int {
        Int(Repr::Big { negative: n < 0, limbs: limbs(n.unsigned_abs()) })
    }

    #[cold]
    #[inline(never)]
    fn cmp_long(&self, other: &Int) -> Ordering {
        match (self.is_negative(), other.is_negative()) {
            (false, false) => compare(self.limbs(&mut [0; 2]), other.limbs(&mut [0; 2])),
            (true, true) => compare(other.limbs(&mut [0; 2]), self.limbs(&mut [0; 2])),
            (negative, _) => {
                if negative {
                    Ordering::Less
                } else {
                    Ordering::Greater
                }
            }
        }
    }

    /// The number with the other sign.
    pub fn neg(&self) -> Int {
        if let Repr::Small(n) = &self.0
            && let Some(negated) = n.checked_neg()
        {
            return Int::small(negated);
        }
        Int::of(!self.is_negative(), self.limbs(&mut [0; 2]).to_vec())
    }

    /// The product.
    pub fn mul(&self, other: &Int) -> Int {
        if let (Repr::Small(a), Repr::Small(b)) = (&self.0, &other.0)
            && let Some(product) = multiplied(*a, *b)
        {
            return Int::small(product);
        }
        self.mul_long(other)
    }

    #[cold]
    #[inline(never)]
    fn mul_long(&self, other: &Int) -> Int {
        let product = product(self.limbs(&mut [0; 2]), other.limbs(&mut [0; 2]));
        Int::of(self.is_negative() != other.is_negative(), product)
    }

    /// The quotient rounded towards zero, and the remainder, which is zero or has the sign of the number.
    /// `None`: the divisor is zero.
    pub fn div_rem(&self, divisor: &Int) -> Option<(Int, Int)> {
        if divisor.is_zero() {
            return None;
        }
        if let (Repr::Small(a), Repr::Small(b)) = (&self.0, &divisor.0)
            && let (Some(quotient), Some(remainder)) = (a.checked_div(*b), a.checked_rem(*b))
        {
            return Some((Int::small(quotient), Int::small(remainder)));
        }
        Some(self.div_rem_long(divisor))
    }

    #[cold]
    #[inline(never)]
    fn div_rem_long(&self, divisor: &Int) -> (Int, Int) {
        let (quotient, remainder) = divide(self.limbs(&mut [0; 2]), divisor.limbs(&mut [0; 2]));
        (
            Int::of(self.is_negative() != divisor.is_negative(), quotient),
            Int::of(self.is_negative(), remainder),
        )
    }

    /// The greatest common divisor, never negative; that of 0 and `n` is `|n|`.
    pub fn gcd(&self, other: &Int) -> Int {
        let (mut a, mut b) = (self.clone(), other.clone());
        loop {
            if let (Repr::Small(x), Repr::Small(y)) = (&a.0, &b.0) {
                return Int::from(i128::from(common(x.unsigned_abs(), y.unsigned_abs())));
            }
            let Some((_, remainder)) = a.div_rem(&b) else { break };
            (a, b) = (b, remainder);
        }
        if a.is_negative() { a.neg() } else { a }
    }

    /// 10 to the power of `exponent`.
    pub fn power_of_ten(exponent: u32) -> Int {
        if let Some(power) = small_power(exponent) {
            return Int::small(power);
        }
        let half = Int::power_of_ten(exponent >> 1);
        let square = half.mul(&half);
        if exponent & 1 == 0 { square } else { square.mul(&Int::small(10)) }
    }

    /// Compared with zero.
    pub fn sign(&self) -> Ordering {
        match &self.0 {
            Repr::Small(n) => n.cmp(&0),
            Repr::Big { negative: true, .. } => Ordering::Less,
            Repr::Big { .. } => Ordering::Greater,
        }
    }

    /// Whether it is 1.
    pub fn is_one(&self) -> bool {
        matches!(self.0, Repr::Small(1))
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Repr::Small(0))
    }

    /// Whether it is not a multiple of two.
    pub fn is_odd(&self) -> bool {
        match &self.0 {
            Repr::Small(n) => n & 1 == 1,
            Repr::Big { limbs, .. } => limbs.first().is_some_and(|limb| limb & 1 == 1),
        }
    }

    /// The digits of the number divided by 10^`decimals`, all of them: -5 and two are `-0.05`.
    pub fn decimal(&self, decimals: usize) -> String {
        let mut text = String::from(if self.is_negative() { "-" } else { "" });
        let start = text.len();
        match self.0 {
            Repr::Small(n) if decimals < Digits::MOST => {
                text.push_str(Digits::new(n.unsigned_abs(), decimals.saturating_add(1)).as_str());
            }
            _ => text.extend(self.digits(decimals).iter().rev().map(|digit| char::from(*digit))),
        }
        let point = text.len().saturating_sub(decimals);
        if decimals > 0 && point > start {
            text.insert(point, '.');
        }
        text
    }

    /// Its digits without the sign, the lowest one first, up to `place` at least.
    #[allow(clippy::arithmetic_side_effects)] // what is divided by is not zero, a digit is below ten
    #[inline(never)]
    fn digits(&self, place: usize) -> Vec<u8> {
        const BILLION: u32 = 1_000_000_000;
        let mut digits = Vec::new();
        let mut rest = self.limbs(&mut [0; 2]).to_vec();
        while !rest.is_empty() {
            let (quotient, remainder) = divide(&rest, &[BILLION]);
            let mut group = remainder.first().copied().unwrap_or(0);
            for _ in 0..9 {
                digits.push(b'0' + (group % 10) as u8);
                group /= 10;
            }
            rest = quotient;
        }
        while digits.len() > place + 1 && digits.last() == Some(&b'0') {
            digits.pop();
        }
        while digits.len() <= place {
            digits.push(b'0');
        }
        digits
    }
}

/// The greatest common divisor, by shifts where Euclid divides, which processors take long for.
#[allow(clippy::arithmetic_side_effects)] // shifts are below 64, and the smaller number is taken from the larger one
fn common(mut a: u64, mut b: u64) -> u64 {
    if a == 0 || b == 0 {
        return a | b;
    }
    let twos = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    while b != 0 {
        b >>= b.trailing_zeros();
        (a, b) = (a.min(b), a.abs_diff(b));
    }
    a << twos
}

/// The product if it is surely within 64 bits. To be sure of more, WebAssembly would have to multiply all 128.
pub fn multiplied(a: i64, b: i64) -> Option<i64> {
    let bits = a.unsigned_abs().leading_zeros().wrapping_add(b.unsigned_abs().leading_zeros());
    (bits > u64::BITS).then(|| a.wrapping_mul(b))
}

/// 10 to the power of `exponent` if it is within 64 bits.
pub fn small_power(exponent: u32) -> Option<i64> {
    (exponent <= 18).then(|| (0..exponent).fold(1i64, |power, _| power.wrapping_mul(10)))
}

impl Clone for Int {
    fn clone(&self) -> Int {
        match self.0 {
            Repr::Small(n) => Int::small(n),
            Repr::Big { .. } => self.clone_long(),
        }
    }
}

impl From<i128> for Int {
    fn from(n: i128) -> Int {
        match i64::try_from(n) {
            Ok(n) => Int::small(n),
            Err(_) => Int::from_long(n),
        }
    }
}

impl Ord for Int {
    fn cmp(&self, other: &Int) -> Ordering {
        if let (Repr::Small(a), Repr::Small(b)) = (&self.0, &other.0) {
            return a.cmp(b);
        }
        self.cmp_long(other)
    }
}

impl PartialOrd for Int {
    fn partial_cmp(&self, other: &Int) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Int {
    /// Decimal digits, with a minus sign if negative.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.decimal(0))
    }
}

fn trim(limbs: &mut Limbs) {
    limbs.truncate(trimmed(limbs).len());
}

fn trimmed(mut limbs: &[u32]) -> &[u32] {
    while let [lower @ .., 0] = limbs {
        limbs = lower;
    }
    limbs
}

/// The lowest 32 bits.
#[allow(clippy::cast_possible_truncation)]
const fn low(n: u128) -> u32 {
    n as u32
}

fn limbs(mut rest: u128) -> Limbs {
    let mut limbs = Limbs::new();
    while rest != 0 {
        limbs.push(low(rest));
        rest >>= LIMB_BITS;
    }
    limbs
}

/// A magnitude with its sign if it fits.
fn signed(negative: bool, limbs: &[u32]) -> Option<i128> {
    if limbs.len() > 4 {
        return None;
    }
    let magnitude = top(limbs, 0);
    if negative { 0i128.checked_sub_unsigned(magnitude) } else { i128::try_from(magnitude).ok() }
}

/// The limbs from number `from` on, at most four.
fn top(limbs: &[u32], from: usize) -> u128 {
    limbs.iter().skip(from).rev().fold(0, |number, limb| (number << LIMB_BITS) | u128::from(*limb))
}

#[inline(never)]
fn compare(a: &[u32], b: &[u32]) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.iter().rev().cmp(b.iter().rev()))
}

/// `a + factor * b` for a factor of 1, or of -1 where `a >= b`.
// Each step adds two limbs and a carry of -1, 0 or 1: below 2^33 on either side, within `i64`.
#[allow(clippy::arithmetic_side_effects, clippy::cast_sign_loss)]
fn combine(a: &[u32], b: &[u32], factor: i64) -> Limbs {
    let mut sum = Limbs::with_capacity(a.len().max(b.len()) + 1);
    let (mut a, mut b) = (a.iter(), b.iter());
    let mut carry = 0i64;
    loop {
        let (x, y) = (a.next(), b.next());
        if x.is_none() && y.is_none() {
            break;
        }
        let limb = |next: Option<&u32>| next.map_or(0, |limb| i64::from(*limb));
        carry += limb(x) + factor * limb(y);
        sum.push(low(carry as u128));
        carry >>= LIMB_BITS;
    }
    sum.push(low(carry as u128));
    trim(&mut sum);
    sum
}

// Limb + limb * limb + carry is at most (2^32 - 1) * (2 + 2^32 - 1) = 2^64 - 1: within `u64`.
#[allow(clippy::arithmetic_side_effects)]
fn product(a: &[u32], b: &[u32]) -> Limbs {
    let mut product = vec![0; a.len() + b.len()];
    for (shift, x) in a.iter().enumerate() {
        let mut slots = product.get_mut(shift..).unwrap_or_default().iter_mut();
        let mut carry = 0u64;
        for (y, slot) in b.iter().zip(&mut slots) {
            carry += u64::from(*slot) + u64::from(*x) * u64::from(*y);
            *slot = low(carry.into());
            carry >>= LIMB_BITS;
        }
        if let Some(slot) = slots.next() {
            *slot = low(carry.into());
        }
    }
    trim(&mut product);
    product
}

/// Quotient and remainder of two magnitudes; the divisor is not zero.
///
/// Long division. A digit is estimated from the divisor's 32 highest bits, as if all others were ones:
/// that is never too large and at most three too small.
// The head of a divisor is not zero, as its highest limb is not; lengths of vectors do not overflow. What
// is left is below the divisor and a limb more, so without the bits that are dropped it is below 2^64.
#[allow(clippy::arithmetic_side_effects, clippy::cast_possible_truncation)]
fn divide(dividend: &[u32], divisor: &[u32]) -> (Limbs, Limbs) {
    let from = divisor.len().saturating_sub(2);
    let head = top(divisor, from);
    let dropped = (u128::BITS - LIMB_BITS).saturating_sub(head.leading_zeros());
    let head = (head >> dropped) as u64 + u64::from(dropped > 0);
    let mut rest = dividend.to_vec();
    rest.push(0);
    let mut quotient = vec![0; rest.len().saturating_sub(divisor.len())];
    for (place, digit) in quotient.iter_mut().enumerate().rev() {
        // As many limbs as the divisor has, and one.
        let rest = rest.get_mut(place..=place + divisor.len()).unwrap_or_default();
        *digit = low(u128::from((top(rest, from) >> dropped) as u64 / head));
        subtract(rest, divisor, *digit);
        while compare(trimmed(rest), divisor).is_ge() {
            subtract(rest, divisor, 1);
            *digit += 1;
        }
    }
    trim(&mut quotient);
    trim(&mut rest);
    (quotient, rest)
}

/// Takes `factor * b` off `a`, which is not less.
// Limb * limb + carry is less than 2^64.
#[allow(clippy::arithmetic_side_effects)]
fn subtract(a: &mut [u32], b: &[u32], factor: u32) {
    let mut slots = a.iter_mut();
    let mut carry = 0u64;
    for (limb, slot) in b.iter().zip(&mut slots) {
        let taken = carry + u64::from(*limb) * u64::from(factor);
        let (left, borrowed) = slot.overflowing_sub(low(taken.into()));
        *slot = left;
        carry = (taken >> LIMB_BITS) + u64::from(borrowed);
    }
    if let Some(slot) = slots.next() {
        *slot = slot.wrapping_sub(low(carry.into()));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]
mod tests {
    use super::*;

    fn int(n: i128) -> Int {
        Int::from(n)
    }

    /// Numbers of up to 20 limbs, many of them with limbs of all zeros or ones.
    fn samples() -> Vec<Int> {
        let mut state = 1u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            low(u128::from(state >> 32))
        };
        let ends = [i64::MAX.into(), i64::MIN.into(), i128::MAX, i128::MIN];
        let mut samples: Vec<Int> = [0, 1, -1].into_iter().chain(ends).map(int).collect();
        for size in 0..60 {
            let limbs = (0..size % 20).map(|_| match next() % 4 {
                0 => 0,
                1 => u32::MAX,
                2 => next() % 3,
                _ => next(),
            });
            let limbs = limbs.collect();
            samples.push(Int::of(next() & 1 == 1, limbs));
        }
        samples
    }

    #[test]
    fn has_one_form_for_every_number() {
        for end in [i64::MAX, i64::MIN] {
            let (end, step) = (i128::from(end), i128::from(end.signum()));
            let beyond = Int::small(end as i64).add(&int(step));
            assert_eq!(beyond.to_i128(), Some(end + step));
            assert_eq!(beyond, int(end + step));
            assert_eq!(beyond.add(&int(-step)), Int::small(end as i64));
        }
        let beyond = int(i128::MAX).add(&int(1));
        assert_eq!(beyond.to_i128(), None);
        assert_eq!(beyond, int(i128::MIN).neg());
        assert_eq!(beyond.neg().to_i128(), Some(i128::MIN));
        assert_eq!(beyond.add(&int(-1)).to_i128(), Some(i128::MAX));
        assert_eq!(beyond.add(&beyond.neg()), Int::ZERO);
        assert_eq!(int(i128::MIN).div_rem(&int(-1)), Some((beyond, int(0))));
    }

    #[test]
    fn divides_towards_zero() {
        let divide = |a, b| {
            let (quotient, remainder) = int(a).div_rem(&int(b)).unwrap();
            (quotient.to_i128().unwrap(), remainder.to_i128().unwrap())
        };
        assert_eq!(divide(7, 2), (3, 1));
        assert_eq!(divide(-7, 2), (-3, -1));
        assert_eq!(divide(7, -2), (-3, 1));
        assert_eq!(divide(-7, -2), (3, -1));
        assert_eq!(divide(-8, 2), (-4, 0));
        assert_eq!(int(1).div_rem(&int(0)), None);
    }

    #[test]
    fn keeps_the_laws_of_arithmetic() {
        let samples = samples();
        for a in &samples {
            assert_eq!(a.neg().neg(), *a);
            for b in &samples {
                let sum = a.add(b);
                assert_eq!(sum, b.add(a));
                assert_eq!(sum.add(&b.neg()), *a);
                assert_eq!(a.cmp(b), a.add(&b.neg()).sign());
                let product = a.mul(b);
                assert_eq!(product, b.mul(a));
                assert_eq!(a.mul(&b.add(&Int::ONE)), product.add(a));
                let Some((quotient, remainder)) = a.div_rem(b) else {
                    assert_eq!(*b, Int::ZERO);
                    continue;
                };
                assert_eq!(quotient.mul(b).add(&remainder), *a);
                assert_eq!(product.div_rem(b), Some((a.clone(), Int::ZERO)));
                assert!(remainder == Int::ZERO || remainder.is_negative() == a.is_negative());
                assert!(compare(remainder.limbs(&mut [0; 2]), b.limbs(&mut [0; 2])).is_lt());
            }
        }
    }

    #[test]
    fn finds_the_greatest_common_divisor() {
        assert_eq!(int(0).gcd(&int(0)), int(0));
        assert_eq!(int(0).gcd(&int(-5)), int(5));
        assert_eq!(int(-12).gcd(&int(18)), int(6));
        assert_eq!(int(i128::MIN).gcd(&int(0)), int(i128::MIN).neg());
        // 10^a - 1 and 10^b - 1 share 10^gcd(a, b) - 1.
        let nines = |digits| Int::power_of_ten(digits).add(&int(-1));
        assert_eq!(nines(2400).gcd(&nines(1000).neg()), nines(200));
    }

    #[test]
    fn shows_decimal_digits() {
        let power = Int::power_of_ten(61);
        assert_eq!(power.to_string(), format!("1{}", "0".repeat(61)));
        assert_eq!(power.neg().add(&int(7)).to_string(), format!("-{}3", "9".repeat(60)));
        assert_eq!(int(i128::MIN).to_string(), i128::MIN.to_string());
        assert_eq!(
            int(i128::MIN).mul(&int(i128::MIN)).to_string(),
            "28948022309329048855892746252171976963317496166410141009864396001978282409984"
        );
        let factorial = (1..=40).fold(Int::ONE, |product, n| product.mul(&int(n)));
        assert_eq!(factorial.to_string(), "815915283247897734345611269596115894272000000000");
        assert!(!factorial.is_odd() && factorial.add(&Int::ONE).is_odd());
    }
}
