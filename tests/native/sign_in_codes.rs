//! Sign-in by the 6-digit code in the mail of a sign-in link.

use serde_json::{Value as Json, json};

use crate::support::mail_requests::{from, member};
use crate::support::mailed::{self, EMAIL, mailed_token, registered, signed_up};
use crate::support::second_factor::Enrolled;
use crate::support::{Answer, World};

const CODE_ROUTE: &str = "/api/auth/magic-link";

/// Asks for a mail; returns the id of the request.
fn ask(world: &World, email: &str) -> String {
    let answer = world.post("/api/auth/send-magic-link", json!({ "email": email }));
    world.finish_background();
    assert_eq!((answer.status, answer.text("/message")), (200, "Magic link sent to email".into()));
    answer.text("/requestId")
}

fn mailed_code(world: &World) -> String {
    mailed::mailed_code(world, EMAIL)
}

/// Request of a member, and its code.
fn asked(world: &World) -> (String, String) {
    member(world);
    let request = ask(world, EMAIL);
    (request, mailed_code(world))
}

fn wrong(code: &str) -> String {
    let first = if code.starts_with('0') { '1' } else { '0' };
    format!("{first}{}", &code[1..])
}

fn enter(world: &World, request: &str, code: &str) -> Answer {
    world.post(CODE_ROUTE, json!({ "requestId": request, "code": code }))
}

#[track_caller]
fn assert_refused(answer: &Answer) {
    assert_eq!((answer.status, answer.text("/error")), (400, "INVALID_CODE".into()), "{answer:?}");
}

#[test]
fn the_code_signs_in_once_and_spends_the_link() {
    let world = World::new();
    let (request, code) = asked(&world);
    let link = mailed_token(&world, EMAIL);
    let typed = format!(" {} - {} ", &code[..3], &code[3..]);
    let opened = enter(&world, &request, &typed);
    assert_eq!((opened.status, opened.text("/user/email")), (200, EMAIL.into()), "{opened:?}");
    assert_refused(&enter(&world, &request, &code));
    assert_eq!(world.post(CODE_ROUTE, json!({ "token": link })).text("/error"), "INVALID_TOKEN");
}

#[test]
fn the_link_spends_the_code() {
    let world = World::new();
    let (request, code) = asked(&world);
    let link = mailed_token(&world, EMAIL);
    assert_eq!(world.post(CODE_ROUTE, json!({ "token": link })).status, 200);
    assert_refused(&enter(&world, &request, &code));
}

#[test]
fn the_mail_says_who_asked_and_from_where() {
    let world = World::new();
    member(&world);
    let headers = [("cf-connecting-ip", "192.0.2.7"), ("cf-ipcity", "Graz"), ("user-agent", "Firefox/140.0 (Linux)")];
    world.send("POST", "/api/auth/send-magic-link", &headers, Some(json!({ "email": EMAIL })));
    world.finish_background();
    let text = world.mailer.newest_to(EMAIL).text;
    assert!(text.contains("192.0.2.7") && text.contains("Firefox"), "{text}");
    assert!(text.find("?token=").expect("a link") < text.find(&mailed_code(&world)).expect("a code"), "{text}");
}

#[test]
fn five_wrong_codes_void_the_code_and_the_link_stays() {
    let world = World::new();
    let (request, code) = asked(&world);
    let link = mailed_token(&world, EMAIL);
    for _ in 0..5 {
        assert_refused(&enter(&world, &request, &wrong(&code)));
    }
    let late = enter(&world, &request, &code);
    assert_eq!((late.status, late.assert_limited() > 0), (429, true), "{late:?}");
    assert_eq!(world.post(CODE_ROUTE, json!({ "token": link })).status, 200);
}

#[test]
fn a_window_that_ends_sooner_does_not_revive_a_code() {
    let world = World::with_settings(&[("LIMIT_WINDOW_SECONDS", "60")]);
    let (request, code) = asked(&world);
    for _ in 0..5 {
        assert_refused(&enter(&world, &request, &wrong(&code)));
    }
    world.clock.advance(61);
    assert_eq!(enter(&world, &request, &code).status, 429);
    let request = ask(&world, EMAIL);
    assert_eq!(enter(&world, &request, &mailed_code(&world)).status, 200, "a new mail has a new code");
}

#[test]
fn wrong_codes_are_counted_by_mailbox_over_its_mails_and_by_day() {
    let world = World::new();
    let (mut request, mut code) = asked(&world);
    for guess in 0..20 {
        if guess > 0 && guess % 5 == 0 {
            assert_eq!(enter(&world, &request, &code).status, 429, "the mailbox, after {guess}");
            world.clock.advance(901);
        }
        if guess % 5 < 3 {
            request = ask(&world, EMAIL);
            code = mailed_code(&world);
        }
        assert_refused(&enter(&world, &request, &wrong(&code)));
    }
    world.clock.advance(901);
    request = ask(&world, EMAIL);
    assert_eq!(enter(&world, &request, &mailed_code(&world)).status, 429, "the day");
    let link = mailed_token(&world, EMAIL);
    assert_eq!(world.post(CODE_ROUTE, json!({ "token": link })).status, 200, "links work");
    world.clock.advance(24 * 60 * 60);
    request = ask(&world, EMAIL);
    assert_eq!(enter(&world, &request, &mailed_code(&world)).status, 200);
}

#[test]
fn right_codes_are_in_no_count() {
    let world = World::new();
    member(&world);
    for _ in 0..8 {
        world.clock.advance(400);
        let request = ask(&world, EMAIL);
        assert_eq!(enter(&world, &request, &mailed_code(&world)).status, 200);
    }
    let counted = "attempts WHERE (subject LIKE 'code%' OR subject LIKE 'address:%') AND count > 0";
    assert_eq!(world.database.count(counted), 0);
}

#[test]
fn an_address_without_an_account_is_answered_alike() {
    let world = World::new();
    let (request, code) = asked(&world);
    let unknown = ask(&world, "nobody@acme.test");
    assert_eq!(request.len(), unknown.len());
    assert_eq!(request.matches('.').count(), unknown.matches('.').count());
    for guess in 0..7 {
        let answers = [&request, &unknown].map(|request| {
            let body = json!({ "requestId": request, "code": wrong(&code) });
            let answer = from(&world, guess, CODE_ROUTE, body);
            (answer.status, answer.body)
        });
        assert_eq!(answers[0], answers[1], "guess {guess}");
        assert_eq!(answers[0].0, if guess < 5 { 400 } else { 429 }, "guess {guess}");
    }
}

#[test]
fn the_code_of_another_request_is_refused() {
    let world = World::new();
    let (former, former_code) = asked(&world);
    let newer = ask(&world, EMAIL);
    let newer_code = mailed_code(&world);
    assert_refused(&enter(&world, &former, &newer_code));
    if former_code != newer_code {
        assert_refused(&enter(&world, &newer, &former_code));
    }
    let sign_up = json!({ "email": "eve@acme.test", "password": "SecurePassword123" });
    assert_eq!(world.post("/api/auth/sign-up", sign_up).status, 201);
    let eves = ask(&world, "eve@acme.test");
    assert_refused(&enter(&world, &eves, &newer_code));
    for made_up in ["", "1.AAAA", "made up", &newer[..newer.len() - 1]] {
        let answer = enter(&world, made_up, &newer_code);
        assert_eq!(answer.status, 400, "{made_up}: {answer:?}");
    }
    assert_eq!(enter(&world, &newer, &newer_code).status, 200);
}

#[test]
fn the_code_expires_with_its_link() {
    let world = World::new();
    let (request, code) = asked(&world);
    world.clock.advance(900);
    assert_refused(&enter(&world, &request, &code));
}

#[test]
fn a_code_made_before_a_rotation_of_auth_secret_is_good() {
    let (newer, former) = ("q8Jx2mZr5Tn7Wb4Kd9Lf3Hs6Vc1Yp0Ga", "Zt4Vb7Nq1Xw9Rk3Mh6Jd8Fg2Ls5Pc0Ye");
    let world = World::with_settings(&[("AUTH_SECRET", former)]);
    let (request, code) = asked(&world);
    let rotated = world.redeployed(&[("AUTH_SECRET", newer), ("AUTH_SECRET_PREVIOUS", former)]);
    assert_eq!(enter(&rotated, &request, &code).status, 200);
}

#[test]
fn malformed_input_is_no_guess() {
    let world = World::new();
    let (request, code) = asked(&world);
    for typed in ["12345", "1234567", "12345a", "-"] {
        assert_refused(&enter(&world, &request, typed));
    }
    for _ in 0..5 {
        assert_eq!(world.post(CODE_ROUTE, json!({ "requestId": request })).text("/error"), "INVALID_REQUEST");
        assert_eq!(world.post(CODE_ROUTE, json!({ "code": code })).text("/error"), "INVALID_REQUEST");
        let both = json!({ "token": "magic-link.x", "requestId": request, "code": code });
        assert_eq!(world.post(CODE_ROUTE, both).text("/error"), "INVALID_REQUEST");
    }
    assert_eq!(enter(&world, &request, &code).status, 200);
}

#[test]
fn the_second_factor_is_asked_for_and_five_wrong_ones_spend_both() {
    let enrolled = Enrolled::new();
    let world = &enrolled.world;
    let request = ask(world, EMAIL);
    let code = mailed_code(world);
    let link = mailed_token(world, EMAIL);
    let enter =
        |totp: Option<&str>| world.post(CODE_ROUTE, json!({ "requestId": request, "code": code, "totpCode": totp }));
    for _ in 0..5 {
        assert_eq!(enter(None).text("/error"), "TOTP_REQUIRED");
        assert_eq!(enter(Some(&enrolled.wrong_code())).text("/error"), "INVALID_TOTP");
    }
    assert_refused(&enter(Some(&enrolled.code())));
    let by_link = json!({ "token": link, "totpCode": enrolled.code() });
    assert_eq!(world.post(CODE_ROUTE, by_link).text("/error"), "INVALID_TOKEN");

    let request = ask(world, EMAIL);
    let body = json!({ "requestId": request, "code": mailed_code(world), "totpCode": enrolled.code() });
    assert_eq!(world.post(CODE_ROUTE, body).status, 200);
}

#[test]
fn a_wrong_mailed_code_tells_nothing_of_the_second_factor() {
    let enrolled = Enrolled::new();
    let request = ask(&enrolled.world, EMAIL);
    let code = wrong(&mailed_code(&enrolled.world));
    for totp in [Json::Null, json!(enrolled.code()), json!(enrolled.wrong_code())] {
        let body = json!({ "requestId": request, "code": code, "totpCode": totp });
        assert_refused(&enrolled.world.post(CODE_ROUTE, body));
    }
}

#[test]
fn a_code_that_is_over_tells_nothing_of_the_second_factor() {
    for over in [
        "UPDATE one_time_tokens SET spent_by = 'another' RETURNING id",
        "UPDATE one_time_tokens SET expires_at = 1 RETURNING id",
        "UPDATE accounts SET email = 'b@acme.test', email_key = 'b@acme.test' RETURNING id",
    ] {
        let enrolled = Enrolled::new();
        let request = ask(&enrolled.world, EMAIL);
        let code = mailed_code(&enrolled.world);
        enrolled.world.database.query(over);
        assert_refused(&enter(&enrolled.world, &request, &code));
    }
}

#[test]
fn a_first_proof_removes_what_was_set_before() {
    let world = World::new();
    let session = signed_up(&world);
    let request = ask(&world, EMAIL);
    let opened = enter(&world, &request, &mailed_code(&world));
    assert_eq!((opened.status, opened.body["user"]["emailVerified"].clone()), (200, json!(true)), "{opened:?}");
    assert_eq!(world.database.count("passwords"), 0);
    assert_eq!(world.as_bearer(&session, "GET", "/api/auth/session", None).status, 401);
    world.finish_background();
    assert!(world.mailer.newest_to(EMAIL).subject.starts_with("Your account was reset"));
}

#[test]
fn an_address_that_changed_hands_takes_no_code() {
    let world = World::new();
    registered(&world);
    let request = ask(&world, EMAIL);
    let code = mailed_code(&world);
    world.database.query("UPDATE accounts SET email = 'b@acme.test', email_key = 'b@acme.test' RETURNING id");
    assert_refused(&enter(&world, &request, &code));
}

#[test]
fn a_sign_in_by_code_takes_two_trips_and_a_third_with_a_second_factor() {
    let world = World::new();
    let (request, code) = asked(&world);
    let before = world.database.trips.get();
    assert_eq!(enter(&world, &request, &code).status, 200);
    assert_eq!(world.database.trips.get() - before, 2);

    let enrolled = Enrolled::new();
    let world = &enrolled.world;
    let body = json!({ "requestId": ask(world, EMAIL), "code": mailed_code(world), "totpCode": enrolled.code() });
    let before = world.database.trips.get();
    assert_eq!(world.post(CODE_ROUTE, body).status, 200);
    assert_eq!(world.database.trips.get() - before, 3);
}
