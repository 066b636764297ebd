//! Points in time and durations, in words.

use time::OffsetDateTime;

use super::copy::FactsCopy;
use crate::domain::texts::filled;
use crate::domain::time::{DAY, HOUR, MINUTE};
use crate::domain::{Language, UnixTime};

/// Days after which a time is told by its date.
const DATED_AFTER: i64 = 30;

/// Point in time as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelativeTime {
    /// `2 minutes ago`; the date if it is more than a month ago.
    pub ago: String,
    /// `15 January 2024, 10:30 UTC`.
    pub full: String,
    /// RFC 3339.
    pub machine: String,
}

impl RelativeTime {
    pub fn new(at: UnixTime, now: UnixTime, language: Language) -> Self {
        Self { ago: ago(at, now, language), full: moment(at, language), machine: at.to_rfc3339() }
    }
}

fn ago(at: UnixTime, now: UnixTime, language: Language) -> String {
    let times = &FactsCopy::of(language).times;
    let (count, one, many) = match now - at {
        ..MINUTE => return times.just_now.to_owned(),
        seconds @ ..HOUR => (seconds / MINUTE, times.minute, times.minutes),
        seconds @ ..DAY => (seconds / HOUR, times.hour, times.hours),
        seconds if seconds < DATED_AFTER * DAY => (seconds / DAY, times.day, times.days),
        _ => return date(at, language),
    };
    let span = counted(count, one, many);
    filled(times.ago, &[("span", &span)])
}

fn counted(count: i64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Date in UTC: `15 January 2024`.
fn date(at: UnixTime, language: Language) -> String {
    let copy = FactsCopy::of(language);
    let utc = utc(at);
    filled(
        copy.times.date,
        &[("day", &utc.day().to_string()), ("month", month(utc, language)), ("year", &utc.year().to_string())],
    )
}

fn utc(at: UnixTime) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(at.0).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

fn month(utc: OffsetDateTime, language: Language) -> &'static str {
    FactsCopy::of(language).months.get(usize::from(u8::from(utc.month())) - 1).copied().unwrap_or_default()
}

/// Elapsed time in whole minutes: `less than a minute`, `2 minutes`.
pub fn age(seconds: i64, language: Language) -> String {
    match seconds / MINUTE {
        ..=0 => FactsCopy::of(language).times.less_than_a_minute.to_owned(),
        minutes => span(minutes, language),
    }
}

/// Point in time to the minute, in UTC: `15 January 2024, 10:30 UTC`.
pub fn moment(time: UnixTime, language: Language) -> String {
    let copy = FactsCopy::of(language);
    let utc = utc(time);
    let month = month(utc, language);
    let (day, year) = (utc.day().to_string(), utc.year().to_string());
    let time = format!("{:02}:{:02}", utc.hour(), utc.minute());
    filled(copy.times.moment, &[("day", &day), ("month", month), ("year", &year), ("time", &time)])
}

/// Duration: `15 minutes`, `1 hour`, `24 hours`, `7 days`.
pub fn span(minutes: i64, language: Language) -> String {
    let times = &FactsCopy::of(language).times;
    let (hour, day) = (HOUR / MINUTE, DAY / MINUTE);
    let (count, one, many) = if minutes > day && minutes % day == 0 {
        (minutes / day, times.day, times.days)
    } else if minutes % hour == 0 {
        (minutes / hour, times.hour, times.hours)
    } else {
        (minutes, times.minute, times.minutes)
    };
    counted(count, one, many)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_past_time_is_told_by_its_distance_and_then_by_its_date() {
        let now = UnixTime(1_705_314_600);
        for (seconds, english, french) in [
            (-5, "just now", "à l’instant"),
            (59, "just now", "à l’instant"),
            (60, "1 minute ago", "il y a 1 minute"),
            (HOUR - 1, "59 minutes ago", "il y a 59 minutes"),
            (HOUR, "1 hour ago", "il y a 1 heure"),
            (DAY - 1, "23 hours ago", "il y a 23 heures"),
            (DAY, "1 day ago", "il y a 1 jour"),
            (30 * DAY - 1, "29 days ago", "il y a 29 jours"),
            (30 * DAY, "16 December 2023", "16 décembre 2023"),
        ] {
            let at = UnixTime(now.0 - seconds);
            let said = [Language::English, Language::French].map(|language| RelativeTime::new(at, now, language).ago);
            assert_eq!(said, [english, french], "{seconds}");
        }
        let shown = RelativeTime::new(now, now, Language::French);
        assert_eq!(
            (shown.full.as_str(), shown.machine.as_str()),
            ("15 janvier 2024, 10:30 UTC", "2024-01-15T10:30:00Z")
        );
    }

    #[test]
    fn moments_and_spans_read_well() {
        let time = UnixTime(1_705_314_600);
        assert_eq!(moment(time, Language::English), "15 January 2024, 10:30 UTC");
        assert_eq!(moment(UnixTime(1_722_384_000), Language::French), "31 juillet 2024, 00:00 UTC");
        assert_eq!(moment(UnixTime(i64::MAX), Language::English), "1 January 1970, 00:00 UTC");
        let spans = |language| [1, 15, 60, 1440].map(|minutes| span(minutes, language)).join(", ");
        assert_eq!(spans(Language::English), "1 minute, 15 minutes, 1 hour, 24 hours");
        assert_eq!(spans(Language::French), "1 minute, 15 minutes, 1 heure, 24 heures");
    }

    #[test]
    fn an_age_is_in_whole_minutes() {
        for (seconds, english, french) in [
            (-5, "less than a minute", "moins d’une minute"),
            (59, "less than a minute", "moins d’une minute"),
            (60, "1 minute", "1 minute"),
            (599, "9 minutes", "9 minutes"),
        ] {
            let said = [Language::English, Language::French].map(|language| age(seconds, language));
            assert_eq!(said, [english, french], "{seconds}");
        }
    }
}
