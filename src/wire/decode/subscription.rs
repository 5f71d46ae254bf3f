//! Subscriptions with their ledger (S4).

use super::{Decoder, Draft};
use crate::amount::{Amount, Currency};
use crate::calendar::{Cycle, Instant, Period};
use crate::catalog::Price;
use crate::coupon::{Coupon, Redemptions};
use crate::limits;
use crate::problem::Code;
use crate::subscription::{Charge, Item, NewQuantity, Pending, RunningCoupon, Status, Subscription};

impl Draft for Subscription {
    const DRAFT: Subscription = Subscription {
        id: None,
        status: Status::Active,
        currency: Currency::DRAFT,
        cycle: Cycle::DRAFT,
        items: Vec::new(),
        anchor: Instant::DRAFT,
        period: Period::DRAFT,
        charges: None,
        coupons: Vec::new(),
        balance: Amount::zero(Currency::DRAFT),
        cancel_at_period_end: false,
        pending: Pending { items: Vec::new(), cycle: None },
    };
}

impl Draft for Item {
    const DRAFT: Item = Item { product: String::new(), quantity: 1, price: None };
}

impl Draft for NewQuantity {
    const DRAFT: NewQuantity = NewQuantity { product: String::new(), quantity: 0 };
}

impl Draft for Charge {
    const DRAFT: Charge = Charge {
        product: String::new(),
        net: Amount::zero(Currency::DRAFT),
        tax: Amount::zero(Currency::DRAFT),
        period: Period::DRAFT,
    };
}

impl Draft for RunningCoupon {
    const DRAFT: RunningCoupon = RunningCoupon { coupon: Coupon::DRAFT, remaining_periods: None };
}

impl Decoder<'_> {
    pub(super) fn subscription(&mut self, subscription: &mut Subscription) {
        if !self.open("a subscription") {
            return;
        }
        self.optional("id").some(Decoder::text, &mut subscription.id);
        self.required("status").word(&mut subscription.status);
        self.required("currency").currency(&mut subscription.currency);
        let currency = subscription.currency;
        self.currency = currency;
        self.required("cycle").cycle(&mut subscription.cycle);
        self.required("items").items(&mut subscription.items);
        let mut anchor = None;
        self.optional("anchor").some(Decoder::instant, &mut anchor);
        self.required("period").period(&mut subscription.period);
        subscription.anchor = anchor.unwrap_or(subscription.period.start);
        self.optional("coupons").given(Decoder::running_coupons, &mut subscription.coupons);
        self.optional("cancelAtPeriodEnd").boolean(&mut subscription.cancel_at_period_end);
        self.optional("pending").given(Decoder::pending, &mut subscription.pending);
        self.optional("charges").some(Decoder::charges, &mut subscription.charges);
        subscription.balance = Amount::zero(currency);
        self.optional("balance").amount(&mut subscription.balance);
        self.close();
    }

    fn items(&mut self, items: &mut Vec<Item>) {
        self.list(limits::ITEMS, Decoder::item, items);
        self.unique(Code::DuplicateProduct, "/product", items.len(), &|n| Some(&items.get(n)?.product));
    }

    fn item(&mut self, item: &mut Item) {
        if !self.open("an item") {
            return;
        }
        self.required("product").text(&mut item.product);
        self.required("quantity").quantity(1, &mut item.quantity);
        self.optional("price").some(Decoder::agreed_price, &mut item.price);
        self.close();
        let currency = self.currency;
        if let Some(Price { currency: agreed, .. }) = item.price
            && agreed.differs(currency)
        {
            let message = format_args!("the agreed price is in {agreed}, the subscription in {currency}");
            self.refuse_in("/price/currency", Code::CurrencyMismatch, message);
        }
    }

    /// New quantities, of a request's items and of what is pending.
    pub(super) fn new_quantities(&mut self, items: &mut Vec<NewQuantity>) {
        self.list(limits::ITEMS, Decoder::new_quantity, items);
        self.unique(Code::DuplicateProduct, "/product", items.len(), &|n| Some(&items.get(n)?.product));
    }

    fn new_quantity(&mut self, item: &mut NewQuantity) {
        if !self.open("an item") {
            return;
        }
        self.required("product").text(&mut item.product);
        self.required("quantity").quantity(0, &mut item.quantity);
        self.close();
    }

    fn charges(&mut self, charges: &mut Vec<Charge>) {
        self.list(limits::CHARGES, Decoder::charge, charges);
    }

    fn charge(&mut self, charge: &mut Charge) {
        if !self.open("a ledger entry") {
            return;
        }
        charge.net = Amount::zero(self.currency);
        charge.tax = charge.net;
        self.required("product").text(&mut charge.product);
        self.required("net").any_amount(&mut charge.net);
        self.required("tax").any_amount(&mut charge.tax);
        self.start_and_end(&mut charge.period);
        self.close();
    }

    #[inline(never)]
    fn running_coupons(&mut self, coupons: &mut Vec<RunningCoupon>) {
        self.list(limits::CODES, Decoder::running_coupon, coupons);
        let code = |n: usize| Some(&*coupons.get(n)?.coupon.code);
        self.unique(Code::DuplicateId, "/coupon/code", coupons.len(), &code);
    }

    fn running_coupon(&mut self, running: &mut RunningCoupon) {
        if !self.open("a running coupon") {
            return;
        }
        self.required("coupon").coupon(&mut running.coupon);
        // Terms kept on a subscription are without redemptions (S8.1).
        running.coupon.redemptions = Redemptions::default();
        let periods = &mut running.remaining_periods;
        self.required("remainingPeriods").unless_null().some_integer(1, limits::COUNT, periods);
        self.close();
    }

    #[inline(never)]
    fn pending(&mut self, pending: &mut Pending) {
        if !self.open("what is pending") {
            return;
        }
        self.optional("items").new_quantities(&mut pending.items);
        self.optional("cycle").some(Decoder::cycle, &mut pending.cycle);
        self.close();
    }
}
