//! What may be done, what is surely wrong, and whether a digest holds.

use quotient::{Catalog, OptionsRequest, Request, lint, options, quote, verify};
use serde_json::{Value, json};

fn catalog() -> Value {
    let line = include_str!("cases/named.ndjson").lines().next().unwrap();
    serde_json::from_str::<Value>(line).unwrap()["catalog"].take()
}

fn parsed() -> Catalog {
    Catalog::parse(&catalog().to_string()).unwrap()
}

fn held(product: &str, quantity: u32, cycle: &str) -> Value {
    let end = if cycle == "year" { "2027-11-01T00:00:00Z" } else { "2026-12-01T00:00:00Z" };
    json!({"status": "active", "currency": "USD", "cycle": {"unit": cycle},
        "items": [{"product": product, "quantity": quantity}],
        "period": {"start": "2026-11-01T00:00:00Z", "end": end}, "charges": []})
}

fn ask(question: &Value) -> Value {
    let question = OptionsRequest::parse(&question.to_string()).unwrap();
    serde_json::from_str(&options(&parsed(), &question).unwrap().to_json()).unwrap()
}

fn product<'a>(options: &'a Value, id: &str) -> &'a Value {
    options["products"].as_array().unwrap().iter().find(|product| product["product"] == id).unwrap()
}

fn codes(problems: &Value) -> Vec<&str> {
    problems.as_array().unwrap().iter().map(|problem| problem["code"].as_str().unwrap()).collect()
}

#[test]
fn an_owner_may_add_licenses_and_go_annual() {
    let options = ask(&json!({"at": "2026-11-21T00:00:00Z", "actor": {"role": "owner"},
        "subscription": held("studio-node", 10, "month")}));
    let studio = product(&options, "studio-node");
    assert_eq!(options["products"][0]["product"], "studio-node");
    assert_eq!(studio["quantities"], json!({"minimum": 10, "maximum": 500, "step": 1}));
    let annual = &studio["cycles"][1];
    assert_eq!(annual["cycle"], json!({"unit": "year"}));
    assert_eq!(annual["problems"], json!([]));
    // 12 x 2080 less 11 x 2080: a twelfth.
    assert_eq!(annual["recurring"], "22880.00");
    assert_eq!(annual["saving"]["amount"], "2080.00");
    assert_eq!(annual["saving"]["percent"], json!({"numerator": "25", "denominator": "3"}));
    // Another product would be a second license type at its own price.
    assert_eq!(product(&options, "studio-floating")["quantities"]["minimum"], 1);
    assert_eq!(options["cancellation"], json!([]));
    assert_eq!(codes(&options["resumption"]), ["not_canceling"]);
}

#[test]
fn every_problem_of_a_question_is_told() {
    let mut held = held("studio-node", 10, "month");
    held["items"][0]["quantity"] = json!(0);
    let question = json!({"at": "today", "subscription": held, "currency": "USD"});
    let problems = OptionsRequest::parse(&question.to_string()).unwrap_err();
    let told: Vec<_> = problems.iter().map(|problem| (problem.code.as_str(), &*problem.path)).collect();
    assert_eq!(
        told,
        [
            ("instant_malformed", "/at"),
            ("out_of_range", "/subscription/items/0/quantity"),
            ("field_not_allowed", "/currency")
        ]
    );
}

#[test]
fn a_member_is_told_who_may() {
    let options = ask(&json!({"at": "2026-11-21T00:00:00Z", "actor": {"role": "member"},
        "subscription": held("studio-node", 10, "month")}));
    let studio = product(&options, "studio-node");
    assert!(studio.get("quantities").is_none());
    assert_eq!(codes(&studio["problems"]), ["role_not_allowed"]);
    assert_eq!(studio["problems"][0]["allowed"], json!(["owner", "admin"]));
    assert_eq!(codes(&studio["cycles"][1]["problems"]), ["role_not_allowed"]);
    assert_eq!(codes(&options["cancellation"]), ["role_not_allowed"]);
}

#[test]
fn annual_never_goes_back_and_the_most_is_the_most() {
    let options = ask(&json!({"at": "2026-11-21T00:00:00Z", "actor": {"role": "owner"},
        "subscription": held("studio-node", 500, "month")}));
    assert_eq!(codes(&product(&options, "studio-node")["problems"]), ["quantity_above_maximum"]);
    let options = ask(&json!({"at": "2026-11-21T00:00:00Z", "actor": {"role": "owner"},
        "subscription": held("studio-node", 5, "year")}));
    let month = &product(&options, "studio-node")["cycles"][0];
    assert_eq!(codes(&month["problems"]), ["cycle_shortened"]);
    assert_eq!(month["problems"][0]["allowed"], "2027-11-01T00:00:00Z");
}

#[test]
fn fewer_seats_are_offered_where_the_policy_lets_them_wait() {
    let options = ask(&json!({"at": "2026-11-21T00:00:00Z", "subscription": held("seats", 10, "month")}));
    assert_eq!(
        product(&options, "seats")["quantities"],
        json!({"minimum": 1, "maximum": 10_000_000, "step": 1})
    );
}

#[test]
fn someone_new_sees_what_can_be_bought() {
    let options = ask(&json!({"at": "2026-11-21T00:00:00Z", "actor": {"role": "owner"}, "currency": "JPY"}));
    assert_eq!(options["products"].as_array().unwrap().len(), 1);
    assert_eq!(product(&options, "studio-node")["quantities"]["minimum"], 1);
    assert!(options.get("cancellation").is_none());
    let problems = OptionsRequest::parse(r#"{"at": "2026-11-21T00:00:00Z"}"#).unwrap_err();
    assert_eq!(problems.iter().next().unwrap().path, "/subscription");
}

#[test]
fn each_cycle_is_sold_by_the_bounds_of_its_price() {
    let options = ask(&json!({"at": "2026-11-21T00:00:00Z", "actor": {"role": "owner"}, "currency": "USD"}));
    let studio = product(&options, "studio-node");
    assert_eq!(studio["quantities"], json!({"minimum": 1, "maximum": 500, "step": 1}));
    assert_eq!(studio["cycles"][0]["quantities"], studio["quantities"]);
    let annual = json!({"minimum": 1, "maximum": 10_000_000, "step": 1});
    assert_eq!(studio["cycles"][1]["quantities"], annual);
    // To whoever may not buy no cycle has any, and a subscription goes on in one cycle for all.
    let options = ask(&json!({"at": "2026-11-21T00:00:00Z", "actor": {"role": "member"}, "currency": "USD"}));
    assert!(product(&options, "studio-node")["cycles"][1].get("quantities").is_none());
    let options = ask(&json!({"at": "2026-11-21T00:00:00Z", "actor": {"role": "owner"},
        "subscription": held("studio-node", 10, "month")}));
    assert!(product(&options, "studio-node")["cycles"][1].get("quantities").is_none());
}

#[test]
fn nothing_stands_against_the_cycle_that_goes_on() {
    let options = ask(&json!({"at": "2026-11-21T00:00:00Z", "actor": {"role": "owner"},
        "subscription": held("studio-node", 10, "month")}));
    let month = &product(&options, "studio-node")["cycles"][0];
    assert_eq!((&month["present"], &month["problems"]), (&json!(true), &json!([])));
    assert_eq!(options["catalog"], catalog()["id"]);
}

#[test]
fn fewer_are_not_offered_where_they_are_refused() {
    let mut held = held("seats", 10, "month");
    held["status"] = json!("pastDue");
    let options = ask(&json!({"at": "2026-11-21T00:00:00Z", "subscription": held}));
    let seats = product(&options, "seats");
    assert!(seats.get("quantities").is_none());
    assert_eq!(codes(&seats["problems"]), ["subscription_past_due"]);
}

#[test]
fn what_is_held_comes_first() {
    let options = ask(&json!({"at": "2026-11-21T00:00:00Z", "subscription": held("seats", 10, "month")}));
    assert_eq!(options["products"][0]["product"], "seats");
    assert_eq!(options["products"][1]["product"], "studio-node");
}

#[test]
fn a_month_saves_nothing_and_costs_what_the_least_quantity_costs() {
    let options = ask(&json!({"at": "2026-11-21T00:00:00Z", "actor": {"role": "owner"}, "currency": "USD"}));
    let month = &product(&options, "studio-node")["cycles"][0];
    assert!(month.get("saving").is_none());
    assert_eq!(month["recurring"], "208.00");
}

#[test]
fn every_doubt_is_told() {
    let price = |id: &str, unit: &str, scheme: Value| json!({"id": id, "currency": "USD", "cycle": {"unit": unit}, "scheme": scheme});
    let per_unit = |amount: &str| json!({"type": "perUnit", "amount": amount});
    let catalog = json!({
        "id": "doubtful",
        "policies": [{"id": "nobody", "roles": []}, {"id": "unused"}],
        "products": [
            {"id": "a", "name": "A", "unitName": "seat", "policy": "nobody", "prices": [
                price("a-month", "month", json!({"type": "volume", "tiers": [{"upTo": 9, "unit": "10"}, {"upTo": null, "unit": "8"}]})),
                price("a-year", "year", per_unit("121"))]},
            {"id": "b", "name": "B", "unitName": "seat", "prices": []}],
        "coupons": [
            {"code": "EURO", "off": {"amount": {"EUR": "5.00"}}},
            {"code": "CAPPED", "off": {"percent": "5"}, "maxDiscount": {"EUR": "5.00"}},
            {"code": "twice", "off": {"percent": "5"}},
            {"code": " TWICE", "off": {"percent": "6"}},
            {"code": "BACKWARDS", "off": {"percent": "5"}, "from": "2026-02-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"},
            {"code": "NOTHING", "off": {"percent": "0"}},
            {"code": "WEEKLY", "off": {"percent": "5"}, "appliesTo": {"cycles": [{"unit": "week"}]}},
            {"code": "RENEWALS", "off": {"percent": "5"}, "appliesTo": {"types": ["renewal"]}}]
    });
    let warnings = lint(&Catalog::parse(&catalog.to_string()).unwrap());
    let told: Vec<String> =
        warnings.iter().map(|warning| format!("{} {}", warning.code.as_str(), warning.path)).collect();
    assert_eq!(
        told,
        [
            "policy_allows_nobody /policies/0/roles",
            "policy_unused /policies/1",
            "higher_quantity_cheaper /products/0/prices/0/scheme",
            "longer_cycle_dearer /products/0/prices/1",
            "product_without_price /products/1/prices",
            "coupon_never_applies /coupons/0",
            "coupon_never_applies /coupons/1",
            "duplicate_code /coupons/3/code",
            "coupon_never_applies /coupons/4",
            "coupon_never_applies /coupons/5",
            "coupon_never_applies /coupons/6",
            "coupon_never_applies /coupons/7",
        ]
    );
    assert_eq!(warnings[2].message, "10 seats cost less in total than 9");
}

#[test]
fn a_coupon_that_lacks_one_of_two_currencies_is_told() {
    let mut catalog = catalog();
    catalog["coupons"] = json!([{"code": "TWENTY", "off": {"amount": {"USD": "20.00"}}}]);
    let warnings = lint(&Catalog::parse(&catalog.to_string()).unwrap());
    let lacking: Vec<_> = warnings.iter().filter(|warning| warning.path == "/coupons/0").collect();
    assert_eq!(lacking.len(), 1);
    assert_eq!(lacking[0].message, "`TWENTY` has no amount for JPY, in which its products are sold");
}

#[test]
fn a_coupon_needs_the_currencies_of_its_products_alone() {
    let product = |id: &str, currency: &str| {
        json!({"id": id, "name": "A", "unitName": "seat", "prices": [{"id": format!("{id}-month"),
            "currency": currency, "cycle": {"unit": "month"}, "scheme": {"type": "flat", "amount": "5"}}]})
    };
    let catalog = json!({"id": "c", "products": [product("a", "USD"), product("b", "JPY")], "coupons": [
        {"code": "FIVE", "off": {"amount": {"USD": "5.00"}}, "appliesTo": {"products": ["a"]}}]});
    assert_eq!(lint(&Catalog::parse(&catalog.to_string()).unwrap()), []);
}

#[test]
fn a_digest_holds_until_something_differs() {
    let catalog = parsed();
    let text = json!({"type": "change", "at": "2026-11-21T00:00:00Z", "actor": {"role": "owner"},
        "subscription": held("studio-node", 10, "month"), "items": [{"product": "studio-node", "quantity": 12}]});
    let request = Request::parse(&text.to_string()).unwrap();
    let answer = quote(&catalog, &request).unwrap();
    let digest = answer.quote().unwrap().digest.as_deref().unwrap();
    assert!(verify(&catalog, &request, digest).unwrap().holds);
    // Spelling does not matter, what is said does.
    let respelled = text.to_string().replace("2026-11-21T00:00:00Z", "2026-11-21T02:00:00.9+02:00");
    assert!(verify(&catalog, &Request::parse(&respelled).unwrap(), digest).unwrap().holds);
    let later = text.to_string().replace("2026-11-21T00:00:00Z", "2026-11-21T00:00:01Z");
    assert!(!verify(&catalog, &Request::parse(&later).unwrap(), digest).unwrap().holds);
    let rejected = text.to_string().replace("owner", "member");
    assert!(!verify(&catalog, &Request::parse(&rejected).unwrap(), digest).unwrap().holds);
}
