//! Accounts as operators see them.

use crate::app::App;
use crate::domain::{AccountId, AuthError, Authority};
use crate::store::batch::Batch;
pub use crate::store::batches::users::{User, UserState};

/// One account, in one round trip.
///
/// # Errors
/// [`AuthError::NotFound`], those of [`super::admit`].
pub async fn find(app: &App, authority: &Authority, id: &AccountId) -> Result<User, AuthError> {
    let mut batch = Batch::new();
    let admitted = batch.admit(authority, app.now());
    let user = batch.user(id, app.now());
    let mut done = batch.run(&*app.ports.database).await?;
    done.take(admitted)?;
    done.take(user)?.ok_or(AuthError::NotFound)
}
