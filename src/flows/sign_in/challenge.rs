//! Sign-in whose code came later.

use super::pending::{begin_with, show_code, wrong_code};
use super::{Held, Issue, Opened, SignInProof, complete, trace_of};
use crate::app::App;
use crate::crypto::subkey::fingerprint;
use crate::domain::{AuthError, Client, Fingerprint};
use crate::flows::links::press;
use crate::flows::mailing::tell_owner;
use crate::flows::second_factor::tell_if_backup_code;
use crate::mail::Change;
use crate::store::batches::opening::{NewSession, SessionProof};
use crate::store::batches::presses::PressedRow;
use crate::store::tables::challenges::SpentChallenge;

/// Finishes a deferred sign-in.
///
/// # Errors
/// [`AuthError::InvalidToken`] if it is no longer pending, [`AuthError::TotpRequired`], [`AuthError::InvalidTotp`],
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
    match complete(app, SignInProof::Challenge { id: id.clone(), code }, client, issue).await {
        Err(AuthError::InvalidToken) => {
            press::reopen(app, PressedRow::Request(&id), client, AuthError::InvalidToken).await
        }
        opened => opened,
    }
}

pub(super) async fn open_by_challenge(
    app: &App,
    new: NewSession<'_>,
    id: &Fingerprint,
    code: &str,
) -> Result<Held, AuthError> {
    let shown = show_code(app, &new, id, code).await?;
    let mut batch = begin_with(app, &new, Some(&shown));
    let spent = batch.spend_challenge(id, new.id, &trace_of(&new));
    let opened = batch.open_session(&new, &SessionProof::Challenge { id });
    batch.accept_if_opened(&shown.attempt, new.id);
    let mut done = batch.run(&*app.ports.database).await?;
    match (done.take(opened)?, done.take(spent)?) {
        (Some(opened), Some(SpentChallenge { redirect_url, identity_id })) => {
            if let Some(used) = &shown.code {
                tell_if_backup_code(app, used, new.client);
            }
            if identity_id.is_some() {
                tell_owner(app, &opened.account, Change::IdentityLinked, new.client);
            }
            Ok(Held { opened, redirect_url })
        }
        _ => Err(wrong_code(app, id, &shown.account, &new).await?),
    }
}
