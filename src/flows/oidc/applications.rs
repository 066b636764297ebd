//! Applications that an account signs in to, for its owner.

use crate::app::App;
use crate::domain::client_metadata::ClientId;
use crate::domain::{AuthError, Client};
use crate::flows::SignedIn;
use crate::flows::events::trace;
use crate::store::batches::applications::revoke_application;

/// Removes an application: what it was allowed ends, and its tokens with it.
///
/// # Errors
/// [`AuthError::NotFound`] for one that was allowed nothing, [`AuthError::Unavailable`].
pub async fn remove(app: &App, of: &SignedIn, id: &ClientId, client: &Client) -> Result<(), AuthError> {
    let removed = revoke_application(&*app.ports.database, &of.account.id, id, &trace(app, of, client)).await?;
    if removed { Ok(()) } else { Err(AuthError::NotFound) }
}
