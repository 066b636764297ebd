//! Invitations to sign up.

use crate::domain::{AccountId, UnixTime};
use crate::ports::Statement;
use crate::store::sql;

/// Newest open invitation on a condition, as a derived table: its id, and what its account gets. A username or external
/// id that an account has by now is left out.
macro_rules! open_invitation {
    ($condition:literal, $now:literal) => {
        concat!(
            "(SELECT id,
               CASE WHEN NOT EXISTS (SELECT 1 FROM accounts WHERE username_key = members ->> '$.username_key')
                 THEN members ->> '$.username' END AS username,
               CASE WHEN NOT EXISTS (SELECT 1 FROM accounts WHERE username_key = members ->> '$.username_key')
                 THEN members ->> '$.username_key' END AS username_key,
               CASE WHEN NOT EXISTS (SELECT 1 FROM accounts WHERE external_id = members ->> '$.external_id')
                 THEN members ->> '$.external_id' END AS external_id,
               members ->> '$.name' AS name, members ->> '$.metadata_public' AS metadata_public,
               members ->> '$.metadata_private' AS metadata_private
             FROM invitations WHERE ",
            $condition,
            " AND spent_by IS NULL AND expires_at > ",
            $now,
            " ORDER BY created_at DESC, id LIMIT 1)"
        )
    };
}
pub(in crate::store) use open_invitation;

/// Spends the invitation with this token for an account that was created with it in this batch.
pub(in crate::store) fn spend(token_hash: &str, account: &AccountId, now: UnixTime) -> Statement {
    sql!(
        "UPDATE invitations SET spent_by = ?2 WHERE token_hash = ?1 AND spent_by IS NULL AND expires_at > ?3
           AND email_key = (SELECT email_key FROM accounts WHERE id = ?2)",
        token_hash,
        account,
        now,
    )
}
