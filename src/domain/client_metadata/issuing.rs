//! Facts about a client that its tokens are made by.

use serde_json::Value;

use super::ClientMetadata;
use crate::domain::SignatureAlgorithm;

impl ClientMetadata {
    /// Algorithm of its ID tokens.
    pub fn id_token_algorithm(&self) -> SignatureAlgorithm {
        let name = self.standard.get("id_token_signed_response_alg").and_then(Value::as_str);
        name.and_then(SignatureAlgorithm::named).unwrap_or(SignatureAlgorithm::Rs256)
    }

    /// True if its ID tokens have the claims about the person.
    pub fn has_claims_in_id_token(&self) -> bool {
        self.settings.get("id_token_claims").and_then(Value::as_str) == Some("id_token")
    }

    /// Its public keys (RFC 7517).
    pub fn key_set(&self) -> Option<&Value> {
        self.standard.get("jwks")
    }
}
