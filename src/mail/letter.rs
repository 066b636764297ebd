//! Layout shared by all mails, as text and as HTML.

use askama::Template;

use super::copy::MailCopy;
use crate::domain::Language;
use crate::facts::{Fact, without_links};
use crate::look::Look;
use crate::look::accent::{Accent, hex};
use crate::markup::write_out;

/// Placeholder for the name of the service in [`Letter::closing`].
pub(super) const APP: &str = "{app}";

/// Rendered mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composed {
    /// One line, the same for every mail of its kind and language.
    pub subject: String,
    /// Text part. Its only link stands alone on a line.
    pub text: String,
    /// HTML part, a complete document.
    pub html: String,
}

/// Content of a mail, in order. Only `facts` may contain text from unauthenticated callers.
pub(super) struct Letter {
    /// Subject and heading.
    pub title: &'static str,
    /// Reason for the mail.
    pub opening: &'static str,
    /// Details to check.
    pub facts: Vec<Fact>,
    /// Label and target of the button.
    pub link: Option<(&'static str, String)>,
    /// Instructions for a code, and the code.
    pub code: Option<(&'static str, String)>,
    /// Further paragraphs.
    pub closing: Vec<String>,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct HtmlPart<'a> {
    language: Language,
    app_name: &'a str,
    initial: String,
    light: Ink,
    dark: Ink,
    letter: &'a Letter,
    /// Introduces the plain link, for mail programs that show no button.
    by_hand: &'static str,
}

/// Accent of a theme, in CSS notation.
struct Ink {
    color: String,
    text: String,
}

impl Ink {
    fn of(accent: Accent) -> Self {
        Self { color: hex(accent.color), text: hex(accent.text) }
    }
}

impl Letter {
    /// Renders both parts. The HTML loads no external resource, so that opening a mail reveals nothing; hence no logo.
    pub fn set(mut self, copy: &MailCopy, look: &Look) -> Composed {
        let app_name = &look.name;
        for fact in self.facts.iter_mut().filter(|fact| fact.is_free_text) {
            fact.value = without_links(&fact.value);
        }
        for paragraph in &mut self.closing {
            *paragraph = paragraph.replace(APP, app_name);
        }
        let by_hand = copy.letters.by_hand;
        let (light, dark) = (Ink::of(look.light), Ink::of(look.dark));
        let initial = look.initial();
        let html =
            write_out(&HtmlPart { language: copy.language, app_name, initial, light, dark, letter: &self, by_hand });
        Composed { subject: format!("{} · {app_name}", self.title), text: self.text(copy, app_name), html }
    }

    /// Text part: paragraphs separated by an empty line.
    fn text(&self, copy: &MailCopy, app_name: &str) -> String {
        let colon = copy.labels.colon;
        let facts: Vec<String> =
            self.facts.iter().map(|fact| format!("{}{colon} {}", fact.label, fact.value)).collect();
        let mut paragraphs = vec![self.opening.to_owned(), facts.join("\n")];
        paragraphs.extend(self.link.iter().map(|(label, link)| format!("{label}{colon}\n{link}")));
        paragraphs.extend(self.code.iter().map(|(label, code)| format!("{label}{colon}\n{code}")));
        paragraphs.extend(self.closing.iter().cloned());
        paragraphs.push(format!("-- \n{app_name}\n"));
        paragraphs.retain(|paragraph| !paragraph.is_empty());
        paragraphs.join("\n\n")
    }
}
