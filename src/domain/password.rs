//! Typed passwords: normalization, length limits and the check for common ones.

use icu_normalizer::ComposingNormalizerBorrowed;

use super::common_passwords::is_common;
use super::{AuthError, Secret};

/// Longest password, in code points. A longer one is refused before hashing, never truncated.
const MAX_CODE_POINTS: usize = 256;

/// Minimum length of a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordRule {
    /// A person typed it: at least 8 code points.
    Typed,
    /// The client hashed it before sending: at least 1 code point.
    Hashed,
}

impl PasswordRule {
    fn min_code_points(self) -> usize {
        match self {
            Self::Typed => 8,
            Self::Hashed => 1,
        }
    }
}

/// Password of 1 to 256 code points in Unicode normalization form C (RFC 8265 section 4.2.2).
#[derive(Debug)]
pub struct Password {
    text: Secret,
    rule: PasswordRule,
}

/// Lower-case form, for comparison with common passwords.
pub(super) fn fold(password: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(password).chars().flat_map(char::to_lowercase).collect()
}

impl Password {
    /// Checks a new password.
    ///
    /// # Errors
    /// [`AuthError::PasswordTooShort`], [`AuthError::PasswordTooLong`] or, under [`PasswordRule::Typed`],
    /// [`AuthError::PasswordTooCommon`].
    pub fn chosen(typed: &str, rule: PasswordRule) -> Result<Self, AuthError> {
        let normalised = ComposingNormalizerBorrowed::new_nfc().normalize(typed);
        match normalised.chars().count() {
            length if length < rule.min_code_points() => Err(AuthError::PasswordTooShort),
            length if length > MAX_CODE_POINTS => Err(AuthError::PasswordTooLong),
            _ if rule == PasswordRule::Typed && is_common(&normalised) => Err(AuthError::PasswordTooCommon),
            _ => Ok(Self { text: Secret::new(normalised.into_owned()), rule }),
        }
    }

    /// True for a password under [`PasswordRule::Typed`], which others could guess.
    pub fn is_typed(&self) -> bool {
        self.rule == PasswordRule::Typed
    }

    /// True if the password equals one of these words, ignoring case. NIST SP 800-63B-4 section 3.1.1.2 asks to refuse
    /// the service's name and the username.
    pub fn is_any_of<'a>(&self, mut words: impl Iterator<Item = &'a str>) -> bool {
        let folded = fold(self.text.expose());
        words.any(|word| fold(word) == folded)
    }

    /// Reads a password to verify. `None` if no account can have it, which saves hashing it.
    pub fn presented(typed: &str) -> Option<Self> {
        Self::chosen(typed, PasswordRule::Hashed).ok()
    }

    /// Bytes to hash.
    pub fn expose_bytes(&self) -> &[u8] {
        self.text.expose().as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(typed: &str) -> Vec<u8> {
        Password::presented(typed).expect("a password").expose_bytes().to_vec()
    }

    #[test]
    fn lengths_count_code_points() {
        let of = |n| "🔑".repeat(n);
        assert!(matches!(Password::chosen(&of(7), PasswordRule::Typed), Err(AuthError::PasswordTooShort)));
        assert!(Password::chosen(&of(8), PasswordRule::Typed).is_ok());
        assert!(Password::chosen(&of(256), PasswordRule::Typed).is_ok());
        assert!(matches!(Password::chosen(&of(257), PasswordRule::Typed), Err(AuthError::PasswordTooLong)));
        assert!(Password::chosen("x", PasswordRule::Hashed).is_ok());
        assert!(matches!(Password::chosen("", PasswordRule::Hashed), Err(AuthError::PasswordTooShort)));
    }

    #[test]
    fn composed_and_decomposed_are_one_and_nothing_else_is() {
        assert_eq!(bytes("caf\u{e9}"), bytes("cafe\u{301}"));
        for (a, b) in [("secret", "Secret"), ("secret", "secret "), ("a\0b", "a\0c"), ("ﬁ", "fi")] {
            assert_ne!(bytes(a), bytes(b));
        }
    }
}
