//! Registered clients.

use serde_json::{Map, Value};

use super::{ListPage, ListedPage, RequestedAct, list_newest, look_up};
use crate::app::App;
use crate::crypto::client_secret::ClientSecret;
use crate::crypto::jwks::Jwks;
use crate::domain::client_metadata::{ClientChange, ClientId, ClientMetadata};
use crate::domain::{ActError, AuthError, Authority, EventKind};
use crate::store::batch::Batch;
use crate::store::batches::client_secrets::NewSecret;
pub use crate::store::tables::clients::RegisteredClient;

/// One page of clients, newest first, in one round trip.
///
/// # Errors
/// [`AuthError::InvalidRequest`] for a cursor of another list, those of [`super::admit`].
pub async fn list(
    app: &App,
    authority: &Authority,
    page: &ListPage,
) -> Result<ListedPage<RegisteredClient>, AuthError> {
    list_newest(app, authority, ("clients", page), |batch, behind| batch.registered_clients(behind, page.limit)).await
}

/// One client, in one round trip.
///
/// # Errors
/// [`AuthError::NotFound`], those of [`super::admit`].
pub async fn find(app: &App, authority: &Authority, id: &ClientId) -> Result<RegisteredClient, AuthError> {
    look_up(app, authority, |batch| batch.registered_client(id)).await?.ok_or(AuthError::NotFound)
}

/// Registers a client with the members of a request. Its secret, if it has one, is shown this once.
///
/// # Errors
/// [`ActError::InvalidClientMetadata`], [`ActError::InvalidRedirectUri`], those of [`super::admit`].
pub async fn register(
    app: &App,
    requested: &RequestedAct<'_>,
    fields: &Map<String, Value>,
) -> Result<(RegisteredClient, Option<ClientSecret>), AuthError> {
    let metadata = ClientMetadata::registered(fields)?;
    check_keys(&metadata.standard)?;
    let entropy = &*app.ports.entropy;
    let secret = if metadata.has_secret() { Some(ClientSecret::from_random(entropy.bytes()?)) } else { None };
    let client = RegisteredClient { id: ClientId(entropy.uuid()?), metadata, version: 1, created_at: app.now() };
    let act = requested.act(app, EventKind::ClientMade, None).with_detail(Some(&client.id.0));
    let mut batch = Batch::new();
    let added = batch.add_client(&act, &client, secret.as_ref().map(ClientSecret::hash).as_ref());
    batch.run(&*app.ports.database).await?.take(added)?;
    Ok((client, secret))
}

/// Changes the members of a client that a change names, and nothing at another version than it is meant for.
///
/// # Errors
/// [`AuthError::NotFound`], [`ActError::PreconditionFailed`], those of [`register`].
pub async fn change(
    app: &App,
    requested: &RequestedAct<'_>,
    id: &ClientId,
    change: ClientChange,
) -> Result<RegisteredClient, AuthError> {
    check_keys(&change.standard)?;
    let act = requested.act(app, EventKind::ClientChanged, None).with_detail(Some(&id.0));
    let mut batch = Batch::new();
    let changed = batch.change_client(&act, id, change);
    batch.run(&*app.ports.database).await?.take(changed)
}

/// Deletes a client.
///
/// # Errors
/// [`AuthError::NotFound`], those of [`super::admit`].
pub async fn delete(app: &App, requested: &RequestedAct<'_>, id: &ClientId) -> Result<(), AuthError> {
    let act = requested.act(app, EventKind::ClientDeleted, None).with_detail(Some(&id.0));
    let mut batch = Batch::new();
    let deleted = batch.delete_client(&act, id);
    if batch.run(&*app.ports.database).await?.take(deleted)? { Ok(()) } else { Err(AuthError::NotFound) }
}

/// Replaces the secret of a client. The one before is good for `grace` more seconds.
///
/// # Errors
/// [`AuthError::NotFound`], [`ActError::InvalidClientMetadata`] for a client without a secret, those of
/// [`super::admit`].
pub async fn replace_secret(
    app: &App,
    requested: &RequestedAct<'_>,
    id: &ClientId,
    grace: i64,
) -> Result<(RegisteredClient, ClientSecret), AuthError> {
    let (secret, new) = new_secret(app, grace)?;
    let act = requested.act(app, EventKind::ClientSecretMade, None).with_detail(Some(&id.0));
    let mut batch = Batch::new();
    let replaced = batch.replace_client_secret(&act, id, &new);
    Ok((batch.run(&*app.ports.database).await?.take(replaced)?, secret))
}

/// Draws a secret. The one before is good for `grace` more seconds.
pub(super) fn new_secret(app: &App, grace: i64) -> Result<(ClientSecret, NewSecret), AuthError> {
    let secret = ClientSecret::from_random(app.ports.entropy.bytes()?);
    let former_ends_at = (grace > 0).then(|| app.now() + grace);
    let new = NewSecret { hash: secret.hash(), former_ends_at };
    Ok((secret, new))
}

/// Refuses a key set with a key that verifies neither RS256 nor ES256.
fn check_keys(members: &Map<String, Value>) -> Result<(), AuthError> {
    let Some(set) = members.get("jwks").filter(|set| !set.is_null()) else { return Ok(()) };
    let keys = set.get("keys").and_then(Value::as_array).map_or(0, Vec::len);
    match Jwks::parse(set.to_string().as_bytes()) {
        Ok(usable) if usable.len() == keys => Ok(()),
        _ => {
            let problem = "must have RSA keys of 2048 to 4096 bits for RS256, or P-256 keys for ES256, alone";
            Err(ActError::InvalidClientMetadata { member: "jwks", problem }.into())
        }
    }
}
