//! What may be done: who asks, with what, and when.

use super::{Decoder, Draft};
use crate::amount::Currency;
use crate::calendar::Instant;
use crate::limits;
use crate::options::{Holding, OptionsRequest};
use crate::problem::Code;

impl Draft for OptionsRequest {
    const DRAFT: OptionsRequest = OptionsRequest {
        at: Instant::DRAFT,
        role: None,
        holding: Holding::Nothing(Currency::DRAFT),
        existing: Vec::new(),
    };
}

impl Decoder<'_> {
    pub(super) fn options(&mut self, question: &mut OptionsRequest) {
        if !self.open("a question for options") {
            return;
        }
        self.required("at").instant(&mut question.at);
        self.optional("actor").actor(&mut question.role);
        let flaws = self.flaws;
        let (mut held, mut currency) = (None, None);
        self.optional("subscription").some(Decoder::subscription, &mut held);
        self.optional("currency").some(Decoder::currency, &mut currency);
        let sound = self.flaws == flaws;
        self.optional("existing").list(limits::EXISTING, Decoder::subscription, &mut question.existing);
        self.close();
        match (held, currency) {
            _ if !sound => {}
            (Some(held), None) => question.holding = Holding::Subscription(Box::new(held)),
            (None, Some(currency)) => question.holding = Holding::Nothing(currency),
            (Some(_), Some(_)) => {
                let message =
                    format_args!("`currency` is for someone without a subscription, which has its own");
                self.refuse_in("/currency", Code::FieldNotAllowed, message);
            }
            (None, None) => {
                let message = format_args!(
                    "a `subscription` is needed, or the `currency` in which a first one would be bought"
                );
                self.refuse_in("/subscription", Code::MissingField, message);
            }
        }
    }
}
