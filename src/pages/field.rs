//! Form field with its label, hint and error.

use super::view::Way;

/// Field. Its template, `field.html`, expects it under the name `field`.
pub(super) struct Field<'a> {
    /// Name in the form.
    pub name: &'static str,
    pub label: &'static str,
    /// Hint before the input.
    pub hint: Option<&'static str>,
    /// Error of the last attempt.
    pub problem: Option<&'static str>,
    /// Last typed value. Never a password.
    pub value: &'a str,
    /// True if it must not be empty.
    pub required: bool,
    pub kind: FieldKind,
    /// Link beside the label.
    pub aside: Option<Way>,
    /// Links that help with the error.
    pub ways: Vec<Way>,
}

impl<'a> Field<'a> {
    /// Required field, empty.
    pub fn new(name: &'static str, label: &'static str, kind: FieldKind) -> Self {
        let (hint, problem, aside, ways) = (None, None, None, Vec::new());
        Self { name, label, hint, problem, value: "", required: true, kind, aside, ways }
    }

    /// Sets the hint.
    pub fn hint(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }

    /// Sets the error.
    pub fn problem(self, problem: Option<&'static str>) -> Self {
        Self { problem, ..self }
    }

    /// Sets the typed value.
    pub fn value(self, value: &'a str) -> Self {
        Self { value, ..self }
    }

    /// Ids of the elements that describe the field.
    pub fn described_by(&self) -> Option<String> {
        let ids = [self.hint.map(|_| "hint"), self.problem.map(|_| "problem")];
        let ids: Vec<String> = ids.into_iter().flatten().map(|what| format!("{}-{what}", self.name)).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// Kind of input.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldKind {
    /// Address or username, or a passkey instead.
    Login,
    Email,
    /// Name of a person.
    Name,
    /// Password of an account.
    Password,
    /// New password, without a maximum length: a browser would silently cut the text there.
    NewPassword,
    /// Code in capitals.
    Code,
    /// Code of the second factor, or a backup code.
    SecondFactor,
}

impl FieldKind {
    /// HTML attributes.
    pub fn attributes(self) -> askama::filters::Safe<&'static str> {
        askama::filters::Safe(match self {
            Self::Login => {
                r#"type="text" inputmode="email" autocomplete="username webauthn" autocapitalize="none" spellcheck="false""#
            }
            // Not type=email: browsers refuse addresses that the service accepts.
            Self::Email => {
                r#"type="text" inputmode="email" autocomplete="email" autocapitalize="none" spellcheck="false""#
            }
            Self::Name => r#"type="text" autocomplete="name""#,
            Self::Password => r#"type="password" autocomplete="current-password""#,
            Self::NewPassword => r#"type="password" minlength="8" autocomplete="new-password""#,
            Self::Code => {
                r#"class="code capitals" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false""#
            }
            Self::SecondFactor => {
                r#"class="code" type="text" autocomplete="one-time-code" autocapitalize="none" spellcheck="false""#
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::FieldKind;

    #[test]
    fn a_code_can_be_typed_as_apps_show_it() {
        for kind in [FieldKind::Code, FieldKind::SecondFactor] {
            let attributes = kind.attributes().0;
            for limit in ["maxlength", "pattern", "inputmode", "type=\"number\""] {
                assert!(!attributes.contains(limit), "{limit} in {attributes}");
            }
        }
    }
}
