//! Form: hidden values, fields and one button, with the errors of the last attempt.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Button, Captcha, Field, Input, Link, Problem, Text};

/// Form, identified by its action. A page writes it with `{{ form }}`.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/form.html")]
pub struct Form {
    /// Target path.
    pub action: String,
    /// Id of the form, if something refers to it.
    anchor: Option<&'static str>,
    /// Label of the fold around it, if it is rarely used.
    fold: Option<Text>,
    /// Explanation before the fields.
    lead: Option<Text>,
    /// Hidden values by name.
    hidden: Vec<(&'static str, String)>,
    /// Address or username for password managers, written if the form takes a password.
    username: Option<String>,
    pub fields: Vec<Field>,
    captcha: Option<Captcha>,
    button: Button,
    stance: Option<Stance>,
    ceremony: Option<Ceremony>,
    /// Link to sign in again first. Nothing can be sent until then.
    gate: Option<Link>,
    /// Error that concerns no single field.
    problem: Option<Text>,
    /// True for the only form of a page.
    is_alone: bool,
    /// True if the script sends it as soon as the page is shown.
    is_automatic: bool,
}

/// Stance of a decision, as the form's `data-action`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    Confirm,
    Refuse,
}

/// Passkey ceremony, which a script carries out before it sends the form.
#[derive(Clone, Debug)]
pub struct Ceremony {
    /// Method of `navigator.credentials`: `get` or `create`.
    pub method: &'static str,
    /// Path that answers with the options.
    pub options: &'static str,
    /// The browser gave no passkey.
    pub failed: &'static str,
    /// Texts by the code of an error, in lower case, that the options may be refused with.
    pub refusals: Vec<(&'static str, &'static str)>,
    /// Shown in place of the form without script or passkeys.
    pub needs_script: Option<&'static str>,
}

impl HtmlSafe for Form {}

impl Form {
    /// Form without fields, one of several of its page.
    pub fn new(action: impl Into<String>, button: Button) -> Self {
        Self {
            action: action.into(),
            anchor: None,
            fold: None,
            lead: None,
            hidden: Vec::new(),
            username: None,
            fields: Vec::new(),
            captcha: None,
            button,
            stance: None,
            ceremony: None,
            gate: None,
            problem: None,
            is_alone: false,
            is_automatic: false,
        }
    }

    /// Form without fields, the only one of its page: the ids of its fields are their names.
    pub fn alone(action: impl Into<String>, button: Button) -> Self {
        Self { is_alone: true, ..Self::new(action, button) }
    }

    /// Sets the id that links and buttons elsewhere on the page refer to.
    pub fn anchor(self, id: &'static str) -> Self {
        Self { anchor: Some(id), ..self }
    }

    /// Folds the form away behind this label, unless it has an error.
    pub fn fold(self, label: impl Into<Text>) -> Self {
        Self { fold: Some(label.into()), ..self }
    }

    /// Sets the explanation before the fields.
    pub fn lead(self, lead: impl Into<Text>) -> Self {
        Self { lead: Some(lead.into()), ..self }
    }

    /// Makes the script send it as soon as the page is shown.
    pub fn automatic(self) -> Self {
        Self { is_automatic: true, ..self }
    }

    /// Adds a hidden value.
    pub fn hidden(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.hidden.push((name, value.into()));
        self
    }

    /// Sets the redirect target, if there is one.
    pub fn returning(self, redirect_url: Option<&str>) -> Self {
        match redirect_url {
            Some(url) => self.hidden("redirectUrl", url),
            None => self,
        }
    }

    /// Adds a field.
    pub fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// Sets the address or username for password managers.
    pub fn username(self, username: impl Into<String>) -> Self {
        Self { username: Some(username.into()), ..self }
    }

    /// Sets the captcha, if one is configured.
    pub fn captcha(self, captcha: Option<Captcha>) -> Self {
        Self { captcha, ..self }
    }

    /// Makes it send a decision.
    pub fn decision(self, decision: &'static str, stance: Stance) -> Self {
        Self { stance: Some(stance), ..self }.hidden("decision", decision)
    }

    /// Makes it ask the browser for a passkey. The answer is its field `credential`.
    pub fn ceremony(self, ceremony: Ceremony) -> Self {
        Self { ceremony: Some(ceremony), ..self }.hidden("credential", "")
    }

    /// Shows this link in its place: the person must sign in again first.
    pub fn gate(self, gate: Link) -> Self {
        Self { gate: Some(gate), ..self }
    }

    /// Shows an error, if there is one, beside the first of its fields that it concerns; above the form if it has none
    /// of them.
    pub fn refused(mut self, error: Option<(Problem, Text)>) -> Self {
        if let Some((problem, text)) = error {
            self.refuse(problem, text);
        }
        self
    }

    /// Shows an error as [`Self::refused`] does.
    pub fn refuse(&mut self, problem: Problem, text: Text) {
        let named = |name: &&str| self.fields.iter().position(|field| field.name == *name);
        let at = problem.fields().iter().find_map(named);
        if at.is_some() {
            // The field with the error has the focus.
            self.fields.iter_mut().for_each(|field| field.is_focused = false);
        }
        match at.and_then(|at| self.fields.get_mut(at)) {
            Some(field) => field.problem = Some(text),
            None => self.problem = Some(text),
        }
    }

    /// Id of a field's input, unique on the page.
    fn id_of(&self, field: &Field) -> String {
        if self.is_alone {
            return field.name.to_owned();
        }
        format!("{}-{}", self.action.trim_start_matches('/').replace('/', "-"), field.name)
    }

    fn has_problem(&self) -> bool {
        self.problem.is_some() || self.fields.iter().any(|field| field.problem.is_some())
    }

    fn takes_password(&self) -> bool {
        self.fields.iter().any(|field| field.input.is_password())
    }
}

impl Stance {
    fn name(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Refuse => "refuse",
        }
    }
}
