//! One-time tokens, 256 random bits in base64url with their kind as a prefix, and the 6-digit codes sent with some of
//! them.

use super::base64url;
use super::subkey::fingerprint;
use crate::domain::{Fingerprint, Secret};

/// Mailed token.
pub struct OneTimeToken(Secret);

impl OneTimeToken {
    /// Makes a token of this kind from 256 random bits.
    pub fn from_random(kind: &str, random: [u8; 32]) -> Self {
        Self(Secret::new(format!("{kind}.{}", base64url::encode(random))))
    }

    /// Parses a token of this kind. `None` for any other text.
    pub fn parse(kind: &str, text: &str) -> Option<Self> {
        let random = text.strip_prefix(kind)?.strip_prefix('.')?;
        let is_random = base64url::decode(random).is_some_and(|bytes| bytes.len() == 32);
        is_random.then(|| Self(Secret::new(text.to_owned())))
    }

    /// Text for the mail.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// Fingerprint for the database: SHA-256 in base64url.
    pub fn fingerprint(&self) -> Fingerprint {
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
    fn only_a_token_of_the_kind_is_read() {
        let text = OneTimeToken::from_random("browser", [7; 32]).expose().to_owned();
        assert!(OneTimeToken::parse("browser", &text).is_some_and(|token| token.expose() == text));
        let long = format!("{text}AAAA");
        for other in ["", "browser.", "browser", &text[1..], &text[..text.len() - 1], &long, &format!("x{text}")] {
            assert!(OneTimeToken::parse("browser", other).is_none(), "{other}");
        }
        assert!(OneTimeToken::parse("state", &text).is_none());
    }

    #[test]
    fn tokens_name_their_kind_and_codes_keep_their_zeros() {
        let token = OneTimeToken::from_random("magic-link", [1; 32]);
        assert!(token.expose().starts_with("magic-link."));
        assert_eq!(token.expose().len(), "magic-link.".len() + 43);
        assert_ne!(token.fingerprint(), OneTimeToken::from_random("magic-link", [2; 32]).fingerprint());
        assert_eq!(six_digits([0, 0, 0, 0, 0, 0, 0, 7]), "000007");
    }
}
