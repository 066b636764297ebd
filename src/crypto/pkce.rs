//! Proof Key for Code Exchange (RFC 7636), S256 only.

use sha2::{Digest, Sha256};

use super::base64url;
use crate::domain::Secret;

/// Code verifier. Shown to the provider's token endpoint only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PkceVerifier(Secret);

impl PkceVerifier {
    /// Makes a verifier from 256 random bits: 43 characters (RFC 7636 section 4.1).
    pub fn from_random(random: [u8; 32]) -> Self {
        Self(Secret::new(base64url::encode(random)))
    }

    /// Text for the token endpoint.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// `code_challenge` for the authorization URL, with the method `S256` (RFC 7636 section 4.2).
    pub fn challenge(&self) -> String {
        challenge_of(self.expose())
    }
}

/// `code_challenge` of a verifier (RFC 7636 section 4.2).
pub fn challenge_of(verifier: &str) -> String {
    base64url::encode(Sha256::digest(verifier))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_holds() {
        // RFC 7636 appendix B.
        let verifier = PkceVerifier::from_random([
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191,
            240, 91, 88, 5, 88, 83, 132, 141, 121,
        ]);
        assert_eq!(verifier.expose(), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(verifier.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_verifier_has_the_length_and_the_characters_allowed() {
        for byte in 0..=255 {
            let verifier = PkceVerifier::from_random([byte; 32]);
            assert_eq!(verifier.expose().len(), 43);
            assert!(verifier.expose().bytes().all(|c| c.is_ascii_alphanumeric() || b"-._~".contains(&c)));
            assert!(!format!("{verifier:?}").contains(verifier.expose()));
        }
    }
}
