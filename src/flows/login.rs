//! Login without a password: the client waits, the mailbox approves, and the client's next poll gets the session.

use serde::Serialize;

use super::events::{refuse_code, stranger};
use super::mailing::{Purpose, budgets, draw_token, link, require_mail, tell_if_disabled, write_to};
use super::password_check::release_after_answer;
use super::requests::{PendingRequest, RequestKey, forget_all, remember};
use super::second_factor::{self, RequestCode};
use super::sign_in::{Issue, Opened, SignInProof, complete};
use crate::app::App;
use crate::crypto::subkey::fingerprint;
use crate::domain::authorization::{APPROVE_LOGIN, LoginDecision, Pending};
use crate::domain::time::MINUTE;
use crate::domain::{
    AuthError, AuthorizationId, AuthorizationKind, Client, EmailAddress, Fingerprint, UnixTime, Username,
};
use crate::mail::Message;
use crate::store::batches::logins::{DecidedLogin, consume_login, find_pending_login, insert_login};
use crate::store::tables::authorizations::{NewAuthorization, Pair};
use crate::store::tables::challenges::is_open;

const KIND: AuthorizationKind = AuthorizationKind::Login;

/// Id that a waiting client polls with: whoever has it gets the session. Its fingerprint is the [`AuthorizationId`].
#[derive(Serialize)]
#[serde(transparent)]
pub struct AuthId(pub String);

impl AuthId {
    /// Draws an id.
    pub(super) fn draw(app: &App) -> Result<Self, AuthError> {
        app.ports.entropy.uuid().map(Self)
    }

    pub(super) fn authorization(&self) -> AuthorizationId {
        AuthorizationId(fingerprint(&self.0).0)
    }
}

/// Answer to a waiting client.
pub struct Waiting {
    pub auth_id: AuthId,
    /// End of the wait.
    pub expires_at: UnixTime,
}

/// Starts a login and mails the account. An unknown pair of username and address gets the same answer and is never
/// approved.
///
/// # Errors
/// [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn start(
    app: &App,
    username: &Username,
    email: &EmailAddress,
    client: &Client,
) -> Result<Waiting, AuthError> {
    require_mail(app)?;
    let now = app.now();
    let auth_id = AuthId::draw(app)?;
    let token = draw_token(app, APPROVE_LOGIN)?;
    let id = auth_id.authorization();
    let new = NewAuthorization { id: &id, secret_hash: &token.fingerprint(), client, now };
    let username_key = username.key();
    let pair = Pair { username: &username_key, email: email.key() };
    let budgets = budgets(app, Purpose::Login(pair), client);
    let account = insert_login(&*app.ports.database, new, pair, &budgets).await?;
    if let Some(account) = account.filter(|account| !tell_if_disabled(app, account, client)) {
        let address = client.address.map(|address| address.to_string());
        let message = Message::ApproveLogin {
            link: link(app, APPROVE_LOGIN, &token),
            username: username.as_typed().to_owned(),
            platform: client.platform.clone(),
            place: client.place.clone(),
            address: address.clone(),
            asked_at: now,
            minutes: KIND.lifetime() / MINUTE,
        };
        write_to(app, account.email.as_deref().unwrap_or_default(), &message, client);
        let (label, place) = (client.platform.clone(), client.place.clone());
        let request = PendingRequest::login(&account, Pending { id, label, place, address, asked_at: now });
        remember(app, &token, request, KIND.lifetime());
    }
    Ok(Waiting { auth_id, expires_at: now + KIND.lifetime() })
}

/// Decides a login from the mailbox, once. Approval needs a code if a second factor is enabled.
///
/// # Errors
/// [`AuthError::InvalidLink`], [`AuthError::TotpRequired`], [`AuthError::InvalidTotp`], [`AuthError::TooManyAttempts`],
/// [`AuthError::Unavailable`].
pub async fn decide(
    app: &App,
    token: &str,
    decision: LoginDecision,
    code: Option<&str>,
    client: &Client,
) -> Result<(), AuthError> {
    let id = fingerprint(token);
    let by = app.ports.entropy.actor()?;
    let shown = match (decision, code) {
        (LoginDecision::Approve, Some(code)) => second_factor::look_at_code(app, &id, code, client).await?,
        (LoginDecision::Approve, None) => require_no_second_factor(app, &id).await?,
        (LoginDecision::Refuse | LoginDecision::Disown, _) => None,
    };
    let database = &*app.ports.database;
    let code = shown.as_ref().and_then(|shown| shown.code.as_ref());
    let decided = DecidedLogin { secret_hash: &id, by: &by, decision, code };
    if !consume_login(database, decided, &stranger(app, client)).await? {
        return Err(match &shown {
            Some(shown) if is_open(database, &id, app.now()).await? => refuse_code(app, &shown.account, None, client),
            _ => AuthError::InvalidLink,
        });
    }
    forget_all(app, [RequestKey::Login(id)]);
    if let Some(used) = code {
        second_factor::tell_if_backup_code(app, used, client);
    }
    if let Some(shown) = &shown {
        release_after_answer(app, |batch| batch.accept(&shown.attempt));
    }
    Ok(())
}

async fn require_no_second_factor(app: &App, id: &Fingerprint) -> Result<Option<RequestCode>, AuthError> {
    let pending = find_pending_login(&*app.ports.database, id, app.now()).await?;
    let (account, _) = pending.ok_or(AuthError::InvalidLink)?;
    if account.second_factor { Err(AuthError::TotpRequired) } else { Ok(None) }
}

/// Answers a poll for a login or pairing: with its session, once it is approved.
///
/// # Errors
/// [`AuthError::NotAuthorized`], [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn collect(app: &App, auth_id: &AuthId, client: &Client) -> Result<Opened, AuthError> {
    complete(app, SignInProof::Authorization(auth_id.authorization()), client, Issue::Token).await
}
