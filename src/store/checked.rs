//! Database of a request that a back end sends for a visitor: its first batch happens only if the service key is good.

use std::cell::Cell;
use std::rc::Rc;

use async_trait::async_trait;

use super::sql;
use crate::crypto::service_key::ServiceKey;
use crate::domain::{KeyScope, UnixTime};
use crate::ports::{Database, PortError, Rows, Statement};

/// Database that looks a service key up in the first batch that it runs.
pub struct CheckedDatabase {
    inner: Rc<dyn Database>,
    key: Vec<Statement>,
    state: Cell<State>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unchecked,
    Good,
    Refused,
}

/// Condition that a key is good for calls on behalf: ?1 its id, ?2 its hash, ?3 now, ?4 the scope.
macro_rules! is_good {
    () => {
        "id = ?1 AND secret_hash = ?2 AND COALESCE(ends_at > ?3, true) AND instr(' ' || scopes || ' ', ?4) > 0"
    };
}

/// Fails with a JSON error unless the key is good, and with it the whole batch. The error depends on a random number, or
/// SQLite would compute it ahead.
const DEMAND: &str = concat!(
    "SELECT CASE WHEN EXISTS (SELECT 1 FROM service_keys WHERE ",
    is_good!(),
    ") THEN 1 ELSE json(hex(randomblob(1)) || 'z') END AS good"
);

/// Rows of a good key; notes its use, at most daily.
const NOTE_USE: &str = concat!(
    "UPDATE service_keys SET last_used_at = ?3 WHERE ",
    is_good!(),
    " AND COALESCE(last_used_at <= ?3 - 86400, true)"
);

/// Selects a good key.
const FIND: &str = concat!("SELECT 1 AS good FROM service_keys WHERE ", is_good!());

impl CheckedDatabase {
    pub fn new(inner: Rc<dyn Database>, key: &ServiceKey, now: UnixTime) -> Self {
        let scope = format!(" {} ", KeyScope::OnBehalf.as_str());
        let statement = |sql: &'static str| sql!(sql, key.id.0.as_str(), &key.hash(), now, scope.as_str());
        Self { inner, key: [DEMAND, NOTE_USE, FIND].map(statement).into(), state: Cell::new(State::Unchecked) }
    }

    /// True once the database refused the key. No batch of this request has happened then, and none will.
    pub fn is_refused(&self) -> bool {
        self.state.get() == State::Refused
    }

    /// True if the database has no such key, which then is the cause of a failed batch.
    async fn lacks_key(&self) -> bool {
        let find = self.key.last().cloned().into_iter().collect();
        self.inner.batch(find).await.is_ok_and(|rows| rows.first().is_some_and(Rows::is_empty))
    }
}

#[async_trait(?Send)]
impl Database for CheckedDatabase {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, PortError> {
        match self.state.get() {
            State::Good => self.inner.batch(statements).await,
            State::Refused => Err(PortError("the service key is refused".into())),
            State::Unchecked => {
                let mut checked: Vec<Statement> = self.key.iter().take(2).cloned().collect();
                let ahead = checked.len();
                checked.extend(statements);
                match self.inner.batch(checked).await {
                    Ok(rows) => {
                        self.state.set(State::Good);
                        Ok(rows.into_iter().skip(ahead).collect())
                    }
                    Err(error) => {
                        if self.lacks_key().await {
                            self.state.set(State::Refused);
                        }
                        Err(error)
                    }
                }
            }
        }
    }
}
