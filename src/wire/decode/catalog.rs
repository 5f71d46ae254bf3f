//! Catalogs and policies (S3).

use super::{Decoder, Draft};
use crate::calendar::Zone;
use crate::catalog::{Catalog, Policy, Product, Proration, QuantityChange};
use crate::limits;
use crate::order::Index;
use crate::problem::Code;
use crate::ratio::Rounding;

impl Draft for Catalog {
    const DRAFT: Catalog = Catalog {
        id: String::new(),
        zone: Zone::UTC,
        rounding: Rounding::HalfUp,
        quote_ttl_seconds: 900,
        policies: Vec::new(),
        products: Vec::new(),
        coupons: Vec::new(),
        index: Index::EMPTY,
        digest: String::new(),
    };
}

impl Draft for Policy {
    const DRAFT: Policy = Policy::DEFAULT;
}

impl Draft for Product {
    const DRAFT: Product = Product {
        id: String::new(),
        name: String::new(),
        unit_name: String::new(),
        policy_id: None,
        policy: None,
        prices: Vec::new(),
    };
}

impl Decoder<'_> {
    pub(super) fn catalog(&mut self, catalog: &mut Catalog) {
        if !self.open("a catalog") {
            return;
        }
        self.required("id").text(&mut catalog.id);
        self.optional("timeZone").given(Decoder::zone, &mut catalog.zone);
        self.optional("rounding").word(&mut catalog.rounding);
        let ttl = &mut catalog.quote_ttl_seconds;
        self.optional("quoteTtlSeconds").integer(1, limits::QUOTE_TTL_SECONDS, ttl);
        self.optional("policies").list(limits::POLICIES, Decoder::policy, &mut catalog.policies);
        if self.hand.is_some() {
            // It was no list: any name may be that of a policy in it.
            catalog.policies.push(Policy::DRAFT);
        }
        self.required("products").list(limits::PRODUCTS, Decoder::product, &mut catalog.products);
        self.optional("coupons").list(limits::COUPONS, Decoder::coupon, &mut catalog.coupons);
        self.close();
    }

    #[inline(never)]
    fn zone(&mut self, draft: &mut Zone) {
        let Some(text) = self.string("a time zone") else { return };
        match Zone::parse(self.tree.str(text)) {
            Some(zone) => *draft = zone,
            None => {
                let remedy = "neither UTC nor a fixed offset such as +07:00";
                self.misread(Code::TimeZoneMalformed, text, remedy);
            }
        }
    }

    fn policy(&mut self, policy: &mut Policy) {
        if !self.open("a policy") {
            return;
        }
        self.required("id").text(&mut policy.id);
        self.optional("roles").some(Decoder::texts, &mut policy.roles);
        self.optional("productsPerChange").count(1, &mut policy.products_per_change);
        self.optional("quantityDecrease").word(&mut policy.quantity_decrease);
        self.optional("cycleShorten").word(&mut policy.cycle_shorten);
        self.optional("quantityChange").word(&mut policy.quantity_change);
        self.optional("proration").word(&mut policy.proration);
        self.optional("negativeTotal").word(&mut policy.negative_total);
        self.optional("cancellation").word(&mut policy.cancellation);
        self.close();
        if policy.proration == Proration::None && policy.quantity_change == QuantityChange::Replace {
            self.refuse_in(
                "/proration",
                Code::PolicyContradictory,
                format_args!(
                    "without proration nothing is credited, so `quantityChange` cannot be `replace`"
                ),
            );
        }
    }

    fn product(&mut self, product: &mut Product) {
        if !self.open("a product") {
            return;
        }
        self.required("id").text(&mut product.id);
        self.required("name").text(&mut product.name);
        self.required("unitName").text(&mut product.unit_name);
        self.optional("policy").some(Decoder::text, &mut product.policy_id);
        self.required("prices").list(limits::PRICES, Decoder::price, &mut product.prices);
        self.close();
    }
}
