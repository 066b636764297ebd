//! Recovery of an account whose person lost both the second factor and the mailbox: two operators, and a day in which
//! the old mailbox may refuse.

use super::RequestedAct;
use crate::app::App;
use crate::domain::client::CarriedCredentials;
use crate::domain::time::DAY;
use crate::domain::{
    AccountId, ActError, Actor, AuthError, Authority, Client, EventKind, Language, RecoveryRequestId, Secret,
    TokenKind, UnixTime,
};
use crate::flows::links::refused_recovery::{refusal_link, refusal_token};
use crate::flows::mailing::{draw_token, link, notify_act, require_mail};
use crate::mail;
use crate::store::batch::Batch;
pub use crate::store::batches::recovery_requests::RecoveryRequest;
use crate::store::batches::recovery_requests::{
    Approval, AskedRecovery, NewRequest, ShownRecoveryLink, find_due, note_second_warning,
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

/// Open requests, in one round trip.
///
/// # Errors
/// As [`super::admit`].
pub async fn list(app: &App, authority: &Authority) -> Result<Vec<RecoveryRequest>, AuthError> {
    let mut batch = Batch::new();
    let admitted = batch.admit(authority, app.now());
    let requests = batch.recovery_requests(app.now());
    let mut done = batch.run(&*app.ports.database).await?;
    done.take(admitted)?;
    done.take(requests)
}

/// Approves a request, which tells the old mailbox; a day later, shows the approver its link.
///
/// # Errors
/// [`ActError::RecoveryNotReady`] within the day, [`AuthError::NotAllowed`] for whoever asked, for an operator in the
/// role since later, and after the approval for another than the approver; [`AuthError::NotFound`],
/// [`AuthError::MailNotConfigured`], those of [`super::admit`].
pub async fn approve(app: &App, requested: &RequestedAct<'_>, id: &RecoveryRequestId) -> Result<Approved, AuthError> {
    require_mail(app)?;
    let mut batch = Batch::new();
    let admitted = batch.admit(requested.authority, app.now());
    let request = batch.recovery_request(id, app.now());
    let mut done = batch.run(&*app.ports.database).await?;
    let actor = done.take(admitted)?;
    let request = done.take(request)?.ok_or(AuthError::NotFound)?;
    match &request.approved_by {
        None => begin(app, requested, request).await.map(Approved::Waiting),
        Some(approver) => {
            let is_approver = matches!(&actor, Actor::Account { id, .. } if id == approver);
            show(app, requested, request, is_approver).await
        }
    }
}

async fn begin(
    app: &App,
    requested: &RequestedAct<'_>,
    request: RecoveryRequest,
) -> Result<RecoveryRequest, AuthError> {
    let refusal = refusal_token(app, &request.id);
    let act = requested.act(app, EventKind::RecoveryApproved, Some(&request.account_id));
    let approval =
        Approval { request: &request.id, refusal: &refusal.fingerprint(), expires_at: app.now() + DELAY + LIFETIME };
    let mut batch = Batch::new();
    let claimed = batch.approve_recovery(&act, &approval);
    let approved = batch.recovery_request(&request.id, app.now());
    let user = batch.user(&request.account_id, app.now());
    let mut done = batch.run(&*app.ports.database).await?;
    if !done.take(claimed)? {
        return Err(AuthError::NotAllowed);
    }
    let email = done.take(user)?.and_then(|user| user.email);
    requested.tell(app, email.as_deref(), mail::ToldAct::RecoveryApproved { link: refusal_link(app, &refusal) });
    done.take(approved)?.ok_or(AuthError::NotFound)
}

async fn show(
    app: &App,
    requested: &RequestedAct<'_>,
    request: RecoveryRequest,
    is_approver: bool,
) -> Result<Approved, AuthError> {
    let token = draw_token(app, KIND.as_str())?;
    let expires_at = app.now() + KIND.lifetime();
    let act = requested.act(app, EventKind::RecoveryShown, Some(&request.account_id));
    let shown = ShownRecoveryLink { request: &request.id, token: &token.fingerprint(), expires_at };
    let mut batch = Batch::new();
    let claimed = batch.show_recovery(&act, &shown);
    let user = batch.user(&request.account_id, app.now());
    let mut done = batch.run(&*app.ports.database).await?;
    if done.take(claimed)? {
        let email = done.take(user)?.and_then(|user| user.email);
        requested.tell(app, email.as_deref(), mail::ToldAct::RecoveryShown);
        let url = Secret::new(link(app, TokenKind::Recovery.as_str(), &token));
        return Ok(Approved::Ready { request, url, expires_at });
    }
    match request.shown_at {
        None if is_approver => Err(ActError::RecoveryNotReady.into()),
        None => Err(AuthError::NotAllowed),
        Some(_) => Err(AuthError::NotFound),
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
