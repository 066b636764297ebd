//! Time in whole unix seconds.

use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// In seconds.
pub const MINUTE: i64 = 60;
/// In seconds.
pub const HOUR: i64 = 60 * MINUTE;
/// In seconds.
pub const DAY: i64 = 24 * HOUR;

/// Unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnixTime(pub i64);

impl UnixTime {
    /// RFC 3339 in UTC, such as `2024-01-15T10:30:00Z`. `0000-01-01T00:00:00Z` for a time outside the years 0 to 9999.
    pub fn to_rfc3339(self) -> String {
        OffsetDateTime::from_unix_timestamp(self.0)
            .ok()
            .and_then(|time| time.format(&Rfc3339).ok())
            .unwrap_or_else(|| String::from("0000-01-01T00:00:00Z"))
    }

    /// Parses RFC 3339, of any offset; a fraction of a second is dropped.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        OffsetDateTime::parse(text, &Rfc3339).ok().map(|time| Self(time.unix_timestamp()))
    }
}

impl Add<i64> for UnixTime {
    type Output = Self;

    fn add(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}

impl Sub for UnixTime {
    type Output = i64;

    fn sub(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc3339_is_utc_without_a_fraction() {
        assert_eq!(UnixTime(1_705_314_600).to_rfc3339(), "2024-01-15T10:30:00Z");
    }

    #[test]
    fn rfc3339_is_read_in_any_offset() {
        for text in ["2024-01-15T10:30:00Z", "2024-01-15T11:30:00.9+01:00"] {
            assert_eq!(UnixTime::parse_rfc3339(text), Some(UnixTime(1_705_314_600)), "{text}");
        }
        for text in ["", "2024-01-15", "2024-13-15T10:30:00Z", "1705314600"] {
            assert_eq!(UnixTime::parse_rfc3339(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_beyond_the_calendar_does_not_panic() {
        assert_eq!(UnixTime(i64::MAX).to_rfc3339(), "0000-01-01T00:00:00Z");
        assert_eq!(UnixTime(i64::MAX) + 1, UnixTime(i64::MAX));
    }
}
