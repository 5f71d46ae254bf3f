//! Well-formed requests for a few catalogs: never a panic, the parts of an answer sum, and the state
//! after can be quoted again.

#![no_main]

mod request;
mod sums;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use quotient::{Catalog, Quote, Request, Rounding, quote};
use serde_json::{Value, json};

use crate::request::{Ask, Known};

const ZONES: [&str; 4] = ["UTC", "+05:45", "-12:00", "+23:59"];

/// What is known of every catalog, and the catalog with each rounding and zone.
static CATALOGS: LazyLock<Vec<(Known, Vec<Catalog>)>> = LazyLock::new(|| {
    let texts = [
        include_str!("../../catalogs/schemes.json"),
        include_str!("../../catalogs/licenses.json"),
        include_str!("../../catalogs/extremes.json"),
    ];
    let kinds = texts.into_iter().map(|text| {
        let json: Value = serde_json::from_str(text).expect("a catalog is JSON");
        let every = Rounding::ALL.iter().flat_map(|(rounding, _)| ZONES.map(|zone| (*rounding, zone)));
        let catalogs = every.map(|(rounding, zone)| {
            let mut json = json.clone();
            json["rounding"] = rounding.into();
            json["timeZone"] = zone.into();
            Catalog::parse(&json.to_string()).expect("the catalog is well formed")
        });
        (Known::new(&json), catalogs.collect())
    });
    kinds.collect()
});

/// No decimal string says an amount of 10^15 or more (S1.1), which a result may be (S1.6).
fn can_be_said(quote: &Quote) -> bool {
    let Some(state) = &quote.subscription else { return true };
    let most = 10_i128.pow(15 + u32::from(quote.currency.digits()));
    let entries = state.charges.iter().flatten().flat_map(|entry| [entry.net, entry.tax]);
    entries.chain([state.balance]).all(|amount| amount.minor_units().abs() < most)
}

fuzz_target!(|ask: Ask| {
    let (known, catalogs) = &CATALOGS[usize::from(ask.catalog) % CATALOGS.len()];
    let catalog = &catalogs[usize::from(ask.variant) % catalogs.len()];
    let text = ask.request(known).to_string();
    let request = Request::parse(&text).unwrap_or_else(|problems| panic!("{problems}: {text}"));
    let answer = quote(catalog, &request).unwrap_or_else(|problems| panic!("{problems}: {text}"));
    assert_eq!(quote(catalog, &request).as_ref(), Ok(&answer));
    let Some(quote_of) = answer.quote() else { return };
    if let Err(reason) = sums::check(&request, quote_of) {
        panic!("{reason}: {text}");
    }
    if !can_be_said(quote_of) {
        return;
    }
    let shown: Value = serde_json::from_str(&answer.to_json()).expect("an answer is JSON");
    for kind in ["change", "renewal", "cancellation", "resumption"] {
        for at in [&shown["at"], &shown["subscription"]["period"]["end"]] {
            let next = json!({"type": kind, "at": at, "subscription": shown["subscription"]}).to_string();
            let request = Request::parse(&next).unwrap_or_else(|problems| panic!("{problems}: {next}"));
            quote(catalog, &request).unwrap_or_else(|problems| panic!("{problems}: {next}"));
        }
    }
});
