//! Dialect: an API that clients already speak, or the pages. It is the shape of the errors under its paths.

use std::borrow::Cow;

use ::http::StatusCode;
use serde_json::Value;

use super::{Exchange, ProtocolError, Response};
use crate::domain::AuthError;

/// A dialect: a static beside its routes, each of which points to it.
pub struct Dialect {
    /// Paths under which it answers for errors even where no route is.
    pub prefixes: &'static [&'static str],
    /// True if back ends may call it for their visitors.
    pub on_behalf: bool,
    /// Origins whose pages may read its answers.
    pub cors: Cors,
    /// Shape of its errors.
    pub errors: Errors,
}

/// Origins whose pages may read the answers of a dialect, and send it cookies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cors {
    /// Our own, and those of `TRUSTED_ORIGINS`.
    Trusted,
    /// Our own alone; no CORS header is sent.
    Own,
    /// Any, without credentials: its routes read no cookie.
    Any,
}

/// Shape of a dialect's errors.
pub enum Errors {
    /// A JSON object.
    Json {
        /// Status and texts of an error on this path.
        describe: fn(&AuthError, &str) -> Described,
        /// Body of an error.
        body: fn(&Described) -> Value,
    },
    Page {
        /// Answers an error of a flow.
        auth: fn(&Exchange, &AuthError) -> Response,
        /// Answers an error of the request itself.
        protocol: fn(&Exchange, &ProtocolError) -> Response,
    },
}

/// Error with its text, before its dialect shapes it.
#[derive(Debug, PartialEq, Eq)]
pub struct Described {
    pub status: StatusCode,
    /// For a program; not every dialect shows it.
    pub code: &'static str,
    /// Sentence for people.
    pub sentence: Cow<'static, str>,
}

impl Dialect {
    /// True if its answers are pages for people.
    pub fn is_page(&self) -> bool {
        matches!(self.errors, Errors::Page { .. })
    }
}

/// Dialects by path.
pub struct Dialects {
    /// Dialects found by `Dialect::prefixes`.
    pub prefixed: &'static [&'static Dialect],
    /// Dialect for programs on any other path.
    pub programs: &'static Dialect,
    /// Dialect for people there.
    pub people: &'static Dialect,
}

impl Dialects {
    /// Dialect with the longest prefix of a path.
    pub fn of_prefix(&self, path: &str) -> Option<&'static Dialect> {
        let is_under =
            |prefix: &str| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let longest = |dialect: &Dialect| {
            dialect.prefixes.iter().filter(|prefix| is_under(prefix)).map(|prefix| prefix.len()).max()
        };
        let found = self.prefixed.iter().copied().filter_map(|dialect| Some((longest(dialect)?, dialect)));
        found.max_by_key(|(length, _)| *length).map(|(_, dialect)| dialect)
    }

    /// Dialect that answers a program on a path that no route takes.
    pub fn of_path(&self, path: &str) -> &'static Dialect {
        self.of_prefix(path).unwrap_or(self.programs)
    }
}
