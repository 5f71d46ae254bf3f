//! The hash by which two hosts know that they agree (S9).

use sha2::{Digest, Sha256};

use crate::answer::Quote;
use crate::asked::Asked;
use crate::catalog::Catalog;
use crate::lines::LineTold;
use crate::wire::encode;

/// The version of the rules of SEMANTICS that this engine follows. An answer that changes for an
/// old case is a new version.
pub const SEMANTICS: u32 = 1;

/// Stands where there is no digest yet; as long as one.
pub(crate) const NONE: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

pub(crate) fn catalog(catalog: &Catalog) -> String {
    let mut hash = Hash::new();
    hash.update(encode::sealed_catalog(catalog).as_bytes());
    hash.finish()
}

/// The text of a quote with its digest, and the digest.
pub(crate) fn quote(catalog: &Catalog, asked: &Asked, quote: &Quote, lines: &[LineTold]) -> (String, String) {
    encode::sealed_quote(SEMANTICS, catalog, asked, quote, lines)
}

/// A digest of what comes piece by piece.
pub(crate) struct Hash(Sha256);

impl Hash {
    pub(crate) fn new() -> Hash {
        Hash(Sha256::new())
    }

    pub(crate) fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    pub(crate) fn finish(self) -> String {
        let mut digest = "sha256:".to_owned();
        for byte in self.0.finalize() {
            for nibble in [byte >> 4, byte & 15] {
                digest.extend(char::from_digit(nibble.into(), 16));
            }
        }
        digest
    }
}
