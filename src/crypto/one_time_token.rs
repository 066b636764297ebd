//! One-time tokens: 256 random bits in base64url, with the kind before them, so that one is told from another at a
//! glance; and the 6-digit codes that go beside some of them.

use super::base64url;
use super::subkey::fingerprint;
use crate::domain::Secret;

/// A token that goes into a mail.
pub struct OneTimeToken(Secret);

impl OneTimeToken {
    /// A token of this kind from 256 random bits.
    pub fn from_random(kind: &str, random: [u8; 32]) -> Self {
        Self(Secret::new(format!("{kind}.{}", base64url::encode(random))))
    }

    /// The text, for the mail and nothing else.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// Fingerprint for the database: SHA-256 in base64url.
    pub fn fingerprint(&self) -> String {
        fingerprint(self.expose())
    }
}

/// Six digits from 64 random bits.
pub fn six_digits(random: [u8; 8]) -> String {
    format!("{:06}", u64::from_be_bytes(random) % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_name_their_kind_and_codes_keep_their_zeros() {
        let token = OneTimeToken::from_random("magic-link", [1; 32]);
        assert!(token.expose().starts_with("magic-link."));
        assert_eq!(token.expose().len(), "magic-link.".len() + 43);
        assert_ne!(token.fingerprint(), OneTimeToken::from_random("magic-link", [2; 32]).fingerprint());
        assert_eq!(six_digits([0, 0, 0, 0, 0, 0, 0, 7]), "000007");
    }
}
