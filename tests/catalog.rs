//! What a catalog tells of itself, and what is done with values outside of a quote.
#![allow(clippy::unwrap_used, reason = "a test")]

use quotient::{Catalog, Difference, Ratio, compare};

fn catalog() -> Catalog {
    let text = r#"{"id": "c", "products": [], "coupons": [{"code": "save", "off": {"percent": "5"}}]}"#;
    Catalog::parse(text).unwrap()
}

#[test]
fn a_catalog_has_an_id_a_digest_and_defaults() {
    let catalog = catalog();
    assert_eq!((catalog.id(), catalog.quote_ttl_seconds()), ("c", 900));
    assert!(catalog.digest().starts_with("sha256:") && catalog.digest().len() == 71);
    let public = catalog.public();
    assert!(public.coupon("SAVE").is_none());
    assert_eq!(public.digest(), Catalog::parse(&public.to_json()).unwrap().digest());
    assert_ne!(public.digest(), Catalog::parse(r#"{"id": "d", "products": []}"#).unwrap().digest());
}

#[test]
fn a_coupon_is_found_however_its_code_is_typed() {
    let catalog = catalog();
    assert_eq!(catalog.coupon(" Save ").unwrap().code, "SAVE");
    assert!(catalog.coupon("other").is_none());
}

#[test]
fn what_differs_is_told_alone() {
    for (a, b, told) in [
        (
            r#"{"lines":[{"a":"1","b":"2"}]}"#,
            r#"{"lines":[{"a":"1","b":"3"}]}"#,
            r#"[{"a":"2","b":"3","path":"/lines/0/b"}]"#,
        ),
        (r#"{"a":true,"b":null}"#, r#"{"a":false,"b":null}"#, r#"[{"a":true,"b":false,"path":"/a"}]"#),
        (r#"{"a":[1,2]}"#, r#"{"a":[1]}"#, r#"[{"a":2,"path":"/a/1"}]"#),
        ("{}", r#"{"a":{"b":1}}"#, r#"[{"b":{"b":1},"path":"/a"}]"#),
    ] {
        assert_eq!(Difference::to_json(&compare(a, b).unwrap()), told);
    }
    let problems = compare(r#"{"a":[1.5]}"#, r#"{"a":[1]}"#).unwrap_err();
    let told: Vec<_> = problems.iter().map(|problem| (problem.code.as_str(), &*problem.path)).collect();
    assert_eq!(told, [("integer_malformed", "/a/0")]);
}

#[test]
fn fractions_differ() {
    assert!(Ratio::zero().is_zero() && !Ratio::one().is_zero());
    assert!(!Ratio::one().is_negative() && Ratio::one().neg().is_negative());
    assert_ne!(Ratio::one(), Ratio::zero());
}
