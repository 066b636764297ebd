//! Sections of a person's page. Each act has a form, with the reason that the person is told.

use super::desk::path_of;
use super::events::item;
use crate::config::Config;
use crate::domain::{Language, Role, Session};
use crate::facts::{Fact, moment, one_line};
use crate::flows::operators::person::ConsolePerson;
use crate::flows::operators::users::{User, UserState};
use crate::pages::copy::Copy;
use crate::pages::ui::{Badge, Button, Field, Form, Input, Item, Link, Section};

pub(super) fn all(copy: &'static Copy, config: &Config, person: &ConsolePerson) -> Vec<Section> {
    let of = PersonSections { copy, config, user: &person.user, path: path_of(&person.user.id.0) };
    vec![
        of.profile(),
        of.state(),
        of.sign_in(),
        of.sessions(&person.sessions),
        of.role(),
        of.recovery(),
        of.merge(),
        of.metadata(),
        of.events(person),
        of.deletion(),
    ]
}

struct PersonSections<'a> {
    copy: &'static Copy,
    config: &'a Config,
    user: &'a User,
    /// Path of the page.
    path: String,
}

impl PersonSections<'_> {
    const fn language(&self) -> Language {
        self.copy.language
    }

    /// Form of an act, with the fields that every act has last.
    fn act(&self, path: &str, button: Button, fields: impl IntoIterator<Item = Field>) -> Form {
        let copy = &self.copy.console;
        let mut form = Form::new(format!("{}{path}", self.path), button);
        for field in fields {
            form = form.field(field);
        }
        form.field(Field::new("reason", Input::Label, copy.reason).optional().hint(copy.reason_hint))
            .field(Field::new("note", Input::Label, copy.note).optional())
    }

    fn stated(label: &'static str, text: Option<&str>) -> Option<Fact> {
        text.map(|text| Fact::stated(label, text))
    }

    fn profile(&self) -> Section {
        let (copy, user) = (&self.copy.console, self.user);
        let shown = |text: &Option<String>| text.clone().unwrap_or_default();
        let facts = [
            Self::stated(copy.email, user.email.as_deref()),
            user.email.as_ref().map(|_| {
                Fact::known(copy.address, if user.email_verified { copy.verified } else { copy.unverified }.to_owned())
            }),
            Some(Fact::known(copy.id, user.id.0.clone())),
            Some(Fact::known(copy.created, moment(user.created_at, self.language()))),
            user.last_sign_in_at.map(|at| Fact::known(copy.last_sign_in, moment(at, self.language()))),
        ];
        let change = self.act(
            "/profile",
            Button::main(copy.save),
            [
                Field::new("name", Input::Name, copy.name).optional().value(shown(&user.name)),
                Field::new("username", Input::Username, copy.username).optional().value(shown(&user.username)),
                Field::new("image", Input::Image, copy.image).optional().value(shown(&user.image)),
                Field::new("externalId", Input::Label, copy.external_id).optional().value(shown(&user.external_id)),
            ],
        );
        let verify = || self.act("/verify-email", Button::quiet(copy.verify), []).fold(copy.verify);
        let can_verify = user.email.is_some() && !user.email_verified;
        Section::new("profile", copy.profile)
            .facts(facts.into_iter().flatten())
            .forms([change.fold(copy.change_profile), self.new_address()])
            .forms(can_verify.then(verify))
    }

    fn new_address(&self) -> Form {
        let copy = &self.copy.console;
        let email = Field::new("email", Input::Email, copy.new_email);
        self.act("/email", Button::main(copy.change_email), [email])
            .lead(copy.change_email_lead)
            .fold(copy.change_email)
    }

    fn state(&self) -> Section {
        let copy = &self.copy.console;
        let UserState::Disabled { until, reason } = &self.user.state else {
            let fields = [
                Field::new("until", Input::Day, copy.until).optional().hint(copy.until_hint),
                Field::new("silent", Input::Consent, copy.silent).optional(),
            ];
            let disable = self.act("/disable", Button::danger(copy.disable), fields).fold(copy.disable);
            return Section::new("state", copy.state).badge(Badge::good(copy.active)).forms([disable]);
        };
        let facts = [
            until.map(|until| Fact::known(copy.until, moment(until, self.language()))),
            Self::stated(copy.reason, reason.as_deref()),
        ];
        Section::new("state", copy.state)
            .badge(Badge::plain(copy.disabled))
            .facts(facts.into_iter().flatten())
            .forms([self.act("/enable", Button::main(copy.enable), [])])
    }

    fn sign_in(&self) -> Section {
        let (copy, user) = (&self.copy.console, self.user);
        let state = |is_set| if is_set { copy.set } else { copy.not_set }.to_owned();
        let facts = [
            Fact::known(copy.password, state(user.has_password)),
            Fact::known(copy.second_factor, state(user.second_factor)),
        ];
        let remove = |path: &str, label: &'static str| self.act(path, Button::danger(label), []).fold(label);
        let passkeys = user.passkeys.iter().map(|passkey| Item {
            title: one_line(&passkey.name),
            badge: Some(Badge::plain(copy.passkey)),
            facts: vec![Fact::known(copy.created, moment(passkey.created_at, self.language()))],
            forms: vec![remove(&format!("/passkeys/{}/remove", passkey.id), copy.remove)],
        });
        let identities = user.identities.iter().map(|identity| Item {
            title: self.config.provider_label(&identity.provider),
            badge: Some(Badge::plain(copy.identity)),
            facts: Self::stated(copy.email, identity.email.as_deref()).into_iter().collect(),
            forms: vec![remove(&format!("/identities/{}/unlink", identity.id), copy.remove)],
        });
        Section::new("sign-in", copy.sign_in_methods)
            .lead(copy.resets_lead)
            .facts(facts)
            .items(passkeys.chain(identities))
            .forms(user.second_factor.then(|| remove("/second-factor/reset", copy.reset_second_factor)))
            .forms(user.has_password.then(|| remove("/password/remove", copy.remove_password)))
    }

    fn sessions(&self, sessions: &[Session]) -> Section {
        let copy = &self.copy.console;
        let item = |session: &Session| Item {
            title: one_line(&session.platform),
            badge: None,
            facts: [
                Self::stated(copy.place, session.place.as_deref()),
                Some(Fact::known(copy.last_used, moment(session.last_used_at, self.language()))),
            ]
            .into_iter()
            .flatten()
            .collect(),
            forms: vec![
                self.act(&format!("/sessions/{}/end", session.id.0), Button::danger(copy.end), []).fold(copy.end),
            ],
        };
        let end_all = || self.act("/sessions/end", Button::danger(copy.end_all), []).fold(copy.end_all);
        let section = Section::new("sessions", copy.sessions).items(sessions.iter().map(item));
        if sessions.is_empty() { section.lead(copy.no_session) } else { section.forms([end_all()]) }
    }

    fn role(&self) -> Section {
        let copy = &self.copy.console;
        let named = Role::ALL.map(|role| (role.as_str(), (self.copy.role)(role)));
        let options = [("", copy.no_role)].into_iter().chain(named);
        let field = Field::new("role", Input::Choice, copy.role)
            .optional()
            .options(options)
            .value(self.user.role.map_or("", Role::as_str));
        Section::new("role", copy.role)
            .lead(copy.role_lead)
            .forms([self.act("/role", Button::main(copy.save), [field]).fold(copy.change_role)])
    }

    fn recovery(&self) -> Section {
        let copy = &self.copy.console;
        Section::new("recovery", copy.recovery).lead(copy.recovery_lead).forms([
            self.act("/recovery-link", Button::main(copy.make_link), []).fold(copy.make_link),
            self.act("/recovery-requests", Button::quiet(copy.ask_recovery), [])
                .lead(copy.ask_recovery_lead)
                .fold(copy.ask_recovery),
        ])
    }

    fn merge(&self) -> Section {
        let copy = &self.copy.console;
        let kept = [("", copy.keep_only), ("target", copy.keep_target), ("from", copy.keep_from)];
        let fields = [
            Field::new("from", Input::Label, copy.merge_from),
            Field::new("keep", Input::Choice, copy.keep).options(kept),
        ];
        Section::new("merge", copy.merge)
            .lead(copy.merge_lead)
            .forms([self.act("/merge", Button::danger(copy.merge), fields).fold(copy.merge)])
    }

    fn metadata(&self) -> Section {
        let copy = &self.copy.console;
        let text = |object: &serde_json::Map<_, _>| serde_json::json!(object).to_string();
        let metadata = &self.user.metadata;
        let facts = [
            Fact::stated(copy.public_metadata, &text(&metadata.public)),
            Fact::stated(copy.private_metadata, &text(&metadata.private)),
        ];
        let fields = [
            Field::new("public", Input::Lines, copy.public_metadata).optional().hint(copy.metadata_hint),
            Field::new("private", Input::Lines, copy.private_metadata).optional(),
        ];
        Section::new("metadata", copy.metadata)
            .facts(facts)
            .forms([self.act("/metadata", Button::main(copy.save), fields).fold(copy.change_metadata)])
    }

    fn events(&self, person: &ConsolePerson) -> Section {
        let copy = &self.copy.console;
        let all = Link::new(format!("/admin/events?account={}", self.user.id.0), copy.all_events);
        // The page says whose they are.
        let theirs = |event| {
            let mut item = item(self.copy, event);
            item.facts.retain(|fact| fact.label != copy.person);
            item
        };
        Section::new("events", copy.events).items(person.events.iter().map(theirs)).links([all])
    }

    fn deletion(&self) -> Section {
        let copy = &self.copy.console;
        let agreed = [Field::new("agreed", Input::Consent, copy.delete_agreed)];
        Section::new("deletion", copy.delete)
            .lead(copy.delete_lead)
            .forms([self.act("/delete", Button::danger(copy.delete), agreed).fold(copy.delete)])
    }
}
