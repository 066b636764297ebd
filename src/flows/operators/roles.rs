//! Roles of accounts.

use super::RequestedAct;
use super::users::User;
use crate::app::App;
use crate::domain::{AccountId, AuthError, EventKind, Role};
use crate::mail;
use crate::store::batch::Batch;

/// Gives an account a role, or takes its role away. The last operator cannot lose theirs: nobody acts on themselves,
/// and whoever acts here is an operator.
///
/// # Errors
/// [`AuthError::NotFound`], [`AuthError::NotAllowed`], those of [`super::admit`].
pub async fn give(
    app: &App,
    requested: &RequestedAct<'_>,
    id: &AccountId,
    role: Option<Role>,
) -> Result<User, AuthError> {
    let act = requested.act(app, EventKind::RoleChanged, Some(id)).with_detail(role.map(Role::as_str));
    let mut batch = Batch::new();
    let claimed = batch.claim(&act);
    batch.give_role(&act, role);
    let user = batch.user(id, app.now());
    let mut done = batch.run(&*app.ports.database).await?;
    done.take(claimed)?;
    let user = done.take(user)?.ok_or(AuthError::NotFound)?;
    requested.tell(app, user.email.as_deref(), role.map_or(mail::ToldAct::RoleRemoved, mail::ToldAct::RoleGiven));
    Ok(user)
}
