//! Bookmark of D1's Sessions API, in a header of the same name in both directions. A replica that is behind a client's
//! bookmark does not answer that client.

use ::http::header::{HeaderName, HeaderValue};

use super::{Request, Response};

pub const BOOKMARK: HeaderName = HeaderName::from_static("x-d1-bookmark");
/// D1's bookmarks have about 65 characters.
const MAX_LENGTH: usize = 128;

/// Bookmark of a client; `None` for a text that D1 cannot have written. It selects a replica and proves nothing.
pub fn shown(request: &Request) -> Option<&str> {
    let could_be = |text: &&str| {
        (1..=MAX_LENGTH).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
    };
    request.header(BOOKMARK).filter(could_be)
}

/// Adds the bookmark of the response's reads and writes.
pub fn give(response: &mut Response, bookmark: &str) {
    if let Ok(value) = HeaderValue::from_str(bookmark) {
        response.headers_mut().insert(BOOKMARK, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::http::header::HeaderMap;

    #[test]
    fn only_what_d1_writes_is_a_bookmark() {
        let long = "0".repeat(MAX_LENGTH + 1);
        for (text, expected) in [
            ("00000085-0000024c-00004c6d-8e61117bf38d7adb71b934ebbf891683", true),
            ("0", true),
            ("", false),
            ("first-primary", false),
            ("first-unconstrained", false),
            ("00000085 0000024c", false),
            (long.as_str(), false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(BOOKMARK, HeaderValue::from_str(text).expect("a value"));
            let request = Request::with_headers(::http::Method::GET, headers);
            assert_eq!(shown(&request), expected.then_some(text), "{text}");
        }
    }
}
