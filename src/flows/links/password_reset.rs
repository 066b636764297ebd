//! Password reset through the mailbox.

use crate::app::App;
use crate::crypto::subkey::fingerprint;
use crate::domain::{AuthError, Client, EmailAddress, Password, PasswordRule, RedirectUrl, TokenKind};
use crate::flows::events::stranger;
use crate::flows::mailing::{LinkToMail, draw_token, mail_link, minutes, require_mail, tell_if_removed, tell_owner};
use crate::flows::new_password::{self, Owner};
use crate::flows::requests::forget;
use crate::mail::{Change, Message};
use crate::store::batches::mailbox_proof::{Spending, consume_reset};
use crate::store::tables::one_time_tokens::find_open_token;

const KIND: TokenKind = TokenKind::ResetPassword;

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
    require_mail(app)?;
    let message = |link| Message::ResetPassword { link, minutes: minutes(KIND) };
    let token = draw_token(app, KIND.as_str())?;
    mail_link(app, LinkToMail { kind: KIND, token: &token, code_hash: None, email, redirect_url }, client, message)
        .await
}

/// Sets the password and ends every session, without signing in. The owner is told.
///
/// # Errors
/// [`AuthError::PasswordTooShort`], [`AuthError::PasswordTooLong`], [`AuthError::PasswordTooCommon`],
/// [`AuthError::PasswordBreached`], [`AuthError::InvalidLink`], [`AuthError::Unavailable`].
pub async fn reset(app: &App, token: &str, new: &str, client: &Client) -> Result<(), AuthError> {
    let new = Password::chosen(new, PasswordRule::Typed)?;
    let (id, database) = (fingerprint(token), &*app.ports.database);
    // Looked up first: a made-up token must not cost a hash.
    let open = find_open_token(database, &id, KIND, app.now()).await?.ok_or(AuthError::InvalidLink)?;
    new_password::judge(app, &new, Owner::of(&open.account)).await?;
    let password = new_password::hash(app, &new)?;
    let trace = stranger(app, client);
    let spending = Spending { token: &id, by: &app.ports.entropy.actor()? };
    let account = consume_reset(database, spending, &password, &trace).await?;
    let account = account.ok_or(AuthError::InvalidLink)?;
    forget(app, [id]);
    tell_owner(app, &account, Change::PasswordChanged, client);
    tell_if_removed(app, &account, trace.at, client);
    Ok(())
}
