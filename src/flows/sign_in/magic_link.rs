//! Sign-in by a mailed link or code.

use super::pending::{begin_with, open_and_accept, show_code, wrong_code};
use super::{Held, MailedSignIn, trace_of};
use crate::app::App;
use crate::domain::first_proof::LinkAnswer;
use crate::domain::{Account, AuthError, TokenKind};
use crate::flows::second_factor::tell_if_backup_code;
use crate::store::batches::mailbox_proof::Spending;
use crate::store::batches::opening::{NewSession, SessionProof};
use crate::store::tables::one_time_tokens::find_open_token;

pub(super) async fn open_by_magic_link(
    app: &App,
    new: NewSession<'_>,
    mailed: MailedSignIn,
) -> Result<Held, AuthError> {
    let MailedSignIn { id, answer, code, account } = mailed;
    let token = &id;
    let shown = match (code, account) {
        (Some(code), _) => Some(show_code(app, &new, token, &code).await?),
        (None, Some(account)) => {
            require_no_second_factor(&account, answer)?;
            None
        }
        (None, None) => {
            let open = find_open_token(&*app.ports.database, token, TokenKind::MagicLink, new.now).await?;
            require_no_second_factor(&open.ok_or(AuthError::InvalidToken)?.account, answer)?;
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
fn require_no_second_factor(account: &Account, answer: LinkAnswer) -> Result<(), AuthError> {
    if answer == LinkAnswer::Confirm && !account.email_proven {
        return Err(AuthError::InvalidRequest("say whether the account is yours"));
    }
    let kept = account.email_proven || !answer.removes();
    if account.second_factor && kept { Err(AuthError::TotpRequired) } else { Ok(()) }
}
