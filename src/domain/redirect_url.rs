//! Where a browser is sent afterwards: only to pages that are trusted.

use url::Url;

/// Longest URL, in bytes.
const MAX_BYTES: usize = 2048;

/// An absolute URL on a trusted origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectUrl(Url);

impl RedirectUrl {
    /// Reads a URL; `None` unless its origin is trusted. What a browser would silently repair (white space, control
    /// characters, backslashes, missing slashes) is refused, and so are user names and passwords in it.
    pub fn parse(text: &str, trusts: impl Fn(&str) -> bool) -> Option<Self> {
        let plain = text.len() <= MAX_BYTES && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        let (_, rest) = text.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"))?;
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if !plain || authority.is_empty() || authority.contains('@') {
            return None;
        }
        let url = Url::parse(text).ok()?;
        trusts(&url.origin().ascii_serialization()).then_some(Self(url))
    }

    /// The URL, in its normal form.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Its origin.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Option<RedirectUrl> {
        RedirectUrl::parse(text, |origin| matches!(origin, "https://app.acme.com" | "http://localhost:3000"))
    }

    #[test]
    fn trusted_pages_are_allowed() {
        for text in [
            "https://app.acme.com",
            "https://app.acme.com/",
            "https://app.acme.com:443/a?b=c#d",
            "http://localhost:3000/dashboard",
            "https://APP.acme.com/x",
        ] {
            assert!(parse(text).is_some(), "{text}");
        }
    }

    #[test]
    fn a_url_is_kept_in_its_normal_form() {
        let url = parse("https://APP.acme.com:443/a/../b?c=d#e").expect("trusted");
        assert_eq!((url.as_str(), url.origin().as_str()), ("https://app.acme.com/b?c=d#e", "https://app.acme.com"));
    }

    #[test]
    fn everything_else_is_refused() {
        let long = format!("https://app.acme.com/{}", "a".repeat(2048));
        for text in [
            "",
            "/",
            "/dashboard",
            "//evil.com",
            "//app.acme.com",
            "/\\evil.com",
            "\\\\evil.com",
            "https:evil.com",
            "https:/evil.com",
            "https:app.acme.com",
            "https:/app.acme.com",
            "https:///app.acme.com",
            "https://evil.com",
            "http://app.acme.com",
            "https://app.acme.com.evil.com",
            "https://evil-app.acme.com",
            "https://app.acme.com.",
            "https://app.acme.com:444",
            "https://sub.app.acme.com",
            "https://acme.com",
            "https://appxacme.com",
            "https://app.acme.com@evil.com",
            "https://app.acme.com:pw@evil.com",
            "https://user@app.acme.com",
            "https://@app.acme.com",
            "https://app.acme.com%40evil.com",
            "https://app.acme.com\\@evil.com",
            "https://evil.com\\.app.acme.com",
            "https://app.acme.com\\.evil.com",
            "https://evil.com#@app.acme.com",
            "https://evil.com?https://app.acme.com",
            "https://evil.com/https://app.acme.com",
            "javascript:alert(1)",
            "javascript://app.acme.com/%0aalert(1)",
            "data:text/html,x",
            "vbscript:x",
            "ftp://app.acme.com",
            "blob:https://app.acme.com/x",
            "file:///etc/passwd",
            "about:blank",
            " https://app.acme.com",
            "https://app.acme.com ",
            "https://app.acme.com/\n",
            "https://app.acme.com/\r\nSet-Cookie: a=b",
            "\thttps://app.acme.com",
            "ht\ntps://app.acme.com",
            "https://app\t.acme.com",
            "https://app.acme.com/\0",
            "https://app。acme。com",
            "https://app.acme.com\u{2028}/",
            "https://аpp.acme.com",
            "https://app.acme.cοm",
            "https://app.acme.com\u{ff0f}.evil.com",
            "https://[::1]",
            "https://127.0.0.1",
            "http://localhost",
            "http://localhost:3001",
            "http://localhost:3000@evil.com",
            "%68ttps://app.acme.com",
            "https%3A%2F%2Fapp.acme.com",
            "%2f%2fevil.com",
            "/%09/evil.com",
            "HTTPS://app.acme.com",
            "https://app.acme.com:0443x",
            "null",
            "https://",
            "://app.acme.com",
            "https://?",
            &long,
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
