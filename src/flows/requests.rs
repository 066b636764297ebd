//! What was asked for and waits for a person, as its page shows it. It is kept near the reader, in KV, so that looking
//! at a page costs no round trip to the database; where it is not found, the database answers. It decides nothing.
//!
//! | key | value | lives |
//! | --- | --- | --- |
//! | `request:<SHA-256 of the mailed token>` | a [`PendingRequest`] in JSON, sealed with the token: only its reader can open it | as long as the token |

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::crypto::one_time_token::OneTimeToken;
use crate::crypto::sealed::Sealer;
use crate::crypto::subkey::fingerprint;
use crate::domain::authorization::Pending;
use crate::domain::first_proof::EarlierSetup;
use crate::domain::{Account, AccountId, AccountOrigin, AuthError, Secret, TokenKind, UnixTime};
use crate::store::first_proof::{OpenLink, find_open_link};
use crate::store::logins::find_pending_login;
use crate::store::one_time_tokens::find_open_token;

const PURPOSE: &str = "pending request";

/// A request that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PendingRequest {
    /// A mailed token.
    Token {
        /// The address it is about: the account's, or the one that is to become it.
        email: String,
        /// Where the browser goes afterwards.
        redirect_url: Option<String>,
        /// Which account this is.
        account: AccountOrigin,
        /// Whether its address was proven when the mail was sent.
        #[serde(default)]
        is_proven: bool,
    },
    /// A login.
    Login {
        /// The account's username.
        username: String,
        /// What the client calls itself.
        platform: String,
        /// Where it asks from.
        place: Option<String>,
        /// Its network address.
        address: Option<String>,
        /// When it asked.
        asked_at: UnixTime,
        /// Which account this is, if its mailbox was never proven.
        first_proof: Option<AccountOrigin>,
    },
}

impl PendingRequest {
    /// A login of this account.
    pub fn login(account: &Account, pending: Pending) -> Self {
        Self::Login {
            username: account.username.clone().unwrap_or_default(),
            platform: pending.label,
            place: pending.place,
            address: pending.address,
            asked_at: pending.asked_at,
            first_proof: (!account.email_verified).then(|| account.origin()),
        }
    }
}

fn key(id: &str) -> String {
    format!("request:{id}")
}

/// Seals with a mailed token what only its reader may see.
fn sealer(token: &str) -> (Sealer, AccountId) {
    (Sealer::new(&[(1, Secret::new(token.to_owned()))]), AccountId(String::new()))
}

/// Keeps a request near its reader, after the answer.
pub(super) fn remember(app: &App, token: &OneTimeToken, request: PendingRequest, lifetime: i64) {
    let (worker, token) = (app.clone(), token.expose().to_owned());
    app.run_after_answer("request_not_kept", async move {
        let (key, (sealer, nobody)) = (key(&fingerprint(&token)), sealer(&token));
        let value = serde_json::to_vec(&request).unwrap_or_default();
        let sealed = sealer.seal(PURPOSE, &nobody, &value, worker.ports.entropy.bytes()?)?;
        Ok(worker.ports.key_value.put(&key, &sealed, lifetime).await?)
    });
}

/// Forgets requests, after the answer.
pub(super) fn forget(app: &App, ids: impl IntoIterator<Item = String> + 'static) {
    let worker = app.clone();
    app.run_after_answer("request_not_forgotten", async move {
        for id in ids {
            worker.ports.key_value.delete(&key(&id)).await?;
        }
        Ok(())
    });
}

/// What is kept of a request; a failure is as good as nothing kept.
async fn recall(app: &App, token: &str) -> Option<PendingRequest> {
    let sealed = app.ports.key_value.get(&key(&fingerprint(token))).await.ok()??;
    let (sealer, nobody) = sealer(token);
    serde_json::from_slice(&sealer.open(PURPOSE, &nobody, &sealed)?.plaintext).ok()
}

/// The request behind a mailed token, for its page. That it is shown does not mean that it can still be acted on.
///
/// # Errors
/// [`AuthError::InvalidLink`], [`AuthError::Unavailable`].
pub async fn find_token(app: &App, token: &str, kind: TokenKind) -> Result<PendingRequest, AuthError> {
    if token.split_once('.').is_none_or(|(purpose, _)| purpose != kind.as_str()) {
        return Err(AuthError::InvalidLink);
    }
    if let Some(request @ PendingRequest::Token { .. }) = recall(app, token).await {
        return Ok(request);
    }
    let id = fingerprint(token);
    let open = find_open_token(&*app.ports.database, &id, kind, app.now()).await?.ok_or(AuthError::InvalidLink)?;
    let email = open.address.or_else(|| open.account.email.clone()).unwrap_or_default();
    let (account, is_proven) = (open.account.origin(), open.account.email_verified);
    Ok(PendingRequest::Token { email, redirect_url: open.redirect_url, account, is_proven })
}

/// Sign-in link, as its page shows it.
pub struct LinkRequest {
    /// Address it was mailed to.
    pub email: String,
    /// Where the browser goes afterwards.
    pub redirect_url: Option<String>,
    /// The account and what was set on it, if nobody has proven its address yet.
    pub first_proof: Option<(AccountOrigin, EarlierSetup)>,
}

/// The sign-in link with this token. Where its address was unproven when it was mailed, D1 is asked: the reader decides
/// on what is set now.
///
/// # Errors
/// As [`find_token`].
pub async fn find_link(app: &App, token: &str) -> Result<LinkRequest, AuthError> {
    const KIND: TokenKind = TokenKind::MagicLink;
    if token.split_once('.').is_none_or(|(purpose, _)| purpose != KIND.as_str()) {
        return Err(AuthError::InvalidLink);
    }
    if let Some(PendingRequest::Token { email, redirect_url, is_proven: true, .. }) = recall(app, token).await {
        return Ok(LinkRequest { email, redirect_url, first_proof: None });
    }
    let found = find_open_link(&*app.ports.database, &fingerprint(token), app.now()).await?;
    let OpenLink { account, redirect_url, setup } = found.ok_or(AuthError::InvalidLink)?;
    let first_proof = (!account.email_verified).then(|| (account.origin(), setup));
    Ok(LinkRequest { email: account.email.unwrap_or_default(), redirect_url, first_proof })
}

/// The login behind a mailed token, for its page.
///
/// # Errors
/// As [`find_token`].
pub async fn find_login(app: &App, token: &str) -> Result<PendingRequest, AuthError> {
    if let Some(request @ PendingRequest::Login { .. }) = recall(app, token).await {
        return Ok(request);
    }
    let id = fingerprint(token);
    let found = find_pending_login(&*app.ports.database, &id, app.now()).await?;
    let (account, pending) = found.ok_or(AuthError::InvalidLink)?;
    Ok(PendingRequest::login(&account, pending))
}
