//! Service keys: `sesame_sk_<id>_<secret>`, with 16 letters and digits and 256 random bits in base64url.

use super::base64url;
use super::subkey::fingerprint;
use crate::domain::{Fingerprint, Secret, ServiceKeyId};

const PREFIX: &str = "sesame_sk_";
/// Length of an id.
const ID: usize = 16;

/// Service key in full.
pub struct ServiceKey {
    pub id: ServiceKeyId,
    text: Secret,
}

impl ServiceKey {
    /// Makes a key from random bytes. Each character of the id is one of 62, a little unevenly: it is no secret.
    pub fn from_random(id: [u8; ID], secret: [u8; 32]) -> Self {
        const ALPHABET: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        let character = |byte: u8| ALPHABET.get(usize::from(byte) % ALPHABET.len()).copied().map_or('0', char::from);
        let id: String = id.into_iter().map(character).collect();
        let text = Secret::new(format!("{PREFIX}{id}_{}", base64url::encode(secret)));
        Self { id: ServiceKeyId(id), text }
    }

    /// Parses a key. `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix(PREFIX)?.split_once('_')?;
        let is_id = id.len() == ID && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let is_secret = base64url::decode(secret).is_some_and(|bytes| bytes.len() == 32);
        (is_id && is_secret).then(|| Self { id: ServiceKeyId(id.to_owned()), text: Secret::new(text.to_owned()) })
    }

    /// True if a credential is meant as a service key, good or not.
    pub fn is_meant(credential: &str) -> bool {
        credential.starts_with(PREFIX)
    }

    /// Text to show once.
    pub fn expose(&self) -> &str {
        self.text.expose()
    }

    /// Stored form: SHA-256 of the whole key in base64url.
    pub fn hash(&self) -> Fingerprint {
        fingerprint(self.expose())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_made() {
        let key = ServiceKey::from_random([200; 16], [7; 32]);
        let read = ServiceKey::parse(key.expose()).expect("a key");
        assert_eq!((read.id, read.text), (key.id.clone(), key.text.clone()));
        assert_ne!(key.hash(), ServiceKey::from_random([200; 16], [8; 32]).hash());
    }

    #[test]
    fn malformed_service_keys_are_refused() {
        let text = ServiceKey::from_random([1; 16], [7; 32]).expose().to_owned();
        let (long, short) = (format!("{text}A"), &text[..text.len() - 1]);
        for other in ["", "sesame_sk_", "sesame_sk_a_b", short, &long, &text.replace("sk", "pk"), &text.to_uppercase()]
        {
            assert!(ServiceKey::parse(other).is_none(), "{other}");
        }
    }
}
