//! A form of the account page, and its fields.

use askama::Template;

use super::view::Link;
use crate::markup::write_out;

/// How grave a button is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// What a section is there for.
    Main,
    /// Something beside it.
    Quiet,
    /// What takes something away.
    Danger,
}

/// A form; it is known by its action.
pub(super) struct Form {
    /// Its path.
    pub action: String,
    /// Id of the form, where a link leads to it.
    pub anchor: Option<&'static str>,
    /// What it is hidden behind, if it is rarely used.
    pub summary: Option<&'static str>,
    /// What happens.
    pub lead: Option<String>,
    /// What is to be filled in.
    pub fields: Vec<Field>,
    /// The text of its button.
    pub button: &'static str,
    /// How grave that is.
    pub weight: Weight,
    /// What is said if a script, which has to ask the browser for a passkey first, does not get one.
    pub scripted: Option<Scripted>,
    /// Where to sign in again, where that has to be done first: then nothing can be sent.
    pub gate: Option<Link>,
    /// What went wrong, where no field is to blame.
    pub problem: Option<&'static str>,
}

/// The words of a form that only a script can send.
pub(super) struct Scripted {
    /// In place of the form, where there is no script or the browser knows no passkeys.
    pub needs_script: &'static str,
    /// The browser made no passkey.
    pub failed: &'static str,
    /// The password is wrong.
    pub wrong_password: &'static str,
    /// The session is not fresh any more.
    pub not_fresh: &'static str,
    /// Past a limit.
    pub too_many: &'static str,
    /// The account has as many passkeys as it may.
    pub full: &'static str,
}

impl Weight {
    /// The class of its button.
    pub fn class(self) -> Option<&'static str> {
        match self {
            Self::Main => Some("primary"),
            Self::Quiet => None,
            Self::Danger => Some("danger"),
        }
    }
}

impl Form {
    /// A form without fields.
    pub fn new(action: impl Into<String>, button: &'static str, weight: Weight) -> Self {
        Self {
            action: action.into(),
            anchor: None,
            summary: None,
            lead: None,
            fields: Vec::new(),
            button,
            weight,
            scripted: None,
            gate: None,
            problem: None,
        }
    }

    /// Reached by a link that ends in this id.
    pub fn anchored(self, id: &'static str) -> Self {
        Self { anchor: Some(id), ..self }
    }

    /// Folded away behind these words.
    pub fn folded(self, summary: &'static str) -> Self {
        Self { summary: Some(summary), ..self }
    }

    /// With a sentence before it.
    pub fn saying(self, lead: impl Into<String>) -> Self {
        Self { lead: Some(lead.into()), ..self }
    }

    /// With one more field.
    pub fn with(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// As HTML; `identifier` is what its person signs in with.
    pub fn write(&self, identifier: &str) -> String {
        write_out(&FormTemplate { form: self, identifier })
    }

    /// What its fields' ids begin with: unique on the page, as its action is.
    pub fn id(&self) -> String {
        self.action.trim_start_matches('/').replace('/', "-")
    }

    /// Whether something in it went wrong: then it is not folded away.
    pub fn has_problem(&self) -> bool {
        self.problem.is_some() || self.fields.iter().any(|field| field.problem.is_some())
    }

    /// Whether it takes a password: then managers of passwords want to know whose.
    pub fn takes_password(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.kind, Kind::CurrentPassword | Kind::NewPassword))
    }
}

/// A form as HTML, safe as it stands in a page.
#[derive(Template)]
#[template(path = "account/form.html")]
struct FormTemplate<'a> {
    form: &'a Form,
    identifier: &'a str,
}

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The name of a person.
    Name,
    /// A username.
    Username,
    /// The address of a picture.
    Image,
    /// An email address.
    Email,
    /// What something is called.
    Label,
    /// The password.
    CurrentPassword,
    /// A password to be set. It has no maximum: a browser would cut the text there in silence.
    NewPassword,
    /// A code of the second factor, or a backup code.
    SecondFactor,
    /// Something to agree to.
    Consent,
    /// What goes back unseen.
    Hidden,
}

impl Kind {
    /// Type, completion and the like, as they stand in the tag.
    pub fn attributes(self) -> &'static str {
        match self {
            // No maximum here and for labels: a browser counts UTF-16 units, and would cut a name that the service takes.
            Self::Name => r#"type="text" autocomplete="name""#,
            Self::Username => {
                r#"type="text" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="64""#
            }
            Self::Image => r#"type="url" autocomplete="photo" maxlength="2048" spellcheck="false""#,
            // Not type=email: browsers refuse addresses that the service takes.
            Self::Email => {
                r#"type="text" inputmode="email" autocomplete="email" autocapitalize="none" spellcheck="false""#
            }
            Self::Label => r#"type="text" autocomplete="off""#,
            Self::CurrentPassword => r#"type="password" autocomplete="current-password""#,
            Self::NewPassword => r#"type="password" autocomplete="new-password" minlength="8""#,
            Self::SecondFactor => {
                r#"class="code" type="text" autocomplete="one-time-code" autocapitalize="none" spellcheck="false""#
            }
            Self::Consent => r#"type="checkbox""#,
            Self::Hidden => r#"type="hidden""#,
        }
    }

    /// Whether what was typed is not shown again.
    pub fn is_secret(self) -> bool {
        matches!(self, Self::CurrentPassword | Self::NewPassword | Self::SecondFactor | Self::Consent | Self::Hidden)
    }
}

/// A field to fill in.
pub(super) struct Field {
    /// What it is sent as.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// Its label.
    pub label: &'static str,
    /// What to know before filling it in.
    pub hint: Option<&'static str>,
    /// What stands in it.
    pub value: String,
    /// Whether it may not be left empty.
    pub required: bool,
    /// What was wrong the last time.
    pub problem: Option<&'static str>,
}

impl Field {
    /// One that has to be filled in.
    pub fn required(name: &'static str, kind: Kind, label: &'static str) -> Self {
        Self { name, kind, label, hint: None, value: String::new(), required: true, problem: None }
    }

    /// One that may be left empty.
    pub fn optional(name: &'static str, kind: Kind, label: &'static str) -> Self {
        Self { required: false, ..Self::required(name, kind, label) }
    }

    /// One that nobody sees.
    pub fn hidden(name: &'static str, value: String) -> Self {
        Self { value, ..Self::optional(name, Kind::Hidden, "") }
    }

    /// With what stands in it.
    pub fn holding(self, value: Option<&str>) -> Self {
        Self { value: value.unwrap_or_default().to_owned(), ..self }
    }

    /// With what to know.
    pub fn hinting(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }
}
