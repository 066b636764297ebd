//! Passkeys: registration, sign-in and management.

mod refusals;

use crate::store::batches::passkey_ceremonies::{
    ChallengeAnswer, ClientBudget, NewPasskey, NewRegistration, PasskeyRegistration, Registered,
    consume_registration_challenge, consume_sign_in_challenge, insert_passkey, insert_registration_challenge,
    insert_sign_in_challenge,
};
use crate::store::tables::counting::Count;
use crate::store::tables::passkeys::{
    KnownPasskey, PasskeyHolder, PasskeyUse, Removal, Removed, Renaming, find_passkeys_of, remove_passkey, update_name,
};
use crate::store::ways_in::OpenWays;
use serde_json::Value;
use uuid::Uuid;
use webauthn::{
    AuthenticationResponseJson, Member, NewUser, RegistrationResponseJson, StoredPasskey, creation_options,
    request_options, verify_authentication, verify_registration,
};

pub(super) use self::refusals::{malformed, refusal};
use super::SignedIn;
use super::events::trace;
use super::mailing::tell_owner;
use super::password_check;
use super::sign_in::{Issue, Opened, SignInProof, complete};
use crate::app::App;
use crate::crypto::base64url;
use crate::crypto::subkey::fingerprint;
use crate::domain::passkey::{self, MOST_PASSKEYS, Passkey};
use crate::domain::time::MINUTE;
use crate::domain::{Account, AccountId, AuthError, Client, CredentialId, Fingerprint, PasskeyId, UnixTime};
use crate::mail::Change;

/// Lifetime of a challenge in seconds, also sent to the browser as its timeout.
pub(super) const CHALLENGE_LIFETIME: i64 = 5 * MINUTE;
/// Options that an address may request for each failure it may have: pages request them on opening.
const STARTS_FOR_A_FAILURE: i64 = 10;
/// Name of a passkey without one.
const UNNAMED: &str = "Passkey";

/// Options for a new passkey, from a fresh session or with the password.
///
/// # Errors
/// [`AuthError::ReauthenticationRequired`], [`AuthError::InvalidCredentials`], [`AuthError::TooManyAttempts`],
/// [`AuthError::TooManyPasskeys`], [`AuthError::Unavailable`].
pub async fn ask_for_new(
    app: &App,
    of: &SignedIn,
    password: Option<&str>,
    client: &Client,
) -> Result<Value, AuthError> {
    let attempt = password_check::reauthenticate(app, of, password, client).await?;
    let (challenge, expires_at) = (draw_challenge(app)?, app.now() + CHALLENGE_LIFETIME);
    let (database, id) = (&*app.ports.database, challenge_id(&challenge));
    let new = NewRegistration { id: &id, by: holder(of), expires_at };
    let known = insert_registration_challenge(database, &new, attempt.as_ref()).await?;
    options_for_new(app, &of.account, &challenge, &known)
}

pub(super) fn draw_challenge(app: &App) -> Result<[u8; 32], AuthError> {
    app.ports.entropy.bytes()
}

/// Options for a new passkey of an account that has passkeys with these credential ids.
///
/// # Errors
/// [`AuthError::TooManyPasskeys`].
pub(super) fn options_for_new(
    app: &App,
    account: &Account,
    challenge: &[u8],
    known: &[CredentialId],
) -> Result<Value, AuthError> {
    if i64::try_from(known.len()).is_ok_and(|known| known >= MOST_PASSKEYS) {
        return Err(AuthError::TooManyPasskeys);
    }
    let known: Vec<Vec<u8>> = known.iter().filter_map(|id| base64url::decode(&id.0)).collect();
    let user = NewUser {
        handle: &user_handle(&account.id)?,
        name: account.shown_email().or(account.username.as_deref()).unwrap_or("account"),
        display_name: account.name.as_deref().unwrap_or_default(),
    };
    Ok(creation_options(&app.config().relying_party(), user, challenge, &known))
}

/// Stores the browser's new passkey and tells the owner. The challenge is spent even if the answer is wrong.
///
/// # Errors
/// [`AuthError::InvalidRequest`] for a malformed answer or name, [`AuthError::InvalidPasskey`] for an invalid answer or
/// another session's challenge, [`AuthError::PasskeyTaken`], [`AuthError::TooManyPasskeys`],
/// [`AuthError::Unavailable`].
pub async fn register(
    app: &App,
    of: &SignedIn,
    answer: &Value,
    name: Option<&str>,
    client: &Client,
) -> Result<Passkey, AuthError> {
    let named = name.map(passkey::name).transpose()?;
    let response = &RegistrationResponseJson::read(answer).map_err(malformed)?;
    let challenge = response.challenge().ok_or(malformed(Member::ClientData))?;
    let (database, id, now) = (&*app.ports.database, PasskeyId(app.ports.entropy.uuid()?), app.now());
    let challenge_id = challenge_id(&challenge);
    let verified = match verify_registration(&app.config().relying_party(), &challenge, response) {
        Ok(verified) => verified,
        Err(error) => {
            let answer = ChallengeAnswer { challenge: &challenge_id, request: &app.ports.entropy.actor()? };
            let was_asked = consume_registration_challenge(database, answer, holder(of), now).await?;
            return Err(if was_asked {
                refusal(error, Member::AttestationObject)
            } else {
                AuthError::InvalidPasskey("not asked for")
            });
        }
    };
    let new = to_store(id, named.unwrap_or_else(|| name_of_new(client)), &verified);
    let registration = PasskeyRegistration { challenge: &challenge_id, new: &new, by: holder(of) };
    match insert_passkey(database, &registration, &trace(app, of, client)).await? {
        Registered::NotAsked => return Err(AuthError::InvalidPasskey("not asked for")),
        Registered::Taken => return Err(AuthError::PasskeyTaken),
        Registered::TooMany => return Err(AuthError::TooManyPasskeys),
        Registered::Stored => {
            tell_owner(app, &of.account, Change::PasskeyAdded { name: new.name.clone() }, client);
        }
    }
    Ok(Passkey { id: new.id, name: new.name, created_at: now, last_used_at: None })
}

/// Name of a passkey that its owner did not name: that of the client, if it has one.
pub(super) fn name_of_new(client: &Client) -> String {
    passkey::name(&client.platform).unwrap_or_else(|_| UNNAMED.to_owned())
}

pub(super) fn to_store(id: PasskeyId, name: String, verified: &webauthn::NewPasskey) -> NewPasskey {
    NewPasskey {
        id,
        credential_id: CredentialId(base64url::encode(&verified.credential_id)),
        public_key: base64url::encode(&verified.public_key),
        sign_count: i64::from(verified.sign_count),
        backup_eligible: verified.backup_eligible,
        backed_up: verified.backed_up,
        name,
    }
}

/// Options for a sign-in with any passkey of this service, the same for everybody.
///
/// # Errors
/// [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn ask_for_any(app: &App, client: &Client) -> Result<Value, AuthError> {
    let challenge = draw_challenge(app)?;
    let (id, now, limits) = (challenge_id(&challenge), app.now(), &app.config().limits);
    let (network, limit) = (client.network(), limits.address_failures.saturating_mul(STARTS_FOR_A_FAILURE));
    let budget = ClientBudget { network: &network, limit, window: limits.window, now };
    let asked = insert_sign_in_challenge(&*app.ports.database, &id, now + CHALLENGE_LIFETIME, budget).await?;
    within(&asked, limit, now)?;
    Ok(request_options(&app.config().relying_party(), &challenge))
}

/// Signs in by a passkey. Its challenge is spent before the answer is verified.
///
/// # Errors
/// [`AuthError::InvalidRequest`] for a malformed answer, [`AuthError::InvalidPasskey`] for an invalid one,
/// [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn sign_in(app: &App, answer: &Value, client: &Client, issue: Issue) -> Result<Opened, AuthError> {
    let response = &AuthenticationResponseJson::read(answer).map_err(malformed)?;
    let challenge = response.challenge().ok_or(malformed(Member::ClientData))?;
    let credential_id = CredentialId(base64url::encode(response.credential_id().ok_or(malformed(Member::Id))?));
    let (database, by) = (&*app.ports.database, app.ports.entropy.actor()?);
    let (id, network, now) = (challenge_id(&challenge), &client.network(), app.now());
    let (limit, window) = (app.config().limits.address_failures, app.config().limits.window);
    let (answer, budget) =
        (ChallengeAnswer { challenge: &id, request: &by }, ClientBudget { network, limit, window, now });
    let (attempt, known) = consume_sign_in_challenge(database, answer, &credential_id, budget).await?;
    within(&attempt, limit, now)?;
    let known = known.ok_or(AuthError::InvalidPasskey("unknown, or its challenge is"))?;
    let used = verify_use(app, &challenge, response, known)?;
    complete(app, SignInProof::Passkey(used, attempt), client, issue).await
}

fn within(counted: &Count, limit: i64, now: UnixTime) -> Result<(), AuthError> {
    counted.retry_after(limit, now).map_or(Ok(()), |retry_after| Err(AuthError::TooManyAttempts { retry_after }))
}

/// Verifies an answer against the stored passkey. Without a username, the user handle names the account (WebAuthn Level
/// 3 section 7.2 step 6).
fn verify_use(
    app: &App,
    challenge: &[u8],
    response: &AuthenticationResponseJson,
    known: KnownPasskey,
) -> Result<PasskeyUse, AuthError> {
    let unreadable = || AuthError::Internal("a stored passkey does not decode".into());
    let stored = StoredPasskey {
        credential_id: response.credential_id().ok_or(malformed(Member::Id))?.to_vec(),
        public_key: base64url::decode(&known.public_key).ok_or_else(unreadable)?,
        sign_count: known.sign_count,
    };
    let used = verify_authentication(&app.config().relying_party(), challenge, response, &stored)
        .map_err(|error| refusal(error, Member::AuthenticatorData))?;
    if used.user_handle.as_deref() != Some(user_handle(&known.user_handle)?.as_slice()) {
        return Err(AuthError::InvalidPasskey("of another user handle"));
    }
    Ok(PasskeyUse {
        id: known.id,
        known_count: i64::from(known.sign_count),
        sign_count: i64::from(used.sign_count),
        backup_eligible: used.backup_eligible,
        backed_up: used.backed_up,
    })
}

/// Passkeys of an account, oldest first.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn list(app: &App, of: &SignedIn) -> Result<Vec<Passkey>, AuthError> {
    find_passkeys_of(&*app.ports.database, &of.account.id).await
}

/// Renames a passkey of the account.
///
/// # Errors
/// [`AuthError::InvalidRequest`] for an invalid name, [`AuthError::NotFound`], [`AuthError::Unavailable`].
pub async fn rename(
    app: &App,
    of: &SignedIn,
    id: &PasskeyId,
    name: &str,
    client: &Client,
) -> Result<Passkey, AuthError> {
    let name = passkey::name(name)?;
    let (trace, window) = (trace(app, of, client), app.config().limits.window);
    let renaming = Renaming { passkey: id, account: &of.account.id, name: &name, window };
    update_name(&*app.ports.database, &renaming, &trace).await?.ok_or(AuthError::NotFound)
}

/// Removes a passkey of the account, from a fresh session or with the password. Ends the other sessions and tells the
/// owner. The last way to sign in cannot be removed.
///
/// # Errors
/// As [`ask_for_new`], and [`AuthError::NotFound`], [`AuthError::LastWayIn`].
pub async fn remove(
    app: &App,
    of: &SignedIn,
    id: &PasskeyId,
    password: Option<&str>,
    client: &Client,
) -> Result<(), AuthError> {
    let attempt = password_check::reauthenticate(app, of, password, client).await?;
    let request = app.ports.entropy.actor()?;
    let ways = OpenWays::of(app.config());
    let removal = Removal { passkey: id, request: &request, by: holder(of), ways: &ways };
    match remove_passkey(&*app.ports.database, removal, attempt.as_ref(), &trace(app, of, client)).await? {
        Removed::NotFound => Err(AuthError::NotFound),
        Removed::LastWayIn => Err(AuthError::LastWayIn),
        Removed::Gone => {
            tell_owner(app, &of.account, Change::PasskeyRemoved, client);
            Ok(())
        }
    }
}

fn holder(of: &SignedIn) -> PasskeyHolder<'_> {
    PasskeyHolder { account: &of.account.id, session: &of.session.id }
}

/// Stored id of a challenge.
pub(super) fn challenge_id(challenge: &[u8]) -> Fingerprint {
    fingerprint(&base64url::encode(challenge))
}

/// User handle: the 16 bytes of the account's id, which is random and reveals nothing about the person.
fn user_handle(account: &AccountId) -> Result<[u8; 16], AuthError> {
    let id = Uuid::parse_str(&account.0).map_err(|_| AuthError::Internal("an account id is no UUID".into()))?;
    Ok(id.into_bytes())
}
