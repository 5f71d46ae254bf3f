//! Whole numbers of exact shares: their sum, and what each becomes of a rounded total (S1.5).

use super::{Int, Ratio, Repr, Rounding};
use crate::order::order;

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
#[cold]
#[inline(never)]
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

    fn ratio_of(num: i128, den: i128) -> Ratio {
        Ratio::large(Int::from(num), Int::from(den))
    }

    fn ratio(num: i128, den: i128) -> Ratio {
        Ratio::new(num, den).unwrap()
    }
}
