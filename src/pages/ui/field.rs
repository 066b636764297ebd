//! Form field with its label, hint and error.

use askama::filters::Safe;

use super::{Link, Text};

/// Field that a person fills in.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name in the form.
    pub name: &'static str,
    pub input: Input,
    pub label: Text,
    /// Remark beside the label, such as `(optional)`.
    pub remark: Option<&'static str>,
    /// Link beside the label.
    pub aside: Option<Link>,
    /// Values to choose from, with their labels.
    pub options: Vec<(&'static str, &'static str)>,
    /// Hint before the input.
    pub hint: Option<Text>,
    /// Current value; `yes` for a ticked box. Never a password.
    pub value: String,
    /// True if it must not be empty.
    pub required: bool,
    /// True if it has the focus when the page is shown. One with an error has it anyway.
    pub is_focused: bool,
    /// Error of the last attempt.
    pub problem: Option<Text>,
    /// Links that help with the error.
    pub remedies: Vec<Link>,
}

impl Field {
    /// Required field, empty.
    pub fn new(name: &'static str, input: Input, label: impl Into<Text>) -> Self {
        Self {
            name,
            input,
            label: label.into(),
            remark: None,
            aside: None,
            options: Vec::new(),
            hint: None,
            value: String::new(),
            required: true,
            is_focused: false,
            problem: None,
            remedies: Vec::new(),
        }
    }

    /// Lets it be empty.
    pub fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    /// Gives it the focus when the page is shown, if that is so.
    pub fn focused(self, is_focused: bool) -> Self {
        Self { is_focused, ..self }
    }

    /// Sets the remark beside the label.
    pub fn remark(self, remark: &'static str) -> Self {
        Self { remark: Some(remark), ..self }
    }

    /// Sets the link beside the label, if there is one.
    pub fn aside(self, aside: Option<Link>) -> Self {
        Self { aside, ..self }
    }

    /// Sets the values to choose from, with their labels.
    pub fn options(self, options: impl IntoIterator<Item = (&'static str, &'static str)>) -> Self {
        Self { options: options.into_iter().collect(), ..self }
    }

    /// Sets the hint.
    pub fn hint(self, hint: impl Into<Text>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// Sets the current value.
    pub fn value(self, value: impl Into<String>) -> Self {
        Self { value: value.into(), ..self }
    }

    /// Ticks the box, if that is so.
    pub fn ticked(self, is_ticked: bool) -> Self {
        if is_ticked { self.value("yes") } else { self }
    }

    /// Sets the links that help with an error.
    pub fn remedies(self, remedies: Vec<Link>) -> Self {
        Self { remedies, ..self }
    }

    /// Ids of the elements that describe the input with this id.
    pub fn described_by(&self, id: &str) -> Option<String> {
        let parts = [self.hint.as_ref().map(|_| "hint"), self.problem.as_ref().map(|_| "problem")];
        let ids: Vec<String> = parts.into_iter().flatten().map(|part| format!("{id}-{part}")).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// Kind of input. No maximum length where a browser, which counts UTF-16 units, would silently cut a valid text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// Address or username, or a passkey instead.
    Login,
    Email,
    /// Name of a person.
    Name,
    Username,
    /// URL of a picture.
    Image,
    /// Label of a thing, or any other text on one line.
    Label,
    CurrentPassword,
    NewPassword,
    /// Code in capitals that a device shows.
    PairingCode,
    /// Code of the second factor, or a backup code.
    SecondFactor,
    /// Code that an authenticator app shows: digits, perhaps with spaces.
    OneTimeCode,
    BackupCode,
    /// Six digits of a mail.
    MailedCode,
    /// Box to tick, whose value is `yes`.
    Consent,
    /// Several lines.
    Lines,
    /// One of the field's options.
    Choice,
    /// Day, as `2024-01-15`.
    Day,
}

impl Input {
    /// HTML attributes, such as type and autocomplete.
    pub fn attributes(self) -> Safe<&'static str> {
        Safe(match self {
            Self::Login => {
                r#"type="text" inputmode="email" autocomplete="username webauthn" autocapitalize="none" spellcheck="false""#
            }
            // Not type=email: browsers refuse addresses that the service accepts.
            Self::Email => {
                r#"type="text" inputmode="email" autocomplete="email" autocapitalize="none" spellcheck="false""#
            }
            Self::Name => r#"type="text" autocomplete="name""#,
            Self::Username => {
                r#"type="text" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="64""#
            }
            Self::Image => r#"type="url" autocomplete="photo" maxlength="2048" spellcheck="false""#,
            Self::Label => r#"type="text" autocomplete="off""#,
            Self::CurrentPassword => r#"type="password" autocomplete="current-password""#,
            Self::NewPassword => r#"type="password" minlength="8" autocomplete="new-password""#,
            Self::PairingCode => {
                r#"class="code capitals" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false""#
            }
            Self::SecondFactor => {
                r#"class="code" type="text" autocomplete="one-time-code" autocapitalize="none" spellcheck="false""#
            }
            Self::MailedCode | Self::OneTimeCode => {
                r#"class="code" type="text" inputmode="numeric" autocomplete="one-time-code" spellcheck="false""#
            }
            Self::BackupCode => {
                r#"class="code" type="text" autocomplete="off" autocapitalize="none" spellcheck="false""#
            }
            Self::Consent => r#"type="checkbox""#,
            Self::Lines => r#"rows="3" autocomplete="off" spellcheck="false""#,
            Self::Choice => "",
            Self::Day => r#"type="date""#,
        })
    }

    /// True if what was typed must not be shown again.
    pub fn is_secret(self) -> bool {
        match self {
            Self::CurrentPassword
            | Self::NewPassword
            | Self::SecondFactor
            | Self::MailedCode
            | Self::OneTimeCode
            | Self::BackupCode
            | Self::Consent => true,
            Self::Login
            | Self::Email
            | Self::Name
            | Self::Username
            | Self::Image
            | Self::Label
            | Self::PairingCode
            | Self::Lines
            | Self::Choice
            | Self::Day => false,
        }
    }

    /// True for a password. Password managers then need the username.
    pub fn is_password(self) -> bool {
        matches!(self, Self::CurrentPassword | Self::NewPassword)
    }
}
