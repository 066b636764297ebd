//! Client that authenticates by assertions that it signs (`private_key_jwt`).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value as Json, json};
use sesame::ports::Clock;

use super::applications::Shop;

/// Type of every assertion.
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Shop whose application signs assertions.
pub struct ClientSigner {
    pub shop: Shop,
    key: SigningKey,
}

impl ClientSigner {
    pub fn new() -> Self {
        let key = SigningKey::from_slice(&[7; 32]).expect("a scalar");
        let point = key.verifying_key().to_sec1_point(false);
        let coordinate = |at: Option<&_>| URL_SAFE_NO_PAD.encode::<&[u8]>(at.map(AsRef::as_ref).expect("a point"));
        let jwk = json!({ "kty": "EC", "crv": "P-256", "x": coordinate(point.x().map(|x| x.as_slice()).as_ref()),
            "y": coordinate(point.y().map(|y| y.as_slice()).as_ref()), "kid": "k1" });
        let members = json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks": { "keys": [jwk] } });
        Self { shop: Shop::with(&members), key }
    }

    pub fn sign(&self, header: &Json, claims: &Json) -> String {
        let segment = |json: &Json| URL_SAFE_NO_PAD.encode(json.to_string());
        let message = format!("{}.{}", segment(header), segment(claims));
        let signature: Signature = self.key.sign(message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }

    /// Claims with a change.
    pub fn claims(&self, jti: &str, change: &Json) -> Json {
        let (id, now) = (&self.shop.application.id, self.shop.world().clock.now().0);
        let mut claims = json!({
            "iss": id, "sub": id, "aud": "https://auth.acme.test", "jti": jti, "iat": now, "exp": now + 60,
        });
        for (name, value) in change.as_object().expect("claims") {
            claims[name] = value.clone();
        }
        claims
    }

    /// Assertion whose claims have a change.
    pub fn assertion(&self, jti: &str, change: &Json) -> String {
        self.sign(&json!({ "alg": "ES256", "kid": "k1" }), &self.claims(jti, change))
    }
}
