//! Invalid settings that are ignored with a warning. A setting that protects something is never ignored.

use std::fmt;

use super::ConfigError;

/// Longest entry to show, in bytes.
const MAX_SHOWN: usize = 200;

/// Ignored setting, or ignored entry of a list.
#[derive(Debug, PartialEq, Eq)]
pub struct IgnoredSetting {
    error: ConfigError,
    entry: Option<Entry>,
}

/// Entry of a list.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    /// Position in the list, from 1.
    at: usize,
    /// Text of the entry; `None` if it may be a misplaced secret.
    shown: Option<String>,
}

impl IgnoredSetting {
    pub fn setting(&self) -> &'static str {
        self.error.setting
    }

    /// Description of the mistake.
    pub fn problem(&self) -> &'static str {
        self.error.problem
    }

    /// Label of a list's entry: its text, or its position if the text may be a secret.
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

/// Ignored settings, in the order found.
#[derive(Debug, Default)]
pub struct Ignored(Vec<IgnoredSetting>);

impl Ignored {
    /// Unwraps a setting's value. On an error, notes it and returns the default.
    pub fn or_default<T>(&mut self, read: Result<T, ConfigError>, default: impl FnOnce() -> T) -> T {
        read.unwrap_or_else(|error| {
            self.note(error);
            default()
        })
    }

    /// Notes an ignored setting.
    pub fn note(&mut self, error: ConfigError) {
        self.0.push(IgnoredSetting { error, entry: None });
    }

    /// Notes an ignored entry of a list, by its position from 1.
    pub fn note_entry(&mut self, error: ConfigError, at: usize, text: &str) {
        let may_be_secret = !text.contains("://") || text.contains('@') || text.len() > MAX_SHOWN;
        let shown = (!may_be_secret).then(|| text.to_owned());
        self.0.push(IgnoredSetting { error, entry: Some(Entry { at, shown }) });
    }

    pub fn into_list(self) -> Vec<IgnoredSetting> {
        self.0
    }
}
