//! Composition and sending of mails.

use super::requests::{PendingRequest, forget, remember};
use crate::app::App;
use crate::crypto::one_time_token::OneTimeToken;
use crate::domain::time::MINUTE;
use crate::domain::{Account, AuthError, Client, EmailAddress, RedirectUrl, TokenKind, UnixTime};
use crate::mail::{Composed, Message, compose};
use crate::outbound::delivery::deliver_after_answer;
use crate::ports::Mail;
use crate::store::batches::token_requests::insert_token;
use crate::store::subjects::Subject;
use crate::store::tables::authorizations::Pair;
use crate::store::tables::counting::Budget;
use crate::store::tables::mail_budgets::MailBudgets;
use crate::store::tables::one_time_tokens::{NewToken, Of};

/// Refuses a request for a mail if no transport is configured.
///
/// # Errors
/// [`AuthError::MailNotConfigured`].
pub fn require_mail(app: &App) -> Result<(), AuthError> {
    if app.config().sends_mail() { Ok(()) } else { Err(AuthError::MailNotConfigured) }
}

/// Mails one person after the answer, in the language of the client that caused it. Does nothing without a transport.
pub fn write_to(app: &App, address: &str, message: &Message, asking: &Client) {
    if !app.config().sends_mail() {
        return;
    }
    let (service, language) = (app.clone(), asking.language);
    let (to, message) = (address.to_owned(), message.clone());
    deliver_after_answer(app, move || {
        let Composed { subject, text, html } = compose(&message, language, service.look());
        Mail { to, subject, text, html }
    });
}

/// Mails the owner of an account, if it has an address.
pub fn write_to_owner(app: &App, account: &Account, message: &Message, asking: &Client) {
    if let Some(email) = &account.email {
        write_to(app, email, message, asking);
    }
}

/// Tells the owner of an account what the first proof of its address removed, if that happened at this moment.
pub(super) fn tell_if_removed(app: &App, account: &Account, at: UnixTime, asking: &Client) {
    if let Some(removed) = account.removed.as_ref().filter(|removed| removed.at == at) {
        write_to_owner(app, account, &Message::EarlierSetupRemoved { setup: removed.setup.clone() }, asking);
    }
}

/// Draws a token to mail.
pub fn draw_token(app: &App, purpose: &str) -> Result<OneTimeToken, AuthError> {
    Ok(OneTimeToken::from_random(purpose, app.ports.entropy.bytes()?))
}

/// Link that opens a page with a token.
pub fn link(app: &App, page: &str, token: &OneTimeToken) -> String {
    format!("{}/{page}?token={}", app.config().public_url, token.expose())
}

/// Lifetime of a token, in minutes.
pub fn minutes(kind: TokenKind) -> i64 {
    kind.lifetime() / MINUTE
}

/// Purpose of a mail. Each has its own budget, so that others cannot use up the owner's links. `key` is the mailbox's,
/// whether or not an account has it.
#[derive(Clone, Copy)]
pub enum Purpose<'a> {
    /// Sign-in link.
    MagicLink { key: &'a str },
    /// Password reset.
    Reset { key: &'a str },
    /// Any other mail that a caller without a session can cause.
    Unauthenticated { key: &'a str },
    /// Mail to the address of the requesting session.
    OwnAddress { key: &'a str },
    /// Mail to the new address of a session's account.
    NewAddress { key: &'a str },
    /// Login of dialect C, which counts against its pair instead of the mailbox.
    Login(Pair<'a>),
}

/// Budgets of a mail that this client requests. No budget stays used up for longer than its link lives, so that the
/// newest link works in the meantime.
pub fn budgets(app: &App, purpose: Purpose<'_>, client: &Client) -> MailBudgets {
    let limits = &app.config().limits;
    let of_mailbox = |subject: Subject, key: &str| subject.of(&app.keys().pseudonym(key));
    let (subject, window) = match purpose {
        Purpose::MagicLink { key } => {
            (of_mailbox(Subject::MagicLinks, key), limits.window.min(TokenKind::MagicLink.lifetime()))
        }
        Purpose::Reset { key } => {
            (of_mailbox(Subject::Resets, key), limits.window.min(TokenKind::ResetPassword.lifetime()))
        }
        Purpose::Unauthenticated { key } => (of_mailbox(Subject::Mails, key), limits.window),
        Purpose::OwnAddress { key } => (of_mailbox(Subject::OwnMails, key), limits.window),
        Purpose::NewAddress { key } => (of_mailbox(Subject::NewMails, key), limits.window),
        // A username contains no space, so different pairs give different texts.
        Purpose::Login(pair) => {
            (of_mailbox(Subject::Logins, &format!("{} {}", pair.username, pair.email)), limits.window)
        }
    };
    let client = Subject::ClientMails.of(&client.address_key());
    MailBudgets {
        client: Budget { subject: client, limit: limits.client_mails, window: limits.window },
        recipient: Budget { subject, limit: limits.mails, window },
    }
}

/// Row of a token for the account's own address, or for none.
pub fn new_token<'a>(app: &App, token: &OneTimeToken, kind: TokenKind, budgets: MailBudgets) -> NewToken<'a> {
    NewToken {
        id: token.fingerprint(),
        kind,
        address: None,
        code_hash: None,
        redirect_url: None,
        session_id: None,
        after: None,
        budgets,
        now: app.now(),
    }
}

/// Mails a link to the account with this address, in the account's own spelling. For an address without an account
/// nothing is mailed, and the answer is the same.
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
    require_mail(app)?;
    let token = draw_token(app, kind.as_str())?;
    let key = email.key();
    let purpose = match kind {
        TokenKind::MagicLink => Purpose::MagicLink { key },
        TokenKind::ResetPassword => Purpose::Reset { key },
        TokenKind::VerifyEmail | TokenKind::ConfirmAddress | TokenKind::ApproveAddressChange => {
            Purpose::Unauthenticated { key }
        }
    };
    let budgets = budgets(app, purpose, client);
    let new = NewToken { redirect_url: redirect_url.as_ref(), ..new_token(app, &token, kind, budgets) };
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
