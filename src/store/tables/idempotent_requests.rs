//! Requests with an `Idempotency-Key`, kept for 24 hours. The `answer` is empty until the request is answered.

use serde::Deserialize;

use crate::domain::authority::{EarlierRequest, IdempotentRequest};
use crate::domain::time::DAY;
use crate::domain::{AuthError, EventId, IdempotentRequestId, UnixTime};
use crate::ports::{Database, Statement};
use crate::store::batch::{Batch, Handle, run_one};
use crate::store::sql;

/// Condition, in the claim of an act at ?3, that the request of the last binding is new.
pub(in crate::store) const IS_NEW: &str =
    " AND NOT EXISTS (SELECT 1 FROM idempotent_requests WHERE id = ? AND expires_at > ?3)";

#[derive(Deserialize)]
struct EarlierRow {
    body_hash: String,
    answer: String,
}

impl Batch {
    /// Earlier request of the same id, before the claim.
    pub(in crate::store) fn earlier_request(
        &mut self,
        of: &IdempotentRequest,
        now: UnixTime,
    ) -> Handle<Option<EarlierRequest>> {
        const SELECT: &str = "SELECT body_hash, answer FROM idempotent_requests WHERE id = ?1 AND expires_at > ?2";
        self.push(sql!(SELECT, &of.id, now)).first::<EarlierRow>().map(|row| {
            row.map(|EarlierRow { body_hash: sealed_body, answer }| EarlierRequest {
                sealed_body,
                sealed_answer: (!answer.is_empty()).then_some(answer),
            })
        })
    }
}

/// Keeps a request if the event of its act was written. A row that has expired is replaced.
pub(in crate::store) fn keep_request(of: &IdempotentRequest, event: &EventId, now: UnixTime) -> Statement {
    sql!(
        "INSERT INTO idempotent_requests (id, body_hash, answer, expires_at)
         SELECT ?2, ?3, '', ?4 WHERE EXISTS (SELECT 1 FROM events WHERE id = ?1)
         ON CONFLICT (id) DO UPDATE SET body_hash = excluded.body_hash, answer = '', expires_at = excluded.expires_at",
        event,
        &of.id,
        of.sealed_body.as_str(),
        now + DAY,
    )
}

/// Keeps the answer to a request.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn keep_answer(db: &dyn Database, id: &IdempotentRequestId, sealed: String) -> Result<(), AuthError> {
    run_one(db, sql!("UPDATE idempotent_requests SET answer = ?2 WHERE id = ?1", id, sealed)).await?;
    Ok(())
}
