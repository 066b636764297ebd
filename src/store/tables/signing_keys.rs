//! Keys that sign tokens for others to verify.

use serde::Deserialize;

use crate::crypto::signing_key::PublicKey;
use crate::domain::signing_key::{KeyId, SigningKeyTimes};
use crate::domain::{AuthError, EventId, SignatureAlgorithm, UnixTime};
use crate::ports::{Database, Statement};
use crate::store::batch::{Batch, Handle};
use crate::store::sql;

/// Signing key as its row holds it.
#[derive(Clone)]
pub struct StoredSigningKey {
    pub id: KeyId,
    pub algorithm: SignatureAlgorithm,
    /// Counts the keys of an algorithm, from 1.
    pub generation: i64,
    pub public_key: PublicKey,
    /// Private key, sealed for the id.
    pub private_key: String,
    pub created_at: UnixTime,
    pub times: SigningKeyTimes,
}

/// Change of the keys of an algorithm: who signs next, and what that means for the others.
pub struct Succession {
    /// Key to add, unless another of its generation is there.
    pub new: Option<StoredSigningKey>,
    /// Key that must be there for the new times to hold: the new one, or one that was there before.
    pub successor: KeyId,
    pub times: Vec<NewTimes>,
}

/// New times of a key, if it still has those that were read.
pub struct NewTimes {
    pub id: KeyId,
    pub read: SigningKeyTimes,
    pub times: SigningKeyTimes,
}

impl StoredSigningKey {
    /// New times of this key.
    pub fn with(&self, times: SigningKeyTimes) -> NewTimes {
        NewTimes { id: self.id.clone(), read: self.times, times }
    }
}

#[derive(Deserialize)]
struct SigningKeyRow {
    id: KeyId,
    algorithm: SignatureAlgorithm,
    generation: i64,
    public_key: String,
    private_key: String,
    created_at: UnixTime,
    #[serde(flatten)]
    times: SigningKeyTimes,
}

impl From<SigningKeyRow> for StoredSigningKey {
    fn from(row: SigningKeyRow) -> Self {
        let SigningKeyRow { id, algorithm, generation, public_key, private_key, created_at, times } = row;
        let public_key = PublicKey::stored(public_key);
        Self { id, algorithm, generation, public_key, private_key, created_at, times }
    }
}

impl Batch {
    /// All signing keys, by algorithm, oldest first.
    pub fn signing_keys(&mut self) -> Handle<Vec<StoredSigningKey>> {
        let rows = self.push(sql!(
            "SELECT id, algorithm, generation, public_key, private_key, created_at, signs_at, retires_at, withdrawn_at,
               ends_at
             FROM signing_keys WHERE algorithm IN ('ES256', 'RS256') ORDER BY algorithm, generation"
        ));
        rows.all::<SigningKeyRow>().map(|rows| rows.into_iter().map(StoredSigningKey::from).collect())
    }

    /// Changes who signs. Under an act, nothing happens unless its event was written.
    pub fn succeed_signing_keys(&mut self, succession: &Succession, act: Option<&EventId>) {
        self.extend(succession.new.as_ref().map(|new| insert(new, act)));
        self.extend(succession.times.iter().map(|new| set_times(new, &succession.successor, act)));
    }

    /// Replaces the sealed text of a private key by another of the same key.
    pub fn reseal_signing_key(&mut self, id: &KeyId, former: &str, sealed: &str) {
        self.extend([sql!(
            "UPDATE signing_keys SET private_key = ?3 WHERE id = ?1 AND private_key = ?2",
            id.0.as_str(),
            former,
            sealed,
        )]);
    }
}

fn insert(new: &StoredSigningKey, act: Option<&EventId>) -> Statement {
    let SigningKeyTimes { signs_at, retires_at, withdrawn_at, ends_at } = new.times;
    sql!(
        "INSERT INTO signing_keys (id, algorithm, generation, public_key, private_key, created_at, signs_at, retires_at,
           withdrawn_at, ends_at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10
         WHERE ?11 IS NULL OR EXISTS (SELECT 1 FROM events WHERE id = ?11) ON CONFLICT DO NOTHING",
        new.id.0.as_str(),
        new.algorithm.as_str(),
        new.generation,
        new.public_key.as_str(),
        new.private_key.as_str(),
        new.created_at,
        signs_at,
        retires_at,
        withdrawn_at,
        ends_at,
        act,
    )
}

fn set_times(new: &NewTimes, successor: &KeyId, act: Option<&EventId>) -> Statement {
    let SigningKeyTimes { signs_at, retires_at, withdrawn_at, ends_at } = new.times;
    sql!(
        "UPDATE signing_keys SET signs_at = ?3, retires_at = ?4, withdrawn_at = ?5, ends_at = ?6
         WHERE id = ?1 AND signs_at = ?8 AND retires_at = ?9 AND ends_at = ?10
           AND EXISTS (SELECT 1 FROM signing_keys WHERE id = ?2)
           AND (?7 IS NULL OR EXISTS (SELECT 1 FROM events WHERE id = ?7))",
        new.id.0.as_str(),
        successor.0.as_str(),
        signs_at,
        retires_at,
        withdrawn_at,
        ends_at,
        act,
        new.read.signs_at,
        new.read.retires_at,
        new.read.ends_at,
    )
}

/// All signing keys, by algorithm, oldest first.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_signing_keys(db: &dyn Database) -> Result<Vec<StoredSigningKey>, AuthError> {
    let mut batch = Batch::new();
    let keys = batch.signing_keys();
    batch.run(db).await?.take(keys)
}
