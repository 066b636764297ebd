//! A request, as far as the service looks at it.

use ::http::Method;
use ::http::header::{ACCEPT, ACCEPT_LANGUAGE, HeaderMap, HeaderName, USER_AGENT};

use super::cookies;
use crate::domain::client::platform_of_user_agent;
use crate::domain::{Client, Language};

/// Largest body, in bytes.
pub const MAX_BODY: usize = 64 * 1024;

/// Where the edge puts the address of the client; the only source of it.
const CLIENT_ADDRESS: HeaderName = HeaderName::from_static("cf-connecting-ip");

/// Headers by which browsers say that nobody has asked for a page yet: the standard's (Fetch section 3.4), and those of
/// older Chromium, Safari and Firefox.
const PURPOSES: [HeaderName; 4] = [
    HeaderName::from_static("sec-purpose"),
    HeaderName::from_static("purpose"),
    HeaderName::from_static("x-purpose"),
    HeaderName::from_static("x-moz"),
];

/// What came as a body.
#[derive(Debug)]
pub enum Body {
    /// All of it, possibly nothing.
    Complete(Vec<u8>),
    /// More than [`MAX_BODY`]; reading stopped there.
    TooLarge,
    /// The client broke off.
    Unreadable,
}

/// A request.
#[derive(Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path as sent, not decoded.
    pub path: String,
    /// The query as sent, without its question mark.
    pub query: Option<String>,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
    /// City and country of the client, where the edge tells them.
    pub place: Option<String>,
}

impl Request {
    /// A header as text; `None` if it is absent, given twice, or not ASCII.
    pub fn header(&self, name: HeaderName) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next()?;
        if values.next().is_some() { None } else { value.to_str().ok() }
    }

    /// Whether a browser fetches this ahead of its person, who may never come.
    pub fn is_ahead_of_person(&self) -> bool {
        let names = |kind: &str, purpose: &str| purpose.to_ascii_lowercase().contains(kind);
        let is_ahead = |purpose: &str| ["prefetch", "prerender", "preview"].iter().any(|kind| names(kind, purpose));
        let mut given = PURPOSES.into_iter().flat_map(|name| self.headers.get_all(name));
        given.any(|value| value.to_str().is_ok_and(is_ahead))
    }

    /// Whether a browser opens this for a person: it names HTML among what it accepts, which programs do not.
    pub fn wants_html(&self) -> bool {
        let ranges = self.header(ACCEPT).unwrap_or_default().split(',');
        ranges.filter_map(|range| range.split(';').next()).any(|kind| kind.trim().eq_ignore_ascii_case("text/html"))
    }

    /// The language of the person behind the request: the one they chose on a page, or the one their browser prefers.
    pub fn language(&self) -> Language {
        let chosen = cookies::carried(self, cookies::LANGUAGE).value().and_then(Language::of_tag);
        chosen.unwrap_or_else(|| Language::of_accept_language(self.header(ACCEPT_LANGUAGE).unwrap_or_default()))
    }

    /// Who asks.
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
