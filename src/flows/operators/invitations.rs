//! Invitations to sign up.

use super::{ListPage, ListedPage, RequestedAct, list_newest};
use crate::app::App;
use crate::domain::preset::{INVITATION, INVITATION_LIFETIME, Invitation, ListedPreset, Preset};
use crate::domain::time::MINUTE;
use crate::domain::{AuthError, Authority, EventKind, InvitationId};
use crate::flows::mailing::{draw_token, link, require_mail, write_to};
use crate::mail::Message;
use crate::store::batch::Batch;
use crate::store::batches::invitations::NewInvitation;

/// Page that an invitation leads to.
const SIGN_UP_PAGE: &str = "sign-up";

/// One page of the invitations that have not expired, newest first, in one round trip.
///
/// # Errors
/// [`AuthError::InvalidRequest`] for a cursor of another list, those of [`super::admit`].
pub async fn list(app: &App, authority: &Authority, page: &ListPage) -> Result<ListedPage<Invitation>, AuthError> {
    let (now, list) = (app.now(), ("invitations", page));
    list_newest(app, authority, list, |batch, behind| batch.invitations(behind, page.limit, now)).await
}

/// Mails an invitation, which replaces an open one of the same address. Its token stands in the mail alone.
///
/// # Errors
/// [`AuthError::MailNotConfigured`], [`AuthError::EmailTaken`], [`AuthError::UsernameTaken`],
/// [`ActError::ExternalIdTaken`](crate::domain::ActError::ExternalIdTaken), those of [`super::admit`].
pub async fn invite(app: &App, requested: &RequestedAct<'_>, preset: &Preset) -> Result<Invitation, AuthError> {
    require_mail(app)?;
    let (id, token) = (InvitationId(app.ports.entropy.uuid()?), draw_token(app, INVITATION)?);
    let expires_at = app.now() + INVITATION_LIFETIME;
    let act = requested.act(app, EventKind::Invited, None).with_detail(Some(preset.email.as_typed()));
    let new = NewInvitation { id: &id, token_hash: &token.fingerprint(), preset, expires_at };
    let mut batch = Batch::new();
    let invited = batch.invite(&act, &new);
    batch.run(&*app.ports.database).await?.take(invited)?;
    let message = Message::Invitation {
        link: link(app, SIGN_UP_PAGE, &token),
        reason: requested.remarks.reason.as_ref().map(|reason| reason.as_str().to_owned()),
        minutes: INVITATION_LIFETIME / MINUTE,
    };
    write_to(app, preset.email.as_typed(), &message, &requested.client);
    Ok(Invitation { id, preset: ListedPreset::from(preset), created_at: app.now(), expires_at, accepted_by: None })
}

/// Deletes an invitation; its link is good for nothing from then on.
///
/// # Errors
/// [`AuthError::NotFound`], those of [`super::admit`].
pub async fn delete(app: &App, requested: &RequestedAct<'_>, id: &InvitationId) -> Result<(), AuthError> {
    let act = requested.act(app, EventKind::InvitationDeleted, None);
    let mut batch = Batch::new();
    let deleted = batch.delete_invitation(&act, id);
    if batch.run(&*app.ports.database).await?.take(deleted)? { Ok(()) } else { Err(AuthError::NotFound) }
}
