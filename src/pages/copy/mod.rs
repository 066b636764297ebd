//! Text of every page: a language is a folder, with a file a room. A language that lacks a text does not compile; one
//! whose texts are still those of another is named by `tests.rs`, text by text.

pub mod account;
pub mod console;
mod en;
mod fr;
pub mod rooms;
#[cfg(test)]
mod tests;

use self::account::AccountCopy;
use self::console::Console;
use self::rooms::{
    Approvals, Authorization, Common, Entrances, Links, Mailbox, Outcomes, Recovery, Reference, Scripted, Welcome,
};
use super::done_page::DonePage;
use super::ui::{FailurePage, Frame, Problem, Text, Wait};
use crate::domain::texts::filled;
use crate::domain::{EventKind, Language, Role};

/// Texts of one language, chosen once for a request.
pub struct Copy {
    pub language: Language,
    pub common: Common,
    pub scripted: Scripted,
    pub entrances: Entrances,
    pub welcome: Welcome,
    pub links: Links,
    pub approvals: Approvals,
    pub authorization: Authorization,
    pub recovery: Recovery,
    pub outcomes: Outcomes,
    pub account: AccountCopy,
    pub mailbox: Mailbox,
    pub reference: Reference,
    pub console: Console,
    /// Error of a form. With the place `wait`, if one has to; see [`Copy::explain`].
    pub problem: fn(Problem) -> &'static str,
    /// Page of a form's success.
    pub done: fn(DonePage) -> MessagePage,
    /// Page of a failure.
    pub failed: fn(FailurePage) -> MessagePage,
    /// Title of an event.
    pub event: fn(EventKind) -> &'static str,
    /// Name of a role.
    pub role: fn(Role) -> &'static str,
    /// Method of a sign-in, by the detail of its event.
    pub method: fn(&str) -> Option<&'static str>,
}

/// Page with nothing but a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessagePage {
    pub title: &'static str,
    pub lead: &'static str,
}

impl Frame<'_> {
    /// Texts of the script.
    pub fn scripted_texts(&self) -> &'static Scripted {
        &Copy::of(self.language).scripted
    }
}

impl Copy {
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &en::COPY,
            Language::French => &fr::COPY,
        }
    }

    /// Error of a form in words, with the time to wait if there is one.
    pub fn explain(&self, problem: Problem) -> Text {
        let text = (self.problem)(problem);
        match problem {
            Problem::TooManyAttempts(wait) => self.with_wait(text, wait),
            _ => text.into(),
        }
    }

    /// Lead of a failure's page, with the time to wait if there is one.
    pub fn explain_failure(&self, failed: FailurePage) -> Text {
        let text = (self.failed)(failed).lead;
        match failed {
            FailurePage::TooManyAttempts(wait) => self.with_wait(text, wait),
            _ => text.into(),
        }
    }

    fn with_wait(&self, text: &str, wait: Wait) -> Text {
        filled(text, &[("wait", &wait.in_words(self.language))]).into()
    }
}
