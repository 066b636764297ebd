//! Looking at a password: counted before, the same work whether the account exists or not.

use super::SignedIn;
use super::events::record_after_answer;
use crate::app::App;
use crate::crypto::password_hash::Verdict;
use crate::domain::{Account, AuthError, Client, EventKind, Password};
use crate::store::attempts::{Attempt, Factors, Holder, NewAttempt, Tried, reserve_attempt};
use crate::store::batch::Batch;
use crate::store::passwords::update_hash;
use crate::store::rows::{StoredPassword, StoredTotp};

/// A password that was right. The attempt is still to be released, with whatever is done on the strength of it.
pub struct Checked {
    /// Whose it is.
    pub account: Account,
    /// Which password it was.
    pub password_id: String,
    /// The account's second factor.
    pub totp: Option<StoredTotp>,
    /// The reserved attempt.
    pub attempt: Attempt,
}

/// Reserves an attempt, then compares.
///
/// # Errors
/// [`AuthError::InvalidCredentials`], [`AuthError::TooManyAttempts`] (whether or not the password is right),
/// [`AuthError::Unavailable`].
pub async fn check(
    app: &App,
    tried: Tried<'_>,
    factors: Factors,
    password: &str,
    client: &Client,
) -> Result<Checked, AuthError> {
    let password = Password::presented(password).ok_or(AuthError::InvalidCredentials)?;
    let limits = &app.config().limits;
    let new = NewAttempt { tried, factors, address_key: &client.address_key(), limits, now: app.now() };
    let (attempt, holder) = reserve_attempt(&*app.ports.database, new).await?;
    if let Some(retry_after) = attempt.retry_after(limits, app.now()) {
        // Refused unread, it was no attempt: counted, it would lock others out.
        release_after_answer(app, |batch| batch.release(&attempt));
        return Err(AuthError::TooManyAttempts { retry_after });
    }
    let hasher = &app.keys().passwords;
    let Some(Holder { account, password: stored, totp, .. }) = holder else {
        hasher.verify_nothing(&password)?;
        release_after_answer(app, |batch| batch.release_codes(&attempt));
        return Err(AuthError::InvalidCredentials);
    };
    let Some(stored) = stored else {
        hasher.verify_nothing(&password)?;
        return Err(refuse(app, &account, tried, client, &attempt));
    };
    match hasher.verify(&password, &stored.hash)? {
        Verdict::Differs => return Err(refuse(app, &account, tried, client, &attempt)),
        Verdict::Matches => {}
        Verdict::MatchesOutdated => rehash_after_answer(app, &account, &stored, password),
    }
    if let Some(retry_after) = totp.as_ref().and_then(|_| attempt.code_retry_after(limits, app.now())) {
        release_after_answer(app, |batch| batch.release(&attempt));
        return Err(AuthError::TooManyAttempts { retry_after });
    }
    Ok(Checked { account, password_id: stored.id, totp, attempt })
}

/// The same, from a session of the account.
///
/// # Errors
/// As [`check`].
pub async fn check_own(app: &App, of: &SignedIn, password: &str, client: &Client) -> Result<Checked, AuthError> {
    check(app, Tried::Account(&of.account.id), Factors::Password, password, client).await
}

/// Refuses a password, and says so to its account.
fn refuse(app: &App, account: &Account, tried: Tried<'_>, client: &Client, attempt: &Attempt) -> AuthError {
    release_after_answer(app, |batch| batch.release_codes(attempt));
    let kind = match tried {
        Tried::Account(_) | Tried::Session { .. } => EventKind::ReauthenticationFailed,
        Tried::Key { .. } | Tried::Request(_) => EventKind::SignInFailed,
    };
    record_after_answer(app, kind, &account.id, None, client);
    AuthError::InvalidCredentials
}

/// What a sensitive change needs beside the session: the password, or that the session authenticated in the last ten
/// minutes. Gives the attempt at the password, which is to be released.
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

/// Takes back what was no failure of the person's, after the answer.
pub(super) fn release_after_answer(app: &App, release: impl FnOnce(&mut Batch)) {
    let mut batch = Batch::new();
    release(&mut batch);
    if batch.is_empty() {
        return;
    }
    let worker = app.clone();
    app.run_after_answer("attempt_not_released", async move {
        batch.run(&*worker.ports.database).await?;
        Ok(())
    });
}

/// [`reauthenticate`], where nothing else is done in the batch that releases the attempt.
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

/// Re-makes a hash under the current profile and pepper. That it fails costs nothing: the next sign-in tries again.
fn rehash_after_answer(app: &App, account: &Account, stored: &StoredPassword, password: Password) {
    let (worker, account, id) = (app.clone(), account.id.clone(), stored.id.clone());
    app.run_after_answer("rehash_failed", async move {
        let hash = worker.keys().passwords.hash(&password, worker.ports.entropy.bytes()?)?;
        update_hash(&*worker.ports.database, &account, &StoredPassword { id, hash }).await
    });
}
