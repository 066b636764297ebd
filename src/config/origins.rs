//! Origins: ours, and those whose pages are trusted.

use url::{Host, Url};

use super::{ConfigError, refuse};

/// The origin of a URL that is nothing but an origin, and https unless it names this machine.
pub(super) fn origin(setting: &'static str, text: &str) -> Result<String, ConfigError> {
    let Ok(url) = Url::parse(text) else {
        return refuse(setting, "is not a URL");
    };
    let local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if url.scheme() != "https" && !(url.scheme() == "http" && local) {
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
}
