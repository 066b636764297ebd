//! Use of a recovery link: a new password or a passkey, after the code of the second factor. It opens no session.

use serde_json::Value;
use webauthn::{Member, RegistrationResponseJson, verify_registration};

use crate::app::App;
use crate::crypto::subkey::fingerprint;
use crate::domain::{Account, AuthError, Client, PasskeyId, Password, PasswordRule, TokenKind};
use crate::flows::events::{refuse_code, stranger};
use crate::flows::mailing::tell_owner;
use crate::flows::new_password::{self, Owner};
use crate::flows::passkeys::{
    CHALLENGE_LIFETIME, challenge_id, draw_challenge, malformed, name_of_new, options_for_new, refusal, to_store,
};
use crate::flows::password_check::release_after_answer;
use crate::flows::second_factor::{RequestCode, look_at_code, tell_if_backup_code};
use crate::mail::Change;
use crate::store::batches::mailbox_proof::Spending;
use crate::store::batches::recovery::{Recovered, RecoveryOutcome, UsedRecovery, consume_recovery, insert_challenge};
use crate::store::tables::challenges::count_wrong_code;
use crate::store::tables::one_time_tokens::find_open_token;

/// Recovery link presented by its reader.
#[derive(Clone, Copy)]
pub struct ShownRecovery<'a> {
    pub token: &'a str,
    /// Code of the second factor.
    pub code: Option<&'a str>,
}

/// Account of an open recovery link; without a second factor, if the link removes it.
///
/// # Errors
/// [`AuthError::InvalidLink`], [`AuthError::Unavailable`].
pub async fn find(app: &App, token: &str) -> Result<Account, AuthError> {
    let kinds = [TokenKind::Recovery, TokenKind::RequestedRecovery];
    let prefix = token.split_once('.').map_or("", |(prefix, _)| prefix);
    let kind = kinds.into_iter().find(|kind| kind.as_str() == prefix).ok_or(AuthError::InvalidLink)?;
    let open = find_open_token(&*app.ports.database, &fingerprint(token), kind, app.now()).await?;
    let account = open.ok_or(AuthError::InvalidLink)?.account;
    Ok(Account { second_factor: account.second_factor && kind == TokenKind::Recovery, ..account })
}

/// Sets the password, ends every session, and tells the owner.
///
/// # Errors
/// Errors of a new password; [`AuthError::InvalidLink`]; [`AuthError::TotpRequired`], [`AuthError::InvalidTotp`],
/// [`AuthError::TooManyAttempts`]; [`AuthError::Unavailable`].
pub async fn set_password(app: &App, shown: ShownRecovery<'_>, new: &str, client: &Client) -> Result<(), AuthError> {
    let new = Password::chosen(new, PasswordRule::Typed)?;
    let account = find(app, shown.token).await?;
    new_password::judge(app, &new, Owner::of(&account)).await?;
    let code = check_code(app, &account, shown, client).await?;
    let password = new_password::hash(app, &new)?;
    consume(app, shown, code, Recovered::Password(&password), client).await
}

/// Options for a passkey that the link will add.
///
/// # Errors
/// [`AuthError::InvalidLink`], [`AuthError::TooManyPasskeys`], [`AuthError::Unavailable`].
pub async fn ask_for_passkey(app: &App, token: &str) -> Result<Value, AuthError> {
    let account = find(app, token).await?;
    let challenge = draw_challenge(app)?;
    let times = [app.now(), app.now() + CHALLENGE_LIFETIME];
    let database = &*app.ports.database;
    let known = insert_challenge(database, &fingerprint(token), &challenge_id(&challenge), times).await?;
    options_for_new(app, &account, &challenge, &known)
}

/// Stores the browser's new passkey, ends every session, and tells the owner.
///
/// # Errors
/// [`AuthError::InvalidRequest`] for a malformed answer, [`AuthError::InvalidPasskey`] for an invalid one; otherwise
/// those of [`set_password`].
pub async fn add_passkey(
    app: &App,
    shown: ShownRecovery<'_>,
    answer: &Value,
    client: &Client,
) -> Result<(), AuthError> {
    let response = &RegistrationResponseJson::read(answer).map_err(malformed)?;
    let challenge = response.challenge().ok_or(malformed(Member::ClientData))?;
    let verified = verify_registration(&app.config().relying_party(), &challenge, response)
        .map_err(|error| refusal(error, Member::AttestationObject))?;
    let account = find(app, shown.token).await?;
    let code = check_code(app, &account, shown, client).await?;
    let new = to_store(PasskeyId(app.ports.entropy.uuid()?), name_of_new(client), &verified);
    let sets = Recovered::Passkey { challenge: &challenge_id(&challenge), new: &new };
    consume(app, shown, code, sets, client).await
}

/// Checks the code if the account has a second factor. It is spent with the link.
async fn check_code(
    app: &App,
    account: &Account,
    shown: ShownRecovery<'_>,
    client: &Client,
) -> Result<Option<RequestCode>, AuthError> {
    if !account.second_factor {
        return Ok(None);
    }
    let code = shown.code.ok_or(AuthError::TotpRequired)?;
    look_at_code(app, &fingerprint(shown.token), code, client).await?.ok_or(AuthError::InvalidLink).map(Some)
}

async fn consume(
    app: &App,
    shown: ShownRecovery<'_>,
    code: Option<RequestCode>,
    sets: Recovered<'_>,
    client: &Client,
) -> Result<(), AuthError> {
    let (id, database, by) = (fingerprint(shown.token), &*app.ports.database, app.ports.entropy.actor()?);
    let fitting = code.as_ref().and_then(|shown| shown.code.as_ref());
    let used = UsedRecovery { link: Spending { token: &id, by: &by }, code: fitting, sets };
    let outcome = consume_recovery(database, &used, &stranger(app, client)).await?;
    match (outcome, &code) {
        (RecoveryOutcome::Recovered(account), code) => {
            if let Some(shown) = code {
                release_after_answer(app, |batch| batch.accept(&shown.attempt));
            }
            if let Some(used) = fitting {
                tell_if_backup_code(app, used, client);
            }
            tell_owner(app, &account, Change::RecoveryLinkUsed, client);
            Ok(())
        }
        (RecoveryOutcome::Unfit, _) => {
            if let Some(shown) = &code {
                release_after_answer(app, |batch| batch.release(&shown.attempt));
            }
            Err(AuthError::InvalidPasskey("not asked for, taken, or one too many"))
        }
        (RecoveryOutcome::Refused, Some(shown)) if count_wrong_code(database, &id, app.now()).await? => {
            Err(refuse_code(app, &shown.account, None, client))
        }
        (RecoveryOutcome::Refused, _) => Err(AuthError::InvalidLink),
    }
}
