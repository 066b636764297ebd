//! Signing keys: they make, rotate and reseal themselves.

use std::rc::Rc;

use crate::app::App;
use crate::crypto::key_ring::{KeyRange, KeyRing, RingKey};
use crate::crypto::signing_key::{PublicKey, SEALED_PURPOSE};
use crate::domain::signing_key::{SigningKeyState, SigningKeyTimes};
use crate::domain::{AuthError, Secret, SignatureAlgorithm, UnixTime};
use crate::ports::{Level, Signer};
use crate::store::batch::Batch;
use crate::store::tables::signing_keys::{StoredSigningKey, Succession, find_signing_keys};

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
pub async fn ring_with(app: &App, kid: &str, range: KeyRange) -> Result<Rc<KeyRing>, AuthError> {
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
    let (mut batch, now) = (Batch::new(), app.now());
    for algorithm in algorithms {
        let new = generate(app, *algorithm, newest_generation(stored, *algorithm) + 1, now).await?;
        batch.insert_signing_key(&new);
        // What cannot sign now does not open.
        let unreadable = stored.iter().filter(|key| key.algorithm == *algorithm && may_sign(key, now));
        let unreadable: Vec<&StoredSigningKey> = unreadable.collect();
        for key in &unreadable {
            app.log(Level::Error, "signing_key_unreadable", &key.id.0);
        }
        let times = unreadable.iter().map(|key| (key.id.clone(), key.times.retiring_at(now))).collect();
        batch.succeed_signing_keys(&Succession { successor: new.id, times });
    }
    let keys = batch.signing_keys();
    let stored = batch.run(&*app.ports.database).await?.take(keys)?;
    Ok(open(app, &stored).await)
}

fn newest_generation(stored: &[StoredSigningKey], algorithm: SignatureAlgorithm) -> i64 {
    let generations = stored.iter().filter(|key| key.algorithm == algorithm).map(|key| key.generation);
    generations.max().unwrap_or(0)
}

/// True if the key signs now or later.
fn may_sign(key: &StoredSigningKey, now: UnixTime) -> bool {
    matches!(key.times.state(now), SigningKeyState::Next | SigningKeyState::Live)
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
    let private_key =
        app.keys().sealer.seal(SEALED_PURPOSE, &id.0, private_key.expose().as_bytes(), app.ports.entropy.bytes()?)?;
    let times = SigningKeyTimes::signing_at(signs_at);
    Ok(StoredSigningKey { id, algorithm, generation, public_key, private_key, created_at: app.now(), times })
}

async fn open(app: &App, stored: &[StoredSigningKey]) -> KeyRing {
    let mut keys = Vec::new();
    for key in stored {
        let mut opened = RingKey::new(key.id.clone(), key.algorithm, key.times, key.public_key.clone());
        if may_sign(key, app.now()) {
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
