//! One trip to the database: typed functions push statements, and each result is taken by its handle.

use std::rc::Rc;

use serde::de::DeserializeOwned;

use crate::domain::AuthError;
use crate::ports::{Database, Rows, Statement};

/// Statements of one trip, which is one transaction. The files of the store that know a table add their own `impl`.
#[derive(Default)]
pub struct Batch {
    /// Shared with its handles, to identify the batch.
    identity: Rc<()>,
    statements: Vec<Statement>,
}

/// Result of a batch, available once it has run.
pub struct Handle<T> {
    batch: Rc<()>,
    read: Read<T>,
}

type Read<T> = Box<dyn FnOnce(&mut Done) -> Result<T, AuthError>>;

/// Results of a batch that has run.
pub struct Done {
    batch: Rc<()>,
    rows: Vec<Rows>,
}

impl Batch {
    pub fn new() -> Self {
        Self::default()
    }

    /// True without statements.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// Adds a statement.
    pub(super) fn push(&mut self, statement: Statement) -> Handle<Rows> {
        let at = self.statements.len();
        self.statements.push(statement);
        self.handle(move |done| done.rows.get_mut(at).map(std::mem::take).ok_or_else(missing))
    }

    /// Adds statements whose rows are not read.
    pub(super) fn extend(&mut self, statements: impl IntoIterator<Item = Statement>) {
        self.statements.extend(statements);
    }

    /// Handle on a result computed from other handles of this batch.
    pub(super) fn handle<T>(&self, read: impl FnOnce(&mut Done) -> Result<T, AuthError> + 'static) -> Handle<T> {
        Handle { batch: Rc::clone(&self.identity), read: Box::new(read) }
    }

    /// Runs the statements in order, atomically, in one round trip; without any, in none.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`] if the database fails.
    pub async fn run(self, db: &dyn Database) -> Result<Done, AuthError> {
        let Self { identity, statements } = self;
        let expected = statements.len();
        let rows = if expected == 0 { Vec::new() } else { db.batch(statements).await? };
        if rows.len() != expected {
            return Err(AuthError::Internal(format!("{} results for {expected} statements", rows.len())));
        }
        Ok(Done { batch: identity, rows })
    }
}

/// Runs one statement by itself.
///
/// # Errors
/// [`AuthError::Unavailable`] if the database fails.
pub(super) async fn run_one(db: &dyn Database, statement: Statement) -> Result<Rows, AuthError> {
    let mut batch = Batch::new();
    let rows = batch.push(statement);
    batch.run(db).await?.take(rows)
}

impl Done {
    /// Result of a handle.
    ///
    /// # Errors
    /// [`AuthError::Internal`] if the handle belongs to another batch, or a row has another shape.
    pub fn take<T>(&mut self, handle: Handle<T>) -> Result<T, AuthError> {
        if !Rc::ptr_eq(&self.batch, &handle.batch) {
            return Err(AuthError::Internal("a result is taken from another batch".into()));
        }
        (handle.read)(self)
    }
}

fn missing() -> AuthError {
    AuthError::Internal("a statement gave no result".into())
}

impl<T: 'static> Handle<T> {
    /// Converts the result.
    pub(super) fn and_then<U>(self, turn: impl FnOnce(T) -> Result<U, AuthError> + 'static) -> Handle<U> {
        Handle { batch: self.batch, read: Box::new(move |done| turn((self.read)(done)?)) }
    }

    /// Converts the result, without failure.
    pub(super) fn map<U>(self, turn: impl FnOnce(T) -> U + 'static) -> Handle<U> {
        self.and_then(move |result| Ok(turn(result)))
    }
}

impl Handle<Rows> {
    /// True if the statement returned a row.
    pub(super) fn found(self) -> Handle<bool> {
        self.map(|rows| !rows.is_empty())
    }

    /// First row, if there is one.
    pub(super) fn first<R: DeserializeOwned + 'static>(self) -> Handle<Option<R>> {
        self.and_then(Rows::read_first)
    }

    /// Every row.
    pub(super) fn all<R: DeserializeOwned + 'static>(self) -> Handle<Vec<R>> {
        self.and_then(Rows::read_all)
    }
}
