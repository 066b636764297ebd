//! `/oauth2/logout`: whom it asks, and where it leads.

use serde_json::json;

use crate::support::Answer;
use crate::support::visit::{CLIENT, Visit, hidden, id_token};

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
