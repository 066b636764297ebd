//! Origins: our own, and the entries of `TRUSTED_ORIGINS` and `PASSKEY_APP_ORIGINS`.

use url::Url;
use webauthn::RelyingParty;

use super::{ConfigError, Ignored, refuse};
use crate::crypto::base64url;
use crate::domain::trusted_origins::{is_localhost, is_loopback, is_secure};
use crate::domain::{AppAddress, TrustedOrigins};

const TRUSTED_ORIGINS: &str = "TRUSTED_ORIGINS";
const PASSKEY_APP_ORIGINS: &str = "PASSKEY_APP_ORIGINS";
const SHA256_BYTES: usize = 32;

/// Reads a URL that is an origin and nothing more: https, or http on this machine.
pub(super) fn origin(setting: &'static str, text: &str) -> Result<String, ConfigError> {
    let Ok(url) = Url::parse(text) else {
        return refuse(setting, "is not a URL");
    };
    if !is_secure(&url) {
        return refuse(setting, "must be https, or http on localhost");
    }
    let origin = url.origin().ascii_serialization();
    if !text.contains('*') && text.trim_end_matches('/').eq_ignore_ascii_case(&origin) {
        Ok(origin)
    } else {
        refuse(setting, "must be an origin: scheme, host and port, no wildcard, nothing else")
    }
}

pub(super) fn public_url(value: Option<String>) -> Result<String, ConfigError> {
    match value {
        Some(text) if text.to_ascii_lowercase().contains("replace-me") => refuse("PUBLIC_URL", "is still the example"),
        Some(text) => origin("PUBLIC_URL", &text),
        None => refuse("PUBLIC_URL", "is missing"),
    }
}

/// True if an origin is on this machine.
pub(super) fn is_local(origin: &str) -> bool {
    Url::parse(origin).is_ok_and(|url| url.host().is_some_and(|host| is_loopback(&host)))
}

/// Reads `TRUSTED_ORIGINS`. An invalid entry is ignored; the others still apply.
pub(super) fn trusted_origins(public_url: &str, value: Option<String>, ignored: &mut Ignored) -> TrustedOrigins {
    let list = value.unwrap_or_default();
    let entries = list.split(',').map(str::trim).filter(|entry| !entry.is_empty());
    let (mut pages, mut apps) = (Vec::new(), Vec::new());
    for (at, entry) in entries.enumerate() {
        match trusted(entry) {
            Ok(Trusted::Page(origin)) => pages.push(origin),
            Ok(Trusted::App(app)) => apps.push(app),
            Err(error) => ignored.note_entry(error, at + 1, entry),
        }
    }
    TrustedOrigins::new(public_url.to_owned(), pages, apps)
}

/// Entry of `TRUSTED_ORIGINS`.
enum Trusted {
    Page(String),
    App(AppAddress),
}

fn trusted(entry: &str) -> Result<Trusted, ConfigError> {
    let is_web = entry.split(':').next().is_some_and(|scheme| matches!(scheme, "http" | "https"));
    if is_web {
        return origin(TRUSTED_ORIGINS, entry).map(Trusted::Page);
    }
    match AppAddress::parse(entry) {
        Ok(app) => Ok(Trusted::App(app)),
        Err(problem) => refuse(TRUSTED_ORIGINS, problem),
    }
}

/// WebAuthn relying party: the host of `PUBLIC_URL`, with the origins on that host or its subdomains.
pub(super) fn relying_party(trusted: &TrustedOrigins, apps: &[String], name: &str) -> RelyingParty {
    let host = |origin: &str| Url::parse(origin).ok().and_then(|url| url.host_str().map(str::to_owned));
    let id = host(trusted.own()).unwrap_or_default();
    let is_below = |host: &str| host.strip_suffix(&id).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    let near = trusted.pages().filter(|origin| host(origin).is_some_and(|host| is_below(&host)));
    let origins = std::iter::once(trusted.own()).chain(near).map(str::to_owned).collect();
    let other_origins = trusted.any_local_port().then_some(is_localhost as fn(&str) -> bool);
    RelyingParty { id, origins, apps: apps.to_vec(), other_origins, name: name.to_owned() }
}

/// Reads `PASSKEY_APP_ORIGINS`: `android:apk-key-hash:` and the SHA-256 of a signing certificate in base64url,
/// separated by commas. An invalid entry is ignored.
pub(super) fn passkey_apps(value: Option<String>, ignored: &mut Ignored) -> Vec<String> {
    let list = value.unwrap_or_default();
    let entries = list.split(',').map(str::trim).enumerate().filter(|(_, entry)| !entry.is_empty());
    let is_app = |entry: &str| {
        let hash = entry.strip_prefix("android:apk-key-hash:").and_then(base64url::decode);
        hash.is_some_and(|hash| hash.len() == SHA256_BYTES)
    };
    let mut apps = Vec::new();
    for (at, entry) in entries {
        if is_app(entry) {
            apps.push(entry.to_owned());
        } else {
            let problem = "is not android:apk-key-hash: and a SHA-256 in base64url";
            ignored.note_entry(ConfigError { setting: PASSKEY_APP_ORIGINS, problem }, at + 1, entry);
        }
    }
    apps
}

#[cfg(test)]
mod tests {
    use crate::config::tests::{ignored, refused, with};

    #[test]
    fn origins_are_https_or_on_this_machine() {
        for good in ["https://auth.acme.com/", "http://localhost:8787", "http://127.0.0.1:1", "http://[::1]:1"] {
            assert!(with(&[("PUBLIC_URL", good)]).is_ok(), "{good}");
        }
        for bad in [
            "",
            "auth.acme.com",
            "http://auth.acme.com",
            "https://auth.acme.com/path",
            "https://u:p@acme.com",
            "https://*.acme.com",
            "ftp://localhost",
        ] {
            assert_eq!(refused(&[("PUBLIC_URL", bad)]), Some("PUBLIC_URL"), "{bad}");
        }
        let config =
            with(&[("TRUSTED_ORIGINS", "https://acme.com, http://localhost:3000")]).expect("a good configuration");
        assert!(config.trusts("https://acme.com") && config.trusts("https://auth.acme.com"));
        for foreign in [
            "https://evil-acme.com",
            "https://acme.com.evil.com",
            "https://acme.com:444",
            "http://acme.com",
            "https://acme.com.",
            "null",
            "",
        ] {
            assert!(!config.trusts(foreign), "{foreign}");
        }
    }

    #[test]
    fn an_invalid_entry_is_ignored_and_named_and_the_others_apply() {
        let config = with(&[("TRUSTED_ORIGINS", "https://app.acme.com,https://*.acme.com, myapp://callback")])
            .expect("a good configuration");
        assert!(config.trusts("https://app.acme.com") && !config.trusts("https://a.acme.com"));
        assert_eq!(config.trusted_origins.apps().len(), 1);
        let named: Vec<String> = config.ignored.iter().map(ToString::to_string).collect();
        assert_eq!(
            named,
            [
                "setting TRUSTED_ORIGINS, entry 2 (https://*.acme.com), must be an origin: scheme, host and port, no wildcard, nothing else"
            ]
        );
        for bad in [
            "*",
            "https://acme.com/path",
            "http://acme.com",
            "https://u:p@acme.com",
            "acme.com",
            "javascript:alert(1)",
            "javascript://acme.com",
            "data:text/html;x",
            "file:///",
            "blob:https://acme.com/x",
            "about:blank",
            "intent://acme.com",
            "view-source:https://acme.com",
            "chrome-extension://abc",
            "HTTPS://acme.com/path",
            "myapp:callback",
            "null",
        ] {
            assert_eq!(ignored(&[("TRUSTED_ORIGINS", bad)]), ["TRUSTED_ORIGINS"], "{bad}");
            let config = with(&[("TRUSTED_ORIGINS", bad)]).expect("a good configuration");
            assert!(
                config.trusted_origins.pages().next().is_none() && config.trusted_origins.apps().is_empty(),
                "{bad}"
            );
        }
    }

    #[test]
    fn an_entry_that_may_be_a_secret_is_named_by_its_position() {
        for entry in ["Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2Rl", "https://user:password@acme.com"] {
            let config = with(&[("TRUSTED_ORIGINS", entry)]).expect("a good configuration");
            let named = config.ignored.first().map(ToString::to_string).unwrap_or_default();
            assert!(named.starts_with("setting TRUSTED_ORIGINS, entry 1, ") && !named.contains(entry), "{named}");
        }
    }

    #[test]
    fn an_app_has_neither_cookies_nor_passkeys() {
        let config = with(&[("TRUSTED_ORIGINS", "myapp://callback,myapp://")]).expect("a good configuration");
        for origin in ["myapp://callback", "myapp://", "myapp:", "myapp", "null"] {
            assert!(!config.trusts(origin), "{origin}");
        }
        assert_eq!(config.relying_party().origins, ["https://auth.acme.com"]);
    }

    /// Origin of an Android app.
    const APP: &str = "android:apk-key-hash:xMTExMTExMTExMTExMTExMTExMTExMTExMTExMTExMQ";

    #[test]
    fn an_app_that_may_use_passkeys_is_trusted_for_nothing_else() {
        let config = with(&[("PASSKEY_APP_ORIGINS", APP)]).expect("a good configuration");
        assert!(config.relying_party().admits(APP) && config.ignored.is_empty());
        assert!(!config.trusts(APP) && config.trusted_origins.apps().is_empty());
        assert!(config.redirect_url(APP).is_none());
        assert!(!with(&[]).expect("a good configuration").relying_party().admits(APP));
    }

    #[test]
    fn an_invalid_app_is_ignored_and_named_by_its_position_and_the_others_apply() {
        for bad in [
            &APP[..APP.len() - 1],
            &format!("{APP}="),
            &format!("{APP}A"),
            &APP.to_uppercase(),
            &APP.replace("apk-key-hash", "apk-key-hash-sha256"),
            &APP["android:apk-key-hash:".len()..],
            "android:apk-key-hash:",
            "https://app.acme.com",
            "*",
        ] {
            let list = format!("{bad}, {APP},");
            let config = with(&[("PASSKEY_APP_ORIGINS", list.as_str())]).expect("a good configuration");
            assert_eq!(config.passkey_apps, [APP], "{bad}");
            assert_eq!(ignored(&[("PASSKEY_APP_ORIGINS", list.as_str())]), ["PASSKEY_APP_ORIGINS"], "{bad}");
            let named = config.ignored.first().map(ToString::to_string).unwrap_or_default();
            assert!(named.starts_with("setting PASSKEY_APP_ORIGINS, entry 1"), "{named}");
        }
    }

    #[test]
    fn passkeys_are_for_pages_on_the_public_host_and_below_it() {
        let party = |public_url, trusted| {
            let settings = [("PUBLIC_URL", public_url), ("TRUSTED_ORIGINS", trusted), ("APP_NAME", "Acme")];
            with(&settings).expect("a good configuration").relying_party()
        };
        let acme = party(
            "https://acme.com",
            "https://app.acme.com,https://a.b.acme.com:444,https://evilacme.com,https://com,https://acme.com.evil.com",
        );
        assert_eq!((acme.id.as_str(), acme.name.as_str()), ("acme.com", "Acme"));
        assert_eq!(acme.origins, ["https://acme.com", "https://app.acme.com", "https://a.b.acme.com:444"]);
        let below = party("https://auth.acme.com:8443", "https://acme.com,https://auth.acme.com");
        assert_eq!(below.id, "auth.acme.com");
        assert_eq!(below.origins, ["https://auth.acme.com:8443", "https://auth.acme.com"]);
        let local = party("http://localhost:8787", "http://localhost:3000");
        assert_eq!(local.origins, ["http://localhost:8787", "http://localhost:3000"]);
        assert!(local.admits("http://localhost:5173") && !local.admits("http://127.0.0.1:8787"));
        assert!(!acme.admits("http://localhost:5173") && acme.admits("https://app.acme.com"));
    }
}
