//! Change of address: the mailbox asked to approve it, and the events that cancel it.

use serde_json::json;

use crate::support::World;
use crate::support::mailed::{EMAIL, address_change, form, mailed_token, signed_up};

const NEW: &str = "new@acme.test";

/// Mailboxes that get a mail from a change requested in this way.
fn asked(is_proven: bool, shows_password: bool, is_fresh: bool) -> Vec<String> {
    let world = World::new();
    let session = signed_up(&world);
    if is_proven {
        world.database.query("UPDATE accounts SET email_verified_at = 1 RETURNING id");
    }
    if !is_fresh {
        world.clock.advance(601);
    }
    let before = world.mailer.sent.borrow().len();
    let mut body = json!({ "email": NEW });
    if shows_password {
        body["password"] = "SecurePassword123".into();
    }
    assert_eq!(world.as_bearer(&session, "POST", "/api/auth/change-email", Some(body)).status, 200);
    world.finish_background();
    world.mailer.sent.borrow().iter().skip(before).map(|mail| mail.to.clone()).collect()
}

#[test]
fn a_session_that_is_not_fresh_needs_the_old_mailbox_to_approve() {
    for (is_proven, shows_password, is_fresh, expected) in [
        (true, false, false, EMAIL),
        (true, false, true, NEW),
        (true, true, false, NEW),
        (true, true, true, NEW),
        (false, false, false, NEW),
        (false, false, true, NEW),
        (false, true, false, NEW),
    ] {
        let written = asked(is_proven, shows_password, is_fresh);
        assert_eq!(written, [expected], "proven {is_proven}, password {shows_password}, fresh {is_fresh}");
    }
}

#[test]
fn an_approved_address_taken_meanwhile_notifies_its_owner_alone() {
    let world = World::new();
    let approval = address_change(&world);
    let body = json!({ "email": NEW, "password": "SecurePassword123" });
    assert_eq!(world.post("/api/auth/sign-up", body).status, 201);
    world.finish_background();
    assert_eq!(form(&world, "/approve-address-change", &approval, "approve").status, 200);
    world.finish_background();
    let mail = world.mailer.newest_to(NEW);
    assert!(!mail.text.contains("confirm-address"), "{}", mail.text);
    assert!(mail.subject.contains("already"), "{}", mail.subject);
}

#[test]
fn a_registration_with_a_taken_address_notifies_its_owner_alone() {
    let world = World::new();
    signed_up(&world);
    let before = world.mailer.sent.borrow().len();
    let body = json!({ "username": "eve", "email": EMAIL, "session_platform": "test" });
    assert_eq!(world.post("/auth/registration", body).status, 200);
    world.finish_background();
    let sent = world.mailer.sent.borrow();
    let new: Vec<&str> = sent.iter().skip(before).map(|mail| mail.text.as_str()).collect();
    assert_eq!(new.len(), 1, "{new:?}");
    assert!(!new[0].contains("verify-email"), "{new:?}");
}

#[test]
fn a_requested_address_change_ends_with_its_session() {
    let world = World::new();
    let thief = signed_up(&world);
    let body = json!({ "email": "thief@acme.test" });
    assert_eq!(world.as_bearer(&thief, "POST", "/api/auth/change-email", Some(body)).status, 200);
    let token = mailed_token(&world, "thief@acme.test");
    assert_eq!(world.as_bearer(&thief, "POST", "/api/auth/sign-out", None).status, 200);
    assert_eq!(form(&world, "/confirm-address", &token, "mine").status, 400);
}

#[test]
fn an_address_that_was_asked_for_is_void_once_the_one_before_is_proven() {
    let proofs: [fn(&World, &str); 3] = [
        |world, token| assert_eq!(form(world, "/verify-email", token, "mine").status, 200),
        |world, token| assert_eq!(world.post("/api/auth/verify-email", json!({ "token": token })).status, 200),
        |world, _| {
            let code = world.mailer.newest_to(EMAIL).text.lines().find(|line| is_code(line)).map(str::to_owned);
            let body = json!({ "login": EMAIL, "password": "SecurePassword123" });
            let owner = world.post("/api/v1/auth/signin", body).cookie("access_token");
            let code = json!({ "verification_code": code });
            assert_eq!(world.as_bearer(&owner, "POST", "/api/v1/auth/verify-email", Some(code)).status, 200);
        },
    ];
    for prove in proofs {
        let world = World::new();
        let thief = signed_up(&world);
        let verification = mailed_token(&world, EMAIL);
        world.clock.advance(601);
        let body = json!({ "email": NEW });
        assert_eq!(world.as_bearer(&thief, "POST", "/api/auth/change-email", Some(body.clone())).status, 200);
        let token = mailed_token(&world, NEW);
        world.clock.advance(1);
        prove(&world, &verification);
        assert_eq!(form(&world, "/confirm-address", &token, "mine").status, 400, "the proven mailbox was not asked");
        assert_eq!(json!(world.database.query("SELECT email FROM accounts")), json!([{ "email": EMAIL }]));
        let fresh = world.post("/api/auth/sign-in", json!({ "email": EMAIL, "password": "SecurePassword123" }));
        let session = fresh.text("/session/token");
        assert_eq!(world.as_bearer(&session, "POST", "/api/auth/change-email", Some(body)).status, 200);
        assert_eq!(form(&world, "/confirm-address", &mailed_token(&world, NEW), "mine").status, 200);
    }
}

fn is_code(line: &str) -> bool {
    line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit())
}

#[test]
fn not_mine_detaches_the_accounts_own_address_requested_as_a_new_one() {
    let world = World::new();
    let squatter = signed_up(&world);
    let body = json!({ "email": EMAIL });
    assert_eq!(world.as_bearer(&squatter, "POST", "/api/auth/change-email", Some(body)).status, 200);
    let token = mailed_token(&world, EMAIL);
    assert_eq!(form(&world, "/confirm-address", &token, "not_mine").status, 200);
    assert_eq!(world.database.query("SELECT * FROM accounts WHERE email IS NOT NULL").len(), 0);
}

const DAY: i64 = 24 * 60 * 60;

/// Changes the address of a signed-up person, by their password; the session.
fn changed(world: &World, is_proven: bool) -> String {
    let session = signed_up(world);
    if is_proven {
        world.database.query("UPDATE accounts SET email_verified_at = 1 RETURNING id");
    }
    let body = json!({ "email": NEW, "password": "SecurePassword123" });
    assert_eq!(world.as_bearer(&session, "POST", "/api/auth/change-email", Some(body)).status, 200);
    let confirmation = mailed_token(world, NEW);
    assert_eq!(form(world, "/confirm-address", &confirmation, "mine").status, 200);
    world.finish_background();
    session
}

fn address(world: &World) -> serde_json::Value {
    json!(world.database.query("SELECT email FROM accounts"))[0]["email"].clone()
}

#[test]
fn the_former_mailbox_takes_its_address_back_for_seven_days() {
    for (days, status, expected) in [(0, 200, EMAIL), (7 * DAY - 1, 200, EMAIL), (7 * DAY, 400, NEW)] {
        let world = World::new();
        changed(&world, true);
        assert_eq!(address(&world), NEW);
        let mail = world.mailer.newest_to(EMAIL);
        assert!(mail.subject.starts_with("Your email address was changed"), "{}", mail.subject);
        let undo = mail.text.split_once("/keep-address?token=").expect("a link").1;
        let undo = undo.split_whitespace().next().expect("a token").to_owned();
        world.clock.advance(days);
        world.database.query(&format!("UPDATE sessions SET ends_at = ends_at + {days}"));
        assert_eq!(form(&world, "/keep-address", &undo, "confirm").status, status, "{days}");
        assert_eq!(address(&world), expected, "{days}");
        let is_out = world.database.count("sessions") == 0;
        assert_eq!(is_out, status == 200, "{days}");
        assert_eq!(form(&world, "/keep-address", &undo, "confirm").status, 400, "once");
    }
}

#[test]
fn an_unproven_address_is_not_taken_back() {
    let world = World::new();
    changed(&world, false);
    assert!(!world.mailer.newest_to(EMAIL).text.contains("keep-address"));
    assert_eq!(world.database.count("former_addresses"), 0);
}
