//! A field to fill in, with its label, its hint and what is wrong with it.

use super::view::Way;

/// A field. Its template is `field.html`, which looks for it under the name `field`.
pub(super) struct Field<'a> {
    /// What it is sent as.
    pub name: &'static str,
    /// Its label.
    pub label: &'static str,
    /// What to know before filling it in.
    pub hint: Option<&'static str>,
    /// What was wrong the last time.
    pub problem: Option<&'static str>,
    /// What was typed the last time. Never a password.
    pub value: &'a str,
    /// Whether it must be filled in.
    pub required: bool,
    /// What it takes.
    pub kind: FieldKind,
    /// A link beside the label.
    pub aside: Option<Way>,
    /// Ways out of the problem.
    pub ways: Vec<Way>,
}

impl<'a> Field<'a> {
    /// One that must be filled in, and is empty.
    pub fn new(name: &'static str, label: &'static str, kind: FieldKind) -> Self {
        let (hint, problem, aside, ways) = (None, None, None, Vec::new());
        Self { name, label, hint, problem, value: "", required: true, kind, aside, ways }
    }

    /// With what to know before.
    pub fn hint(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }

    /// With what was wrong.
    pub fn problem(self, problem: Option<&'static str>) -> Self {
        Self { problem, ..self }
    }

    /// With what was typed.
    pub fn value(self, value: &'a str) -> Self {
        Self { value, ..self }
    }

    /// The ids of what describes it.
    pub fn described_by(&self) -> Option<String> {
        let ids = [self.hint.map(|_| "hint"), self.problem.map(|_| "problem")];
        let ids: Vec<String> = ids.into_iter().flatten().map(|what| format!("{}-{what}", self.name)).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// What a field takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldKind {
    /// An address or a username, or a passkey in its place.
    Login,
    /// An email address.
    Email,
    /// A person's name.
    Name,
    /// The password of an account.
    Password,
    /// A password to be set. It has no maximum: a browser would cut the text there in silence.
    NewPassword,
    /// A code in capitals.
    Code,
    /// A code of the second factor, or a backup code.
    SecondFactor,
}

impl FieldKind {
    /// What a browser is told of it.
    pub fn attributes(self) -> askama::filters::Safe<&'static str> {
        askama::filters::Safe(match self {
            Self::Login => {
                r#"type="text" inputmode="email" autocomplete="username webauthn" autocapitalize="none" spellcheck="false""#
            }
            // Not type=email: browsers refuse addresses that we take.
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
