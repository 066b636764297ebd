//! Authentication: the credential of a request and the session behind it.

use ::http::header::AUTHORIZATION;

use super::cookies::{self, ACCESS_TOKEN, Carried};
use super::route::{AccountHandler, OperatorsHandler};
use super::{Exchange, Failure, Request, Response, idempotency};
use crate::domain::principal::SignedIn;
use crate::domain::{Actor, AuthError, Authority, Permission, Principal};
use crate::flows;
use crate::flows::authenticate::{authenticate, authenticate_nearby};

/// Credential of a request. An `Authorization` header takes precedence: if present, no cookie is read.
#[derive(Debug, PartialEq, Eq)]
pub enum Credential<'a> {
    NotShown,
    /// Value that cannot be a session token.
    Unfit,
    /// Token in the `Authorization` header (RFC 6750 section 2.1).
    Bearer(&'a str),
    /// Token in the cookie.
    Cookie(&'a str),
}

impl<'a> Credential<'a> {
    /// Credential of an API request.
    pub fn of(request: &'a Request) -> Self {
        if request.headers.contains_key(AUTHORIZATION) {
            return bearer(request).map_or(Self::Unfit, Self::Bearer);
        }
        Self::of_cookie(request)
    }

    /// Credential of a page request. Schemes such as `Basic` are ignored: a browser adds them to every request by
    /// itself, for something in front of the service such as a staging site's gate.
    pub fn of_page(request: &'a Request) -> Self {
        if decides_on_page(request) { Self::of(request) } else { Self::of_cookie(request) }
    }

    fn of_cookie(request: &'a Request) -> Self {
        match cookies::carried(request, ACCESS_TOKEN) {
            Carried::Nothing => Self::NotShown,
            Carried::One(token) => Self::Cookie(token),
            Carried::Conflicting => Self::Unfit,
        }
    }

    /// Token, not yet verified.
    pub fn token(&self) -> Option<&'a str> {
        match self {
            Self::Bearer(token) | Self::Cookie(token) => Some(token),
            Self::NotShown | Self::Unfit => None,
        }
    }
}

/// True if `Authorization` takes precedence on a page: any scheme does, except those that browsers add by themselves.
pub fn decides_on_page(request: &Request) -> bool {
    let scheme = |text: &str| text.split(' ').next().unwrap_or_default().to_ascii_lowercase();
    let is_other = |text: &str| matches!(scheme(text).as_str(), "basic" | "digest" | "negotiate" | "ntlm");
    request.headers.contains_key(AUTHORIZATION) && !request.header(AUTHORIZATION).is_some_and(is_other)
}

/// Token after the scheme and at least one space (RFC 9110 section 11.4).
pub fn bearer(request: &Request) -> Option<&str> {
    let (scheme, token) = request.header(AUTHORIZATION)?.split_once(' ')?;
    let token = token.trim_matches(' ');
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// Principal of the request's credential.
///
/// # Errors
/// [`AuthError::InvalidToken`] without one, [`AuthError::Unavailable`].
async fn principal(exchange: &Exchange) -> Result<Principal, AuthError> {
    let token = Credential::of(&exchange.request).token().ok_or(AuthError::InvalidToken)?;
    Ok(Principal::Account(authenticate(&exchange.app, token).await?))
}

/// Account session of the request.
///
/// # Errors
/// [`AuthError::InvalidToken`] without one, [`AuthError::Unavailable`].
pub async fn require(exchange: &Exchange) -> Result<SignedIn, AuthError> {
    principal(exchange).await?.into_account()
}

/// Runs a handler for the session of the request.
///
/// # Errors
/// [`AuthError::InvalidToken`] without one, [`AuthError::Unavailable`], and those of the handler.
pub async fn as_account(exchange: &Exchange, handler: AccountHandler) -> Result<Response, Failure> {
    handler(exchange, &require(exchange).await?).await
}

/// As [`as_account`], for a handler that changes nothing: the session is read from a replica that may lag, if the
/// settings allow it.
///
/// # Errors
/// As [`as_account`].
pub async fn as_account_nearby(exchange: &Exchange, handler: AccountHandler) -> Result<Response, Failure> {
    let token = Credential::of(&exchange.request).token().ok_or(AuthError::InvalidToken)?;
    handler(exchange, &authenticate_nearby(&exchange.app, token).await?).await
}

/// Caller of an operators' route, with what the route permits. Nothing is looked up yet.
///
/// # Errors
/// [`AuthError::InvalidToken`] without a credential that may be good.
fn authority(exchange: &Exchange, permission: Permission) -> Result<Authority, AuthError> {
    let token = Credential::of(&exchange.request).token().ok_or(AuthError::InvalidToken)?;
    let caller = flows::operators::caller(&exchange.app, token)?;
    Ok(Authority::new(caller, permission))
}

/// Looks the caller of an operators' route up, by itself.
///
/// # Errors
/// As [`flows::operators::admit`].
pub(super) async fn admit(exchange: &Exchange, permission: Permission) -> Result<Actor, AuthError> {
    flows::operators::admit(&exchange.app, &authority(exchange, permission)?).await
}

/// Runs a handler for an operator or a service key. An error that the handler found in the request is told only to whom
/// the route permits anything.
///
/// # Errors
/// [`AuthError::InvalidToken`] without a credential, [`AuthError::NotAllowed`] without the permission, and those of the
/// handler.
pub async fn as_operators(
    exchange: &Exchange,
    permission: Permission,
    handler: OperatorsHandler,
) -> Result<Response, Failure> {
    let mut authority = authority(exchange, permission)?;
    let answer = match idempotency::requested(exchange, &authority.caller) {
        Ok(request) => {
            authority.idempotent = request;
            handler(exchange, &authority).await
        }
        Err(error) => Err(error.into()),
    };
    if answer.as_ref().is_err_and(Failure::is_of_request) && !authority.is_admitted() {
        flows::operators::admit(&exchange.app, &authority).await?;
    }
    match &authority.idempotent {
        Some(request) => idempotency::settle(exchange, request, answer).await,
        None => answer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::http::header::{COOKIE, HeaderMap, HeaderValue};

    fn request(headers: &[(::http::HeaderName, &'static str)]) -> Request {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name.clone(), HeaderValue::from_static(value));
        }
        Request::with_headers(::http::Method::GET, map)
    }

    #[test]
    fn authorization_decides() {
        let cookie = (COOKIE, "access_token=c");
        for (headers, expected) in [
            (vec![], Credential::NotShown),
            (vec![cookie.clone()], Credential::Cookie("c")),
            (vec![(AUTHORIZATION, "Bearer a"), cookie.clone()], Credential::Bearer("a")),
            (vec![(AUTHORIZATION, "bearer a")], Credential::Bearer("a")),
            (vec![(AUTHORIZATION, "Bearer   a")], Credential::Bearer("a")),
            (vec![(AUTHORIZATION, "Bearer  ")], Credential::Unfit),
            (vec![(AUTHORIZATION, " Bearer a")], Credential::Unfit),
            (vec![(AUTHORIZATION, "Bearer\ta")], Credential::Unfit),
            (vec![(AUTHORIZATION, "Basic YTpi"), cookie.clone()], Credential::Unfit),
            (vec![(AUTHORIZATION, ""), cookie.clone()], Credential::Unfit),
            (vec![(AUTHORIZATION, "Bearer "), cookie.clone()], Credential::Unfit),
            (vec![(AUTHORIZATION, "Bearer"), cookie], Credential::Unfit),
            (vec![(AUTHORIZATION, "Bearer a"), (AUTHORIZATION, "Bearer b")], Credential::Unfit),
            (vec![(COOKIE, "access_token=c; access_token=d")], Credential::Unfit),
        ] {
            assert_eq!(Credential::of(&request(&headers)), expected, "{headers:?}");
        }
    }

    #[test]
    fn basic_credentials_of_a_gateway_do_not_decide_on_a_page() {
        let cookie = (COOKIE, "access_token=c");
        for scheme in ["Basic YTpi", "basic YTpi", "Digest username=\"a\"", "Negotiate YIIB", "NTLM TlRM"] {
            let (with, without) =
                (request(&[(AUTHORIZATION, scheme), cookie.clone()]), request(&[(AUTHORIZATION, scheme)]));
            assert_eq!(Credential::of_page(&with), Credential::Cookie("c"), "{scheme}");
            assert_eq!(Credential::of_page(&without), Credential::NotShown, "{scheme}");
            assert_eq!(Credential::of(&with), Credential::Unfit, "{scheme}");
        }
        for (value, expected) in [
            ("Bearer a", Credential::Bearer("a")),
            ("Bearer ", Credential::Unfit),
            ("", Credential::Unfit),
            ("Basically a", Credential::Unfit),
        ] {
            assert_eq!(Credential::of_page(&request(&[(AUTHORIZATION, value), cookie.clone()])), expected, "{value}");
        }
    }
}
