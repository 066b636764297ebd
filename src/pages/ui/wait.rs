//! Time until somebody may try again.

use crate::domain::Language;
use crate::domain::time::MINUTE;
use crate::facts::span;

/// Whole minutes until an attempt is counted anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    minutes: i64,
}

impl Wait {
    /// Any wait, for lists of errors.
    pub const EXAMPLE: Self = Self { minutes: 12 };

    /// Wait of this many seconds, rounded up, so that nobody who waited is refused again.
    pub fn of_seconds(seconds: i64) -> Self {
        let whole = seconds / MINUTE;
        Self { minutes: (if seconds % MINUTE > 0 { whole + 1 } else { whole }).max(1) }
    }

    /// Duration in words: `12 minutes`, `1 hour`.
    pub fn in_words(self, language: Language) -> String {
        span(self.minutes, language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_rounded_up_to_minutes() {
        for (seconds, english, french) in [
            (0, "1 minute", "1 minute"),
            (1, "1 minute", "1 minute"),
            (60, "1 minute", "1 minute"),
            (61, "2 minutes", "2 minutes"),
            (720, "12 minutes", "12 minutes"),
            (3541, "1 hour", "1 heure"),
            (7200, "2 hours", "2 heures"),
        ] {
            let wait = Wait::of_seconds(seconds);
            let words = [Language::English, Language::French].map(|language| wait.in_words(language));
            assert_eq!(words, [english, french], "{seconds} s");
        }
    }
}
