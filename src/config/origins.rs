//! Origins: ours, and those whose pages are trusted.

use url::{Host, Url};

use super::{ConfigError, refuse};
use crate::crypto::webauthn::RelyingParty;

/// Whether a URL is https, or http on this machine.
pub fn is_secure(url: &Url) -> bool {
    let local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && local)
}

/// The origin of a URL that is nothing but an origin, and https unless it names this machine.
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

pub(super) fn trusted_origins(value: Option<String>) -> Result<Vec<String>, ConfigError> {
    let list = value.unwrap_or_default();
    list.split(',')
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .map(|entry| origin("TRUSTED_ORIGINS", entry))
        .collect()
}

/// Who asks for passkeys: the host of `public_url`, from the pages that are there or below it.
pub(super) fn relying_party(public_url: &str, trusted_origins: &[String], name: &str) -> RelyingParty {
    let host = |origin: &str| Url::parse(origin).ok().and_then(|url| url.host_str().map(str::to_owned));
    let id = host(public_url).unwrap_or_default();
    let is_below = |host: &str| host.strip_suffix(&id).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    let near = trusted_origins.iter().filter(|origin| host(origin).is_some_and(|host| is_below(&host)));
    let origins = std::iter::once(public_url.to_owned()).chain(near.cloned()).collect();
    RelyingParty { id, origins, name: name.to_owned() }
}

#[cfg(test)]
mod tests {
    use crate::config::tests::{refused, with};

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
        assert_eq!(refused(&[("TRUSTED_ORIGINS", "https://acme.com,*")]), Some("TRUSTED_ORIGINS"));
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
    }
}
