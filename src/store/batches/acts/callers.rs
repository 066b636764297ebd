//! Callers of the operators' API: what their session or key permits, looked up in the batch of their act.

use serde::Deserialize;

use crate::domain::session::{Aal, FRESHNESS};
use crate::domain::{Actor, AuthError, Authority, Caller, Permission, Role, UnixTime};
use crate::ports::{Statement, Value};
use crate::store::batch::{Batch, Handle};
use crate::store::rows::and_not_disabled;
use crate::store::sql;

/// Rank of a role in SQL: [`Role::rank`], 0 without a role.
macro_rules! rank {
    ($role:literal) => {
        concat!("CASE ", $role, " WHEN 'operator' THEN 3 WHEN 'support' THEN 2 WHEN 'reader' THEN 1 ELSE 0 END")
    };
}
pub(super) use rank;

/// Session or key behind a caller.
#[derive(Deserialize)]
struct CallerRow {
    /// Role of the session's account, if it counts.
    role: Option<String>,
    aal: Option<Aal>,
    authenticated_at: Option<UnixTime>,
    /// Name and scopes of the key.
    name: Option<String>,
    scopes: Option<String>,
}

/// Condition that a session is alive and its account may act: ?1 session, ?2 account, ?3 now.
macro_rules! acting_session {
    () => {
        concat!(
            "sessions JOIN accounts ON accounts.id = sessions.account_id
             WHERE sessions.id = ?1 AND sessions.account_id = ?2 AND sessions.ends_at > ?3",
            and_not_disabled!("?3")
        )
    };
}

/// Condition that a key is good: ?1 its id, ?2 its hash, ?3 now.
macro_rules! acting_key {
    () => {
        "service_keys WHERE id = ?1 AND secret_hash = ?2 AND (ends_at IS NULL OR ends_at > ?3)"
    };
}

/// Selects the [`CallerRow`] of a caller whose credential is good.
fn select_caller(caller: &Caller, now: UnixTime) -> Statement {
    match caller {
        Caller::Session { id, account } => sql!(
            concat!(
                "SELECT CASE WHEN accounts.email_verified_at IS NOT NULL THEN accounts.role END AS role,
                        CASE WHEN sessions.method = 'pairing' THEN 1 ELSE sessions.aal END AS aal,
                        CASE WHEN sessions.method <> 'pairing' THEN sessions.authenticated_at END AS authenticated_at,
                        NULL AS name, NULL AS scopes FROM ",
                acting_session!()
            ),
            id,
            account,
            now,
        ),
        Caller::Key { id, hash } => sql!(
            concat!("SELECT NULL AS role, NULL AS aal, NULL AS authenticated_at, name, scopes FROM ", acting_key!()),
            id.0.as_str(),
            hash,
            now,
        ),
    }
}

/// Person or key that a caller stands for, if it has the permission.
fn admit(row: Option<CallerRow>, caller: Caller, permission: Permission, now: UnixTime) -> Result<Actor, AuthError> {
    let row = row.ok_or(AuthError::InvalidToken)?;
    match caller {
        Caller::Session { account, .. } => {
            let role = row.role.as_deref().and_then(Role::parse).filter(|role| *role >= permission.role());
            let role = role.ok_or(AuthError::NotAllowed)?;
            if row.aal != Some(Aal::Two) {
                return Err(AuthError::SecondFactorRequired);
            }
            let is_fresh = row.authenticated_at.is_some_and(|at| now - at <= FRESHNESS);
            if permission.needs_fresh_session() && !is_fresh {
                return Err(AuthError::ReauthenticationRequired);
            }
            Ok(Actor::Account { id: account, role })
        }
        Caller::Key { id, .. } => {
            let scopes = row.scopes.unwrap_or_default();
            let has = permission.scope().is_some_and(|scope| scopes.split(' ').any(|name| name == scope.as_str()));
            if has { Ok(Actor::Key { id, name: row.name.unwrap_or_default() }) } else { Err(AuthError::NotAllowed) }
        }
    }
}

/// SQL that returns the actor of a caller who has the permission, and its five bindings. Same rules as [`admit`], so
/// that nothing can come between the check and the act.
pub(super) fn actor(authority: &Authority, now: UnixTime) -> (&'static str, [Value; 5]) {
    let Authority { caller, permission, .. } = authority;
    match caller {
        Caller::Session { id, account } => {
            let oldest = if permission.needs_fresh_session() { now.0 - FRESHNESS } else { 0 };
            (
                concat!(
                    "(SELECT 'account:' || accounts.id AS actor, accounts.id AS actor_id, accounts.role AS actor_role, ",
                    rank!("accounts.role"),
                    " AS actor_rank FROM ",
                    acting_session!(),
                    " AND accounts.email_verified_at IS NOT NULL AND ",
                    rank!("accounts.role"),
                    " >= ?4 AND sessions.aal = 2 AND sessions.method <> 'pairing' AND sessions.authenticated_at >= ?5)"
                ),
                [id.into(), account.into(), now.into(), permission.role().rank().into(), oldest.into()],
            )
        }
        Caller::Key { id, hash } => {
            let scope = permission.scope().map_or("-", |scope| scope.as_str());
            (
                concat!(
                    "(SELECT 'key:' || id AS actor, NULL AS actor_id, NULL AS actor_role, 0 AS actor_rank FROM ",
                    acting_key!(),
                    " AND instr(' ' || scopes || ' ', ?4) > 0 AND ?5 = 0)"
                ),
                [id.0.as_str().into(), hash.into(), now.into(), format!(" {scope} ").into(), 0.into()],
            )
        }
    }
}

/// Notes the use of a key that has the permission, at most daily.
fn note_use(authority: &Authority, now: UnixTime) -> Option<Statement> {
    let Caller::Key { .. } = authority.caller else { return None };
    let (_, bindings) = actor(authority, now);
    let sql = concat!(
        "UPDATE service_keys SET last_used_at = ?3 WHERE id IN (SELECT id FROM ",
        acting_key!(),
        " AND instr(' ' || scopes || ' ', ?4) > 0 AND ?5 = 0) AND COALESCE(last_used_at <= ?3 - 86400, true)"
    );
    Some(Statement { sql: sql.into(), bindings: bindings.into() })
}

impl Batch {
    /// Looks the caller up; the result fails unless it has the permission.
    ///
    /// Errors of the result: [`AuthError::InvalidToken`] without a live session or key, [`AuthError::NotAllowed`]
    /// without the right, [`AuthError::SecondFactorRequired`], [`AuthError::ReauthenticationRequired`].
    pub fn admit(&mut self, authority: &Authority, now: UnixTime) -> Handle<Actor> {
        let (caller, permission, admission) = (authority.caller.clone(), authority.permission, authority.admission());
        self.extend(note_use(authority, now));
        self.push(select_caller(&caller, now))
            .first::<CallerRow>()
            .and_then(move |row| admit(row, caller, permission, now).inspect(|_| admission.note()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Fingerprint;

    /// The rank in SQL is the rank in Rust, tested by the walk over all roles in tests/native/operators.
    #[test]
    fn a_key_without_a_scope_for_the_permission_matches_no_list_of_scopes() {
        for permission in Permission::ALL.into_iter().filter(|permission| permission.scope().is_none()) {
            let caller = Caller::Key { id: crate::domain::ServiceKeyId("k".into()), hash: Fingerprint("h".into()) };
            let (_, bindings) = actor(&Authority::new(caller, permission), UnixTime(1));
            assert_eq!(bindings[3], Value::from(" - "), "{permission:?}");
        }
    }
}
