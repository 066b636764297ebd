//! Responses.

use ::http::StatusCode;
use ::http::header::{CONTENT_TYPE, HeaderName, HeaderValue, LOCATION};
use serde::Serialize;

/// Response with its complete body.
pub type Response = ::http::Response<Vec<u8>>;

/// Header with the request's id, as in the log.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => with_body(status, HeaderValue::from_static("application/json"), bytes),
        Err(_) => empty(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

/// Response without a body.
pub fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}

/// Sends a browser on, with a GET.
pub fn see_other(location: &str) -> Response {
    let mut response = empty(StatusCode::SEE_OTHER);
    set_header(&mut response, LOCATION, location);
    response
}

pub(super) fn with_body(status: StatusCode, content_type: HeaderValue, body: Vec<u8>) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    response
}

/// Sets a header from a computed value. A value that is invalid in a header is dropped.
pub fn set_header(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
