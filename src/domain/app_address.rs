//! Apps that a browser may be redirected to through a private-use URI scheme (RFC 8252 section 7.1).

use std::fmt;

/// Longest scheme and longest host, in bytes.
const MAX_PART: usize = 100;

/// Schemes that run code, read files or open an unrelated app.
const REFUSED_SCHEMES: [&str; 38] = [
    "about",
    "android-app",
    "blob",
    "brave",
    "callto",
    "chrome",
    "cid",
    "content",
    "data",
    "devtools",
    "edge",
    "facetime",
    "feed",
    "file",
    "filesystem",
    "ftp",
    "ftps",
    "http",
    "https",
    "intent",
    "jar",
    "javascript",
    "livescript",
    "mailto",
    "mhtml",
    "mid",
    "mocha",
    "opera",
    "res",
    "resource",
    "search-ms",
    "shell",
    "sms",
    "tel",
    "vbscript",
    "view-source",
    "ws",
    "wss",
];
/// Refused prefixes: Windows handlers, sites registered as protocol handlers, browsers' internal pages.
const REFUSED_BEGINNINGS: [&str; 3] = ["ms-", "web+", "chrome-"];
/// Refused suffix: pages of browser extensions.
const REFUSED_END: &str = "-extension";

/// Scheme of an app, with a host if the entry names one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppAddress {
    scheme: String,
    host: Option<String>,
}

impl AppAddress {
    /// Parses `myapp://callback`, which admits that host alone, or `myapp://` or `com.acme.app:/`, which admit any
    /// remainder.
    ///
    /// # Errors
    /// Description of the mistake, for the operator.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let Some((scheme, rest)) = text.split_once(":/") else {
            return Err("is neither an origin nor the address of an app: scheme://host");
        };
        if !is_scheme(scheme) {
            return Err("has a scheme that is not of lower-case letters, digits, plus, hyphen and dot");
        }
        if is_refused(scheme) {
            return Err("has a scheme that no app of yours has");
        }
        let host = rest.strip_prefix('/').map(|host| host.strip_suffix('/').unwrap_or(host)).unwrap_or(rest);
        if !is_host(host) {
            return Err("must be scheme://host, without a path");
        }
        let host = (!host.is_empty()).then(|| host.to_owned());
        Ok(Self { scheme: scheme.to_owned(), host })
    }

    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// True if the URL has this scheme and, where the entry names a host, exactly that host.
    pub fn admits(&self, url: &str) -> bool {
        let Some((_, rest)) = url.split_once(":/").filter(|(scheme, _)| *scheme == self.scheme) else {
            return false;
        };
        let authority = rest.strip_prefix('/').and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
        is_host(authority) && self.host.as_ref().is_none_or(|host| host == authority)
    }
}

impl fmt::Display for AppAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.host.as_deref().unwrap_or_default())
    }
}

/// Scheme syntax of RFC 3986 section 3.1, lower case only.
fn is_scheme(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-.".contains(&byte);
    text.len() <= MAX_PART && text.starts_with(|first: char| first.is_ascii_lowercase()) && text.bytes().all(is_part)
}

fn is_refused(scheme: &str) -> bool {
    REFUSED_SCHEMES.contains(&scheme)
        || REFUSED_BEGINNINGS.iter().any(|beginning| scheme.starts_with(beginning))
        || scheme.ends_with(REFUSED_END)
}

/// Host with an optional port, or empty.
fn is_host(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"._-:".contains(&byte);
    text.len() <= MAX_PART && text.bytes().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_has_a_scheme_and_may_have_a_host() {
        for (entry, written) in [
            ("myapp://callback", "myapp://callback"),
            ("myapp://callback/", "myapp://callback"),
            ("exp://192.168.1.2:8081", "exp://192.168.1.2:8081"),
            ("myapp://", "myapp://"),
            ("com.acme.app:/", "com.acme.app://"),
        ] {
            assert_eq!(AppAddress::parse(entry).map(|app| app.to_string()), Ok(written.to_owned()), "{entry}");
        }
    }

    #[test]
    fn schemes_that_are_no_apps_are_refused() {
        for scheme in REFUSED_SCHEMES.iter().chain(&[
            "web+acme",
            "ms-settings",
            "ms-appinstaller",
            "chrome-extension",
            "chrome-untrusted",
            "moz-extension",
            "safari-web-extension",
        ]) {
            assert!(AppAddress::parse(&format!("{scheme}://callback")).is_err(), "{scheme}");
            assert!(AppAddress::parse(&format!("{scheme}:/")).is_err(), "{scheme}");
        }
    }

    #[test]
    fn malformed_app_addresses_are_refused() {
        for entry in [
            "",
            "*",
            "myapp",
            "myapp:",
            "myapp:callback",
            "myapp://callback/path",
            "myapp://callback?x",
            "myapp://callback#x",
            "myapp://u@callback",
            "myapp://*",
            "myapp://a b",
            "myapp://a;script-src *",
            "myapp:///path",
            "MyApp://callback",
            "1app://callback",
            "-app://callback",
            "my app://callback",
            "my;app://callback",
            "'unsafe-inline'://x",
            "://callback",
        ] {
            assert!(AppAddress::parse(entry).is_err(), "{entry:?}");
        }
        assert!(AppAddress::parse(&format!("{}://x", "a".repeat(101))).is_err());
    }

    #[test]
    fn an_entry_with_a_host_admits_that_host_alone() {
        let app = AppAddress::parse("myapp://callback").expect("an app");
        for url in ["myapp://callback", "myapp://callback/", "myapp://callback/a/b?c=d#e", "myapp://callback?x"] {
            assert!(app.admits(url), "{url}");
        }
        for url in [
            "myapp://",
            "myapp:///callback",
            "myapp:/callback",
            "myapp:callback",
            "myapp://callbackk",
            "myapp://Callback",
            "myapp://callback:1",
            "myapp://callback@evil",
            "myapp://evil@callback",
            "myapp://evil/callback",
            "myapp2://callback",
            "xmyapp://callback",
            "MYAPP://callback",
            "javascript://callback",
        ] {
            assert!(!app.admits(url), "{url}");
        }
    }

    #[test]
    fn an_entry_without_a_host_admits_its_scheme() {
        for entry in ["com.acme.app:/", "com.acme.app://"] {
            let app = AppAddress::parse(entry).expect("an app");
            for url in
                ["com.acme.app:/oauth/done?x", "com.acme.app://callback/x", "com.acme.app:///x", "com.acme.app://"]
            {
                assert!(app.admits(url), "{entry} {url}");
            }
            for url in ["com.acme.app:x", "com.acme.app2:/x", "com.acme:/x", "com.acme.app://u:p@host/"] {
                assert!(!app.admits(url), "{entry} {url}");
            }
        }
    }
}
