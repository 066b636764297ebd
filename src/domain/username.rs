//! Usernames.

use super::UsernameKey;

/// Longest username, in characters.
const MAX_CHARACTERS: usize = 64;

/// `[A-Za-z0-9._-]{1,64}`, compared without regard to case; never an email address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Username(String);

impl Username {
    /// Parses a typed username. `None` if it is invalid.
    pub fn parse(typed: &str) -> Option<Self> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        ((1..=MAX_CHARACTERS).contains(&typed.len()) && typed.chars().all(allowed)).then(|| Self(typed.to_owned()))
    }

    pub fn as_typed(&self) -> &str {
        &self.0
    }

    /// Username for comparison.
    pub fn key(&self) -> UsernameKey {
        UsernameKey::new(self.0.to_ascii_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_and_alphabet() {
        assert!(Username::parse(&"a".repeat(64)).is_some());
        for typed in ["", "a b", "a@b", "é", "a/b", "a\n", &"a".repeat(65)] {
            assert_eq!(Username::parse(typed), None, "{typed:?}");
        }
        let typed = Username::parse("Yun.M-1_").expect("a username");
        assert_eq!((typed.as_typed(), typed.key().as_str()), ("Yun.M-1_", "yun.m-1_"));
    }
}
