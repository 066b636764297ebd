//! Pending requests as their pages show them, cached in KV near the reader so that opening a page costs no round trip to
//! the database. If one is not found there, the database answers. The cache decides nothing.
//!
//! | key | value, in JSON | sealed |
//! | --- | --- | --- |
//! | `login:<SHA-256 of the mailed token>` | a [`PendingRequest::Login`] | with the token: only its reader can open it |
//! | `request:<SHA-256 of the mailed token>` | a [`PendingRequest::Token`] | with the token: only its reader can open it |
//! | `pairing:<keyed hash of the code>` | a [`Pending`] | under a subkey of `AUTH_SECRET` |
//! | `authorize:<SHA-256 of the id in the URL>` | a [`WaitingRequest`] | with the id: only its browser has it |
//!
//! Each entry holds the expiry of its request, since KV may keep it longer.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::crypto::keys::CodeHashes;
use crate::crypto::one_time_token::OneTimeToken;
use crate::crypto::sealed::Sealer;
use crate::crypto::subkey::fingerprint;
use crate::domain::authorization::Pending;
use crate::domain::first_proof::EarlierSetup;
use crate::domain::{
    Account, AccountOrigin, AuthError, AuthorizationId, AuthorizationKind, Fingerprint, Secret, TokenKind, UnixTime,
};
use crate::flows::oidc::waiting::{WaitingRequest, WaitingRequestId};
use crate::ports::Level;
use crate::store::batches::first_proof::{OpenLink, find_open_link};
use crate::store::batches::logins::find_pending_login;
use crate::store::tables::one_time_tokens::find_open_token;

const PURPOSE: &str = "pending request";

/// Pending request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PendingRequest {
    /// Mailed token.
    Token {
        /// Address that the request is about: the account's, or its new one.
        email: String,
        /// Redirect target afterwards.
        redirect_url: Option<String>,
        account: AccountOrigin,
        /// True if the address was proven when the mail was sent.
        #[serde(default)]
        is_proven: bool,
    },
    Login {
        /// Id of its authorization.
        id: AuthorizationId,
        username: String,
        /// Platform label of the client.
        platform: String,
        /// City and country of the client.
        place: Option<String>,
        /// IP address of the client.
        address: Option<String>,
        asked_at: UnixTime,
        /// Account, if its mailbox was never proven.
        first_proof: Option<AccountOrigin>,
    },
}

impl PendingRequest {
    /// Pending login of an account.
    pub fn login(account: &Account, pending: Pending) -> Self {
        Self::Login {
            id: pending.id,
            username: account.username.clone().unwrap_or_default(),
            platform: pending.label,
            place: pending.place,
            address: pending.address,
            asked_at: pending.asked_at,
            first_proof: (!account.email_proven).then(|| account.origin()),
        }
    }

    /// Key of the request, by the fingerprint of its mailed token.
    fn key(&self, fingerprint: Fingerprint) -> RequestKey {
        match self {
            Self::Token { .. } => RequestKey::Token(fingerprint),
            Self::Login { .. } => RequestKey::Login(fingerprint),
        }
    }
}

/// Key of a request in KV.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestKey {
    /// Fingerprint of a login's mailed token.
    Login(Fingerprint),
    /// Keyed hash of a pairing code.
    Pairing(Fingerprint),
    /// Fingerprint of the id of a client's authorization request.
    Authorize(Fingerprint),
    /// Fingerprint of any other mailed token.
    Token(Fingerprint),
}

impl fmt::Display for RequestKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Login(hash) => write!(formatter, "login:{hash}"),
            Self::Pairing(hash) => write!(formatter, "pairing:{hash}"),
            Self::Authorize(hash) => write!(formatter, "authorize:{hash}"),
            Self::Token(hash) => write!(formatter, "request:{hash}"),
        }
    }
}

/// Plaintext of an entry.
#[derive(Serialize, Deserialize)]
struct CachedRequest<T> {
    expires_at: UnixTime,
    request: T,
}

/// Sealer keyed with a mailed token, for its reader only.
fn sealer_of(token: &str) -> Sealer {
    Sealer::new(&[(1, Secret::new(token.to_owned()))])
}

/// Stores an entry. Its key is associated data: an entry moved to another key does not open.
async fn put<T: Serialize>(
    app: &App,
    key: &RequestKey,
    sealer: &Sealer,
    kept: &CachedRequest<T>,
) -> Result<(), AuthError> {
    let lifetime = kept.expires_at - app.now();
    let key = key.to_string();
    let plaintext = serde_json::to_vec(kept).unwrap_or_default();
    let sealed = sealer.seal(PURPOSE, &key, &plaintext, app.ports.entropy.bytes()?)?;
    Ok(app.ports.key_value.put(&key, &sealed, lifetime).await?)
}

/// Reads an unexpired entry. A failure is logged and counts as a missing entry.
async fn get<T: DeserializeOwned>(app: &App, key: &RequestKey, sealer: &Sealer) -> Option<T> {
    let key = key.to_string();
    let sealed = match app.ports.key_value.get(&key).await {
        Ok(sealed) => sealed?,
        Err(error) => {
            app.log(Level::Warning, "kv_read_failed", &error.to_string());
            return None;
        }
    };
    let kept: CachedRequest<T> = serde_json::from_slice(&sealer.open(PURPOSE, &key, &sealed)?.plaintext).ok()?;
    (kept.expires_at > app.now()).then_some(kept.request)
}

/// Caches a request after the answer.
pub(super) fn remember(app: &App, token: &OneTimeToken, request: PendingRequest, lifetime: i64) {
    let (worker, token) = (app.clone(), token.expose().to_owned());
    let kept = CachedRequest { expires_at: app.now() + lifetime, request };
    app.run_after_answer("kv_write_failed", async move {
        let key = kept.request.key(fingerprint(&token));
        put(&worker, &key, &sealer_of(&token), &kept).await
    });
}

/// Caches a waiting device after the answer, for the person who will type its code.
pub(super) fn remember_pairing(app: &App, code_hash: Fingerprint, device: Pending) {
    let worker = app.clone();
    let kept = CachedRequest { expires_at: device.asked_at + AuthorizationKind::Pairing.lifetime(), request: device };
    app.run_after_answer("kv_write_failed", async move {
        put(&worker, &RequestKey::Pairing(code_hash), &worker.keys().pairing_requests, &kept).await
    });
}

/// Caches an authorization request that waits, after the answer.
pub(super) fn remember_waiting(app: &App, id: &WaitingRequestId, request: WaitingRequest, lifetime: i64) {
    let (worker, id) = (app.clone(), id.0.clone());
    let kept = CachedRequest { expires_at: app.now() + lifetime, request };
    app.run_after_answer("kv_write_failed", async move {
        put(&worker, &RequestKey::Authorize(fingerprint(&id)), &sealer_of(&id), &kept).await
    });
}

/// Cached authorization request with this id.
pub(super) async fn recall_waiting(app: &App, id: &WaitingRequestId) -> Option<WaitingRequest> {
    get(app, &RequestKey::Authorize(fingerprint(&id.0)), &sealer_of(&id.0)).await
}

/// Cached device with this keyed hash of its code.
pub(super) async fn recall_pairing(app: &App, code_hash: &Fingerprint) -> Option<Pending> {
    get(app, &RequestKey::Pairing(code_hash.clone()), &app.keys().pairing_requests).await
}

/// Removes the requests with these fingerprints, after the answer.
pub(super) fn forget(app: &App, fingerprints: impl IntoIterator<Item = Fingerprint> + 'static) {
    forget_all(app, fingerprints.into_iter().map(RequestKey::Token));
}

/// Removes a decided device, after the answer.
pub(super) fn forget_pairing(app: &App, CodeHashes { current, previous }: CodeHashes) {
    forget_all(app, [Some(current), previous].into_iter().flatten().map(RequestKey::Pairing));
}

/// Removes requests of any kind, after the answer.
pub(super) fn forget_all(app: &App, keys: impl IntoIterator<Item = RequestKey> + 'static) {
    let worker = app.clone();
    app.run_after_answer("kv_delete_failed", async move {
        for key in keys {
            worker.ports.key_value.delete(&key.to_string()).await?;
        }
        Ok(())
    });
}

/// Request behind a mailed token, for its page. It may no longer be valid.
///
/// # Errors
/// [`AuthError::InvalidLink`], [`AuthError::Unavailable`].
pub async fn find_token(app: &App, token: &str, kind: TokenKind) -> Result<PendingRequest, AuthError> {
    if token.split_once('.').is_none_or(|(purpose, _)| purpose != kind.as_str()) {
        return Err(AuthError::InvalidLink);
    }
    let id = fingerprint(token);
    let kept = get(app, &RequestKey::Token(id.clone()), &sealer_of(token)).await;
    if let Some(request @ PendingRequest::Token { .. }) = kept {
        return Ok(request);
    }
    let open = find_open_token(&*app.ports.database, &id, kind, app.now()).await?.ok_or(AuthError::InvalidLink)?;
    let email = open.address.or_else(|| open.account.email.clone()).unwrap_or_default();
    let (account, is_proven) = (open.account.origin(), open.account.email_proven);
    Ok(PendingRequest::Token { email, redirect_url: open.redirect_url, account, is_proven })
}

/// Sign-in link for its page.
pub struct LinkRequest {
    /// Recipient of the link.
    pub email: String,
    /// Redirect target afterwards.
    pub redirect_url: Option<String>,
    /// Account and its setup, if its address is unproven.
    pub first_proof: Option<(AccountOrigin, EarlierSetup)>,
}

/// Sign-in link with this token. If its address was unproven when it was mailed, D1 is asked, since the reader decides
/// on the current setup.
///
/// # Errors
/// As [`find_token`].
pub async fn find_link(app: &App, token: &str) -> Result<LinkRequest, AuthError> {
    const KIND: TokenKind = TokenKind::MagicLink;
    if token.split_once('.').is_none_or(|(purpose, _)| purpose != KIND.as_str()) {
        return Err(AuthError::InvalidLink);
    }
    let id = fingerprint(token);
    let kept = get(app, &RequestKey::Token(id.clone()), &sealer_of(token)).await;
    if let Some(PendingRequest::Token { email, redirect_url, is_proven: true, .. }) = kept {
        return Ok(LinkRequest { email, redirect_url, first_proof: None });
    }
    find_link_by_id(app, &id).await
}

/// As [`find_link`], by the fingerprint of the token, from D1.
pub(super) async fn find_link_by_id(app: &App, id: &Fingerprint) -> Result<LinkRequest, AuthError> {
    let found = find_open_link(&*app.ports.database, id, app.now()).await?;
    let OpenLink { account, redirect_url, setup } = found.ok_or(AuthError::InvalidLink)?;
    let first_proof = (!account.email_proven).then(|| (account.origin(), app.config().with_provider_labels(setup)));
    Ok(LinkRequest { email: account.email.unwrap_or_default(), redirect_url, first_proof })
}

/// Login behind a mailed token, for its page.
///
/// # Errors
/// As [`find_token`].
pub async fn find_login(app: &App, token: &str) -> Result<PendingRequest, AuthError> {
    let id = fingerprint(token);
    let kept = get(app, &RequestKey::Login(id.clone()), &sealer_of(token)).await;
    if let Some(request @ PendingRequest::Login { .. }) = kept {
        return Ok(request);
    }
    let found = find_pending_login(&*app.ports.database, &id, app.now()).await?;
    let (account, pending) = found.ok_or(AuthError::InvalidLink)?;
    Ok(PendingRequest::login(&account, pending))
}
