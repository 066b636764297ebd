//! Version of the database's schema.

use serde::Deserialize;

use crate::domain::AuthError;
use crate::ports::Database;
use crate::store::batch::run_one;
use crate::store::sql;

/// Number of the newest migration that this code needs.
pub const SCHEMA_VERSION: i64 = 22;

#[derive(Deserialize)]
struct VersionRow {
    version: i64,
}

/// Number of the newest applied migration; `None` from before they were numbered in the database.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_schema_version(db: &dyn Database) -> Result<Option<i64>, AuthError> {
    let table =
        run_one(db, sql!("SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'")).await?;
    if table.is_empty() {
        return Ok(None);
    }
    let rows = run_one(db, sql!("SELECT version FROM schema_version WHERE only = 1")).await?;
    Ok(rows.read_first::<VersionRow>()?.map(|row| row.version))
}
