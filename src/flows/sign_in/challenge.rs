//! Sign-in whose code came later.

use super::{Issue, Opened, SignInProof, complete};
use crate::app::App;
use crate::crypto::subkey::fingerprint;
use crate::domain::{AuthError, Client};
use crate::flows::press;
use crate::store::batches::presses::PressedRow;

/// Finishes a deferred sign-in.
///
/// # Errors
/// [`AuthError::InvalidToken`] if it is no longer pending, [`AuthError::TotpRequired`], [`AuthError::InvalidTotp`],
/// [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn answer_challenge(
    app: &App,
    challenge: &str,
    code: Option<&str>,
    client: &Client,
    issue: Issue,
) -> Result<Opened, AuthError> {
    let code = code.ok_or(AuthError::TotpRequired)?.to_owned();
    let id = fingerprint(challenge);
    match complete(app, SignInProof::Challenge { id: id.clone(), code }, client, issue).await {
        Err(AuthError::InvalidToken) => {
            press::reopen(app, PressedRow::Request(&id), client, AuthError::InvalidToken).await
        }
        opened => opened,
    }
}
