//! Pairing: a device shows a code, a signed-in person types it, and the device's next poll gets a session.

use super::SignedIn;
use super::authenticate::{admit, verify};
use super::events::trace;
use super::links::press;
use super::login::{AuthId, Waiting};
use super::mailing::{remedy_url, write_to_owner};
use super::password_check::release_after_answer;
use super::requests::{forget_pairing, recall_pairing, remember_pairing};
use crate::app::App;
use crate::crypto::keys::CodeHashes;
use crate::domain::authorization::Pending;
use crate::domain::client::Network;
use crate::domain::{AuthError, AuthorizationId, AuthorizationKind, Client, Decision, PairingCode};
use crate::facts::Circumstances;
use crate::mail::{Change, Message};
use crate::store::batches::pairing::{
    GuessLimit, Guesser, PairingGuess, PairingOutcome, TypedCode, consume_pairing, find_pairing, reserve_guess,
};
use crate::store::tables::authorizations::{NewAuthorization, PairingStart, insert_pairing};

/// Attempts to draw an unused code.
const DRAWS: usize = 5;

/// Issues a code that no other waiting device has.
///
/// # Errors
/// [`AuthError::TooManyAttempts`]; [`AuthError::Unavailable`], also if no free code was found.
pub async fn show_code(app: &App, device: &Client) -> Result<(PairingCode, Waiting), AuthError> {
    let (now, limits, length) = (app.now(), &app.config().limits, app.config().pairing_code_length);
    let auth_id = AuthId::draw(app)?;
    let id = auth_id.authorization();
    for _ in 0..DRAWS {
        let mut random = vec![0; length * 8];
        app.ports.entropy.fill(&mut random)?;
        let code = PairingCode::from_random(&random);
        let secret_hash = hashes(app, &code).current;
        let new = NewAuthorization { id: &id, secret_hash: &secret_hash, client: device, now };
        match insert_pairing(&*app.ports.database, new, limits.address_failures, limits.window).await? {
            PairingStart::Inserted => {
                let (label, place) = (device.platform.clone(), device.place.clone());
                let address = device.address.map(|address| address.to_string());
                remember_pairing(app, secret_hash, Pending { id, label, place, address, asked_at: now });
                let expires_at = now + AuthorizationKind::Pairing.lifetime();
                return Ok((code, Waiting { auth_id, expires_at }));
            }
            PairingStart::CodeInUse => {}
            PairingStart::TooMany(retry_after) => return Err(AuthError::TooManyAttempts { retry_after }),
        }
    }
    Err(AuthError::Unavailable("no free pairing code was found".into()))
}

fn hashes(app: &App, code: &PairingCode) -> CodeHashes {
    app.keys().code_hashes("pairing", code.as_str())
}

fn limit(app: &App) -> GuessLimit {
    let limits = &app.config().limits;
    GuessLimit { count: limits.pairing_codes, window: limits.window }
}

/// Parses a typed code; `None` if it cannot be one.
pub fn parse_code(app: &App, typed: &str) -> Option<PairingCode> {
    PairingCode::parse(typed, app.config().pairing_code_length)
}

/// Checks a session token and counts the code that came with it as a guess, in one round trip: the code can then be
/// looked up in KV without another trip, yet not be guessed there.
///
/// # Errors
/// [`AuthError::InvalidToken`], [`AuthError::Unavailable`].
pub async fn authenticate_guess(
    app: &App,
    token: &str,
    client: &Client,
) -> Result<(SignedIn, PairingGuess), AuthError> {
    let claims = verify(app, token)?;
    let by = Guesser { account: &claims.sub, session: &claims.sid, network: &client.network() };
    let reserved = reserve_guess(&*app.ports.database, by, limit(app), app.now()).await?;
    let (account, session, guess) = reserved.ok_or(AuthError::InvalidToken)?;
    Ok((admit(app, token, &claims, Some((account, session)))?, guess))
}

/// Looks up the device with this code, in KV first. `guess` is the count of the session check; without it the code is
/// counted here.
///
/// # Errors
/// [`AuthError::NoDeviceFound`], [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn look_up(
    app: &App,
    of: &SignedIn,
    code: &PairingCode,
    guess: Option<PairingGuess>,
    client: &Client,
) -> Result<Pending, AuthError> {
    let database = &*app.ports.database;
    let guess = match guess {
        Some(guess) => guess,
        None => {
            let reserved = reserve_guess(database, guesser(of, &client.network()), limit(app), app.now()).await?;
            reserved.map(|(_, _, guess)| guess).ok_or(AuthError::InvalidToken)?
        }
    };
    if let Some(retry_after) = guess.retry_after(limit(app), app.now()) {
        return Err(AuthError::TooManyAttempts { retry_after });
    }
    let hashes = hashes(app, code);
    let device = match recall_pairing(app, &hashes.current).await {
        Some(device) => Some(device),
        None => find_pairing(database, &hashes, app.now()).await?,
    };
    let device = device.ok_or(AuthError::NoDeviceFound)?;
    release_after_answer(app, |batch| batch.release_guess(&guess));
    Ok(device)
}

fn guesser<'a>(of: &'a SignedIn, network: &'a Network) -> Guesser<'a> {
    Guesser { account: &of.account.id, session: &of.session.id, network }
}

/// Decision on a device.
pub struct Ruling<'a> {
    /// Code as typed.
    pub code: &'a str,
    /// Authorization that was shown before the decision, if one was.
    pub shown: Option<AuthorizationId>,
    pub decision: Decision,
}

/// Decides the device with a typed code, once. The owner is told of a paired device.
///
/// # Errors
/// As [`look_up`].
pub async fn decide(app: &App, of: &SignedIn, ruling: Ruling<'_>, client: &Client) -> Result<Pending, AuthError> {
    let code = parse_code(app, ruling.code).ok_or(AuthError::NoDeviceFound)?;
    let hashes = hashes(app, &code);
    let network = client.network();
    let typed = TypedCode {
        hashes: &hashes,
        shown: ruling.shown.as_ref(),
        by: guesser(of, &network),
        limit: limit(app),
        request: &app.ports.entropy.actor()?,
        trace: trace(app, of, client),
    };
    match consume_pairing(&*app.ports.database, &typed, ruling.decision).await? {
        PairingOutcome::Device(device) => {
            forget_pairing(app, hashes);
            if ruling.decision == Decision::Approved {
                write_to_owner(app, &of.account, &paired(app, &device), client);
            }
            Ok(device)
        }
        PairingOutcome::NoDevice => Err(AuthError::NoDeviceFound),
        PairingOutcome::TooMany(retry_after) => Err(AuthError::TooManyAttempts { retry_after }),
    }
}

/// True if this same press decided the device with a typed code before.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn was_pressed(app: &App, code: &str, client: &Client) -> Result<bool, AuthError> {
    match parse_code(app, code) {
        Some(code) => press::was_pressed(app, &hashes(app, &code).current, client).await,
        None => Ok(false),
    }
}

fn paired(app: &App, device: &Pending) -> Message {
    let Pending { label: platform, place, address, .. } = device.clone();
    let (change, at) = (Change::DevicePaired, app.now());
    let link = change.remedy().map(|remedy| remedy_url(app, remedy));
    Message::Changed { change, circumstances: Circumstances { at, platform, place, address }, link }
}
