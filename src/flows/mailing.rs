//! Composition and sending of mails.

use super::requests::{PendingRequest, forget, remember};
use crate::app::App;
use crate::crypto::one_time_token::OneTimeToken;
use crate::domain::time::MINUTE;
use crate::domain::{
    Account, AuthError, Client, EmailAddress, EmailKey, EventId, Fingerprint, RedirectUrl, Role, TokenKind, UnixTime,
};
use crate::facts::Circumstances;
use crate::mail::{Attribution, By, Change, Composed, Message, Remedy, ToldAct, compose};
use crate::outbound::delivery::deliver_after_answer;
use crate::ports::Mail;
use crate::store::batches::acts::{ClaimedBy, find_claim};
use crate::store::batches::token_requests::insert_token;
use crate::store::subjects::Subject;
use crate::store::tables::authorizations::Pair;
use crate::store::tables::counting::Budget;
use crate::store::tables::mail_budgets::MailBudgets;
use crate::store::tables::one_time_tokens::{NewToken, TokenOwner};

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

/// Mails the account's address that the account is disabled, in place of a mail that helps to sign in. False if it is
/// not, and nothing was mailed.
pub(super) fn tell_if_disabled(app: &App, account: &Account, asking: &Client) -> bool {
    let Some(disabling) = account.disabling_at(app.now()) else { return false };
    let contact = app.config().support_contact.as_ref().map(|contact| contact.text.clone());
    let message = Message::AccountDisabled { reason: disabling.reason.clone(), contact };
    write_to_owner(app, account, &message, asking);
    true
}

/// Place that a request for a mail came from, and in which its code can be typed, if it has a field for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodePlace {
    /// Page of this service.
    Page,
    /// App of a dialect. It has a field for the code of a verification, beside a session.
    App,
}

/// Tells an address what was done to its account.
pub(super) fn tell_of_change(app: &App, address: &str, change: Change, by: &Client) {
    let remedy = change.remedy().map(|remedy| remedy_url(app, remedy));
    let link = change.own_link().map(str::to_owned).or(remedy);
    write_to(app, address, &Message::Changed { change, circumstances: Circumstances::of(by, app.now()), link }, by);
}

/// Tells the owner of an account what was done to it, if it has an address.
pub(super) fn tell_owner(app: &App, account: &Account, change: Change, by: &Client) {
    if let Some(email) = &account.email {
        tell_of_change(app, email, change, by);
    }
}

/// Tells an address of an act of an operator, a key or the command line on its account: who acted, when and why, as the
/// act's event has it. Nothing is sent if the act was not claimed.
pub(super) fn notify_act(app: &App, address: &str, act: ToldAct, event: &EventId, by: &Client) {
    if !app.config().sends_mail() {
        return;
    }
    let (worker, address, event, by) = (app.clone(), address.to_owned(), event.to_owned(), by.clone());
    app.run_after_answer("owner_notice_failed", async move {
        let Some(claimed) = find_claim(&*worker.ports.database, &event).await? else {
            return Ok(());
        };
        let remedy = act.remedy().map(|remedy| remedy_url(&worker, remedy));
        let link = act.own_link().map(str::to_owned).or(remedy);
        write_to(&worker, &address, &Message::Acted { act, attribution: attribution(claimed), link }, &by);
        Ok(())
    });
}

fn attribution(claimed: ClaimedBy) -> Attribution {
    let ClaimedBy { at, place, actor_role, key_name, reason } = claimed;
    let role = actor_role.as_deref().and_then(Role::parse).map(By::Role);
    let by = role.or_else(|| key_name.map(By::Key)).unwrap_or(By::CommandLine);
    Attribution { by, at, place, reason }
}

pub(super) fn remedy_url(app: &App, remedy: Remedy) -> String {
    format!("{}{}", app.config().public_url, remedy.path())
}

/// Tells the owner of an account what the first proof of its address removed, if that happened at this moment.
pub(super) fn tell_if_removed(app: &App, account: &Account, at: UnixTime, asking: &Client) {
    if let Some(removed) = account.removed.as_ref().filter(|removed| removed.at == at) {
        let circumstances = Circumstances::of(asking, at);
        let setup = app.config().with_provider_labels(removed.setup.clone());
        let message = Message::EarlierSetupRemoved { setup, circumstances };
        write_to_owner(app, account, &message, asking);
    }
}

/// Tells the owner of an address that somebody else tried to use it.
pub(super) fn tell_in_use(app: &App, address: &str, by: &Client) {
    write_to(app, address, &Message::AddressInUse { circumstances: Circumstances::of(by, app.now()) }, by);
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
    MagicLink { key: &'a EmailKey },
    /// Password reset.
    Reset { key: &'a EmailKey },
    /// Any other mail that a caller without a session can cause.
    Unauthenticated { key: &'a EmailKey },
    /// Mail to the address of the requesting session.
    OwnAddress { key: &'a EmailKey },
    /// Mail to the new address of a session's account.
    NewAddress { key: &'a EmailKey },
    /// Login of dialect C, which counts against its pair instead of the mailbox.
    Login(Pair<'a>),
}

/// Budgets of a mail that this client requests. No budget stays used up for longer than its link lives, so that the
/// newest link works in the meantime.
pub fn budgets(app: &App, purpose: Purpose<'_>, client: &Client) -> MailBudgets {
    let limits = &app.config().limits;
    let of_pseudonym = |subject: Subject, text: &str| subject.of(&app.keys().pseudonym(text).0);
    let of_mailbox = |subject, key: &EmailKey| of_pseudonym(subject, key.as_str());
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
        Purpose::Login(pair) => (
            of_pseudonym(Subject::Logins, &format!("{} {}", pair.username.as_str(), pair.email.as_str())),
            limits.window,
        ),
    };
    let client = Subject::ClientMails.of(&client.network().0);
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

/// Link to mail to the account with an address.
pub struct LinkToMail<'a> {
    pub kind: TokenKind,
    pub token: &'a OneTimeToken,
    /// Keyed hash of the code in the same mail.
    pub code_hash: Option<Fingerprint>,
    pub email: &'a EmailAddress,
    /// Redirect target afterwards.
    pub redirect_url: Option<RedirectUrl>,
}

/// Mails a link to the account with this address, in the account's own spelling. For an address without an account
/// nothing is mailed, and the answer is the same.
///
/// # Errors
/// [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn mail_link(
    app: &App,
    wanted: LinkToMail<'_>,
    client: &Client,
    message: impl FnOnce(String) -> Message,
) -> Result<(), AuthError> {
    let LinkToMail { kind, token, code_hash, email, redirect_url } = wanted;
    let key = email.key();
    let purpose = match kind {
        TokenKind::MagicLink => Purpose::MagicLink { key },
        TokenKind::ResetPassword => Purpose::Reset { key },
        TokenKind::VerifyEmail
        | TokenKind::ConfirmAddress
        | TokenKind::ApproveAddressChange
        | TokenKind::RemoveSecondFactor
        | TokenKind::Recovery
        | TokenKind::RequestedRecovery => Purpose::Unauthenticated { key },
    };
    let budgets = budgets(app, purpose, client);
    let new = NewToken { code_hash, redirect_url: redirect_url.as_ref(), ..new_token(app, token, kind, budgets) };
    let asked = insert_token(&*app.ports.database, new, TokenOwner::EmailKey(email.key())).await?;
    forget(app, asked.replaced);
    let Some(account) = asked.issued_to.filter(|account| !tell_if_disabled(app, account, client)) else {
        return Ok(());
    };
    let address = account.email.clone().unwrap_or_default();
    write_to(app, &address, &message(link(app, kind.as_str(), token)), client);
    let redirect_url = redirect_url.map(|url| url.as_str().to_owned());
    let request = PendingRequest::Token {
        email: address,
        redirect_url,
        account: account.origin(),
        is_proven: account.email_proven,
    };
    remember(app, token, request, kind.lifetime());
    Ok(())
}
