//! Whether the service can do its work.

use crate::app::App;
use crate::domain::AuthError;
use crate::store::schema::{SCHEMA_VERSION, find_schema_version};

/// Asks the database for its schema: it must answer, and have seen every migration that this code needs. A newer one
/// will do: migrations only add.
///
/// # Errors
/// [`AuthError::Unavailable`], with what is wrong and what to do about it, for the log.
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
