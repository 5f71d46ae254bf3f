//! What the server signs with, and random tokens.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::app::App;
use crate::failure::Failure;
use crate::store::secrets;

/// The secret's name in the database.
const NAME: &str = "sessions";

/// Signs texts, each for one purpose: a signature for one is none for another.
pub struct Keys(Zeroizing<Vec<u8>>);

impl Keys {
    /// Takes the configured secret, or the one in the database, which the first to ask makes.
    ///
    /// # Errors
    /// The database fails, or the machine has no random numbers.
    pub async fn load(app: &App) -> Result<Keys, Failure> {
        if let Some(secret) = &app.settings.session_secret {
            return Ok(Keys::of(secret.reveal()));
        }
        if let Some(secret) = secrets::find(&mut *app.store.read().await?, NAME).await? {
            return Ok(Keys::of(&secret));
        }
        let mut tx = app.store.write().await?;
        let secret = secrets::made_once(&mut tx, NAME, &random()?, app.clock.now()).await?;
        tx.commit().await?;
        Ok(Keys::of(&secret))
    }

    /// Signs with this secret.
    pub fn of(secret: &str) -> Keys {
        Keys(Zeroizing::new(secret.as_bytes().to_vec()))
    }

    /// HMAC-SHA-256 in lower-case hex.
    ///
    /// # Errors
    /// Never in practice: a key may have any length.
    pub fn sign(&self, purpose: &str, text: &str) -> Result<String, Failure> {
        Ok(hex(&self.mac(purpose, text)?.finalize().into_bytes()))
    }

    /// Is this the signature? Takes as long for every text that is not.
    ///
    /// # Errors
    /// Never in practice.
    pub fn is_signed(&self, purpose: &str, text: &str, signature: &str) -> Result<bool, Failure> {
        let Some(signature) = bytes(signature) else { return Ok(false) };
        Ok(self.mac(purpose, text)?.verify_slice(&signature).is_ok())
    }

    fn mac(&self, purpose: &str, text: &str) -> Result<Hmac<Sha256>, Failure> {
        let key = Hmac::<Sha256>::new_from_slice(&self.0);
        let key = key.map_err(|error| Failure::internal("the secret", error))?;
        Ok(key.chain_update(purpose).chain_update([0]).chain_update(text))
    }
}

/// 256 random bits in lower-case hex.
///
/// # Errors
/// The machine has no random numbers.
pub fn random() -> Result<String, Failure> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Failure::internal("random numbers", error))?;
    Ok(hex(&bytes))
}

/// Hash of a random token, which is all that is stored of it.
pub fn hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of lower-case hex.
pub fn bytes(hex: &str) -> Option<Vec<u8>> {
    // One spelling only, so that one token is one text.
    if !hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    hex.as_bytes()
        .chunks(2)
        .map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_for_one_secret_one_purpose_and_one_text() {
        let keys = Keys::of("secret");
        let signature = keys.sign("session", "text").expect("signs");
        // RFC 2104 by another implementation: printf 'session\0text' | openssl dgst -sha256 -hmac secret
        assert_eq!(signature, "90e5f4bcfa82738a050c3e73b157af9a5fe2714d66fd7d490108d74ff1b356c3");
        let signed = |keys: &Keys, purpose, text, signature: &str| {
            keys.is_signed(purpose, text, signature).expect("compares")
        };
        assert!(signed(&keys, "session", "text", &signature));
        assert!(!signed(&Keys::of("other"), "session", "text", &signature));
        assert!(!signed(&keys, "csrf", "text", &signature));
        assert!(!signed(&keys, "session", "texts", &signature));
        assert!(!signed(&keys, "sessio", "n\0text", &signature));
        assert!(!signed(&keys, "session", "text", &signature.to_uppercase()));
        assert!(!signed(&keys, "session", "text", &signature[..62]));
        assert!(!signed(&keys, "session", "text", ""));
    }
}
