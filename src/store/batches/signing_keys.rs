//! Acts of operators on signing keys.

use super::acts::{Act, Condition};
use crate::domain::EventKind;
use crate::store::batch::{Batch, Handle};
use crate::store::tables::signing_keys::{StoredSigningKey, Succession};

/// Change of a signing key that was read before.
pub struct SigningKeyChange<'a> {
    pub key: &'a StoredSigningKey,
    /// Newest generation of its algorithm.
    pub newest: i64,
    pub succession: &'a Succession,
}

/// Condition that the key ?16 is as it was read, and that no other was made since.
macro_rules! unchanged {
    ($and:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM signing_keys WHERE id = ?16 AND retires_at = ?17 AND ends_at = ?18",
            $and,
            ") AND (SELECT MAX(generation) FROM signing_keys WHERE algorithm = ?19) = ?20"
        )
    };
}

impl Batch {
    /// Claims an act on a signing key, and changes who signs. The result is false if the keys have changed, or the key is
    /// not one that such an act is about: one that signs, to be rotated, or any that is not gone, to be revoked.
    pub fn change_signing_key(&mut self, act: &Act<'_>, change: &SigningKeyChange<'_>) -> Handle<bool> {
        let SigningKeyChange { key, newest, succession } = change;
        let sql = match act.kind {
            EventKind::SigningKeyRotated => unchanged!(" AND signs_at <= ?3 AND retires_at > ?3"),
            _ => unchanged!(" AND ends_at > ?3"),
        };
        let bindings = vec![
            key.id.0.as_str().into(),
            key.times.retires_at.into(),
            key.times.ends_at.into(),
            key.algorithm.as_str().into(),
            (*newest).into(),
        ];
        let claimed = self.claim_if(act, Some(Condition { sql, bindings }));
        self.succeed_signing_keys(succession, Some(act.id));
        claimed
    }
}
