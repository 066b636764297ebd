//! Origins of requests: those that may use cookies (Fetch Metadata and `Origin`), and those that may read answers
//! (CORS).

use ::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderName, HeaderValue, ORIGIN, RETRY_AFTER,
    VARY,
};
use ::http::{Method, StatusCode};
use url::Url;

use super::bookmark::BOOKMARK;
use super::dialect::Cors;
use super::reply::REQUEST_ID;
use super::request::SEC_FETCH_MODE;
use super::route::{FormOrigin, SetsCookies};
use super::{ProtocolError, Request, Response, Route, cookies, press, reply};
use crate::config::{Config, is_secure};
use crate::crypto::base64url;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// Most headers that a preflight may ask for, and the longest name of one, in bytes.
const MAX_ASKED_HEADERS: usize = 50;
const MAX_HEADER_NAME: usize = 100;
/// Seconds for which a browser may cache a preflight's answer.
const PREFLIGHT_MAX_AGE: HeaderValue = HeaderValue::from_static("600");

/// Headers that pages of any origin may send to a route that reads no cookie, and those that they may read.
const HEADERS_FROM_ANYWHERE: HeaderValue =
    HeaderValue::from_static("Authorization, Content-Type, DPoP, MCP-Protocol-Version");
const HEADERS_TO_ANYWHERE: HeaderValue = HeaderValue::from_static("WWW-Authenticate, DPoP-Nonce, Retry-After");

/// Refuses a request that uses or sets cookies from a page that is not trusted. A request without an `Origin` comes
/// from no page, unless Fetch Metadata says otherwise. Dialects that read no cookie refuse nobody.
///
/// # Errors
/// [`ProtocolError::ForeignOrigin`].
pub fn check(request: &Request, route: &Route, config: &Config) -> Result<(), ProtocolError> {
    let uses_cookies = !request.headers.contains_key(AUTHORIZATION) && cookies::carries_any(request);
    if route.dialect.cors == Cors::Any || is_safe(request) || !(route.sets_cookies == SetsCookies::Yes || uses_cookies)
    {
        return Ok(());
    }
    let site = request.header(SEC_FETCH_SITE);
    let origin = request.header(ORIGIN);
    let trusted = if request.headers.contains_key(ORIGIN) {
        // A page whose URL has a token sends no referrer, so its forms have the origin "null". Fetch Metadata vouches
        // for them; in a browser without it, the cookie that came with the page does.
        let is_vouched_for = match site {
            Some(site) => site == "same-origin",
            None => !request.headers.contains_key(SEC_FETCH_SITE) && was_opened(request, route, config),
        };
        let own_page = |origin: &str| origin == "null" && is_vouched_for;
        let is_trusted = |origin: &str| match route.dialect.cors {
            Cors::Trusted => config.trusts(origin),
            Cors::Own | Cors::Any => origin == config.public_url,
        };
        origin.is_some_and(|origin| is_trusted(origin) || own_page(origin))
    } else {
        !request.headers.contains_key(SEC_FETCH_SITE)
            || request.header(SEC_FETCH_SITE).is_some_and(|site| match route.dialect.cors {
                Cors::Trusted => site != "cross-site",
                Cors::Own | Cors::Any => matches!(site, "same-origin" | "none"),
            })
    };
    match origin {
        _ if trusted => Ok(()),
        Some(origin) if is_other_local_name(origin, config) => Err(other_local_name(config)),
        _ => Err(ProtocolError::ForeignOrigin),
    }
}

/// True if this browser opened the page whose URL has a token: it carries the 256-bit cookie that such a page sets.
/// Another site's form does not send it (`SameSite=Lax`), even from a sandboxed frame, whose origin is "null" too. This
/// applies to no other form, since every other page names its origin.
fn was_opened(request: &Request, route: &Route, config: &Config) -> bool {
    let name = press::name(config);
    let secret = cookies::carried(request, &name).value().and_then(base64url::decode);
    route.form_origin == FormOrigin::Null && secret.is_some_and(|bytes| bytes.len() == 32)
}

/// Refuses to show a page that a person opened under another name of this machine than that of `PUBLIC_URL`, where its
/// forms would not work. Programs, which do not navigate, may use any name.
///
/// # Errors
/// [`ProtocolError::OtherLocalName`].
pub fn check_name(request: &Request, config: &Config) -> Result<(), ProtocolError> {
    let navigates = request.header(SEC_FETCH_MODE) == Some("navigate");
    let host = request.header(HOST).filter(|_| navigates && is_safe(request));
    if host.is_some_and(|host| is_other_local_name(&format!("http://{host}"), config)) {
        return Err(other_local_name(config));
    }
    Ok(())
}

fn is_safe(request: &Request) -> bool {
    request.method == Method::GET || request.method == Method::HEAD
}

fn other_local_name(config: &Config) -> ProtocolError {
    ProtocolError::OtherLocalName { public_url: config.public_url.clone() }
}

/// True if an origin is on this machine, as `PUBLIC_URL` is, under another name.
fn is_other_local_name(origin: &str, config: &Config) -> bool {
    let local_host = |origin: &str| {
        let url = Url::parse(origin).ok().filter(|url| url.scheme() == "http" && is_secure(url))?;
        url.host_str().map(str::to_owned)
    };
    match (local_host(&config.public_url), local_host(origin)) {
        (Some(ours), Some(theirs)) => ours != theirs,
        _ => false,
    }
}

/// True for a CORS preflight (Fetch section 4.8).
pub fn is_preflight(request: &Request) -> bool {
    request.method == Method::OPTIONS
        && request.headers.contains_key(ORIGIN)
        && request.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// Answers a preflight for a path with these methods. A trusted origin may send every header it asks for; any other
/// origin gets no permission, unless the route reads no cookie.
pub fn preflight(request: &Request, methods: &str, cors: Cors, config: &Config) -> Response {
    let mut response = reply::empty(StatusCode::NO_CONTENT);
    if cors == Cors::Any {
        reply::set_header(&mut response, ACCESS_CONTROL_ALLOW_METHODS, methods);
        response.headers_mut().insert(ACCESS_CONTROL_ALLOW_HEADERS, HEADERS_FROM_ANYWHERE);
        response.headers_mut().insert(ACCESS_CONTROL_MAX_AGE, PREFLIGHT_MAX_AGE);
        return response;
    }
    if cors == Cors::Own || !request.header(ORIGIN).is_some_and(|origin| config.trusts(origin)) {
        return response;
    }
    reply::set_header(&mut response, ACCESS_CONTROL_ALLOW_METHODS, methods);
    reply::set_header(&mut response, ACCESS_CONTROL_ALLOW_HEADERS, &allowed_headers(request, config));
    response.headers_mut().insert(ACCESS_CONTROL_MAX_AGE, PREFLIGHT_MAX_AGE);
    response
}

/// Headers that a trusted origin may send: ours, and those it asks for that are valid names.
fn allowed_headers(request: &Request, config: &Config) -> String {
    let bookmark = config.read_replicas.then_some(BOOKMARK);
    let mut names: Vec<HeaderName> = [AUTHORIZATION, CONTENT_TYPE].into_iter().chain(bookmark).collect();
    let asked = request.header(ACCESS_CONTROL_REQUEST_HEADERS).unwrap_or_default();
    for name in asked.split(',').take(MAX_ASKED_HEADERS) {
        let name = Some(name.trim()).filter(|name| name.len() <= MAX_HEADER_NAME);
        let name = name.and_then(|name| HeaderName::from_bytes(name.as_bytes()).ok());
        names.extend(name.filter(|name| !names.contains(name)));
    }
    names.iter().map(HeaderName::as_str).collect::<Vec<_>>().join(", ")
}

/// Lets pages of trusted origins, and no others, read the answer; pages of any origin where no cookie is read.
pub fn allow(request: &Request, response: &mut Response, cors: Cors, config: &Config) {
    match cors {
        Cors::Own => return,
        Cors::Any => {
            response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
            response.headers_mut().insert(ACCESS_CONTROL_EXPOSE_HEADERS, HEADERS_TO_ANYWHERE);
            return;
        }
        Cors::Trusted => {}
    }
    response.headers_mut().append(VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = request.header(ORIGIN).filter(|origin| config.trusts(origin)) else {
        return;
    };
    reply::set_header(response, ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from(RETRY_AFTER));
    headers.append(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from(REQUEST_ID));
    if config.read_replicas {
        headers.append(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from(BOOKMARK));
    }
}
