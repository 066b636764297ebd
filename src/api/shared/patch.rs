//! JSON Merge Patch (RFC 7396): an absent member stays, `null` removes it, any other value replaces it.

use serde_json::{Map, Value};

use crate::domain::AuthError;
use crate::domain::profile::FieldChange;
use crate::http::ProtocolError;

/// Members of a patch.
pub struct Patch<'a>(&'a Map<String, Value>);

impl<'a> Patch<'a> {
    /// Patch whose members are among these.
    ///
    /// # Errors
    /// [`AuthError::InvalidRequest`] for any other member.
    pub fn of(members: &'a Map<String, Value>, known: &[&str]) -> Result<Self, AuthError> {
        if members.keys().all(|name| known.contains(&name.as_str())) {
            Ok(Self(members))
        } else {
            Err(AuthError::InvalidRequest("the body has a member that cannot be changed"))
        }
    }

    /// Change of a text.
    ///
    /// # Errors
    /// [`ProtocolError::Malformed`] for another type.
    pub fn text(&self, name: &str) -> Result<FieldChange<&'a str>, ProtocolError> {
        self.member(name, Value::as_str)
    }

    /// Change of an object.
    ///
    /// # Errors
    /// [`ProtocolError::Malformed`] for another type.
    pub fn object(&self, name: &str) -> Result<FieldChange<&'a Map<String, Value>>, ProtocolError> {
        self.member(name, Value::as_object)
    }

    fn member<T>(&self, name: &str, read: impl Fn(&'a Value) -> Option<T>) -> Result<FieldChange<T>, ProtocolError> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::Null) => Ok(Some(None)),
            Some(value) => read(value).map(|value| Some(Some(value))).ok_or(ProtocolError::Malformed),
        }
    }
}

/// Checks the new value of a change.
///
/// # Errors
/// Errors of the check.
pub fn checked<T, V: AsRef<str>>(
    change: FieldChange<V>,
    check: impl Fn(&str) -> Result<T, AuthError>,
) -> Result<FieldChange<T>, AuthError> {
    change.map(|value| value.map(|value| check(value.as_ref())).transpose()).transpose()
}
