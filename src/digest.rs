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
    const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let hash = Sha256::digest(text.as_bytes());
    let mut digest = String::with_capacity(71);
    digest.push_str("sha256:");
    for byte in hash {
        for nibble in [byte >> 4, byte & 15] {
            digest.extend(HEX.get(usize::from(nibble)));
        }
    }
    digest
}
