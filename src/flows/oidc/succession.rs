//! Successions of signing keys: which key signs next, and what that means for the one before.

use crate::app::App;
use crate::crypto::key_ring::KeyRing;
use crate::crypto::signing_key::{PublicKey, SEALED_PURPOSE};
use crate::domain::signing_key::{SigningKeyState, SigningKeyTimes};
use crate::domain::time::MINUTE;
use crate::domain::{AuthError, SignatureAlgorithm, UnixTime};
use crate::ports::Level;
use crate::store::tables::signing_keys::{NewTimes, StoredSigningKey, Succession};

/// Shortest time that a key is published before it signs beside another, in seconds: twice as long as caches keep the
/// published set.
pub const NOTICE: i64 = 10 * MINUTE;

/// Keys of an algorithm, as a succession finds them.
pub(in crate::flows) struct Line<'a> {
    app: &'a App,
    algorithm: SignatureAlgorithm,
    /// Oldest first.
    stored: Vec<&'a StoredSigningKey>,
    ring: &'a KeyRing,
}

impl<'a> Line<'a> {
    pub fn new(app: &'a App, algorithm: SignatureAlgorithm, stored: &'a [StoredSigningKey], ring: &'a KeyRing) -> Self {
        let stored = stored.iter().filter(|key| key.algorithm == algorithm).collect();
        Self { app, algorithm, stored, ring }
    }

    /// Succession that the schedule brings about, if one is due: a successor for a key that retires within a day, a next
    /// key in place of live ones that do not open.
    pub async fn due(&self) -> Result<Option<Succession>, AuthError> {
        let now = self.app.now();
        let unreadable = self.unreadable();
        match (self.able(SigningKeyState::Live), self.able(SigningKeyState::Next)) {
            (Some(live), next) if next.is_none() && live.times.needs_successor(now) => {
                let signs_at = live.times.retires_at.max(now + NOTICE);
                let mut times = retired(self.app, &unreadable, now);
                times.push(live.with(live.times.retiring_at(signs_at)));
                self.made(signs_at, times).await.map(Some)
            }
            (Some(live), _) if !unreadable.is_empty() => {
                let times = retired(self.app, &unreadable, now);
                Ok(Some(Succession { new: None, successor: live.id.clone(), times }))
            }
            (None, Some(next)) => {
                let mut times = retired(self.app, &unreadable, now);
                times.push(next.with(SigningKeyTimes::signing_at(now)));
                Ok(Some(Succession { new: None, successor: next.id.clone(), times }))
            }
            _ => Ok(None),
        }
    }

    /// Succession of a key that is live, at `at` or as soon as it would come anyway: by the next key, or a new one.
    pub async fn of(&self, live: &StoredSigningKey, at: UnixTime) -> Result<Succession, AuthError> {
        if let Some(next) = self.able(SigningKeyState::Next).filter(|next| next.id != live.id) {
            let at = at.min(next.times.signs_at);
            let times = vec![live.with(live.times.retiring_at(at)), next.with(SigningKeyTimes::signing_at(at))];
            return Ok(Succession { new: None, successor: next.id.clone(), times });
        }
        self.made(at, vec![live.with(live.times.retiring_at(at))]).await
    }

    async fn made(&self, signs_at: UnixTime, times: Vec<NewTimes>) -> Result<Succession, AuthError> {
        let generation = self.stored.last().map_or(0, |newest| newest.generation) + 1;
        let new = generate(self.app, self.algorithm, generation, signs_at).await?;
        Ok(Succession { successor: new.id.clone(), new: Some(new), times })
    }

    /// Newest key in this state that opens.
    fn able(&self, state: SigningKeyState) -> Option<&'a StoredSigningKey> {
        let keys = self.stored.iter().rev().copied().filter(|key| key.times.state(self.app.now()) == state);
        keys.into_iter().find(|key| self.ring.opens(&key.id))
    }

    /// Keys that were to sign and do not open.
    fn unreadable(&self) -> Vec<&'a StoredSigningKey> {
        let keys = self.stored.iter().copied().filter(|key| key.times.may_sign(self.app.now()));
        keys.filter(|key| !self.ring.opens(&key.id)).collect()
    }
}

/// Succession by a new key that signs at once, where none of the algorithm's keys does.
pub(super) async fn first(
    app: &App,
    stored: &[StoredSigningKey],
    algorithm: SignatureAlgorithm,
) -> Result<Succession, AuthError> {
    let ring = KeyRing::new(Vec::new(), app.now());
    let line = Line::new(app, algorithm, stored, &ring);
    line.made(app.now(), retired(app, &line.unreadable(), app.now())).await
}

/// New times of keys that do not open, which is told.
fn retired(app: &App, unreadable: &[&StoredSigningKey], now: UnixTime) -> Vec<NewTimes> {
    let retire = |key: &&StoredSigningKey| {
        app.log(Level::Error, "signing_key_unreadable", &key.id.0);
        key.with(key.times.retiring_at(now))
    };
    unreadable.iter().map(retire).collect()
}

async fn generate(
    app: &App,
    algorithm: SignatureAlgorithm,
    generation: i64,
    signs_at: UnixTime,
) -> Result<StoredSigningKey, AuthError> {
    let private_key = app.ports.signatures.generate(algorithm).await?;
    let public_key = PublicKey::of(algorithm, &private_key);
    let public_key = public_key.ok_or_else(|| AuthError::Internal("a generated key is not one".into()))?;
    let id = public_key.thumbprint();
    let nonce = app.ports.entropy.bytes()?;
    let private_key = app.keys().sealer.seal(SEALED_PURPOSE, &id.0, private_key.expose().as_bytes(), nonce)?;
    let times = SigningKeyTimes::signing_at(signs_at);
    Ok(StoredSigningKey { id, algorithm, generation, public_key, private_key, created_at: app.now(), times })
}
