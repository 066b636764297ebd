//! Signing keys of an isolate: read, opened, kept for a minute, and made where there are none.

use std::rc::Rc;

use super::succession;
use crate::app::App;
use crate::crypto::key_ring::{KeyRange, KeyRing, RingKey};
use crate::crypto::signing_key::{PublicKey, SEALED_PURPOSE};
use crate::domain::signing_key::KeyId;
use crate::domain::{AuthError, Secret, SignatureAlgorithm, UnixTime};
use crate::ports::Signer;
use crate::store::batch::Batch;
use crate::store::tables::signing_keys::{StoredSigningKey, find_signing_keys};

/// Signing keys of this isolate, at most a minute old, with one that signs for each algorithm. Where there is none, one
/// is made.
///
/// # Errors
/// [`AuthError::Unavailable`] if the database or WebCrypto fails.
pub async fn ring(app: &App) -> Result<Rc<KeyRing>, AuthError> {
    let kept = app.key_ring().fresh(app.now());
    match kept.filter(|ring| unable(ring, app.now()).is_empty()) {
        Some(ring) => Ok(ring),
        None => read(app).await,
    }
}

/// As [`ring`], and read again if it has no such key, at most every 10 seconds.
///
/// # Errors
/// As [`ring`].
pub async fn ring_with(app: &App, kid: &KeyId, range: KeyRange) -> Result<Rc<KeyRing>, AuthError> {
    let ring = ring(app).await?;
    let is_unknown = ring.find(kid, range, app.now()).is_none();
    if is_unknown && app.key_ring().may_ask_again(app.now()) { read(app).await } else { Ok(ring) }
}

/// Algorithms that no key signs for.
fn unable(ring: &KeyRing, now: UnixTime) -> Vec<SignatureAlgorithm> {
    SignatureAlgorithm::ALL.into_iter().filter(|algorithm| ring.signing(*algorithm, now).is_none()).collect()
}

async fn read(app: &App) -> Result<Rc<KeyRing>, AuthError> {
    let stored = find_signing_keys(&*app.ports.database).await?;
    let mut ring = open(app, &stored).await;
    let missing = unable(&ring, app.now());
    if !missing.is_empty() {
        ring = make(app, &stored, &missing).await?;
    }
    let ring = Rc::new(ring);
    app.key_ring().keep(ring.clone());
    Ok(ring)
}

/// Makes a key that signs at once, for each of these algorithms. Of many who do, one succeeds, and all read its key.
async fn make(app: &App, stored: &[StoredSigningKey], algorithms: &[SignatureAlgorithm]) -> Result<KeyRing, AuthError> {
    let mut batch = Batch::new();
    for algorithm in algorithms {
        let made = succession::first(app, stored, *algorithm).await?;
        batch.succeed_signing_keys(&made, None);
    }
    let keys = batch.signing_keys();
    let stored = batch.run(&*app.ports.database).await?.take(keys)?;
    Ok(open(app, &stored).await)
}

/// Ring of these keys, with a signer for each that may sign and opens.
pub(in crate::flows) async fn open(app: &App, stored: &[StoredSigningKey]) -> KeyRing {
    let mut keys = Vec::new();
    for key in stored {
        let mut opened = RingKey::new(key.id.clone(), key.algorithm, key.times, key.public_key.clone());
        if key.times.may_sign(app.now()) {
            opened.signer = signer(app, key).await;
        }
        keys.push(opened);
    }
    KeyRing::new(keys, app.now())
}

/// Signer of a key; `None` if its private part does not open, or is not that of the public one.
async fn signer(app: &App, key: &StoredSigningKey) -> Option<Rc<dyn Signer>> {
    let opened = app.keys().sealer.open(SEALED_PURPOSE, &key.id.0, &key.private_key)?;
    let private_key = Secret::new(String::from_utf8(opened.plaintext.to_vec()).ok()?);
    (PublicKey::of(key.algorithm, &private_key).as_ref() == Some(&key.public_key)).then_some(())?;
    app.ports.signatures.import(key.algorithm, &private_key).await.ok()
}
