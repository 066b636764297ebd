//! Check of a code: its secret is opened, the attempt counted, and the code verified in the batch that acts on it.

use crate::store::rows::StoredTotp;
use crate::store::tables::attempts::{Attempt, AttemptedAccount, Factors, NewAttempt, Tried, reserve_attempt};
use crate::store::tables::challenges::count_wrong_code;
use crate::store::tables::second_factors::{
    CodesLeft, FactorCode, FittingCode, Resealed, find_codes_left, replace_offer, update_seal,
};
use zeroize::Zeroizing;

use crate::app::App;
use crate::crypto::backup_code::BackupCode;
use crate::crypto::totp::TotpSecret;
use crate::domain::{AccountId, AuthError, Client, Fingerprint, SessionId};
use crate::flows::events::refuse_code;
use crate::flows::mailing::tell_of_change;
use crate::flows::password_check::release_after_answer;
use crate::mail::Change;

pub(super) const PURPOSE: &str = "totp secret";

/// Checks a code that came with a first factor. `None` if no second factor is enabled.
///
/// # Errors
/// [`AuthError::TotpRequired`] without a code, [`AuthError::InvalidTotp`] for a wrong one.
pub(in crate::flows) fn look_at(
    app: &App,
    account: &AccountId,
    totp: Option<&StoredTotp>,
    code: Option<&str>,
) -> Result<Option<FittingCode>, AuthError> {
    totp.map(|totp| fit(app, account, totp, code.ok_or(AuthError::TotpRequired)?)).transpose()
}

pub(super) fn fit(app: &App, account: &AccountId, totp: &StoredTotp, code: &str) -> Result<FittingCode, AuthError> {
    // A backup code needs no secret, which may have been sealed under a removed key.
    let code = if let Some(backup) = BackupCode::parse(code) {
        FactorCode::Backup(app.keys().backup_codes.fingerprints(account, &backup))
    } else {
        let secret = open(app, account, &totp.secret, &Holding::Account)?;
        FactorCode::Step(secret.check(code, app.now(), totp.last_step).ok_or(AuthError::InvalidTotp)?)
    };
    Ok(FittingCode { account: account.clone(), code })
}

/// Tells the owner, after the answer, that a backup code was used, and how many are left. Does nothing about a code of
/// the authenticator.
pub(in crate::flows) fn tell_if_backup_code(app: &App, used: &FittingCode, client: &Client) {
    if !matches!(used.code, FactorCode::Backup(_)) || !app.config().sends_mail() {
        return;
    }
    let (worker, account, client) = (app.clone(), used.account.clone(), client.clone());
    app.run_after_answer("owner_notice_failed", async move {
        let found = find_codes_left(&*worker.ports.database, &account).await?;
        if let Some(CodesLeft { left, email: Some(address) }) = found {
            tell_of_change(&worker, &address, Change::BackupCodeUsed { left }, &client);
        }
        Ok(())
    });
}

/// Row of a sealed secret.
#[derive(Clone)]
pub(super) enum Holding {
    /// Enabled factor of the account.
    Account,
    /// Offer to a session.
    Offer(SessionId),
}

/// Opens a secret of an account. One sealed under an older key is sealed again after the answer.
pub(super) fn open(app: &App, account: &AccountId, sealed: &str, held: &Holding) -> Result<TotpSecret, AuthError> {
    let unreadable = || AuthError::Internal("a totp secret does not open".into());
    let opened = app.keys().sealer.open(PURPOSE, &account.0, sealed).ok_or_else(unreadable)?;
    let secret = TotpSecret::from_slice(&opened.plaintext).ok_or_else(unreadable)?;
    if opened.outdated {
        let (worker, account, old, held) = (app.clone(), account.clone(), sealed.to_owned(), held.clone());
        let plaintext = Zeroizing::new(secret.expose().to_vec());
        app.run_after_answer("totp_reseal_failed", async move {
            let nonce = worker.ports.entropy.bytes()?;
            let new = worker.keys().sealer.seal(PURPOSE, &account.0, &plaintext, nonce)?;
            let (database, sealed) = (&*worker.ports.database, Resealed { old: &old, new: &new });
            match held {
                Holding::Account => update_seal(database, &account, sealed).await,
                Holding::Offer(session) => replace_offer(database, &session, sealed).await.map(drop),
            }
        });
    }
    Ok(secret)
}

/// Attempt at a code, with its account.
pub(super) struct Tries {
    pub attempt: Attempt,
    /// Account, with its factor.
    pub holder: AttemptedAccount,
}

/// Counts an attempt against the account, over all its secrets, before a code is checked.
pub(super) async fn reserve(app: &App, tried: Tried<'_>, client: &Client) -> Result<Option<Tries>, AuthError> {
    let limits = &app.config().limits;
    let (factors, network) = (Factors::Code, &client.network());
    let new = NewAttempt { tried, factors, network, limits, now: app.now() };
    let (attempt, holder) = reserve_attempt(&*app.ports.database, new).await?;
    if let Some(retry_after) = attempt.retry_after(limits, app.now()) {
        release_after_answer(app, |batch| batch.release(&attempt));
        return Err(AuthError::TooManyAttempts { retry_after });
    }
    Ok(holder.map(|holder| Tries { attempt, holder }))
}

/// Code for a pending request: reserved and verified, but not yet used.
pub(in crate::flows) struct RequestCode {
    /// Account of the request.
    pub account: AccountId,
    /// Code, if a second factor is enabled.
    pub code: Option<FittingCode>,
    /// Reserved attempt.
    pub attempt: Attempt,
}

/// Checks a code for a pending request; `None` if it is no longer pending. A wrong code counts against the request as
/// well; the fifth spends it.
pub(in crate::flows) async fn look_at_code(
    app: &App,
    request: &Fingerprint,
    code: &str,
    client: &Client,
) -> Result<Option<RequestCode>, AuthError> {
    let Some(Tries { attempt, holder }) = reserve(app, Tried::Request(request), client).await? else {
        return Ok(None);
    };
    let account = holder.account.id;
    match look_at(app, &account, holder.totp.as_ref(), Some(code)) {
        Ok(code) => Ok(Some(RequestCode { account, code, attempt })),
        Err(error) => {
            count_wrong_code(&*app.ports.database, request, app.now()).await?;
            Err(if let AuthError::InvalidTotp = error { refuse_code(app, &account, None, client) } else { error })
        }
    }
}
