//! Who an account is at other providers.

use super::whose::tell;
use crate::app::App;
use crate::domain::{AuthError, Client};
use crate::flows::SignedIn;
use crate::mail::Message;
use crate::store::identities::{ListedIdentity, find_identities_of, remove_identity};

/// The identities of the account.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn list(app: &App, of: &SignedIn) -> Result<Vec<ListedIdentity>, AuthError> {
    find_identities_of(&*app.ports.database, &of.account.id).await
}

/// Removes an identity, unless it is the last way in; ends the other sessions and tells the owner.
///
/// # Errors
/// [`AuthError::NotFound`], [`AuthError::LastWayIn`], [`AuthError::Unavailable`].
pub async fn unlink(app: &App, of: &SignedIn, id: &str, client: &Client) -> Result<(), AuthError> {
    remove_identity(&*app.ports.database, id, &of.account.id, &of.session.id).await?;
    tell(app, &of.account, &Message::IdentityUnlinked, client);
    Ok(())
}
