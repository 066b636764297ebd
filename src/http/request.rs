//! Request, independent of the runtime.

use ::http::Method;
use ::http::header::{ACCEPT, ACCEPT_LANGUAGE, HeaderMap, HeaderName, USER_AGENT};

use super::cookies;
use crate::domain::platform::platform_of_user_agent;
use crate::domain::{Client, Language};

/// Largest body, in bytes.
pub const MAX_BODY: usize = 64 * 1024;

/// Header in which the edge puts the client's address; its only source.
const CLIENT_ADDRESS: HeaderName = HeaderName::from_static("cf-connecting-ip");

/// Mode of a browser's request (Fetch Metadata).
pub const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// Headers that mark a prefetch: the standard's (Fetch section 3.4), and those of older Chromium, Safari and Firefox.
const PURPOSES: [HeaderName; 4] = [
    HeaderName::from_static("sec-purpose"),
    HeaderName::from_static("purpose"),
    HeaderName::from_static("x-purpose"),
    HeaderName::from_static("x-moz"),
];

/// Body of a request.
#[derive(Debug)]
pub enum Body {
    /// Complete, possibly empty.
    Complete(Vec<u8>),
    /// More than [`MAX_BODY`]; reading stopped there.
    TooLarge,
    /// The client disconnected.
    Unreadable,
}

#[derive(Debug)]
pub struct Request {
    pub method: Method,
    /// Path as sent, not decoded.
    pub path: String,
    /// Query as sent, without its question mark.
    pub query: Option<String>,
    pub headers: HeaderMap,
    pub body: Body,
    /// City and country of the client, if the edge provides them.
    pub place: Option<String>,
}

impl Request {
    /// Request of the front page with these headers.
    #[cfg(test)]
    pub(super) fn with_headers(method: Method, headers: HeaderMap) -> Self {
        Self { method, path: "/".into(), query: None, headers, body: Body::Complete(Vec::new()), place: None }
    }

    /// Header as text; `None` if it is absent, duplicated, or not ASCII.
    pub fn header(&self, name: HeaderName) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next()?;
        if values.next().is_some() { None } else { value.to_str().ok() }
    }

    /// True for a prefetch, whose page the person may never open.
    pub fn is_ahead_of_person(&self) -> bool {
        let names = |kind: &str, purpose: &str| purpose.to_ascii_lowercase().contains(kind);
        let is_ahead = |purpose: &str| ["prefetch", "prerender", "preview"].iter().any(|kind| names(kind, purpose));
        let mut given = PURPOSES.into_iter().flat_map(|name| self.headers.get_all(name));
        given.any(|value| value.to_str().is_ok_and(is_ahead))
    }

    /// False for a request that a browser makes for a picture, a script or the like (Fetch Metadata).
    pub fn may_be_navigation(&self) -> bool {
        self.header(SEC_FETCH_MODE).is_none_or(|mode| mode == "navigate")
    }

    /// True if a browser opens this for a person: it accepts HTML by name, which programs do not.
    pub fn wants_html(&self) -> bool {
        let ranges = self.header(ACCEPT).unwrap_or_default().split(',');
        ranges.filter_map(|range| range.split(';').next()).any(|kind| kind.trim().eq_ignore_ascii_case("text/html"))
    }

    /// Language chosen on a page, or else the one that the browser prefers.
    pub fn language(&self) -> Language {
        let chosen = cookies::carried(self, cookies::LANGUAGE).value().and_then(Language::of_tag);
        chosen.unwrap_or_else(|| Language::of_accept_language(self.header(ACCEPT_LANGUAGE).unwrap_or_default()))
    }

    pub fn client(&self) -> Client {
        Client {
            address: self.header(CLIENT_ADDRESS).and_then(|address| address.parse().ok()),
            place: self.place.clone(),
            platform: platform_of_user_agent(self.header(USER_AGENT).unwrap_or_default()),
            language: self.language(),
            press: None,
            cookies: cookies::credentials(self),
        }
    }
}
