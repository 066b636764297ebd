//! Secrets of registered clients and resources: 256 random bits in base64url, so that a form-encoded Basic credential
//! and a raw one are the same text.

use super::base64url;
use super::subkey::fingerprint;
use crate::domain::{Fingerprint, Secret};

pub struct ClientSecret(Secret);

impl ClientSecret {
    pub fn from_random(random: [u8; 32]) -> Self {
        Self(Secret::new(base64url::encode(random)))
    }

    /// Text to show once.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// Stored form: SHA-256 in base64url.
    pub fn hash(&self) -> Fingerprint {
        fingerprint(self.expose())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_needs_no_escape() {
        let secret = ClientSecret::from_random([251; 32]);
        assert_eq!(secret.expose().len(), 43);
        assert!(secret.expose().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        assert_ne!(secret.hash(), ClientSecret::from_random([252; 32]).hash());
    }
}
