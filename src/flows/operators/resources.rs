//! Resources: APIs that take access tokens.

use super::clients::new_secret;
use super::{ListPage, ListedPage, RequestedAct, list_newest, look_up};
use crate::app::App;
use crate::crypto::client_secret::ClientSecret;
use crate::domain::resource::{NewResource, ResourceChange};
use crate::domain::{ActError, AuthError, Authority, EventKind, ResourceId};
use crate::store::batch::Batch;
pub use crate::store::tables::resources::Resource;

/// One page of resources, newest first, in one round trip.
///
/// # Errors
/// [`AuthError::InvalidRequest`] for a cursor of another list, those of [`super::admit`].
pub async fn list(app: &App, authority: &Authority, page: &ListPage) -> Result<ListedPage<Resource>, AuthError> {
    list_newest(app, authority, ("resources", page), |batch, behind| batch.resources(behind, page.limit)).await
}

/// One resource, in one round trip.
///
/// # Errors
/// [`AuthError::NotFound`], those of [`super::admit`].
pub async fn find(app: &App, authority: &Authority, id: &ResourceId) -> Result<Resource, AuthError> {
    look_up(app, authority, |batch| batch.resource(id)).await?.ok_or(AuthError::NotFound)
}

/// Registers a resource. It has no secret until one is made.
///
/// # Errors
/// [`ActError::IdentifierTaken`] if a client or another resource has its identifier, those of [`super::admit`].
pub async fn register(app: &App, requested: &RequestedAct<'_>, new: NewResource) -> Result<Resource, AuthError> {
    let id = ResourceId(app.ports.entropy.uuid()?);
    let act = requested.act(app, EventKind::ResourceMade, None).with_detail(Some(&id.0));
    let mut batch = Batch::new();
    let added = batch.add_resource(&act, &id, &new);
    let resource = batch.resource(&id);
    let mut done = batch.run(&*app.ports.database).await?;
    let is_added = done.take(added)?;
    done.take(resource)?.filter(|_| is_added).ok_or(ActError::IdentifierTaken.into())
}

/// Changes the members of a resource that a change names, and nothing at another version than it is meant for.
///
/// # Errors
/// [`AuthError::NotFound`], [`ActError::PreconditionFailed`], those of [`register`].
pub async fn change(
    app: &App,
    requested: &RequestedAct<'_>,
    id: &ResourceId,
    change: ResourceChange,
) -> Result<Resource, AuthError> {
    let act = requested.act(app, EventKind::ResourceChanged, None).with_detail(Some(&id.0));
    let mut batch = Batch::new();
    let changed = batch.change_resource(&act, id, change);
    batch.run(&*app.ports.database).await?.take(changed)
}

/// Deletes a resource.
///
/// # Errors
/// [`AuthError::NotFound`], those of [`super::admit`].
pub async fn delete(app: &App, requested: &RequestedAct<'_>, id: &ResourceId) -> Result<(), AuthError> {
    let act = requested.act(app, EventKind::ResourceDeleted, None).with_detail(Some(&id.0));
    let mut batch = Batch::new();
    let deleted = batch.delete_resource(&act, id);
    if batch.run(&*app.ports.database).await?.take(deleted)? { Ok(()) } else { Err(AuthError::NotFound) }
}

/// Gives a resource a secret to introspect tokens with. The one before is good for `grace` more seconds.
///
/// # Errors
/// [`AuthError::NotFound`], those of [`super::admit`].
pub async fn replace_secret(
    app: &App,
    requested: &RequestedAct<'_>,
    id: &ResourceId,
    grace: i64,
) -> Result<(Resource, ClientSecret), AuthError> {
    let (secret, new) = new_secret(app, grace)?;
    let act = requested.act(app, EventKind::ResourceSecretMade, None).with_detail(Some(&id.0));
    let mut batch = Batch::new();
    let replaced = batch.replace_resource_secret(&act, id, &new);
    let resource = batch.run(&*app.ports.database).await?.take(replaced)?.ok_or(AuthError::NotFound)?;
    Ok((resource, secret))
}
