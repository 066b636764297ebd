//! Password check. An attempt is reserved before the password is looked at, and the work is the same whether or not the
//! account exists.
//!
//! A wrong password leaves its attempt counted, as a failure. A right one returns the attempt, which the caller releases
//! in the batch that acts on the password.

use super::SignedIn;
use super::events::record_after_answer;
use crate::app::App;
use crate::crypto::password_hash::Comparison;
use crate::domain::{Account, AuthError, Client, EventKind, Password, PasswordId};
use crate::store::batch::Batch;
use crate::store::rows::{StoredPassword, StoredTotp};
use crate::store::tables::attempts::{Attempt, AttemptedAccount, Factors, NewAttempt, Tried, reserve_attempt};
use crate::store::tables::passwords::update_hash;

/// Password to check.
#[derive(Clone, Copy)]
pub struct PresentedPassword<'a> {
    /// Account that it is meant for.
    pub tried: Tried<'a>,
    pub factors: Factors,
    /// As the client sent it.
    pub password: &'a str,
    pub client: &'a Client,
}

/// Right password.
pub struct CheckedPassword {
    pub account: Account,
    pub password_id: PasswordId,
    /// Second factor of the account.
    pub totp: Option<StoredTotp>,
    /// Attempt to release.
    pub attempt: Attempt,
}

/// Reserves an attempt, then compares. An outdated hash is replaced after the answer.
///
/// # Errors
/// [`AuthError::InvalidCredentials`]; [`AuthError::TooManyAttempts`], whether or not the password is right;
/// [`AuthError::Unavailable`].
pub async fn check(app: &App, presented: PresentedPassword<'_>) -> Result<CheckedPassword, AuthError> {
    let PresentedPassword { tried, factors, password, client } = presented;
    let password = Password::presented(password).ok_or(AuthError::InvalidCredentials)?;
    let limits = &app.config().limits;
    let new = NewAttempt { tried, factors, network: &client.network(), limits, now: app.now() };
    let (attempt, holder) = reserve_attempt(&*app.ports.database, new).await?;
    if let Some(retry_after) = attempt.retry_after(limits, app.now()) {
        // The password was not compared, so it does not count: whoever is beyond one limit must not fill the others.
        release_after_answer(app, |batch| batch.release(&attempt));
        return Err(AuthError::TooManyAttempts { retry_after });
    }
    let hasher = &app.keys().passwords;
    let Some(AttemptedAccount { account, password: stored, totp, .. }) = holder else {
        hasher.verify_nothing(&password)?;
        release_after_answer(app, |batch| batch.release_codes(&attempt));
        return Err(AuthError::InvalidCredentials);
    };
    let Some(stored) = stored else {
        hasher.verify_nothing(&password)?;
        return Err(refuse(app, &account, &presented, &attempt));
    };
    match hasher.verify(&password, &stored.hash)? {
        Comparison::Differs => return Err(refuse(app, &account, &presented, &attempt)),
        Comparison::Matches => {}
        Comparison::MatchesOutdated => rehash_after_answer(app, &account, &stored, password),
    }
    // Only now: before a right password, this answer would tell that the account exists.
    if let Some(retry_after) = totp.as_ref().and_then(|_| attempt.code_retry_after(limits, app.now())) {
        release_after_answer(app, |batch| batch.release(&attempt));
        return Err(AuthError::TooManyAttempts { retry_after });
    }
    Ok(CheckedPassword { account, password_id: stored.id, totp, attempt })
}

/// Checks the password of a session's account.
///
/// # Errors
/// As [`check`].
pub async fn check_own(
    app: &App,
    of: &SignedIn,
    password: &str,
    client: &Client,
) -> Result<CheckedPassword, AuthError> {
    let tried = Tried::Account(&of.account.id);
    check(app, PresentedPassword { tried, factors: Factors::Password, password, client }).await
}

/// Refuses a wrong password and records it. A code beside it was not checked, so it does not count.
fn refuse(app: &App, account: &Account, presented: &PresentedPassword<'_>, attempt: &Attempt) -> AuthError {
    release_after_answer(app, |batch| batch.release_codes(attempt));
    let kind = match presented.tried {
        Tried::Account(_) | Tried::Session { .. } => EventKind::ReauthenticationFailed,
        Tried::Key { .. } | Tried::Request(_) => EventKind::SignInFailed,
    };
    record_after_answer(app, kind, &account.id, None, presented.client);
    AuthError::InvalidCredentials
}

/// Reauthenticates for a sensitive change, by the password or a fresh session. Returns the attempt to release, if there
/// was a password.
///
/// # Errors
/// [`AuthError::ReauthenticationRequired`] without either, and as [`check`].
pub async fn reauthenticate(
    app: &App,
    of: &SignedIn,
    password: Option<&str>,
    client: &Client,
) -> Result<Option<Attempt>, AuthError> {
    match password {
        Some(password) => check_own(app, of, password, client).await.map(|checked| Some(checked.attempt)),
        None if of.session.is_fresh(app.now()) => Ok(None),
        None => Err(AuthError::ReauthenticationRequired),
    }
}

/// Releases after the answer what was reserved and is no failure.
pub(super) fn release_after_answer(app: &App, release: impl FnOnce(&mut Batch)) {
    let mut batch = Batch::new();
    release(&mut batch);
    if batch.is_empty() {
        return;
    }
    let worker = app.clone();
    app.run_after_answer("attempt_release_failed", async move {
        batch.run(&*worker.ports.database).await?;
        Ok(())
    });
}

/// [`reauthenticate`] for flows without a batch of their own to release the attempt in.
///
/// # Errors
/// As [`reauthenticate`].
pub(super) async fn reauthenticate_alone(
    app: &App,
    of: &SignedIn,
    password: Option<&str>,
    client: &Client,
) -> Result<(), AuthError> {
    if let Some(attempt) = reauthenticate(app, of, password, client).await? {
        release_after_answer(app, |batch| batch.release(&attempt));
    }
    Ok(())
}

/// Hashes the password again under the current profile and pepper. A failure is harmless: the next sign-in retries.
fn rehash_after_answer(app: &App, account: &Account, stored: &StoredPassword, password: Password) {
    let (worker, account, id) = (app.clone(), account.id.clone(), stored.id.clone());
    app.run_after_answer("rehash_failed", async move {
        let hash = worker.keys().passwords.hash(&password, worker.ports.entropy.bytes()?)?;
        update_hash(&*worker.ports.database, &account, &StoredPassword { id, hash }).await
    });
}
