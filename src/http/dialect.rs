//! The four dialects: which paths are whose, and how each writes an error.

use std::borrow::Cow;

use serde_json::{Value, json};

use ::http::StatusCode;

/// One of the APIs that clients already speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// A: `/auth/…`, `{"bearer"}`.
    Bearer,
    /// B: `/api/auth/…`, `{user, session}`.
    Session,
    /// C: `/auth/registration`, `/auth/session/…`, `/auth/email`.
    Passwordless,
    /// D: `/api/v1/auth/…/`, cookies.
    Cookie,
    /// No dialect: a page for people.
    Page,
}

/// An error as a dialect says it.
#[derive(Debug, PartialEq, Eq)]
pub struct Described {
    /// Status.
    pub status: StatusCode,
    /// For a program; dialects B and D show it, and A after a right password.
    pub code: &'static str,
    /// For a person.
    pub sentence: Cow<'static, str>,
}

impl Dialect {
    /// Dialect that answers on a path that no route takes; B where none has it.
    pub fn of_path(path: &str) -> Self {
        Self::of_prefix(path).unwrap_or(Self::Session)
    }

    /// Dialect under whose prefix a path stands.
    pub fn of_prefix(path: &str) -> Option<Self> {
        let under =
            |prefix: &str| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if under("/api/v1/auth") {
            Some(Self::Cookie)
        } else if under("/auth/session") || under("/auth/registration") || under("/auth/email") {
            Some(Self::Passwordless)
        } else if under("/auth") {
            Some(Self::Bearer)
        } else if under("/api/auth") {
            Some(Self::Session)
        } else {
            None
        }
    }

    /// The body of an error.
    pub fn error_body(self, error: &Described) -> Value {
        match self {
            Self::Bearer => json!({ "message": error.sentence }),
            Self::Passwordless => json!({ "error": error.sentence }),
            Self::Session | Self::Cookie | Self::Page => json!({ "error": error.code, "message": error.sentence }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_belong_to_dialects() {
        for (path, dialect) in [
            ("/auth", Dialect::Bearer),
            ("/auth/login", Dialect::Bearer),
            ("/auth/sessions", Dialect::Bearer),
            ("/auth/session/x", Dialect::Passwordless),
            ("/auth/registration", Dialect::Passwordless),
            ("/api/auth/session", Dialect::Session),
            ("/api/v1/auth/signin", Dialect::Cookie),
            ("/authentic", Dialect::Session),
            ("/", Dialect::Session),
        ] {
            assert_eq!(Dialect::of_path(path), dialect, "{path}");
        }
    }
}
