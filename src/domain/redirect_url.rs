//! Redirect targets: our own pages, pages of trusted origins, and apps.

use url::Url;

use super::TrustedOrigins;

/// Longest URL, in bytes.
const MAX_BYTES: usize = 2048;

/// Trusted absolute URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectUrl {
    url: Url,
    place: Place,
}

/// Kind of redirect target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Page of this service.
    Own,
    /// Page of another origin.
    Page,
    /// App, opened by its private-use scheme.
    App,
}

impl RedirectUrl {
    /// Parses a URL. `None` unless it is trusted. A path such as `/account` names a page of this service. Refused:
    /// anything that a browser would silently repair (white space, control characters, backslashes, missing slashes),
    /// and a user name or password in the URL.
    pub fn parse(text: &str, trusted: &TrustedOrigins) -> Option<Self> {
        let is_plain = text.len() <= MAX_BYTES && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        if !is_plain {
            return None;
        }
        if text.starts_with('/') {
            return own_page(text, trusted.own());
        }
        match text.split_once("://") {
            Some(("http" | "https", rest)) => page(text, rest, trusted),
            _ => app(text, trusted),
        }
    }

    /// Normalized URL.
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// Origin as browsers serialize it; `null` for an app.
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    pub fn scheme(&self) -> &str {
        self.url.scheme()
    }

    pub fn place(&self) -> Place {
        self.place
    }
}

/// Path on this service, with an optional query. Escapes and a leading `//` are refused; our paths have neither.
fn own_page(text: &str, own: &str) -> Option<RedirectUrl> {
    let path = text.split(['?', '#']).next().unwrap_or_default();
    if path.starts_with("//") || path.contains('%') {
        return None;
    }
    let url = Url::parse(&format!("{own}{text}")).ok()?;
    (!url.path().starts_with("//")).then_some(RedirectUrl { url, place: Place::Own })
}

fn page(text: &str, rest: &str, trusted: &TrustedOrigins) -> Option<RedirectUrl> {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.is_empty() || authority.contains('@') {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let origin = url.origin().ascii_serialization();
    let place = if origin == trusted.own() { Place::Own } else { Place::Page };
    trusted.admits(&origin).then_some(RedirectUrl { url, place })
}

fn app(text: &str, trusted: &TrustedOrigins) -> Option<RedirectUrl> {
    if !trusted.apps().iter().any(|app| app.admits(text)) {
        return None;
    }
    Some(RedirectUrl { url: Url::parse(text).ok()?, place: Place::App })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::AppAddress;

    fn trusted() -> TrustedOrigins {
        let pages = ["https://app.acme.com", "http://localhost:3000"].map(str::to_owned);
        let apps = ["myapp://callback", "com.acme.app:/"].map(|entry| AppAddress::parse(entry).expect("an app"));
        TrustedOrigins::new("https://auth.acme.com".into(), pages.to_vec(), apps.to_vec())
    }

    fn parse(text: &str) -> Option<RedirectUrl> {
        RedirectUrl::parse(text, &trusted())
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
    fn a_path_is_one_of_our_own_pages() {
        for (text, url) in [
            ("/", "https://auth.acme.com/"),
            ("/account", "https://auth.acme.com/account"),
            ("/pair?code=ABC123#x", "https://auth.acme.com/pair?code=ABC123#x"),
            (
                "/sign-in?redirectUrl=https%3A%2F%2Fevil.com",
                "https://auth.acme.com/sign-in?redirectUrl=https%3A%2F%2Fevil.com",
            ),
            ("/@evil.com", "https://auth.acme.com/@evil.com"),
            ("/.evil.com", "https://auth.acme.com/.evil.com"),
            ("/:443@evil.com", "https://auth.acme.com/:443@evil.com"),
            ("/https://evil.com", "https://auth.acme.com/https://evil.com"),
            ("/a/../account", "https://auth.acme.com/account"),
        ] {
            let parsed = parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((parsed.as_str(), parsed.place()), (url, Place::Own));
            assert_eq!(parsed.origin(), "https://auth.acme.com");
        }
        assert_eq!(parse("https://auth.acme.com/account").map(|url| url.place()), Some(Place::Own));
        assert_eq!(parse("https://app.acme.com/account").map(|url| url.place()), Some(Place::Page));
    }

    #[test]
    fn an_app_is_gone_to_by_its_entry() {
        for text in ["myapp://callback", "myapp://callback/done?a=b#c", "com.acme.app:/done", "com.acme.app://any/done"]
        {
            let url = parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((url.as_str(), url.place(), url.origin().as_str()), (text, Place::App, "null"));
        }
    }

    #[test]
    fn everything_else_is_refused() {
        let long = format!("https://app.acme.com/{}", "a".repeat(2048));
        for text in [
            "",
            "account",
            "?x",
            "#x",
            ".",
            "..",
            "//evil.com",
            "///evil.com",
            "/\t/evil.com",
            "/\n/evil.com",
            "/ /evil.com",
            "/account\r\nSet-Cookie: a=b",
            "/\u{2028}",
            "/..//evil.com",
            "/.//evil.com",
            "/a/..//evil.com",
            "/%2fevil.com",
            "/%5cevil.com",
            "/a\\b",
            "/account?\\",
            "myapp:callback",
            "myapp:/callback",
            "myapp:///callback",
            "myapp://other",
            "myapp://callback@evil",
            "myapp://callback\\x",
            "myapp://callback/ x",
            "MYAPP://callback",
            "other://callback",
            "com.acme.app:done",
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
