//! Management of an account's identities at providers.

use crate::app::App;
use crate::domain::{AuthError, Client, IdentityId};
use crate::flows::SignedIn;
use crate::flows::events::trace;
use crate::flows::mailing::tell_owner;
use crate::flows::password_check::reauthenticate_alone;
use crate::mail::Change;
use crate::store::batches::identities::{Unlinking, remove_identity};
use crate::store::tables::identities::{ListedIdentity, find_identities_of};
use crate::store::ways_in::OpenWays;

/// Identities of the account.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn list(app: &App, of: &SignedIn) -> Result<Vec<ListedIdentity>, AuthError> {
    find_identities_of(&*app.ports.database, &of.account.id).await
}

/// Removes an identity, from a fresh session or with the password, unless it is the last way to sign in. Ends the other
/// sessions and tells the owner.
///
/// # Errors
/// [`AuthError::ReauthenticationRequired`], [`AuthError::InvalidCredentials`], [`AuthError::TooManyAttempts`],
/// [`AuthError::NotFound`], [`AuthError::LastWayIn`], [`AuthError::Unavailable`].
pub async fn unlink(
    app: &App,
    of: &SignedIn,
    id: &IdentityId,
    password: Option<&str>,
    client: &Client,
) -> Result<(), AuthError> {
    reauthenticate_alone(app, of, password, client).await?;
    let ways = OpenWays::of(app.config());
    let unlinking = Unlinking { identity: id, account: &of.account.id, session: &of.session.id, ways: &ways };
    remove_identity(&*app.ports.database, unlinking, &trace(app, of, client)).await?;
    tell_owner(app, &of.account, Change::IdentityUnlinked, client);
    Ok(())
}
