//! Consents of accounts to what clients see and do.

use serde::Deserialize;

use crate::domain::client_metadata::ClientId;
use crate::domain::{AccountId, Fingerprint, Scopes};
use crate::ports::Statement;
use crate::store::batch::{Batch, Handle};
use crate::store::sql;

#[derive(Deserialize)]
struct ConsentRow {
    resource: String,
    scope: String,
}

/// Scopes that an account allowed a client, for a resource by its registered identifier.
pub struct Consented {
    /// Empty: none.
    pub resource: String,
    pub scope: Scopes,
}

impl Batch {
    /// Consents of an account to a client, for the resource with one of these spellings.
    pub fn consents(
        &mut self,
        account: &AccountId,
        client: &ClientId,
        spellings: &[String; 2],
    ) -> Handle<Vec<Consented>> {
        let [one, other] = spellings;
        let rows = self.push(sql!(
            "SELECT resource, scope FROM consents WHERE account_id = ?1 AND client_id = ?2 AND resource IN (?3, ?4)",
            account.0.as_str(),
            client.0.as_str(),
            one.as_str(),
            other.as_str(),
        ));
        rows.all::<ConsentRow>().map(|rows| {
            let read = |row: ConsentRow| Consented { resource: row.resource, scope: parse(&row.scope) };
            rows.into_iter().map(read).collect()
        })
    }
}

fn parse(stored: &str) -> Scopes {
    Scopes::parse(stored).unwrap_or_default()
}

/// Statement that stores the consent behind a code, if the code was issued, with these scopes.
pub(in crate::store) fn upsert_of_code(code: &Fingerprint, scope: &Scopes) -> Statement {
    sql!(
        "INSERT INTO consents (account_id, client_id, resource, scope, created_at, updated_at)
         SELECT account_id, client_id, COALESCE(resource, ''), ?2, created_at, created_at
         FROM authorization_codes WHERE id = ?1
         ON CONFLICT (account_id, client_id, resource)
           DO UPDATE SET scope = excluded.scope, updated_at = excluded.updated_at",
        code,
        scope.to_string(),
    )
}
