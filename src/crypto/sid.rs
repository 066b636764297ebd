//! `sid` of ID tokens (OpenID Connect Front-Channel Logout 1.0 section 3): another one for each client, so that clients
//! cannot tell that they share a session.

use sha2::{Digest, Sha256};

use super::base64url;
use crate::domain::client_metadata::ClientId;

/// `sid` of a session, by its seed, for a client.
pub fn sid(seed: &str, client: &ClientId) -> String {
    let digest = Sha256::new().chain_update("sid").chain_update(seed).chain_update(&client.0);
    base64url::encode(digest.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_client_has_its_own() {
        let (one, other) = (ClientId("one".into()), ClientId("other".into()));
        assert_eq!(sid("seed", &one), sid("seed", &one));
        assert_eq!(sid("seed", &one).len(), 43);
        assert_ne!(sid("seed", &one), sid("seed", &other));
        assert_ne!(sid("seed", &one), sid("another", &one));
    }
}
