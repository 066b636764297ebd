//! How things stand for whoever looks at the page: what the sections are written from.

use super::view::{Field, Form, Kind, Link};
use crate::domain::{Account, Language, SessionId, UnixTime};
use crate::flows::account_overview::AccountOverview;
use crate::pages::page::{ACCOUNT, AGAIN};
use crate::pages::session::sign_in_url;

/// What is known when the page is written.
pub(super) struct Standing<'a> {
    /// The language of the reader.
    pub language: Language,
    /// Where the service is reached.
    pub public_url: &'a str,
    /// Whether anything can be mailed.
    pub sends_mail: bool,
    /// Names of the providers that people may sign in by.
    pub providers: Vec<&'a str>,
    /// The account.
    pub account: &'a Account,
    /// What it has.
    pub overview: &'a AccountOverview,
    /// The session that looks.
    pub session: &'a SessionId,
    /// Whether that session showed a credential just now, so that sensitive changes need no other.
    pub is_fresh: bool,
    pub now: UnixTime,
}

impl Standing<'_> {
    /// The wording in the reader's language.
    pub fn pick<T>(&self, english: T, french: T) -> T {
        self.language.pick(english, french)
    }

    /// A form that changes who can get in: from a session that is not fresh it takes the password or, where there is
    /// none, a new sign-in first, which leads back to `section`.
    pub fn sensitive(&self, form: Form, section: &str) -> Form {
        match (self.is_fresh, self.overview.has_password) {
            (true, _) => form,
            (false, true) => form.with(self.password()),
            (false, false) => Form { gate: Some(self.sign_in_again(section)), ..form },
        }
    }

    /// A field for the password as it is.
    pub fn password(&self) -> Field {
        Field::required("password", Kind::CurrentPassword, self.pick("Your password", "Votre mot de passe"))
    }

    /// A field for a code of the second factor.
    pub fn code(&self) -> Field {
        Field::required("totp_code", Kind::SecondFactor, self.pick("Code", "Code"))
            .hinting(self.pick("Six digits, or a backup code.", "Six chiffres, ou un code de secours."))
    }

    /// Where to show a credential, and come back to a section.
    pub fn sign_in_again(&self, section: &str) -> Link {
        Link {
            href: format!("{}&{AGAIN}=true", sign_in_url(self.public_url, &format!("{ACCOUNT}#{section}"))),
            label: self.pick("Sign in again to do this", "Reconnectez-vous pour cette action").to_owned(),
        }
    }
}
