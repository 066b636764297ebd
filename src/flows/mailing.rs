//! From a message to a mail on its way.

use super::requests::{PendingRequest, forget, remember};
use crate::app::App;
use crate::crypto::one_time_token::OneTimeToken;
use crate::delivery::deliver_after_answer;
use crate::domain::time::MINUTE;
use crate::domain::{Account, AuthError, Client, EmailAddress, RedirectUrl, TokenKind, UnixTime};
use crate::mail::{Composed, Message, compose};
use crate::ports::Mail;
use crate::store::one_time_tokens::{NewToken, Of, insert_token};

/// Writes to one person, after the answer, in the language of the one who asked.
pub fn write_to(app: &App, address: &str, message: &Message, asking: &Client) {
    let (service, language) = (app.clone(), asking.language);
    let (to, message) = (address.to_owned(), message.clone());
    deliver_after_answer(app, move || {
        let Composed { subject, text, html } = compose(&message, language, service.look());
        Mail { to, subject, text, html }
    });
}

/// Writes to the owner of an account, if it has an address.
pub fn write_to_owner(app: &App, account: &Account, message: &Message, asking: &Client) {
    if let Some(email) = &account.email {
        write_to(app, email, message, asking);
    }
}

/// Tells the owner of an account what the first proof of its address removed, if that happened at this very moment.
pub(super) fn tell_if_removed(app: &App, account: &Account, at: UnixTime, asking: &Client) {
    if let Some(removed) = account.removed.as_ref().filter(|removed| removed.at == at) {
        write_to_owner(app, account, &Message::EarlierSetupRemoved { setup: removed.setup.clone() }, asking);
    }
}

/// A fresh token to be mailed.
pub fn draw_token(app: &App, purpose: &str) -> Result<OneTimeToken, AuthError> {
    Ok(OneTimeToken::from_random(purpose, app.ports.entropy.bytes()?))
}

/// The link that opens a page with a token.
pub fn link(app: &App, page: &str, token: &OneTimeToken) -> String {
    format!("{}/{page}?token={}", app.config().public_url, token.expose())
}

/// For how many minutes a token is good.
pub fn minutes(kind: TokenKind) -> i64 {
    kind.lifetime() / MINUTE
}

/// What mails to an address are counted by, whether or not an account has it.
pub fn mail_subject(app: &App, email_key: &str) -> String {
    format!("mail:{}", app.keys().pseudonym(email_key))
}

/// What is stored of a token for the account's own address, or none.
pub fn new_token<'a>(
    app: &App,
    token: &OneTimeToken,
    kind: TokenKind,
    mail_subject: String,
    redirect_url: Option<&'a RedirectUrl>,
) -> NewToken<'a> {
    let limits = &app.config().limits;
    NewToken {
        id: token.fingerprint(),
        kind,
        address: None,
        code_hash: None,
        redirect_url,
        session_id: None,
        after: None,
        mail_subject,
        mail_limit: limits.mails,
        mail_window: limits.window,
        now: app.now(),
    }
}

/// Mails a link to the account that has this address, to the address as the account has it. For one that no account
/// has, nothing is mailed, and nothing tells.
///
/// # Errors
/// [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn mail_link(
    app: &App,
    kind: TokenKind,
    email: &EmailAddress,
    redirect_url: Option<RedirectUrl>,
    client: &Client,
    message: impl FnOnce(String) -> Message,
) -> Result<(), AuthError> {
    let token = draw_token(app, kind.as_str())?;
    let new = new_token(app, &token, kind, mail_subject(app, email.key()), redirect_url.as_ref());
    let asked = insert_token(&*app.ports.database, new, Of::EmailKey(email.key())).await?;
    forget(app, asked.replaced);
    let Some(account) = asked.issued_to else {
        return Ok(());
    };
    let address = account.email.clone().unwrap_or_default();
    write_to(app, &address, &message(link(app, kind.as_str(), &token)), client);
    let redirect_url = redirect_url.map(|url| url.as_str().to_owned());
    let request = PendingRequest::Token {
        email: address,
        redirect_url,
        account: account.origin(),
        is_proven: account.email_verified,
    };
    remember(app, &token, request, kind.lifetime());
    Ok(())
}
