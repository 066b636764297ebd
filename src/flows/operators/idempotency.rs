//! Requests with an `Idempotency-Key`: known for 24 hours by their sender, method, path and key. The batch of the act
//! decides whether a request is new; its answer is kept after it.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::app::App;
use crate::crypto::subkey::fingerprint;
use crate::domain::authority::{EarlierRequest, IdempotentRequest};
use crate::domain::{ActError, AuthError, Caller, IdempotentRequestId};
use crate::ports::Level;
use crate::store::tables::idempotent_requests::keep_answer;

/// Purposes of the sealed columns.
const BODY: &str = "idempotent request";
const ANSWER: &str = "idempotent answer";

/// Request of a caller, by its method, path and key.
///
/// # Errors
/// [`AuthError::Internal`] without randomness or a key to seal with.
pub fn identify(app: &App, caller: &Caller, name: [&str; 3], body: &[u8]) -> Result<IdempotentRequest, AuthError> {
    let principal = match caller {
        Caller::Session { account, .. } => format!("account:{}", account.0),
        Caller::Key { id, .. } => format!("key:{}", id.0),
    };
    let id = IdempotentRequestId(fingerprint(&serde_json::json!([principal, name]).to_string()).0);
    let body_hash: [u8; 32] = Sha256::digest(body).into();
    let sealed_body = app.keys().sealer.seal(BODY, &id.0, &body_hash, app.ports.entropy.bytes()?)?;
    Ok(IdempotentRequest { id, body_hash, sealed_body })
}

/// Keeps the answer to a request that acted. A failure is logged alone: the act is done, and repeated requests are
/// refused.
pub async fn keep(app: &App, of: &IdempotentRequest, answer: &[u8]) {
    let kept = async {
        let sealed = app.keys().sealer.seal(ANSWER, &of.id.0, answer, app.ports.entropy.bytes()?)?;
        keep_answer(&*app.ports.database, &of.id, sealed).await
    };
    if let Err(error) = kept.await {
        app.log(Level::Warning, "idempotent_answer_write_failed", &error.to_string());
    }
}

/// Answer to an earlier request of the same id.
///
/// # Errors
/// [`ActError::IdempotencyKeyReused`] if it had another body, [`ActError::AnswerPending`] if its answer was not kept,
/// [`AuthError::Internal`] if the row does not open.
pub fn answer_again(
    app: &App,
    of: &IdempotentRequest,
    earlier: &EarlierRequest,
) -> Result<Zeroizing<Vec<u8>>, AuthError> {
    let open = |purpose, sealed: &str| {
        let opened = app.keys().sealer.open(purpose, &of.id.0, sealed);
        opened.ok_or_else(|| AuthError::Internal("a kept request does not open".into()))
    };
    if open(BODY, &earlier.sealed_body)?.plaintext.as_slice() != of.body_hash.as_slice() {
        return Err(ActError::IdempotencyKeyReused.into());
    }
    match earlier.sealed_answer.as_deref() {
        None => Err(ActError::AnswerPending.into()),
        Some(sealed) => Ok(open(ANSWER, sealed)?.plaintext),
    }
}
