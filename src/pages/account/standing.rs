//! State of an account and its session, from which the sections are written.

use super::site::AccountSection;
use crate::config::Config;
use crate::domain::{Account, EventId, SessionId, UnixTime};
use crate::facts::RelativeTime;
use crate::flows::account::overview::AccountOverview;
use crate::pages::copy::Copy;
use crate::pages::session::sign_in_again_url;
use crate::pages::ui::{Field, Form, Input, Link};

pub(super) struct AccountStanding<'a> {
    /// Texts in the language of the reader.
    pub copy: &'static Copy,
    pub config: &'a Config,
    /// Request of an application that the person goes on to.
    pub onward: Option<&'a str>,
    pub account: &'a Account,
    pub overview: &'a AccountOverview,
    /// Event that the shown activity ends before; `None` for the newest.
    pub before: Option<&'a EventId>,
    /// Session of the reader.
    pub session: &'a SessionId,
    /// True if the session is fresh, so that sensitive changes need no further credential.
    pub is_fresh: bool,
    pub now: UnixTime,
}

impl AccountStanding<'_> {
    /// Form for a sensitive change. In a session that is not fresh it asks for the password or, if there is none, for a
    /// new sign-in first, which leads back to `section`.
    pub fn sensitive(&self, form: Form, section: AccountSection) -> Form {
        match (self.is_fresh, self.overview.has_password) {
            (true, _) => form,
            (false, true) => form.field(self.password()),
            (false, false) => form.gate(self.sign_in_again(section, self.copy.account.proof.sign_in_again)),
        }
    }

    /// Time as the reader is told it.
    pub fn ago(&self, at: UnixTime) -> RelativeTime {
        RelativeTime::new(at, self.now, self.copy.language)
    }

    /// Field for the current password.
    pub fn password(&self) -> Field {
        Field::new("password", Input::CurrentPassword, self.copy.account.proof.password)
    }

    /// Field for a code of the second factor.
    pub fn code(&self) -> Field {
        Field::new("totp_code", Input::SecondFactor, self.copy.common.code).hint(self.copy.common.second_factor_hint)
    }

    /// Link that signs in again and leads back to a section.
    pub fn sign_in_again(&self, section: AccountSection, label: &'static str) -> Link {
        Link::new(sign_in_again_url(&self.config.public_url, &section.url(self.onward)), label)
    }
}
