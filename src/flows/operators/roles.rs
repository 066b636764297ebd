//! Roles of accounts.

use super::users::User;
use super::{RequestedAct, act_on_account};
use crate::app::App;
use crate::domain::{AccountId, AuthError, EventKind, Role};
use crate::mail;

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
    let given = act_on_account(app, id, |batch| {
        let claimed = batch.claim(&act);
        batch.give_role(&act, role);
        claimed
    });
    let ((), user) = given.await?;
    requested.tell(app, user.email.as_deref(), role.map_or(mail::ToldAct::RoleRemoved, mail::ToldAct::RoleGiven));
    Ok(user)
}
