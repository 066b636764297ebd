//! What the account page is made of: sections with facts, things that can be removed, and forms.

pub(super) use super::form::{Field, Form, Kind, Scripted, Weight};
use crate::facts::Fact;

/// A part of the page with a heading of its own.
#[derive(Default)]
pub(super) struct Section {
    /// What a link to it ends in.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// How things stand, in a word.
    pub badge: Option<Badge>,
    /// What it is about.
    pub lead: Option<String>,
    /// What was done just now.
    pub notice: Option<&'static str>,
    /// What went wrong just now.
    pub alert: Option<&'static str>,
    /// What to know.
    pub facts: Vec<Fact>,
    /// The things it lists.
    pub items: Vec<Item>,
    /// What can be done.
    pub forms: Vec<Form>,
    /// Where else to go.
    pub links: Vec<Link>,
}

/// One of a list.
pub(super) struct Item {
    /// What it is called; somebody chose that.
    pub title: String,
    /// How it stands, in a word.
    pub badge: Option<Badge>,
    /// What to know it by.
    pub facts: Vec<Fact>,
    /// What can be done with it.
    pub forms: Vec<Form>,
}

/// A state in a word.
pub(super) struct Badge {
    /// The word.
    pub text: &'static str,
    /// Whether it is as it should be.
    pub good: bool,
}

/// A link that looks like a button.
pub(super) struct Link {
    /// Where to.
    pub href: String,
    /// Its text.
    pub label: String,
}

/// What a form was refused for.
pub(super) struct Refusal<'a> {
    /// Which form: its action.
    pub action: &'a str,
    /// Which field is to blame; none of this name blames the form as a whole.
    pub field: &'static str,
    /// In which words.
    pub problem: &'static str,
    /// What was typed, by the name of the field.
    pub typed: &'a serde_json::Map<String, serde_json::Value>,
}

impl Refusal<'_> {
    /// Says it in the form, which keeps what was typed.
    pub fn tell(&self, form: &mut Form) {
        for field in form.fields.iter_mut().filter(|field| !field.kind.is_secret()) {
            if let Some(typed) = self.typed.get(field.name).and_then(serde_json::Value::as_str) {
                field.value = typed.to_owned();
            }
        }
        match form.fields.iter_mut().find(|field| field.name == self.field) {
            Some(field) => field.problem = Some(self.problem),
            None => form.problem = Some(self.problem),
        }
    }

    /// Says it in the section, if the form is there. False otherwise.
    pub fn tell_in(&self, section: &mut Section) -> bool {
        let of_items = section.items.iter_mut().flat_map(|item| &mut item.forms);
        match section.forms.iter_mut().chain(of_items).find(|form| form.action == self.action) {
            Some(form) => self.tell(form),
            None => return false,
        }
        true
    }
}
