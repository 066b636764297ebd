//! Refusal of a recovery that two operators agreed on, by the old mailbox and without a sign-in.

use crate::app::App;
use crate::crypto::one_time_token::OneTimeToken;
use crate::crypto::subkey::fingerprint;
use crate::domain::{AuthError, Client, RecoveryRequestId};
use crate::flows::events::stranger;
use crate::flows::mailing::link;
use crate::store::batches::recovery_requests::{find_refusable, refuse as delete_request};

/// Path of the page, and kind of its token.
pub const PAGE: &str = "refuse-recovery";

/// Token that refuses a request. It is computed from the request, so that both warnings have the same.
pub(in crate::flows) fn refusal_token(app: &App, request: &RecoveryRequestId) -> OneTimeToken {
    OneTimeToken::from_random(PAGE, app.keys().refusal(request))
}

pub(in crate::flows) fn refusal_link(app: &App, token: &OneTimeToken) -> String {
    link(app, PAGE, token)
}

/// Address of the account that an open link is about.
///
/// # Errors
/// [`AuthError::InvalidLink`], [`AuthError::Unavailable`].
pub async fn find(app: &App, token: &str) -> Result<String, AuthError> {
    let found = find_refusable(&*app.ports.database, &fingerprint(token), app.now()).await?;
    Ok(found.ok_or(AuthError::InvalidLink)?.email.unwrap_or_default())
}

/// Refuses the recovery: its link works no longer, or is never shown.
///
/// # Errors
/// [`AuthError::InvalidLink`], [`AuthError::Unavailable`].
pub async fn refuse(app: &App, token: &str, client: &Client) -> Result<(), AuthError> {
    let refused = delete_request(&*app.ports.database, &fingerprint(token), &stranger(app, client)).await?;
    if refused { Ok(()) } else { Err(AuthError::InvalidLink) }
}
