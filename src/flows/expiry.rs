//! Clearing away what is over.

use crate::app::App;
use crate::domain::AuthError;
use crate::domain::time::DAY;
use crate::store::expiry::{BATCH, delete_expired};

/// Batches one run makes at most; what is left waits for the next.
const MAX_BATCHES: usize = 20;

/// Removes rows that are over and events that are old, a bounded number of them.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn sweep(app: &App) -> Result<(), AuthError> {
    let events_since = app.now() + -app.config().event_retention_days * DAY;
    for _ in 0..MAX_BATCHES {
        let gone = delete_expired(&*app.ports.database, app.now(), events_since).await?;
        if i64::try_from(gone).unwrap_or(i64::MAX) < BATCH {
            break;
        }
    }
    Ok(())
}
