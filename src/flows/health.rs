//! Health check.

use crate::app::App;
use crate::domain::AuthError;
use crate::store::tables::schema::{SCHEMA_VERSION, find_schema_version};

/// Checks that the database answers and has every migration that this code needs. A newer schema is accepted, since
/// migrations only add, or drop a check.
///
/// # Errors
/// [`AuthError::Unavailable`] with the fault and its remedy, for the log.
pub async fn check(app: &App) -> Result<(), AuthError> {
    let version = find_schema_version(&*app.ports.database).await?;
    if version.is_some_and(|version| version >= SCHEMA_VERSION) {
        return Ok(());
    }
    let found = version.map_or_else(|| String::from("10 or before"), |version| version.to_string());
    Err(AuthError::Unavailable(format!(
        "the schema is at {found}, this worker needs {SCHEMA_VERSION}: apply the migrations"
    )))
}
