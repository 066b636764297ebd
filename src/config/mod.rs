//! The settings: read once, typed, refused by name when missing or weak.
//!
//! | setting | default | meaning |
//! | --- | --- | --- |
//! | `PUBLIC_URL` | required | where the service is reached: an origin, https unless on this machine |
//! | `TRUSTED_ORIGINS` | none | origins whose pages may call it with cookies and be redirected to, and apps that may be redirected to (`myapp://callback`), separated by commas |
//! | `PASSKEY_APP_ORIGINS` | none | Android apps that may use passkeys: `android:apk-key-hash:…`, separated by commas |
//! | `AUTH_SECRET` | required | signs tokens; at least 32 bytes |
//! | `AUTH_SECRET_PREVIOUS` | none | the one before: verifies only |
//! | `DATA_SECRET` | required | peppers passwords and seals what is encrypted at rest: `<version>:<secret>`, newest first, separated by commas; each at least 32 bytes; a bare secret is version 1 |
//! | `PASSWORD_PROFILE` | `m19456` | what a password hash costs: `m47104`, `m19456`, `m12288`, `m9216` or `m7168` |
//! | `REQUIRE_VERIFIED_EMAIL` | `false` | whether a password signs in only once the mailbox is proven; refused where `MAIL_TRANSPORT` is `none` |
//! | `APP_NAME` | `Sesame` | what mails and pages call the service: 1 to 50 characters |
//! | `LOGO_URL` | none | a picture beside the name: an https URL, or `data:image/…;base64,…` (SVG, PNG, WebP, JPEG) |
//! | `ACCENT_COLOR` | `#0b5d4f` | the colour of buttons and links, `#rrggbb`; made darker or lighter where it would be hard to read |
//! | `MAIL_TRANSPORT` | `none` | how mail leaves: `send_email` (the binding `EMAIL`), `resend`, `mailbox` (development: kept, and shown by the service itself; refused unless `PUBLIC_URL` is on this machine) or `none` (not at all: what is for a mail is 503 `MAIL_NOT_CONFIGURED`) |
//! | `MAIL_FROM` | required for `send_email` and `resend` | the sender: `address` or `Name <address>` |
//! | `RESEND_API_KEY` | required for `resend` | the key of Resend's API |
//! | `RESEND_API_URL` | `https://api.resend.com` | where that API is: an origin, https unless on this machine |
//! | `GITHUB_CLIENT_ID`, `GITHUB_CLIENT_SECRET` | none | who we are at GitHub; with them, people sign in by it |
//! | `GITHUB_URL`, `GITHUB_API_URL` | `https://github.com`, `https://api.github.com` | where GitHub is |
//! | `GOOGLE_CLIENT_ID`, `GOOGLE_CLIENT_SECRET` | none | the same at Google |
//! | `GOOGLE_ISSUER` | `https://accounts.google.com` | where Google is |
//! | `OIDC_NAME`, `OIDC_ISSUER`, `OIDC_CLIENT_ID`, `OIDC_CLIENT_SECRET` | none | the same at any provider of OpenID Connect; its routes end in the name: 1 to 32 of `a-z0-9-` |
//! | `CAPTCHA_PROVIDER` | none | who tells people from programs: `turnstile`, `recaptcha` or `hcaptcha` |
//! | `CAPTCHA_SECRET`, `CAPTCHA_SITE_KEY` | required with `CAPTCHA_PROVIDER` | our keys there |
//! | `CAPTCHA_VERIFY_URL` | the provider's | where its `siteverify` is |
//! | `BREACHED_PASSWORDS_URL` | none: not asked | where new passwords are looked up among breached ones, by the first 5 digits of their SHA-1: `https://api.pwnedpasswords.com`, or what speaks like it; an origin, https unless on this machine |
//! | `LIMIT_ACCOUNT_FAILURES` | 10 | wrong passwords, and wrong second factors, an account in a window |
//! | `LIMIT_ADDRESS_FAILURES` | 50 | failures a client address in a window |
//! | `LIMIT_PAIRING_CODES` | 10 | wrong pairing codes an account, and a client address, in a window |
//! | `LIMIT_CODE_GUESSES` | 5 | wrong guesses of a mailed code, and of a mailbox's codes in a window |
//! | `LIMIT_CODE_GUESSES_PER_DAY` | 4 × `LIMIT_CODE_GUESSES` | wrong guesses of a mailbox's codes in a day |
//! | `LIMIT_MAILS` | 5 | mails of one purpose to a mailbox in a window, and logins of dialect C of one pair |
//! | `LIMIT_CLIENT_MAILS` | 10 × `LIMIT_MAILS` | mails that a client address asks for in a window |
//! | `LIMIT_WINDOW_SECONDS` | 900 | length of the window |
//! | `EVENTS_RETENTION_DAYS` | 90 | days that events are kept: 1 to 3650 |
//! | `READ_REPLICAS` | `false` | whether a session check may read the nearest copy of the database, which may lag behind |
//! | `HSTS_INCLUDE_SUBDOMAINS` | `false` | whether browsers keep to https on every host below that of `PUBLIC_URL` too |
//! | `LOG_REQUESTS` | `false` | whether the log has a line for each request |
//! | `PAIRING_CODE_LENGTH` | 6 | characters of a pairing code: 4 to 10 |

mod brand;
mod captcha;
mod ignored;
mod mail;
mod oauth;
mod origins;
mod secrets;

use thiserror::Error;

pub use crate::domain::trusted_origins::is_secure;
pub use brand::{Brand, Color, Logo};
pub use captcha::{CaptchaConfig, CaptchaProvider};
pub use ignored::{Ignored, IgnoredSetting};
pub use mail::{MailConfig, ResendConfig, Sender};
pub use oauth::{Protocol, ProviderConfig};

use self::origins::{origin, passkey_apps, public_url, trusted_origins};
use self::secrets::{data_secrets, required_secret, secret};
use crate::crypto::password_hash::Profile;
use crate::crypto::webauthn::RelyingParty;
use crate::domain::unseen::is_blank;
use crate::domain::{RedirectUrl, Secret, TrustedOrigins};

const DEFAULT_APP_NAME: &str = "Sesame";
/// Longest `APP_NAME`, in characters.
const MAX_APP_NAME: usize = 50;

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
    /// Wrong passwords of an account, over all dialects, and wrong second factors of it, each counted apart.
    pub account_failures: i64,
    /// A client address.
    pub address_failures: i64,
    /// Wrong pairing codes, an account and a client address.
    pub pairing_codes: i64,
    /// Wrong guesses of a mailed code, and of a mailbox's codes.
    pub code_guesses: i64,
    /// Wrong guesses of a mailbox's codes in a day.
    pub daily_code_guesses: i64,
    /// Mails of one purpose to a mailbox, and logins of dialect C of a pair.
    pub mails: i64,
    /// Mails that a client address asks for.
    pub client_mails: i64,
    /// In so many seconds.
    pub window: i64,
}

impl Limits {
    fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let limit = |name, default| number(name, get(name), default);
        let (code_guesses, mails) = (limit("LIMIT_CODE_GUESSES", 5)?, limit("LIMIT_MAILS", 5)?);
        Ok(Self {
            account_failures: limit("LIMIT_ACCOUNT_FAILURES", 10)?,
            address_failures: limit("LIMIT_ADDRESS_FAILURES", 50)?,
            pairing_codes: limit("LIMIT_PAIRING_CODES", 10)?,
            code_guesses,
            daily_code_guesses: limit("LIMIT_CODE_GUESSES_PER_DAY", 4 * code_guesses)?,
            mails,
            client_mails: limit("LIMIT_CLIENT_MAILS", 10 * mails)?,
            window: limit("LIMIT_WINDOW_SECONDS", 900)?,
        })
    }
}

/// Every setting.
#[derive(Debug)]
pub struct Config {
    /// Where the service is reached: an origin, without a trailing slash.
    pub public_url: String,
    /// Pages and apps that are trusted.
    pub trusted_origins: TrustedOrigins,
    /// Native apps that may ask for passkeys, as their system names them in client data.
    pub passkey_apps: Vec<String>,
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
    /// What mails and pages call the service.
    pub app_name: String,
    /// What they look like.
    pub brand: Brand,
    /// How mail leaves.
    pub mail: MailConfig,
    /// By whom people may sign in.
    pub providers: Vec<ProviderConfig>,
    /// How people are told from programs.
    pub captcha: Option<CaptchaConfig>,
    /// Where new passwords are looked up among breached ones: an origin.
    pub breached_passwords_url: Option<String>,
    /// How many failures are too many.
    pub limits: Limits,
    /// Characters of a pairing code.
    pub pairing_code_length: usize,
    /// Days that events are kept.
    pub event_retention_days: i64,
    /// Whether a session check may read a copy of the database that lags behind.
    pub read_replicas: bool,
    /// Whether the log has a line for each request.
    pub log_requests: bool,
    /// Whether browsers keep to https on every host below that of `public_url` too (RFC 6797 section 6.1.2).
    pub hsts_include_subdomains: bool,
    /// Unfit settings that the service goes on without.
    pub ignored: Vec<IgnoredSetting>,
}

impl Config {
    /// Reads the settings by name. An empty one counts as missing. An unfit one that only adds something (a trusted
    /// origin, a provider, a picture) is left out and noted.
    ///
    /// # Errors
    /// The first setting found missing or unfit that security or the work itself depends on.
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
        let public_url = public_url(get("PUBLIC_URL"))?;
        let mail = MailConfig::read(get, &public_url)?;
        let require_verified_email = flag("REQUIRE_VERIFIED_EMAIL", get("REQUIRE_VERIFIED_EMAIL"))?;
        if require_verified_email && matches!(mail, MailConfig::Nowhere) {
            return refuse(
                "REQUIRE_VERIFIED_EMAIL",
                "needs a MAIL_TRANSPORT: without mail no address is ever verified",
            );
        }
        let mut ignored = Ignored::default();
        let trusted_origins = trusted_origins(&public_url, get("TRUSTED_ORIGINS"), &mut ignored);
        let passkey_apps = passkey_apps(get("PASSKEY_APP_ORIGINS"), &mut ignored);
        let breached_passwords = get("BREACHED_PASSWORDS_URL");
        Ok(Self {
            captcha: captcha::read(get, &trusted_origins)?,
            breached_passwords_url: breached_passwords.map(|url| origin("BREACHED_PASSWORDS_URL", &url)).transpose()?,
            mail,
            providers: oauth::read(get, &mut ignored),
            public_url,
            trusted_origins,
            passkey_apps,
            auth_secret,
            auth_secret_previous,
            data_secrets,
            password_profile: profile(get("PASSWORD_PROFILE"))?,
            require_verified_email,
            app_name: ignored.or_default(app_name(get("APP_NAME")), || DEFAULT_APP_NAME.to_owned()),
            brand: Brand::read(get, &mut ignored),
            limits: Limits::read(get)?,
            pairing_code_length: pairing_code_length(get("PAIRING_CODE_LENGTH"))?,
            event_retention_days: event_retention_days(get("EVENTS_RETENTION_DAYS"))?,
            read_replicas: ignored.or_default(flag("READ_REPLICAS", get("READ_REPLICAS")), || false),
            log_requests: ignored.or_default(flag("LOG_REQUESTS", get("LOG_REQUESTS")), || false),
            hsts_include_subdomains: ignored
                .or_default(flag("HSTS_INCLUDE_SUBDOMAINS", get("HSTS_INCLUDE_SUBDOMAINS")), || false),
            ignored: ignored.into_list(),
        })
    }

    /// Whether anything can be mailed.
    pub fn sends_mail(&self) -> bool {
        !matches!(self.mail, MailConfig::Nowhere)
    }

    /// Whether cookies can be `Secure`.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https:")
    }

    /// Whether the service runs on its developer's machine.
    pub fn is_local(&self) -> bool {
        !self.is_https()
    }

    /// What browsers and authenticators know the service by: passkeys are bound to the host of `public_url`, and pages of
    /// trusted origins on that host or below it may ask for them.
    pub fn relying_party(&self) -> RelyingParty {
        origins::relying_party(&self.trusted_origins, &self.passkey_apps, &self.app_name)
    }

    /// A URL to send a browser to, if it is trusted.
    pub fn redirect_url(&self, text: &str) -> Option<RedirectUrl> {
        RedirectUrl::parse(text, &self.trusted_origins)
    }

    /// Whether pages of this origin may use cookies.
    pub fn trusts(&self, origin: &str) -> bool {
        self.trusted_origins.admits(origin)
    }
}

fn pairing_code_length(value: Option<String>) -> Result<usize, ConfigError> {
    match value.map(|text| text.parse()) {
        None => Ok(6),
        Some(Ok(length @ 4..=10)) => Ok(length),
        Some(_) => refuse("PAIRING_CODE_LENGTH", "is not a number from 4 to 10"),
    }
}

fn event_retention_days(value: Option<String>) -> Result<i64, ConfigError> {
    match value.map(|text| text.parse()) {
        None => Ok(90),
        Some(Ok(days @ 1..=3650)) => Ok(days),
        Some(_) => refuse("EVENTS_RETENTION_DAYS", "is not a number from 1 to 3650"),
    }
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

fn app_name(value: Option<String>) -> Result<String, ConfigError> {
    let name = value.unwrap_or_else(|| DEFAULT_APP_NAME.to_owned());
    let is_plain = !name.contains(|c: char| c.is_control() || "<>\"".contains(c));
    if is_plain && !is_blank(&name) && name.chars().count() <= MAX_APP_NAME {
        Ok(name)
    } else {
        refuse("APP_NAME", "is not 1 to 50 characters without control characters, angle brackets and quotes")
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
pub(crate) mod tests {
    use super::*;

    pub(super) const A: &str = "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2Rl";
    pub(super) const B: &str = "cXV4YmF6YmFyZm9vOTg3NjU0MzIxMHp5eHd2";

    /// A good configuration with these settings in place of its own.
    pub(crate) fn with(changes: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let data = format!("1:{B}");
        let good = [("PUBLIC_URL", "https://auth.acme.com"), ("AUTH_SECRET", A), ("DATA_SECRET", data.as_str())];
        Config::read(|name| {
            changes.iter().chain(&good).find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    /// The settings that were left out.
    pub(super) fn ignored(changes: &[(&str, &str)]) -> Vec<&'static str> {
        let config = with(changes).expect("a configuration without something");
        config.ignored.iter().map(IgnoredSetting::setting).collect()
    }

    pub(super) fn refused(changes: &[(&str, &str)]) -> Option<&'static str> {
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
        let limits = config.limits;
        assert_eq!((limits.code_guesses, limits.daily_code_guesses, limits.mails, limits.client_mails), (5, 20, 5, 50));
        assert!(!config.require_verified_email && config.is_https() && config.ignored.is_empty());
        assert_eq!(config.app_name, "Sesame");
        assert_eq!((config.event_retention_days, config.log_requests), (90, false));
        assert!(matches!(config.mail, MailConfig::Nowhere));
    }

    #[test]
    fn the_name_of_the_service_is_one_plain_line() {
        assert_eq!(with(&[("APP_NAME", "Café Noir & Co")]).map(|config| config.app_name), Ok("Café Noir & Co".into()));
        assert!(with(&[("APP_NAME", &"é".repeat(50))]).is_ok());
        for bad in
            [" ", "\u{200b}\u{2060}", "a\r\nBcc: b@c.com", "a\u{85}b", "<b>Acme</b>", "\"Acme\"", &"é".repeat(51)]
        {
            assert_eq!(ignored(&[("APP_NAME", bad)]), ["APP_NAME"], "{bad:?}");
            assert_eq!(with(&[("APP_NAME", bad)]).map(|config| config.app_name), Ok("Sesame".into()), "{bad:?}");
        }
    }

    #[test]
    fn other_settings_are_typed() {
        assert_eq!(refused(&[("PASSWORD_PROFILE", "fast")]), Some("PASSWORD_PROFILE"));
        assert_eq!(refused(&[("REQUIRE_VERIFIED_EMAIL", "yes")]), Some("REQUIRE_VERIFIED_EMAIL"));
        assert_eq!(refused(&[("REQUIRE_VERIFIED_EMAIL", "true")]), Some("REQUIRE_VERIFIED_EMAIL"), "without mail");
        let mailing =
            [("MAIL_TRANSPORT", "send_email"), ("MAIL_FROM", "auth@acme.com"), ("REQUIRE_VERIFIED_EMAIL", "true")];
        assert!(with(&mailing).is_ok_and(|config| config.require_verified_email));
        assert_eq!(refused(&[("LIMIT_ACCOUNT_FAILURES", "0")]), Some("LIMIT_ACCOUNT_FAILURES"));
        assert_eq!(refused(&[("LIMIT_WINDOW_SECONDS", "-5")]), Some("LIMIT_WINDOW_SECONDS"));
        for setting in ["LIMIT_CODE_GUESSES_PER_DAY", "LIMIT_CLIENT_MAILS"] {
            assert_eq!(refused(&[(setting, "many")]), Some(setting));
        }
        for bad in ["0", "-1", "3651", "ten"] {
            assert_eq!(refused(&[("EVENTS_RETENTION_DAYS", bad)]), Some("EVENTS_RETENTION_DAYS"), "{bad}");
        }
    }

    #[test]
    fn a_switch_that_only_adds_something_is_off_where_it_is_unfit() {
        for setting in ["LOG_REQUESTS", "READ_REPLICAS", "HSTS_INCLUDE_SUBDOMAINS"] {
            let config = with(&[(setting, "yes")]).expect("a configuration without it");
            assert!(!config.log_requests && !config.read_replicas && !config.hsts_include_subdomains);
            assert_eq!(ignored(&[(setting, "yes")]), [setting]);
        }
    }
}
