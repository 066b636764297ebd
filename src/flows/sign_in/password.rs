//! Sign-in by password.

use super::{Code, Held, Issue, Opened, SignInProof, complete, trace_of};
use crate::app::App;
use crate::domain::{AuthError, Client, Identifier};
use crate::flows::events::refuse_code;
use crate::flows::password_check::{self, CheckedPassword, PresentedPassword, release_after_answer};
use crate::flows::second_factor::{self, DeferredSignIn, tell_if_backup_code};
use crate::store::batch::Batch;
use crate::store::batches::opening::{NewSession, SessionProof};
use crate::store::tables::attempts::{Factors, Tried};
use crate::store::tables::challenges::FirstFactor;

/// Signs in by password. `identifier` is `None` for a text that no account can have.
///
/// # Errors
/// [`AuthError::InvalidCredentials`], [`AuthError::TooManyAttempts`], [`AuthError::EmailNotVerified`],
/// [`AuthError::TotpRequired`] or, for a code that comes later, [`AuthError::ChallengeRequired`],
/// [`AuthError::InvalidTotp`], [`AuthError::Unavailable`].
pub async fn with_password(
    app: &App,
    identifier: Option<Identifier>,
    password: &str,
    code: Code,
    client: &Client,
    issue: Issue,
) -> Result<Opened, AuthError> {
    let key = identifier.ok_or(AuthError::InvalidCredentials)?.key();
    let pseudonym = app.keys().pseudonym(key.as_str());
    let tried = Tried::Key { key: &key, pseudonym: &pseudonym };
    let factors = if matches!(code, Code::Beside(Some(_))) { Factors::PasswordAndCode } else { Factors::Password };
    let checked = password_check::check(app, PresentedPassword { tried, factors, password, client }).await?;
    complete(app, SignInProof::Password { checked: Box::new(checked), code }, client, issue).await
}

pub(super) async fn open_by_password(
    app: &App,
    new: NewSession<'_>,
    checked: CheckedPassword,
    code: Code,
) -> Result<Held, AuthError> {
    let shown = match &code {
        Code::Beside(shown) => shown.as_deref(),
        Code::Later { .. } => None,
    };
    let fitting = match second_factor::look_at(app, &checked.account.id, checked.totp.as_ref(), shown) {
        Ok(fitting) => fitting,
        Err(AuthError::InvalidTotp) => {
            release_after_answer(app, |batch| batch.release_password(&checked.attempt));
            return Err(refuse_code(app, &checked.account.id, None, new.client));
        }
        Err(AuthError::TotpRequired) => return Err(ask_for_code(app, &checked, code).await?),
        Err(error) => return Err(error),
    };
    let CheckedPassword { account, password_id, attempt, .. } = &checked;
    let mut batch = Batch::new();
    if let Some(fitting) = &fitting {
        batch.use_code(fitting, &new.id.into(), &trace_of(&new));
    }
    let opened = batch.open_session(&new, &SessionProof::Password { account: &account.id, password_id });
    if fitting.is_some() {
        batch.accept_if_opened(attempt, new.id);
    } else {
        batch.release_if_opened(attempt, new.id);
    }
    match batch.run(&*app.ports.database).await.and_then(|mut done| done.take(opened)) {
        Ok(None) if fitting.is_some() => {
            release_after_answer(app, |batch| batch.release_password(attempt));
            Err(refuse_code(app, &account.id, None, new.client))
        }
        Ok(held) => {
            if let (Some(used), Some(_)) = (&fitting, &held) {
                tell_if_backup_code(app, used, new.client);
            }
            Held::of(held, None, AuthError::InvalidCredentials)
        }
        Err(error) => {
            release_after_answer(app, |batch| batch.release(attempt));
            Err(error)
        }
    }
}

/// Asks for the code that a right password came without. Not counted as a wrong guess.
async fn ask_for_code(app: &App, checked: &CheckedPassword, code: Code) -> Result<AuthError, AuthError> {
    let mut batch = Batch::new();
    batch.release(&checked.attempt);
    let asked = match code {
        Code::Beside(_) => AuthError::TotpRequired,
        Code::Later { redirect_url } => {
            let first = FirstFactor::Password(&checked.password_id);
            let redirect_url = redirect_url.as_deref();
            let deferred = DeferredSignIn { account: &checked.account.id, first, redirect_url };
            AuthError::ChallengeRequired(deferred.store(app, &mut batch)?)
        }
    };
    batch.run(&*app.ports.database).await?;
    Ok(asked)
}
