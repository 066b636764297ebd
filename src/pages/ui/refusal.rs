//! Error of the form that was just sent, shown on its page again.

use serde_json::{Map, Value};

use super::{Form, Problem, Section, Text};

pub struct Refusal<'a> {
    /// Action of the form.
    pub action: &'a str,
    pub problem: Problem,
    /// Text of the error.
    pub text: Text,
    /// Typed values by field name.
    pub typed: &'a Map<String, Value>,
}

impl Refusal<'_> {
    /// Adds the error and the typed values to the form of the same action. False if the sections have none.
    pub fn tell(&self, sections: &mut [Section]) -> bool {
        self.tell_forms(sections.iter_mut().flat_map(Section::forms_mut))
    }

    /// Adds both to the form of the same action. False if there is none.
    pub fn tell_forms<'a>(&self, mut forms: impl Iterator<Item = &'a mut Form>) -> bool {
        let Some(form) = forms.find(|form| form.action == self.action) else {
            return false;
        };
        self.retype(form);
        form.refuse(self.problem, self.text.clone());
        true
    }

    /// Fills in what was typed, but for secrets.
    fn retype(&self, form: &mut Form) {
        for field in form.fields.iter_mut().filter(|field| !field.input.is_secret()) {
            if let Some(typed) = self.typed.get(field.name).and_then(Value::as_str) {
                field.value = typed.to_owned();
            }
        }
    }
}
