//! Settings of the service, read once and typed. `docs/configuration.md` lists them all.

mod brand;
mod captcha;
mod federation;
mod ignored;
mod limits;
mod mail;
mod origins;
mod secrets;
mod sign_up;
mod support;
#[cfg(test)]
pub(crate) mod tests;

use thiserror::Error;
use webauthn::RelyingParty;

pub use crate::domain::trusted_origins::is_secure;
pub use brand::{Brand, Color, Logo};
pub use captcha::{CaptchaConfig, CaptchaProvider};
pub use federation::{IdentityProvider, Protocol};
pub use ignored::{Ignored, IgnoredSetting};
pub use limits::Limits;
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
/// Longest `APP_NAME` and name of a provider, in characters.
const MAX_SHOWN_NAME: usize = 50;

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
        let app_name = get("APP_NAME").map(|name| shown_name("APP_NAME", name)).transpose();
        let app_name = ignored.or_default(app_name, || None);
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
            app_name: app_name.unwrap_or_else(|| DEFAULT_APP_NAME.to_owned()),
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

/// Checks a name that pages and mails show.
fn shown_name(setting: &'static str, name: String) -> Result<String, ConfigError> {
    let is_plain = !name.contains(|c: char| c.is_control() || "<>\"".contains(c));
    if is_plain && !is_blank(&name) && name.chars().count() <= MAX_SHOWN_NAME {
        Ok(name)
    } else {
        refuse(setting, "is not 1 to 50 characters without control characters, angle brackets and quotes")
    }
}

fn flag(setting: &'static str, value: Option<String>) -> Result<bool, ConfigError> {
    match value.as_deref() {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => refuse(setting, "is neither true nor false"),
    }
}
