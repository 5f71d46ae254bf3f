//! Coupons: their terms, and what a host found for a typed code (S8).

use super::{Decoder, Draft};
use crate::amount::{Amount, Currency, Decimal};
use crate::coupon::{Amounts, Coupon, Duration, Off, Redemptions, Refusal, Terms, normalised};
use crate::limits;
use crate::problem::Code;
use crate::request::RequestType;
use crate::wire::tree::Json;

impl Draft for Coupon {
    const DRAFT: Coupon = Coupon {
        code: String::new(),
        name: None,
        off: Off::Percent(Decimal::ZERO),
        max_discount: Amounts::NONE,
        from: None,
        until: None,
        products: Vec::new(),
        cycles: Vec::new(),
        types: Vec::new(),
        min_quantity: 0,
        min_amount: Amounts::NONE,
        first_purchase_only: false,
        redemptions: Redemptions { limit: None, used: 0, per_account: None, used_by_account: 0 },
        duration: Duration::Once,
        combinable: false,
        priority: 100,
    };
}

impl Draft for Terms {
    const DRAFT: Terms = Terms::Refused { code: String::new(), reason: Refusal::Unknown };
}

impl Draft for Amounts {
    const DRAFT: Amounts = Amounts::NONE;
}

impl Draft for RequestType {
    const DRAFT: RequestType = RequestType::Purchase;
}

impl Decoder<'_> {
    pub(super) fn coupon(&mut self, coupon: &mut Coupon) {
        if self.open("a coupon") {
            self.coupon_fields(coupon);
            self.close();
        }
    }

    /// The terms of a coupon, or `{"code", "refused"}` where the host alone can tell.
    pub(super) fn terms(&mut self, terms: &mut Terms) {
        if !self.open("a coupon") {
            return;
        }
        match terms {
            Terms::Refused { code, reason } if self.has("refused") => {
                self.required("code").code(code);
                self.required("refused").word(reason);
            }
            _ => {
                let mut coupon = Box::new(Coupon::DRAFT);
                self.coupon_fields(&mut coupon);
                *terms = Terms::Coupon(coupon);
            }
        }
        self.close();
    }

    /// A code as it is compared (S8.1); one of blanks alone is none.
    pub(super) fn code(&mut self, draft: &mut String) {
        let Some(text) = self.name() else { return };
        *draft = normalised(text);
        if draft.is_empty() {
            self.refuse(Code::TextEmpty, format_args!("a code of blanks is none; leave it out"));
        }
    }

    fn coupon_fields(&mut self, coupon: &mut Coupon) {
        self.required("code").code(&mut coupon.code);
        self.optional("name").some(Decoder::text, &mut coupon.name);
        self.required("off").off(&mut coupon.off);
        self.optional("maxDiscount").given(Decoder::amounts, &mut coupon.max_discount);
        self.optional("from").some(Decoder::instant, &mut coupon.from);
        self.optional("until").some(Decoder::instant, &mut coupon.until);
        self.optional("appliesTo").given(Decoder::applies_to, coupon);
        self.optional("minQuantity").count(0, &mut coupon.min_quantity);
        self.optional("minAmount").given(Decoder::amounts, &mut coupon.min_amount);
        self.optional("firstPurchaseOnly").boolean(&mut coupon.first_purchase_only);
        self.optional("redemptions").given(Decoder::redemptions, &mut coupon.redemptions);
        self.optional("duration").given(Decoder::duration, &mut coupon.duration);
        self.optional("combinable").boolean(&mut coupon.combinable);
        self.optional("priority").count(0, &mut coupon.priority);
    }

    fn off(&mut self, off: &mut Off) {
        if !self.open("a coupon's `off`") {
            return;
        }
        if self.optional("percent").hand.is_some() {
            let mut percent = Decimal::ZERO;
            self.percent(&mut percent);
            *off = Off::Percent(percent);
        }
        self.optional("amount").off_amounts(Off::Amount, off);
        self.optional("amountPerUnit").off_amounts(Off::AmountPerUnit, off);
        let given = self.around.found;
        self.close();
        match given {
            1 => {}
            0 => self.refuse(
                Code::MissingField,
                format_args!("one of these is needed: percent, amount, amountPerUnit"),
            ),
            _ => self.refuse(
                Code::FieldNotAllowed,
                format_args!("only one of these may be: percent, amount, amountPerUnit"),
            ),
        }
    }

    fn off_amounts(&mut self, kind: fn(Amounts) -> Off, off: &mut Off) {
        if self.hand.is_some() {
            let mut amounts = Amounts::NONE;
            self.amounts(&mut amounts);
            *off = kind(amounts);
        }
    }

    fn percent(&mut self, draft: &mut Decimal) {
        let Some(percent) = self.not_negative() else { return };
        *draft = percent;
        if Decimal::parse("100").is_some_and(|all| percent > all) {
            let message = format_args!("{percent} is more than the most, 100 per cent");
            self.refuse(Code::OutOfRange, message);
        }
    }

    /// Amounts by currency.
    fn amounts(&mut self, amounts: &mut Amounts) {
        let fields = match self.hand {
            Some(Json::Object(fields)) => self.tree.fields(*fields),
            Some(other) => return self.wrong_type(other, "an object of amounts by currency"),
            None => return,
        };
        self.enter("", fields);
        for field in fields {
            self.around.key = Some(self.tree.str(field.key));
            self.hand = Some(&field.json);
            let currency = self.currency_of(field.key);
            let mut amount = Amount::zero(currency.unwrap_or(Currency::DRAFT));
            self.amount(&mut amount);
            if currency.is_some() {
                amounts.insert(amount);
            }
        }
        self.leave();
    }

    #[inline(never)]
    fn applies_to(&mut self, coupon: &mut Coupon) {
        if !self.open("a coupon's `appliesTo`") {
            return;
        }
        self.optional("products").texts(&mut coupon.products);
        self.optional("cycles").list(limits::LIST, Decoder::cycle, &mut coupon.cycles);
        self.optional("types").list(limits::LIST, Decoder::word, &mut coupon.types);
        self.close();
    }

    #[inline(never)]
    fn redemptions(&mut self, redemptions: &mut Redemptions) {
        if !self.open("a coupon's `redemptions`") {
            return;
        }
        self.optional("limit").some_integer(0, limits::COUNT, &mut redemptions.limit);
        self.optional("used").count(0, &mut redemptions.used);
        self.optional("perAccount").some_integer(0, limits::COUNT, &mut redemptions.per_account);
        self.optional("usedByAccount").count(0, &mut redemptions.used_by_account);
        self.close();
    }

    #[inline(never)]
    fn duration(&mut self, duration: &mut Duration) {
        if let Some(Json::Object(_)) = self.hand {
            self.open("a coupon's `duration`");
            let mut periods = 1;
            self.required("periods").count(1, &mut periods);
            self.close();
            *duration = Duration::Periods(periods);
            return;
        }
        let text = self.string("once, forever or {\"periods\": n}");
        match text {
            None => {}
            Some(text) if self.tree.is(text, "once") => *duration = Duration::Once,
            Some(text) if self.tree.is(text, "forever") => *duration = Duration::Forever,
            Some(other) => self.none_of(other, "once, forever, {\"periods\": n}"),
        }
    }
}
