//! Requests (S5).

use super::{Decoder, Draft};
use crate::amount::{Currency, Decimal};
use crate::calendar::{Cycle, Instant};
use crate::limits;
use crate::prepared::Choice;
use crate::problem::Code;
use crate::request::RequestType::{self, Cancellation, Change, Purchase, Renewal, Resumption};
use crate::request::{Action, Rate, Request, Tax};
use crate::subscription::Subscription;
use crate::word::listed;

/// Fields that go with some types only, and those types.
const RESTRICTED: &[(&str, &[RequestType])] = &[
    ("subscription", &[Change, Renewal, Cancellation, Resumption]),
    ("items", &[Purchase, Change]),
    ("cycle", &[Purchase, Change]),
    ("currency", &[Purchase]),
    ("existing", &[Purchase, Change]),
    ("codes", &[Purchase, Change]),
];

impl Draft for Request {
    const DRAFT: Request = Request {
        at: Instant::DRAFT,
        role: None,
        action: Action::Purchase { currency: Currency::DRAFT, cycle: Cycle::DRAFT, items: Vec::new() },
        existing: Vec::new(),
        first_purchase: false,
        codes: Vec::new(),
        coupons: Vec::new(),
        tax: Tax::none(),
    };
}

impl Draft for Rate {
    const DRAFT: Rate = Rate { id: String::new(), percent: Decimal::ZERO, products: Vec::new() };
}

impl Draft for Choice {
    const DRAFT: Choice = Choice { at: None, items: None, cycle: None, codes: None };
}

impl Decoder<'_> {
    /// What varies of a request that is known.
    pub(super) fn choice(&mut self, choice: &mut Choice) {
        if !self.open("a choice") {
            return;
        }
        self.optional("at").some(Decoder::instant, &mut choice.at);
        self.optional("items").some(Decoder::new_quantities, &mut choice.items);
        self.optional("cycle").some(Decoder::cycle, &mut choice.cycle);
        self.optional("codes").some(Decoder::codes, &mut choice.codes);
        self.close();
    }

    pub(super) fn request(&mut self, request: &mut Request) {
        if !self.open("a request") {
            return;
        }
        let mut kind = RequestType::Purchase;
        self.required("type").word(&mut kind);
        let kind = (self.flaws == 0).then_some(kind);
        self.required("at").instant(&mut request.at);
        self.optional("actor").actor(&mut request.role);
        if let Some(kind) = kind {
            self.refuse_restricted(kind);
        }
        self.action(kind, &mut request.action);
        self.optional("existing").list(limits::EXISTING, Decoder::subscription, &mut request.existing);
        self.optional("account").account(&mut request.first_purchase);
        self.optional("codes").codes(&mut request.codes);
        self.optional("coupons").list(limits::COUPONS, Decoder::terms, &mut request.coupons);
        self.optional("tax").tax(&mut request.tax);
        self.close();
    }

    /// Typed codes, each once.
    fn codes(&mut self, codes: &mut Vec<String>) {
        self.list(limits::CODES, Decoder::code, codes);
        if codes.len() > 1 {
            each_once(codes);
        }
    }

    /// Lists the fields that do not go with a type of request; they are read all the same.
    fn refuse_restricted(&mut self, kind: RequestType) {
        for (key, types) in RESTRICTED {
            if !types.contains(&kind) && self.has(key) {
                self.refuse_field(key, types, kind);
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn refuse_field(&mut self, key: &str, types: &[RequestType], kind: RequestType) {
        let (names, kind) = (listed(types, |kind| kind.as_str()), kind.as_str());
        let message = format_args!("`{key}` goes with {names} only, not with {kind}");
        self.list_problem("", Code::FieldNotAllowed, message);
    }

    /// Reads every field of every type, so that all of their problems are told.
    fn action(&mut self, kind: Option<RequestType>, action: &mut Action) {
        let purchase = kind == Some(RequestType::Purchase);
        let (mut subscription, mut items) = (Box::new(Subscription::DRAFT), Vec::new());
        let (mut cycle, mut currency) = (None, Currency::DRAFT);
        self.field("subscription", !purchase && kind.is_some()).subscription(&mut subscription);
        self.field("items", purchase).new_quantities(&mut items);
        self.field("cycle", purchase).some(Decoder::cycle, &mut cycle);
        self.field("currency", purchase).currency(&mut currency);
        *action = match kind {
            None | Some(RequestType::Purchase) => {
                Action::Purchase { currency, cycle: cycle.unwrap_or(Cycle::DRAFT), items }
            }
            Some(RequestType::Change) => Action::Change { subscription, items, cycle },
            Some(RequestType::Renewal) => Action::Renewal { subscription },
            Some(RequestType::Cancellation) => Action::Cancellation { subscription },
            Some(RequestType::Resumption) => Action::Resumption { subscription },
        };
    }

    pub(super) fn actor(&mut self, role: &mut Option<String>) {
        if self.open("an actor") {
            self.required("role").some(Decoder::text, role);
            self.close();
        }
    }

    fn account(&mut self, first_purchase: &mut bool) {
        if self.open("an account") {
            self.optional("firstPurchase").boolean(first_purchase);
            self.close();
        }
    }

    fn tax(&mut self, tax: &mut Tax) {
        if !self.open("a tax") {
            return;
        }
        self.optional("behavior").word(&mut tax.behavior);
        self.optional("roundingLevel").word(&mut tax.rounding_level);
        self.optional("rates").rates(&mut tax.rates);
        self.optional("exempt").boolean(&mut tax.exempt);
        self.close();
    }

    fn rates(&mut self, rates: &mut Vec<Rate>) {
        self.list(limits::RATES, Decoder::rate, rates);
        self.unique(Code::DuplicateId, "/id", rates.len(), &|n| Some(&rates.get(n)?.id));
    }

    fn rate(&mut self, rate: &mut Rate) {
        if !self.open("a tax rate") {
            return;
        }
        self.required("id").text(&mut rate.id);
        self.required("percent").decimal(&mut rate.percent);
        self.optional("products").texts(&mut rate.products);
        self.close();
    }
}

/// The same code twice is one (S8.1).
#[inline(never)]
fn each_once(codes: &mut Vec<String>) {
    let mut once = 0;
    while let Some((code, before)) = codes.get(..=once).and_then(<[String]>::split_last) {
        if before.contains(code) {
            codes.remove(once);
        } else {
            once = once.saturating_add(1);
        }
    }
}
