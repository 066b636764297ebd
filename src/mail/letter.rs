//! The form that all mails share, in text and in HTML.

use askama::Template;

use crate::domain::Language;
use crate::facts::{Fact, without_links};
use crate::look::Look;
use crate::look::accent::{Accent, hex};
use crate::markup::write_out;

/// A mail, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composed {
    /// One line, the same for every mail of its kind and language.
    pub subject: String,
    /// The text part; its first link, alone on a line, is the only one.
    pub text: String,
    /// The HTML part, a whole document.
    pub html: String,
}

/// What a mail says, in order. Only the facts hold what strangers chose.
pub(super) struct Letter {
    /// What it is about: the subject and the heading.
    pub title: &'static str,
    /// Why it was sent.
    pub opening: &'static str,
    /// What to look at.
    pub facts: Vec<Fact>,
    /// A label and the link it opens.
    pub link: Option<(&'static str, String)>,
    /// What to do with a code, and the code.
    pub code: Option<(&'static str, String)>,
    /// What else to know, a paragraph each.
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
    /// Stands before the link in full, for those whose mail program shows no button.
    by_hand: &'static str,
}

/// The accent of a theme, as CSS writes it.
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
    /// Sets it in both parts. It loads nothing, so that opening it tells nobody; hence no logo.
    pub fn set(mut self, language: Language, look: &Look) -> Composed {
        let app_name = &look.name;
        for fact in self.facts.iter_mut().filter(|fact| fact.is_free_text) {
            fact.value = without_links(&fact.value);
        }
        let by_hand = language
            .pick("Or copy this address into your browser:", "Ou copiez cette adresse dans votre navigateur\u{a0}:");
        let (light, dark) = (Ink::of(look.light), Ink::of(look.dark));
        let initial = look.initial();
        let html = write_out(&HtmlPart { language, app_name, initial, light, dark, letter: &self, by_hand });
        Composed { subject: format!("{} · {app_name}", self.title), text: self.text(language, app_name), html }
    }

    /// The text part: paragraphs with an empty line between them.
    fn text(&self, language: Language, app_name: &str) -> String {
        let colon = language.pick(":", "\u{a0}:");
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
