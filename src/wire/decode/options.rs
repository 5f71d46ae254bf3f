//! What may be done: who asks, with what, and when.

use super::request::actor;
use super::subscription::subscription;
use super::{Decoder, currency, instant};
use crate::limits;
use crate::options::{Holding, OptionsRequest};
use crate::problem::Code;
use crate::wire::json::Json;

pub(super) fn options(decoder: &mut Decoder, json: &Json, path: &str) -> Option<OptionsRequest> {
    let mut fields = decoder.fields(json, path, "a question for options")?;
    let at = fields.required(decoder, "at", instant);
    let role = fields.optional(decoder, "actor", actor);
    let held = fields.optional(decoder, "subscription", subscription);
    let currency = fields.optional(decoder, "currency", currency);
    let existing = fields.or(decoder, "existing", Vec::new(), |decoder, json, path| {
        decoder.list(json, path, limits::EXISTING, subscription)
    });
    fields.finish(decoder);
    let holding = match (held?, currency?) {
        (Some(subscription), None) => Holding::Subscription(Box::new(subscription)),
        (None, Some(currency)) => Holding::Nothing(currency),
        (Some(_), Some(_)) => {
            let message = "`currency` is for someone without a subscription, which has its own";
            return decoder.refuse(Code::FieldNotAllowed, &format!("{path}/currency"), message);
        }
        (None, None) => {
            let message =
                "a `subscription` is needed, or the `currency` in which a first one would be bought";
            return decoder.refuse(Code::MissingField, &format!("{path}/subscription"), message);
        }
    };
    Some(OptionsRequest { at: at?, role: role?, holding, existing: existing? })
}
