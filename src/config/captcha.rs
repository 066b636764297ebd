//! Captcha providers and the settings that select one.

use url::Url;

use super::{ConfigError, refuse};
use crate::domain::trusted_origins::is_secure;
use crate::domain::{Secret, TrustedOrigins};

const PROVIDER: &str = "CAPTCHA_PROVIDER";
const SECRET: &str = "CAPTCHA_SECRET";
const SITE_KEY: &str = "CAPTCHA_SITE_KEY";
const VERIFY_URL: &str = "CAPTCHA_VERIFY_URL";

/// Longest site key, in bytes.
const MAX_SITE_KEY: usize = 100;

#[derive(Debug)]
pub struct CaptchaConfig {
    pub provider: CaptchaProvider,
    /// Public key of the widget.
    pub site_key: String,
    /// Key for verifying the widget's answers.
    pub secret: Secret,
    /// URL of the provider's `siteverify` endpoint.
    pub verify_url: String,
    /// Hosts of the pages on which a captcha may be solved: those of `PUBLIC_URL` and `TRUSTED_ORIGINS`. `None` with a
    /// published testing secret, whose answers name a host of the provider.
    pub hosts: Option<Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaptchaProvider {
    Turnstile,
    /// Google reCAPTCHA, version 2 or 3.
    Recaptcha,
    Hcaptcha,
}

impl CaptchaProvider {
    pub const ALL: [Self; 3] = [Self::Turnstile, Self::Recaptcha, Self::Hcaptcha];

    /// Value of `CAPTCHA_PROVIDER`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Turnstile => "turnstile",
            Self::Recaptcha => "recaptcha",
            Self::Hcaptcha => "hcaptcha",
        }
    }

    /// Script that turns an element with [`Self::widget_class`] and `data-sitekey` into the widget.
    pub fn script_url(self) -> &'static str {
        match self {
            Self::Turnstile => "https://challenges.cloudflare.com/turnstile/v0/api.js",
            Self::Recaptcha => "https://www.google.com/recaptcha/api.js",
            Self::Hcaptcha => "https://js.hcaptcha.com/1/api.js",
        }
    }

    /// Class of the element that the script looks for.
    pub fn widget_class(self) -> &'static str {
        match self {
            Self::Turnstile => "cf-turnstile",
            Self::Recaptcha => "g-recaptcha",
            Self::Hcaptcha => "h-captcha",
        }
    }

    /// Form field that the widget adds.
    pub fn response_field(self) -> &'static str {
        match self {
            Self::Turnstile => "cf-turnstile-response",
            Self::Recaptcha => "g-recaptcha-response",
            Self::Hcaptcha => "h-captcha-response",
        }
    }

    /// Sources for `script-src` on a page with the widget.
    pub fn script_sources(self) -> &'static [&'static str] {
        match self {
            Self::Turnstile => &["https://challenges.cloudflare.com"],
            Self::Recaptcha => &["https://www.google.com/recaptcha/", "https://www.gstatic.com/recaptcha/"],
            Self::Hcaptcha => &["https://hcaptcha.com", "https://*.hcaptcha.com"],
        }
    }

    /// Sources for `frame-src` on a page with the widget.
    pub fn frame_sources(self) -> &'static [&'static str] {
        match self {
            Self::Turnstile => &["https://challenges.cloudflare.com"],
            Self::Recaptcha => &["https://www.google.com/recaptcha/", "https://recaptcha.google.com/recaptcha/"],
            Self::Hcaptcha => &["https://hcaptcha.com", "https://*.hcaptcha.com"],
        }
    }

    /// Sources for `connect-src` and `style-src` on a page with the widget.
    pub fn other_sources(self) -> &'static [&'static str] {
        match self {
            Self::Turnstile => &[],
            Self::Recaptcha => &["https://www.google.com/recaptcha/"],
            Self::Hcaptcha => &["https://hcaptcha.com", "https://*.hcaptcha.com"],
        }
    }

    fn verify_url(self) -> &'static str {
        match self {
            Self::Turnstile => "https://challenges.cloudflare.com/turnstile/v0/siteverify",
            Self::Recaptcha => "https://www.google.com/recaptcha/api/siteverify",
            Self::Hcaptcha => "https://api.hcaptcha.com/siteverify",
        }
    }

    /// Published testing secrets: those that accept every answer, and Turnstile's that refuse every answer.
    fn testing_secrets(self) -> &'static [&'static str] {
        match self {
            Self::Turnstile => &[
                "1x0000000000000000000000000000000AA",
                "2x0000000000000000000000000000000AA",
                "3x0000000000000000000000000000000AA",
            ],
            Self::Recaptcha => &["6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe"],
            Self::Hcaptcha => &["0x0000000000000000000000000000000000000000"],
        }
    }
}

/// Reads the captcha settings. `None` if none is set; otherwise each one without a default is required.
pub(super) fn read(
    get: impl Fn(&str) -> Option<String>,
    trusted_origins: &TrustedOrigins,
) -> Result<Option<CaptchaConfig>, ConfigError> {
    let Some(name) = get(PROVIDER) else {
        let orphan = [SECRET, SITE_KEY, VERIFY_URL].into_iter().any(|setting| get(setting).is_some());
        return if orphan {
            refuse(PROVIDER, "is missing, while another setting of the captcha is set")
        } else {
            Ok(None)
        };
    };
    let Some(provider) = CaptchaProvider::ALL.into_iter().find(|known| known.name() == name) else {
        return refuse(PROVIDER, "is not turnstile, recaptcha or hcaptcha");
    };
    let secret = key(SECRET, get(SECRET))?;
    let is_testing = provider.testing_secrets().contains(&secret.as_str());
    if is_testing && !trusted_origins.own().starts_with("http:") {
        return refuse(SECRET, "is a published testing key, which is good on this machine only");
    }
    Ok(Some(CaptchaConfig {
        provider,
        site_key: key(SITE_KEY, get(SITE_KEY))?,
        secret: Secret::new(secret),
        verify_url: verify_url(provider, get(VERIFY_URL))?,
        hosts: (!is_testing).then(|| hosts(trusted_origins)),
    }))
}

/// Reads a key. Its characters, which suit all three providers, need no escaping in HTML.
fn key(setting: &'static str, value: Option<String>) -> Result<String, ConfigError> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    match value {
        None => refuse(setting, "is missing, while CAPTCHA_PROVIDER is set"),
        Some(text) if text.len() <= MAX_SITE_KEY && text.bytes().all(plain) => Ok(text),
        Some(_) => refuse(setting, "is not 1 to 100 letters, digits, hyphens and underscores"),
    }
}

fn verify_url(provider: CaptchaProvider, value: Option<String>) -> Result<String, ConfigError> {
    let Some(text) = value else {
        return Ok(provider.verify_url().to_owned());
    };
    let fits = |url: Url| is_secure(&url) && url.query().is_none() && url.fragment().is_none();
    if Url::parse(&text).is_ok_and(fits) {
        Ok(text)
    } else {
        refuse(VERIFY_URL, "must be an https URL, or http on this machine, without query and fragment")
    }
}

fn hosts(trusted_origins: &TrustedOrigins) -> Vec<String> {
    let host = |origin: &str| Url::parse(origin).ok().and_then(|url| url.host_str().map(str::to_owned));
    std::iter::once(trusted_origins.own()).chain(trusted_origins.pages()).filter_map(host).collect()
}

#[cfg(test)]
mod tests {
    use crate::config::tests::{refused, with};

    const GOOD: [(&str, &str); 3] = [
        ("CAPTCHA_PROVIDER", "turnstile"),
        ("CAPTCHA_SECRET", "0x4AAAAAAA-secret_of_ours"),
        ("CAPTCHA_SITE_KEY", "0x4AAAAAAA-site"),
    ];
    const PASSES: (&str, &str) = ("CAPTCHA_SECRET", "1x0000000000000000000000000000000AA");

    fn changed(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
        changes.iter().chain(&GOOD).copied().collect()
    }

    #[test]
    fn a_captcha_is_read_from_its_settings() {
        assert!(with(&[]).is_ok_and(|config| config.captcha.is_none()));
        for (name, url) in [
            ("turnstile", "https://challenges.cloudflare.com/turnstile/v0/siteverify"),
            ("recaptcha", "https://www.google.com/recaptcha/api/siteverify"),
            ("hcaptcha", "https://api.hcaptcha.com/siteverify"),
        ] {
            let config = with(&changed(&[("CAPTCHA_PROVIDER", name)])).expect("good settings");
            assert_eq!(config.captcha.expect("a captcha").verify_url, url);
        }
    }

    #[test]
    fn a_captcha_is_valid_on_our_pages_and_trusted_ones() {
        let settings = changed(&[("TRUSTED_ORIGINS", "https://app.acme.com:444,http://localhost:3000")]);
        let captcha = with(&settings).expect("good settings").captcha.expect("a captcha");
        assert_eq!(captcha.hosts.expect("hosts"), ["auth.acme.com", "app.acme.com", "localhost"]);
    }

    #[test]
    fn half_a_captcha_is_refused_by_name() {
        for (setting, value, named) in [
            ("CAPTCHA_PROVIDER", "", "CAPTCHA_PROVIDER"),
            ("CAPTCHA_PROVIDER", "friendly", "CAPTCHA_PROVIDER"),
            ("CAPTCHA_SECRET", "", "CAPTCHA_SECRET"),
            ("CAPTCHA_SECRET", "with space", "CAPTCHA_SECRET"),
            ("CAPTCHA_SITE_KEY", "", "CAPTCHA_SITE_KEY"),
            ("CAPTCHA_SITE_KEY", "\"><script>", "CAPTCHA_SITE_KEY"),
            ("CAPTCHA_VERIFY_URL", "http://captcha.acme.com", "CAPTCHA_VERIFY_URL"),
            ("CAPTCHA_VERIFY_URL", "https://captcha.acme.com/?a", "CAPTCHA_VERIFY_URL"),
        ] {
            assert_eq!(refused(&changed(&[(setting, value)])), Some(named), "{setting} {value}");
        }
    }

    #[test]
    fn a_testing_key_is_accepted_only_on_this_machine() {
        assert_eq!(refused(&changed(&[PASSES])), Some("CAPTCHA_SECRET"));
        assert_eq!(
            refused(&changed(&[
                ("CAPTCHA_PROVIDER", "hcaptcha"),
                ("CAPTCHA_SECRET", "0x0000000000000000000000000000000000000000")
            ])),
            Some("CAPTCHA_SECRET")
        );
        let local = changed(&[PASSES, ("PUBLIC_URL", "http://localhost:8787")]);
        assert!(with(&local).expect("good settings").captcha.is_some_and(|captcha| captcha.hosts.is_none()));
    }
}
