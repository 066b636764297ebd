//! Building blocks of the account page: sections with details, removable items and forms.

pub(super) use super::form::{Field, Form, Kind, Scripted, Weight};
use crate::facts::Fact;

/// Section with its own heading.
#[derive(Default)]
pub(super) struct Section {
    /// Fragment of a link to it.
    pub id: &'static str,
    pub title: &'static str,
    pub badge: Option<Badge>,
    /// Explanation below the heading.
    pub lead: Option<String>,
    /// Success of the last form.
    pub notice: Option<&'static str>,
    /// Error of the last form.
    pub alert: Option<&'static str>,
    pub facts: Vec<Fact>,
    pub items: Vec<Item>,
    pub forms: Vec<Form>,
    pub links: Vec<Link>,
}

/// Item of a list.
pub(super) struct Item {
    /// Title, which somebody chose freely.
    pub title: String,
    pub badge: Option<Badge>,
    /// Details to recognize it by.
    pub facts: Vec<Fact>,
    pub forms: Vec<Form>,
}

/// State in one word.
pub(super) struct Badge {
    pub text: &'static str,
    /// True for a desirable state.
    pub good: bool,
}

/// Link that looks like a button.
pub(super) struct Link {
    pub href: String,
    pub label: String,
}

/// Error of a form.
pub(super) struct Refusal<'a> {
    /// Action of the form.
    pub action: &'a str,
    /// Name of the field. If the form has none of this name, the error concerns the form as a whole.
    pub field: &'static str,
    /// Text of the error.
    pub problem: &'static str,
    /// Typed values by field name.
    pub typed: &'a serde_json::Map<String, serde_json::Value>,
}

impl Refusal<'_> {
    /// Adds the error and the typed values to the form.
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

    /// Adds the error to the section's form. False if the section has no such form.
    pub fn tell_in(&self, section: &mut Section) -> bool {
        let of_items = section.items.iter_mut().flat_map(|item| &mut item.forms);
        match section.forms.iter_mut().chain(of_items).find(|form| form.action == self.action) {
            Some(form) => self.tell(form),
            None => return false,
        }
        true
    }
}
