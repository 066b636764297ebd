//! Signing in by a mailed link.

use super::mailing::{mail_link, minutes};
use super::requests::forget;
use super::sign_in::{Issue, Opened, Proof, complete};
use crate::app::App;
use crate::crypto::subkey::fingerprint;
use crate::domain::{AuthError, Client, EmailAddress, RedirectUrl, TokenKind};
use crate::mail::Message;

const KIND: TokenKind = TokenKind::MagicLink;

/// Mails a link to the account's address. For an address that no account has, nothing is mailed, and nothing tells.
///
/// # Errors
/// [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn send(
    app: &App,
    email: &EmailAddress,
    redirect_url: Option<RedirectUrl>,
    client: &Client,
) -> Result<(), AuthError> {
    let message = |link| Message::MagicLink { link, minutes: minutes(KIND) };
    mail_link(app, KIND, email, redirect_url, client, message).await
}

/// Signs in with the mailed token. The first proof of an address takes away what was set before it.
///
/// # Errors
/// [`AuthError::InvalidToken`], [`AuthError::Unavailable`].
pub async fn redeem(
    app: &App,
    token: &str,
    code: Option<String>,
    client: &Client,
    issue: Issue,
) -> Result<Opened, AuthError> {
    let id = fingerprint(token);
    let opened = complete(app, Proof::MagicLink { id: id.clone(), code }, client, issue).await?;
    forget(app, [id]);
    Ok(opened)
}
