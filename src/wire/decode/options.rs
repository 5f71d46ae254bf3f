//! What may be done: who asks, with what, and when.

use super::request::actor;
use super::subscription::subscription;
use super::{Decoder, currency, instant, list};
use crate::limits;
use crate::options::{Holding, OptionsRequest};
use crate::problem::Code;
use crate::wire::json::Json;

pub(super) fn options(decoder: &mut Decoder, json: &Json) -> Option<OptionsRequest> {
    let mut fields = decoder.fields(json, "a question for options")?;
    let at = fields.required("at", &instant);
    let role = fields.optional("actor", &actor);
    let held = fields.optional("subscription", &subscription);
    let currency = fields.optional("currency", &currency);
    let existing = fields.or("existing", Vec::new(), &list(limits::EXISTING, &subscription));
    fields.finish();
    let holding = match (held?, currency?) {
        (Some(subscription), None) => Holding::Subscription(Box::new(subscription)),
        (None, Some(currency)) => Holding::Nothing(currency),
        (Some(_), Some(_)) => {
            let message = format_args!("`currency` is for someone without a subscription, which has its own");
            return decoder.refuse_in("/currency", Code::FieldNotAllowed, message);
        }
        (None, None) => {
            let message = format_args!(
                "a `subscription` is needed, or the `currency` in which a first one would be bought"
            );
            return decoder.refuse_in("/subscription", Code::MissingField, message);
        }
    };
    Some(OptionsRequest { at: at?, role: role?, holding, existing: existing? })
}
