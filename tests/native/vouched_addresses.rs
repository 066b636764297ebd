//! An address that an operator vouches for: shown as verified, but proven by nobody yet.

use serde_json::json;

use crate::support::mailed::{EMAIL, form, mailed_token, signed_up};
use crate::support::{World, federation};

/// Signed-up account whose address is vouched for, and its session.
fn vouched_in(world: &World) -> String {
    let session = signed_up(world);
    world.database.query("UPDATE accounts SET email_vouched_at = 1 RETURNING id");
    session
}

fn is_told_as_verified(world: &World, session: &str) -> bool {
    world.as_bearer(session, "GET", "/api/auth/session", None).body["user"]["emailVerified"] == json!(true)
}

fn link(world: &World, path: &str) -> String {
    assert_eq!(world.post(path, json!({ "email": EMAIL })).status, 200);
    mailed_token(world, EMAIL)
}

#[test]
fn clients_and_people_are_told_that_it_is_verified() {
    let world = World::with_settings(&[("REQUIRE_VERIFIED_EMAIL", "true")]);
    let session = signed_up(&world);
    let credentials = json!({ "email": EMAIL, "password": "SecurePassword123" });
    assert_eq!(world.post("/api/auth/sign-in", credentials.clone()).text("/error"), "EMAIL_NOT_VERIFIED");
    assert!(!is_told_as_verified(&world, &session));
    world.database.query("UPDATE accounts SET email_vouched_at = 1 RETURNING id");
    assert!(is_told_as_verified(&world, &session));
    assert_eq!(world.post("/api/auth/sign-in", credentials).status, 200);
    let page = world.with_cookies(&format!("access_token={session}"), "GET", "/account");
    assert!(page.body.as_str().is_some_and(|page| page.contains("Confirmed") && !page.contains("Not confirmed")));
}

#[test]
fn the_next_mailed_link_is_its_first_proof() {
    let world = World::new();
    vouched_in(&world);
    let token = link(&world, "/api/auth/send-magic-link");
    let page = world.send("GET", &format!("/magic-link?token={token}"), &[], None);
    assert!(page.body.as_str().is_some_and(|page| page.contains("value=\"not_mine\"")), "{page:?}");
    assert_eq!(form(&world, "/magic-link", &token, "confirm").status, 400);
    assert_eq!(world.post("/api/auth/magic-link", json!({ "token": token })).status, 200);
    assert_eq!((world.database.count("passwords"), world.database.count("sessions")), (0, 1));
}

#[test]
fn a_reset_and_a_provider_take_the_account_over_as_an_unproven_one() {
    let world = federation::world();
    let session = vouched_in(&world);
    let token = link(&world, "/api/auth/forgot-password");
    assert_eq!(form(&world, "/reset-password", &token, "confirm").status, 200);
    let removed = "SELECT id FROM events WHERE kind = 'earlier-setup-removed'";
    assert_eq!(world.database.query(removed).len(), 1);
    assert!(!is_told_as_verified(&world, &session));

    let world = federation::world();
    vouched_in(&world);
    assert_eq!(federation::visit(&world, None).status, 200);
    assert_eq!((world.database.query(removed).len(), world.database.count("passwords")), (1, 0));
}

#[test]
fn it_is_replaced_without_a_credential_as_any_unproven_address() {
    let world = World::new();
    let session = vouched_in(&world);
    world.clock.advance(601);
    let body = json!({ "email": "new@acme.test" });
    assert_eq!(world.as_bearer(&session, "POST", "/api/auth/change-email", Some(body)).status, 200);
    let token = mailed_token(&world, "new@acme.test");
    assert_eq!(form(&world, "/confirm-address", &token, "mine").status, 200);
    let account = &world.database.query("SELECT email, email_vouched_at FROM accounts")[0];
    assert_eq!((&account["email"], &account["email_vouched_at"]), (&json!("new@acme.test"), &json!(null)));
}

#[test]
fn a_reader_who_disowns_the_account_takes_the_voucher_with_the_address() {
    let world = World::new();
    let session = signed_up(&world);
    let token = mailed_token(&world, EMAIL);
    world.database.query("UPDATE accounts SET email_vouched_at = 1 RETURNING id");
    assert_eq!(form(&world, "/verify-email", &token, "not_mine").status, 200);
    assert!(!is_told_as_verified(&world, &session));
}
