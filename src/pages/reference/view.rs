//! What the page of the reference shows.

use askama::Template;

use crate::domain::Language;
use crate::pages::frame::Frame;

/// The page.
#[derive(Template)]
#[template(path = "reference.html")]
pub struct ReferencePage<'a> {
    /// What is around it. Its headings are in the reader's language, the document is in English.
    pub frame: &'a Frame<'a>,
    /// Its own words.
    pub words: ReferenceWords,
    /// What holds for all operations.
    pub lead: &'a str,
    /// The operations.
    pub sections: &'a [Section<'a>],
}

impl ReferencePage<'_> {
    /// A text in parts, and whether each stood between backticks.
    fn parts<'t>(&self, text: &'t str) -> impl Iterator<Item = (&'t str, bool)> {
        text.split('`').enumerate().map(|(at, part)| (part, at % 2 == 1))
    }
}

/// What the page says itself.
pub struct ReferenceWords {
    title: &'static str,
    document: &'static str,
    session: &'static str,
    refresh_cookie: &'static str,
    request: &'static str,
    required: &'static str,
    answers: &'static str,
}

impl ReferenceWords {
    /// In a language.
    pub fn new(language: Language) -> Self {
        Self {
            title: language.pick("API reference", "Référence de l’API"),
            document: language.pick("As an OpenAPI document", "En document OpenAPI"),
            session: language.pick("Takes a session token", "Prend un jeton de session"),
            refresh_cookie: language.pick("Takes the refresh cookie", "Prend le cookie de renouvellement"),
            request: language.pick("Fields", "Champs"),
            required: language.pick("required", "obligatoire"),
            answers: language.pick("Answers", "Réponses"),
        }
    }
}

/// Operations that belong together.
pub struct Section<'a> {
    /// The tag.
    pub name: &'a str,
    /// What they are.
    pub description: &'a str,
    /// The operations.
    pub operations: Vec<Operation<'a>>,
}

/// One method of one path.
pub struct Operation<'a> {
    /// In capitals.
    pub method: String,
    /// The path.
    pub path: &'a str,
    /// What it does, in a line.
    pub summary: &'a str,
    /// What else is to be known.
    pub description: &'a str,
    /// Whether it is for somebody who is signed in.
    pub takes_session: bool,
    /// Whether it is for the holder of a refresh token.
    pub takes_refresh_cookie: bool,
    /// What it is sent.
    pub fields: Vec<Field<'a>>,
    /// A body, as JSON; empty where there is none.
    pub example: String,
    /// What it answers.
    pub answers: Vec<Answer<'a>>,
}

/// A field of a body, or a parameter.
pub struct Field<'a> {
    /// Its name.
    pub name: &'a str,
    /// Whether it has to be there.
    pub is_required: bool,
    /// What it is.
    pub description: &'a str,
}

/// An answer.
pub struct Answer<'a> {
    /// The status.
    pub status: &'a str,
    /// What it means.
    pub description: &'a str,
    /// The members of its body, as in `{user, session}`; the alternatives.
    pub shapes: Vec<String>,
}
