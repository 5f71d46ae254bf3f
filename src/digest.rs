//! The hash by which two hosts know that they agree (S9).

use sha2::{Digest, Sha256};

use crate::answer::Quote;
use crate::catalog::Catalog;
use crate::request::Request;
use crate::wire::encode;

/// The version of the rules of SEMANTICS that this engine follows. An answer that changes for an
/// old case is a new version.
pub const SEMANTICS: u32 = 1;

pub(crate) fn catalog(catalog: &Catalog) -> String {
    sha256(&encode::sealed_catalog(catalog))
}

pub(crate) fn quote(catalog: &Catalog, request: &Request, quote: &Quote) -> String {
    sha256(&encode::sealed_quote(SEMANTICS, catalog, request, quote))
}

fn sha256(text: &str) -> String {
    let mut digest = "sha256:".to_owned();
    for byte in Sha256::digest(text.as_bytes()) {
        for nibble in [byte >> 4, byte & 15] {
            digest.extend(char::from_digit(nibble.into(), 16));
        }
    }
    digest
}
