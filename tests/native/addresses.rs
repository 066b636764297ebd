//! Addresses and their mailboxes: mail goes to the domain of the account's lookup key.

use serde_json::{Value as Json, json};

use crate::support::World;
use crate::support::federation;
use crate::support::mailed::{EMAIL, form, mailed_token, signed_up};

const PASSWORD: &str = "SecurePassword123";
/// Parsed by some as `victim@example.org`; mail to it reaches nobody.
const SPELLED: &str = "victim@exam%70le.org";
const KEY_DOMAIN: &str = "xn--bcher-kva.example";

fn recipients(world: &World) -> Vec<String> {
    world.finish_background();
    world.mailer.sent.borrow().iter().map(|mail| mail.to.clone()).collect()
}

#[test]
fn every_route_refuses_a_domain_that_no_mail_reaches() {
    let world = World::new();
    let session = signed_up(&world);
    let credentials = json!({ "email": SPELLED, "password": PASSWORD, "name": "Eve", "captcha": "" });
    let pair = json!({ "username": "eve", "email": SPELLED, "session_platform": "test" });
    let address = json!({ "email": SPELLED });
    let before = world.mailer.sent.borrow().len();
    for (path, body, status, sentence) in [
        ("/auth/register", &credentials, 401, json!("Registration failed; Invalid email or password.")),
        ("/api/auth/sign-up", &credentials, 400, json!("The email address is invalid")),
        ("/api/v1/auth/signup/", &credentials, 400, json!("The email address is invalid")),
        ("/api/auth/send-magic-link", &address, 400, json!("The email address is invalid")),
        ("/api/auth/forgot-password", &address, 400, json!("The email address is invalid")),
        ("/auth/login", &credentials, 401, json!("Login failed; Invalid user ID or password.")),
        ("/api/auth/sign-in", &credentials, 401, json!("Email or password is incorrect")),
    ] {
        let answer = world.post(path, body.clone());
        assert_eq!((answer.status, &answer.body["message"]), (status, &sentence), "{path}: {answer:?}");
    }
    for path in ["/auth/registration", "/auth/login"] {
        let answer = world.post(path, pair.clone());
        assert_eq!((answer.status, answer.text("/error").as_str()), (400, "The email address is invalid"), "{path}");
    }
    for path in ["/api/auth/change-email", "/auth/email", "/account/email"] {
        assert_eq!(world.as_bearer(&session, "POST", path, Some(address.clone())).status, 400, "{path}");
    }
    for path in ["/sign-up", "/sign-in/link", "/forgot-password"] {
        let body = json!({ "email": SPELLED, "login": SPELLED, "password": PASSWORD });
        assert_eq!(world.post(path, body).status, 400, "{path}");
    }
    world.finish_background();
    assert_eq!((world.database.count("accounts"), world.mailer.sent.borrow().len()), (1, before));
}

#[test]
fn an_undeliverable_address_from_a_provider_is_ignored() {
    let world = federation::world();
    let emails = json!([{ "email": SPELLED, "primary": true, "verified": true }]);
    world.http.answer("https://api.github.com/user/emails", &emails);
    let answer = federation::visit(&world, None);
    assert_eq!((answer.status, &answer.body["user"]["email"]), (200, &Json::Null), "{answer:?}");
}

#[test]
fn every_mail_goes_to_the_domain_of_the_key() {
    let world = World::new();
    let typed = "Ada.B@BÜCHER.example";
    let mailed = format!("Ada.B@{KEY_DOMAIN}");
    let made = world.post("/api/auth/sign-up", json!({ "email": typed, "password": PASSWORD }));
    assert_eq!((made.status, made.text("/user/email")), (201, mailed.clone()));
    world.finish_background();
    world.post("/api/auth/verify-email", json!({ "token": mailed_token(&world, &mailed) }));
    for path in ["/api/auth/send-magic-link", "/api/auth/forgot-password"] {
        assert_eq!(world.post(path, json!({ "email": typed })).status, 200);
    }
    let session = made.text("/session/token");
    let username = json!({ "username": "ada" });
    assert_eq!(world.as_bearer(&session, "PATCH", "/api/auth/user", Some(username)).status, 200);
    let login = json!({ "username": "ada", "email": typed, "session_platform": "phone" });
    assert_eq!(world.post("/auth/login", login).status, 200);
    world.post("/auth/registration", json!({ "username": "eve", "email": typed, "session_platform": "test" }));
    world.finish_background();
    let other = json!({ "email": "Ada@Éléphant.example" });
    assert_eq!(world.as_bearer(&session, "POST", "/api/auth/change-email", Some(other.clone())).status, 200);
    world.clock.advance(901);
    assert_eq!(world.as_bearer(&session, "POST", "/api/auth/change-email", Some(other)).status, 200);
    let approval = mailed_token(&world, &mailed);
    assert_eq!(form(&world, "/approve-address-change", &approval, "approve").status, 200);
    let sent = recipients(&world);
    assert_eq!(sent.len(), 8, "{sent:?}");
    for to in sent {
        assert!([mailed.as_str(), "Ada@xn--lphant-9uab.example"].contains(&to.as_str()), "{to}");
    }
    let pending = mailed_token(&world, "Ada@xn--lphant-9uab.example");
    let confirmed = world.post("/api/auth/verify-email", json!({ "token": pending }));
    assert_eq!(confirmed.text("/user/email"), "Ada@xn--lphant-9uab.example");
    assert_eq!(recipients(&world).last(), Some(&mailed), "the former mailbox is told");
}

#[test]
fn white_space_around_an_address_makes_no_other_account() {
    let world = World::new();
    signed_up(&world);
    let spaced = format!(" {EMAIL}\n");
    let credentials = json!({ "email": spaced, "password": PASSWORD, "login": spaced, "captcha": "" });
    for (path, status) in [
        ("/auth/register", 401),
        ("/auth/login", 200),
        ("/api/auth/sign-up", 409),
        ("/api/auth/sign-in", 200),
        ("/api/v1/auth/signin/", 204),
        ("/sign-in", 303),
    ] {
        assert_eq!(world.post(path, credentials.clone()).status, status, "{path}");
    }
    assert_eq!(world.post("/api/auth/send-magic-link", json!({ "email": spaced })).status, 200);
    assert_eq!(recipients(&world).last().map(String::as_str), Some(EMAIL));
}

/// The former worker may still write rows in the minutes after the migration.
#[test]
fn a_stored_address_in_another_spelling_is_mailed_at_the_domain_of_its_key() {
    let world = World::new();
    let session = signed_up(&world);
    world.database.query("UPDATE accounts SET email = 'Ada@ac%6De.test' RETURNING id");
    let shown = world.as_bearer(&session, "GET", "/api/auth/session", None);
    assert_eq!(shown.text("/user/email"), "Ada@acme.test");
    world.post("/api/auth/forgot-password", json!({ "email": EMAIL }));
    assert_eq!(recipients(&world).last().map(String::as_str), Some("Ada@acme.test"));
    let new = json!({ "email": "new@acme.test" });
    assert_eq!(world.as_bearer(&session, "POST", "/api/auth/change-email", Some(new)).status, 200);
    let token = mailed_token(&world, "new@acme.test");
    assert_eq!(form(&world, "/confirm-address", &token, "mine").status, 200);
    assert_eq!(recipients(&world).last().map(String::as_str), Some("Ada@acme.test"), "the former mailbox is told");
}

#[test]
fn the_development_mailbox_finds_an_address_in_any_of_its_spellings() {
    let world = World::with_settings(&[("MAIL_TRANSPORT", "mailbox"), ("PUBLIC_URL", "http://localhost:8787")]);
    for (n, email) in ["ada+one@acme.test", "+@acme.test", "b@bücher.example"].into_iter().enumerate() {
        let body = json!({ "email": email, "password": format!("{PASSWORD}{n}") });
        assert_eq!(world.post("/api/auth/sign-up", body).status, 201, "{email}");
    }
    world.finish_background();
    let found = |to: &str| {
        let answer = world.send("GET", &format!("/dev/mailbox.json?to={to}"), &[], None);
        answer.body.as_array().expect("a list").iter().map(|mail| mail["to"].clone()).collect::<Vec<_>>()
    };
    for raw in ["ada+one@acme.test", "Ada%2Bone@ACME.test"] {
        assert_eq!(found(raw), ["ada+one@acme.test"], "{raw}");
    }
    assert_eq!(found("+@acme.test"), ["+@acme.test"]);
    for typed in ["b@b%C3%BCcher.example", "b@xn--bcher-kva.example"] {
        assert_eq!(found(typed), ["b@xn--bcher-kva.example"], "{typed}");
    }
    assert!(found("ada@acme.test").is_empty());
    let page = world.send("GET", "/dev/mailbox?to=ada+one@acme.test", &[], None);
    assert_eq!(page.body.as_str().map(|html| html.matches("<article").count()), Some(1));
}

#[test]
fn no_form_asks_the_browser_to_refuse_an_address() {
    let world = World::new();
    let session = signed_up(&world);
    for path in ["/sign-in?again=true", "/sign-up", "/forgot-password", "/account"] {
        let page = world.as_bearer(&session, "GET", path, None);
        let html = page.body.as_str().expect("a page");
        assert!(html.contains("inputmode=\"email\"") && !html.contains("type=\"email\""), "{path}");
    }
}
