//! Change of an address by an operator, confirmed by the new mailbox and undone by the former one.

use serde_json::{Value as Json, json};

use crate::support::mailed::form;
use crate::support::operators::{Office, PASSWORD, call, person, service_key, with_role};
use crate::support::{Answer, World};

const NEW: &str = "robert@acme.test";
const OLD: &str = "bob@acme.test";
const DAY: i64 = 24 * 60 * 60;

fn put(office: &Office, email: &str) -> Answer {
    let answer = office.about_bob("PUT", "/email", json!({ "email": email, "reason": "New name" }));
    office.world.finish_background();
    answer
}

/// Token of the newest link to this page in a mail to this address.
fn token(office: &Office, to: &str, page: &str) -> Option<String> {
    office.world.finish_background();
    let sent = office.world.mailer.sent.borrow();
    let mut lines = sent.iter().rev().filter(|mail| mail.to == to).flat_map(|mail| mail.text.lines());
    let mark = format!("/{page}?token=");
    lines.find_map(|line| line.split_once(&mark)).map(|(_, token)| token.to_owned())
}

fn confirm(office: &Office, token: &str) -> Answer {
    let answer = form(&office.world, "/confirm-address", token, "mine");
    office.world.finish_background();
    answer
}

fn keep(office: &Office, token: &str) -> Answer {
    let answer = form(&office.world, "/keep-address", token, "confirm");
    office.world.finish_background();
    answer
}

/// Address of Bob's account, and whether it is proven.
fn address(office: &Office) -> Json {
    let sql =
        format!("SELECT email, email_verified_at IS NOT NULL AS proven FROM accounts WHERE id = '{}'", office.bob);
    json!(office.world.database.query(&sql)[0])
}

fn is_signed_in(world: &World, session: &str) -> bool {
    world.as_bearer(session, "GET", "/api/auth/session", None).status == 200
}

#[test]
fn the_new_mailbox_confirms_and_the_present_one_is_told_at_once() {
    let office = Office::new();
    let before = office.world.database.trips.get();
    let answer = office.about_bob("PUT", "/email", json!({ "email": NEW, "reason": "New name" }));
    assert_eq!(office.world.database.trips.get() - before, 1, "with the check of the operator");
    office.world.finish_background();
    assert_eq!((answer.status, answer.text("/user/email")), (200, OLD.into()), "not before it is confirmed");
    let told = office.world.mailer.newest_to(OLD);
    assert_eq!(told.subject, "Your email address is about to change · Sesame");
    for part in ["By: operator\n", "Reason: New name", NEW, "/keep-address?token=keep-address."] {
        assert!(told.text.contains(part), "{part} in {}", told.text);
    }
    let confirmation = token(&office, NEW, "confirm-address").expect("a link");
    assert_eq!(confirm(&office, &confirmation).status, 200);
    assert_eq!(address(&office), json!({ "email": NEW, "proven": 1 }));
    assert!(!is_signed_in(&office.world, &office.bobs_session), "no session asked for it");
    let told = office.world.mailer.newest_to(OLD);
    assert_eq!(told.subject, "Your email address was changed · Sesame");
    assert!(!told.text.contains("keep-address"), "the link of the first mail stays good: {}", told.text);
    assert_eq!(confirm(&office, &confirmation).status, 400, "once");
}

#[test]
fn an_unconfirmed_address_changes_nothing_and_its_link_ends_after_an_hour() {
    let office = Office::new();
    put(&office, NEW);
    let confirmation = token(&office, NEW, "confirm-address").expect("a link");
    office.world.clock.advance(3600);
    assert_eq!(confirm(&office, &confirmation).status, 400);
    assert_eq!(address(&office), json!({ "email": OLD, "proven": 1 }));
}

#[test]
fn the_former_mailbox_keeps_its_address_before_and_after_the_confirmation_for_seven_days() {
    for is_confirmed in [false, true] {
        let office = Office::new();
        put(&office, NEW);
        let confirmation = token(&office, NEW, "confirm-address").expect("a link");
        let undo = token(&office, OLD, "keep-address").expect("a link");
        let mut thief = None;
        if is_confirmed {
            assert_eq!(confirm(&office, &confirmation).status, 200);
            let signed_in = office.world.post("/api/auth/sign-in", json!({ "email": NEW, "password": PASSWORD }));
            thief = Some(signed_in.text("/session/token"));
            office.world.clock.advance(7 * DAY - 1);
        }
        let page = office.world.send("GET", &format!("/keep-address?token={undo}"), &[], None);
        assert!(page.status == 200 && page.body.as_str().is_some_and(|html| html.contains(OLD)), "{page:?}");
        assert_eq!(keep(&office, &undo).status, 200, "{is_confirmed}");
        assert_eq!(address(&office), json!({ "email": OLD, "proven": 1 }), "{is_confirmed}");
        for session in thief.iter().chain([&office.bobs_session]) {
            assert!(!is_signed_in(&office.world, session), "{is_confirmed}");
        }
        assert_eq!(confirm(&office, &confirmation).status, 400, "{is_confirmed}");
        assert_eq!(keep(&office, &undo).status, 400, "once");
        assert_eq!(office.world.send("GET", &format!("/keep-address?token={undo}"), &[], None).status, 400, "once");
        let told = office.world.mailer.sent.borrow();
        let told = told.iter().filter(|mail| mail.subject == "Your email address was changed · Sesame");
        let told: Vec<_> = told.map(|mail| mail.to.as_str()).collect();
        assert_eq!(told, if is_confirmed { &[OLD, NEW][..] } else { &[] }, "whose address was replaced");
    }
    let office = Office::new();
    put(&office, NEW);
    let undo = token(&office, OLD, "keep-address").expect("a link");
    office.world.clock.advance(7 * DAY);
    assert_eq!(office.world.send("GET", &format!("/keep-address?token={undo}"), &[], None).status, 400);
    assert_eq!(keep(&office, &undo).status, 400, "seven days later");
}

#[test]
fn a_second_change_leaves_the_first_mailbox_its_right_and_an_undo_ends_later_ones() {
    let office = Office::new();
    for email in [NEW, "thief@acme.test"] {
        put(&office, email);
        office.world.clock.advance(1);
        assert_eq!(confirm(&office, &token(&office, email, "confirm-address").expect("a link")).status, 200);
    }
    let first = token(&office, OLD, "keep-address").expect("a link");
    let second = token(&office, NEW, "keep-address").expect("a link");
    assert_eq!(keep(&office, &first).status, 200);
    assert_eq!(keep(&office, &second).status, 400, "an address from after the kept one");
    assert_eq!(address(&office)["email"], OLD);
}

#[test]
fn an_undo_leaves_the_rights_of_earlier_mailboxes_and_of_other_accounts() {
    let office = Office::new();
    for email in [NEW, "thief@acme.test"] {
        put(&office, email);
        office.world.clock.advance(1);
        assert_eq!(confirm(&office, &token(&office, email, "confirm-address").expect("a link")).status, 200);
    }
    let [first, second] = [OLD, NEW].map(|to| token(&office, to, "keep-address").expect("a link"));
    let (carol, _) = person(&office.world, "carol@acme.test");
    let path = format!("/users/{carol}/email");
    let asked = call(&office.world, &office.operator, "PUT", &path, json!({ "email": "caroline@acme.test" }));
    assert_eq!(asked.status, 200, "{asked:?}");
    let of_another = token(&office, "carol@acme.test", "keep-address").expect("a link");
    let vouched = "UPDATE accounts SET email_vouched_at = 1, unattached_email = 'x@acme.test' WHERE email_key = 'thief@acme.test'";
    office.world.database.query(vouched);
    assert_eq!(keep(&office, &second).status, 200);
    assert_eq!(address(&office)["email"], NEW);
    let kept =
        format!("accounts WHERE id = '{}' AND email_vouched_at IS NULL AND unattached_email IS NULL", office.bob);
    assert_eq!(office.world.database.count(&kept), 1, "nobody vouches for it, and no other address waits");
    assert_eq!(keep(&office, &of_another).status, 200, "a later link of another account");
    assert_eq!(keep(&office, &first).status, 200, "an earlier one");
    assert_eq!(address(&office)["email"], OLD);
}

#[test]
fn an_address_that_somebody_took_unproven_meanwhile_is_given_back() {
    let office = Office::new();
    put(&office, NEW);
    let undo = token(&office, OLD, "keep-address").expect("a link");
    assert_eq!(confirm(&office, &token(&office, NEW, "confirm-address").expect("a link")).status, 200);
    let squatter = office.world.post("/api/auth/sign-up", json!({ "email": OLD, "password": PASSWORD }));
    assert_eq!(squatter.status, 201);
    assert_eq!(keep(&office, &undo).status, 200);
    assert_eq!(address(&office)["email"], OLD);
    let squatted = format!("accounts WHERE id = '{}' AND email IS NULL", squatter.text("/user/id"));
    assert_eq!(office.world.database.count(&squatted), 1);

    let office = Office::new();
    put(&office, NEW);
    let undo = token(&office, OLD, "keep-address").expect("a link");
    assert_eq!(confirm(&office, &token(&office, NEW, "confirm-address").expect("a link")).status, 200);
    person(&office.world, OLD);
    assert_eq!(keep(&office, &undo).status, 400, "another account has proven it");
    assert_eq!(address(&office)["email"], NEW);
}

#[test]
fn an_unproven_address_is_told_and_keeps_nothing() {
    let office = Office::new();
    office.world.database.query("UPDATE accounts SET email_verified_at = NULL WHERE role IS NULL");
    assert_eq!(put(&office, NEW).status, 200);
    assert_eq!(office.world.mailer.newest_to(OLD).subject, "Your email address is about to change · Sesame");
    assert_eq!(token(&office, OLD, "keep-address"), None);
    assert_eq!(office.world.database.count("former_addresses"), 0);
}

#[test]
fn a_taken_malformed_or_missing_address_is_refused() {
    let office = Office::new();
    for (body, status, code) in [
        (json!({ "email": "OLGA@acme.test" }), 409, "USER_ALREADY_EXISTS"),
        (json!({ "email": OLD }), 409, "USER_ALREADY_EXISTS"),
        (json!({ "email": "nobody" }), 400, "INVALID_EMAIL"),
        (json!({}), 400, "INVALID_REQUEST"),
        (json!({ "email": ["a@acme.test"] }), 400, "INVALID_REQUEST"),
    ] {
        let answer = office.about_bob("PUT", "/email", body.clone());
        assert_eq!((answer.status, answer.text("/error").as_str()), (status, code), "{body}: {answer:?}");
    }
    assert_eq!(office.world.database.count("one_time_tokens WHERE kind = 'confirm-address'"), 0);
    let office = Office::of(World::with_settings(&[("MAIL_TRANSPORT", "none")]));
    let answer = put(&office, NEW);
    assert_eq!((answer.status, answer.text("/error")), (503, "MAIL_NOT_CONFIGURED".into()));
}

#[test]
fn an_operator_alone_changes_addresses_and_never_their_own() {
    let office = Office::new();
    let (_, support) = with_role(&office.world, "sam@acme.test", "support");
    let key = service_key(&office.world, "users:read users:write");
    let body = json!({ "email": NEW });
    for (credential, target) in [(&support, &office.bob), (&key, &office.bob), (&office.operator, &office.operator_id)]
    {
        let answer = call(&office.world, credential, "PUT", &format!("/users/{target}/email"), body.clone());
        assert_eq!((answer.status, answer.text("/error")), (403, "NOT_ALLOWED".into()));
    }
    office.world.clock.advance(601);
    assert_eq!(put(&office, NEW).text("/error"), "REAUTHENTICATION_REQUIRED");
}
