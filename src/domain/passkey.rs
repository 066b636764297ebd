//! Passkeys as shown to their owner.

use super::unseen::is_blank;
use super::{AuthError, PasskeyId, UnixTime};

/// Longest name, in characters.
const MAX_NAME: usize = 100;

/// Most passkeys in an account.
pub const MOST_PASSKEYS: i64 = 20;

#[derive(Clone, Debug)]
pub struct Passkey {
    pub id: PasskeyId,
    /// Name that the owner gave it.
    pub name: String,
    pub created_at: UnixTime,
    /// `None` until it first signs in.
    pub last_used_at: Option<UnixTime>,
}

/// Checks a passkey's name: 1 to 100 characters, no control characters, at least one visible character.
///
/// # Errors
/// [`AuthError::InvalidRequest`].
pub fn name(typed: &str) -> Result<String, AuthError> {
    let fits = (1..=MAX_NAME).contains(&typed.chars().count()) && !typed.chars().any(char::is_control);
    if fits && !is_blank(typed) {
        Ok(typed.to_owned())
    } else {
        Err(AuthError::InvalidRequest(
            "A passkey's name must have 1 to 100 characters, none of them control characters",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_can_be_seen() {
        for good in ["a", "Ada's phone", &"é".repeat(100)] {
            assert_eq!(name(good).ok().as_deref(), Some(good));
        }
        for bad in ["", " ", "\u{200b}", "\u{3164}", "\u{2800} ", "a\r\nb", "a\u{0}", "a\u{85}", &"a".repeat(101)] {
            assert!(name(bad).is_err(), "{bad:?}");
        }
    }
}
