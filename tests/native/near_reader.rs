//! KV cache of mailed links' pages: sealed, expiring with the link, and never trusted for a decision.

use serde_json::json;

use crate::support::mailed::{EMAIL, asked, asked_of_proven, form, mailed_token, signed_up, verification, waiting};
use crate::support::{Answer, World};

/// Page, request for its link, and its decision.
type LinkPage = (&'static str, fn(&World) -> String, &'static str);

const PAGES: [LinkPage; 4] = [
    ("/magic-link", |world| asked_of_proven(world, "/api/auth/send-magic-link"), "confirm"),
    ("/reset-password", |world| asked(world, "/api/auth/forgot-password"), "confirm"),
    ("/verify-email", verification, "mine"),
    ("/approve-login", |world| waiting(world).1, "confirm"),
];

fn look(world: &World, path: &str, token: &str) -> Answer {
    world.send("GET", &format!("{path}?token={token}"), &[], None)
}

/// Number of cached requests.
fn kept(world: &World) -> usize {
    world.finish_background();
    let is_request = |key: &str| key.starts_with("request:") || key.starts_with("login:");
    world.key_value.dump().iter().filter(|(key, _)| is_request(key)).count()
}

#[test]
fn a_cached_request_is_sealed() {
    let world = World::new();
    signed_up(&world);
    let kept = format!("{:?}", world.key_value.dump());
    assert!(kept.contains("request:") && !kept.contains(EMAIL), "{kept}");
}

#[test]
fn a_page_asks_the_database_only_without_a_cached_request() {
    for (path, ask, _) in PAGES {
        let world = World::new();
        let token = ask(&world);
        let trips = || {
            let before = world.database.trips.get();
            let page = look(&world, path, &token);
            assert_eq!(page.status, 200, "{path}: {page:?}");
            (world.database.trips.get() - before, page.body)
        };
        let (near, shown) = trips();
        world.key_value.is_down.set(true);
        let (far, shown_again) = trips();
        assert_eq!((near, far), (0, 1), "{path}");
        let said = world.log.0.borrow().iter().any(|(_, line)| line.contains("kv_read_failed"));
        assert!(said, "{path}: a KV that fails is logged");
        assert_eq!(shown.as_str().map(without_nonces), shown_again.as_str().map(without_nonces), "{path}");
    }
}

#[test]
fn a_login_asks_whose_the_account_is_only_before_its_mailbox_is_proven() {
    for is_proven in [false, true] {
        let world = World::new();
        let body = json!({ "username": "ada", "email": EMAIL, "session_platform": "test" });
        assert_eq!(world.post("/auth/registration", body.clone()).status, 200);
        if is_proven {
            world.database.query("UPDATE accounts SET email_verified_at = 1 RETURNING id");
        }
        assert_eq!(world.post("/auth/login", body).status, 200);
        let page = look(&world, "/approve-login", &mailed_token(&world, EMAIL)).body;
        let asks = page.as_str().is_some_and(|page| page.contains("not_mine"));
        assert_eq!(asks, !is_proven);
    }
}

/// Page without its random values.
fn without_nonces(page: &str) -> String {
    let parts = page.split("nonce=\"").map(|part| part.split_once('"').map_or(part, |(_, rest)| rest));
    parts.collect()
}

#[test]
fn a_cached_request_has_its_own_key_and_is_ignored_after_its_expiry() {
    for (path, ask, decision) in PAGES {
        let world = World::new();
        let token = ask(&world);
        let prefix = if path == "/approve-login" { "login:" } else { "request:" };
        let key = format!("{prefix}{}", sesame::crypto::subkey::fingerprint(&token));
        world.finish_background();
        let entry = world.key_value.dump().into_iter().find(|(known, _)| *known == key);
        let (_, value) = entry.unwrap_or_else(|| panic!("{path}: no {key}"));
        world.clock.advance(24 * 60 * 60);
        world.key_value.restore(&key, &value);
        assert_eq!(look(&world, path, &token).status, 400, "{path}");
        assert_eq!(form(&world, path, &token, decision).status, 400, "{path}");
    }
}

#[test]
fn a_decision_removes_the_cached_request() {
    for (path, ask, decision) in PAGES {
        let world = World::new();
        let token = ask(&world);
        let before = kept(&world);
        assert!(form(&world, path, &token, decision).status < 400, "{path}");
        assert_eq!(kept(&world), before - 1, "{path}");
    }
}

#[test]
fn a_newer_mail_removes_the_cached_request() {
    let world = World::new();
    let session = signed_up(&world);
    assert_eq!(kept(&world), 1);
    let old = mailed_token(&world, EMAIL);
    assert_eq!(world.as_bearer(&session, "POST", "/api/auth/send-verification-email", None).status, 200);
    assert_eq!(kept(&world), 1);
    assert_eq!(look(&world, "/verify-email", &old).status, 400);
    assert_eq!(world.post("/api/auth/verify-email", json!({ "token": mailed_token(&world, EMAIL) })).status, 200);
    assert_eq!(kept(&world), 0);
}
