//! Challenge: a secret with which a deferred sign-in continues.

use crate::app::App;
use crate::crypto::one_time_token::OneTimeToken;
use crate::domain::time::MINUTE;
use crate::domain::{AccountId, AuthError, Secret};
use crate::store::batch::Batch;
use crate::store::tables::challenges::{FirstFactor, NewChallenge};

/// Lifetime of a challenge, in seconds.
pub const CHALLENGE_LIFETIME: i64 = 10 * MINUTE;

/// Sign-in deferred until a code arrives.
pub(in crate::flows) struct DeferredSignIn<'a> {
    pub account: &'a AccountId,
    /// First factor, already verified.
    pub first: FirstFactor<'a>,
    /// Redirect target afterwards.
    pub redirect_url: Option<&'a str>,
}

impl DeferredSignIn<'_> {
    /// Stores the sign-in in this batch; returns its challenge.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`] without randomness.
    pub fn store(self, app: &App, batch: &mut Batch) -> Result<Secret, AuthError> {
        let token = OneTimeToken::from_random("challenge", app.ports.entropy.bytes()?);
        let (id, now, lifetime) = (token.fingerprint(), app.now(), CHALLENGE_LIFETIME);
        let Self { account, first, redirect_url } = self;
        batch.insert_challenge(&NewChallenge { id: &id, account, first, redirect_url, now, lifetime });
        Ok(Secret::new(token.expose().to_owned()))
    }
}

/// Defers a sign-in until a code arrives; returns its challenge.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub(in crate::flows) async fn defer(app: &App, deferred: DeferredSignIn<'_>) -> Result<Secret, AuthError> {
    let mut batch = Batch::new();
    let challenge = deferred.store(app, &mut batch)?;
    batch.run(&*app.ports.database).await?;
    Ok(challenge)
}
