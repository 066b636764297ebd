//! Resources: APIs that take access tokens.

use serde::Deserialize;

use crate::domain::authorization_request::AskedResource;
use crate::domain::{ResourceId, UnixTime};
use crate::store::batch::{Batch, Handle};
use crate::store::pages::{ListPosition, NewestPage, one_more};
use crate::store::sql;

/// Registered resource, without its secret.
#[derive(Clone, Debug)]
pub struct Resource {
    pub id: ResourceId,
    /// `aud` of its tokens.
    pub identifier: String,
    pub name: String,
    pub scopes: Vec<String>,
    /// True if clients that register themselves may ask for its scopes.
    pub open_to_registered: bool,
    /// Counts changes of the members above.
    pub version: i64,
    pub created_at: UnixTime,
}

#[derive(Deserialize)]
struct ResourceRow {
    id: ResourceId,
    identifier: String,
    name: String,
    scopes: String,
    open_to_registered: i64,
    version: i64,
    created_at: UnixTime,
}

impl From<ResourceRow> for Resource {
    fn from(row: ResourceRow) -> Self {
        Self {
            id: row.id,
            identifier: row.identifier,
            name: row.name,
            scopes: row.scopes.split_terminator(' ').map(str::to_owned).collect(),
            open_to_registered: row.open_to_registered != 0,
            version: row.version,
            created_at: row.created_at,
        }
    }
}

/// `SELECT` of [`ResourceRow`]s.
macro_rules! select_resources {
    ($which:literal) => {
        concat!("SELECT id, identifier, name, scopes, open_to_registered, version, created_at FROM resources ", $which)
    };
}

impl Batch {
    /// Resource of this id.
    pub fn resource(&mut self, id: &ResourceId) -> Handle<Option<Resource>> {
        self.push(sql!(select_resources!("WHERE id = ?1"), id)).first::<ResourceRow>().map(|row| row.map(Into::into))
    }

    /// Resource that a request names by one of these spellings.
    pub fn asked_resource(&mut self, spellings: &[String; 2]) -> Handle<Option<AskedResource>> {
        let [one, other] = spellings;
        let found = self.push(sql!(select_resources!("WHERE identifier IN (?1, ?2)"), one.as_str(), other.as_str()));
        found.first::<ResourceRow>().map(|row| {
            row.map(Resource::from).map(|resource| AskedResource {
                identifier: resource.identifier,
                name: resource.name,
                scopes: resource.scopes,
            })
        })
    }

    /// One page of resources, newest first, at most `limit` of them.
    pub fn resources(&mut self, behind: &ListPosition, limit: usize) -> Handle<NewestPage<Resource>> {
        let page = select_resources!("WHERE (created_at, id) < (?1, ?2) ORDER BY created_at DESC, id DESC LIMIT ?3");
        let rows = self.push(sql!(page, behind.at, behind.id.as_str(), one_more(limit))).all::<ResourceRow>();
        rows.map(move |rows| {
            let resources = rows.into_iter().map(Into::into).collect();
            NewestPage::of(resources, limit, |resource: &Resource| ListPosition {
                at: resource.created_at,
                id: resource.id.0.clone(),
            })
        })
    }
}
