//! Service keys: those there are, and what operators do to them.

use serde::Deserialize;

use super::acts::{Act, Condition};
use crate::domain::{Fingerprint, KeyScope, ServiceKeyId, UnixTime};
use crate::store::batch::{Batch, Handle};
use crate::store::pages::{ListPosition, NewestPage, one_more};
use crate::store::{LISTED, sql};

/// Service key, without its secret.
#[derive(Clone, Debug)]
pub struct ListedKey {
    pub id: ServiceKeyId,
    pub name: String,
    pub scopes: Vec<KeyScope>,
    pub created_at: UnixTime,
    /// End; `None`: until it is deleted.
    pub ends_at: Option<UnixTime>,
    /// At most a day behind.
    pub last_used_at: Option<UnixTime>,
}

/// Key to add.
pub struct NewKey<'a> {
    pub key: &'a ListedKey,
    /// SHA-256 of the key.
    pub hash: &'a Fingerprint,
}

#[derive(Deserialize)]
struct KeyRow {
    id: ServiceKeyId,
    name: String,
    scopes: String,
    created_at: UnixTime,
    ends_at: Option<UnixTime>,
    last_used_at: Option<UnixTime>,
}

impl From<KeyRow> for ListedKey {
    fn from(row: KeyRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            scopes: row.scopes.split(' ').filter_map(KeyScope::parse).collect(),
            created_at: row.created_at,
            ends_at: row.ends_at,
            last_used_at: row.last_used_at,
        }
    }
}

impl Batch {
    /// One page of the service keys, newest first, at most `limit` of them. Those that have ended are listed too.
    pub fn service_keys(&mut self, behind: &ListPosition, limit: usize) -> Handle<NewestPage<ListedKey>> {
        const PAGE: &str = "SELECT id, name, scopes, created_at, ends_at, last_used_at FROM service_keys
             WHERE (created_at, id) < (?1, ?2) ORDER BY created_at DESC, id DESC LIMIT ?3";
        self.push(sql!(PAGE, behind.at, behind.id.as_str(), one_more(limit))).all::<KeyRow>().map(move |rows| {
            let keys = rows.into_iter().map(ListedKey::from).collect();
            NewestPage::of(keys, limit, |key| ListPosition { at: key.created_at, id: key.id.0.clone() })
        })
    }

    /// Adds the key of a claimed act.
    pub fn insert_service_key(&mut self, act: &Act<'_>, new: &NewKey<'_>) {
        let scopes: Vec<&str> = new.key.scopes.iter().map(|scope| scope.as_str()).collect();
        self.extend([sql!(
            "INSERT INTO service_keys (id, name, secret_hash, scopes, created_at, ends_at)
             SELECT ?2, ?3, ?4, ?5, ?6, ?7 FROM events WHERE id = ?1",
            act.id,
            new.key.id.0.as_str(),
            new.key.name.as_str(),
            new.hash,
            scopes.join(" "),
            new.key.created_at,
            new.key.ends_at,
        )]);
    }

    /// Condition of an act that makes a key: there are fewer than 100.
    pub fn claim_new_service_key(&mut self, act: &Act<'_>) -> Handle<bool> {
        let has_room =
            Condition { sql: "(SELECT count(*) FROM service_keys WHERE id > '') < ?16", bindings: vec![LISTED.into()] };
        self.claim_if(act, Some(has_room))
    }

    /// Claims an act on a key, and deletes the key. The result is false if there is no such key; its errors are those of
    /// [`Self::claim`].
    pub fn claim_service_key_deletion(&mut self, act: &Act<'_>, id: &ServiceKeyId) -> Handle<bool> {
        let exists = Condition {
            sql: "EXISTS (SELECT 1 FROM service_keys WHERE id = ?16)",
            bindings: vec![id.0.as_str().into()],
        };
        let claimed = self.claim_if(act, Some(exists));
        self.extend([sql!(
            "DELETE FROM service_keys WHERE id = ?2 AND EXISTS (SELECT 1 FROM events WHERE id = ?1)",
            act.id,
            id.0.as_str(),
        )]);
        claimed
    }
}
