//! Secrets of registered clients and resources, replaced by acts of operators.

use super::acts::Act;
use crate::domain::client_metadata::ClientId;
use crate::domain::{Fingerprint, ResourceId, UnixTime};
use crate::ports::{Statement, Value};
use crate::store::sql;

/// Secret that replaces the one before.
pub struct NewSecret {
    /// SHA-256 of the secret.
    pub hash: Fingerprint,
    /// End of the one before; `None`: at once. The one before that ends at once in any case.
    pub former_ends_at: Option<UnixTime>,
}

/// Rows whose secret is replaced.
#[derive(Clone, Copy)]
pub(super) enum SecretHolder<'a> {
    Client(&'a ClientId),
    Resource(&'a ResourceId),
}

/// `UPDATE` of the row ?2 of a table, in the act ?1.
macro_rules! replace_secret {
    ($table:literal) => {
        concat!(
            "UPDATE ",
            $table,
            " SET former_secret_hash = CASE WHEN ?4 IS NOT NULL THEN secret_hash END,
                former_ends_at = CASE WHEN secret_hash IS NOT NULL THEN ?4 END, secret_hash = ?3, updated_at = ?5
              WHERE id = ?2 AND EXISTS (SELECT 1 FROM events WHERE id = ?1)"
        )
    };
}

/// Replaces the secret of a holder, if the act was claimed.
pub(super) fn replace(act: &Act<'_>, holder: SecretHolder<'_>, new: &NewSecret) -> Statement {
    let (sql, id): (_, Value) = match holder {
        SecretHolder::Client(id) => (replace_secret!("clients"), id.into()),
        SecretHolder::Resource(id) => (replace_secret!("resources"), id.into()),
    };
    sql!(sql, act.id, id, &new.hash, new.former_ends_at, act.at)
}
