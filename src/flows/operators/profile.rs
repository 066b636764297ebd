//! Change of a user's profile, external id and metadata.

use super::RequestedAct;
use super::users::User;
use crate::app::App;
use crate::domain::{AccountId, AuthError, EventKind};
use crate::mail;
use crate::store::batch::Batch;
pub use crate::store::batches::user_changes::UserChange;

/// Changes the given members and tells the person: of a name, an image or a username each time, of the external id and
/// metadata alone at most once a day.
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
    let is_first = change.profile.is_empty().then(|| batch.is_first_of_day(&act, id));
    let user = batch.user(id, app.now());
    let mut done = batch.run(&*app.ports.database).await?;
    done.take(changed)?;
    let user = done.take(user)?.ok_or(AuthError::NotFound)?;
    match is_first.map(|is_first| done.take(is_first)).transpose()? {
        None => requested.tell(app, user.email.as_deref(), mail::ToldAct::ProfileChanged),
        Some(true) => requested.tell(app, user.email.as_deref(), mail::ToldAct::DetailsChanged),
        Some(false) => {}
    }
    Ok(user)
}
