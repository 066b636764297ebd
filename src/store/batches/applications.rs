//! Applications that an account signs in to, for its owner.

use serde::Deserialize;

use crate::domain::client_metadata::ClientId;
use crate::domain::{AccountId, AuthError, EventKind, Scopes, UnixTime};
use crate::ports::Database;
use crate::store::batch::{Batch, Handle};
use crate::store::revocation::{Cause, Keep, Scope};
use crate::store::sql;
use crate::store::tables::events::{Trace, insert_event, record};

/// Most consents that are listed.
const LISTED: i64 = 500;

/// Application with what it may see.
#[derive(Clone, Debug)]
pub struct Application {
    pub client: ClientId,
    pub name: Option<String>,
    /// Scopes for each resource, by the resource's name; no name: for none.
    pub allowed: Vec<(Option<String>, Scopes)>,
    /// First consent.
    pub allowed_at: UnixTime,
    /// Last sign-in or refresh.
    pub last_used_at: UnixTime,
}

#[derive(Deserialize)]
struct ApplicationRow {
    client_id: ClientId,
    name: Option<String>,
    resource: String,
    resource_name: Option<String>,
    scope: String,
    created_at: UnixTime,
    last_used_at: UnixTime,
}

impl Batch {
    /// Applications of an account, the first allowed first.
    pub fn applications(&mut self, account: &AccountId) -> Handle<Vec<Application>> {
        let rows = self.push(sql!(
            "SELECT consents.client_id, clients.metadata ->> '$.client_name' AS name, consents.resource,
               resources.name AS resource_name, consents.scope, consents.created_at,
               MAX(consents.updated_at, COALESCE((SELECT MAX(last_used_at) FROM grants
                 WHERE grants.account_id = consents.account_id AND grants.client_id = consents.client_id), 0))
                 AS last_used_at
             FROM consents JOIN clients ON clients.id = consents.client_id
             LEFT JOIN resources ON resources.identifier = consents.resource
             WHERE consents.account_id = ?1 ORDER BY consents.client_id, consents.resource LIMIT ?2",
            account.0.as_str(),
            LISTED,
        ));
        rows.all::<ApplicationRow>().map(gather)
    }

    /// Ends everything that an account allowed a client. The result is false if it allowed nothing.
    fn remove_application(&mut self, account: &AccountId, client: &ClientId, trace: &Trace<'_>) -> Handle<bool> {
        let removed = insert_event!(
            "?1",
            "COALESCE(metadata ->> '$.client_name', id)",
            "clients WHERE id = ?2 AND EXISTS (SELECT 1 FROM consents WHERE account_id = ?1 AND client_id = ?2)"
        );
        let allowed = self
            .push(sql!(
                "SELECT 1 AS found FROM consents WHERE account_id = ?1 AND client_id = ?2 LIMIT 1",
                account.0.as_str(),
                client.0.as_str(),
            ))
            .found();
        self.push(record(removed, EventKind::ApplicationRemoved, trace, &[&account.0, &client.0]));
        let bindings = vec![account.into(), client.0.as_str().into()];
        let scope = Scope { account: "?1", only_if: Some("client_id = ?2"), bindings, keep: Keep::Nothing };
        self.revoke(Cause::ApplicationRemoved, &scope);
        allowed
    }
}

/// One application a client, of rows in the order of clients.
fn gather(rows: Vec<ApplicationRow>) -> Vec<Application> {
    let mut applications: Vec<Application> = Vec::new();
    for row in rows {
        let resource = (!row.resource.is_empty()).then(|| row.resource_name.unwrap_or(row.resource));
        let allowed = (resource, Scopes::parse(&row.scope).unwrap_or_default());
        match applications.last_mut().filter(|last| last.client == row.client_id) {
            Some(last) => {
                last.allowed.push(allowed);
                last.allowed_at = last.allowed_at.min(row.created_at);
                last.last_used_at = last.last_used_at.max(row.last_used_at);
            }
            None => applications.push(Application {
                client: row.client_id,
                name: row.name,
                allowed: vec![allowed],
                allowed_at: row.created_at,
                last_used_at: row.last_used_at,
            }),
        }
    }
    applications.sort_by_key(|application| application.allowed_at);
    applications
}

/// Ends everything that an account allowed a client: consents, codes and grants. False if it allowed nothing.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn revoke_application(
    db: &dyn Database,
    account: &AccountId,
    client: &ClientId,
    trace: &Trace<'_>,
) -> Result<bool, AuthError> {
    let mut batch = Batch::new();
    let was_allowed = batch.remove_application(account, client, trace);
    batch.run(db).await?.take(was_allowed)
}
