//! Passkeys, as their owner sees them.

use super::unseen::is_blank;
use super::{AuthError, UnixTime};

/// Longest name, in characters.
const MAX_NAME: usize = 100;

/// Most passkeys of an account.
pub const MOST_PASSKEYS: i64 = 20;

/// A passkey of an account.
#[derive(Clone, Debug)]
pub struct Passkey {
    /// Its id: a UUID. Not the credential id that the authenticator chose.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was registered.
    pub created_at: UnixTime,
    /// When it last signed in, if it ever did.
    pub last_used_at: Option<UnixTime>,
}

/// Checks the name of a passkey: 1 to 100 characters, none of them control characters, something that can be seen.
///
/// # Errors
/// [`AuthError::InvalidRequest`].
pub fn name(typed: &str) -> Result<String, AuthError> {
    let fits = (1..=MAX_NAME).contains(&typed.chars().count()) && !typed.chars().any(char::is_control);
    if fits && !is_blank(typed) {
        Ok(typed.to_owned())
    } else {
        Err(AuthError::InvalidRequest("A passkey's name has 1 to 100 characters, none of them control characters"))
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
