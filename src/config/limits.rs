//! Rate limits.

use super::{ConfigError, refuse};

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
    pub(super) fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
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

fn number(setting: &'static str, value: Option<String>, default: i64) -> Result<i64, ConfigError> {
    match value.map(|text| text.parse::<u32>()) {
        None => Ok(default),
        Some(Ok(number)) if number > 0 => Ok(i64::from(number)),
        Some(_) => refuse(setting, "is not a positive number"),
    }
}
