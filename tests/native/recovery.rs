//! Recovery links as their person uses them.

use serde_json::{Value as Json, json};

use crate::support::operators::{Office, PASSWORD};
use crate::support::passkeys::{self, Authenticator};
use crate::support::second_factor::code_now;
use crate::support::{Answer, World};

const NEW: &str = "AnotherPassword456";

/// Recovery link of Bob, and the secret of his second factor, if he has one.
struct Recovery {
    office: Office,
    token: String,
    secret: Option<String>,
}

impl Recovery {
    fn new() -> Self {
        Self::of(Office::new(), None)
    }

    /// Of a person with a second factor.
    fn with_factor() -> Self {
        let office = Office::new();
        let as_bob = |path: &str, body: Json| office.world.as_bearer(&office.bobs_session, "POST", path, Some(body));
        let secret = as_bob("/api/auth/two-factor/enable", json!({})).text("/secret");
        let code = code_now(&office.world, &secret);
        assert_eq!(as_bob("/api/auth/two-factor/verify", json!({ "code": code })).status, 200);
        office.world.finish_background();
        office.world.clock.advance(60);
        Self::of(office, Some(secret))
    }

    fn of(office: Office, secret: Option<String>) -> Self {
        let token = link(&office);
        Self { office, token, secret }
    }

    fn world(&self) -> &World {
        &self.office.world
    }

    fn page(&self) -> Answer {
        self.world().send("GET", &format!("/recovery?token={}", self.token), &[], None)
    }

    fn code(&self) -> String {
        code_now(self.world(), self.secret.as_deref().expect("a factor"))
    }

    /// Sends a form of the page.
    fn send(&self, path: &str, field: (&str, Json), code: Option<&str>) -> Answer {
        let mut form = json!({ "token": self.token, "decision": "confirm", "totp_code": code });
        form[field.0] = field.1;
        let answer = self.world().post(path, form);
        self.world().finish_background();
        answer
    }

    fn set_password(&self, code: Option<&str>) -> Answer {
        self.send("/recovery", ("newPassword", json!(NEW)), code)
    }

    fn options(&self) -> Answer {
        self.world().post("/recovery/options", json!({ "token": self.token }))
    }

    fn add_passkey(&self, credential: &Json, code: Option<&str>) -> Answer {
        self.send("/recovery/passkey", ("credential", json!(credential.to_string())), code)
    }

    fn sign_in(&self, password: &str) -> Answer {
        self.world().post("/api/auth/sign-in", json!({ "email": "bob@acme.test", "password": password }))
    }

    fn is_untouched(&self) -> bool {
        let database = &self.world().database;
        passkeys::is_alive(self.world(), &self.office.bobs_session)
            && database.count("events WHERE kind = 'recovered'") == 0
            && database.count("one_time_tokens WHERE kind = 'recovery' AND spent_by IS NULL") == 1
    }
}

/// Token of a new link for Bob.
fn link(office: &Office) -> String {
    let answer = office.about_bob("POST", "/recovery-link", json!({}));
    office.world.finish_background();
    answer.text("/url").split_once("?token=").expect("a token").1.to_owned()
}

fn says(answer: &Answer, text: &str) -> bool {
    answer.body.as_str().is_some_and(|html| html.contains(text))
}

#[test]
fn a_link_sets_a_password_once_and_signs_out_everywhere_and_in_nowhere() {
    let recovery = Recovery::new();
    let page = recovery.page();
    assert!(page.status == 200 && says(&page, "bob@acme.test") && !says(&page, "totp_code"), "{page:?}");
    assert!(recovery.is_untouched(), "opening the page changes nothing");
    let answer = recovery.set_password(None);
    assert!(answer.status == 200 && says(&answer, "Account recovered"), "{answer:?}");
    assert!(answer.cookie_named("access_token").is_none(), "{answer:?}");
    assert!(!passkeys::is_alive(recovery.world(), &recovery.office.bobs_session));
    assert_eq!(recovery.world().database.count(&format!("sessions WHERE account_id = '{}'", recovery.office.bob)), 0);
    assert_eq!((recovery.sign_in(PASSWORD).status, recovery.sign_in(NEW).status), (401, 200));
    let mail = recovery.world().mailer.newest_to("bob@acme.test");
    assert_eq!(mail.subject, "A recovery link was used · Sesame");
    let again = recovery.set_password(None);
    assert!(again.status == 400 && says(&again, "This link no longer works"), "{again:?}");
    assert_eq!((recovery.page().status, recovery.options().status), (400, 400));
}

#[test]
fn a_link_lives_for_an_hour() {
    let recovery = Recovery::new();
    recovery.world().clock.advance(3599);
    assert_eq!(recovery.page().status, 200);
    recovery.world().clock.advance(1);
    assert_eq!((recovery.page().status, recovery.options().status), (400, 400));
    assert_eq!(recovery.set_password(None).status, 400);
    assert_eq!(recovery.sign_in(PASSWORD).status, 200);
}

#[test]
fn an_unfit_password_leaves_the_link_open() {
    let recovery = Recovery::new();
    for (unfit, told) in [("short", "at least 8"), ("password", "too common"), ("bob@acme.test", "too common")] {
        let answer = recovery.send("/recovery", ("newPassword", json!(unfit)), None);
        assert!(answer.status == 400 && says(&answer, told), "{unfit}: {answer:?}");
    }
    assert!(recovery.is_untouched());
    assert_eq!(recovery.set_password(None).status, 200);
}

#[test]
fn the_second_factor_is_asked_for_before_anything_is_set() {
    let recovery = Recovery::with_factor();
    let page = recovery.page();
    assert!(says(&page, "name=\"totp_code\""), "{page:?}");
    let mut phone = Authenticator::new(1);
    let credential = phone.create(&recovery.options().body["options"]);
    for code in [None, Some("000000"), Some("AAAA-BBBB-CCCC")] {
        let refused = recovery.set_password(code);
        assert!(refused.status == 401 && says(&refused, "That code is wrong or has expired."), "{code:?}: {refused:?}");
        let refused = recovery.add_passkey(&credential, code);
        assert!(refused.status == 401, "{code:?}: {refused:?}");
        assert!(recovery.is_untouched(), "{code:?}");
    }
    assert_eq!(recovery.world().database.count("passkeys"), 0);
    let answer = recovery.set_password(Some(&recovery.code()));
    assert!(says(&answer, "Account recovered"), "{answer:?}");
    assert_eq!(recovery.world().database.count("totp WHERE enabled_at IS NOT NULL"), 1, "it stays");
    let without = recovery.sign_in(NEW);
    assert_eq!((without.status, without.text("/error")), (401, "TOTP_REQUIRED".into()));
}

#[test]
fn a_used_code_sets_nothing_and_the_fifth_wrong_code_ends_the_link() {
    let recovery = Recovery::with_factor();
    let code = recovery.code();
    let body = json!({ "email": "bob@acme.test", "password": PASSWORD, "totpCode": code });
    assert_eq!(recovery.world().post("/api/auth/sign-in", body).status, 200);
    assert_eq!(recovery.set_password(Some(&code)).status, 401);
    for _ in 0..3 {
        assert_eq!(recovery.set_password(Some("000000")).status, 401);
        assert_eq!(recovery.page().status, 200);
    }
    assert_eq!(recovery.set_password(Some("000000")).status, 400, "the link is gone with the fifth");
    assert_eq!(recovery.page().status, 400);
    recovery.world().clock.advance(60);
    assert_eq!(recovery.set_password(Some(&recovery.code())).status, 400);
}

#[test]
fn a_factor_that_is_switched_on_meanwhile_is_asked_for() {
    let recovery = Recovery::new();
    let enable = format!(
        "INSERT INTO totp (account_id, secret, enabled_at, created_at) VALUES ('{}', 's', 1, 1)",
        recovery.office.bob
    );
    *recovery.world().database.meanwhile.borrow_mut() = Some((2, enable));
    assert_eq!(recovery.set_password(None).status, 400);
    assert!(recovery.is_untouched());
}

#[test]
fn a_link_adds_a_passkey_which_then_signs_in() {
    for with_factor in [false, true] {
        let recovery = if with_factor { Recovery::with_factor() } else { Recovery::new() };
        let code = with_factor.then(|| recovery.code());
        let mut phone = Authenticator::new(1);
        let credential = phone.create(&recovery.options().body["options"]);
        let answer = recovery.add_passkey(&credential, code.as_deref());
        assert!(answer.status == 200 && says(&answer, "Account recovered"), "{with_factor}: {answer:?}");
        assert!(!passkeys::is_alive(recovery.world(), &recovery.office.bobs_session));
        let opened = passkeys::signs_in(recovery.world(), &phone);
        assert_eq!((opened.status, opened.text("/user/id")), (200, recovery.office.bob.clone()));
        assert_eq!(recovery.set_password(None).status, 400, "once");
        let kinds = recovery.world().database.query(
            "SELECT kind, detail FROM events WHERE kind LIKE '%recovered' OR kind LIKE 'passkey%' ORDER BY rowid",
        );
        assert_eq!(
            json!(kinds),
            json!([{ "kind": "passkey-added", "detail": "Unknown client" }, { "kind": "recovered", "detail": "passkey" }])
        );
    }
}

#[test]
fn a_passkey_answers_the_challenge_of_its_own_link_in_time() {
    let recovery = Recovery::new();
    let world = recovery.world();
    let refused = |credential: &Json, why: &str| {
        let answer = recovery.add_passkey(credential, None);
        assert!(answer.status == 401 && recovery.is_untouched(), "{why}: {answer:?}");
    };
    let of_session = passkeys::options_for_new(world, &recovery.office.bobs_session);
    refused(&Authenticator::new(1).create(&of_session), "of a session");
    let for_sign_in = passkeys::options_for_any(world);
    let mut phone = Authenticator::new(2);
    let credential = phone.create(&recovery.options().body["options"]);
    refused(&phone.created(&for_sign_in, &phone.attestation_object()), "of a sign-in");
    let answer = passkeys::register(world, &recovery.office.bobs_session, &credential);
    assert_eq!(passkeys::refused(&answer), passkeys::unpasskeyed(), "nor the other way round");
    world.clock.advance(301);
    refused(&credential, "late");
    let mut own = Authenticator::new(3);
    passkeys::registered(world, &recovery.office.bobs_session, &mut own);
    refused(&own.create(&recovery.options().body["options"]), "of an account that has it");
    for malformed in ["", "{}", "no JSON", "[]"] {
        let answer = recovery.send("/recovery/passkey", ("credential", json!(malformed)), None);
        assert_eq!(answer.status, 400, "{malformed}");
    }
    assert!(recovery.is_untouched());
}

#[test]
fn a_token_of_another_kind_or_of_nobody_recovers_nothing() {
    let recovery = Recovery::new();
    let world = recovery.world();
    assert_eq!(world.post("/api/auth/forgot-password", json!({ "email": "bob@acme.test" })).status, 200);
    let reset = crate::support::mailed::mailed_token(world, "bob@acme.test");
    for token in [reset.as_str(), "recovery.AAAA", "", "recovery.", &recovery.token[1..]] {
        let form = json!({ "token": token, "decision": "confirm", "newPassword": NEW });
        assert_eq!(world.post("/recovery", form).status, 400, "{token}");
        assert_eq!(world.post("/recovery/options", json!({ "token": token })).status, 400, "{token}");
    }
    let body = json!({ "token": recovery.token, "newPassword": NEW });
    assert_eq!(world.post("/api/auth/reset-password", body).status, 400, "nor does it reset by mail");
    assert_eq!(world.post("/api/auth/magic-link", json!({ "token": recovery.token })).status, 401);
    for decision in ["refuse", "", "Confirm"] {
        let form = json!({ "token": recovery.token, "decision": decision, "newPassword": NEW });
        assert_eq!(world.post("/recovery", form).status, 400, "{decision}");
    }
    assert!(recovery.is_untouched());
}
