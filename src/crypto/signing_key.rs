//! Signing keys as JWKs (RFC 7517): the public part of a private key, and its thumbprint (RFC 7638).

use serde::Deserialize;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use super::base64url;
use super::jwks::Jwks;
use crate::domain::signing_key::KeyId;
use crate::domain::{Secret, SignatureAlgorithm};

/// Purpose of a sealed private key; its owner is the key id.
pub const SEALED_PURPOSE: &str = "signing key";

/// Public key in the form that RFC 7638 hashes: the required members alone, in lexicographic order, without whitespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(String);

/// Members of a private key that are public, for both kinds.
#[derive(Deserialize)]
struct PublicMembers {
    kty: String,
    n: Option<String>,
    e: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl PublicKey {
    /// Public part of a private JWK; `None` unless it is one of this algorithm that verifies.
    pub fn of(algorithm: SignatureAlgorithm, private_key: &Secret) -> Option<Self> {
        let PublicMembers { kty, n, e, crv, x, y } = serde_json::from_str(private_key.expose()).ok()?;
        // `json!` keeps its members in lexicographic order.
        let members = match (algorithm, kty.as_str()) {
            (SignatureAlgorithm::Rs256, "RSA") => json!({ "e": e?, "kty": kty, "n": n? }),
            (SignatureAlgorithm::Es256, "EC") => json!({ "crv": crv?, "kty": kty, "x": x?, "y": y? }),
            _ => return None,
        };
        let key = Self(members.to_string());
        (key.verifier()?.len() == 1).then_some(key)
    }

    /// Public key as a row holds it.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// SHA-256 thumbprint in base64url (RFC 7638 section 3).
    pub fn thumbprint(&self) -> KeyId {
        KeyId(base64url::encode(Sha256::digest(self.0.as_bytes())))
    }

    /// Key set of this key alone, which verifies without a key id.
    pub fn verifier(&self) -> Option<Jwks> {
        Jwks::parse(format!(r#"{{"keys":[{}]}}"#, self.0).as_bytes()).ok()
    }

    /// Member of the published set; `None` if the row was damaged.
    pub fn published(&self, kid: &KeyId, algorithm: SignatureAlgorithm) -> Option<Json> {
        let Ok(Json::Object(mut members)) = serde_json::from_str(&self.0) else {
            return None;
        };
        members.insert("kid".into(), kid.0.as_str().into());
        members.insert("alg".into(), algorithm.as_str().into());
        members.insert("use".into(), "sig".into());
        Some(Json::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Example of RFC 7638 section 3.1.
    const RFC_7638: &str = r#"{"kty":"RSA","alg":"RS256","kid":"2011-04-29","e":"AQAB","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"}"#;

    #[test]
    fn the_thumbprint_is_that_of_the_rfc() {
        let key = PublicKey::of(SignatureAlgorithm::Rs256, &Secret::new(RFC_7638.into())).expect("a key");
        assert_eq!(key.thumbprint().0, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    #[test]
    fn nothing_private_is_published() {
        let private = r#"{"kty":"EC","crv":"P-256","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI","key_ops":["sign"],"x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
        let key = PublicKey::of(SignatureAlgorithm::Es256, &Secret::new(private.into())).expect("a key");
        let kid = key.thumbprint();
        let published = key.published(&kid, SignatureAlgorithm::Es256).expect("an object");
        let members: Vec<&String> = published.as_object().expect("an object").keys().collect();
        assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x", "y"]);
        assert_eq!(published["kid"], kid.0);
    }

    #[test]
    fn a_key_of_another_algorithm_or_none_is_refused() {
        for text in [RFC_7638, "{}", "", "[]", r#"{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}"#] {
            assert_eq!(PublicKey::of(SignatureAlgorithm::Es256, &Secret::new(text.into())), None, "{text}");
        }
        let short = r#"{"kty":"RSA","e":"AQAB","n":"0vx7"}"#;
        assert_eq!(PublicKey::of(SignatureAlgorithm::Rs256, &Secret::new(short.into())), None);
    }
}
