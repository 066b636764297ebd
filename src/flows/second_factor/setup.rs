//! Setup of the second factor: enabling it, verifying a code, renewing backup codes, disabling it.

use crate::store::batches::second_factor::{self, FactorChange, FirstCode, consume_offer};
use crate::store::rows::StoredTotp;
use crate::store::tables::attempts::{Attempt, AttemptedAccount, Tried};
use crate::store::tables::events::Trace;
use crate::store::tables::second_factors::{FittingCode, NewOffer, Resealed, insert_offer, replace_offer, spend_code};
use zeroize::Zeroizing;

use super::check::{Holding, PURPOSE, Tries, fit, look_at, open, reserve, tell_if_backup_code};
use crate::app::App;
use crate::crypto::backup_code::BackupCode;
use crate::crypto::qr::png_data_url;
use crate::crypto::totp::TotpSecret;
use crate::domain::{Account, AccountId, ActorId, AuthError, Client, Fingerprint, TokenKind};
use crate::flows::SignedIn;
use crate::flows::events::{refuse_code, trace};
use crate::flows::mailing::{draw_token, link, tell_owner};
use crate::flows::password_check::{self, release_after_answer};
use crate::mail::Change;

/// Content to set up an authenticator with.
pub struct FactorSetup {
    /// Secret in base32.
    pub secret: Zeroizing<String>,
    /// QR code of the key URI, as a `data:` URL.
    pub qr_code: String,
    /// Key URI.
    pub otpauth_url: Zeroizing<String>,
    /// Ten backup codes, shown once.
    pub backup_codes: Vec<String>,
}

/// Offers a second factor to the session: the same secret for an hour, and new backup codes each time. Each session has
/// its own offer. No code is required yet.
///
/// # Errors
/// [`AuthError::ReauthenticationRequired`], [`AuthError::InvalidCredentials`], [`AuthError::TwoFactorEnabled`],
/// [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn enable(
    app: &App,
    of: &SignedIn,
    password: Option<&str>,
    client: &Client,
) -> Result<FactorSetup, AuthError> {
    password_check::reauthenticate_alone(app, of, password, client).await?;
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
    // An offer under a removed key was never verified: a new secret replaces it.
    let secret = match open(app, account, &offered, &Holding::Offer(session.clone())) {
        Ok(secret) => secret,
        Err(_) if replace_offer(database, session, Resealed { old: &offered, new: &sealed }).await? => fresh,
        Err(error) => return Err(error),
    };
    let label = of.account.shown_email().or(of.account.username.as_deref()).unwrap_or("account");
    let otpauth_url = secret.otpauth_url(&app.config().app_name, label);
    Ok(FactorSetup { secret: secret.to_base32(), qr_code: png_data_url(&otpauth_url)?, otpauth_url, backup_codes })
}

fn draw_backup_codes(app: &App, account: &AccountId) -> Result<(Vec<String>, Vec<Fingerprint>), AuthError> {
    let mut random = [[0; 8]; 10];
    for bytes in &mut random {
        *bytes = app.ports.entropy.bytes()?;
    }
    let codes = BackupCode::set(&random);
    let stored = |code: &BackupCode| app.keys().backup_codes.fingerprints(account, code).into_iter().next();
    Ok((codes.iter().map(|code| code.expose().to_owned()).collect(), codes.iter().filter_map(stored).collect()))
}

/// Verifies a code of the enabled factor. Without one, verifies a code of the session's offer, which enables that
/// factor, ends the other sessions and tells the owner.
///
/// # Errors
/// [`AuthError::InvalidTotp`], [`AuthError::TwoFactorNotEnabled`] if there is none to verify,
/// [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn verify(app: &App, of: &SignedIn, code: &str, client: &Client) -> Result<Account, AuthError> {
    let (account, session) = (&of.account.id, &of.session.id);
    let tries = reserve(app, Tried::Session { account, session }, client).await?.ok_or(AuthError::InvalidToken)?;
    let Tries { attempt, holder: AttemptedAccount { account: standing, totp, offered, .. } } = tries;
    let trace = trace(app, of, client);
    let accepted = match (totp, offered) {
        (Some(totp), _) => show_again(app, of, &totp, code, &trace).await?,
        (None, Some(offered)) => show_first(app, of, &offered, code, client).await?,
        (None, None) => {
            release_after_answer(app, |batch| batch.release(&attempt));
            return Err(AuthError::TwoFactorNotEnabled);
        }
    };
    if !accepted {
        return Err(refuse_code(app, account, Some(session), client));
    }
    release_after_answer(app, |batch| batch.accept(&attempt));
    Ok(Account { second_factor: true, ..standing })
}

/// Verifies a code of the enabled factor. False if it is wrong.
async fn show_again(
    app: &App,
    of: &SignedIn,
    totp: &StoredTotp,
    code: &str,
    trace: &Trace<'_>,
) -> Result<bool, AuthError> {
    let by = app.ports.entropy.actor()?;
    match fit(app, &of.account.id, totp, code) {
        Ok(code) => {
            let accepted = spend_code(&*app.ports.database, &code, &by, trace).await?;
            if accepted {
                tell_if_backup_code(app, &code, trace.client);
            }
            Ok(accepted)
        }
        Err(AuthError::InvalidTotp) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Link in the mail about an enabled factor.
const UNDO: TokenKind = TokenKind::RemoveSecondFactor;

/// Verifies the first code of the session's offer. False if it is wrong, or the offer has expired.
async fn show_first(app: &App, of: &SignedIn, offered: &str, code: &str, client: &Client) -> Result<bool, AuthError> {
    let (account, session) = (&of.account.id, &of.session.id);
    let secret = open(app, account, offered, &Holding::Offer(session.clone()))?;
    let Some(step) = secret.check(code, app.now(), None) else {
        return Ok(false);
    };
    let undo = draw_token(app, UNDO.as_str())?;
    let (by, fingerprint) = (app.ports.entropy.actor()?, undo.fingerprint());
    let first = FirstCode { account, session, secret: offered, step, by: &by, undo: &fingerprint };
    let enabled = consume_offer(&*app.ports.database, &first, &trace(app, of, client)).await?;
    if let Some(enabled) = &enabled {
        let undo = enabled.has_undo.then(|| link(app, UNDO.as_str(), &undo));
        tell_owner(app, &of.account, Change::TwoFactorEnabled { undo }, client);
    }
    Ok(enabled.is_some())
}

/// Disables the factor, with a code and either the password or a fresh session. Ends the other sessions and tells the
/// owner.
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
    let Proven { by, code, attempt } = prove_both(app, of, password, code, client).await?;
    let change = FactorChange { code: &code, by: &by, kept: &of.session.id, trace: trace(app, of, client) };
    if !second_factor::remove(&*app.ports.database, &change).await? {
        return Err(refuse_code(app, &of.account.id, Some(&of.session.id), client));
    }
    release_after_answer(app, |batch| batch.accept(&attempt));
    tell_owner(app, &of.account, Change::TwoFactorDisabled, client);
    Ok(())
}

/// Replaces the ten backup codes, with a code and either the password or a fresh session.
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
    let Proven { by, code, attempt } = prove_both(app, of, password, code, client).await?;
    let (codes, fingerprints) = draw_backup_codes(app, &of.account.id)?;
    let change = FactorChange { code: &code, by: &by, kept: &of.session.id, trace: trace(app, of, client) };
    if !second_factor::replace_backup_codes(&*app.ports.database, &change, &fingerprints).await? {
        return Err(refuse_code(app, &of.account.id, Some(&of.session.id), client));
    }
    release_after_answer(app, |batch| batch.accept(&attempt));
    tell_owner(app, &of.account, Change::BackupCodesRenewed, client);
    Ok(codes)
}

/// Both factors, verified again.
struct Proven {
    by: ActorId,
    code: FittingCode,
    attempt: Attempt,
}

/// Verifies both factors again.
async fn prove_both(
    app: &App,
    of: &SignedIn,
    password: Option<&str>,
    code: Option<&str>,
    client: &Client,
) -> Result<Proven, AuthError> {
    password_check::reauthenticate_alone(app, of, password, client).await?;
    let tries = reserve(app, Tried::Account(&of.account.id), client).await?;
    let Tries { attempt, holder } = tries.ok_or(AuthError::InvalidToken)?;
    match look_at(app, &of.account.id, holder.totp.as_ref(), code) {
        Ok(Some(code)) => Ok(Proven { by: app.ports.entropy.actor()?, code, attempt }),
        Ok(None) => {
            release_after_answer(app, |batch| batch.release(&attempt));
            Err(AuthError::TwoFactorNotEnabled)
        }
        Err(AuthError::InvalidTotp) => Err(refuse_code(app, &of.account.id, Some(&of.session.id), client)),
        Err(AuthError::TotpRequired) => {
            release_after_answer(app, |batch| batch.release(&attempt));
            Err(AuthError::TotpRequired)
        }
        Err(error) => Err(error),
    }
}
