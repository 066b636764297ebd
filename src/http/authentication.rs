//! Which session a request speaks for.

use ::http::header::AUTHORIZATION;

use super::cookies::{self, ACCESS_TOKEN, Carried};
use super::{Exchange, Request};
use crate::domain::AuthError;
use crate::flows::SignedIn;
use crate::flows::authenticate::{authenticate, authenticate_nearby};

/// What a request shows to be let in. `Authorization`, if present, decides: nothing else is looked at then.
#[derive(Debug, PartialEq, Eq)]
pub enum Credential<'a> {
    /// Nothing.
    NotShown,
    /// Something that can be no session token.
    Unfit,
    /// A token in the `Authorization` header (RFC 6750 section 2.1).
    Bearer(&'a str),
    /// A token in the cookie.
    Cookie(&'a str),
}

impl<'a> Credential<'a> {
    /// Looks at the request.
    pub fn of(request: &'a Request) -> Self {
        if request.headers.contains_key(AUTHORIZATION) {
            return bearer(request).map_or(Self::Unfit, Self::Bearer);
        }
        match cookies::carried(request, ACCESS_TOKEN) {
            Carried::Nothing => Self::NotShown,
            Carried::One(token) => Self::Cookie(token),
            Carried::Conflicting => Self::Unfit,
        }
    }

    /// The token, good or not.
    pub fn token(&self) -> Option<&'a str> {
        match self {
            Self::Bearer(token) | Self::Cookie(token) => Some(token),
            Self::NotShown | Self::Unfit => None,
        }
    }
}

fn bearer(request: &Request) -> Option<&str> {
    let (scheme, token) = request.header(AUTHORIZATION)?.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// The session of a request.
///
/// # Errors
/// [`AuthError::InvalidToken`] without one, [`AuthError::Unavailable`].
pub async fn require(exchange: &Exchange) -> Result<SignedIn, AuthError> {
    let token = Credential::of(&exchange.request).token().ok_or(AuthError::InvalidToken)?;
    authenticate(&exchange.app, token).await
}

/// The session of a request that changes nothing: where the settings want it, by a copy of the database that may lag.
///
/// # Errors
/// As [`require`].
pub async fn look_up(exchange: &Exchange) -> Result<SignedIn, AuthError> {
    let token = Credential::of(&exchange.request).token().ok_or(AuthError::InvalidToken)?;
    authenticate_nearby(&exchange.app, token).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Body;
    use ::http::header::{COOKIE, HeaderMap, HeaderValue};

    fn request(headers: &[(::http::HeaderName, &'static str)]) -> Request {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name.clone(), HeaderValue::from_static(value));
        }
        Request {
            method: ::http::Method::GET,
            path: "/".into(),
            query: None,
            headers: map,
            body: Body::Complete(vec![]),
            place: None,
        }
    }

    #[test]
    fn authorization_decides() {
        let cookie = (COOKIE, "access_token=c");
        for (headers, expected) in [
            (vec![], Credential::NotShown),
            (vec![cookie.clone()], Credential::Cookie("c")),
            (vec![(AUTHORIZATION, "Bearer a"), cookie.clone()], Credential::Bearer("a")),
            (vec![(AUTHORIZATION, "bearer a")], Credential::Bearer("a")),
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
}
