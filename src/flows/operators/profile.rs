//! Change of a user's profile, external id and metadata.

use super::RequestedAct;
use super::users::User;
use crate::app::App;
use crate::domain::{AccountId, AuthError, EventKind};
use crate::mail;
use crate::store::batch::Batch;
pub use crate::store::batches::user_changes::UserChange;

/// Changes the given members. The person is told if any of them is theirs: a name, an image or a username.
///
/// # Errors
/// As [`Batch::change_user`].
pub async fn change(
    app: &App,
    requested: &RequestedAct<'_>,
    id: &AccountId,
    change: &UserChange,
) -> Result<User, AuthError> {
    let act = requested.act(app, EventKind::ProfileChanged, Some(id));
    let mut batch = Batch::new();
    let changed = batch.change_user(&act, change);
    let user = batch.user(id, app.now());
    let mut done = batch.run(&*app.ports.database).await?;
    done.take(changed)?;
    let user = done.take(user)?.ok_or(AuthError::NotFound)?;
    if !change.profile.is_empty() {
        requested.tell(app, user.email.as_deref(), mail::Act::ProfileChanged);
    }
    Ok(user)
}
