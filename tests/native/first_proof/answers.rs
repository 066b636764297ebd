//! Answers to whose account it is: mine, and not mine.

use serde_json::{Value as Json, json};

use super::{Furnished, PASSWORD, account_page, events, furnished, is_alive, link, page_of, subjects};
use crate::support::mailed::{EMAIL, form, mailed_token, poll, registered};
use crate::support::second_factor::code_now;
use crate::support::{World, mailed};

#[test]
fn mine_keeps_the_setup_ends_the_sessions_and_asks_for_the_second_factor() {
    let Furnished { world, session, secret, device } = furnished();
    let token = link(&world);
    let sent = subjects(&world, 0).len();
    let asked = form(&world, "/magic-link", &token, "mine");
    assert_eq!(
        (asked.status, asked.headers.get("set-cookie").is_none_or(|c| !c.to_str().unwrap().starts_with("access"))),
        (401, true)
    );
    assert!(asked.body.as_str().is_some_and(|page| page.contains("totp_code") && page.contains("value=\"mine\"")));
    assert!(is_alive(&world, &session), "nothing has happened yet");
    let code = code_now(&world, &secret);
    let opened = world.post("/magic-link", json!({ "token": token, "decision": "mine", "totp_code": code }));
    assert_eq!(opened.status, 303, "{opened:?}");
    let mine = opened.cookie("access_token");
    assert_eq!(world.as_bearer(&mine, "GET", "/api/auth/session", None).body["user"]["emailVerified"], json!(true));
    assert!(!is_alive(&world, &session));
    assert_eq!(poll(&world, &device).status, 400, "a device that waited is not let in");
    let kept: Vec<u64> =
        ["passwords", "passkeys", "identities", "totp", "sessions"].map(|table| world.database.count(table)).into();
    assert_eq!(kept, [1, 1, 1, 1, 1]);
    world.clock.advance(30);
    let credentials = json!({ "email": EMAIL, "password": PASSWORD, "totpCode": code_now(&world, &secret) });
    assert_eq!(world.post("/api/auth/sign-in", credentials).status, 200, "the password stays");
    assert_eq!((events(&world, "email-verified"), events(&world, "earlier-setup-removed")), (1, 0));
    assert_eq!(subjects(&world, sent), [""; 0]);
    assert!(!account_page(&world, &mine).contains("What was removed"));
}

#[test]
fn a_link_to_an_unproven_address_is_not_spent_by_an_answer_to_another_question() {
    let Furnished { world, session, .. } = furnished();
    let token = link(&world);
    for decision in ["confirm", "approve", "", "MINE"] {
        let asked = form(&world, "/magic-link", &token, decision);
        assert_eq!(asked.status, 400, "{decision}");
        let asks = asked.body.as_str().is_some_and(|page| page.contains("value=\"not_mine\""));
        assert_eq!(asks, decision == "confirm", "{decision}: the question again");
    }
    assert!(is_alive(&world, &session));
    assert_eq!(form(&world, "/magic-link", &token, "not_mine").status, 303);
}

#[test]
fn once_the_address_is_proven_not_mine_takes_nothing_away_and_mine_signs_in_beside_the_others() {
    for (decision, status) in [("not_mine", 400), ("mine", 303)] {
        let world = World::new();
        let session = mailed::signed_up(&world);
        let verification = mailed_token(&world, EMAIL);
        let token = link(&world);
        assert!(page_of(&world, &token).contains("value=\"not_mine\""));
        assert_eq!(world.post("/api/auth/verify-email", json!({ "token": verification })).status, 200);
        assert_eq!(form(&world, "/magic-link", &token, decision).status, status, "{decision}");
        assert!(is_alive(&world, &session), "{decision}");
        assert_eq!(world.database.count("passwords"), 1, "{decision}");
        assert_eq!(form(&world, "/magic-link", &token, "confirm").status, if status == 400 { 303 } else { 400 });
    }
}

#[test]
fn not_mine_on_a_verification_is_ignored_once_the_address_is_proven() {
    let world = World::new();
    mailed::signed_up(&world);
    let verification = mailed_token(&world, EMAIL);
    let token = link(&world);
    assert_eq!(form(&world, "/magic-link", &token, "mine").status, 303);
    assert_eq!(form(&world, "/verify-email", &verification, "not_mine").status, 400);
    let account = world.database.query("SELECT email, email_verified_at FROM accounts");
    assert_eq!(account[0]["email"], json!(EMAIL));
    assert_eq!(form(&world, "/verify-email", &verification, "mine").status, 200, "and mine says so once more");
}

#[test]
fn not_mine_ends_everything_the_address_opened_on_either_page() {
    type Page = (&'static str, fn(&World) -> String);
    const PAGES: [Page; 2] =
        [("/verify-email", |world| mailed_token(world, EMAIL)), ("/approve-login", |world| waiting_login(world))];
    for (path, token) in PAGES {
        let world = World::new();
        let session = registered(&world);
        let token = token(&world);
        let other = waiting_login(&world);
        let magic = link(&world);
        // By an earlier version, a login was approved and a session opened from a mailbox that it did not count as proven.
        let (approved, _) = polled_login(&world);
        world.database.query(
            "UPDATE authorizations SET state = 'approved', decided_by = 'x' WHERE rowid = (SELECT max(rowid) FROM authorizations)",
        );
        world.database.query(
            "INSERT INTO sessions (id, account_id, method, platform, created_at, authenticated_at, last_used_at, ends_at)
             SELECT 'by-mail', id, 'magic-link', 'x', 1, 1, 1, 9999999999 FROM accounts RETURNING id",
        );
        assert_eq!(form(&world, path, &token, "not_mine").status, 200, "{path}");
        assert!(is_alive(&world, &session), "{path}: the account stays its maker's");
        assert_eq!(world.database.query("SELECT id FROM sessions WHERE id = 'by-mail'").len(), 0, "{path}");
        assert_eq!(form(&world, "/approve-login", &other, "mine").status, 400, "{path}");
        assert_eq!(poll(&world, &approved).status, 400, "{path}");
        assert_eq!(world.post("/api/auth/magic-link", json!({ "token": magic })).status, 401, "{path}");
        assert_eq!(world.database.query("SELECT email FROM accounts")[0]["email"], Json::Null, "{path}");
        assert_eq!(events(&world, "email-detached"), 1, "{path}");
    }
}

fn waiting_login(world: &World) -> String {
    polled_login(world).1
}

/// Pending login: its `auth_id`, and the mailed token.
fn polled_login(world: &World) -> (String, String) {
    let body = json!({ "username": "ada", "email": EMAIL, "session_platform": "phone" });
    let auth_id = world.post("/auth/login", body).text("/auth_id");
    (auth_id, mailed_token(world, EMAIL))
}

#[test]
fn a_login_of_a_first_proof_is_approved_by_mine_and_another_by_confirm() {
    let world = World::new();
    registered(&world);
    let look = |token: &str| {
        let page = world.send("GET", &format!("/approve-login?token={token}"), &[], None);
        page.body.as_str().expect("a page").to_owned()
    };
    let first = waiting_login(&world);
    for said in ["value=\"mine\"", "value=\"not_mine\"", "value=\"refuse\"", "14 November 2023, 22:13 UTC"] {
        assert!(look(&first).contains(said), "{said}");
    }
    assert_eq!(form(&world, "/approve-login", &first, "mine").status, 200);
    let second = waiting_login(&world);
    let page = look(&second);
    assert!(page.contains("value=\"confirm\"") && !page.contains("mine"), "{page}");
    assert_eq!(form(&world, "/approve-login", &second, "confirm").status, 200);
}
