//! Accounts that signed up under `SIGN_UP_DOMAINS`.

use serde_json::{Value as Json, json};

use super::ways::{PASSWORD, counts, world};
use crate::support::mailed::{form, mailed_token};
use crate::support::passkeys::{self, Authenticator};
use crate::support::second_factor::{Enrolled, SIGN_IN_METHODS};
use crate::support::{Answer, World, federation};

const EMAIL: &str = "ada@acme.test";
const DOMAINS: &[(&str, &str)] = &[("SIGN_UP_DOMAINS", "acme.test,acme.example")];

/// World with a domain-bound account, unproven.
fn signed_up() -> World {
    let world = world(DOMAINS);
    let answer = world.post("/api/auth/sign-up", json!({ "email": EMAIL, "password": PASSWORD }));
    assert_eq!(answer.status, 201, "{answer:?}");
    world.finish_background();
    world
}

fn sign_in(world: &World) -> Answer {
    world.post("/api/auth/sign-in", json!({ "email": EMAIL, "password": PASSWORD }))
}

#[test]
fn no_password_signs_in_until_the_address_is_proven_and_then_the_same_does() {
    let world = signed_up();
    let body = json!({ "email": EMAIL, "login": EMAIL, "password": PASSWORD });
    let before = counts(&world);
    for (path, status) in
        [("/auth/login", 401), ("/api/auth/sign-in", 403), ("/api/v1/auth/signin", 403), ("/sign-in", 403)]
    {
        let answer = world.post(path, body.clone());
        assert_eq!(answer.status, status, "{path}: {answer:?}");
    }
    assert_eq!(sign_in(&world).text("/error"), "EMAIL_NOT_VERIFIED");
    assert_eq!(counts(&world), before);
    let token = mailed_token(&world, EMAIL);
    assert_eq!(form(&world, "/verify-email", &token, "mine").status, 200);
    assert_eq!(sign_in(&world).status, 200);
}

#[test]
fn the_mail_has_a_link_and_no_code() {
    let world = signed_up();
    let text = world.mailer.newest_to(EMAIL).text;
    assert!(text.contains("/verify-email?token="), "{text}");
    assert!(!text.contains("code"), "{text}");
}

#[test]
fn a_sign_in_link_proves_the_address_and_signs_in() {
    let world = signed_up();
    assert_eq!(world.post("/api/auth/send-magic-link", json!({ "email": EMAIL })).status, 200);
    let answer = world.post("/api/auth/magic-link", json!({ "token": mailed_token(&world, EMAIL) }));
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// The statement decides, whatever the way.
#[test]
fn no_way_in_opens_a_session_of_an_unproven_account() {
    let unprove = |world: &World| {
        world.finish_background();
        world.database.query("DELETE FROM sessions");
        world.database.query("UPDATE accounts SET domain_bound = 1, email_verified_at = NULL");
    };
    for (name, method) in SIGN_IN_METHODS {
        let enrolled = Enrolled::new();
        unprove(&enrolled.world);
        let answer = method(&enrolled, Some(&enrolled.code()));
        enrolled.world.finish_background();
        let proven = enrolled.world.database.query("SELECT 1 AS one FROM accounts WHERE email_verified_at IS NOT NULL");
        let opened = enrolled.world.database.count("sessions");
        assert!(opened == 0 || !proven.is_empty(), "{name}: {}", answer.status);
        let is_password = ["A", "B", "D"].contains(name);
        assert!(!is_password || matches!(answer.status, 401 | 403), "{name}: {}", answer.status);
    }
    let (world, mut phone) = (World::new(), Authenticator::new(1));
    let token = passkeys::signed_up(&world);
    passkeys::registered(&world, &token, &mut phone);
    unprove(&world);
    let answer = passkeys::signs_in(&world, &phone);
    assert_eq!((answer.status, answer.text("/error")), (403, "EMAIL_NOT_VERIFIED".into()));
    assert_eq!(world.database.count("sessions"), 0);

    let world = federation::world();
    federation::verified(&world);
    assert_eq!(federation::visit(&world, None).status, 200);
    unprove(&world);
    let answer = federation::visit(&world, None);
    assert_eq!((answer.status, answer.text("/error")), (403, "EMAIL_NOT_VERIFIED".into()));
    assert_eq!(world.database.count("sessions"), 0);
}

/// Session of the account, proven, and what a change to an address answers.
fn change(world: &World, session: &str, (path, email): (&str, &str)) -> Answer {
    world.as_bearer(session, "POST", path, Some(json!({ "email": email, "password": PASSWORD })))
}

#[test]
fn the_address_stays_in_the_domains() {
    let world = signed_up();
    let token = mailed_token(&world, EMAIL);
    assert_eq!(form(&world, "/verify-email", &token, "mine").status, 200);
    let session = sign_in(&world).text("/session/token");
    for (path, status) in [("/api/auth/change-email", 403), ("/auth/email", 403)] {
        for email in ["ada@other.test", "taken@other.test"] {
            let answer = change(&world, &session, (path, email));
            assert_eq!(answer.status, status, "{path}: {answer:?}");
            assert!(answer.body.to_string().contains("must stay in the domain"), "{path}: {answer:?}");
        }
        for email in ["lovelace@acme.test", "ada@acme.example"] {
            assert_eq!(change(&world, &session, (path, email)).status, 200, "{path} {email}");
            world.finish_background();
        }
    }
    assert!(
        world.mailer.sent.borrow().iter().all(|mail| !mail.to.contains("other.test") || mail.to.starts_with("taken"))
    );
    let later = world.restarted(&[("SIGN_UP_DOMAINS", "acme.example")]);
    assert_eq!(
        change(&later, &session, ("/api/auth/change-email", "a.lovelace@acme.test")).status,
        200,
        "its own domain"
    );
    assert_eq!(change(&later, &session, ("/api/auth/change-email", "ada@other.test")).status, 403);
}

#[test]
fn an_account_from_before_signs_in_and_changes_its_address_as_ever() {
    let (open, body) = (World::new(), json!({ "email": "earlier@other.test", "password": PASSWORD }));
    assert_eq!(open.post("/api/auth/sign-up", body.clone()).status, 201);
    let world = open.restarted(DOMAINS);
    let session = world.post("/api/auth/sign-in", body).text("/session/token");
    assert_eq!(change(&world, &session, ("/api/auth/change-email", "elsewhere@other.test")).status, 200);
}

#[test]
fn a_repeated_press_gets_the_first_answer() {
    let world = world(DOMAINS);
    let page = world.send("GET", "/sign-up", &[], None);
    let html = page.body.as_str().expect("a page").to_owned();
    let nonce = html.split("name=\"formNonce\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let cookie = format!("__Host-press={}", page.cookie("__Host-press"));
    let fields: Json = json!({ "name": "", "email": EMAIL, "password": PASSWORD, "formNonce": nonce });
    let press = || world.send("POST", "/sign-up", &[("cookie", &cookie)], Some(fields.clone()));
    for _ in 0..2 {
        let answer = press();
        assert!(answer.body.to_string().contains("Check your email"), "{answer:?}");
    }
    world.clock.advance(11);
    assert_eq!(press().status, 409);
}
