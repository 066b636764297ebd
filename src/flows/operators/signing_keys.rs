//! Signing keys: their list, a rotation before its time, and the end of one that leaked.

use super::{RequestedAct, look_up};
use crate::app::App;
use crate::crypto::key_ring::KeyRing;
use crate::domain::signing_key::{KeyId, SigningKeyState};
use crate::domain::{ActError, AuthError, Authority, EventKind};
use crate::flows::oidc::signing_keys::open;
use crate::flows::oidc::succession::{Line, NOTICE};
use crate::store::batch::Batch;
use crate::store::batches::signing_keys::SigningKeyChange;
pub use crate::store::tables::signing_keys::StoredSigningKey;
use crate::store::tables::signing_keys::Succession;

/// Keys that are not gone, by algorithm, oldest first, in one round trip.
///
/// # Errors
/// As [`super::admit`].
pub async fn list(app: &App, authority: &Authority) -> Result<Vec<StoredSigningKey>, AuthError> {
    Ok(of_use(app, look_up(app, authority, Batch::signing_keys).await?))
}

/// Publishes a successor of a live key, which signs in 10 minutes. The result is the list.
///
/// # Errors
/// [`AuthError::NotFound`], [`ActError::PreconditionFailed`] for a key that does not sign now, or whose successor was
/// made meanwhile; those of [`super::admit`].
pub async fn rotate(app: &App, requested: &RequestedAct<'_>, id: &KeyId) -> Result<Vec<StoredSigningKey>, AuthError> {
    let found = Found::new(app, requested, id).await?;
    let succession = match found.key.times.state(app.now()) {
        SigningKeyState::Live => found.line().of(&found.key, app.now() + NOTICE).await?,
        _ => found.alone(),
    };
    let changed = found.change(requested, EventKind::SigningKeyRotated, &succession).await?;
    changed.ok_or_else(|| ActError::PreconditionFailed.into())
}

/// Ends a key at once: it leaves the published set, and no token of it counts. The successor of a live one signs at
/// once. The result is the list.
///
/// # Errors
/// [`AuthError::NotFound`], [`ActError::PreconditionFailed`] if a key was made meanwhile; those of [`super::admit`].
pub async fn revoke(app: &App, requested: &RequestedAct<'_>, id: &KeyId) -> Result<Vec<StoredSigningKey>, AuthError> {
    let found = Found::new(app, requested, id).await?;
    let (now, times) = (app.now(), found.key.times.revoked_at(app.now()));
    let mut succession = match found.key.times.state(now) {
        SigningKeyState::Live => found.line().of(&found.key, now).await?,
        _ => found.alone(),
    };
    succession.times.retain(|changed| changed.id != *id);
    succession.times.push(found.key.with(times));
    let was_gone = found.key.times.state(now) == SigningKeyState::Gone;
    let changed = found.change(requested, EventKind::SigningKeyRevoked, &succession).await?;
    changed.ok_or_else(|| if was_gone { AuthError::NotFound } else { ActError::PreconditionFailed.into() })
}

/// Key to act on, among all of them.
struct Found<'a> {
    app: &'a App,
    key: StoredSigningKey,
    stored: Vec<StoredSigningKey>,
    ring: KeyRing,
}

impl<'a> Found<'a> {
    async fn new(app: &'a App, requested: &RequestedAct<'_>, id: &KeyId) -> Result<Self, AuthError> {
        let stored = look_up(app, requested.authority, Batch::signing_keys).await?;
        let key = stored.iter().find(|key| key.id == *id).cloned().ok_or(AuthError::NotFound)?;
        let ring = open(app, &stored).await;
        Ok(Self { app, key, stored, ring })
    }

    fn line(&self) -> Line<'_> {
        Line::new(self.app, self.key.algorithm, &self.stored, &self.ring)
    }

    /// Succession that changes nobody but the key itself.
    fn alone(&self) -> Succession {
        Succession { new: None, successor: self.key.id.clone(), times: Vec::new() }
    }

    /// The list after the change; `None` if the keys have changed meanwhile.
    async fn change(
        &self,
        requested: &RequestedAct<'_>,
        kind: EventKind,
        succession: &Succession,
    ) -> Result<Option<Vec<StoredSigningKey>>, AuthError> {
        let generations = self.stored.iter().filter(|key| key.algorithm == self.key.algorithm);
        let newest = generations.map(|key| key.generation).max().unwrap_or(0);
        let act = requested.act(self.app, kind, None).with_detail(Some(&self.key.id.0));
        let mut batch = Batch::new();
        let change = SigningKeyChange { key: &self.key, newest, succession };
        let changed = batch.change_signing_key(&act, &change);
        let keys = batch.signing_keys();
        let mut done = batch.run(&*self.app.ports.database).await?;
        let (is_changed, keys) = (done.take(changed)?, done.take(keys)?);
        self.app.key_ring().forget();
        Ok(is_changed.then(|| of_use(self.app, keys)))
    }
}

fn of_use(app: &App, keys: Vec<StoredSigningKey>) -> Vec<StoredSigningKey> {
    keys.into_iter().filter(|key| key.times.state(app.now()) != SigningKeyState::Gone).collect()
}
