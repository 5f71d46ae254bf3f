//! What may be done: who asks, with what, and when.

use super::{Decoder, Draft};
use crate::amount::Currency;
use crate::calendar::Instant;
use crate::limits;
use crate::options::{Holding, OptionsRequest};
use crate::problem::Code;
use crate::subscription::Subscription;

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
        let held = self.optional("subscription").hand.is_some();
        let mut subscription = Box::new(Subscription::DRAFT);
        self.subscription(&mut subscription);
        let bought = self.optional("currency").hand.is_some();
        let mut currency = Currency::DRAFT;
        self.currency(&mut currency);
        self.optional("existing").list(limits::EXISTING, Decoder::subscription, &mut question.existing);
        self.close();
        match (held, bought) {
            (true, false) => question.holding = Holding::Subscription(subscription),
            (false, true) => question.holding = Holding::Nothing(currency),
            (true, true) => {
                let message =
                    format_args!("`currency` is for someone without a subscription, which has its own");
                self.refuse_in("/currency", Code::FieldNotAllowed, message);
            }
            (false, false) => {
                let message = format_args!(
                    "a `subscription` is needed, or the `currency` in which a first one would be bought"
                );
                self.refuse_in("/subscription", Code::MissingField, message);
            }
        }
    }
}
