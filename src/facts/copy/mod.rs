//! Labels of details, and words of times. One language that lacks a text does not compile.

mod en;
mod fr;
#[cfg(test)]
mod tests;

use crate::domain::Language;
use crate::domain::texts::texts;

/// Texts of one language.
pub(super) struct FactsCopy {
    pub labels: Labels,
    pub times: Times,
    /// Names of the months.
    pub months: [&'static str; 12],
}

impl FactsCopy {
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &en::COPY,
            Language::French => &fr::COPY,
        }
    }
}

texts! {
    /// Labels of details, and values in our own words.
    Labels {
        when,
        username,
        name,
        made_at,
        made_from,
        made_with,
        password,
        password_set,
        passkeys,
        second_factor,
        second_factor_on,
        identities,
        sessions,
        asked_at,
        client,
        place,
        address,
        unknown,
        unknown_client,
        /// With the places `browser` and `system`.
        browser_on_system,
        /// Likewise, of a device such as an iPhone.
        browser_on_device,
    }
}

texts! {
    /// Points in time and durations.
    Times {
        /// With the places `day`, `month`, `year` and `time`.
        moment,
        /// With the places `day`, `month` and `year`.
        date,
        just_now,
        /// With the place `span`.
        ago,
        less_than_a_minute,
        minute,
        minutes,
        hour,
        hours,
        day,
        days,
    }
}
