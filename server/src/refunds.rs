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
    /// To which card; none where nothing goes back.
    pub card: Option<String>,
    /// To the balance.
    pub rest: Money,
}

/// Splits what is owed: to a card the provider gives back at most what it took from that card for this subscription in this
/// currency, less what it gave back before. What was paid by purchase order it never had.
///
/// # Errors
/// The database fails.
pub async fn split(db: &mut Connection, subscription: &str, owed: Money) -> Result<Split, Failure> {
    let taken =
        if owed.minor == 0 { Vec::new() } else { intents::taken(db, subscription, &owed.currency).await? };
    Ok(Split::of(owed, taken))
}

impl Split {
    /// To the card that may get most of it, the first of those that may get as much.
    fn of(owed: Money, taken: Vec<(String, i64)>) -> Split {
        let mut most = (0, None);
        for (card, taken) in taken {
            let back = owed.minor.min(taken);
            if back > most.0 {
                most = (back, Some(card));
            }
        }
        let (back, card) = most;
        Split {
            back: Money { minor: back, ..owed.clone() },
            card,
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
    fn to_no_card_goes_back_more_than_came_from_it() {
        for (taken, back, card) in [
            (&[("a", 1_000)][..], 500, Some("a")),
            (&[("a", 500)], 500, Some("a")),
            (&[("a", 300)], 300, Some("a")),
            (&[("a", 0)], 0, None),
            (&[("a", -20)], 0, None),
            (&[], 0, None),
            // What paid last, if it paid enough; else what paid most.
            (&[("a", 500), ("b", 900)], 500, Some("a")),
            (&[("a", 40), ("b", 450)], 450, Some("b")),
        ] {
            let cards = taken.iter().map(|&(card, taken)| (card.to_owned(), taken)).collect();
            let split = Split::of(usd(500), cards);
            assert_eq!((split.back.minor, split.rest.minor), (back, 500 - back), "{taken:?}");
            assert_eq!(split.card.as_deref(), card, "{taken:?}");
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
