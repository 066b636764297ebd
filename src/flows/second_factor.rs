//! The second factor: looking at a code, enabling, verifying, disabling, and signing in where a code came later.

use zeroize::Zeroizing;

use super::SignedIn;
use super::events::{refuse_code, stranger, trace};
use super::mailing::write_to_owner;
use super::password_check::{self, release_after_answer};
use super::press;
use super::sign_in::{Issue, Opened, Proof, complete};
use crate::app::App;
use crate::crypto::backup_code::BackupCode;
use crate::crypto::one_time_token::OneTimeToken;
use crate::crypto::qr::png_data_url;
use crate::crypto::subkey::fingerprint;
use crate::crypto::totp::TotpSecret;
use crate::domain::time::MINUTE;
use crate::domain::{Account, AccountId, AuthError, Client, Secret, SessionId};
use crate::mail::Message;
use crate::ports::Statement;
use crate::store::attempts::{Attempt, Factors, Holder, Tried, reserve_attempt};
use crate::store::challenges::{FirstFactor, count_wrong_code, insert_challenge};
use crate::store::events::Trace;
use crate::store::presses::PressedRow;
use crate::store::second_factors::{
    self, FirstCode, NewOffer, StoredTotp, consume_offer, insert_offer, replace_offer, spend_backup_code, spend_step,
    update_seal, use_code,
};

const PURPOSE: &str = "totp secret";
/// Seconds a sign-in waits for a code.
pub const CHALLENGE_LIFETIME: i64 = 10 * MINUTE;

/// What has to be done with a code in the batch that acts on it, in the name of whoever acts. Empty where no second
/// factor is enabled.
///
/// # Errors
/// [`AuthError::TotpRequired`] without a code, [`AuthError::InvalidTotp`] for what cannot be one that is good now.
pub(super) fn claim(
    app: &App,
    account: &AccountId,
    totp: Option<&StoredTotp>,
    code: Option<&str>,
    by: &str,
    trace: &Trace<'_>,
) -> Result<Vec<Statement>, AuthError> {
    match totp {
        Some(totp) => claim_code(app, account, totp, code.ok_or(AuthError::TotpRequired)?, by, trace),
        None => Ok(Vec::new()),
    }
}

fn claim_code(
    app: &App,
    account: &AccountId,
    totp: &StoredTotp,
    code: &str,
    by: &str,
    trace: &Trace<'_>,
) -> Result<Vec<Statement>, AuthError> {
    // A backup code needs no secret, which may have been sealed under a key that is gone.
    if let Some(backup) = BackupCode::parse(code) {
        return Ok(spend_backup_code(account, &app.keys().backup_codes.fingerprints(account, &backup), by, trace));
    }
    let secret = open(app, account, &totp.secret, &Holding::Account)?;
    let step = secret.check(code, app.now(), totp.last_step).ok_or(AuthError::InvalidTotp)?;
    Ok(spend_step(account, step, by))
}

/// Row that holds a sealed secret.
#[derive(Clone)]
enum Holding {
    /// The enabled factor of the account.
    Account,
    /// The offer of a session.
    Offer(SessionId),
}

/// Opens a secret of an account; one that was sealed under an older key is sealed anew after the answer.
fn open(app: &App, account: &AccountId, sealed: &str, held: &Holding) -> Result<TotpSecret, AuthError> {
    let unreadable = || AuthError::Internal("a totp secret does not open".into());
    let opened = app.keys().sealer.open(PURPOSE, &account.0, sealed).ok_or_else(unreadable)?;
    let secret = TotpSecret::from_slice(&opened.plaintext).ok_or_else(unreadable)?;
    if opened.outdated {
        let (worker, account, old, held) = (app.clone(), account.clone(), sealed.to_owned(), held.clone());
        let plaintext = Zeroizing::new(secret.expose().to_vec());
        app.run_after_answer("totp_secret_not_sealed_anew", async move {
            let nonce = worker.ports.entropy.bytes()?;
            let new = worker.keys().sealer.seal(PURPOSE, &account.0, &plaintext, nonce)?;
            let database = &*worker.ports.database;
            match held {
                Holding::Account => update_seal(database, &account, &old, &new).await,
                Holding::Offer(session) => replace_offer(database, &session, &old, &new).await.map(drop),
            }
        });
    }
    Ok(secret)
}

/// What a person needs to set up their authenticator.
pub struct Setup {
    /// The secret in base32.
    pub secret: Zeroizing<String>,
    /// A picture of the URL, as a `data:` URL.
    pub qr_code: String,
    /// The key URI.
    pub otpauth_url: Zeroizing<String>,
    /// Ten codes, shown this once.
    pub backup_codes: Vec<String>,
}

/// Offers a second factor to the session that asks: the same secret for an hour, new backup codes each time. What is
/// offered to another session is another. Nothing is asked for yet.
///
/// # Errors
/// [`AuthError::ReauthenticationRequired`], [`AuthError::InvalidCredentials`], [`AuthError::TwoFactorEnabled`],
/// [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn enable(app: &App, of: &SignedIn, password: Option<&str>, client: &Client) -> Result<Setup, AuthError> {
    let release = password_check::reauthenticate(app, of, password, client).await?;
    release_after_answer(app, release);
    let (account, entropy) = (&of.account.id, &*app.ports.entropy);
    let fresh = TotpSecret::from_bytes(entropy.bytes()?);
    let sealed = app.keys().sealer.seal(PURPOSE, &account.0, fresh.expose(), entropy.bytes()?)?;
    let (backup_codes, fingerprints) = draw_backup_codes(app, account)?;
    let (database, session) = (&*app.ports.database, &of.session.id);
    let new = NewOffer { session, secret: &sealed, fingerprints: &fingerprints, now: app.now() };
    let offered = insert_offer(database, new).await?;
    if offered.is_enabled() {
        return Err(AuthError::TwoFactorEnabled);
    }
    let offered = offered.secret.ok_or(AuthError::InvalidToken)?;
    // One that was sealed under a key that is gone was never verified: another takes its place.
    let secret = match open(app, account, &offered, &Holding::Offer(session.clone())) {
        Ok(secret) => secret,
        Err(_) if replace_offer(database, session, &offered, &sealed).await? => fresh,
        Err(error) => return Err(error),
    };
    let label = of.account.shown_email().or(of.account.username.as_deref()).unwrap_or("account");
    let otpauth_url = secret.otpauth_url(&app.config().app_name, label);
    Ok(Setup { secret: secret.to_base32(), qr_code: png_data_url(&otpauth_url)?, otpauth_url, backup_codes })
}

fn draw_backup_codes(app: &App, account: &AccountId) -> Result<(Vec<String>, Vec<String>), AuthError> {
    let mut random = [[0; 8]; 10];
    for bytes in &mut random {
        *bytes = app.ports.entropy.bytes()?;
    }
    let codes = BackupCode::set(&random);
    let stored = |code: &BackupCode| app.keys().backup_codes.fingerprints(account, code).into_iter().next();
    Ok((codes.iter().map(|code| code.expose().to_owned()).collect(), codes.iter().filter_map(stored).collect()))
}

/// An attempt at a code, and the account whose code it is.
struct Tries {
    attempt: Attempt,
    holder: Holder,
}

/// Counts an attempt before a code is looked at, against the account, over all its secrets.
async fn reserve(app: &App, tried: Tried<'_>, client: &Client) -> Result<Option<Tries>, AuthError> {
    let limits = &app.config().limits;
    let (attempt, holder) =
        reserve_attempt(&*app.ports.database, tried, Factors::Code, &client.address_key(), limits, app.now()).await?;
    if let Some(retry_after) = attempt.retry_after(limits, app.now()) {
        release_after_answer(app, attempt.release());
        return Err(AuthError::TooManyAttempts { retry_after });
    }
    Ok(holder.map(|holder| Tries { attempt, holder }))
}

/// Verifies a code from a session: of the enabled factor or, where there is none, of the one that this session was
/// offered, which it enables; that ends the other sessions and tells the owner.
///
/// # Errors
/// [`AuthError::InvalidTotp`], [`AuthError::TwoFactorNotEnabled`] if there is none to verify,
/// [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn verify(app: &App, of: &SignedIn, code: &str, client: &Client) -> Result<Account, AuthError> {
    let (account, session) = (&of.account.id, &of.session.id);
    let tries = reserve(app, Tried::Session { account, session }, client).await?.ok_or(AuthError::InvalidToken)?;
    let Tries { attempt, holder: Holder { account: standing, totp, offered, .. } } = tries;
    let trace = trace(app, of, client);
    let accepted = match (totp, offered) {
        (Some(totp), _) => show_again(app, of, &totp, code, &trace).await?,
        (None, Some(offered)) => show_first(app, of, &offered, code, client).await?,
        (None, None) => {
            release_after_answer(app, attempt.release());
            return Err(AuthError::TwoFactorNotEnabled);
        }
    };
    if !accepted {
        return Err(refuse_code(app, account, Some(session), client));
    }
    release_after_answer(app, attempt.accept());
    Ok(Account { second_factor: true, ..standing })
}

/// Shows a code of the enabled factor. False if it is not good.
async fn show_again(
    app: &App,
    of: &SignedIn,
    totp: &StoredTotp,
    code: &str,
    trace: &Trace<'_>,
) -> Result<bool, AuthError> {
    let by = app.ports.entropy.uuid()?;
    match claim_code(app, &of.account.id, totp, code, &by, trace) {
        Ok(claim) => use_code(&*app.ports.database, &of.account.id, &by, claim).await,
        Err(AuthError::InvalidTotp) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Shows the first code of what the session was offered. False if it is not good, or the offer is over.
async fn show_first(app: &App, of: &SignedIn, offered: &str, code: &str, client: &Client) -> Result<bool, AuthError> {
    let (account, session) = (&of.account.id, &of.session.id);
    let secret = open(app, account, offered, &Holding::Offer(session.clone()))?;
    let Some(step) = secret.check(code, app.now(), None) else {
        return Ok(false);
    };
    let first = FirstCode { account, session, secret: offered, step, by: &app.ports.entropy.uuid()? };
    let enabled = consume_offer(&*app.ports.database, &first, &trace(app, of, client)).await?;
    if enabled {
        write_to_owner(app, &of.account, &Message::TwoFactorEnabled, client);
    }
    Ok(enabled)
}

/// Disables the factor: with a code, and a password or a fresh session. Ends the other sessions and tells the owner.
///
/// # Errors
/// As [`enable`], and [`AuthError::InvalidTotp`], [`AuthError::TwoFactorNotEnabled`].
pub async fn disable(
    app: &App,
    of: &SignedIn,
    password: Option<&str>,
    code: Option<&str>,
    client: &Client,
) -> Result<(), AuthError> {
    let (by, claim, attempt) = prove_both(app, of, password, code, client).await?;
    let (account, session) = (&of.account.id, &of.session.id);
    if !second_factors::remove(&*app.ports.database, account, session, &by, claim, &trace(app, of, client)).await? {
        return Err(refuse_code(app, account, Some(session), client));
    }
    release_after_answer(app, attempt.accept());
    write_to_owner(app, &of.account, &Message::TwoFactorDisabled, client);
    Ok(())
}

/// Gives ten new backup codes in place of the old: with a code, and a password or a fresh session.
///
/// # Errors
/// As [`disable`].
pub async fn renew_backup_codes(
    app: &App,
    of: &SignedIn,
    password: Option<&str>,
    code: Option<&str>,
    client: &Client,
) -> Result<Vec<String>, AuthError> {
    let (by, claim, attempt) = prove_both(app, of, password, code, client).await?;
    let (codes, fingerprints) = draw_backup_codes(app, &of.account.id)?;
    let (database, account, trace) = (&*app.ports.database, &of.account.id, trace(app, of, client));
    if !second_factors::replace_backup_codes(database, account, &by, &fingerprints, claim, &trace).await? {
        return Err(refuse_code(app, account, Some(&of.session.id), client));
    }
    release_after_answer(app, attempt.accept());
    write_to_owner(app, &of.account, &Message::BackupCodesRenewed, client);
    Ok(codes)
}

/// The first factor anew and a code of the second.
async fn prove_both(
    app: &App,
    of: &SignedIn,
    password: Option<&str>,
    code: Option<&str>,
    client: &Client,
) -> Result<(String, Vec<Statement>, Attempt), AuthError> {
    let release = password_check::reauthenticate(app, of, password, client).await?;
    release_after_answer(app, release);
    let tries = reserve(app, Tried::Account(&of.account.id), client).await?.ok_or(AuthError::InvalidToken)?;
    let by = app.ports.entropy.uuid()?;
    let refuse = |attempt: Attempt, error| {
        release_after_answer(app, attempt.release());
        Err(error)
    };
    if tries.holder.totp.is_none() {
        return refuse(tries.attempt, AuthError::TwoFactorNotEnabled);
    }
    match claim(app, &of.account.id, tries.holder.totp.as_ref(), code, &by, &trace(app, of, client)) {
        Ok(claim) => Ok((by, claim, tries.attempt)),
        Err(AuthError::InvalidTotp) => Err(refuse_code(app, &of.account.id, Some(&of.session.id), client)),
        Err(AuthError::TotpRequired) => refuse(tries.attempt, AuthError::TotpRequired),
        Err(error) => Err(error),
    }
}

/// A code that was shown beside a request that waits: reserved, looked at, and not yet used.
pub(super) struct ShownCode {
    /// What uses the code.
    pub claim: Vec<Statement>,
    /// The reserved attempt.
    pub attempt: Attempt,
    /// Whose it is.
    pub account: AccountId,
}

/// Looks at a code beside a request that waits. A wrong one counts against the request as well; the fifth spends it.
pub(super) async fn look_at_code(
    app: &App,
    request: &str,
    code: &str,
    by: &str,
    client: &Client,
) -> Result<Option<ShownCode>, AuthError> {
    let Some(Tries { attempt, holder }) = reserve(app, Tried::Request(request), client).await? else {
        return Ok(None);
    };
    let account = holder.account.id;
    match claim(app, &account, holder.totp.as_ref(), Some(code), by, &stranger(app, client)) {
        Ok(claim) => Ok(Some(ShownCode { claim, attempt, account })),
        Err(error) => {
            count_wrong_code(&*app.ports.database, request, app.now()).await?;
            Err(if let AuthError::InvalidTotp = error { refuse_code(app, &account, None, client) } else { error })
        }
    }
}

/// Puts a sign-in off until a code comes.
///
/// # Errors
/// [`AuthError::ChallengeRequired`], always, unless [`AuthError::Unavailable`].
pub async fn challenge(
    app: &App,
    account: &AccountId,
    first: FirstFactor<'_>,
    redirect_url: Option<&str>,
) -> Result<Opened, AuthError> {
    let PutOff { challenge, statement } = PutOff::draw(app, account, first, redirect_url)?;
    app.ports.database.run([statement]).await?;
    Err(AuthError::ChallengeRequired(challenge))
}

/// A sign-in that waits for a code, once the statement has run.
pub(super) struct PutOff {
    /// What it goes on with.
    pub challenge: Secret,
    /// Stores it.
    pub statement: Statement,
}

impl PutOff {
    /// Makes one up.
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

/// Finishes a sign-in that was put off.
///
/// # Errors
/// [`AuthError::InvalidToken`] if it does not wait any more, [`AuthError::TotpRequired`], [`AuthError::InvalidTotp`],
/// [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn answer_challenge(
    app: &App,
    challenge: &str,
    code: Option<&str>,
    client: &Client,
    issue: Issue,
) -> Result<Opened, AuthError> {
    let code = code.ok_or(AuthError::TotpRequired)?.to_owned();
    let id = fingerprint(challenge);
    match complete(app, Proof::Challenge { id: id.clone(), code }, client, issue).await {
        Err(AuthError::InvalidToken) => {
            press::reopen(app, PressedRow::Request(&id), client, AuthError::InvalidToken).await
        }
        opened => opened,
    }
}
