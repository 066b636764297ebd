//! Redirect URIs of the clients that people sign in to through this service (RFC 6749 section 3.1.2).

use url::Url;

/// Longest URI, in bytes.
const MAX_BYTES: usize = 2048;
/// Schemes that run code, read files, or belong to programs that are no clients.
const REFUSED_SCHEMES: [&str; 14] = [
    "about",
    "blob",
    "data",
    "file",
    "filesystem",
    "ftp",
    "intent",
    "javascript",
    "mailto",
    "tel",
    "view-source",
    "vbscript",
    "ws",
    "wss",
];
/// Hosts that http is allowed to, and whose port is not compared (RFC 8252 section 7.3).
const LOOPBACK_HOSTS: [&str; 3] = ["127.0.0.1", "[::1]", "localhost"];

/// Redirect URI, byte for byte as it was registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientRedirectUri(String);

impl ClientRedirectUri {
    /// Checks a URI: https, http to a loopback host, or a scheme of an app; without fragment, userinfo or wildcard.
    ///
    /// # Errors
    /// Description of the mistake, for the operator.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if text.len() > MAX_BYTES {
            return Err("must have at most 2048 bytes");
        }
        if !text.bytes().all(is_uri_byte) || !has_whole_escapes(text) {
            return Err("must be a URI of RFC 3986 without a fragment or a wildcard");
        }
        let (_, rest) = text.split_once(':').ok_or("must be an absolute URI")?;
        let authority = rest.strip_prefix("//").and_then(|rest| rest.split(['/', '?']).next());
        if authority.is_some_and(|authority| authority.contains(['@', '%'])) {
            return Err("must not have a user name, a password or an escape before its path");
        }
        let url = Url::parse(text).map_err(|_| "must be an absolute URI")?;
        match url.scheme() {
            "https" => is_as_written(&url, authority).then_some(()).ok_or("must be https://host…"),
            "http" => loopback(text).map(|_| ()).ok_or("may be http for 127.0.0.1, [::1] and localhost alone"),
            scheme if REFUSED_SCHEMES.contains(&scheme) => Err("has a scheme that no client has"),
            _ if rest.is_empty() => Err("must have more than a scheme"),
            _ => Ok(()),
        }?;
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for http to a loopback host.
    pub fn is_loopback(&self) -> bool {
        loopback(&self.0).is_some()
    }

    /// True if a request may name this text for the registered URI: the same bytes, or, for a loopback host, the same
    /// bytes but for the port.
    pub fn matches(&self, sent: &str) -> bool {
        let differs_in_port = || loopback(&self.0).is_some_and(|registered| loopback(sent) == Some(registered));
        self.0 == sent || differs_in_port()
    }
}

/// Byte of a URI (RFC 3986 section 2), but for `#` and `*`.
fn is_uri_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?[]@!$&'()+,;=%".contains(&byte)
}

/// True if each `%` begins an escape (RFC 3986 section 2.1).
fn has_whole_escapes(text: &str) -> bool {
    let is_escape = |rest: &str| rest.as_bytes().get(..2).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
    text.split('%').skip(1).all(is_escape)
}

/// True if a browser reads the host as it is written, but for its case.
fn is_as_written(url: &Url, authority: Option<&str>) -> bool {
    let Some((host, authority)) = url.host_str().zip(authority) else { return false };
    let Some((written, port)) = authority.split_at_checked(host.len()) else { return false };
    let has_port = port.strip_prefix(':').is_some_and(|digits| digits.parse::<u16>().is_ok());
    host.eq_ignore_ascii_case(written) && (port.is_empty() || has_port)
}

/// Host, and what follows the port, of an http URI to a loopback host.
fn loopback(text: &str) -> Option<(&'static str, &str)> {
    let rest = text.strip_prefix("http://")?;
    let (host, rest) = LOOPBACK_HOSTS.into_iter().find_map(|host| Some((host, rest.strip_prefix(host)?)))?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (port, rest) = rest.split_at_checked(end)?;
    let is_port = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.parse::<u16>().is_ok();
    (port.is_empty() || port.strip_prefix(':').is_some_and(is_port)).then_some((host, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> ClientRedirectUri {
        ClientRedirectUri::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem}"))
    }

    #[test]
    fn pages_the_own_machine_and_apps_are_registered_as_written() {
        for text in [
            "https://app.acme.com",
            "https://app.acme.com:8443/callback?tenant=a%20b",
            "HTTPS://App.acme.com/a/..;/b",
            "https://[2001:db8::1]/callback",
            "http://127.0.0.1/callback",
            "http://[::1]:8080/callback",
            "http://localhost:3000",
            "myapp://callback",
            "com.acme.app:/oauth/done",
            "MyApp:done",
            "ms-app://s-1-15-2-1",
        ] {
            assert_eq!(parse(text).as_str(), text);
        }
    }

    #[test]
    fn everything_else_is_refused() {
        let long = format!("https://app.acme.com/{}", "a".repeat(2048));
        for text in [
            "",
            "/callback",
            "//app.acme.com/callback",
            "app.acme.com/callback",
            "https:app.acme.com",
            "https:/app.acme.com",
            "https://",
            "https:///callback",
            "https://?x",
            "https://app.acme.com/#",
            "https://app.acme.com/callback#x",
            "https://user@app.acme.com/",
            "https://user:pw@app.acme.com/",
            "https://@app.acme.com/",
            "https://app.acme.com%25@evil.com/",
            "https://app.acme.com%40evil.com/",
            "https://app.acme.com%2eevil.com/",
            "myapp://user@callback",
            "myapp://callback%40evil",
            "https://*.acme.com/",
            "https://app.acme.com/*",
            "https://app.acme.com\\@evil.com/",
            "https://app.acme.com/\\evil",
            "https://app.acme.com/a b",
            "https://app.acme.com/\t",
            "https://app.acme.com/\r\nSet-Cookie: a=b",
            "https://app.acme.com/\0",
            " https://app.acme.com/",
            "ht\ntps://app.acme.com/",
            "https://app.acme.com/%",
            "https://app.acme.com/%2",
            "https://app.acme.com/%zz",
            "https://app.acme.com/<script>",
            "https://app.acme.com/\"",
            "https://app。acme.com/",
            "https://аpp.acme.com/",
            "https://0x7f.1/",
            "https://0177.00.1/",
            "https://2130706433/",
            "https://app.acme.com:/",
            "https://app.acme.com:65536/",
            "https://app.acme.com:x/",
            "http://app.acme.com/",
            "http://localhost.evil.com/",
            "http://localhost./",
            "http://LOCALHOST/",
            "HTTP://localhost/",
            "http://127.0.0.2/",
            "http://127.1/",
            "http://0.0.0.0/",
            "http://[::ffff:127.0.0.1]/",
            "http://localhost:/",
            "http://localhost:+80/",
            "http://localhost:65536/",
            "http://localhost:80@evil.com/",
            "myapp:",
            ":callback",
            "1app://callback",
            "my_app://callback",
            &long,
        ] {
            assert!(ClientRedirectUri::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_dangerous_scheme_is_refused_whatever_its_case() {
        for scheme in REFUSED_SCHEMES {
            let mixed: String = scheme
                .char_indices()
                .map(|(at, letter)| if at % 2 == 0 { letter.to_ascii_uppercase() } else { letter })
                .collect();
            for scheme in [scheme, &scheme.to_uppercase(), &mixed] {
                for rest in ["//app.acme.com/callback", "alert(1)", "/x"] {
                    assert!(ClientRedirectUri::parse(&format!("{scheme}:{rest}")).is_err(), "{scheme}:{rest}");
                }
            }
        }
    }

    #[test]
    fn a_request_names_the_same_bytes() {
        let registered = parse("https://app.acme.com/callback");
        assert!(registered.matches("https://app.acme.com/callback"));
        for sent in [
            "",
            "https://app.acme.com/callback/",
            "https://app.acme.com/callback?",
            "https://app.acme.com/callback?x=y",
            "https://app.acme.com/callback#x",
            "https://app.acme.com:443/callback",
            "https://APP.acme.com/callback",
            "HTTPS://app.acme.com/callback",
            "https://app.acme.com//callback",
            "https://app.acme.com/x/../callback",
            "https://app.acme.com/x/..;/callback",
            "https://app.acme.com/%63allback",
            "https://app.acme.com/callback\n",
            "http://app.acme.com/callback",
        ] {
            assert!(!registered.matches(sent), "{sent:?}");
        }
        assert!(!parse("myapp://callback:1/done").matches("myapp://callback:2/done"));
        assert!(!parse("https://localhost:1/done").matches("https://localhost:2/done"));
    }

    #[test]
    fn a_loopback_host_is_returned_to_on_any_port() {
        for host in LOOPBACK_HOSTS {
            for port in ["", ":3000"] {
                let registered = parse(&format!("http://{host}{port}/callback?a=b"));
                assert!(registered.is_loopback());
                for sent in ["", ":1", ":3000", ":65535"] {
                    assert!(registered.matches(&format!("http://{host}{sent}/callback?a=b")), "{host}{sent}");
                }
                for sent in [
                    ":3000/callback",
                    ":3000/callback?a=b&c",
                    ":3000/callback?a=b#c",
                    ":3000/Callback?a=b",
                    ":65536/callback?a=b",
                    ":/callback?a=b",
                    ":+1/callback?a=b",
                    ":1@evil.com/callback?a=b",
                    ".evil.com/callback?a=b",
                    "@evil.com/callback?a=b",
                ] {
                    assert!(!registered.matches(&format!("http://{host}{sent}")), "{host}{sent}");
                }
                assert!(!registered.matches(&format!("https://{host}/callback?a=b")));
                let others = LOOPBACK_HOSTS.into_iter().filter(|other| *other != host);
                others.for_each(|other| assert!(!registered.matches(&format!("http://{other}/callback?a=b"))));
            }
        }
        assert!(!parse("https://localhost/").is_loopback());
    }
}
