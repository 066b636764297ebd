//! Deletion of an account by an operator.

use super::RequestedAct;
use crate::app::App;
use crate::domain::{AccountId, AuthError, EventKind};
use crate::flows::account::delete::forget_requests;
use crate::mail;
use crate::store::batch::Batch;

/// Deletes an account with everything that belongs to it, and tells the address that it had. The act itself is kept.
///
/// # Errors
/// [`AuthError::NotFound`], [`AuthError::NotAllowed`], those of [`super::admit`].
pub async fn delete(app: &App, requested: &RequestedAct<'_>, id: &AccountId) -> Result<(), AuthError> {
    let act = requested.act(app, EventKind::AccountDeleted, Some(id));
    let mut batch = Batch::new();
    let claimed = batch.claim(&act);
    let user = batch.user(id, app.now());
    let requests = batch.delete_user(&act, id);
    let mut done = batch.run(&*app.ports.database).await?;
    done.take(claimed)?;
    forget_requests(app, done.take(requests)?);
    let email = done.take(user)?.and_then(|user| user.email);
    requested.tell(app, email.as_deref(), mail::ToldAct::Deleted);
    Ok(())
}
