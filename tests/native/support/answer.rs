//! Answer of the service.

use http::HeaderMap;
use serde_json::Value as Json;

/// Answer to a client.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Json,
}

impl Answer {
    /// Value of this cookie in `Set-Cookie`.
    pub fn cookie(&self, name: &str) -> String {
        let prefix = format!("{name}=");
        let mut cookies = self.headers.get_all("set-cookie").iter().filter_map(|header| header.to_str().ok());
        let cookie = cookies.find_map(|cookie| cookie.strip_prefix(&prefix)).expect("the cookie");
        cookie.split(';').next().unwrap_or_default().to_owned()
    }

    /// First cookie in `Set-Cookie` whose name has this prefix: name, value and attributes.
    pub fn cookie_named(&self, start: &str) -> Option<(String, String, String)> {
        let mut cookies = self.headers.get_all("set-cookie").iter().filter_map(|header| header.to_str().ok());
        let cookie = cookies.find(|cookie| cookie.starts_with(start))?;
        let (pair, attributes) = cookie.split_once("; ")?;
        let (name, value) = pair.split_once('=')?;
        Some((name.to_owned(), value.to_owned(), attributes.to_owned()))
    }

    /// `Location` header.
    pub fn location(&self) -> &str {
        self.headers.get("location").and_then(|location| location.to_str().ok()).unwrap_or_default()
    }

    pub fn text(&self, pointer: &str) -> String {
        self.body
            .pointer(pointer)
            .and_then(Json::as_str)
            .unwrap_or_else(|| panic!("{pointer} in {}", self.body))
            .to_owned()
    }

    /// Seconds to wait, from a 429; asserts its status, headers and body.
    pub fn assert_limited(&self) -> i64 {
        assert_eq!(self.status, 429, "{self:?}");
        assert!(!self.headers.contains_key("set-cookie"), "{self:?}");
        let texts = [&self.body, &self.body["message"], &self.body["error"]];
        assert!(texts.iter().any(|text| text.as_str().is_some_and(|text| !text.is_empty())), "{self:?}");
        let wait = self.headers["retry-after"].to_str().expect("ASCII").parse().expect("seconds");
        assert!(wait > 0, "{self:?}");
        wait
    }
}
