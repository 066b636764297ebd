//! `/oauth2/logout`: whom it asks, and where it leads.

use serde_json::json;

use crate::support::Answer;
use crate::support::visit::{CLIENT, EMAIL, PASSWORD, Visit, hidden, id_token, register};

const AFTERWARDS: &str = "https://shop.test/bye";

/// Visit whose session an application knows by its `sid`.
fn visit() -> Visit {
    let visit = Visit::with_ada(json!({ "post_logout_redirect_uris": [AFTERWARDS, "https://shop.test/bye?x=y"] }));
    visit.allow();
    visit
}

fn log_out(visit: &Visit, parameters: &[(&str, &str)]) -> Answer {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    visit.browser.get(&visit.world, &format!("/oauth2/logout?{query}"))
}

fn asks(answer: &Answer) -> bool {
    answer.status == 200 && answer.body.as_str().is_some_and(|html| html.contains("data-action=\"confirm\""))
}

fn confirm(visit: &Visit, page: &Answer) -> Answer {
    let fields = [("request", hidden(page, "request")), ("decision", "confirm".to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    visit.browser.post(&visit.world, "/oauth2/logout/confirm", &fields)
}

#[test]
fn a_hint_of_this_browsers_session_ends_it_expired_or_not() {
    for expired in [false, true] {
        let visit = visit();
        let hint = id_token(&visit, &[]);
        visit.world.clock.advance(if expired { 700 } else { 0 });
        let there = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", AFTERWARDS), ("state", "s 1")];
        let answer = log_out(&visit, &there);
        assert_eq!((answer.status, answer.location()), (303, "https://shop.test/bye?state=s+1"));
        assert_eq!(visit.count("sessions"), 0);
        assert!(!visit.browser.has("access_token"));
        let again = log_out(&visit, &there);
        assert_eq!(again.location(), "https://shop.test/bye?state=s+1", "over already");
    }
}

/// Logout with these cookies, and its round trips.
fn trips_of(visit: &Visit, cookies: &str, hint: &str) -> (usize, Answer) {
    let before = visit.world.database.trips.get();
    let path = format!("/oauth2/logout?id_token_hint={hint}");
    let answer = visit.world.send_once("GET", &path, &[("cookie", cookies)], None);
    (visit.world.database.trips.get() - before, answer)
}

#[test]
fn it_takes_one_round_trip_also_where_the_session_is_over() {
    let visit = visit();
    let (hint, cookies) = (id_token(&visit, &[]), visit.browser.header());
    for left in ["ends the session", "over already"] {
        let (trips, answer) = trips_of(&visit, &cookies, &hint);
        assert_eq!((trips, answer.status), (1, 303), "{left}: {answer:?}");
        assert_eq!(visit.count("sessions"), 0);
    }
    assert_eq!(visit.query("SELECT 1 FROM events WHERE kind = 'sign-out' AND session_id IS NOT NULL").len(), 1);
}

#[test]
fn a_session_that_the_former_version_told_of_ends_by_its_seed() {
    let visit = visit();
    visit.query("UPDATE sessions SET client_sids = NULL");
    let (trips, answer) = trips_of(&visit, &visit.browser.header(), &id_token(&visit, &[]));
    assert_eq!((trips, answer.status), (2, 303), "{answer:?}");
    assert_eq!(visit.count("sessions"), 0);
}

#[test]
fn every_session_of_the_browser_ends() {
    let visit = visit();
    let hint = id_token(&visit, &[]);
    let body = json!({ "login": EMAIL, "password": PASSWORD });
    let other = visit.world.post("/api/v1/auth/signin", body).cookie("refresh_token");
    visit.browser.forget("refresh_token");
    let cookies = format!("{}; refresh_token={other}", visit.browser.header());
    let failing = |nth| {
        visit.world.database.fail_at.set(Some(nth));
        let (_, answer) = trips_of(&visit, &cookies, &hint);
        visit.world.database.fail_at.take().is_none().then_some(answer)
    };
    for answer in (1..).map_while(failing) {
        assert_eq!((answer.status, visit.count("sessions")), (503, 2), "both or none: {answer:?}");
    }
    assert_eq!(visit.count("sessions"), 0);
}

#[test]
fn a_sid_that_another_client_was_told_ends_nothing() {
    let visit = visit();
    register(&visit.world, "other", json!({}));
    let (_, answer) = trips_of(&visit, &visit.browser.header(), &id_token(&visit, &[("aud", json!("other"))]));
    assert!(asks(&answer), "{answer:?}");
    assert_eq!(visit.count("sessions"), 1);
}

#[test]
fn a_seed_drawn_meanwhile_is_the_one_that_counts() {
    let visit = Visit::with_ada(json!({ "first_party": true }));
    *visit.world.database.meanwhile.borrow_mut() = Some((2, "UPDATE sessions SET sid_seed = 'meanwhile'".to_owned()));
    visit.ask(&[]);
    let row = visit.query("SELECT sid_seed, client_sids FROM sessions").remove(0);
    assert_eq!((&row["sid_seed"], &row["client_sids"]), (&json!("meanwhile"), &json!(null)));
    visit.ask(&[]);
    let (trips, answer) = trips_of(&visit, &visit.browser.header(), &id_token(&visit, &[]));
    assert_eq!((trips, answer.status), (1, 303), "{answer:?}");
}

#[test]
fn without_a_way_back_or_a_state_it_still_ends() {
    let visit = visit();
    let hint = id_token(&visit, &[]);
    let answer = log_out(&visit, &[("id_token_hint", &hint)]);
    assert!(answer.location().starts_with("/done?"), "{answer:?}");
    assert_eq!(visit.count("sessions"), 0);
    let answer =
        log_out(&visit, &[("id_token_hint", &hint), ("post_logout_redirect_uri", "https://shop.test/bye?x=y")]);
    assert_eq!(answer.location(), "https://shop.test/bye?x=y");
}

#[test]
fn everything_else_asks_and_leads_nowhere() {
    let visit = visit();
    let good = id_token(&visit, &[]);
    let modified = format!("{}A", &good[..good.len() - 1]);
    let foreign = id_token(&visit, &[("iss", json!("https://evil.test"))]);
    let unknown = id_token(&visit, &[("aud", json!("nobody"))]);
    let back = ("post_logout_redirect_uri", AFTERWARDS);
    for parameters in [
        vec![],
        vec![("state", "s")],
        vec![back],
        vec![back, ("client_id", CLIENT)],
        vec![("id_token_hint", "a.b.c"), back],
        vec![("id_token_hint", modified.as_str()), back],
        vec![("id_token_hint", foreign.as_str()), back],
        vec![("id_token_hint", unknown.as_str()), back],
        vec![("id_token_hint", good.as_str()), back, ("client_id", "other")],
        vec![("id_token_hint", good.as_str()), ("post_logout_redirect_uri", "https://evil.test/")],
        vec![("id_token_hint", good.as_str()), ("post_logout_redirect_uri", "https://shop.test/bye/")],
        vec![("id_token_hint", good.as_str()), ("id_token_hint", good.as_str()), back],
    ] {
        let page = log_out(&visit, &parameters);
        assert!(asks(&page), "{parameters:?} {page:?}");
        let policy = page.headers["content-security-policy"].to_str().expect("ASCII");
        assert!(policy.contains("form-action 'self';"), "{policy}");
    }
    assert_eq!(visit.count("sessions"), 1);
    let page = log_out(&visit, &[back]);
    assert!(confirm(&visit, &page).location().starts_with("/done?"));
    assert_eq!(visit.count("sessions"), 0);
}

#[test]
fn a_hint_of_another_session_asks_and_then_leads_on() {
    let visit = visit();
    for changes in [("sid", json!("another")), ("sub", json!("another"))] {
        let hint = id_token(&visit, &[changes]);
        let page = log_out(&visit, &[("id_token_hint", &hint), ("post_logout_redirect_uri", AFTERWARDS)]);
        assert!(asks(&page), "{page:?}");
        let policy = page.headers["content-security-policy"].to_str().expect("ASCII");
        assert!(policy.contains("form-action 'self' https: https://shop.test;"), "{policy}");
    }
    let hint = id_token(&visit, &[("sid", json!("another"))]);
    let there = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", AFTERWARDS), ("state", "s")];
    let page = log_out(&visit, &there);
    assert_eq!(confirm(&visit, &page).location(), "https://shop.test/bye?state=s");
    assert_eq!(visit.count("sessions"), 0);
}

#[test]
fn a_form_that_is_forged_or_from_elsewhere_ends_nothing() {
    let visit = visit();
    let page = log_out(&visit, &[]);
    let request = hidden(&page, "request");
    let cookies = visit.browser.header();
    let headers = [("cookie", cookies.as_str()), ("origin", "https://evil.test")];
    let answer =
        visit.world.send_form("/oauth2/logout/confirm", &headers, &[("request", &request), ("decision", "confirm")]);
    assert_eq!(answer.status, 403);
    let forged =
        visit.browser.post(&visit.world, "/oauth2/logout/confirm", &[("request", "x"), ("decision", "confirm")]);
    assert_eq!(forged.status, 400);
    assert_eq!(visit.count("sessions"), 1);
}

#[test]
fn a_look_ahead_ends_nothing() {
    let visit = visit();
    let path = format!("/oauth2/logout?id_token_hint={}", id_token(&visit, &[]));
    let cookies = visit.browser.header();
    let head = visit.world.send_once("HEAD", &path, &[("cookie", &cookies)], None);
    let prefetched = visit.world.send_once("GET", &path, &[("cookie", &cookies), ("sec-purpose", "prefetch")], None);
    assert_eq!(head.status, 200);
    assert_ne!(prefetched.status, 303);
    assert_eq!(visit.count("sessions"), 1);
}
