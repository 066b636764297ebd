//! Pages of other origins: which may use cookies (Fetch Metadata and `Origin`), which may read answers (CORS).

use ::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD,
    AUTHORIZATION, HeaderName, HeaderValue, ORIGIN, RETRY_AFTER, VARY,
};
use ::http::{Method, StatusCode};

use super::bookmark::BOOKMARK;
use super::{ProtocolError, Request, Response, cookies, reply};
use crate::config::Config;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// Seconds a browser may remember a preflight's answer.
const PREFLIGHT_MAX_AGE: HeaderValue = HeaderValue::from_static("600");

/// Refuses a request that acts with cookies, or to get them, from a page that is not trusted. A request without an
/// `Origin` comes from no page, unless the browser says otherwise.
///
/// # Errors
/// [`ProtocolError::ForeignOrigin`].
pub fn check(request: &Request, sets_cookies: bool, config: &Config) -> Result<(), ProtocolError> {
    let safe = request.method == Method::GET || request.method == Method::HEAD;
    let uses_cookies = !request.headers.contains_key(AUTHORIZATION) && cookies::carries_any(request);
    if safe || !(sets_cookies || uses_cookies) {
        return Ok(());
    }
    let site = request.header(SEC_FETCH_SITE);
    let trusted = if request.headers.contains_key(ORIGIN) {
        // Our own pages send no referrer, and their forms therefore "null"; the browser vouches for them otherwise.
        let own_page = |origin: &str| origin == "null" && site == Some("same-origin");
        request.header(ORIGIN).is_some_and(|origin| config.trusts(origin) || own_page(origin))
    } else {
        !request.headers.contains_key(SEC_FETCH_SITE)
            || request.header(SEC_FETCH_SITE).is_some_and(|site| site != "cross-site")
    };
    if trusted { Ok(()) } else { Err(ProtocolError::ForeignOrigin) }
}

/// Whether a request asks what another one may do (Fetch section 4.8).
pub fn is_preflight(request: &Request) -> bool {
    request.method == Method::OPTIONS
        && request.headers.contains_key(ORIGIN)
        && request.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// Answers a preflight for a path with these methods; whether the origin is allowed is [`allow`]'s to add.
pub fn preflight(methods: &str, config: &Config) -> Response {
    let mut response = reply::empty(StatusCode::NO_CONTENT);
    reply::set_header(&mut response, ACCESS_CONTROL_ALLOW_METHODS, methods);
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type"));
    if config.read_replicas {
        headers.append(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from(BOOKMARK));
    }
    headers.insert(ACCESS_CONTROL_MAX_AGE, PREFLIGHT_MAX_AGE);
    response
}

/// Lets pages of trusted origins, and no others, read the answer.
pub fn allow(request: &Request, response: &mut Response, config: &Config) {
    response.headers_mut().append(VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = request.header(ORIGIN).filter(|origin| config.trusts(origin)) else {
        return;
    };
    reply::set_header(response, ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from(RETRY_AFTER));
    if config.read_replicas {
        headers.append(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from(BOOKMARK));
    }
}
