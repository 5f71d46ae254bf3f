//! Idempotency keys, and what came with them.

use axum::http::HeaderMap;
use sha2::{Digest, Sha256};

use crate::failure::Failure;
use crate::keys::hex;

const KEY_HEADER: &str = "idempotency-key";
/// Characters of a key.
const KEY: usize = 255;

/// The key of a request that needs one.
///
/// # Errors
/// 422 `idempotency_key_missing`, `idempotency_key_malformed`.
pub fn key(headers: &HeaderMap) -> Result<String, Failure> {
    let mut keys = headers.get_all(KEY_HEADER).iter();
    let Some(key) = keys.next() else {
        let message = "this request needs an Idempotency-Key header of its own";
        return Err(Failure::malformed("idempotency_key_missing", "", message));
    };
    let bytes = key.as_bytes();
    let visible = bytes.iter().all(u8::is_ascii_graphic);
    match key.to_str() {
        Ok(key) if visible && (1..=KEY).contains(&bytes.len()) && keys.next().is_none() => Ok(key.to_owned()),
        _ => {
            let message = format!("Idempotency-Key must be one text of 1 to {KEY} visible ASCII characters");
            Err(Failure::malformed("idempotency_key_malformed", "", message))
        }
    }
}

/// Hash of who asks and for what: the key belongs to both.
pub fn fingerprint(user: &str, content: &str) -> String {
    hex(&Sha256::new().chain_update(user).chain_update([0]).chain_update(content).finalize())
}
