//! Settings of the service, read once and typed. `docs/configuration.md` lists them all.

mod brand;
mod captcha;
mod federation;
mod ignored;
mod mail;
mod origins;
mod secrets;
mod sign_up;
mod support;

use thiserror::Error;
use webauthn::RelyingParty;

pub use crate::domain::trusted_origins::is_secure;
pub use brand::{Brand, Color, Logo};
pub use captcha::{CaptchaConfig, CaptchaProvider};
pub use federation::{IdentityProvider, Protocol};
pub use ignored::{Ignored, IgnoredSetting};
pub use mail::{MailConfig, ResendConfig, Sender};
pub use support::SupportContact;

use self::origins::{origin, passkey_apps, public_url, trusted_origins};
use self::secrets::{data_secrets, required_secret, secret};
use crate::crypto::keys::KeySettings;
use crate::crypto::password_hash::Profile;
use crate::domain::sign_up_policy::SignUpPolicy;
use crate::domain::unseen::is_blank;
use crate::domain::{RedirectUrl, Secret, TrustedOrigins};

const DEFAULT_APP_NAME: &str = "Sesame";
/// Longest `APP_NAME`, in characters.
const MAX_APP_NAME: usize = 50;

/// Missing or invalid setting. Holds its name, never its value.
#[derive(Debug, PartialEq, Eq, Error)]
#[error("setting {setting} {problem}")]
pub struct ConfigError {
    pub setting: &'static str,
    /// Description of the mistake, which completes the sentence "setting X …".
    pub problem: &'static str,
}

fn refuse<T>(setting: &'static str, problem: &'static str) -> Result<T, ConfigError> {
    Err(ConfigError { setting, problem })
}

/// Rate limits. Each counts events within [`Self::window`] unless it says otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Wrong passwords per account over all dialects; also, counted separately, wrong second factors per account.
    pub account_failures: i64,
    /// Failures per client address.
    pub address_failures: i64,
    /// Wrong pairing codes per account and per client address.
    pub pairing_codes: i64,
    /// Wrong guesses per mailed code and per mailbox.
    pub code_guesses: i64,
    /// Wrong guesses of mailed codes per mailbox and day.
    pub daily_code_guesses: i64,
    /// Mails of one purpose per mailbox; also logins of dialect C per pair of username and address.
    pub mails: i64,
    /// Mails requested per client address.
    pub client_mails: i64,
    /// Length of the window, in seconds.
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

#[derive(Debug)]
pub struct Config {
    /// Origin of the service, without a trailing slash.
    pub public_url: String,
    pub trusted_origins: TrustedOrigins,
    /// Origins of native apps that may use passkeys, as they appear in client data.
    pub passkey_apps: Vec<String>,
    /// Signs tokens.
    pub auth_secret: Secret,
    /// Verifies tokens signed before the last rotation.
    pub auth_secret_previous: Option<Secret>,
    /// Secrets by version, newest first. They pepper passwords and seal data at rest.
    pub data_secrets: Vec<(i64, Secret)>,
    /// Cost of a password hash.
    pub password_profile: Profile,
    /// True if sign-in by password requires a proven mailbox.
    pub require_verified_email: bool,
    /// Sign-up policy.
    pub sign_up: SignUpPolicy,
    /// Name of the service in mails and pages.
    pub app_name: String,
    pub brand: Brand,
    /// Contact for people who need help, if there is one.
    pub support_contact: Option<SupportContact>,
    pub mail: MailConfig,
    pub identity_providers: Vec<IdentityProvider>,
    pub captcha: Option<CaptchaConfig>,
    /// Origin of the service that looks up breached passwords; `None` to skip the check.
    pub breached_passwords_url: Option<String>,
    pub limits: Limits,
    /// Length of a pairing code, in characters.
    pub pairing_code_length: usize,
    /// Days for which events are kept.
    pub event_retention_days: i64,
    /// True if a session check may read a replica of the database, which may lag.
    pub read_replicas: bool,
    /// True for a log line for each request.
    pub log_requests: bool,
    /// True to extend HSTS to every subdomain of `public_url` (RFC 6797 section 6.1.2).
    pub hsts_include_subdomains: bool,
    /// Invalid settings that were ignored.
    pub ignored: Vec<IgnoredSetting>,
}

impl Config {
    /// Reads the settings by name. An empty value counts as missing. An invalid setting that only adds something (a
    /// trusted origin, a provider, a logo) is ignored and noted in [`Self::ignored`].
    ///
    /// # Errors
    /// The first missing or invalid setting that the service cannot run safely without.
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
            sign_up: sign_up::read(get, &mail)?,
            breached_passwords_url: breached_passwords.map(|url| origin("BREACHED_PASSWORDS_URL", &url)).transpose()?,
            mail,
            identity_providers: federation::read(get, &mut ignored),
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
            support_contact: support::read(get, &mut ignored),
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

    /// Settings that keys are derived from.
    pub fn key_settings(&self) -> KeySettings<'_> {
        KeySettings {
            issuer: &self.public_url,
            auth_secret: &self.auth_secret,
            auth_secret_previous: self.auth_secret_previous.as_ref(),
            data_secrets: &self.data_secrets,
            password_profile: self.password_profile,
        }
    }

    /// True unless `MAIL_TRANSPORT` is `none`.
    pub fn sends_mail(&self) -> bool {
        !matches!(self.mail, MailConfig::Nowhere)
    }

    /// True if `public_url` is https, so that cookies can be `Secure`.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https:")
    }

    /// True if the service runs on its developer's machine.
    pub fn is_local(&self) -> bool {
        !self.is_https()
    }

    /// WebAuthn relying party. Its id is the host of `public_url`; pages of trusted origins on that host or its
    /// subdomains may use its passkeys.
    pub fn relying_party(&self) -> RelyingParty {
        origins::relying_party(&self.trusted_origins, &self.passkey_apps, &self.app_name)
    }

    /// Parses a redirect target. `None` unless it is trusted.
    pub fn redirect_url(&self, text: &str) -> Option<RedirectUrl> {
        RedirectUrl::parse(text, &self.trusted_origins)
    }

    /// True if pages of this origin may use cookies.
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

    /// Valid configuration with these settings changed.
    pub(crate) fn with(changes: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let data = format!("1:{B}");
        let good = [("PUBLIC_URL", "https://auth.acme.com"), ("AUTH_SECRET", A), ("DATA_SECRET", data.as_str())];
        Config::read(|name| {
            changes.iter().chain(&good).find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    /// Names of the settings that are ignored.
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
    fn an_invalid_switch_that_only_adds_something_is_off() {
        for setting in ["LOG_REQUESTS", "READ_REPLICAS", "HSTS_INCLUDE_SUBDOMAINS"] {
            let config = with(&[(setting, "yes")]).expect("a configuration without it");
            assert!(!config.log_requests && !config.read_replicas && !config.hsts_include_subdomains);
            assert_eq!(ignored(&[(setting, "yes")]), [setting]);
        }
    }
}
