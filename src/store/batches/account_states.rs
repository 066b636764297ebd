//! State and role of an account, changed in the batch of the act.

use super::acts::Act;
use crate::domain::{Role, UnixTime};
use crate::store::batch::Batch;
use crate::store::revocation::Cause;
use crate::store::sql;

impl Batch {
    /// Disables the account of a claimed act, and ends what could open or continue a session.
    pub fn disable(&mut self, act: &Act<'_>, until: Option<UnixTime>) {
        self.extend([sql!(
            "UPDATE accounts SET disabled_at = ?2, disabled_until = ?3, disabled_reason = ?4
             WHERE id = (SELECT about FROM events WHERE id = ?1)",
            act.id,
            act.at,
            until,
            act.remarks.reason.as_ref().map(|reason| reason.as_str()),
        )]);
        self.revoke(Cause::Disabled, &act.scope());
    }

    /// Enables the account of a claimed act.
    pub fn enable(&mut self, act: &Act<'_>) {
        self.extend([sql!(
            "UPDATE accounts SET disabled_at = NULL, disabled_until = NULL, disabled_reason = NULL
             WHERE id = (SELECT about FROM events WHERE id = ?1)",
            act.id,
        )]);
    }

    /// Gives the account of a claimed act a role, or none.
    pub fn give_role(&mut self, act: &Act<'_>, role: Option<Role>) {
        self.extend([sql!(
            "UPDATE accounts SET role = ?2, role_since = CASE WHEN ?2 IS NULL THEN NULL ELSE ?3 END
             WHERE id = (SELECT about FROM events WHERE id = ?1) AND role IS NOT ?2",
            act.id,
            role.map(Role::as_str),
            act.at,
        )]);
        self.revoke(Cause::RoleChanged, &act.scope());
    }
}
