//! Removal of a second factor that somebody else enabled, by the link of the mail about it.

use serde_json::json;
use sesame::ports::Clock;

use crate::support::Answer;
use crate::support::passkeys::{self, Authenticator};
use crate::support::second_factor::{EMAIL, Enrolled, PASSWORD, disable, mailed_token, sign_in};

const PAGE: &str = "/remove-second-factor";
const DAY: i64 = 24 * 60 * 60;

/// Account whose factor a thief of its session enabled, and the token that its owner was mailed.
fn enabled() -> (Enrolled, String) {
    let enrolled = Enrolled::offered();
    assert_eq!(enrolled.verify(&enrolled.code()).status, 200);
    let token = mailed_token(&enrolled.world);
    let mail = enrolled.world.mailer.newest_to(EMAIL);
    assert!(mail.text.contains(PAGE) && mail.subject.starts_with("Two-step verification is on"), "{}", mail.text);
    (enrolled, token)
}

fn open(enrolled: &Enrolled, token: &str) -> u16 {
    enrolled.world.send("GET", &format!("{PAGE}?token={token}"), &[], None).status
}

fn remove(enrolled: &Enrolled, token: &str, password: &str) -> Answer {
    let body = json!({ "token": token, "decision": "confirm", "password": password, "username": EMAIL });
    enrolled.world.send("POST", PAGE, &[], Some(body))
}

#[test]
fn an_owner_removes_a_factor_that_somebody_else_enabled() {
    let (enrolled, token) = enabled();
    let world = &enrolled.world;
    assert_eq!(sign_in(world, &json!({})).text("/error"), "TOTP_REQUIRED", "the owner is locked out");
    assert_eq!(open(&enrolled, &token), 200);
    let wrong = remove(&enrolled, &token, "wrong password");
    assert!(wrong.status == 401 && wrong.body.as_str().unwrap_or_default().contains("password"), "{wrong:?}");
    assert_eq!(remove(&enrolled, &token, PASSWORD).status, 200);
    assert_eq!((world.database.count("totp"), world.database.count("backup_codes")), (0, 0));
    assert_eq!(world.as_bearer(&enrolled.session, "GET", "/api/auth/session", None).status, 401, "the thief is out");
    assert_eq!(sign_in(world, &json!({})).status, 200);
    world.finish_background();
    assert_eq!(world.database.count("events WHERE kind = 'two-factor-disabled'"), 1);
    assert!(world.mailer.sent.borrow().iter().any(|mail| mail.subject.starts_with("Two-step verification is off")));
    assert_eq!((open(&enrolled, &token), remove(&enrolled, &token, PASSWORD).status), (400, 400), "it works once");
}

/// A mailbox alone, which can set a new password, does not remove a factor.
#[test]
fn a_password_from_after_the_factor_removes_nothing() {
    let (enrolled, token) = enabled();
    enrolled.next_step();
    assert_eq!(enrolled.world.post("/api/auth/forgot-password", json!({ "email": EMAIL })).status, 200);
    let reset = json!({ "token": mailed_token(&enrolled.world), "newPassword": "AnotherPassword456" });
    assert_eq!(enrolled.world.post("/api/auth/reset-password", reset).status, 200);
    for password in [PASSWORD, "AnotherPassword456"] {
        assert_eq!((open(&enrolled, &token), remove(&enrolled, &token, password).status), (400, 400), "{password}");
    }
    assert_eq!(enrolled.world.database.count("totp"), 1);
}

/// The factor, the password and the role are looked at once more by the statement that removes.
#[test]
fn what_changes_between_the_trips_removes_nothing() {
    for change in [
        "UPDATE passwords SET id = 'another'",
        "UPDATE passwords SET changed_at = changed_at + 1",
        "UPDATE totp SET enabled_at = enabled_at + 1",
        "UPDATE accounts SET role = 'reader'",
        "UPDATE one_time_tokens SET spent_by = 'another'",
        "UPDATE one_time_tokens SET expires_at = 1",
    ] {
        let (enrolled, token) = enabled();
        // The first trip finds the account, the second checks the password.
        *enrolled.world.database.meanwhile.borrow_mut() = Some((3, change.to_owned()));
        assert_eq!(remove(&enrolled, &token, PASSWORD).status, 400, "{change}");
        assert!(enrolled.world.database.meanwhile.borrow().is_none(), "{change}");
        assert_eq!(enrolled.world.database.count("totp"), 1, "{change}");
        assert_eq!(open(&enrolled, &token), 400, "{change}");
    }
}

/// A token of another kind, and a factor of an account beside this one, are not the link's.
#[test]
fn a_link_of_another_kind_removes_nothing() {
    let (enrolled, token) = enabled();
    enrolled.world.database.query("UPDATE one_time_tokens SET kind = 'other' WHERE kind = 'remove-second-factor'");
    assert_eq!((open(&enrolled, &token), remove(&enrolled, &token, PASSWORD).status), (400, 400));
    assert_eq!(enrolled.world.database.count("totp"), 1);
}

#[test]
fn a_factor_that_is_enabled_again_needs_its_own_link() {
    let (enrolled, token) = enabled();
    enrolled.next_step();
    assert_eq!(disable(&enrolled, &enrolled.code()).status, 200);
    let again = enrolled.world.as_bearer(
        &enrolled.session,
        "POST",
        "/api/auth/two-factor/enable",
        Some(json!({ "password": PASSWORD })),
    );
    enrolled.next_step();
    let code = crate::support::second_factor::code_now(&enrolled.world, &again.text("/secret"));
    assert_eq!(enrolled.verify(&code).status, 200);
    let newer = mailed_token(&enrolled.world);
    assert_eq!((open(&enrolled, &token), remove(&enrolled, &token, PASSWORD).status), (400, 400));
    assert_eq!(remove(&enrolled, &newer, PASSWORD).status, 200);
}

#[test]
fn a_link_works_for_seven_days() {
    let (enrolled, token) = enabled();
    enrolled.world.clock.advance(7 * DAY - 1);
    assert_eq!(open(&enrolled, &token), 200);
    enrolled.world.clock.advance(1);
    assert_eq!((open(&enrolled, &token), remove(&enrolled, &token, PASSWORD).status), (400, 400));
}

#[test]
fn an_unproven_address_a_role_and_an_account_without_a_password_get_no_link() {
    let role = "UPDATE accounts SET role = 'support'";
    for change in ["UPDATE accounts SET email_verified_at = NULL", "DELETE FROM passwords", role] {
        let enrolled = Enrolled::offered();
        enrolled.world.database.query(change);
        assert_eq!(enrolled.verify(&enrolled.code()).status, 200, "{change}");
        enrolled.world.finish_background();
        let mail = enrolled.world.mailer.newest_to(EMAIL);
        assert!(mail.subject.starts_with("Two-step verification is on") && !mail.text.contains(PAGE), "{}", mail.text);
        assert_eq!(enrolled.world.database.count("one_time_tokens WHERE kind = 'remove-second-factor'"), 0);
    }
}

#[test]
fn guesses_at_the_password_are_counted() {
    let (enrolled, token) = enabled();
    let limited = (0..20).map(|_| remove(&enrolled, &token, "wrong password").status).find(|status| *status == 429);
    assert_eq!(limited, Some(429));
    assert_eq!(enrolled.world.database.count("totp"), 1);
}

#[test]
fn a_link_is_void_once_its_account_has_a_role() {
    let (enrolled, token) = enabled();
    enrolled.world.database.query("UPDATE accounts SET role = 'reader'");
    assert_eq!((open(&enrolled, &token), remove(&enrolled, &token, PASSWORD).status), (400, 400));
    assert_eq!(enrolled.world.database.count("totp"), 1);
}

/// The thief who enabled the factor may have added a passkey or an identity, which sign in past the password.
#[test]
fn what_was_added_since_the_factor_goes_with_it() {
    let enrolled = Enrolled::offered();
    let world = &enrolled.world;
    passkeys::registered(world, &enrolled.session, &mut Authenticator::new(1));
    enrolled.next_step();
    assert_eq!(enrolled.verify(&enrolled.code()).status, 200);
    let token = mailed_token(world);
    passkeys::registered(world, &enrolled.session, &mut Authenticator::new(2));
    world.clock.advance(1);
    let (account, now) = (json!(world.database.query("SELECT id FROM accounts"))[0]["id"].clone(), world.clock.now().0);
    for (id, at) in [("own", 1), ("new", now)] {
        world.database.query(&format!(
            "INSERT INTO identities (id, provider, subject, account_id, created_at)
             VALUES ('{id}', 'github', '{id}', '{}', {at})",
            account.as_str().expect("an id"),
        ));
    }
    assert_eq!(remove(&enrolled, &token, PASSWORD).status, 200);
    world.finish_background();
    let left = |table: &str| json!(world.database.query(&format!("SELECT id FROM {table}")));
    assert_eq!(left("identities"), json!([{ "id": "own" }]));
    assert_eq!(world.database.count("passkeys"), 1, "the one from before stays");
    assert!(passkeys::signs_in(world, &Authenticator::new(2)).status != 200);
    for kind in ["passkey-removed", "identity-unlinked", "two-factor-disabled"] {
        assert_eq!(world.database.count(&format!("events WHERE kind = '{kind}'")), 1, "{kind}");
    }
    let mail = world.mailer.newest_to(EMAIL);
    for part in ["Passkeys removed: 1", "Linked accounts removed: 1", "/forgot-password"] {
        assert!(mail.text.contains(part), "{part} in {}", mail.text);
    }
}

/// Of two sessions that enable their offers at once, the second gets no link, and the first keeps its own.
#[test]
fn a_code_that_comes_second_replaces_no_link() {
    let enrolled = Enrolled::offered();
    let (database, now) = (&enrolled.world.database, enrolled.world.clock.now().0);
    let enabled = format!(
        "INSERT INTO totp (account_id, secret, created_at, enabled_at, used_by)
         SELECT id, 's', {now}, {now}, 'another' FROM accounts;
         INSERT INTO one_time_tokens (id, kind, account_id, mailed_to_key, created_at, expires_at)
         SELECT 'first', 'remove-second-factor', id, email_key, {now}, {now} + 60 FROM accounts;"
    );
    // The first trip finds the session, the second its offer, the third is to enable it.
    *database.meanwhile.borrow_mut() = Some((3, enabled));
    assert_eq!(enrolled.verify(&enrolled.code()).text("/error"), "INVALID_TOTP");
    assert!(database.meanwhile.borrow().is_none());
    let links = database.query("SELECT id FROM one_time_tokens WHERE kind = 'remove-second-factor'");
    assert_eq!(json!(links), json!([{ "id": "first" }]));
}
