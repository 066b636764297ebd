//! All SQL of the service. A function is one statement or one batch, and its verb is its guarantee: `find_` reads,
//! `insert_` adds, `reserve_` counts before the fact, `rotate_` happens once, `revoke_` ends.

pub mod batch;
pub mod batches;
mod bindings;
pub mod checked;
pub mod pages;
pub mod revocation;
pub mod rows;
pub mod subjects;
pub mod tables;
pub mod ways_in;

/// Most rows in a list of an account, even for accounts older than the limits.
const LISTED: i64 = 100;

/// Statement with its bindings in order, starting at `?1`.
macro_rules! sql {
    ($sql:expr $(, $binding:expr)* $(,)?) => {
        crate::ports::Statement { sql: crate::ports::Sql::from($sql), bindings: vec![$(crate::ports::Value::from($binding)),*] }
    };
}
use sql;
