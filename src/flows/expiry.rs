//! Clearing away what is over.

use crate::app::App;
use crate::domain::AuthError;
use crate::store::expiry::{BATCH, delete_expired};

/// Batches one run makes at most; what is left waits for the next.
const MAX_BATCHES: usize = 20;

/// Removes rows that are over, a bounded number of them.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn sweep(app: &App) -> Result<(), AuthError> {
    for _ in 0..MAX_BATCHES {
        let gone = delete_expired(&*app.ports.database, app.now()).await?;
        if i64::try_from(gone).unwrap_or(i64::MAX) < BATCH {
            break;
        }
    }
    Ok(())
}
