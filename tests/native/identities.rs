//! Accounts that a provider's assertion opens, and when a code of the second factor is asked for as well.

use serde_json::{Value as Json, json};

use crate::support::federation::{BROWSER, enrolled, sent, signed_up, verified, visit, world};
use crate::support::second_factor::code_now;
use crate::support::{Answer, World};

const EMAILS: &str = "https://api.github.com/user/emails";

/// Account with a second factor and no identity, its address proven or not; the session and the TOTP secret.
fn with_factor(is_proven: bool) -> (World, String, String) {
    let world = world();
    let token = verified(&world);
    let secret = world.as_bearer(&token, "POST", "/api/auth/two-factor/enable", None).text("/secret");
    let body = json!({ "code": code_now(&world, &secret) });
    assert_eq!(world.as_bearer(&token, "POST", "/api/auth/two-factor/verify", Some(body)).status, 200);
    world.clock.advance(30);
    if !is_proven {
        unprove(&world);
    }
    (world, token, secret)
}

fn unprove(world: &World) {
    world.database.query("UPDATE accounts SET email_verified_at = NULL RETURNING id");
}

fn is_asked_for_a_code(answer: &Answer) -> bool {
    answer.body["error"] == "TOTP_REQUIRED" && answer.body["session"].is_null()
}

fn answer_challenge(world: &World, asked: &Answer, code: &str) -> Answer {
    let body = json!({ "challenge": asked.text("/challenge"), "totpCode": code });
    world.post("/api/auth/two-factor/challenge", body)
}

fn told_of_a_new_way_in(world: &World) -> usize {
    world.finish_background();
    world.mailer.sent.borrow().iter().filter(|mail| mail.subject.contains("sign in")).count()
}

fn linkings(world: &World) -> usize {
    world.database.query("SELECT id FROM events WHERE kind = 'identity-linked' AND session_id IS NOT NULL").len()
}

#[test]
fn a_proven_address_links_an_identity_only_with_the_code() {
    let (world, _, secret) = with_factor(true);
    let asked = visit(&world, None);
    assert!(is_asked_for_a_code(&asked), "{asked:?}");
    let code = code_now(&world, &secret);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    assert_eq!(answer_challenge(&world, &asked, wrong).text("/error"), "INVALID_TOTP");
    let before = (world.database.count("identities"), linkings(&world), told_of_a_new_way_in(&world));
    assert_eq!(before, (0, 0, 0), "a mailbox alone links nothing");
    let answered = answer_challenge(&world, &asked, &code);
    assert_eq!(answered.status, 200, "{answered:?}");
    let after = (world.database.count("identities"), linkings(&world), told_of_a_new_way_in(&world));
    assert_eq!(after, (1, 1, 1));
    let methods = world.database.query("SELECT method FROM sessions ORDER BY created_at DESC");
    assert_eq!(methods[0]["method"], "identity");

    world.clock.advance(30);
    let again = visit(&world, None);
    assert_eq!(answer_challenge(&world, &again, &code_now(&world, &secret)).status, 200, "{again:?}");
    let later = (world.database.count("identities"), linkings(&world), told_of_a_new_way_in(&world));
    assert_eq!(later, after, "it is known now");
}

#[test]
fn a_code_links_nothing_after_the_address_or_the_identity_changed_hands() {
    let meddling = [
        "UPDATE accounts SET email = 'new@acme.test', email_key = 'new@acme.test' RETURNING id",
        "UPDATE accounts SET email_verified_at = NULL RETURNING id",
        "INSERT INTO accounts (id, name, made_by, created_at) VALUES ('other', 'Bob', 'test', 1) RETURNING id;",
    ];
    for sql in meddling {
        let (world, _, secret) = with_factor(true);
        let asked = visit(&world, None);
        world.database.query(sql);
        let others = if sql.starts_with("INSERT") {
            world.database.query(
                "INSERT INTO identities (id, provider, subject, account_id, created_at)
                 VALUES ('theirs', 'github', '583231', 'other', 1) RETURNING id",
            )
        } else {
            Vec::new()
        };
        let sessions = world.database.count("sessions");
        let answered = answer_challenge(&world, &asked, &code_now(&world, &secret));
        assert_eq!(answered.status, 401, "{sql}: {answered:?}");
        assert_eq!((world.database.count("identities"), linkings(&world)), (others.len() as u64, 0), "{sql}");
        assert_eq!(world.database.count("sessions"), sessions, "{sql}");
    }
}

#[test]
fn a_known_identity_asks_for_the_code_even_where_the_address_was_never_proven() {
    let (world, _) = enrolled();
    unprove(&world);
    let mails = world.mailer.sent.borrow().len();
    let answer = visit(&world, None);
    assert!(is_asked_for_a_code(&answer), "{answer:?}");
    world.finish_background();
    assert_eq!(world.mailer.sent.borrow().len(), mails, "nothing was linked, nobody is told so");
}

#[test]
fn the_owner_is_notified_of_an_identity_once() {
    let world = world();
    verified(&world);
    for _ in 0..3 {
        assert_eq!(visit(&world, None).status, 200);
    }
    assert_eq!(told_of_a_new_way_in(&world), 1);
}

#[test]
fn the_first_proof_of_an_address_removes_an_earlier_second_factor() {
    let (world, squatter, _) = with_factor(false);
    let answer = visit(&world, None);
    assert_eq!((answer.status, answer.body["user"]["emailVerified"].as_bool()), (200, Some(true)));
    assert_eq!((world.database.count("totp"), world.database.count("passwords")), (0, 0));
    assert_eq!(world.as_bearer(&squatter, "GET", "/api/auth/session", None).status, 401);
}

#[test]
fn an_unverified_address_of_a_provider_opens_no_existing_account() {
    for prepare in [verified, signed_up] {
        let world = world();
        prepare(&world);
        world.http.answer(EMAILS, &json!([{ "email": "ada@acme.test", "primary": true, "verified": false }]));
        world.finish_background();
        let answer = visit(&world, None);
        assert_eq!((answer.status, &answer.body["user"]["email"]), (200, &Json::Null), "{answer:?}");
        assert_eq!((world.database.count("accounts"), world.database.count("passwords")), (2, 1));
    }
}

#[test]
fn a_link_begun_by_one_person_is_not_finished_by_another() {
    let world = world();
    let token = verified(&world);
    let body = json!({ "email": "bob@acme.test", "password": "SecurePassword123" });
    let other = world.post("/api/auth/sign-up", body).text("/session/token");
    let come_back = |shown: &str| {
        let (state, browser) = sent(&world, Some(&token));
        let path = format!("/api/auth/callback/github?code=abc&state={state}");
        world.with_cookies(&format!("{BROWSER}={browser}; access_token={shown}"), "GET", &path)
    };
    assert_eq!(come_back(&other).body["error"], "INVALID_TOKEN");
    assert_eq!(world.database.count("identities"), 0);
    assert_eq!(come_back(&token).status, 200);
    assert_eq!(world.database.count("identities"), 1);
}
