//! JSON Web Key Sets (RFC 7517): public keys that a provider signs its ID tokens with.
//!
//! Keys for RS256 and ES256 (RFC 7518 section 3) are read and all others skipped, as RFC 7517 section 5 asks. That
//! excludes symmetric keys above all, so that no public text ever serves as a MAC key.

use p256::ecdsa::{Signature as Es256Signature, VerifyingKey as Es256Key};
use rsa::pkcs1v15::{Signature as Rs256Signature, VerifyingKey as Rs256Key};
use rsa::signature::Verifier;
use rsa::{BoxedUint, PublicKey as RsaPublicKey};
use serde::Deserialize;
use sha2::Sha256;
use thiserror::Error;

use super::base64url;
use crate::domain::SignatureAlgorithm;

/// Longest set, in bytes.
pub const MAX_BYTES: usize = 64 * 1024;
/// Most keys in a set.
const MAX_KEYS: usize = 50;
/// Smallest and largest RSA modulus, in bits: the minimum of RFC 7518 section 3.3, and a maximum that verifies within a
/// few milliseconds.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;
/// Bytes of a coordinate of P-256 (RFC 7518 section 6.2.1.2).
const COORDINATE_BYTES: usize = 32;

/// Reason to refuse a key set. A set without a usable key is valid.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum JwksError {
    /// More than [`MAX_BYTES`], or more than 50 keys.
    #[error("key set too large")]
    TooLarge,
    /// Not the JSON of a key set (RFC 7517 section 5).
    #[error("not a key set")]
    Malformed,
}

/// Usable keys of a set.
#[derive(Debug)]
pub struct Jwks(Vec<VerifyingKey>);

#[derive(Debug)]
struct VerifyingKey {
    kid: Option<String>,
    verifier: KeyVerifier,
}

#[derive(Debug)]
enum KeyVerifier {
    Rs256(Rs256Key<Sha256>),
    Es256(Box<Es256Key>),
}

#[derive(Deserialize)]
struct JwkSet {
    keys: Vec<Jwk>,
}

/// Members that matter (RFC 7517 section 4, RFC 7518 section 6). One that is duplicated or of a wrong type invalidates
/// the set.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Jwks {
    /// Reads the document at a provider's `jwks_uri`.
    ///
    /// # Errors
    /// [`JwksError`].
    pub fn parse(json: &[u8]) -> Result<Self, JwksError> {
        if json.len() > MAX_BYTES {
            return Err(JwksError::TooLarge);
        }
        let set: JwkSet = serde_json::from_slice(json).map_err(|_| JwksError::Malformed)?;
        if set.keys.len() > MAX_KEYS {
            return Err(JwksError::TooLarge);
        }
        Ok(Self(set.keys.into_iter().filter_map(Jwk::usable).collect()))
    }

    /// Number of usable keys.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True without a usable key.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True if a key with this `kid` made the signature; `None` if the set has no such key for this algorithm. Without
    /// a `kid` the set must have exactly one key (OpenID Connect Core section 10.1).
    pub(super) fn verifies(
        &self,
        algorithm: SignatureAlgorithm,
        kid: Option<&str>,
        message: &[u8],
        tag: &[u8],
    ) -> Option<bool> {
        if kid.is_none() && self.0.len() != 1 {
            return None;
        }
        let named =
            |key: &&VerifyingKey| key.verifier.algorithm() == algorithm && (kid.is_none() || key.kid.as_deref() == kid);
        let mut candidates = self.0.iter().filter(named).peekable();
        candidates.peek()?;
        Some(candidates.any(|key| key.verifier.verifies(message, tag)))
    }
}

impl Jwk {
    fn usable(self) -> Option<VerifyingKey> {
        let signs = self.purpose.as_deref().is_none_or(|purpose| purpose == "sig")
            && self.key_ops.as_ref().is_none_or(|operations| operations.iter().any(|name| name == "verify"));
        let verifier = match self.kty.as_str() {
            "RSA" => KeyVerifier::Rs256(self.rsa()?),
            "EC" => KeyVerifier::Es256(Box::new(self.p256()?)),
            _ => return None,
        };
        let fits = self.alg.is_none_or(|name| SignatureAlgorithm::named(&name) == Some(verifier.algorithm()));
        (signs && fits).then_some(VerifyingKey { kid: self.kid, verifier })
    }

    /// RSA key of RFC 7518 section 6.3.1.
    fn rsa(&self) -> Option<Rs256Key<Sha256>> {
        let number = |text: &Option<String>| {
            let bytes = base64url::decode(text.as_deref()?)?;
            (bytes.len() <= RSA_BITS.end() / 8 + 1).then(|| BoxedUint::from_be_slice_vartime(&bytes))
        };
        let key = RsaPublicKey::new_with_size_limits(number(&self.n)?, number(&self.e)?, RSA_BITS).ok()?;
        Some(Rs256Key::new(key))
    }

    /// P-256 key of RFC 7518 section 6.2.1. `None` for a point off the curve.
    fn p256(&self) -> Option<Es256Key> {
        let coordinate =
            |text: &Option<String>| base64url::decode(text.as_deref()?).filter(|bytes| bytes.len() == COORDINATE_BYTES);
        let point = [[4].as_slice(), &coordinate(&self.x)?, &coordinate(&self.y)?].concat();
        (self.crv.as_deref() == Some("P-256")).then_some(())?;
        Es256Key::from_sec1_bytes(&point).ok()
    }
}

impl KeyVerifier {
    fn algorithm(&self) -> SignatureAlgorithm {
        match self {
            Self::Rs256(_) => SignatureAlgorithm::Rs256,
            Self::Es256(_) => SignatureAlgorithm::Es256,
        }
    }

    fn verifies(&self, message: &[u8], tag: &[u8]) -> bool {
        match self {
            Self::Rs256(key) => Rs256Signature::try_from(tag).is_ok_and(|tag| key.verify(message, &tag).is_ok()),
            // Two numbers of 32 bytes, not DER (RFC 7518 section 3.4).
            Self::Es256(key) => Es256Signature::from_slice(tag).is_ok_and(|tag| key.verify(message, &tag).is_ok()),
        }
    }
}

#[cfg(test)]
pub(super) mod published;
#[cfg(test)]
mod tests;
