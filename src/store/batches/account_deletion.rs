//! Deletion of an account, with everything that belongs to it.

use serde::Deserialize;

use crate::domain::{AccountId, AuthError, AuthorizationKind, UnixTime};
use crate::ports::Database;
use crate::store::batch::Batch;
use crate::store::revocation::{Cause, Keep, Scope};
use crate::store::rows::read_ids;
use crate::store::sql;
use crate::store::tables::attempts::Attempt;
use crate::store::tables::events::record_deletion;

/// Requests deleted with an account, by their keys in KV.
pub struct DeletedRequests {
    /// Fingerprints of mailed tokens.
    pub tokens: Vec<String>,
    /// Kind and hash of logins and pairings.
    pub authorizations: Vec<(AuthorizationKind, String)>,
}

#[derive(Deserialize)]
struct AuthorizationRow {
    kind: String,
    secret_hash: String,
}

/// Releases an attempt, if there is one, and deletes the account with everything that belongs to it, except for one
/// event that does not name it. Returns the deleted requests.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn delete_account(
    db: &dyn Database,
    id: &AccountId,
    attempt: Option<&Attempt>,
    now: UnixTime,
) -> Result<DeletedRequests, AuthError> {
    let mut batch = Batch::new();
    if let Some(attempt) = attempt {
        batch.release(attempt);
    }
    let tokens = batch.push(sql!("SELECT id FROM one_time_tokens WHERE account_id = ?1", id)).and_then(read_ids);
    let authorizations = batch
        .push(sql!("SELECT kind, secret_hash FROM authorizations WHERE account_id = ?1", id))
        .all::<AuthorizationRow>();
    batch.push(record_deletion(id, now));
    batch.revoke(
        Cause::Deleted,
        &Scope { account: "?1", only_if: None, bindings: vec![id.into()], keep: Keep::Nothing },
    );
    let mut done = batch.run(db).await?;
    let with_kind = |row: AuthorizationRow| AuthorizationKind::parse(&row.kind).map(|kind| (kind, row.secret_hash));
    let authorizations = done.take(authorizations)?.into_iter().filter_map(with_kind).collect();
    Ok(DeletedRequests { tokens: done.take(tokens)?, authorizations })
}
