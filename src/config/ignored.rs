//! Unfit settings that the service goes on without. What it goes on without is never a protection.

use std::fmt;

use super::ConfigError;

/// Longest entry that is shown, in bytes.
const MAX_SHOWN: usize = 200;

/// Unfit setting, or entry of one, that was left out.
#[derive(Debug, PartialEq, Eq)]
pub struct IgnoredSetting {
    error: ConfigError,
    entry: Option<Entry>,
}

/// Entry of a list.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    /// Its place, from 1.
    at: usize,
    /// Its text, unless it may be a secret that was put there by mistake.
    shown: Option<String>,
}

impl IgnoredSetting {
    /// Name of the setting.
    pub fn setting(&self) -> &'static str {
        self.error.setting
    }

    /// What is wrong with it.
    pub fn problem(&self) -> &'static str {
        self.error.problem
    }

    /// Which entry of a list it is: by its text, or by its place where that may be a secret.
    pub fn entry(&self) -> Option<String> {
        self.entry.as_ref().map(|entry| entry.shown.clone().unwrap_or_else(|| format!("entry {}", entry.at)))
    }
}

impl fmt::Display for IgnoredSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ConfigError { setting, problem } = &self.error;
        match &self.entry {
            None => write!(f, "setting {setting} {problem}"),
            Some(Entry { at, shown: None }) => write!(f, "setting {setting}, entry {at}, {problem}"),
            Some(Entry { at, shown: Some(text) }) => write!(f, "setting {setting}, entry {at} ({text}), {problem}"),
        }
    }
}

/// List of unfit settings, as they are found.
#[derive(Debug, Default)]
pub struct Ignored(Vec<IgnoredSetting>);

impl Ignored {
    /// The value of a setting; where it is unfit, the one to go on with.
    pub fn or_default<T>(&mut self, read: Result<T, ConfigError>, default: impl FnOnce() -> T) -> T {
        read.unwrap_or_else(|error| {
            self.note(error);
            default()
        })
    }

    /// Notes a setting.
    pub fn note(&mut self, error: ConfigError) {
        self.0.push(IgnoredSetting { error, entry: None });
    }

    /// Notes an entry of a list, whose place counts from 1.
    pub fn note_entry(&mut self, error: ConfigError, at: usize, text: &str) {
        let may_be_secret = !text.contains("://") || text.contains('@') || text.len() > MAX_SHOWN;
        let shown = (!may_be_secret).then(|| text.to_owned());
        self.0.push(IgnoredSetting { error, entry: Some(Entry { at, shown }) });
    }

    /// All of them.
    pub fn into_list(self) -> Vec<IgnoredSetting> {
        self.0
    }
}
