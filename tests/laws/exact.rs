//! Decimal strings as whole minor units and as exact fractions.

use quotient::Ratio;
use serde_json::Value;

use crate::engine::string;

/// Whole minor units of an amount, which must show exactly the currency's digits (S1.2).
pub fn minor(amount: &Value, digits: u32) -> Result<i128, String> {
    let text = string(amount);
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    if decimals != digits as usize || (digits == 0 && text.contains('.')) {
        return Err(format!("`{text}` does not show the {digits} digits of its currency"));
    }
    text.replace('.', "").parse().map_err(|_| format!("`{text}` is not an amount"))
}

/// The sum of amounts.
pub fn sum<'a>(amounts: impl IntoIterator<Item = &'a Value>, digits: u32) -> Result<i128, String> {
    amounts.into_iter().try_fold(0, |sum, amount| Ok(sum + minor(amount, digits)?))
}

/// A decimal string of any length, exact.
pub fn decimal(text: &str) -> Ratio {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let scale = i32::try_from(decimals.len()).expect("not so many decimals");
    integer(&format!("{whole}{decimals}")).scale10(-scale)
}

/// A string of digits of any length.
fn integer(text: &str) -> Ratio {
    let digits = text.trim_start_matches('-').as_bytes();
    let value = digits.chunks(18).fold(Ratio::zero(), |value, chunk| {
        let chunk = std::str::from_utf8(chunk).expect("digits");
        let length = i32::try_from(chunk.len()).expect("18 at most");
        value.scale10(length).add(&Ratio::integer(chunk.parse().expect("digits")))
    });
    if text.starts_with('-') { value.neg() } else { value }
}

/// `{"numerator", "denominator"}`, of strings or of numbers.
pub fn fraction(json: &Value) -> Ratio {
    let part = |json: &Value| match json {
        Value::Number(number) => integer(&number.to_string()),
        text => integer(string(text)),
    };
    part(&json["numerator"]).div(&part(&json["denominator"])).expect("a denominator is not zero")
}

/// What a catalog's rounding makes of an exact number of minor units (S1.4).
pub fn rounded(exact: &Ratio, rounding: &str) -> i128 {
    let below = exact.floor().expect("within the supported range");
    let rest = exact.sub(&Ratio::integer(below));
    if rest.is_zero() {
        return below;
    }
    let half = Ratio::new(1, 2).expect("a half");
    let up = match rounding {
        "floor" => false,
        "ceiling" => true,
        "down" => exact.is_negative(),
        "up" => exact.is_positive(),
        "halfUp" => rest > half || rest == half && exact.is_positive(),
        "halfDown" => rest > half || rest == half && exact.is_negative(),
        "halfEven" => rest > half || rest == half && below % 2 != 0,
        other => panic!("`{other}` is no rounding"),
    };
    below + i128::from(up)
}

/// Does a part of an apportioned total differ from its share by less than one (S1.5)?
pub fn is_near(part: i128, share: &Ratio) -> bool {
    let gap = Ratio::integer(part).sub(share);
    gap < Ratio::one() && gap > Ratio::integer(-1)
}

#[test]
fn roundings_are_told_apart() {
    //                                 -1.5, -1.2, 1.2, 1.5, 2.5, 2
    for (rounding, expected) in [
        ("halfUp", [-2, -1, 1, 2, 3, 2]),
        ("halfDown", [-1, -1, 1, 1, 2, 2]),
        ("halfEven", [-2, -1, 1, 2, 2, 2]),
        ("up", [-2, -2, 2, 2, 3, 2]),
        ("down", [-1, -1, 1, 1, 2, 2]),
        ("ceiling", [-1, -1, 2, 2, 3, 2]),
        ("floor", [-2, -2, 1, 1, 2, 2]),
    ] {
        let found = ["-1.5", "-1.2", "1.2", "1.5", "2.5", "2"].map(|text| rounded(&decimal(text), rounding));
        assert_eq!(found, expected, "{rounding}");
    }
}
