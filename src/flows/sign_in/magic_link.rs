//! Sign-in by a mailed link.

use super::pending::{begin_with, open_and_accept, show_code, wrong_code};
use super::{Held, trace_of};
use crate::app::App;
use crate::domain::first_proof::LinkAnswer;
use crate::domain::{AuthError, Fingerprint, TokenKind, UnixTime};
use crate::flows::second_factor::tell_if_backup_code;
use crate::store::batches::mailbox_proof::Spending;
use crate::store::batches::opening::{NewSession, SessionProof};
use crate::store::tables::one_time_tokens::find_open_token;

pub(super) async fn open_by_magic_link(
    app: &App,
    new: NewSession<'_>,
    (token, answer): (&Fingerprint, LinkAnswer),
    code: Option<String>,
) -> Result<Held, AuthError> {
    let shown = match code {
        Some(code) => Some(show_code(app, &new, token, &code).await?),
        None => {
            require_no_second_factor(app, (token, answer), new.now).await?;
            None
        }
    };
    let mut batch = begin_with(app, &new, shown.as_ref());
    let spent = batch.answer_link(Spending { token, by: &new.id.into() }, answer, &trace_of(&new));
    let opened = open_and_accept(&mut batch, &new, &SessionProof::MagicLink { token }, shown.as_ref());
    let mut done = batch.run(&*app.ports.database).await?;
    let redirect_url = done.take(spent)?.and_then(|spent| spent.redirect_url);
    match (done.take(opened)?, shown) {
        (None, Some(shown)) => Err(wrong_code(app, token, &shown.account, &new).await?),
        (held, shown) => {
            if let (Some(used), Some(_)) = (shown.and_then(|shown| shown.code), &held) {
                tell_if_backup_code(app, &used, new.client);
            }
            Held::of(held, redirect_url, AuthError::InvalidToken)
        }
    }
}

/// Refuses a link without a code if one is required. A first proof that removes the factor requires none.
async fn require_no_second_factor(
    app: &App,
    (token, answer): (&Fingerprint, LinkAnswer),
    now: UnixTime,
) -> Result<(), AuthError> {
    let open = find_open_token(&*app.ports.database, token, TokenKind::MagicLink, now).await?;
    let account = open.ok_or(AuthError::InvalidToken)?.account;
    if answer == LinkAnswer::Confirm && !account.email_proven {
        return Err(AuthError::InvalidRequest("say whether the account is yours"));
    }
    let kept = account.email_proven || !answer.removes();
    if account.second_factor && kept { Err(AuthError::TotpRequired) } else { Ok(()) }
}
