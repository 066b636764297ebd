//! Password check: counted before, and the same work whether or not the account exists.

use super::SignedIn;
use super::events::record_after_answer;
use crate::app::App;
use crate::crypto::password_hash::Comparison;
use crate::domain::{Account, AuthError, Client, EventKind, Password, PasswordId};
use crate::store::batch::Batch;
use crate::store::rows::{StoredPassword, StoredTotp};
use crate::store::tables::attempts::{Attempt, AttemptedAccount, Factors, NewAttempt, Tried, reserve_attempt};
use crate::store::tables::passwords::update_hash;

/// Right password. Its attempt must still be released, in the batch that acts on it.
pub struct CheckedPassword {
    pub account: Account,
    pub password_id: PasswordId,
    /// Second factor of the account.
    pub totp: Option<StoredTotp>,
    /// Reserved attempt.
    pub attempt: Attempt,
}

/// Reserves an attempt, then compares.
///
/// # Errors
/// [`AuthError::InvalidCredentials`]; [`AuthError::TooManyAttempts`], whether or not the password is right;
/// [`AuthError::Unavailable`].
pub async fn check(
    app: &App,
    tried: Tried<'_>,
    factors: Factors,
    password: &str,
    client: &Client,
) -> Result<CheckedPassword, AuthError> {
    let password = Password::presented(password).ok_or(AuthError::InvalidCredentials)?;
    let limits = &app.config().limits;
    let new = NewAttempt { tried, factors, network: &client.network(), limits, now: app.now() };
    let (attempt, holder) = reserve_attempt(&*app.ports.database, new).await?;
    if let Some(retry_after) = attempt.retry_after(limits, app.now()) {
        // A password that was not compared is no attempt: counted, it would lock others out.
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
        return Err(refuse(app, &account, tried, client, &attempt));
    };
    match hasher.verify(&password, &stored.hash)? {
        Comparison::Differs => return Err(refuse(app, &account, tried, client, &attempt)),
        Comparison::Matches => {}
        Comparison::MatchesOutdated => rehash_after_answer(app, &account, &stored, password),
    }
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
    check(app, Tried::Account(&of.account.id), Factors::Password, password, client).await
}

/// Refuses a password and records it.
fn refuse(app: &App, account: &Account, tried: Tried<'_>, client: &Client, attempt: &Attempt) -> AuthError {
    release_after_answer(app, |batch| batch.release_codes(attempt));
    let kind = match tried {
        Tried::Account(_) | Tried::Session { .. } => EventKind::ReauthenticationFailed,
        Tried::Key { .. } | Tried::Request(_) => EventKind::SignInFailed,
    };
    record_after_answer(app, kind, &account.id, None, client);
    AuthError::InvalidCredentials
}

/// Reauthenticates for a sensitive change: by the password or a fresh session. Returns the attempt at the password, to
/// be released.
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

/// Releases an attempt that was not the person's failure, after the answer.
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
