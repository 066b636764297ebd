//! `Idempotency-Key`: a request that was answered is answered again alike, and acts once.

use ::http::header::{ETAG, HeaderName};
use ::http::{HeaderValue, Method, StatusCode};
use serde::{Deserialize, Serialize};

use super::{Body, Exchange, Failure, Response, reply};
use crate::domain::authority::{EarlierRequest, IdempotentRequest};
use crate::domain::{ActError, AuthError, Caller};
use crate::flows::operators::idempotency;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Longest key, in characters.
const MAX_KEY: usize = 255;

/// Answer as it is kept.
#[derive(Serialize, Deserialize)]
struct KeptAnswer {
    status: u16,
    etag: Option<String>,
    body: String,
}

/// Request of this caller as it may be repeated; `None` without the header and for other methods than `POST`.
///
/// # Errors
/// [`AuthError::InvalidRequest`] for a key that is not 1 to 255 visible ASCII characters.
pub(super) fn requested(exchange: &Exchange, caller: &Caller) -> Result<Option<IdempotentRequest>, AuthError> {
    let request = &exchange.request;
    if request.method != Method::POST || !request.headers.contains_key(KEY) {
        return Ok(None);
    }
    let fits = |key: &&str| (1..=MAX_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    let invalid = AuthError::InvalidRequest("Idempotency-Key must have 1 to 255 visible ASCII characters");
    let key = request.header(KEY).filter(fits).ok_or(invalid)?;
    let body = if let Body::Complete(bytes) = &request.body { bytes.as_slice() } else { &[] };
    idempotency::identify(&exchange.app, caller, [request.method.as_str(), &request.path, key], body).map(Some)
}

/// Answer to a request: kept if it succeeded, and the earlier one if the request acted before.
///
/// # Errors
/// Errors of the answer, and of [`idempotency::answer_again`].
pub(super) async fn settle(
    exchange: &Exchange,
    of: &IdempotentRequest,
    answer: Result<Response, Failure>,
) -> Result<Response, Failure> {
    match answer {
        Ok(response) => {
            if response.status().is_success() {
                keep(exchange, of, &response).await;
            }
            Ok(response)
        }
        Err(Failure::Auth(AuthError::Act(ActError::Repeated(earlier)))) => Ok(repeat(exchange, of, &earlier)?),
        Err(failure) => Err(failure),
    }
}

async fn keep(exchange: &Exchange, of: &IdempotentRequest, response: &Response) {
    let kept = KeptAnswer {
        status: response.status().as_u16(),
        etag: response.headers().get(ETAG).and_then(|tag| tag.to_str().ok()).map(str::to_owned),
        body: String::from_utf8_lossy(response.body()).into_owned(),
    };
    if let Ok(answer) = serde_json::to_vec(&kept) {
        idempotency::keep(&exchange.app, of, &answer).await;
    }
}

fn repeat(exchange: &Exchange, of: &IdempotentRequest, earlier: &EarlierRequest) -> Result<Response, AuthError> {
    let unreadable = || AuthError::Internal("a kept answer does not parse".into());
    let answer = idempotency::answer_again(&exchange.app, of, earlier)?;
    let kept: KeptAnswer = serde_json::from_slice(&answer).map_err(|_| unreadable())?;
    let status = StatusCode::from_u16(kept.status).map_err(|_| unreadable())?;
    let json = HeaderValue::from_static("application/json");
    let mut response = reply::with_body(status, json, kept.body.into_bytes());
    if let Some(etag) = kept.etag {
        reply::set_header(&mut response, ETAG, &etag);
    }
    Ok(response)
}
