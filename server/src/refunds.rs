//! Refunds: what is owed to a customer goes back the way it came, as far as it came that way; the rest
//! stays as the subscription's balance.

use serde_json::Value;

use crate::failure::Failure;
use crate::money::Money;
use crate::store::{Connection, intents};

/// What is owed to a customer, by where it goes; both not below zero.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Split {
    /// Back through the provider.
    pub back: Money,
    /// To the balance.
    pub rest: Money,
}

/// Splits what is owed: the provider gives back at most what it took for this subscription in this
/// currency, less what it gave back before. What was paid by purchase order it never had.
///
/// # Errors
/// The database fails.
pub async fn split(db: &mut Connection, subscription: &str, owed: Money) -> Result<Split, Failure> {
    let taken = if owed.minor == 0 { 0 } else { intents::taken(db, subscription, &owed.currency).await? };
    Ok(Split::of(owed, taken))
}

impl Split {
    fn of(owed: Money, taken: i64) -> Split {
        let back = owed.minor.min(taken.max(0));
        Split {
            back: Money { minor: back, ..owed.clone() },
            rest: Money { minor: owed.minor - back, ..owed },
        }
    }
}

/// Adds to the balance of a state.
///
/// # Errors
/// The state has no such balance, or it leaves the range.
pub fn add_to_balance(state: &mut Value, rest: &Money) -> Result<(), Failure> {
    if rest.minor == 0 {
        return Ok(());
    }
    let wrong = |cause: &str| Failure::internal("balance", cause);
    let fields = state.as_object_mut().ok_or_else(|| wrong("the state is no object"))?;
    let before = match fields.get("balance").and_then(Value::as_str) {
        None => 0,
        Some(balance) => {
            let balance = Money::of(balance, &rest.currency).map_err(|error| wrong(&error.to_string()))?;
            if balance.digits != rest.digits {
                return Err(wrong("it has other digits than the refund"));
            }
            balance.minor
        }
    };
    let minor = before.checked_add(rest.minor).ok_or_else(|| wrong("it leaves the range"))?;
    let after = Money { minor, ..rest.clone() };
    fields.insert("balance".to_owned(), after.to_string().into());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn usd(minor: i64) -> Money {
        Money { minor, digits: 2, currency: "USD".to_owned() }
    }

    #[test]
    fn no_more_goes_back_than_came() {
        for (owed, taken, back) in
            [(500, 1_000, 500), (500, 500, 500), (500, 300, 300), (500, 0, 0), (500, -20, 0)]
        {
            let split = Split::of(usd(owed), taken);
            assert_eq!((split.back.minor, split.rest.minor), (back, owed - back), "{owed} of {taken}");
        }
    }

    #[test]
    fn the_rest_joins_the_balance() {
        let mut state = json!({ "balance": "1.05" });
        add_to_balance(&mut state, &usd(995)).unwrap();
        assert_eq!(state, json!({ "balance": "11.00" }));
        let mut state = json!({ "status": "active" });
        add_to_balance(&mut state, &usd(5)).unwrap();
        assert_eq!(state, json!({ "balance": "0.05", "status": "active" }));
        let mut state = json!({});
        add_to_balance(&mut state, &Money { minor: 12, digits: 0, currency: "JPY".to_owned() }).unwrap();
        assert_eq!(state, json!({ "balance": "12" }));
        add_to_balance(&mut json!({ "balance": "1.00" }), &usd(i64::MAX)).unwrap_err();
    }
}
