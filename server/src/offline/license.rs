//! The file: a JSON Web Token, signed by EdDSA with Ed25519 (RFC 7519, RFC 8037), so that an application
//! needs nothing of ours to check it, and no line.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;
use utoipa::ToSchema;

/// What a license says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Claims {
    /// The license's id.
    pub jti: String,
    /// The organization's id.
    pub sub: String,
    /// The organization's name.
    pub organization: String,
    /// The subscription's id.
    pub subscription: String,
    /// The product's id.
    pub product: String,
    /// The machine that it is for.
    pub machine: String,
    /// When it was issued, seconds since 1970.
    pub iat: i64,
    /// When it ends, seconds since 1970: it is not valid any more then.
    pub exp: i64,
}

#[derive(Serialize, Deserialize)]
struct Header {
    alg: String,
    kid: String,
    typ: String,
}

const ALGORITHM: &str = "EdDSA";
const TYPE: &str = "JWT";

/// A public key as others read it (RFC 8037).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct PublicKey {
    /// `OKP`
    pub kty: String,
    /// `Ed25519`
    pub crv: String,
    /// The key's 32 bytes, base64url.
    pub x: String,
    /// Names the key in the header of a license.
    pub kid: String,
    /// `EdDSA`
    pub alg: String,
    /// `sig`
    pub r#use: String,
}

/// Why a license does not hold.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Invalid {
    /// It is not such a text.
    #[error("it is not a license: {0}")]
    Malformed(&'static str),
    /// The key is none.
    #[error("the key is not an Ed25519 key")]
    Key,
    /// It was signed with another key, or changed since.
    #[error("its signature is not that of this key")]
    Signature,
    /// Its time is over.
    #[error("it ended")]
    Ended,
}

/// Signs what a license says.
///
/// # Errors
/// Never in practice: claims are JSON.
pub fn sign(key: &SigningKey, claims: &Claims) -> serde_json::Result<String> {
    let header =
        Header { alg: ALGORITHM.to_owned(), kid: key_id(&key.verifying_key()), typ: TYPE.to_owned() };
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let signed =
        format!("{}.{}", encode(&serde_json::to_vec(&header)?), encode(&serde_json::to_vec(claims)?));
    let signature = key.sign(signed.as_bytes());
    Ok(format!("{signed}.{}", encode(&signature.to_bytes())))
}

/// What a license says, if it was signed with this key and has not ended at `now`.
///
/// # Errors
/// It does not hold.
pub fn verify(key: &PublicKey, license: &str, now: i64) -> Result<Claims, Invalid> {
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
    let x: [u8; 32] = decode(&key.x).and_then(|x| x.try_into().ok()).ok_or(Invalid::Key)?;
    let verifying = VerifyingKey::from_bytes(&x).map_err(|_| Invalid::Key)?;
    let parts = Invalid::Malformed("it has no three parts");
    let (signed, signature) = license.trim().rsplit_once('.').ok_or(parts.clone())?;
    let (header, claims) = signed.split_once('.').ok_or(parts)?;
    let signature: [u8; 64] = decode(signature)
        .and_then(|signature| signature.try_into().ok())
        .ok_or(Invalid::Malformed("its signature is none"))?;
    // Before anything in it is believed.
    verifying
        .verify_strict(signed.as_bytes(), &Signature::from_bytes(&signature))
        .map_err(|_| Invalid::Signature)?;
    let header: Header = decode(header)
        .and_then(|header| serde_json::from_slice(&header).ok())
        .ok_or(Invalid::Malformed("its header is none"))?;
    if header.alg != ALGORITHM {
        return Err(Invalid::Malformed("it is signed otherwise"));
    }
    let claims: Claims = decode(claims)
        .and_then(|claims| serde_json::from_slice(&claims).ok())
        .ok_or(Invalid::Malformed("it does not say what a license says"))?;
    if now >= claims.exp { Err(Invalid::Ended) } else { Ok(claims) }
}

/// The public part of a key.
pub fn public(key: &SigningKey) -> PublicKey {
    let key = key.verifying_key();
    PublicKey {
        kty: "OKP".to_owned(),
        crv: "Ed25519".to_owned(),
        x: URL_SAFE_NO_PAD.encode(key.as_bytes()),
        kid: key_id(&key),
        alg: ALGORITHM.to_owned(),
        r#use: "sig".to_owned(),
    }
}

/// The beginning of the key's hash.
fn key_id(key: &VerifyingKey) -> String {
    let hash = Sha256::digest(key.as_bytes());
    crate::keys::hex(&hash).chars().take(16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims() -> Claims {
        Claims {
            jti: "lic_1".to_owned(),
            sub: "org_1".to_owned(),
            organization: "Northwind Games".to_owned(),
            subscription: "sub_1".to_owned(),
            product: "studio-node".to_owned(),
            machine: "build-07".to_owned(),
            iat: 1_000,
            exp: 2_000,
        }
    }

    #[test]
    fn a_license_holds_until_it_ends() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let license = sign(&key, &claims()).expect("signs");
        let public = public(&key);
        assert_eq!(verify(&public, &license, 1_999), Ok(claims()));
        assert_eq!(verify(&public, &format!("{license}\n"), 0), Ok(claims()));
        assert_eq!(verify(&public, &license, 2_000), Err(Invalid::Ended));
        let other = super::public(&SigningKey::from_bytes(&[8; 32]));
        assert_eq!(verify(&other, &license, 0), Err(Invalid::Signature));
        assert_ne!(public.kid, other.kid);
    }

    #[test]
    fn what_was_changed_does_not_hold() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let license = sign(&key, &claims()).expect("signs");
        let public = public(&key);
        let longer = Claims { exp: i64::MAX, ..claims() };
        let longer = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&longer).expect("JSON"));
        let parts: Vec<&str> = license.split('.').collect();
        let forged = format!("{}.{longer}.{}", parts[0], parts[2]);
        assert_eq!(verify(&public, &forged, 0), Err(Invalid::Signature));
        // Unsigned, as some take it for signed.
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","kid":"","typ":"JWT"}"#);
        let unsigned = format!("{none}.{longer}.");
        assert!(matches!(verify(&public, &unsigned, 0), Err(Invalid::Malformed(_))));
        for text in ["", ".", "..", "a.b.c", "a.b", &license[..license.len() - 4]] {
            assert!(verify(&public, text, 0).is_err(), "{text:?}");
        }
        for at in 0..license.len() {
            let mut bytes = license.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).expect("ASCII");
            assert!(verify(&public, &changed, 0).is_err(), "at {at}");
        }
        assert_eq!(verify(&PublicKey { x: "AA".to_owned(), ..public }, &license, 0), Err(Invalid::Key));
    }
}
