//! The settings: read once, typed, refused by name when missing or weak.
//!
//! | setting | default | meaning |
//! | --- | --- | --- |
//! | `PUBLIC_URL` | required | where the service is reached: an origin, https unless on this machine |
//! | `TRUSTED_ORIGINS` | none | origins whose pages may call it with cookies, separated by commas |
//! | `AUTH_SECRET` | required | signs tokens; at least 32 bytes |
//! | `AUTH_SECRET_PREVIOUS` | none | the one before: verifies only |
//! | `DATA_SECRET` | required | peppers passwords: `<version>:<secret>`, newest first, separated by commas; each at least 32 bytes; a bare secret is version 1 |
//! | `PASSWORD_PROFILE` | `m19456` | what a password hash costs: `m47104`, `m19456`, `m12288`, `m9216` or `m7168` |
//! | `REQUIRE_VERIFIED_EMAIL` | `false` | whether a password signs in only once the mailbox is proven |
//! | `LIMIT_ACCOUNT_FAILURES` | 10 | failures an account in a window |
//! | `LIMIT_ADDRESS_FAILURES` | 50 | failures a client address in a window |
//! | `LIMIT_WINDOW_SECONDS` | 900 | length of the window |

use std::collections::HashSet;

use thiserror::Error;
use url::{Host, Url};

use crate::crypto::password_hash::Profile;
use crate::domain::Secret;

/// Shortest secret, in bytes.
const MIN_SECRET_BYTES: usize = 32;
/// A secret of fewer different characters was not made at random.
const MIN_DISTINCT_CHARACTERS: usize = 8;
/// Secrets with one of these in them were copied from somewhere.
const EXAMPLE_MARKS: [&str; 5] = ["example", "change-me", "changeme", "placeholder", "replace"];

/// A setting that is missing or unfit. Names the setting, never its value.
#[derive(Debug, PartialEq, Eq, Error)]
#[error("setting {setting} {problem}")]
pub struct ConfigError {
    /// Which one.
    pub setting: &'static str,
    /// What is wrong with it.
    pub problem: &'static str,
}

fn refuse<T>(setting: &'static str, problem: &'static str) -> Result<T, ConfigError> {
    Err(ConfigError { setting, problem })
}

/// How many failures are too many.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// An account, over all dialects and factors.
    pub account_failures: i64,
    /// A client address.
    pub address_failures: i64,
    /// In so many seconds.
    pub window: i64,
}

/// Every setting.
#[derive(Debug)]
pub struct Config {
    /// Where the service is reached: an origin, without a trailing slash.
    pub public_url: String,
    /// Whose pages may use cookies, `public_url` not among them.
    pub trusted_origins: Vec<String>,
    /// Signs tokens.
    pub auth_secret: Secret,
    /// Verifies tokens made before a rotation.
    pub auth_secret_previous: Option<Secret>,
    /// Peppers passwords; by version, the current one first.
    pub data_secrets: Vec<(i64, Secret)>,
    /// What a password hash costs.
    pub password_profile: Profile,
    /// Whether signing in by password needs a proven mailbox.
    pub require_verified_email: bool,
    /// How many failures are too many.
    pub limits: Limits,
}

impl Config {
    /// Reads the settings by name. An empty one counts as missing.
    ///
    /// # Errors
    /// The first setting found missing or unfit.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let get = |name: &str| get(name).filter(|value| !value.is_empty());
        let auth_secret = required_secret("AUTH_SECRET", get("AUTH_SECRET"))?;
        let auth_secret_previous =
            get("AUTH_SECRET_PREVIOUS").map(|text| secret("AUTH_SECRET_PREVIOUS", text)).transpose()?;
        let data_secrets = data_secrets(get("DATA_SECRET"))?;
        if auth_secret_previous.as_ref() == Some(&auth_secret) {
            return refuse("AUTH_SECRET_PREVIOUS", "equals AUTH_SECRET");
        }
        if data_secrets.iter().any(|(_, data)| *data == auth_secret || Some(data) == auth_secret_previous.as_ref()) {
            return refuse("DATA_SECRET", "equals AUTH_SECRET or AUTH_SECRET_PREVIOUS");
        }
        let limit = |name, default| number(name, get(name), default);
        Ok(Self {
            public_url: public_url(get("PUBLIC_URL"))?,
            trusted_origins: trusted_origins(get("TRUSTED_ORIGINS"))?,
            auth_secret,
            auth_secret_previous,
            data_secrets,
            password_profile: profile(get("PASSWORD_PROFILE"))?,
            require_verified_email: flag("REQUIRE_VERIFIED_EMAIL", get("REQUIRE_VERIFIED_EMAIL"))?,
            limits: Limits {
                account_failures: limit("LIMIT_ACCOUNT_FAILURES", 10)?,
                address_failures: limit("LIMIT_ADDRESS_FAILURES", 50)?,
                window: limit("LIMIT_WINDOW_SECONDS", 900)?,
            },
        })
    }

    /// Whether cookies can be `Secure`.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https:")
    }

    /// Whether pages of this origin may use cookies.
    pub fn trusts(&self, origin: &str) -> bool {
        origin == self.public_url || self.trusted_origins.iter().any(|trusted| trusted == origin)
    }
}

fn required_secret(setting: &'static str, value: Option<String>) -> Result<Secret, ConfigError> {
    match value {
        Some(text) => secret(setting, text),
        None => refuse(setting, "is missing"),
    }
}

fn secret(setting: &'static str, text: String) -> Result<Secret, ConfigError> {
    let lower = text.to_ascii_lowercase();
    if text.len() < MIN_SECRET_BYTES {
        refuse(setting, "is shorter than 32 bytes")
    } else if text.chars().any(char::is_whitespace) {
        refuse(setting, "contains white space")
    } else if text.chars().collect::<HashSet<_>>().len() < MIN_DISTINCT_CHARACTERS {
        refuse(setting, "has too few different characters to be random")
    } else if EXAMPLE_MARKS.iter().any(|mark| lower.contains(mark)) {
        refuse(setting, "looks like an example")
    } else {
        Ok(Secret::new(text))
    }
}

fn data_secrets(value: Option<String>) -> Result<Vec<(i64, Secret)>, ConfigError> {
    const NAME: &str = "DATA_SECRET";
    let Some(list) = value else {
        return refuse(NAME, "is missing");
    };
    let mut secrets: Vec<(i64, Secret)> = Vec::new();
    for entry in list.split(',') {
        let (version, text) = entry.trim().split_once(':').unwrap_or(("1", entry.trim()));
        let version = match version.parse::<u32>() {
            Ok(version) if version > 0 => i64::from(version),
            _ => return refuse(NAME, "has a version that is not a positive number"),
        };
        let secret = secret(NAME, text.to_owned())?;
        if secrets.iter().any(|(other, known)| *other == version || *known == secret) {
            return refuse(NAME, "has a version or a secret twice");
        }
        secrets.push((version, secret));
    }
    Ok(secrets)
}

/// The origin of a URL that is nothing but an origin, and https unless it names this machine.
fn origin(setting: &'static str, text: &str) -> Result<String, ConfigError> {
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

fn public_url(value: Option<String>) -> Result<String, ConfigError> {
    match value {
        Some(text) => origin("PUBLIC_URL", &text),
        None => refuse("PUBLIC_URL", "is missing"),
    }
}

fn trusted_origins(value: Option<String>) -> Result<Vec<String>, ConfigError> {
    let list = value.unwrap_or_default();
    list.split(',')
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .map(|entry| origin("TRUSTED_ORIGINS", entry))
        .collect()
}

fn profile(value: Option<String>) -> Result<Profile, ConfigError> {
    let Some(name) = value else {
        return Ok(Profile::M19456);
    };
    match Profile::ALL.into_iter().find(|(known, _)| *known == name) {
        Some((_, profile)) => Ok(profile),
        None => refuse("PASSWORD_PROFILE", "is not one of the profiles"),
    }
}

fn flag(setting: &'static str, value: Option<String>) -> Result<bool, ConfigError> {
    match value.as_deref() {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => refuse(setting, "is neither true nor false"),
    }
}

fn number(setting: &'static str, value: Option<String>, default: i64) -> Result<i64, ConfigError> {
    match value.map(|text| text.parse::<u32>()) {
        None => Ok(default),
        Some(Ok(number)) if number > 0 => Ok(i64::from(number)),
        Some(_) => refuse(setting, "is not a positive number"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2Rl";
    const B: &str = "cXV4YmF6YmFyZm9vOTg3NjU0MzIxMHp5eHd2";

    /// A good configuration with these settings in place of its own.
    fn with(changes: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let data = format!("1:{B}");
        let good = [("PUBLIC_URL", "https://auth.acme.com"), ("AUTH_SECRET", A), ("DATA_SECRET", data.as_str())];
        Config::read(|name| {
            changes.iter().chain(&good).find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    fn refused(changes: &[(&str, &str)]) -> Option<&'static str> {
        with(changes).err().map(|error| error.setting)
    }

    #[test]
    fn the_defaults_are_the_documented_ones() {
        let config = with(&[]).expect("a good configuration");
        assert_eq!(config.password_profile, Profile::M19456);
        assert_eq!(
            (config.limits.account_failures, config.limits.address_failures, config.limits.window),
            (10, 50, 900)
        );
        assert!(!config.require_verified_email && config.is_https() && config.trusted_origins.is_empty());
    }

    #[test]
    fn a_missing_or_weak_secret_is_refused_by_name() {
        for weak in
            ["", "short", &"a".repeat(64), &format!("{A} {A}"), &format!("change-me-{A}"), &format!("EXAMPLE{A}")]
        {
            assert_eq!(refused(&[("AUTH_SECRET", weak)]), Some("AUTH_SECRET"), "{weak}");
            if !weak.is_empty() {
                assert_eq!(refused(&[("AUTH_SECRET_PREVIOUS", weak)]), Some("AUTH_SECRET_PREVIOUS"), "{weak}");
                assert_eq!(refused(&[("DATA_SECRET", &format!("1:{weak}"))]), Some("DATA_SECRET"), "{weak}");
            }
        }
        assert_eq!(refused(&[("DATA_SECRET", "")]), Some("DATA_SECRET"));
    }

    #[test]
    fn equal_secrets_are_refused() {
        assert_eq!(refused(&[("DATA_SECRET", &format!("1:{A}"))]), Some("DATA_SECRET"));
        assert_eq!(refused(&[("AUTH_SECRET_PREVIOUS", A)]), Some("AUTH_SECRET_PREVIOUS"));
        assert_eq!(refused(&[("DATA_SECRET", &format!("2:{B},1:{B}"))]), Some("DATA_SECRET"));
        assert_eq!(refused(&[("AUTH_SECRET_PREVIOUS", B)]), Some("DATA_SECRET"));
    }

    #[test]
    fn data_secrets_are_versioned_newest_first() {
        let config = with(&[("DATA_SECRET", &format!("7:{B}x, 3:{B}"))]).expect("a good configuration");
        assert_eq!(config.data_secrets.iter().map(|(version, _)| *version).collect::<Vec<_>>(), [7, 3]);
        assert!(
            with(&[("DATA_SECRET", B)])
                .is_ok_and(|config| config.data_secrets.iter().all(|(version, _)| *version == 1))
        );
        for bad in [
            format!("{B},1:{A}x"),
            format!("0:{B}"),
            format!("-1:{B}"),
            format!("x:{B}"),
            format!("1:{B},1:{A}x"),
            format!("1:{B},"),
        ] {
            assert_eq!(refused(&[("DATA_SECRET", &bad)]), Some("DATA_SECRET"), "{bad}");
        }
    }

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
    fn other_settings_are_typed() {
        assert_eq!(refused(&[("PASSWORD_PROFILE", "fast")]), Some("PASSWORD_PROFILE"));
        assert_eq!(refused(&[("REQUIRE_VERIFIED_EMAIL", "yes")]), Some("REQUIRE_VERIFIED_EMAIL"));
        assert_eq!(refused(&[("LIMIT_ACCOUNT_FAILURES", "0")]), Some("LIMIT_ACCOUNT_FAILURES"));
        assert_eq!(refused(&[("LIMIT_WINDOW_SECONDS", "-5")]), Some("LIMIT_WINDOW_SECONDS"));
    }
}
