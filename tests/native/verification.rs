//! Verification mail without a session, for people who cannot sign in until they verify.

use serde_json::{Value as Json, json};

use crate::support::mailed::{EMAIL, form, mailed_token, signed_up};
use crate::support::{Answer, World};

const PATH: &str = "/api/auth/send-verification-email";

fn ask(world: &World, email: &str) -> Answer {
    world.post(PATH, json!({ "email": email }))
}

fn mails(world: &World) -> usize {
    world.finish_background();
    world.mailer.sent.borrow().len()
}

#[test]
fn every_address_gets_the_same_answer_and_only_an_unproven_one_a_mail() {
    let world = World::new();
    signed_up(&world);
    let proven = json!({ "email": "proven@acme.test", "password": "SecurePassword123" });
    assert_eq!(world.post("/api/auth/sign-up", proven).status, 201);
    world.post("/api/auth/verify-email", json!({ "token": mailed_token(&world, "proven@acme.test") }));
    for (email, is_mailed) in
        [(EMAIL, true), ("ADA@acme.test ", true), ("proven@acme.test", false), ("nobody@acme.test", false)]
    {
        let (sent, trips) = (mails(&world), world.database.trips.get());
        let answer = ask(&world, email);
        let trips = world.database.trips.get() - trips;
        assert_eq!((answer.status, answer.body, trips), (200, json!({ "success": true }), 2), "{email}");
        assert_eq!(mails(&world) - sent, usize::from(is_mailed), "{email}");
    }
    let token = mailed_token(&world, EMAIL);
    assert_eq!(form(&world, "/verify-email", &token, "mine").status, 200);
}

#[test]
fn the_mailed_code_works_in_the_persons_session() {
    let world = World::new();
    let session = signed_up(&world);
    assert_eq!(ask(&world, EMAIL).status, 200);
    world.finish_background();
    let text = world.mailer.newest_to(EMAIL).text;
    let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
    let code = json!({ "verification_code": text.lines().find(is_code).expect("a code") });
    assert_eq!(world.as_bearer(&session, "POST", "/api/v1/auth/verify-email/", Some(code)).status, 200);
}

#[test]
fn requests_are_limited_whether_an_account_has_the_address_or_not() {
    let world = World::new();
    signed_up(&world);
    world.clock.advance(24 * 60 * 60);
    let answers = |email: &str| (0..7).map(|_| ask(&world, email)).map(|a| (a.status, a.body)).collect::<Vec<_>>();
    let (known, unknown) = (answers(EMAIL), answers("nobody@acme.test"));
    assert_eq!(known, unknown);
    let statuses: Vec<u16> = known.iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429, 429]);
    assert_eq!(mails(&world), 1 + 5);
}

#[test]
fn a_session_decides_which_address_it_is() {
    let world = World::new();
    let session = signed_up(&world);
    let other = Some(json!({ "email": "other@acme.test" }));
    assert_eq!(world.as_bearer(&session, "POST", PATH, other.clone()).status, 200);
    world.finish_background();
    assert_eq!(world.mailer.sent.borrow().last().map(|mail| mail.to.clone()).as_deref(), Some(EMAIL));
    let sent = mails(&world);
    assert_eq!(world.as_bearer("no.such.token", "POST", PATH, other.clone()).status, 401, "Authorization decides");
    assert_eq!(mails(&world), sent);
    let stale = world.send("POST", PATH, &[("cookie", "access_token=no.such.token")], other);
    assert_eq!(stale.status, 200, "a cookie that is over is as good as none");
    for body in [json!({}), json!({ "email": "" }), json!({ "email": null })] {
        let answer = world.post(PATH, body.clone());
        assert_eq!((answer.status, &answer.body["error"]), (401, &json!("INVALID_TOKEN")), "{body}");
    }
    assert_eq!(ask(&world, "no address").text("/error"), "INVALID_EMAIL");
    let malformed = world.as_bearer(&session, "POST", PATH, Some(json!({ "email": "no address" })));
    assert_eq!(malformed.text("/error"), "INVALID_EMAIL", "a session is no reason to take it");
    for absent in [json!({ "email": "" }), json!({ "email": null })] {
        assert_eq!(world.as_bearer(&session, "POST", PATH, Some(absent)).status, 200);
    }
}

#[test]
fn the_page_that_refuses_an_unproven_address_mails_it_again() {
    let world = World::with_settings(&[("REQUIRE_VERIFIED_EMAIL", "true")]);
    signed_up(&world);
    let sign_in = |body: Json| world.post("/sign-in", body);
    let refused = sign_in(json!({ "login": EMAIL, "password": "SecurePassword123" }));
    let offers =
        |answer: &Answer| answer.body.as_str().expect("a page").contains("formaction=\"/sign-in/verification\"");
    assert!(refused.status == 403 && offers(&refused), "{refused:?}");
    let wrong = sign_in(json!({ "login": EMAIL, "password": "WrongPassword123" }));
    assert!(wrong.status == 401 && !offers(&wrong), "a wrong password tells nothing");

    let sent = mails(&world);
    let again = |login: &str| world.post("/sign-in/verification", json!({ "login": login, "password": "x" }));
    let (known, unknown) = (again(EMAIL), again("nob@acme.test"));
    let html = |answer: &Answer| answer.body.as_str().expect("a page").replace(EMAIL, "").replace("nob@acme.test", "");
    assert_eq!((known.status, html(&known)), (unknown.status, html(&unknown)));
    assert_eq!((known.status, mails(&world) - sent), (200, 1));
    let by_username = again("ada");
    assert!(by_username.status == 400 && offers(&by_username), "{by_username:?}");
}
