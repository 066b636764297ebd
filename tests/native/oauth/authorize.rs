//! `/oauth2/authorize`: what is refused, where, and what a code says.

use serde_json::json;

use crate::support::visit::{CALLBACK, Visit, answer_of, code_of, error_of, register, request};

const ISSUER: &str = "https://auth.acme.test";

#[test]
fn without_a_known_client_and_redirect_uri_nobody_is_sent_anywhere() {
    let visit = Visit::with_ada(json!({}));
    for changes in [
        vec![("client_id", "unknown")],
        vec![("client_id", "")],
        vec![("redirect_uri", "")],
        vec![("redirect_uri", "https://evil.test/callback")],
        vec![("redirect_uri", "https://shop.test/callback/")],
        vec![("redirect_uri", "https://shop.test/callback?x")],
        vec![("redirect_uri", "https://shop.test/x/..;/callback")],
        vec![("redirect_uri", "https://shop.test%25@evil.test/callback")],
        vec![("redirect_uri", "https://evil@shop.test/callback")],
        vec![("redirect_uri", "JaVaScript:alert(1)")],
        vec![("redirect_uri", CALLBACK), ("redirect_uri", CALLBACK)],
        vec![("redirect_uri", "https://evil.test/"), ("response_type", "token")],
    ] {
        let answer = visit.ask(&changes);
        assert_eq!((answer.status, answer.location()), (400, ""), "{changes:?}");
        assert!(answer.body.as_str().is_some_and(|html| html.contains("<h1>")), "{changes:?}");
    }
    assert_eq!(visit.count("authorization_requests") + visit.count("authorization_codes"), 0);
}

#[test]
fn every_other_mistake_is_told_to_the_client_before_anybody_signs_in() {
    let visit = Visit::new(json!({}));
    let long = "a".repeat(4096);
    for (changes, error) in [
        (vec![("response_type", "token")], "unsupported_response_type"),
        (vec![("request", "x")], "request_not_supported"),
        (vec![("request_uri", "https://x")], "request_uri_not_supported"),
        (vec![("code_challenge_method", "plain")], "invalid_request"),
        (vec![("code_challenge", ""), ("code_challenge_method", "")], "invalid_request"),
        (vec![("scope", "orders:read")], "invalid_scope"),
        (vec![("scope", "")], "invalid_scope"),
        (vec![("resource", "https://api.acme.test")], "invalid_target"),
        (vec![("prompt", "none")], "login_required"),
        (vec![("id_token_hint", "a.b.c")], "invalid_request"),
        (vec![("nonce", "a"), ("nonce", "b")], "invalid_request"),
        (vec![("login_hint", &long)], "invalid_request"),
    ] {
        let answer = visit.ask(&changes);
        assert!(answer.location().starts_with("https://shop.test/callback?error="), "{changes:?} {answer:?}");
        assert_eq!(error_of(&answer).as_deref(), Some(error), "{changes:?}");
        assert_eq!(answer_of(&answer, "state").as_deref(), Some("s1"), "{changes:?}");
        assert_eq!(answer_of(&answer, "iss").as_deref(), Some(ISSUER), "{changes:?}");
    }
    assert_eq!(visit.count("authorization_requests"), 0);
}

#[test]
fn a_client_without_codes_is_unauthorized() {
    let visit = Visit::with_ada(json!({}));
    visit.query("UPDATE clients SET metadata = json_set(metadata, '$.grant_types', json('[\"refresh_token\"]'))");
    assert_eq!(error_of(&visit.ask(&[])).as_deref(), Some("unauthorized_client"));
}

#[test]
fn a_code_is_of_256_bits_kept_hashed_and_says_what_was_allowed() {
    let visit = Visit::with_ada(json!({}));
    visit.query(
        "INSERT INTO resources (id, identifier, name, scopes, created_at, updated_at)
         VALUES ('r', 'https://api.acme.test/', 'Orders', 'orders:read orders:write', 1, 1)",
    );
    visit.query("UPDATE clients SET metadata = json_set(metadata, '$.scope', 'openid offline_access orders:read')");
    let changes = [
        ("scope", "openid email offline_access orders:read orders:write"),
        ("resource", "https://api.acme.test"),
        ("nonce", "n1"),
    ];
    let page = visit.ask(&changes);
    assert!(page.body.as_str().is_some_and(|html| html.contains("Orders: orders:read</dd>")), "{page:?}");
    let code = code_of(&visit.decide(&page, "allow")).expect("a code");
    assert_eq!(code.len(), 43);
    let row = visit.query("SELECT * FROM authorization_codes").remove(0);
    assert_eq!(row["id"], sesame::crypto::subkey::fingerprint(&code).0.as_str());
    assert_eq!(row["scope"], "openid offline_access orders:read");
    assert_eq!((&row["resource"], &row["nonce"]), (&json!("https://api.acme.test/"), &json!("n1")));
    assert_eq!((&row["offline"], &row["redirect_uri"]), (&json!(1), &json!(CALLBACK)));
    assert_eq!(row["expires_at"].as_i64().zip(row["created_at"].as_i64()).map(|(end, start)| end - start), Some(60));
    let session = visit.query("SELECT sid_seed FROM sessions").remove(0);
    assert_eq!(session["sid_seed"].as_str().map(str::len), Some(43));
}

#[test]
fn a_loopback_redirect_uri_is_any_port_and_the_rest_as_registered() {
    let visit = Visit::with_ada(json!({ "redirect_uris": ["http://127.0.0.1/cb"] }));
    visit.query("INSERT INTO consents SELECT id, 'shop', '', 'openid email', 1, 1 FROM accounts");
    let answer = visit.ask(&[("redirect_uri", "http://127.0.0.1:4711/cb")]);
    assert!(answer.location().starts_with("http://127.0.0.1:4711/cb?code="), "{answer:?}");
    for other in ["http://127.0.0.1:4711/cb2", "http://localhost:4711/cb", "https://127.0.0.1/cb"] {
        assert_eq!(visit.ask(&[("redirect_uri", other)]).status, 400, "{other}");
    }
}

#[test]
fn the_answer_may_be_a_form_that_the_browser_posts() {
    let visit = Visit::with_ada(json!({ "first_party": true }));
    let page = visit.ask(&[("response_mode", "form_post"), ("state", "\"><b>")]);
    let html = page.body.as_str().expect("a page");
    assert_eq!(page.status, 200);
    assert!(html.contains("action=\"https://shop.test/callback\" data-automatic"), "{html}");
    assert!(html.contains("name=\"code\"") && html.contains("name=\"iss\"") && !html.contains("\"><b>"), "{html}");
    let policy = page.headers["content-security-policy"].to_str().expect("ASCII");
    assert!(policy.contains("form-action 'self' https: https://shop.test;") && policy.contains("script-src 'sha256-"));
    let refused = visit.ask(&[("response_mode", "form_post"), ("prompt", "none"), ("max_age", "x")]);
    assert!(refused.body.as_str().is_some_and(|html| html.contains("value=\"invalid_request\"")), "{refused:?}");
}

#[test]
fn a_posted_request_becomes_a_get_whatever_its_origin() {
    let visit = Visit::with_ada(json!({}));
    let path = request(&[]);
    let (_, body) = path.split_once('?').expect("a query");
    let headers =
        [("origin", "https://evil.test"), ("sec-fetch-site", "cross-site"), ("cookie", &visit.browser.header())];
    let form = (Some("application/x-www-form-urlencoded"), body.to_owned());
    let answer = visit.world.send_text("POST", "/oauth2/authorize", &headers, form);
    assert_eq!((answer.status, answer.location()), (303, path.as_str()));
    assert!(!answer.headers.contains_key("set-cookie"));
}

#[test]
fn a_look_ahead_writes_nothing() {
    let visit = Visit::with_ada(json!({ "first_party": true }));
    let cookies = visit.browser.header();
    let head = visit.world.send_once("HEAD", &request(&[]), &[("cookie", &cookies)], None);
    assert_eq!((head.status, head.location()), (200, ""));
    let prefetched = [("cookie", cookies.as_str()), ("sec-purpose", "prefetch")];
    assert_ne!(visit.world.send_once("GET", &request(&[]), &prefetched, None).status, 303);
    assert_eq!(visit.count("authorization_codes"), 0);
}

#[test]
fn each_answer_takes_its_round_trips() {
    let visit = Visit::with_ada(json!({}));
    visit.allow();
    let trips = |act: &dyn Fn()| {
        let before = visit.world.database.trips.get();
        act();
        visit.world.database.trips.get() - before
    };
    let path = request(&[]);
    let plain = |path: &str| drop(visit.browser.get(&visit.world, path));
    assert_eq!(trips(&|| plain(&path)), 2, "one to read, one to write");
    assert_eq!(trips(&|| plain(&request(&[("scope", "openid profile")]))), 1, "a consent page");
    let page = visit.ask(&[("scope", "openid profile")]);
    assert_eq!(trips(&|| drop(visit.decide(&page, "allow"))), 2, "a session and a code");
    visit.world.clock.advance(16 * 60);
    assert_eq!(trips(&|| plain(&path)), 3, "renewed first");
    assert_eq!(trips(&|| plain("/oauth2/authorize?client_id=x")), 0);
}

#[test]
fn applications_do_not_share_what_was_allowed() {
    let visit = Visit::with_ada(json!({}));
    register(&visit.world, "other", json!({}));
    visit.allow();
    assert!(code_of(&visit.ask(&[])).is_some());
    assert_eq!(visit.ask(&[("client_id", "other")]).status, 200);
    assert_eq!(
        error_of(&visit.ask(&[("client_id", "other"), ("prompt", "none")])).as_deref(),
        Some("consent_required")
    );
}
