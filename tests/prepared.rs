//! Parts of answers, and prepared requests: whatever way an answer is asked for, what is there has the bytes of
//! the whole one. On every case of the corpus.

mod support;

use quotient::hosted::{Hosted, Wanted};
use quotient::{Answer, Catalog, Choice, Code, Parts, Request, Total, quote, quote_json, quote_with};
use serde_json::{Value, json};

fn read(case: &support::Case) -> (Catalog, Request) {
    (Catalog::parse(&case.catalog).expect("a catalog"), Request::parse(&case.request).expect("a request"))
}

/// The answer without what was not asked for.
fn without(whole: &str, parts: Parts) -> String {
    let mut answer: Value = serde_json::from_str(whole).expect("JSON");
    if answer["status"] == "priced" {
        let fields = answer.as_object_mut().expect("an object");
        for (name, wanted) in
            [("digest", parts.digest), ("renewal", parts.renewal), ("subscription", parts.subscription)]
        {
            if !wanted {
                fields.remove(name);
            }
        }
        for line in fields["lines"].as_array_mut().expect("lines") {
            if !parts.calculation {
                line.as_object_mut().expect("a line").remove("calculation");
            }
        }
    }
    answer.to_string()
}

#[test]
fn parts_are_those_of_the_whole_answer() {
    for case in support::cases() {
        let (catalog, request) = read(&case);
        let whole = quote(&catalog, &request).expect("an answer").to_json();
        for bits in 0..16 {
            let parts = Wanted(bits).parts();
            let text = quote_json(&catalog, &request, parts).expect("an answer");
            assert_eq!(text, without(&whole, parts), "{}: {parts:?}", case.name);
            let answer = quote_with(&catalog, &request, parts).expect("an answer");
            assert_eq!(answer.to_json(), text, "{}: {parts:?}", case.name);
        }
    }
}

/// The same request before the customer chose: at another instant, with other quantities and no codes; and what
/// they choose.
fn before_the_choice(text: &str) -> (String, String) {
    let mut request: Value = serde_json::from_str(text).expect("JSON");
    let mut choice = json!({"at": request["at"].take()});
    request["at"] = json!("2020-02-29T12:34:56Z");
    if request["type"] == "change" || request["type"] == "purchase" {
        choice["items"] = request.get("items").cloned().unwrap_or_else(|| json!([]));
        choice["codes"] = request.get("codes").cloned().unwrap_or_else(|| json!([]));
        request["items"] = json!([{"product": "another", "quantity": 3}]);
        request["codes"] = json!(["ANOTHER"]);
        if let Some(cycle) = request.get("cycle").cloned() {
            choice["cycle"] = cycle;
            request["cycle"] = json!({"unit": "week", "count": 5});
        }
    }
    (request.to_string(), choice.to_string())
}

#[test]
fn a_prepared_request_gives_the_same_bytes() {
    for case in support::cases() {
        let (catalog, request) = read(&case);
        let whole = quote(&catalog, &request).expect("an answer").to_json();
        let (before, choice) = before_the_choice(&case.request);
        let asked = Request::parse(&before).expect("a request");
        let parsed = Choice::parse(&choice).expect("a choice");
        let prepared = catalog.prepare(&asked);
        assert_eq!(prepared.quote_json(&parsed, Parts::ALL).expect("an answer"), whole, "{}", case.name);
        assert_eq!(prepared.quote(&parsed).expect("an answer").to_json(), whole, "{}", case.name);
        let amounts = prepared.amounts(&parsed).expect("an answer").to_json();
        assert_eq!(amounts, without(&whole, Parts::AMOUNTS), "{}", case.name);
        let unchanged = catalog.prepare(&request).quote(&Choice::default()).expect("an answer");
        assert_eq!(unchanged.to_json(), whole, "{}", case.name);

        let hosted = Hosted::parse(&before).expect("a request");
        let told = hosted.quote_json(&catalog, &choice, Wanted(15)).expect("an answer");
        assert_eq!(told, whole, "{}", case.name);
        match (quote(&catalog, &request).expect("an answer"), prepared.total(&parsed).expect("an answer")) {
            (Answer::Priced(quote), Total::Priced(totals)) => {
                assert_eq!(totals, quote.totals, "{}", case.name);
            }
            (Answer::Rejected(rejection), Total::Rejected(found)) => {
                assert_eq!(found, rejection, "{}", case.name);
            }
            other => panic!("{}: {other:?}", case.name),
        }
    }
}

#[test]
fn a_slider_tells_the_total_of_every_quantity() {
    let mut priced = 0;
    for case in support::cases() {
        let (catalog, request) = read(&case);
        let mut hosted = Hosted::parse(&case.request).expect("a request");
        let asked: Value = serde_json::from_str(&case.request).expect("JSON");
        let items = asked["items"].as_array().map_or(&[][..], |items| items);
        for (place, item) in items.iter().enumerate() {
            for quantity in [0, 1, item["quantity"].as_u64().expect("a number") + 1, 10_000_001, 1 << 31] {
                let quantity = u32::try_from(quantity).expect("32 bits");
                let mut varied = asked.clone();
                varied["items"][place]["quantity"] = json!(quantity);
                let expected =
                    match Request::parse(&varied.to_string()).map(|request| quote(&catalog, &request)) {
                        Ok(Ok(Answer::Priced(quote))) => {
                            priced += 1;
                            format!("{} {}\0", quote.totals.total, quote.totals.amount_due)
                        }
                        _ => String::new(),
                    };
                assert_eq!(hosted.total(&catalog, place, quantity), expected, "{}", case.name);
            }
        }
        assert_eq!(hosted.total(&catalog, items.len(), 1), "", "{}", case.name);
        // Nothing of it stays.
        let whole = quote(&catalog, &request).expect("an answer").to_json();
        assert_eq!(hosted.quote_json(&catalog, "{}", Wanted(15)).expect("an answer"), whole, "{}", case.name);
    }
    assert!(priced > 1_000, "{priced} totals");
}

#[test]
fn what_is_wrong_with_a_choice_is_told() {
    let codes = |text: &str| -> Vec<(Code, String)> {
        let problems = Choice::parse(text).expect_err("problems");
        problems.iter().map(|problem| (problem.code, problem.path.clone())).collect()
    };
    assert_eq!(codes("[]"), [(Code::WrongType, String::new())]);
    assert_eq!(
        codes(
            r#"{"at": "now", "items": [{"product": "a", "quantity": -1}], "tax": {}, "cycle": 3, "codes": "X"}"#
        ),
        [
            (Code::InstantMalformed, "/at".into()),
            (Code::OutOfRange, "/items/0/quantity".into()),
            (Code::WrongType, "/cycle".into()),
            (Code::WrongType, "/codes".into()),
            (Code::UnknownField, "/tax".into()),
        ]
    );
    let case = support::cases()
        .into_iter()
        .find(|case| case.request.contains(r#""type":"renewal""#))
        .expect("there is a renewal");
    let (catalog, request) = read(&case);
    let prepared = catalog.prepare(&request);
    let choice = Choice::parse(r#"{"items": [], "cycle": {"unit": "year"}, "codes": []}"#).expect("a choice");
    let problems = prepared.total(&choice).expect_err("a renewal has no choice");
    let found: Vec<_> = problems.iter().map(|problem| (problem.code, &*problem.path)).collect();
    assert_eq!(found, ["/items", "/cycle", "/codes"].map(|path| (Code::FieldNotAllowed, path)));
    let message = &problems.iter().next().expect("one").message;
    assert_eq!(message, "`items` goes with purchase and change only, not with renewal");
    let refused = quote(&catalog, &Request::parse(&case.request).expect("a request"));
    assert_eq!(
        prepared.quote_json(&Choice::default(), Parts::ALL).ok(),
        refused.ok().map(|answer| answer.to_json())
    );
}

/// A slider's steps: every quantity of every item, some of them again, by whatever catalog is there.
#[test]
fn totals_one_after_the_other_are_those_of_requests_read_anew() {
    let (mut priced, mut differ) = (0, 0);
    for case in support::cases() {
        let mut hosted = Hosted::parse(&case.request).expect("a request");
        let asked: Value = serde_json::from_str(&case.request).expect("JSON");
        let Some(items) = asked["items"].as_array() else { continue };
        let mut first = Vec::new();
        for (rounding, zone, proration) in [
            ("halfUp", "UTC", "second"),
            ("up", "UTC", "second"),
            ("down", "UTC", "second"),
            ("halfUp", "+13:45", "day"),
            ("halfUp", "UTC", "second"),
        ] {
            let mut varied: Value = serde_json::from_str(&case.catalog).expect("JSON");
            varied["rounding"] = json!(rounding);
            varied["timeZone"] = json!(zone);
            for policy in varied["policies"].as_array_mut().into_iter().flatten() {
                policy["proration"] = json!(proration);
            }
            let Ok(catalog) = Catalog::parse(&varied.to_string()) else { continue };
            let mut all = Vec::new();
            for (place, item) in items.iter().enumerate() {
                let quantity =
                    u32::try_from(item["quantity"].as_u64().expect("a quantity")).expect("a quantity");
                for quantity in [quantity, quantity + 1, quantity / 2, 0, quantity + 2, quantity + 1] {
                    let fresh = Hosted::parse(&case.request)
                        .expect("a request")
                        .total(&catalog, place, quantity)
                        .to_owned();
                    assert_eq!(hosted.total(&catalog, place, quantity), fresh, "{}: {quantity}", case.name);
                    priced += u32::from(!fresh.is_empty());
                    all.push(fresh);
                }
            }
            if first.is_empty() {
                first = all;
            } else {
                differ += u32::from(first != all);
            }
        }
    }
    assert!(
        priced > 1_000 && differ > 100,
        "{priced} totals, {differ} lists of them that are not those of the first catalog"
    );
}

#[test]
fn a_total_that_could_not_be_had_is_not_kept() {
    let catalog = Catalog::parse(
        r#"{"id": "shop", "products": [{"id": "seat", "name": "Workspace", "unitName": "seat", "prices": [
            {"id": "year", "currency": "USD", "cycle": {"unit": "year"},
             "scheme": {"type": "perUnit", "amount": "100000000000000"}},
            {"id": "month", "currency": "USD", "cycle": {"unit": "month"},
             "scheme": {"type": "multipleOf", "price": "year", "times": "100000000000000"}}]}]}"#,
    )
    .expect("a catalog");
    let mut hosted = Hosted::parse(
        r#"{"type": "change", "at": "2026-04-01T00:00:00Z", "items": [{"product": "seat", "quantity": 2}],
            "subscription": {"status": "active", "currency": "USD", "cycle": {"unit": "month"},
                "items": [{"product": "seat", "quantity": 1}],
                "period": {"start": "2026-04-01T00:00:00Z", "end": "2026-05-01T00:00:00Z"}}}"#,
    )
    .expect("a request");
    let most = "10000000000000000000000000000.00 10000000000000000000000000000.00\0";
    for (quantity, told) in [(2, most), (3, ""), (3, ""), (2, most), (2, most)] {
        assert_eq!(hosted.total(&catalog, 0, quantity), told, "{quantity}");
    }
}
