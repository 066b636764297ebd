//! Pairing a device: it shows a code, a signed-in person types it, the device's next poll gets a session.

use super::SignedIn;
use super::events::trace;
use super::login::Waiting;
use crate::app::App;
use crate::crypto::subkey::fingerprint;
use crate::domain::authorization::Pending;
use crate::domain::{AuthError, AuthorizationKind, Client, Decision, PairingCode};
use crate::store::authorizations::{NewAuthorization, Shown, insert_pairing};
use crate::store::pairing::{Typed, TypedCode, claim_device, consume_pairing};

/// How often a code that is in use is drawn again.
const DRAWS: usize = 5;

/// Gives a device a code that no other living one has.
///
/// # Errors
/// [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`], also if no free code was found.
pub async fn show_code(app: &App, device: &Client) -> Result<(PairingCode, Waiting), AuthError> {
    let (now, limits, length) = (app.now(), &app.config().limits, app.config().pairing_code_length);
    let auth_id = app.ports.entropy.uuid()?;
    for _ in 0..DRAWS {
        let mut random = vec![0; length * 8];
        app.ports.entropy.fill(&mut random)?;
        let code = PairingCode::from_random(&random);
        let secret_hash = code_hash(app, &code);
        let new = NewAuthorization { id: &fingerprint(&auth_id), secret_hash: &secret_hash, client: device, now };
        match insert_pairing(&*app.ports.database, new, limits.address_failures, limits.window).await? {
            Shown::Inserted => {
                let expires_at = now + AuthorizationKind::Pairing.lifetime();
                return Ok((code, Waiting { auth_id, expires_at }));
            }
            Shown::CodeInUse => {}
            Shown::TooMany(retry_after) => return Err(AuthError::TooManyAttempts { retry_after }),
        }
    }
    Err(AuthError::Unavailable("no free pairing code was found".into()))
}

fn code_hash(app: &App, code: &PairingCode) -> String {
    app.keys().code_hash("pairing", code.as_str())
}

/// Looks up the device behind a typed code. From then on it is this account's to decide.
///
/// # Errors
/// [`AuthError::NoDeviceFound`], [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn look_up(
    app: &App,
    of: &SignedIn,
    typed: &str,
    client: &Client,
) -> Result<(PairingCode, Pending), AuthError> {
    act(app, of, typed, client, None).await
}

/// Decides the device behind a typed code, once.
///
/// # Errors
/// As [`look_up`].
pub async fn decide(
    app: &App,
    of: &SignedIn,
    typed: &str,
    client: &Client,
    decision: Decision,
) -> Result<Pending, AuthError> {
    act(app, of, typed, client, Some(decision)).await.map(|(_, device)| device)
}

async fn act(
    app: &App,
    of: &SignedIn,
    typed: &str,
    client: &Client,
    decision: Option<Decision>,
) -> Result<(PairingCode, Pending), AuthError> {
    let code = PairingCode::parse(typed, app.config().pairing_code_length).ok_or(AuthError::NoDeviceFound)?;
    let limits = &app.config().limits;
    let typed = TypedCode {
        code_hash: &code_hash(app, &code),
        account: &of.account.id,
        session: &of.session.id,
        address_key: &client.address_key(),
        limit: limits.pairing_codes,
        window: limits.window,
        by: &app.ports.entropy.uuid()?,
        trace: trace(app, of, client),
    };
    let database = &*app.ports.database;
    let found = match decision {
        Some(decision) => consume_pairing(database, &typed, decision).await?,
        None => claim_device(database, &typed).await?,
    };
    match found {
        Typed::Device(device) => Ok((code, device)),
        Typed::NoDevice => Err(AuthError::NoDeviceFound),
        Typed::TooMany(retry_after) => Err(AuthError::TooManyAttempts { retry_after }),
    }
}
