//! Cookies (RFC 6265): a session token, a refresh token, and the chosen language.

use ::http::header::{COOKIE, HeaderValue, SET_COOKIE};
use cookie::time::Duration;
use cookie::{Cookie, SameSite};

use super::{Request, Response};
use crate::config::Config;
use crate::domain::client::CarriedCredentials;
use crate::domain::time::DAY;
use crate::domain::{Language, Secret, UnixTime};
use crate::flows::sign_in::Opened;

/// Cookie of the session token.
pub const ACCESS_TOKEN: &str = "access_token";
/// Cookie of the refresh token.
pub const REFRESH_TOKEN: &str = "refresh_token";

/// Cookie with the tag of the language chosen on a page.
pub const LANGUAGE: &str = "language";
/// Seconds for which a chosen language is remembered.
const LANGUAGE_LIFETIME: i64 = 365 * DAY;

/// Values of a request under one cookie name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried<'a> {
    /// No such cookie.
    Nothing,
    /// One value.
    One(&'a str),
    /// Different values. A page of another site may have set one of them, so neither counts.
    Conflicting,
}

impl<'a> Carried<'a> {
    /// Value, if there is exactly one.
    pub fn value(self) -> Option<&'a str> {
        match self {
            Self::One(value) => Some(value),
            Self::Nothing | Self::Conflicting => None,
        }
    }
}

/// Finds a cookie by its exact name.
pub fn carried<'a>(request: &'a Request, name: &str) -> Carried<'a> {
    let mut found = Carried::Nothing;
    for (_, value) in pairs(request).filter(|(known, _)| *known == name) {
        found = match found {
            Carried::Nothing => Carried::One(value),
            Carried::One(other) if other == value => found,
            Carried::One(_) | Carried::Conflicting => Carried::Conflicting,
        };
    }
    found
}

/// Names of a request's cookies.
pub fn names(request: &Request) -> impl Iterator<Item = &str> {
    pairs(request).map(|(name, _)| name)
}

fn pairs(request: &Request) -> impl Iterator<Item = (&str, &str)> {
    let headers =
        request.headers.get_all(COOKIE).iter().filter_map(|header| std::str::from_utf8(header.as_bytes()).ok());
    headers.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='))
}

/// True if a request carries a cookie that signs in.
pub fn carries_any(request: &Request) -> bool {
    [ACCESS_TOKEN, REFRESH_TOKEN].into_iter().any(|name| carried(request, name) != Carried::Nothing)
}

/// Credentials in a request's cookies. A name with different values counts as absent.
pub fn credentials(request: &Request) -> CarriedCredentials {
    let secret = |name| carried(request, name).value().map(|text| Secret::new(text.to_owned()));
    CarriedCredentials { session_token: secret(ACCESS_TOKEN), refresh_token: secret(REFRESH_TOKEN) }
}

/// Sets both cookies, each with the lifetime of its token.
pub fn set_pair(response: &mut Response, config: &Config, opened: &Opened, now: UnixTime) {
    let token = &opened.signed_in.token;
    set(response, config, ACCESS_TOKEN, &token.text, token.expires_at - now);
    if let Some(refresh_token) = &opened.refresh_token {
        set(response, config, REFRESH_TOKEN, refresh_token.expose(), opened.signed_in.session.ends_at - now);
    }
}

/// True if a response sets either cookie.
pub fn has_pair(response: &Response) -> bool {
    let lines = response.headers().get_all(SET_COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut names = lines.filter_map(|line| line.split('=').next());
    names.any(|name| [ACCESS_TOKEN, REFRESH_TOKEN].contains(&name))
}

/// Clears both cookies.
pub fn clear_pair(response: &mut Response, config: &Config) {
    set(response, config, ACCESS_TOKEN, "", 0);
    set(response, config, REFRESH_TOKEN, "", 0);
}

/// Name of a cookie that no other host can set: with the prefix `__Host-` (RFC 6265bis section 4.1.3.2), which requires
/// `Secure`, if the service has https.
pub fn own_name(config: &Config, name: &str) -> String {
    if config.is_https() { format!("__Host-{name}") } else { name.to_owned() }
}

/// Sets the language cookie.
pub fn set_language(response: &mut Response, config: &Config, language: Language) {
    set(response, config, LANGUAGE, language.tag(), LANGUAGE_LIFETIME);
}

/// Sets a cookie for the whole host, unreadable by scripts, with this lifetime in seconds; 0 clears it.
pub fn set(response: &mut Response, config: &Config, name: &str, value: &str, seconds: i64) {
    let cookie = Cookie::build((name, value))
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(config.is_https())
        .path("/")
        .max_age(Duration::seconds(seconds.max(0)));
    if let Ok(header) = HeaderValue::from_str(&cookie.to_string()) {
        response.headers_mut().append(SET_COOKIE, header);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[&str]) -> Request {
        let mut map = ::http::HeaderMap::new();
        for header in headers {
            map.append(COOKIE, HeaderValue::from_str(header).expect("a header"));
        }
        Request::with_headers(::http::Method::GET, map)
    }

    #[test]
    fn a_name_given_two_values_does_not_count() {
        for (headers, expected) in [
            (vec![], Carried::Nothing),
            (vec!["access_token=a; x=y"], Carried::One("a")),
            (vec!["x=y;access_token=a;access_token=a"], Carried::One("a")),
            (vec!["theme=café; access_token=a"], Carried::One("a")),
            (vec!["access_token=a; access_token=b"], Carried::Conflicting),
            (vec!["access_token=a", "access_token=b"], Carried::Conflicting),
            (vec!["Access_Token=a; __Host-access_token=b; access_token_=c; access_token"], Carried::Nothing),
        ] {
            assert_eq!(carried(&request(&headers), ACCESS_TOKEN), expected, "{headers:?}");
        }
    }
}
