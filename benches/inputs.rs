//! What is measured: catalogs and requests of many sizes, as the text that hosts hand over.

use std::fmt::Write;

/// The request that all hosts are measured on: three products replaced, six lines, a coupon, a tax.
pub const REFERENCE: (&str, &str) =
    (include_str!("../bench/reference/catalog.json"), include_str!("../bench/reference/request.json"));

const START: &str = "2026-03-01T00:00:00Z";
const END: &str = "2026-04-01T00:00:00Z";

/// Elements of an array, with commas between them.
fn list(count: usize, element: impl Fn(usize) -> String) -> String {
    let mut text = "[".to_owned();
    for n in 0..count {
        let comma = if n > 0 { "," } else { "" };
        // Writing to a string never fails.
        let _ = write!(text, "{comma}{}", element(n));
    }
    text + "]"
}

/// A catalog with so many products of one price each, and so many coupons.
pub fn catalog(products: usize, coupons: usize) -> String {
    let products = list(products, |n| {
        format!(
            r#"{{"id":"p{n}","name":"Product {n}","unitName":"seat","policy":"p","prices":[{{"id":"p{n}-m","currency":"USD","cycle":{{"unit":"month"}},"scheme":{{"type":"perUnit","amount":"{}.49"}}}}]}}"#,
            5 + n % 90
        )
    });
    let coupons = list(coupons, |n| format!(r#"{{"code":"C{n}","off":{{"percent":"{}.5"}}}}"#, 1 + n % 50));
    format!(
        r#"{{"id":"c","policies":[{{"id":"p","quantityChange":"replace","productsPerChange":100}}],"products":{products},"coupons":{coupons}}}"#
    )
}

fn items(count: usize, quantity: usize) -> String {
    list(count, |n| format!(r#"{{"product":"p{n}","quantity":{}}}"#, quantity + n))
}

/// More of so many products, each with so many payments, which gives two lines for each of them; with so many of
/// the catalog's codes and a tax.
pub fn change(products: usize, payments: usize, codes: usize) -> String {
    let charges = list(products * payments, |n| {
        let product = n / payments;
        format!(r#"{{"product":"p{product}","net":"139.93","tax":"12.42","start":"{START}","end":"{END}"}}"#)
    });
    let codes = list(codes, |n| format!(r#""C{n}""#));
    format!(
        r#"{{"type":"change","at":"2026-03-17T09:41:23Z","items":{},"subscription":{{"id":"s","status":"active","currency":"USD","cycle":{{"unit":"month"}},"period":{{"start":"{START}","end":"{END}"}},"items":{},"charges":{charges}}},"codes":{codes},"tax":{{"rates":[{{"id":"sales","percent":"8.875"}}]}}}}"#,
        items(products, 9),
        items(products, 7)
    )
}

/// A change of one line: three more of the product, taxed.
pub fn one_line() -> String {
    format!(
        r#"{{"type":"change","at":"2026-03-17T09:41:23Z","items":[{{"product":"seat","quantity":12}}],"subscription":{{"id":"s","status":"active","currency":"USD","cycle":{{"unit":"month"}},"period":{{"start":"{START}","end":"{END}"}},"items":[{{"product":"seat","quantity":9}}],"charges":[{{"product":"seat","net":"157.41","tax":"13.97","start":"{START}","end":"{END}"}}]}},"tax":{{"rates":[{{"id":"sales","percent":"8.875"}}]}}}}"#
    )
}

/// The catalog of [`one_line`]: only the difference is charged.
pub const ONE_LINE_CATALOG: &str = r#"{"id":"c","products":[{"id":"seat","name":"Seat","unitName":"seat","prices":[{"id":"seat-m","currency":"USD","cycle":{"unit":"month"},"scheme":{"type":"perUnit","amount":"17.49"}}]}]}"#;
