//! Form of the account page, and its fields.

use askama::Template;

use super::view::Link;
use crate::markup::write_out;

/// Weight of a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// Main action of a section.
    Main,
    /// Secondary action.
    Quiet,
    /// Removal of something.
    Danger,
}

/// Form, identified by its action.
pub(super) struct Form {
    /// Target path.
    pub action: String,
    /// Id of the form, if a link leads to it.
    pub anchor: Option<&'static str>,
    /// Label of the fold around it, if it is rarely used.
    pub summary: Option<&'static str>,
    /// Explanation before the fields.
    pub lead: Option<String>,
    pub fields: Vec<Field>,
    /// Text of the button.
    pub button: &'static str,
    pub weight: Weight,
    /// Messages of a form that needs a script to ask the browser for a passkey.
    pub scripted: Option<Scripted>,
    /// Link to sign in again first. Nothing can be sent until then.
    pub gate: Option<Link>,
    /// Error that concerns no single field.
    pub problem: Option<&'static str>,
}

/// Messages of a form that only a script can send.
pub(super) struct Scripted {
    /// Shown in place of the form without script or passkeys.
    pub needs_script: &'static str,
    /// The browser created no passkey.
    pub failed: &'static str,
    /// The password is wrong.
    pub wrong_password: &'static str,
    /// The session is no longer fresh.
    pub not_fresh: &'static str,
    /// The rate limit is exceeded.
    pub too_many: &'static str,
    /// The account has the maximum of passkeys.
    pub full: &'static str,
}

impl Weight {
    /// CSS class of the button.
    pub fn class(self) -> Option<&'static str> {
        match self {
            Self::Main => Some("primary"),
            Self::Quiet => None,
            Self::Danger => Some("danger"),
        }
    }
}

impl Form {
    /// Form without fields.
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

    /// Sets the id that links to the form end in.
    pub fn anchored(self, id: &'static str) -> Self {
        Self { anchor: Some(id), ..self }
    }

    /// Folds the form away behind this label.
    pub fn folded(self, summary: &'static str) -> Self {
        Self { summary: Some(summary), ..self }
    }

    /// Sets the explanation before the fields.
    pub fn saying(self, lead: impl Into<String>) -> Self {
        Self { lead: Some(lead.into()), ..self }
    }

    /// Adds a field.
    pub fn with(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// Renders HTML; `identifier` is the person's address or username.
    pub fn write(&self, identifier: &str) -> String {
        write_out(&FormTemplate { form: self, identifier })
    }

    /// Prefix of its fields' ids, unique on the page.
    pub fn id(&self) -> String {
        self.action.trim_start_matches('/').replace('/', "-")
    }

    /// True if the form shows an error. It is then not folded away.
    pub fn has_problem(&self) -> bool {
        self.problem.is_some() || self.fields.iter().any(|field| field.problem.is_some())
    }

    /// True if the form takes a password. Password managers then need the username.
    pub fn takes_password(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.kind, Kind::CurrentPassword | Kind::NewPassword))
    }
}

/// HTML of a form, safe to insert into a page.
#[derive(Template)]
#[template(path = "account/form.html")]
struct FormTemplate<'a> {
    form: &'a Form,
    identifier: &'a str,
}

/// Kind of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Name of a person.
    Name,
    Username,
    /// URL of a picture.
    Image,
    Email,
    /// Label of a thing.
    Label,
    /// Current password.
    CurrentPassword,
    /// New password, without a maximum length: a browser would silently cut the text there.
    NewPassword,
    /// Code of the second factor, or a backup code.
    SecondFactor,
    /// Box to tick.
    Consent,
    /// Hidden value.
    Hidden,
}

impl Kind {
    /// HTML attributes, such as type and autocomplete.
    pub fn attributes(self) -> &'static str {
        match self {
            // No maximum length here and for labels: a browser counts UTF-16 units and would cut a valid name.
            Self::Name => r#"type="text" autocomplete="name""#,
            Self::Username => {
                r#"type="text" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="64""#
            }
            Self::Image => r#"type="url" autocomplete="photo" maxlength="2048" spellcheck="false""#,
            // Not type=email: browsers refuse addresses that the service accepts.
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

    /// True if the typed value must not be shown again.
    pub fn is_secret(self) -> bool {
        matches!(self, Self::CurrentPassword | Self::NewPassword | Self::SecondFactor | Self::Consent | Self::Hidden)
    }
}

pub(super) struct Field {
    /// Name in the form.
    pub name: &'static str,
    pub kind: Kind,
    pub label: &'static str,
    /// Hint before the input.
    pub hint: Option<&'static str>,
    /// Current value.
    pub value: String,
    /// True if it must not be empty.
    pub required: bool,
    /// Error of the last attempt.
    pub problem: Option<&'static str>,
}

impl Field {
    /// Required field.
    pub fn required(name: &'static str, kind: Kind, label: &'static str) -> Self {
        Self { name, kind, label, hint: None, value: String::new(), required: true, problem: None }
    }

    /// Optional field.
    pub fn optional(name: &'static str, kind: Kind, label: &'static str) -> Self {
        Self { required: false, ..Self::required(name, kind, label) }
    }

    /// Hidden field.
    pub fn hidden(name: &'static str, value: String) -> Self {
        Self { value, ..Self::optional(name, Kind::Hidden, "") }
    }

    /// Sets the current value.
    pub fn holding(self, value: Option<&str>) -> Self {
        Self { value: value.unwrap_or_default().to_owned(), ..self }
    }

    /// Sets the hint.
    pub fn hinting(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }
}
