//! `Database` port on SQLite. A batch is a transaction, as on D1.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::path::Path;
use std::sync::LazyLock;

use async_trait::async_trait;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Row, ToSql};
use serde_json::{Map, Value as Json};
use sesame::ports::{Database, PortError, Rows, Statement, Value};

/// File of a database after every migration: most tests begin with two, and each migration costs as much as some tests.
static MIGRATED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let connection = Connection::open_in_memory().expect("a database");
    connection.execute_batch("PRAGMA foreign_keys = ON").expect("foreign keys, as on D1");
    migrate(&connection, |_| true);
    connection.serialize("main").expect("its file").to_vec()
});

pub struct Sqlite {
    connection: RefCell<Connection>,
    /// Number of calls. On D1 each is a round trip.
    pub trips: Cell<usize>,
    /// Fails the statement of this number, counted from 1 across batches, starting now.
    pub fail_at: Cell<Option<usize>>,
    /// SQL to run before the batch of this number, counted from 1, starting now: a concurrent request between two
    /// trips.
    pub meanwhile: RefCell<Option<(usize, String)>>,
    /// Never answers while true.
    pub is_stuck: Cell<bool>,
    /// Every statement run.
    pub seen: RefCell<Vec<String>>,
}

impl Sqlite {
    pub fn migrated() -> Self {
        let mut connection = Connection::open_in_memory().expect("a database");
        connection.deserialize_read_exact("main", &MIGRATED[..], MIGRATED.len(), false).expect("a copy");
        connection.execute_batch("PRAGMA foreign_keys = ON").expect("foreign keys, as on D1");
        Self::over(connection)
    }

    /// Database filled under the schema of this number, then migrated.
    pub fn upgraded(from: &str, rows: &str) -> Self {
        Self::upgraded_to(from, rows, "9999")
    }

    /// As [`Self::upgraded`], up to the migration `to`.
    pub fn upgraded_to(from: &str, rows: &str, to: &str) -> Self {
        let connection = Connection::open_in_memory().expect("a database");
        migrate(&connection, |number| number <= from);
        connection.execute_batch(rows).expect("rows");
        connection.execute_batch("PRAGMA foreign_keys = ON").expect("foreign keys, as on D1");
        migrate(&connection, |number| number > from && number <= to);
        Self::over(connection)
    }

    fn over(connection: Connection) -> Self {
        Self {
            connection: RefCell::new(connection),
            trips: Cell::new(0),
            fail_at: Cell::new(None),
            meanwhile: RefCell::default(),
            is_stuck: Cell::new(false),
            seen: RefCell::default(),
        }
    }

    /// Copies the content of another database.
    pub fn follow(&self, other: &Self) {
        let path = std::env::temp_dir().join(format!("sesame-{}-{:p}.db", std::process::id(), self));
        let text = path.to_string_lossy();
        other.connection.borrow().execute("VACUUM INTO ?1", [&*text]).expect("a copy");
        *self.connection.borrow_mut() = Connection::open(&path).expect("the copy");
        std::fs::remove_file(&path).expect("its name is not needed any more");
    }

    /// Runs any SQL, with NULL for its parameters, to inspect or change rows.
    pub fn query(&self, sql: &str) -> Vec<Map<String, Json>> {
        let connection = self.connection.borrow();
        let mut statement = connection.prepare(sql).expect("SQL");
        let nulls = vec![rusqlite::types::Null; statement.parameter_count()];
        statement
            .query_map(rusqlite::params_from_iter(nulls), read_row)
            .expect("runs")
            .map(|row| row.expect("a row"))
            .collect()
    }

    /// As [`Self::query`]; returns the database's message on refusal.
    pub fn try_query(&self, sql: &str) -> Result<(), String> {
        let connection = self.connection.borrow();
        let mut statement = connection.prepare(sql).expect("SQL");
        let rows = statement.query_map([], read_row).map_err(|error| error.to_string())?;
        rows.collect::<Result<Vec<_>, _>>().map(drop).map_err(|error| error.to_string())
    }

    /// Steps of a statement's plan that scan a table.
    pub fn scans(&self, sql: &str) -> Vec<String> {
        scans(&self.connection.borrow(), sql).expect("a plan")
    }

    /// Number of rows in a table.
    pub fn count(&self, table: &str) -> u64 {
        self.query(&format!("SELECT count(*) AS n FROM {table}"))[0]["n"].as_u64().expect("a number")
    }

    fn let_another_request_in(&self) {
        match self.meanwhile.take() {
            Some((1, sql)) => self.connection.borrow().execute_batch(&sql).expect("SQL"),
            Some((nth, sql)) => *self.meanwhile.borrow_mut() = Some((nth - 1, sql)),
            None => {}
        }
    }

    fn run_all(&self, statements: &[Statement]) -> Result<Vec<Rows>, PortError> {
        let mut connection = self.connection.borrow_mut();
        let transaction = connection.transaction().map_err(failed)?;
        let mut results = Vec::new();
        for statement in statements {
            self.seen.borrow_mut().push(statement.sql.as_str().to_owned());
            refuse_scan(&transaction, statement.sql.as_str())?;
            match self.fail_at.get() {
                Some(1) => {
                    self.fail_at.set(None);
                    return Err(PortError("told to fail".into()));
                }
                Some(n) => self.fail_at.set(Some(n - 1)),
                None => {}
            }
            let mut prepared = transaction.prepare(statement.sql.as_str()).map_err(failed)?;
            let bindings: Vec<Binding> = statement.bindings.iter().map(Binding).collect();
            let parameters: Vec<&dyn ToSql> = bindings.iter().map(|binding| binding as &dyn ToSql).collect();
            let rows = prepared.query_map(parameters.as_slice(), read_row).map_err(failed)?;
            results.push(Rows(rows.collect::<Result<_, _>>().map_err(failed)?));
        }
        transaction.commit().map_err(failed)?;
        Ok(results)
    }
}

#[async_trait(?Send)]
impl Database for Sqlite {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, PortError> {
        self.trips.set(self.trips.get() + 1);
        if self.is_stuck.get() {
            std::future::pending::<()>().await;
        }
        self.let_another_request_in();
        self.run_all(&statements)
    }
}

/// Applies the migrations of the wanted numbers, in order.
fn migrate(connection: &Connection, is_wanted: impl Fn(&str) -> bool) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("migrations").map(|file| file.expect("a file").path()).collect();
    files.sort();
    let number = |file: &Path| {
        file.file_name().and_then(|name| name.to_str()).and_then(|name| name.get(..4)).expect("a number").to_owned()
    };
    for file in files.iter().filter(|file| is_wanted(&number(file))) {
        connection.execute_batch(&std::fs::read_to_string(file).expect("SQL")).expect("a migration");
    }
}

/// Steps of a statement's plan that scan a table or a whole index.
fn scans(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    let tables: HashSet<String> = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
    let nulls = vec![rusqlite::types::Null; plan.parameter_count()];
    let steps: Vec<String> =
        plan.query_map(rusqlite::params_from_iter(nulls), |row| row.get("detail"))?.collect::<rusqlite::Result<_>>()?;
    let is_table = |step: &str| {
        step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next()).is_some_and(|name| tables.contains(name))
    };
    Ok(steps.into_iter().filter(|step| is_table(step)).collect())
}

/// Fails a statement that scans a table, so that no test passes with one: its cost would grow with the accounts.
fn refuse_scan(connection: &Connection, sql: &str) -> Result<(), PortError> {
    thread_local! {
        static PLANNED: RefCell<HashSet<String>> = RefCell::default();
    }
    if !PLANNED.with_borrow_mut(|planned| planned.insert(sql.to_owned())) {
        return Ok(());
    }
    match scans(connection, sql).map_err(failed)? {
        steps if steps.is_empty() => Ok(()),
        steps => panic!("{steps:?} in {sql}"),
    }
}

struct Binding<'a>(&'a Value);

impl ToSql for Binding<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Integer(integer) => ValueRef::Integer(*integer),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<Map<String, Json>> {
    let names: Vec<String> = row.as_ref().column_names().into_iter().map(str::to_owned).collect();
    names
        .into_iter()
        .enumerate()
        .map(|(at, name)| {
            let value = match row.get_ref(at)? {
                ValueRef::Null => Json::Null,
                ValueRef::Integer(integer) => integer.into(),
                ValueRef::Real(real) => real.into(),
                ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned().into(),
                ValueRef::Blob(blob) => blob.into(),
            };
            Ok((name, value))
        })
        .collect()
}

fn failed(error: rusqlite::Error) -> PortError {
    PortError(error.to_string())
}
