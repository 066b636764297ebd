//! Recovery of an account whose person lost both the second factor and the mailbox: two operators, and a day in which
//! the old mailbox may refuse.

use super::{ListPage, ListedPage, RequestedAct, list_newest};
use crate::app::App;
use crate::domain::client::CarriedCredentials;
use crate::domain::time::DAY;
use crate::domain::{
    AccountId, ActError, AuthError, Authority, Caller, Client, EventKind, Language, RecoveryRequestId, Secret,
    TokenKind, UnixTime,
};
use crate::flows::links::refused_recovery::{refusal_link, refusal_token};
use crate::flows::mailing::{draw_token, link, notify_act, require_mail};
use crate::mail;
use crate::store::batch::Batch;
pub use crate::store::batches::recovery_requests::RecoveryRequest;
use crate::store::batches::recovery_requests::{
    Approval, ApprovalAnswer, AskedRecovery, NewRequest, find_due, note_second_warning,
};

/// Days until a request expires, counted from its asking and again from its approval.
const LIFETIME: i64 = 7 * DAY;
/// Time between the approval and the link.
pub const DELAY: i64 = DAY;
/// Link that the approver is shown.
const KIND: TokenKind = TokenKind::RequestedRecovery;

/// Result of an approval.
pub enum Approved {
    /// The old mailbox is told; the link is shown a day later.
    Waiting(RecoveryRequest),
    /// Link, shown this once.
    Ready { request: RecoveryRequest, url: Secret, expires_at: UnixTime },
}

/// Asks to recover an account, and tells its mailbox, which may refuse from then on.
///
/// # Errors
/// [`ActError::RecoveryAsked`], [`ActError::NoSecondOperator`], [`AuthError::MailNotConfigured`],
/// [`AuthError::NotFound`], [`AuthError::NotAllowed`], those of [`super::admit`].
pub async fn ask(app: &App, requested: &RequestedAct<'_>, id: &AccountId) -> Result<RecoveryRequest, AuthError> {
    require_mail(app)?;
    let request = RecoveryRequestId(app.ports.entropy.uuid()?);
    let refusal = refusal_token(app, &request);
    let new = NewRequest { id: &request, refusal: &refusal.fingerprint(), expires_at: app.now() + LIFETIME };
    let act = requested.act(app, EventKind::RecoveryAsked, Some(id));
    let mut batch = Batch::new();
    let asked = batch.ask_for_recovery(&act, &new);
    let stored = batch.recovery_request(&request, app.now());
    let user = batch.user(id, app.now());
    let mut done = batch.run(&*app.ports.database).await?;
    match done.take(asked)? {
        AskedRecovery::Stored => {}
        AskedRecovery::Already => return Err(ActError::RecoveryAsked.into()),
        AskedRecovery::NoSecondOperator => return Err(ActError::NoSecondOperator.into()),
    }
    let email = done.take(user)?.and_then(|user| user.email);
    requested.tell(app, email.as_deref(), mail::ToldAct::RecoveryAsked { link: refusal_link(app, &refusal) });
    done.take(stored)?.ok_or(AuthError::NotFound)
}

/// One page of the requests that have not expired, newest first, in one round trip.
///
/// # Errors
/// [`AuthError::InvalidRequest`] for a cursor of another list, those of [`super::admit`].
pub async fn list(app: &App, authority: &Authority, page: &ListPage) -> Result<ListedPage<RecoveryRequest>, AuthError> {
    let (now, list) = (app.now(), ("recovery-requests", page));
    list_newest(app, authority, list, |batch, behind| batch.recovery_requests(behind, page.limit, now)).await
}

/// Approves a request, which tells the old mailbox; a day later, shows the approver its link. One round trip.
///
/// # Errors
/// [`ActError::RecoveryNotReady`] within the day, [`AuthError::NotAllowed`] for whoever asked, for an operator in the
/// role since later, and after the approval for another than the approver; [`AuthError::NotFound`],
/// [`AuthError::MailNotConfigured`], those of [`super::admit`].
pub async fn approve(app: &App, requested: &RequestedAct<'_>, id: &RecoveryRequestId) -> Result<Approved, AuthError> {
    require_mail(app)?;
    let (refusal, token) = (refusal_token(app, id), draw_token(app, KIND.as_str())?);
    let expires_at = app.now() + KIND.lifetime();
    let act = requested.act(app, EventKind::RecoveryApproved, None);
    let approval = Approval {
        request: id,
        refusal: &refusal.fingerprint(),
        expires_at: app.now() + DELAY + LIFETIME,
        link: &token.fingerprint(),
        link_expires_at: expires_at,
    };
    let mut batch = Batch::new();
    let answer = batch.approve_recovery(&act, &approval);
    let ApprovalAnswer { is_claimed, request, email } = batch.run(&*app.ports.database).await?.take(answer)?;
    if !is_claimed {
        return Err(refusal_of(&request, &requested.authority.caller));
    }
    if request.shown_at.is_none() {
        requested.tell(app, email.as_deref(), mail::ToldAct::RecoveryApproved { link: refusal_link(app, &refusal) });
        return Ok(Approved::Waiting(request));
    }
    requested.tell(app, email.as_deref(), mail::ToldAct::RecoveryShown);
    let url = Secret::new(link(app, TokenKind::Recovery.as_str(), &token));
    Ok(Approved::Ready { request, url, expires_at })
}

/// Error of an approval that was not claimed.
fn refusal_of(request: &RecoveryRequest, caller: &Caller) -> AuthError {
    let is_caller = |by: &AccountId| matches!(caller, Caller::Session { account, .. } if account == by);
    match (&request.approved_by, request.shown_at) {
        (Some(approver), None) if is_caller(approver) => ActError::RecoveryNotReady.into(),
        (_, None) => AuthError::NotAllowed,
        (_, Some(_)) => AuthError::NotFound,
    }
}

/// Mails the second warning of every approved request that is due, in English: nobody's request causes it.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn warn_again(app: &App) -> Result<(), AuthError> {
    let client = Client {
        address: None,
        place: None,
        platform: String::new(),
        language: Language::English,
        press: None,
        cookies: CarriedCredentials::default(),
    };
    let database = &*app.ports.database;
    for due in find_due(database, app.now()).await? {
        let refusal = refusal_token(app, &due.id);
        let is_first = note_second_warning(database, &due.id, &refusal.fingerprint()).await?;
        if let (true, Some(address), Some(approval)) = (is_first, due.email, due.approval) {
            let act = mail::ToldAct::RecoveryApproved { link: refusal_link(app, &refusal) };
            notify_act(app, &address, act, &approval, &client);
        }
    }
    Ok(())
}
