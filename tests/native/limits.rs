//! Rate limits: the event counted, its subject, and protection against unauthenticated callers who fill a counter.

mod clearing;
mod mailed_codes;
mod repeated_presses;

use serde_json::json;

use crate::support::mailed::{EMAIL, address_change, form, mailed_token, signed_up};
use crate::support::second_factor::Enrolled;
use crate::support::{Answer, World};

/// Count of a subject in its current window.
pub fn counted(world: &World, prefix: &str) -> i64 {
    let rows = world.database.query(&format!("SELECT sum(count) AS n FROM attempts WHERE subject LIKE '{prefix}:%'"));
    rows[0]["n"].as_i64().unwrap_or_default()
}

fn guess(world: &World, email: &str, code: Option<&str>) -> Answer {
    let mut body = json!({ "email": email, "password": "WrongPassword123" });
    if let Some(code) = code {
        body["totpCode"] = code.into();
    }
    world.post("/api/auth/sign-in", body)
}

#[test]
fn wrong_passwords_on_a_locked_account_leave_the_counter_of_codes_alone() {
    let enrolled = Enrolled::new();
    let world = &enrolled.world;
    for _ in 0..10 {
        assert_eq!(guess(world, EMAIL, Some("000000")).status, 401);
        world.finish_background();
    }
    assert_eq!((counted(world, "account"), counted(world, "codes")), (10, 0));
    // Background work is dropped from here on, as if every request were in flight at once.
    for _ in 0..30 {
        assert_eq!(guess(world, EMAIL, Some("000000")).status, 429);
    }
    assert_eq!(counted(world, "codes"), 0, "a stranger has no hold on it");
    world.post("/api/auth/send-magic-link", json!({ "email": EMAIL }));
    world.finish_background();
    let body = json!({ "token": mailed_token(world, EMAIL), "totpCode": enrolled.code() });
    assert_eq!(world.post("/api/auth/magic-link", body).status, 200, "the owner comes in");
}

#[test]
fn a_client_beyond_its_limit_counts_against_no_account_and_leaves_no_row() {
    let world = World::new();
    signed_up(&world);
    for n in 0..50 {
        assert_eq!(guess(&world, &format!("nobody{n}@acme.test"), None).status, 401);
    }
    world.finish_background();
    let rows = world.database.count("attempts");
    for n in 0..20 {
        assert_eq!(guess(&world, &format!("stranger{n}@acme.test"), Some("000000")).status, 429);
        assert_eq!(guess(&world, EMAIL, Some("000000")).status, 429);
    }
    assert_eq!((counted(&world, "account"), world.database.count("attempts")), (0, rows));
}

#[test]
fn a_token_of_another_kind_or_a_spent_link_is_no_first_factor() {
    let enrolled = Enrolled::new();
    let world = &enrolled.world;
    let session = Some(json!({ "email": "new@acme.test" }));
    assert_eq!(world.as_bearer(&enrolled.session, "POST", "/api/auth/change-email", session).status, 200);
    let confirmation = mailed_token(world, "new@acme.test");
    world.post("/api/auth/send-magic-link", json!({ "email": EMAIL }));
    let link = mailed_token(world, EMAIL);
    let body = |token: &str, code: &str| json!({ "token": token, "totpCode": code });
    assert_eq!(world.post("/api/auth/magic-link", body(&link, &enrolled.code())).status, 200);
    let last_step = || world.database.query("SELECT last_step FROM totp");
    let (before, accounts, codes) = (last_step(), counted(world, "account"), counted(world, "codes"));
    world.clock.advance(30);
    for token in [&confirmation, &link] {
        for code in [enrolled.wrong_code(), enrolled.code()] {
            let answer = world.post("/api/auth/magic-link", body(token, &code));
            assert_eq!((answer.status, answer.text("/error").as_str()), (401, "INVALID_TOKEN"));
        }
    }
    assert_eq!((last_step(), counted(world, "account"), counted(world, "codes")), (before, accounts, codes));
    assert_eq!(
        form(world, "/confirm-address", &confirmation, "mine").status,
        200,
        "it is good for what it is good for"
    );
}

#[test]
fn an_approval_over_the_mail_budget_works_in_the_next_window() {
    let world = World::new();
    let approval = address_change(&world);
    let other = json!({ "username": "eve", "session_platform": "test" });
    let other = world.post("/auth/registration", other).text("/session_token");
    for _ in 0..5 {
        let body = Some(json!({ "email": "new@acme.test" }));
        assert_eq!(world.as_bearer(&other, "POST", "/api/auth/change-email", body).status, 200);
    }
    assert_eq!(form(&world, "/approve-address-change", &approval, "approve").status, 429);
    world.clock.advance(900);
    assert_eq!(form(&world, "/approve-address-change", &approval, "approve").status, 200);
    let token = mailed_token(&world, "new@acme.test");
    assert_eq!(form(&world, "/confirm-address", &token, "mine").status, 200);
}

fn beside(enrolled: &Enrolled, code: &str) -> u16 {
    let answer = enrolled.sign_in(json!({ "totpCode": code }));
    enrolled.world.finish_background();
    answer.status
}

fn by_link(enrolled: &Enrolled, code: Option<&str>) -> u16 {
    let world = &enrolled.world;
    world.post("/api/auth/send-magic-link", json!({ "email": EMAIL }));
    let mut body = json!({ "token": mailed_token(world, EMAIL) });
    if let Some(code) = code {
        body["totpCode"] = code.into();
    }
    let answer = world.post("/api/auth/magic-link", body);
    world.finish_background();
    answer.status
}

#[test]
fn wrong_passwords_and_wrong_second_factors_are_counted_apart() {
    let enrolled = Enrolled::new();
    let world = &enrolled.world;
    for _ in 0..10 {
        assert_eq!(beside(&enrolled, &enrolled.wrong_code()), 401);
    }
    assert_eq!((counted(world, "account"), counted(world, "codes")), (0, 10), "the passwords were right");
    assert_eq!(enrolled.sign_in(json!({})).text("/error"), "TOTP_REQUIRED", "and go on being looked at");
    assert_eq!((beside(&enrolled, &enrolled.code()), by_link(&enrolled, Some(&enrolled.code()))), (429, 429));
    assert_eq!(enrolled.verify(&enrolled.code()).status, 429);
    for email in [EMAIL, "nobody@acme.test"] {
        assert_eq!(guess(world, email, Some("000000")).status, 401, "a wrong password does not tell: {email}");
    }

    let enrolled = Enrolled::new();
    for _ in 0..10 {
        guess(&enrolled.world, EMAIL, None);
    }
    assert_eq!(beside(&enrolled, &enrolled.code()), 429);
    assert_eq!(by_link(&enrolled, Some(&enrolled.wrong_code())), 401);
    assert_eq!((counted(&enrolled.world, "account"), counted(&enrolled.world, "codes")), (10, 1));
}

#[test]
fn unlimited_acts_leave_one_event_per_window_and_no_counter_outlives_the_account() {
    let world = World::new();
    let token = crate::support::passkeys::signed_up(&world);
    let id = crate::support::passkeys::registered(&world, &token, &mut crate::support::passkeys::Authenticator::new(1));
    let events = |kind: &str| {
        world.finish_background();
        world.database.query(&format!("SELECT id FROM events WHERE kind = '{kind}'")).len()
    };
    for window in 1..=2 {
        for n in 0..5 {
            assert_eq!(world.as_bearer(&token, "GET", "/api/auth/user/export", None).status, 200);
            let name = Some(json!({ "name": format!("Key {n}") }));
            assert_eq!(world.as_bearer(&token, "PATCH", &format!("/api/auth/passkeys/{id}"), name).status, 200);
            let wrong = Some(json!({ "currentPassword": "WrongPassword123", "newPassword": "AnotherPassword456" }));
            assert_eq!(world.as_bearer(&token, "POST", "/api/auth/change-password", wrong).status, 401);
            assert_eq!(guess(&world, EMAIL, None).status, 401);
        }
        for kind in ["exported", "passkey-renamed", "reauthentication-failed", "sign-in-failed"] {
            assert_eq!(events(kind), window, "{kind}");
        }
        world.clock.advance(900);
    }
    let account = world.database.query("SELECT id FROM accounts")[0]["id"].as_str().expect("an id").to_owned();
    let left = || world.database.query(&format!("SELECT subject FROM attempts WHERE subject LIKE '%{account}%'")).len();
    assert!(left() > 3);
    let body = json!({ "password": "SecurePassword123" });
    assert_eq!(world.as_bearer(&token, "DELETE", "/api/auth/user", Some(body)).status, 200);
    world.finish_background();
    assert_eq!(left(), 0);
}

#[test]
fn lists_are_bounded_for_accounts_older_than_the_limits() {
    let world = World::new();
    let token = signed_up(&world);
    world.database.query(
        "INSERT INTO passkeys (id, credential_id, account_id, public_key, sign_count, backup_eligible, backed_up, name, created_at)
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150)
         SELECT 'p' || i, 'c' || i, accounts.id, 'k', 0, 0, 0, 'Key', i FROM n, accounts RETURNING id",
    );
    world.database.query(
        "INSERT INTO identities (id, provider, subject, account_id, created_at)
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150)
         SELECT 'i' || i, 'github', 's' || i, accounts.id, i FROM n, accounts RETURNING id",
    );
    for list in ["passkeys", "identities"] {
        let answer = world.as_bearer(&token, "GET", &format!("/api/auth/{list}"), None);
        assert_eq!(answer.body[list].as_array().map(Vec::len), Some(100), "{list}");
    }
}
