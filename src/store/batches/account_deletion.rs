//! Deletion of an account, with everything that belongs to it.

use serde::Deserialize;

use super::acts::Act;
use crate::domain::{AccountId, AuthError, AuthorizationKind, Fingerprint, UnixTime};
use crate::ports::Database;
use crate::store::batch::{Batch, Handle};
use crate::store::revocation::{Cause, Keep, Scope};
use crate::store::rows::read_ids;
use crate::store::sql;
use crate::store::tables::attempts::Attempt;

/// Requests deleted with an account, by their keys in KV.
pub struct DeletedRequests {
    /// Fingerprints of mailed tokens.
    pub tokens: Vec<Fingerprint>,
    /// Kind and hash of logins and pairings.
    pub authorizations: Vec<(AuthorizationKind, Fingerprint)>,
}

#[derive(Deserialize)]
struct AuthorizationRow {
    kind: String,
    secret_hash: Fingerprint,
}

/// Account ?1, unless it is the last operator: nobody could then give a role.
macro_rules! deletable {
    () => {
        "(SELECT id FROM accounts WHERE id = ?1 AND (role IS NOT 'operator' OR EXISTS (
           SELECT 1 FROM accounts AS other
           WHERE other.role = 'operator' AND other.id <> ?1 AND other.email_verified_at IS NOT NULL)))"
    };
}

impl Batch {
    pub(super) fn requests_of(&mut self, id: &AccountId) -> Handle<DeletedRequests> {
        let tokens = self.push(sql!("SELECT id FROM one_time_tokens WHERE account_id = ?1", id)).and_then(read_ids);
        let authorizations = self
            .push(sql!("SELECT kind, secret_hash FROM authorizations WHERE account_id = ?1", id))
            .all::<AuthorizationRow>();
        self.handle(move |done| {
            let with_kind =
                |row: AuthorizationRow| AuthorizationKind::parse(&row.kind).map(|kind| (kind, row.secret_hash));
            let authorizations = done.take(authorizations)?.into_iter().filter_map(with_kind).collect();
            Ok(DeletedRequests { tokens: done.take(tokens)?, authorizations })
        })
    }

    /// Deletes the account of a claimed act. The act's event, which names it, is all that remains.
    pub fn delete_user(&mut self, act: &Act<'_>, id: &AccountId) -> Handle<DeletedRequests> {
        let requests = self.requests_of(id);
        self.revoke(Cause::Deleted, &act.scope());
        requests
    }
}

/// Releases an attempt, if there is one, and deletes the account with everything that belongs to it, except for one
/// event that does not name it. Returns the deleted requests.
///
/// # Errors
/// [`AuthError::NotAllowed`] for the last operator, [`AuthError::Unavailable`].
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
    let requests = batch.requests_of(id);
    batch.push(sql!(
        concat!("INSERT INTO events (kind, at) SELECT 'account-deleted', ?2 FROM accounts WHERE id = ", deletable!()),
        id,
        now,
    ));
    let scope = Scope { account: deletable!(), only_if: None, bindings: vec![id.into()], keep: Keep::Nothing };
    batch.revoke(Cause::Deleted, &scope);
    let stays = batch.push(sql!("SELECT 1 AS stays FROM accounts WHERE id = ?1", id)).found();
    let mut done = batch.run(db).await?;
    if done.take(stays)? { Err(AuthError::NotAllowed) } else { done.take(requests) }
}
