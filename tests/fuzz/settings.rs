//! Settings, with any kind of typing error.

use proptest::prelude::*;
use sesame::config::Config;

const AUTH: &str = "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2Rl";
const DATA: &str = "cXV4YmF6YmFyZm9vOTg3NjU0MzIxMHp5eHd2";
const NAMES: [&str; 14] = [
    "PUBLIC_URL",
    "TRUSTED_ORIGINS",
    "AUTH_SECRET",
    "AUTH_SECRET_PREVIOUS",
    "DATA_SECRET",
    "PASSWORD_PROFILE",
    "MAIL_FROM",
    "MAIL_TRANSPORT",
    "OIDC_NAME",
    "OIDC_ISSUER",
    "LIMIT_MAILS",
    "LIMIT_CODE_GUESSES_PER_DAY",
    "LIMIT_CLIENT_MAILS",
    "PAIRING_CODE_LENGTH",
];

fn with(changes: &[(&str, &str)]) -> Option<Config> {
    let good = [("PUBLIC_URL", "https://auth.acme.com"), ("AUTH_SECRET", AUTH), ("DATA_SECRET", DATA)];
    let find = |name: &str| changes.iter().chain(&good).find(|(known, _)| *known == name).map(|(_, value)| *value);
    Config::read(|name| find(name).map(str::to_owned)).ok()
}

proptest! {
    #[test]
    fn any_setting_is_read_or_refused(at in 0..NAMES.len(), text: String, near in "[a-z0-9:/.,@<>* -]{0,40}") {
        for text in [text, near] {
            if let Some(config) = with(&[(NAMES[at], &text)]) {
                prop_assert!(!config.trusts("null") && !config.trusts("*") && !config.trusts(""));
                prop_assert!((4..=10).contains(&config.pairing_code_length));
            }
        }
    }

    #[test]
    fn data_secrets_are_read_in_their_order(versions in prop::collection::hash_set(1_u32.., 1..6)) {
        let entries: Vec<String> = versions.iter().map(|version| format!("{version}:{DATA}{version}")).collect();
        let config = with(&[("DATA_SECRET", &entries.join(" , "))]).expect("good settings");
        let read: Vec<(i64, &str)> = config.data_secrets.iter().map(|(version, secret)| (*version, secret.expose())).collect();
        let expected: Vec<(i64, String)> = versions.iter().map(|version| (i64::from(*version), format!("{DATA}{version}"))).collect();
        prop_assert_eq!(read, expected.iter().map(|(version, text)| (*version, text.as_str())).collect::<Vec<_>>());
    }

    #[test]
    fn an_accepted_data_secret_is_long_and_has_a_unique_version(list in "([0-9:,]|[a-zA-Z]{0,40}){0,6}") {
        if let Some(config) = with(&[("DATA_SECRET", &list)]) {
            let mut versions: Vec<i64> = config.data_secrets.iter().map(|(version, _)| *version).collect();
            prop_assert!(list.is_empty() || config.data_secrets.iter().all(|(_, secret)| secret.expose().len() >= 32));
            versions.sort_unstable();
            versions.dedup();
            prop_assert_eq!(versions.len(), config.data_secrets.len());
        }
    }
}
