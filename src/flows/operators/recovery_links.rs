//! Recovery links for people who are locked out.

use super::RequestedAct;
use crate::app::App;
use crate::domain::{AccountId, ActError, AuthError, EventKind, Secret, TokenKind, UnixTime};
use crate::flows::mailing::{draw_token, link};
use crate::mail;
use crate::store::batch::Batch;
use crate::store::batches::recovery_links::{Delivery, NewRecoveryLink};

const KIND: TokenKind = TokenKind::Recovery;

/// Recovery link that was just made.
pub struct RecoveryLink {
    /// URL to hand to the person; `None` if it was mailed to them instead.
    pub url: Option<Secret>,
    pub expires_at: UnixTime,
}

/// Makes a recovery link in place of the account's former one, and tells the person. Within 24 hours after a second
/// factor or a passkey was removed by somebody else, and always for an account with a role, the link is mailed to the
/// proven address and not shown: whoever makes it must not become the person.
///
/// # Errors
/// [`ActError::NoProvenAddress`], [`AuthError::NotFound`], [`AuthError::NotAllowed`], those of [`super::admit`].
pub async fn make(app: &App, requested: &RequestedAct<'_>, id: &AccountId) -> Result<RecoveryLink, AuthError> {
    let token = draw_token(app, KIND.as_str())?;
    let expires_at = app.now() + KIND.lifetime();
    let act = requested.act(app, EventKind::RecoveryLinked, Some(id));
    let mut batch = Batch::new();
    let new = NewRecoveryLink { token: &token.fingerprint(), expires_at, sends_mail: app.config().sends_mail() };
    let delivery = batch.link_recovery(&act, &new);
    let delivery = batch.run(&*app.ports.database).await?.take(delivery)?;
    let url = link(app, KIND.as_str(), &token);
    match delivery.ok_or(ActError::NoProvenAddress)? {
        Delivery::Shown { told } => {
            requested.tell(app, told.as_deref(), mail::ToldAct::RecoveryLinkMade);
            Ok(RecoveryLink { url: Some(Secret::new(url)), expires_at })
        }
        Delivery::Mailed { to } => {
            requested.tell(app, Some(&to), mail::ToldAct::RecoveryLinkMailed { link: url });
            Ok(RecoveryLink { url: None, expires_at })
        }
    }
}
