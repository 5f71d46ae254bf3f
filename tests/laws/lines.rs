//! What must hold on every line: its amount follows from its calculation by one rounding, its parts
//! sum to it, and every tax sums to the parts that the lines bear of it.

use quotient::Ratio;
use serde_json::Value;

use crate::engine::{lines, list, string};
use crate::exact::{decimal, fraction, is_near, minor, rounded, sum};
use crate::generate::catalog::{World, digits_of};

/// What the lines of an answer are measured by.
struct Measure<'a> {
    digits: u32,
    rounding: &'a str,
    tax: &'a Value,
}

/// Checks every line of a priced answer, and every tax over the lines.
pub fn check(world: &World, request: &Value, answer: &Value) -> Result<(), String> {
    let measure = Measure { digits: digits_of(answer), rounding: world.rounding(), tax: &request["tax"] };
    for (n, line) in lines(answer).iter().enumerate() {
        let checked = if line["kind"] == "credit" { measure.credit(line) } else { measure.charge(line) };
        checked.map_err(|reason| format!("line {n}: {reason}: {line}"))?;
    }
    for rate in list(&request["tax"]["rates"]) {
        measure.rate(rate, answer).map_err(|reason| format!("tax {rate}: {reason}"))?;
    }
    Ok(())
}

pub fn ensure(holds: bool, reason: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(format!("not so: {reason}")) }
}

fn is_share(share: &Ratio) -> bool {
    !share.is_negative() && *share <= Ratio::one()
}

/// Does a rate fall on a product?
fn falls_on(rate: &Value, product: &Value) -> bool {
    let named = list(&rate["products"]);
    named.is_empty() || named.contains(product)
}

fn per_cent(rate: &Value) -> Ratio {
    decimal(string(&rate["percent"])).scale10(-2)
}

impl Measure<'_> {
    fn inclusive(&self) -> bool {
        self.tax["behavior"] == "inclusive"
    }

    fn exempt(&self) -> bool {
        self.tax["exempt"] == true
    }

    fn minor(&self, amount: &Value) -> Result<i128, String> {
        minor(amount, self.digits)
    }

    /// Major units, rounded to whole minor ones.
    fn rounded(&self, exact: &Ratio) -> i128 {
        rounded(&exact.scale10(i32::try_from(self.digits).expect("4 at most")), self.rounding)
    }

    /// `1 + p` of a product.
    fn gross(&self, product: &Value) -> Ratio {
        let rates = list(&self.tax["rates"]).iter().filter(|rate| falls_on(rate, product));
        rates.fold(Ratio::one(), |gross, rate| gross.add(&per_cent(rate)))
    }

    fn charge(&self, line: &Value) -> Result<(), String> {
        let calculation = &line["calculation"];
        let mut exact = decimal(string(&calculation["after"]));
        if let Some(before) = calculation["before"].as_str() {
            exact = exact.sub(&decimal(before));
        }
        if !calculation["share"].is_null() {
            let share = fraction(&calculation["share"]);
            ensure(is_share(&share), "the share of time is within 0 and 1")?;
            exact = exact.mul(&share);
        }
        if self.exempt() && self.inclusive() {
            let without_tax = fraction(&calculation["withoutTax"]);
            ensure(without_tax.mul(&self.gross(&line["product"])) == Ratio::one(), "the tax goes")?;
            exact = exact.mul(&without_tax);
        }
        ensure(exact == fraction(&calculation["exact"]), "the exact amount follows from its parts")?;

        let amount = self.minor(&line["amount"])?;
        ensure(amount == self.rounded(&exact), "the amount is the exact one, rounded once")?;
        let discounts = list(&line["discounts"]);
        for discount in discounts {
            ensure(self.minor(&discount["amount"])? < 0, "a discount is below zero")?;
        }
        let left = amount + sum(discounts.iter().map(|discount| &discount["amount"]), self.digits)?;
        ensure(left >= 0, "not more is taken off than is charged")?;
        let taxes = sum(list(&line["taxes"]).iter().map(|tax| &tax["amount"]), self.digits)?;
        let (net, tax, total) = self.sides(line)?;
        ensure(tax == taxes, "the tax is the sum of its taxes")?;
        ensure(total == net + tax, "the total is net and tax")?;
        ensure(left == if self.inclusive() { total } else { net }, "what discounts left is net or total")
    }

    fn sides(&self, line: &Value) -> Result<(i128, i128, i128), String> {
        Ok((self.minor(&line["net"])?, self.minor(&line["tax"])?, self.minor(&line["total"])?))
    }

    fn credit(&self, line: &Value) -> Result<(), String> {
        let calculation = &line["calculation"];
        let part = fraction(&calculation["part"]);
        ensure(part.is_positive() && is_share(&part), "the part is above 0 and at most 1")?;
        if let (Some(before), Some(after)) = (calculation["before"].as_str(), calculation["after"].as_str()) {
            let (before, after) = (decimal(before), decimal(after));
            ensure(before.mul(&part) == before.sub(&after), "the part is the difference over A(old)")?;
        }
        let (mut nets, mut taxes) = (0, 0);
        for entry in list(&calculation["entries"]) {
            nets += self.given_back(&entry["net"], &entry["exactNet"], entry, &part)?;
            taxes += self.given_back(&entry["tax"], &entry["exactTax"], entry, &part)?;
        }
        let (net, tax, total) = self.sides(line)?;
        ensure(net == -nets.max(0), "the net is the sum of what each payment gives back")?;
        ensure(tax == -taxes.max(0), "the tax is the sum of what each payment gives back")?;
        ensure(total == net + tax && total < 0, "the total is net and tax, below zero")?;
        let amount = if self.inclusive() { total } else { net };
        ensure(self.minor(&line["amount"])? == amount, "the amount is net or total")?;
        ensure(list(&line["discounts"]).is_empty() && list(&line["taxes"]).is_empty(), "nothing else on it")
    }

    /// What one payment gives back of its net or its tax.
    fn given_back(&self, paid: &Value, exact: &Value, entry: &Value, part: &Ratio) -> Result<i128, String> {
        let share = fraction(&entry["share"]);
        ensure(is_share(&share), "the share of time is within 0 and 1")?;
        let exact = fraction(exact);
        ensure(exact == decimal(string(paid)).mul(&share).mul(part), "a payment gives back its share")?;
        let (back, paid) = (self.rounded(&exact), self.minor(paid)?);
        ensure(back * paid >= 0 && back.abs() <= paid.abs(), "a payment gives back at most itself")?;
        Ok(back)
    }

    /// A tax is rounded where it must be, and its parts sum to it.
    fn rate(&self, rate: &Value, answer: &Value) -> Result<(), String> {
        let (mut parts, mut shares) = (Vec::new(), Vec::new());
        for line in lines(answer).iter().filter(|line| line["kind"] == "charge") {
            let found = list(&line["taxes"]).iter().find(|tax| tax["id"] == rate["id"]);
            let falls = !self.exempt() && falls_on(rate, &line["product"]);
            ensure(found.is_some() == falls, "it stands on the lines on which it falls")?;
            let Some(tax) = found else { continue };
            let (net, _, total) = self.sides(line)?;
            let (base, rate) = if self.inclusive() {
                (total, per_cent(rate).div(&self.gross(&line["product"])).expect("above zero"))
            } else {
                (net, per_cent(rate))
            };
            parts.push(self.minor(&tax["amount"])?);
            shares.push(Ratio::integer(base).mul(&rate));
        }
        if self.tax["roundingLevel"] == "line" {
            let each = parts.iter().zip(&shares).all(|(part, share)| *part == rounded(share, self.rounding));
            return ensure(each, "it is rounded on each line");
        }
        let exact = shares.iter().fold(Ratio::zero(), |exact, share| exact.add(share));
        ensure(parts.iter().sum::<i128>() == rounded(&exact, self.rounding), "its parts sum to it")?;
        ensure(
            parts.iter().zip(&shares).all(|(part, share)| is_near(*part, share)),
            "each part is near its share",
        )
    }
}
