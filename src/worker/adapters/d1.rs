//! The database, on D1: by the plain binding, which is the primary, or by its Sessions API, where there are read replicas.

use std::cell::RefCell;
use std::rc::Rc;

use async_trait::async_trait;
use worker::wasm_bindgen::JsValue;
use worker::{D1Database, D1PreparedStatement, D1Result};

use crate::ports::{Database, PortError, Rows, Statement, Value};

/// A session that begins at the primary, and so sees all that was written.
const PRIMARY: &str = "first-primary";
/// A session that begins at whatever copy is nearest.
const NEAREST: &str = "first-unconstrained";

/// The latest bookmark that D1 gave during a request.
#[derive(Clone, Default)]
pub struct Bookmark(Rc<RefCell<Option<String>>>);

impl Bookmark {
    /// The bookmark, if D1 gave one.
    pub fn latest(&self) -> Option<String> {
        self.0.borrow().clone()
    }

    /// Keeps the greatest bookmark, which is the latest.
    fn note(&self, given: Option<String>) {
        let mut latest = self.0.borrow_mut();
        *latest = latest.take().max(given);
    }
}

/// The nearest copy of a database.
struct Copies {
    /// Start of each D1 session: a constraint, or a bookmark.
    from: String,
    seen: Bookmark,
}

pub struct D1 {
    database: D1Database,
    copies: Option<Copies>,
}

impl D1 {
    /// The primary.
    pub fn new(database: D1Database) -> Self {
        Self { database, copies: None }
    }

    /// The primary, and beside it the nearest copy that is at least as far as the client's bookmark. Both note how far
    /// they are. Each batch of the primary is a session of its own, since the second of one may go to a copy.
    pub fn with_copies(
        database: impl Fn() -> worker::Result<D1Database>,
        shown: Option<&str>,
        seen: &Bookmark,
    ) -> worker::Result<[Self; 2]> {
        let by = |from: &str| -> worker::Result<Self> {
            Ok(Self { database: database()?, copies: Some(Copies { from: from.to_owned(), seen: seen.clone() }) })
        };
        Ok([by(PRIMARY)?, by(shown.unwrap_or(NEAREST))?])
    }

    async fn send(&self, prepared: Vec<D1PreparedStatement>) -> worker::Result<Vec<D1Result>> {
        let Some(Copies { from, seen }) = &self.copies else {
            return self.database.batch(prepared).await;
        };
        let session = self.database.with_session(Some(from))?;
        let results = session.batch(prepared).await?;
        seen.note(session.get_bookmark()?);
        Ok(results)
    }
}

#[async_trait(?Send)]
impl Database for D1 {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, PortError> {
        let prepared = statements.iter().map(|statement| self.prepare(statement)).collect::<Result<Vec<_>, _>>()?;
        let results = self.send(prepared).await.map_err(failed)?;
        results.iter().map(rows).collect()
    }
}

impl D1 {
    fn prepare(&self, statement: &Statement) -> Result<D1PreparedStatement, PortError> {
        let bindings: Vec<JsValue> = statement.bindings.iter().map(bind).collect();
        self.database.prepare(statement.sql.as_str()).bind(&bindings).map_err(failed)
    }
}

/// D1 takes no BigInt; a number carries integers up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "the Value type promises integers within 2^53")]
fn bind(value: &Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Integer(integer) => JsValue::from_f64(*integer as f64),
        Value::Text(text) => JsValue::from_str(text),
    }
}

fn rows(result: &D1Result) -> Result<Rows, PortError> {
    if let Some(error) = result.error() {
        return Err(PortError(format!("d1: {error}")));
    }
    result.results().map(Rows).map_err(failed)
}

fn failed(error: worker::Error) -> PortError {
    PortError(format!("d1: {error}"))
}
