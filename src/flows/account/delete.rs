//! Deletion of an account.

use crate::app::App;
use crate::domain::{AuthError, AuthorizationKind, Client};
use crate::flows::SignedIn;
use crate::flows::mailing::tell_of_change;
use crate::flows::password_check;
use crate::flows::requests::{RequestKey, forget_all};
use crate::mail::Change;
use crate::store::batches::account_deletion::{self, DeletedRequests};

/// Deletes the account and everything that belongs to it, and tells the address that it had. Needs the password or a
/// fresh session.
///
/// # Errors
/// [`AuthError::ReauthenticationRequired`], [`AuthError::InvalidCredentials`], [`AuthError::TooManyAttempts`],
/// [`AuthError::NotAllowed`] for the last operator, [`AuthError::Unavailable`].
pub async fn delete_account(
    app: &App,
    of: &SignedIn,
    password: Option<&str>,
    client: &Client,
) -> Result<(), AuthError> {
    let attempt = password_check::reauthenticate(app, of, password, client).await?;
    let requests =
        account_deletion::delete_account(&*app.ports.database, &of.account.id, attempt.as_ref(), app.now()).await?;
    forget_requests(app, requests);
    // Only a proven address is told: a stranger could sign up with any, and delete the account again.
    if let Some(address) = of.account.email.as_ref().filter(|_| of.account.email_proven) {
        tell_of_change(app, address, Change::AccountDeleted, client);
    }
    Ok(())
}

/// Removes the requests of a deleted account from KV, after the answer.
pub(in crate::flows) fn forget_requests(app: &App, DeletedRequests { tokens, authorizations }: DeletedRequests) {
    let authorizations = authorizations.into_iter().map(|(kind, hash)| match kind {
        AuthorizationKind::Login => RequestKey::Login(hash),
        AuthorizationKind::Pairing => RequestKey::Pairing(hash),
    });
    forget_all(app, tokens.into_iter().map(RequestKey::Token).chain(authorizations));
}
