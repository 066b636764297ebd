//! Service keys.

use super::{ListPage, ListedPage, RequestedAct, list_newest};
use crate::app::App;
use crate::crypto::service_key::ServiceKey;
use crate::domain::{ActError, AuthError, Authority, EventKind, KeyScope, ServiceKeyId, UnixTime};
use crate::store::batch::Batch;
pub use crate::store::batches::service_keys::ListedKey;
use crate::store::batches::service_keys::NewKey;

/// Key to make.
pub struct WantedKey {
    pub name: String,
    pub scopes: Vec<KeyScope>,
    /// End; `None`: until it is deleted.
    pub ends_at: Option<UnixTime>,
}

/// One page of the service keys, newest first, in one round trip. Those that have ended are listed too.
///
/// # Errors
/// [`AuthError::InvalidRequest`] for a cursor of another list, those of [`super::admit`].
pub async fn list(app: &App, authority: &Authority, page: &ListPage) -> Result<ListedPage<ListedKey>, AuthError> {
    list_newest(app, authority, ("keys", page), |batch, behind| batch.service_keys(behind, page.limit)).await
}

/// Makes a key, whose text is shown this once.
///
/// # Errors
/// [`ActError::TooManyKeys`] past 100, those of [`super::admit`].
pub async fn make(
    app: &App,
    requested: &RequestedAct<'_>,
    wanted: WantedKey,
) -> Result<(ListedKey, ServiceKey), AuthError> {
    let entropy = &*app.ports.entropy;
    let key = ServiceKey::from_random(entropy.bytes()?, entropy.bytes()?);
    let WantedKey { name, scopes, ends_at } = wanted;
    let listed = ListedKey { id: key.id.clone(), name, scopes, created_at: app.now(), ends_at, last_used_at: None };
    let act = requested.act(app, EventKind::KeyMade, None).with_detail(Some(&listed.name));
    let mut batch = Batch::new();
    let claimed = batch.claim_new_service_key(&act);
    batch.insert_service_key(&act, &NewKey { key: &listed, hash: &key.hash() });
    if batch.run(&*app.ports.database).await?.take(claimed)? {
        Ok((listed, key))
    } else {
        Err(ActError::TooManyKeys.into())
    }
}

/// Deletes a key, which is good for nothing from then on.
///
/// # Errors
/// [`AuthError::NotFound`], those of [`super::admit`].
pub async fn delete(app: &App, requested: &RequestedAct<'_>, id: &ServiceKeyId) -> Result<(), AuthError> {
    let act = requested.act(app, EventKind::KeyDeleted, None).with_detail(Some(&id.0));
    let mut batch = Batch::new();
    let deleted = batch.claim_service_key_deletion(&act, id);
    if batch.run(&*app.ports.database).await?.take(deleted)? { Ok(()) } else { Err(AuthError::NotFound) }
}
