//! A disabled account, by every way of signing in.

use serde_json::{Value as Json, json};
use sesame::ports::Clock;

use crate::support::mailed::mailed_code;
use crate::support::passkeys::Authenticator;
use crate::support::second_factor::{EMAIL, Enrolled, SIGN_IN_METHODS};
use crate::support::{Answer, World, federation, passkeys};

fn disable(world: &World) {
    world.finish_background();
    world.database.query("DELETE FROM sessions");
    world.database.query("UPDATE accounts SET disabled_at = 1");
}

fn enable(world: &World) {
    world.database.query("UPDATE accounts SET disabled_at = NULL");
}

fn sessions(world: &World) -> u64 {
    world.finish_background();
    world.database.count("sessions")
}

/// True if an answer says that the account is disabled.
fn tells(answer: &Answer) -> bool {
    let body = answer.body.to_string();
    body.contains("ACCOUNT_DISABLED") || body.contains("account is disabled")
}

#[test]
fn every_way_in_asks_for_all_factors_and_then_opens_no_session() {
    // A link is mailed to nobody who is disabled: those from before are below.
    for (name, method) in SIGN_IN_METHODS.iter().filter(|(name, _)| ["A", "B", "D"].contains(name)) {
        let enrolled = Enrolled::new();
        let world = &enrolled.world;
        disable(world);
        let without = method(&enrolled, None);
        assert_eq!(without.status, 401, "{name}, without a code: {without:?}");
        assert!(!tells(&without), "{name}, without a code: {without:?}");
        enrolled.next_step();
        let wrong = method(&enrolled, Some(&enrolled.wrong_code()));
        assert!(!tells(&wrong), "{name}, with a wrong code: {wrong:?}");
        enrolled.next_step();
        let right = method(&enrolled, Some(&enrolled.code()));
        let (status, told) = match *name {
            "A" => (401, "Login failed; Invalid user ID or password."),
            _ => (403, "ACCOUNT_DISABLED"),
        };
        assert_eq!(right.status, status, "{name}: {right:?}");
        assert!(right.body.to_string().contains(told), "{name}: {right:?}");
        assert_eq!(sessions(world), 0, "{name}");
        enable(world);
        enrolled.next_step();
        let back = method(&enrolled, Some(&enrolled.code()));
        assert!(back.status < 400, "{name}, enabled again: {back:?}");
    }
}

#[test]
fn a_link_from_before_asks_for_all_factors_and_then_opens_no_session() {
    for (path, told) in [("/api/auth/magic-link", "ACCOUNT_DISABLED"), ("/magic-link", "This account is disabled")] {
        let enrolled = Enrolled::new();
        let world = &enrolled.world;
        world.post("/api/auth/send-magic-link", json!({ "email": "ada@acme.test" }));
        let token = crate::support::second_factor::mailed_token(world);
        disable(world);
        let answer = |code: Option<&str>| {
            let body = json!({ "token": token, "decision": "confirm", "totpCode": code, "totp_code": code });
            let answer = world.post(path, body);
            enrolled.next_step();
            answer
        };
        for code in [None, Some(enrolled.wrong_code())] {
            let answer = answer(code.as_deref());
            assert!(answer.status == 401 && !tells(&answer), "{path}: {answer:?}");
        }
        let right = answer(Some(&enrolled.code()));
        assert_eq!(right.status, 403, "{path}: {right:?}");
        assert!(right.body.to_string().contains(told), "{path}: {right:?}");
        assert_eq!(sessions(world), 0, "{path}");
    }
}

/// Sends the code of a sign-in mail with a code of the second factor: in dialect B, and on the page, which asks for them
/// one after the other.
fn enter(world: &World, path: &str, (request, mailed): (&str, &str), code: Option<&str>) -> Answer {
    let body = match (path, code) {
        ("/sign-in/code", None) => json!({ "request": request, "code": mailed, "login": EMAIL }),
        ("/sign-in/code", Some(code)) => {
            json!({ "token": format!("{request}~{mailed}"), "decision": "confirm", "totp_code": code })
        }
        _ => json!({ "requestId": request, "code": mailed, "totpCode": code }),
    };
    world.post(path, body)
}

#[test]
fn a_code_from_before_asks_for_all_factors_and_then_opens_no_session() {
    for (path, told) in [("/api/auth/magic-link", "ACCOUNT_DISABLED"), ("/sign-in/code", "This account is disabled")] {
        for has_factor in [true, false] {
            let enrolled = Enrolled::new();
            let world = &enrolled.world;
            let request = world.post("/api/auth/send-magic-link", json!({ "email": EMAIL })).text("/requestId");
            let mailed = mailed_code(world, EMAIL);
            disable(world);
            if has_factor {
                for code in [None, Some(enrolled.wrong_code())] {
                    let answer = enter(world, path, (&request, &mailed), code.as_deref());
                    assert!(answer.status == 401 && !tells(&answer), "{path}: {answer:?}");
                    enrolled.next_step();
                }
            } else {
                world.database.query("DELETE FROM totp");
            }
            let wrong = if mailed == "000000" { "000001" } else { "000000" };
            let refused = enter(world, path, (&request, wrong), None);
            assert!(refused.status == 400 && !tells(&refused), "{path}: {refused:?}");
            let right = enter(world, path, (&request, &mailed), has_factor.then(|| enrolled.code()).as_deref());
            assert_eq!((right.status, sessions(world)), (403, 0), "{path}: {right:?}");
            assert!(right.body.to_string().contains(told), "{path}: {right:?}");
        }
    }
}

#[test]
fn an_approved_login_of_a_disabled_account_is_not_collected() {
    let world = World::new();
    let body = json!({ "username": "ada", "email": "ada@acme.test", "session_platform": "test" });
    assert_eq!(world.post("/auth/registration", body.clone()).status, 200);
    world.finish_background();
    let id = world.post("/auth/login", body).text("/auth_id");
    let token = crate::support::mailed::mailed_token(&world, "ada@acme.test");
    disable(&world);
    let form = json!({ "token": token, "decision": "approve" });
    assert_eq!(world.post("/approve-login", form).status, 200);
    let poll = || world.send("GET", &format!("/auth/session/{id}"), &[], None);
    let answer = poll();
    assert_eq!(answer.status, 400, "{answer:?}");
    assert_eq!(answer.text("/error"), "The auth id is invalid, expired, or not yet authorized");
    assert_eq!(sessions(&world), 0);
}

#[test]
fn a_passkey_and_an_identity_open_nothing() {
    let (world, mut phone) = (World::new(), Authenticator::new(1));
    let token = passkeys::signed_up(&world);
    passkeys::registered(&world, &token, &mut phone);
    disable(&world);
    let answer = passkeys::signs_in(&world, &phone);
    assert_eq!((answer.status, answer.text("/error")), (403, "ACCOUNT_DISABLED".into()), "{answer:?}");
    assert_eq!(sessions(&world), 0);

    let world = federation::world();
    federation::verified(&world);
    assert_eq!(federation::visit(&world, None).status, 200);
    disable(&world);
    let answer = federation::visit(&world, None);
    assert_eq!((answer.status, answer.text("/error")), (403, "ACCOUNT_DISABLED".into()), "{answer:?}");
    assert_eq!(sessions(&world), 0);
}

#[test]
fn a_right_password_of_a_disabled_account_is_no_wrong_guess() {
    let enrolled = Enrolled::new();
    disable(&enrolled.world);
    enrolled.world.database.query("DELETE FROM totp");
    for _ in 0..12 {
        let answer = enrolled.sign_in(json!({}));
        assert_eq!((answer.status, answer.text("/error")), (403, "ACCOUNT_DISABLED".into()));
        enrolled.world.finish_background();
    }
    let wrong = enrolled.sign_in(json!({ "password": "a wrong password" }));
    assert_eq!((wrong.status, wrong.text("/error")), (401, "INVALID_CREDENTIALS".into()));
}

#[test]
fn the_end_of_a_time_lets_the_person_in() {
    let enrolled = Enrolled::new();
    let world = &enrolled.world;
    disable(world);
    let until = world.clock.now() + 60;
    world.database.query(&format!("UPDATE accounts SET disabled_until = {}", until.0));
    let sign_in = || enrolled.sign_in(json!({ "totpCode": enrolled.code() }));
    assert_eq!(sign_in().text("/error"), "ACCOUNT_DISABLED");
    world.finish_background();
    world.clock.advance(59);
    assert_eq!(sign_in().text("/error"), "ACCOUNT_DISABLED");
    world.finish_background();
    world.clock.advance(31);
    let answer = sign_in();
    assert_eq!(answer.status, 200, "{answer:?}");
    let rows: Json = json!(world.database.query("SELECT aal FROM sessions"));
    assert_eq!(rows, json!([{ "aal": 2 }]));
}

#[test]
fn a_session_that_was_opened_meanwhile_is_not_continued() {
    let world = World::new();
    let credentials = json!({ "email": "ada@acme.test", "login": "ada@acme.test", "password": "SecurePassword123" });
    let session = world.post("/api/auth/sign-up", credentials.clone()).text("/session/token");
    let refresh_token = world.post("/api/v1/auth/signin/", credentials).cookie("refresh_token");
    world.finish_background();
    let check = || world.as_bearer(&session, "GET", "/api/auth/session", None).status;
    let account_page = || world.with_cookies(&format!("refresh_token={refresh_token}"), "GET", "/account").status;
    let refresh = || {
        let cookies = format!("refresh_token={refresh_token}");
        world.with_cookies(&cookies, "POST", "/api/v1/auth/custom-refresh/").status
    };
    assert_eq!((check(), account_page()), (200, 200));
    let until = world.clock.now() + 60;
    world.database.query(&format!("UPDATE accounts SET disabled_at = 1, disabled_until = {}", until.0));
    assert_eq!((check(), account_page(), refresh()), (401, 303, 401));
    world.clock.advance(60);
    assert_eq!((check(), account_page(), refresh()), (200, 200, 204), "until the time passes");
}

const SUPPORT: &[(&str, &str)] = &[("SUPPORT_CONTACT", "help@acme.test")];
const REASON: &str = "Left the company";

/// World where Ada, who has no second factor, was disabled for a reason.
fn disabled_with_reason() -> World {
    let world = World::with_settings(SUPPORT);
    let body = json!({ "username": "ada", "email": "ada@acme.test", "session_platform": "test" });
    assert_eq!(world.post("/auth/registration", body).status, 200);
    let token = crate::support::mailed::mailed_token(&world, "ada@acme.test");
    assert_eq!(world.post("/api/auth/verify-email", json!({ "token": token })).status, 200);
    crate::support::second_factor::reset_password(&world);
    disable(&world);
    world.database.query(&format!("UPDATE accounts SET disabled_reason = '{REASON}'"));
    world
}

#[test]
fn the_page_says_why_and_whom_to_ask() {
    let world = disabled_with_reason();
    let form = |password| json!({ "login": "ada@acme.test", "password": password });
    let answer = world.post("/sign-in", form("SecurePassword123"));
    assert_eq!(answer.status, 403);
    let page = answer.body.to_string();
    for part in ["This account is disabled", REASON, "help@acme.test", "mailto:help@acme.test"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let wrong = world.post("/sign-in", form("a wrong password")).body.to_string();
    assert!(!wrong.contains(REASON) && !wrong.contains("is disabled"), "{wrong}");
    let returned = world.send("GET", "/sign-in?error=ACCOUNT_DISABLED", &[], None);
    assert_eq!(returned.status, 403);
    let page = returned.body.to_string();
    assert!(page.contains("This account is disabled") && page.contains("mailto:help@acme.test"), "{page}");
}

#[test]
fn a_mail_that_was_asked_for_says_so_and_carries_nothing_to_sign_in_with() {
    let login = json!({ "username": "ada", "email": "ada@acme.test", "session_platform": "test" });
    let address = json!({ "email": "ada@acme.test" });
    for (path, body, status, proven) in [
        ("/api/auth/send-magic-link", address.clone(), 200, true),
        ("/api/auth/forgot-password", address.clone(), 200, true),
        ("/api/auth/send-verification-email", address, 200, false),
        ("/auth/login", login, 200, true),
    ] {
        let world = disabled_with_reason();
        if !proven {
            world.database.query("UPDATE accounts SET email_verified_at = NULL");
        }
        let before = world.mailer.sent.borrow().len();
        let answer = world.post(path, body.clone());
        assert_eq!(answer.status, status, "{path}");
        assert!(!tells(&answer), "{path}: {answer:?}");
        world.finish_background();
        assert_eq!(world.mailer.sent.borrow().len(), before + 1, "{path}");
        let text = world.mailer.newest_to("ada@acme.test").text;
        for part in ["It is disabled", REASON, "help@acme.test"] {
            assert!(text.contains(part), "{path}, {part}: {text}");
        }
        assert!(!text.contains("token="), "{path}: {text}");
        enable(&world);
        world.post(path, body);
        world.finish_background();
        let text = world.mailer.newest_to("ada@acme.test").text;
        assert!(text.contains("token="), "{path}, enabled again: {text}");
    }
}
