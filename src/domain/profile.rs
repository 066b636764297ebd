//! Profile: fields that describe an account's owner.

use url::Url;

use super::unseen::is_blank;
use super::{AuthError, Username};

/// Longest name, in code points.
const MAX_NAME: usize = 200;
/// Longest address of an image, in bytes.
const MAX_IMAGE: usize = 2048;

/// Checks a display name: 1 to 200 code points, no control characters, at least one visible character.
///
/// # Errors
/// [`AuthError::InvalidName`].
pub fn name(typed: &str) -> Result<String, AuthError> {
    let fits = (1..=MAX_NAME).contains(&typed.chars().count()) && !typed.chars().any(char::is_control);
    if fits && !is_blank(typed) { Ok(typed.to_owned()) } else { Err(AuthError::InvalidName) }
}

/// Checks the address of an image: an absolute http or https URL of at most 2048 bytes.
///
/// # Errors
/// [`AuthError::InvalidImage`].
pub fn image(typed: &str) -> Result<String, AuthError> {
    let web = |url: &Url| matches!(url.scheme(), "http" | "https");
    let plain = typed.len() <= MAX_IMAGE && !typed.contains(|c: char| c.is_control() || c.is_whitespace());
    if plain && Url::parse(typed).is_ok_and(|url| web(&url)) {
        Ok(typed.to_owned())
    } else {
        Err(AuthError::InvalidImage)
    }
}

/// Change of one field: `None` keeps it, `Some(None)` clears it.
pub type FieldChange<T> = Option<Option<T>>;

#[derive(Debug, Default)]
pub struct ProfileChange {
    /// Display name.
    pub name: FieldChange<String>,
    /// URL of a picture.
    pub image: FieldChange<String>,
    pub username: FieldChange<Username>,
}

impl ProfileChange {
    /// True if every field is kept.
    pub const fn is_empty(&self) -> bool {
        self.name.is_none() && self.image.is_none() && self.username.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_can_be_seen_and_hold_no_control_characters() {
        assert!(name("John Doe").is_ok());
        assert!(name(&"é".repeat(200)).is_ok());
        for typed in ["", " ", "\u{200b}", "\u{3164}\u{2800}", "\u{202e}\u{feff}", "a\r\nb", "a\u{0}", &"a".repeat(201)]
        {
            assert!(name(typed).is_err(), "{typed:?}");
        }
    }

    #[test]
    fn images_are_on_the_web() {
        assert!(image("https://example.com/me.png").is_ok());
        for typed in [
            "",
            "me.png",
            "http://a\n.com/",
            " http://a.com/",
            "javascript:alert(1)",
            "data:image/png;base64,AA",
            &format!("https://e.com/{}", "a".repeat(2048)),
        ] {
            assert!(image(typed).is_err(), "{typed:?}");
        }
    }
}
