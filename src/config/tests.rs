//! Settings as they are read, and the ones that tests of other rooms start from.

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
    assert_eq!((config.limits.account_failures, config.limits.address_failures, config.limits.window), (10, 50, 900));
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
    for bad in [" ", "\u{200b}\u{2060}", "a\r\nBcc: b@c.com", "a\u{85}b", "<b>Acme</b>", "\"Acme\"", &"é".repeat(51)] {
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
