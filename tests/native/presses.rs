//! Repeated presses: a one-time form that its browser sends again within ten seconds gets the first answer again.

mod cookie;

use serde_json::{Value as Json, json};

use crate::support::acts::pairing;
use crate::support::mailed::{
    EMAIL, address_change, asked, asked_of_proven, mailed_token, new_address, verification, waiting,
};
use crate::support::operators::Office;
use crate::support::second_factor::Enrolled;
use crate::support::upgraded::Upgraded;
use crate::support::{Answer, World};

const COOKIE: &str = "__Host-press";

/// Page open in a browser: its press cookie, its form's fields and its form's target.
struct Open {
    world: World,
    cookie: String,
    /// Session token, if the page requires a signed-in person.
    session: Option<String>,
    path: String,
    fields: Json,
}

impl Open {
    /// Opens the page of a link.
    fn link(world: World, path: &str, token: &str, decision: &str) -> Self {
        let page = world.send("GET", &format!("{path}?token={token}"), &[], None);
        assert_eq!(page.status, 200, "{path}: {page:?}");
        let mut fields = json!({ "token": token, "decision": decision });
        if ["/reset-password", "/recovery"].contains(&path) {
            fields["newPassword"] = json!("AnotherPassword456");
        }
        Self { world, cookie: page.cookie(COOKIE), session: None, path: path.to_owned(), fields }
    }

    fn send(&self, cookie: Option<&str>, path: &str, fields: &Json) -> Answer {
        let press = cookie.map(|value| format!("{COOKIE}={value}"));
        let session = self.session.as_ref().map(|token| format!("access_token={token}"));
        let cookies = [press, session].into_iter().flatten().collect::<Vec<_>>().join("; ");
        let headers: &[(&str, &str)] = if cookies.is_empty() { &[] } else { &[("cookie", &cookies)] };
        self.world.send("POST", path, headers, Some(fields.clone()))
    }

    fn press(&self) -> Answer {
        self.send(Some(&self.cookie), &self.path, &self.fields)
    }
}

/// Value of a hidden field of a page.
fn hidden(page: &Answer, name: &str) -> String {
    let html = page.body.as_str().expect("a page");
    let rest = html.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("the field");
    rest.split('"').next().expect("its end").to_owned()
}

fn sign_up_form() -> Open {
    let world = World::new();
    let page = world.send("GET", "/sign-up", &[], None);
    let fields = json!({
        "name": "", "email": EMAIL, "password": "SecurePassword123", "formNonce": hidden(&page, "formNonce"),
    });
    Open { world, cookie: page.cookie(COOKIE), session: None, path: "/sign-up".to_owned(), fields }
}

fn second_factor_page() -> Open {
    let enrolled = Enrolled::new();
    let code = enrolled.code();
    let world = enrolled.world;
    let asked = world.post("/sign-in", json!({ "login": EMAIL, "password": "SecurePassword123" }));
    let (name, challenge, _) = asked.cookie_named("__Host-second_factor_").expect("a challenge");
    let page = world.with_cookies(&format!("{name}={challenge}"), "GET", asked.location());
    assert_eq!(page.status, 200);
    let fields = json!({ "challenge": hidden(&page, "challenge"), "decision": "confirm", "totp_code": code });
    Open { world, cookie: page.cookie(COOKIE), session: None, path: "/second-factor".to_owned(), fields }
}

fn recovery_page() -> Open {
    let office = Office::new();
    let url = office.about_bob("POST", "/recovery-link", json!({})).text("/url");
    let token = url.split_once("?token=").expect("a token").1;
    Open::link(office.world, "/recovery", token, "confirm")
}

fn kept_address_page() -> Open {
    let office = Office::new();
    assert_eq!(office.about_bob("PUT", "/email", json!({ "email": "robert@acme.test" })).status, 200);
    let token = mailed_token(&office.world, "bob@acme.test");
    Open::link(office.world, "/keep-address", &token, "confirm")
}

fn pairing_page(decision: &str) -> Open {
    let world = World::new();
    let (session, code) = pairing(&world);
    let cookie = format!("access_token={session}");
    let found = world.send("POST", "/pair", &[("cookie", &cookie)], Some(json!({ "code": code })));
    let page = world.with_cookies(&cookie, "GET", found.location());
    assert_eq!(page.status, 200, "{page:?}");
    let fields = json!({ "code": hidden(&page, "code"), "id": hidden(&page, "id"), "decision": decision });
    Open { world, cookie: page.cookie(COOKIE), session: Some(session), path: "/pair".to_owned(), fields }
}

fn with(prepare: impl FnOnce(&World) -> String, path: &str, decision: &str) -> Open {
    let world = World::new();
    let token = prepare(&world);
    Open::link(world, path, &token, decision)
}

/// One-time forms: name, true for a form that signs in, and the open page.
fn forms() -> Vec<(&'static str, bool, Open)> {
    const LINK: &str = "/api/auth/send-magic-link";
    vec![
        ("magic link", true, with(|w| asked_of_proven(w, LINK), "/magic-link", "confirm")),
        ("magic link, mine", true, with(|w| asked(w, LINK), "/magic-link", "mine")),
        ("magic link, not mine", true, with(|w| asked(w, LINK), "/magic-link", "not_mine")),
        ("sign-up", true, sign_up_form()),
        ("second factor", true, second_factor_page()),
        ("verification", false, with(verification, "/verify-email", "mine")),
        ("verification, not mine", false, with(verification, "/verify-email", "not_mine")),
        ("new address", false, with(new_address, "/confirm-address", "mine")),
        ("new address, not mine", false, with(new_address, "/confirm-address", "not_mine")),
        ("address change", false, with(address_change, "/approve-address-change", "approve")),
        ("address change, refused", false, with(address_change, "/approve-address-change", "refuse")),
        ("reset", false, with(|w| asked(w, "/api/auth/forgot-password"), "/reset-password", "confirm")),
        ("login", false, with(|w| waiting(w).1, "/approve-login", "mine")),
        ("login, refused", false, with(|w| waiting(w).1, "/approve-login", "refuse")),
        ("recovery", false, recovery_page()),
        ("kept address", false, kept_address_page()),
        ("pairing", false, pairing_page("approve")),
        ("pairing, refused", false, pairing_page("refuse")),
        ("login, not mine", false, with(|w| waiting(w).1, "/approve-login", "not_mine")),
    ]
}

/// Effects that a repeated press could double.
fn done(world: &World) -> (u64, u64, usize) {
    world.finish_background();
    (world.database.count("sessions"), world.database.count("events"), world.mailer.sent.borrow().len())
}

fn session_of(world: &World, answer: &Answer) -> String {
    world.as_bearer(&answer.cookie("access_token"), "GET", "/api/auth/session", None).text("/session/id")
}

fn shown(answer: &Answer) -> (u16, Option<String>, Json) {
    let location = answer.headers.get("location").map(|location| location.to_str().expect("a URL"));
    // The URL of `/done` is sealed anew each time, so its page is compared instead.
    let location = location.map(|url| url.split_once("?result=").map_or(url, |(page, _)| page).to_owned());
    (answer.status, location, answer.body.clone())
}

#[test]
fn a_repeated_press_gets_the_first_answer_and_has_no_further_effect() {
    for (name, signs_in, open) in forms() {
        let first = open.press();
        assert!(first.status < 400, "{name}: {first:?}");
        let before = done(&open.world);
        open.world.clock.advance(9);
        let second = open.press();
        assert_eq!(shown(&second), shown(&first), "{name}");
        assert_eq!(done(&open.world), before, "{name}");
        if signs_in {
            assert_eq!(session_of(&open.world, &second), session_of(&open.world, &first), "{name}: one session");
            let refresh = format!("refresh_token={}", second.cookie("refresh_token"));
            let refreshed = open.world.with_cookies(&refresh, "POST", "/api/v1/auth/custom-refresh/");
            assert_eq!(refreshed.status, 204, "{name}: its tokens are good");
        }
    }
}

#[test]
fn a_third_press_gets_the_first_answer_and_one_after_ten_seconds_does_not() {
    for (name, _, open) in forms() {
        let first = open.press();
        open.world.clock.advance(5);
        assert_eq!(open.press().status, first.status, "{name}");
        open.world.clock.advance(5);
        assert_eq!(open.press().status, first.status, "{name}");
        open.world.clock.advance(1);
        let late = open.press();
        assert!((400..500).contains(&late.status), "{name}: {late:?}");
    }
}

#[test]
fn a_press_with_changed_fields_is_not_a_repetition() {
    for (name, _, open) in forms() {
        assert!(open.press().status < 400, "{name}");
        let fields = open.fields.as_object().expect("fields").clone();
        for changed in fields.keys().filter(|field| !matches!(field.as_str(), "token" | "challenge")) {
            let mut other = open.fields.clone();
            other[changed] = match changed.as_str() {
                "decision" if open.fields["decision"] == "mine" => json!("not_mine"),
                "decision" if open.fields["decision"] == "refuse" => json!("approve"),
                "decision" => json!("refuse"),
                "totp_code" => json!("000000"),
                "newPassword" => json!("AnotherPassword457"),
                "password" => json!("SecurePassword124"),
                "email" => continue,
                _ => json!("else"),
            };
            let refused = open.send(Some(&open.cookie), &open.path, &other);
            assert!(refused.status >= 400, "{name}: {changed}: {refused:?}");
        }
        let mut more = open.fields.clone();
        more["more"] = json!("x");
        assert!(open.send(Some(&open.cookie), &open.path, &more).status >= 400, "{name}");
    }
}

#[test]
fn api_routes_have_no_repeated_presses() {
    const LINK: &str = "/api/auth/send-magic-link";
    let open = with(|w| asked(w, LINK), "/magic-link", "mine");
    assert_eq!(open.press().status, 303);
    let token = json!({ "token": open.fields["token"] });
    assert_eq!(open.send(Some(&open.cookie), "/api/auth/magic-link", &token).status, 401);
    let open = with(|w| asked(w, LINK), "/magic-link", "mine");
    for status in [200, 401] {
        let fields = json!({ "token": open.fields["token"] });
        assert_eq!(open.send(Some(&open.cookie), "/api/auth/magic-link", &fields).status, status);
    }
    assert_eq!(open.press().status, 400, "and the page does not answer for it");
    let open = sign_up_form();
    assert_eq!(open.press().status, 303);
    assert_eq!(open.send(Some(&open.cookie), "/api/auth/sign-up", &open.fields).status, 409);
}

#[test]
fn a_sign_up_without_the_nonce_of_its_form_is_no_press() {
    for nonce in [Json::Null, json!("")] {
        let mut open = sign_up_form();
        open.fields["formNonce"] = nonce;
        assert_eq!((open.press().status, open.press().status), (303, 409));
    }
    let open = sign_up_form();
    assert_eq!(open.press().status, 303);
    let again = open.world.send("GET", "/sign-up", &[("cookie", &format!("{COOKIE}={}", open.cookie))], None);
    let mut other = open.fields.clone();
    other["formNonce"] = json!(hidden(&again, "formNonce"));
    assert_ne!(other, open.fields, "each form has one of its own");
    assert_eq!(open.send(Some(&open.cookie), "/sign-up", &other).status, 409);
}

#[test]
fn a_repeated_press_does_not_reopen_an_ended_session() {
    for (name, signs_in, open) in forms() {
        let first = open.press();
        if signs_in {
            let token = first.cookie("access_token");
            assert_eq!(open.world.as_bearer(&token, "POST", "/api/auth/sign-out", None).status, 200);
            let before = open.world.database.count("sessions");
            assert!((400..500).contains(&open.press().status), "{name}");
            assert_eq!(open.world.database.count("sessions"), before, "{name}");
        }
    }
}

#[test]
fn only_a_repeated_press_costs_an_extra_trip() {
    for ((name, _, with_cookie), (_, _, without)) in forms().into_iter().zip(forms()) {
        let trips = |open: &Open, cookie: Option<&str>| {
            let before = open.world.database.trips.get();
            open.send(cookie, &open.path, &open.fields);
            open.world.database.trips.get() - before
        };
        let plain = trips(&without, None);
        assert_eq!(trips(&with_cookie, Some(&with_cookie.cookie)), plain, "{name}");
        let refused = trips(&without, None);
        assert_eq!(trips(&with_cookie, Some(&with_cookie.cookie)), refused + 1, "{name}");
    }
}

#[test]
fn links_mailed_by_the_former_version_accept_repeated_presses() {
    let upgraded = Upgraded::from_0012();
    for (path, held, decision) in [
        ("/magic-link", "ada_magic_link", "confirm"),
        ("/verify-email", "bob_verification", "mine"),
        ("/approve-login", "carol_approval", "confirm"),
        ("/confirm-address", "heidi_confirmation", "mine"),
    ] {
        let open = Open::link(upgraded.world.clone(), path, upgraded.held(held), decision);
        let first = open.press();
        assert!(first.status < 400, "{path}: {first:?}");
        assert_eq!(shown(&open.press()), shown(&first), "{path}");
    }
}
