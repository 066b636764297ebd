//! Scheduled care of the signing keys: the first ones, successors in time, and sealing under the newest `DATA_SECRET`.

use super::signing_keys::{open, ring};
use super::succession::Line;
use crate::app::App;
use crate::crypto::signing_key::SEALED_PURPOSE;
use crate::domain::{AuthError, SignatureAlgorithm};
use crate::store::batch::Batch;
use crate::store::tables::signing_keys::{StoredSigningKey, find_signing_keys};

/// Makes the first keys, and the next ones a day before they sign; retires keys that do not open, and seals the others
/// again that were sealed under an older version of `DATA_SECRET`.
///
/// # Errors
/// [`AuthError::Unavailable`] if the database or WebCrypto fails.
pub async fn tend(app: &App) -> Result<(), AuthError> {
    ring(app).await?;
    let stored = find_signing_keys(&*app.ports.database).await?;
    let opened = open(app, &stored).await;
    let mut batch = Batch::new();
    for algorithm in SignatureAlgorithm::ALL {
        if let Some(succession) = Line::new(app, algorithm, &stored, &opened).due().await? {
            batch.succeed_signing_keys(&succession, None);
        }
    }
    for key in stored.iter().filter(|key| key.times.may_sign(app.now())) {
        if let Some(sealed) = resealed(app, key)? {
            batch.reseal_signing_key(&key.id, &key.private_key, &sealed);
        }
    }
    if !batch.is_empty() {
        app.key_ring().forget();
    }
    batch.run(&*app.ports.database).await.map(drop)
}

/// Private key under the newest version of `DATA_SECRET`; `None` if it is already, or does not open.
fn resealed(app: &App, key: &StoredSigningKey) -> Result<Option<String>, AuthError> {
    let sealer = &app.keys().sealer;
    let opened = sealer.open(SEALED_PURPOSE, &key.id.0, &key.private_key).filter(|opened| opened.outdated);
    let seal = |nonce| opened.map(|opened| sealer.seal(SEALED_PURPOSE, &key.id.0, &opened.plaintext, nonce));
    seal(app.ports.entropy.bytes()?).transpose()
}
