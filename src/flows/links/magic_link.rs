//! Sign-in by a mailed link.

use crate::app::App;
use crate::crypto::subkey::fingerprint;
use crate::domain::first_proof::LinkAnswer;
use crate::domain::{AuthError, Client, EmailAddress, RedirectUrl, TokenKind};
use crate::flows::links::press;
use crate::flows::mailing::{mail_link, minutes, tell_if_removed};
use crate::flows::requests::forget;
use crate::flows::sign_in::{Issue, Opened, SignInProof, complete};
use crate::mail::Message;
use crate::store::batches::presses::PressedRow;

const KIND: TokenKind = TokenKind::MagicLink;

/// Mails a link to the account's address. For an address without an account nothing is mailed, and the answer is the
/// same.
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

/// Sign-in link presented by its reader.
pub struct AnsweredLink<'a> {
    /// Token from the mail.
    pub token: &'a str,
    /// Reader's answer.
    pub answer: LinkAnswer,
    /// Code of the second factor.
    pub code: Option<String>,
}

/// Signs in with the mailed token and acts on the reader's answer. If a first proof removed an earlier setup, the owner
/// is told.
///
/// # Errors
/// [`AuthError::InvalidToken`], [`AuthError::InvalidRequest`] if the reader did not say whose an unproven account is,
/// [`AuthError::TotpRequired`], [`AuthError::InvalidTotp`], [`AuthError::Unavailable`].
pub async fn redeem(app: &App, shown: AnsweredLink<'_>, client: &Client, issue: Issue) -> Result<Opened, AuthError> {
    let AnsweredLink { token, answer, code } = shown;
    let id = fingerprint(token);
    let opened = match complete(app, SignInProof::MagicLink { id: id.clone(), answer, code }, client, issue).await {
        Err(AuthError::InvalidToken) => {
            return press::reopen(app, PressedRow::Request(&id), client, AuthError::InvalidToken).await;
        }
        opened => opened?,
    };
    forget(app, [id]);
    tell_if_removed(app, &opened.signed_in.account, opened.signed_in.session.created_at, client);
    Ok(opened)
}
