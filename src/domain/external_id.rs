//! External id: the operator's own id of a person, such as the key in another system.

use super::AuthError;

/// Longest external id, in bytes.
const MAX: usize = 255;

/// Text of 1 to 255 bytes without control characters, compared byte by byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalId(String);

impl ExternalId {
    /// # Errors
    /// [`AuthError::InvalidRequest`].
    pub fn parse(typed: &str) -> Result<Self, AuthError> {
        let fits = (1..=MAX).contains(&typed.len()) && typed.trim() == typed && !typed.chars().any(char::is_control);
        let problem = "externalId must have 1 to 255 bytes, without control characters or surrounding space";
        if fits { Ok(Self(typed.to_owned())) } else { Err(AuthError::InvalidRequest(problem)) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_external_id_is_short_and_visible() {
        for good in ["1", "acme|42", "a b", &"é".repeat(127)] {
            assert!(ExternalId::parse(good).is_ok(), "{good:?}");
        }
        for bad in ["", " ", " a", "a\n", "a\u{0}b", &"é".repeat(128)] {
            assert!(ExternalId::parse(bad).is_err(), "{bad:?}");
        }
    }
}
