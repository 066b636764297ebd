//! Registered clients.

use serde::Deserialize;

use crate::domain::client_metadata::{ClientId, ClientMetadata};
use crate::domain::{AuthError, UnixTime};
use crate::store::batch::{Batch, Handle};
use crate::store::pages::{ListPosition, NewestPage, one_more};
use crate::store::rows::parse_json;
use crate::store::sql;

/// Registered client, without its secret.
#[derive(Clone, Debug)]
pub struct RegisteredClient {
    pub id: ClientId,
    pub metadata: ClientMetadata,
    /// Counts changes of the metadata.
    pub version: i64,
    pub created_at: UnixTime,
}

/// Client as selected by [`client_columns`].
#[derive(Deserialize)]
pub(in crate::store) struct ClientRow {
    id: ClientId,
    metadata: String,
    settings: String,
    version: i64,
    created_at: UnixTime,
}

impl ClientRow {
    pub(in crate::store) fn read(self) -> Result<RegisteredClient, AuthError> {
        let metadata = ClientMetadata { standard: parse_json(&self.metadata)?, settings: parse_json(&self.settings)? };
        let Self { id, version, created_at, .. } = self;
        Ok(RegisteredClient { id, metadata, version, created_at })
    }
}

/// Columns of a [`ClientRow`].
macro_rules! client_columns {
    () => {
        "clients.id, clients.metadata, clients.settings, clients.version, clients.created_at"
    };
}
pub(in crate::store) use client_columns;

/// `SELECT` of [`ClientRow`]s.
macro_rules! select_clients {
    ($which:literal) => {
        concat!("SELECT ", client_columns!(), " FROM clients ", $which)
    };
}

impl Batch {
    /// Client of this id.
    pub fn registered_client(&mut self, id: &ClientId) -> Handle<Option<RegisteredClient>> {
        let found = self.push(sql!(select_clients!("WHERE id = ?1"), id.0.as_str())).first::<ClientRow>();
        found.and_then(|row| row.map(ClientRow::read).transpose())
    }

    /// One page of clients, newest first, at most `limit` of them.
    pub fn registered_clients(&mut self, behind: &ListPosition, limit: usize) -> Handle<NewestPage<RegisteredClient>> {
        let page = select_clients!("WHERE (created_at, id) < (?1, ?2) ORDER BY created_at DESC, id DESC LIMIT ?3");
        let rows = self.push(sql!(page, behind.at, behind.id.as_str(), one_more(limit))).all::<ClientRow>();
        rows.and_then(move |rows| {
            let clients = rows.into_iter().map(ClientRow::read).collect::<Result<Vec<_>, _>>()?;
            Ok(NewestPage::of(clients, limit, |client| ListPosition { at: client.created_at, id: client.id.0.clone() }))
        })
    }
}
