//! Challenge: a secret by which a sign-in that waits for a code goes on.

use crate::app::App;
use crate::crypto::one_time_token::OneTimeToken;
use crate::domain::time::MINUTE;
use crate::domain::{AccountId, AuthError, Secret};
use crate::ports::Statement;
use crate::store::challenges::{FirstFactor, insert_challenge};

/// Seconds a sign-in waits for a code.
pub const CHALLENGE_LIFETIME: i64 = 10 * MINUTE;

/// Defers a sign-in until a code comes.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub(in crate::flows) async fn defer(
    app: &App,
    account: &AccountId,
    first: FirstFactor<'_>,
    redirect_url: Option<&str>,
) -> Result<Secret, AuthError> {
    let DeferredSignIn { challenge, statement } = DeferredSignIn::draw(app, account, first, redirect_url)?;
    app.ports.database.run([statement]).await?;
    Ok(challenge)
}

/// Sign-in that waits for a code, once the statement has run.
pub(in crate::flows) struct DeferredSignIn {
    /// Secret it goes on with.
    pub challenge: Secret,
    /// Stores it.
    pub statement: Statement,
}

impl DeferredSignIn {
    /// Draws its challenge.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`] without randomness.
    pub fn draw(
        app: &App,
        account: &AccountId,
        first: FirstFactor<'_>,
        redirect_url: Option<&str>,
    ) -> Result<Self, AuthError> {
        let token = OneTimeToken::from_random("challenge", app.ports.entropy.bytes()?);
        let (id, now) = (token.fingerprint(), app.now());
        let statement = insert_challenge(&id, account, first, redirect_url, now, CHALLENGE_LIFETIME);
        Ok(Self { challenge: Secret::new(token.expose().to_owned()), statement })
    }
}
