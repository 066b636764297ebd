//! Scheduled sweep of expired rows.

use crate::app::App;
use crate::domain::AuthError;
use crate::domain::time::DAY;
use crate::store::batches::expiry::{Ages, BATCH, Table, delete_expired};

/// Most batches for one table in a run. The rest waits for the next run.
const MAX_BATCHES: usize = 20;

/// Removes expired rows and old events, a bounded number from each table. The tables take turns, one batch each, and a
/// failure in one does not stop the others.
///
/// # Errors
/// [`AuthError::Unavailable`] with the name of the last table that failed.
pub async fn sweep(app: &App) -> Result<(), AuthError> {
    let ages = Ages { now: app.now(), events_since: app.now() + -app.config().event_retention_days * DAY };
    let (mut left, mut outcome) = (Table::ALL.to_vec(), Ok(()));
    for _ in 0..MAX_BATCHES {
        let mut full = Vec::new();
        for table in left {
            match delete_expired(&*app.ports.database, table, ages).await {
                Ok(gone) if i64::try_from(gone).unwrap_or(i64::MAX) >= BATCH => full.push(table),
                Ok(_) => {}
                Err(error) => outcome = Err(AuthError::Unavailable(format!("{}: {error}", table.as_str()))),
            }
        }
        left = full;
    }
    outcome
}
