//! Database port: statements, values and rows.

use std::borrow::Cow;

use async_trait::async_trait;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

use super::PortError;
use crate::domain::{AccountId, ActorId, AuthError, SessionId, UnixTime};

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// SQL NULL.
    Null,
    /// SQL INTEGER, within ±2^53, the range of D1.
    Integer(i64),
    /// SQL TEXT.
    Text(String),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(integer: i64) -> Self {
        Self::Integer(integer)
    }
}

impl From<UnixTime> for Value {
    fn from(time: UnixTime) -> Self {
        Self::Integer(time.0)
    }
}

impl From<&AccountId> for Value {
    fn from(id: &AccountId) -> Self {
        Self::Text(id.0.clone())
    }
}

impl From<&SessionId> for Value {
    fn from(id: &SessionId) -> Self {
        Self::Text(id.0.clone())
    }
}

impl From<&ActorId> for Value {
    fn from(id: &ActorId) -> Self {
        Self::Text(id.0.clone())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(option: Option<T>) -> Self {
        option.map_or(Self::Null, Into::into)
    }
}

/// SQL text, joined from literals alone: without `From<String>`, no value from a client can become part of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sql(Cow<'static, str>);

impl Sql {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Appends a literal.
    #[must_use]
    pub fn then(self, literal: &'static str) -> Self {
        Self(self.0 + literal)
    }

    /// Appends the parameter of this number.
    #[must_use]
    pub fn then_parameter(self, number: usize) -> Self {
        Self(Cow::Owned(format!("{}?{number}", self.0)))
    }
}

impl From<&'static str> for Sql {
    fn from(literal: &'static str) -> Self {
        Self(Cow::Borrowed(literal))
    }
}

/// SQL statement with its bindings. The first parameter is `?1`.
#[derive(Clone, Debug)]
pub struct Statement {
    pub sql: Sql,
    pub bindings: Vec<Value>,
}

/// Result rows of a statement, each by column name.
#[derive(Debug, Default)]
pub struct Rows(pub Vec<Map<String, Json>>);

impl Rows {
    /// Deserializes every row.
    ///
    /// # Errors
    /// [`AuthError::Internal`] if a row has another shape, so the schema is not the one this code was built for.
    pub fn read_all<T: DeserializeOwned>(self) -> Result<Vec<T>, AuthError> {
        self.0
            .into_iter()
            .map(|row| serde_json::from_value(Json::Object(row)))
            .collect::<Result<_, _>>()
            .map_err(|error| AuthError::Internal(format!("a row does not fit: {error}")))
    }

    /// Deserializes the first row, if there is one.
    ///
    /// # Errors
    /// As [`Self::read_all`].
    pub fn read_first<T: DeserializeOwned>(self) -> Result<Option<T>, AuthError> {
        Ok(self.read_all()?.into_iter().next())
    }

    /// True if the statement returned no row.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Database. A batch is a transaction: all of it happens, or nothing (D1 has no other kind).
#[async_trait(?Send)]
pub trait Database {
    /// Runs the statements in order, in one round trip; returns the rows of each.
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, PortError>;
}
