//! Ways to sign in that remain when one is removed.

use crate::config::{Config, MailConfig};
use crate::ports::Value;

/// Ways to sign in that the settings leave open, beside passwords and passkeys.
pub struct OpenWays {
    by_mail: bool,
    providers: Vec<String>,
}

impl OpenWays {
    pub fn of(config: &Config) -> Self {
        Self {
            by_mail: !matches!(config.mail, MailConfig::Nowhere),
            providers: config.identity_providers.iter().map(|provider| provider.name.clone()).collect(),
        }
    }

    /// Bindings of `other_way_in!` for `mails` and `providers`.
    pub(super) fn bindings(&self) -> [Value; 2] {
        [Value::from(i64::from(self.by_mail)), Value::from(serde_json::json!(self.providers).to_string())]
    }
}

/// Condition that an account can be signed in to without this passkey and this identity (`NULL`: without neither): by
/// another passkey, by another identity at a configured provider, by a link to its proven address, or by a password
/// with an address or username to name the account by.
macro_rules! other_way_in {
    ($account:literal, passkey: $passkey:literal, identity: $identity:literal,
     mails: $mails:literal, providers: $providers:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM passkeys AS other WHERE other.account_id = ",
            $account,
            " AND other.id IS NOT ",
            $passkey,
            ") OR EXISTS (SELECT 1 FROM identities AS other WHERE other.account_id = ",
            $account,
            " AND other.id IS NOT ",
            $identity,
            " AND other.provider IN (SELECT value FROM json_each(",
            $providers,
            "))) OR EXISTS (SELECT 1 FROM accounts AS own WHERE own.id = ",
            $account,
            " AND ((",
            $mails,
            " AND own.email_verified_at IS NOT NULL) OR ((own.email_key IS NOT NULL OR own.username_key IS NOT NULL)
                AND EXISTS (SELECT 1 FROM passwords WHERE passwords.account_id = own.id)))))"
        )
    };
}
pub(super) use other_way_in;
