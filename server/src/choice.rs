//! What a browser may decide: the customer's choice, tagged by its type.

use quotient::RequestType;
use quotient::limits::CODES;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::clock;
use crate::failure::Failure;

/// What a browser may decide. The parts stay the text that it sent: the engine reads them itself, so
/// that it says the same about them here as in the page.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What shall happen.
    pub kind: RequestType,
    /// Which subscription; none of a purchase.
    pub subscription: Option<String>,
    /// The instant of the quote.
    pub at: Box<RawValue>,
    /// The new quantities; of a purchase all of them.
    pub items: Option<Box<RawValue>>,
    /// Another cycle; of a purchase the cycle.
    pub cycle: Option<Box<RawValue>>,
    /// Of a purchase.
    pub currency: Option<Box<RawValue>>,
    /// The codes that were typed.
    pub codes: Option<Box<RawValue>>,
}

/// The fields of a choice of this type, in the order in which they are told.
pub fn fields(kind: RequestType) -> &'static [&'static str] {
    match kind {
        RequestType::Change => &["type", "subscription", "at", "items", "cycle", "codes"],
        RequestType::Purchase => &["type", "at", "items", "cycle", "currency", "codes"],
        RequestType::Cancellation | RequestType::Resumption | RequestType::Renewal => {
            &["type", "subscription", "at"]
        }
    }
}

/// The type that a word names.
pub fn kind(word: &str) -> Option<RequestType> {
    RequestType::ALL.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind)
}

impl Choice {
    /// The codes as the engine compares them (S8.1), each once. No codes if this is not a list of
    /// texts, or too long a one: the engine then says so.
    pub fn typed_codes(&self) -> Vec<String> {
        let typed: Vec<String> =
            self.codes.as_deref().and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
        if typed.len() > CODES {
            return Vec::new();
        }
        let mut codes = Vec::new();
        for code in typed.iter().map(|code| normalised(code)) {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        codes
    }

    /// The same choice at another instant.
    ///
    /// # Errors
    /// The instant lies outside the years that RFC 3339 can say.
    pub fn at_instant(&self, seconds: i64) -> Result<Choice, Failure> {
        let text = clock::format(seconds)
            .ok_or_else(|| Failure::internal("clock", "its instant cannot be written"))?;
        let at = RawValue::from_string(format!("\"{text}\""))
            .map_err(|error| Failure::internal("instant", error))?;
        Ok(Choice { at, ..self.clone() })
    }

    /// The choice that a stored request was made from.
    ///
    /// # Errors
    /// The text is not a request.
    pub fn of_request(request: &str, subscription: Option<&str>) -> Result<Choice, Failure> {
        #[derive(Deserialize)]
        struct Stored {
            r#type: String,
            at: Box<RawValue>,
            items: Option<Box<RawValue>>,
            cycle: Option<Box<RawValue>>,
            currency: Option<Box<RawValue>>,
            codes: Option<Box<RawValue>>,
        }
        let stored: Stored =
            serde_json::from_str(request).map_err(|error| Failure::internal("stored request", error))?;
        let kind = kind(&stored.r#type)
            .ok_or_else(|| Failure::internal("stored request", "its type is not known"))?;
        Ok(Choice {
            kind,
            subscription: subscription.map(str::to_owned),
            at: stored.at,
            items: stored.items,
            cycle: stored.cycle,
            currency: stored.currency,
            codes: stored.codes,
        })
    }
}

/// A code as it is compared: trimmed, in upper case (S8.1).
pub fn normalised(code: &str) -> String {
    code.trim().to_ascii_uppercase()
}
