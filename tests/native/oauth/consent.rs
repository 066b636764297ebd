//! Consent: whom it asks, what for, and where its form is good.

use serde_json::json;

use crate::support::operators::{Office, call};
use crate::support::visit::{CLIENT, EMAIL, Visit, answer_of, code_of, error_of, hidden, register};

fn html(answer: &crate::support::Answer) -> String {
    answer.body.as_str().unwrap_or_else(|| panic!("{answer:?}")).to_owned()
}

#[test]
fn the_page_names_the_application_its_host_the_account_and_what_it_gets() {
    let visit = Visit::with_ada(json!({ "logo_uri": "https://shop.test/logo.png" }));
    let page = visit.ask(&[("scope", "openid profile email offline_access")]);
    let (html, policy) = (html(&page), page.headers["content-security-policy"].to_str().expect("ASCII").to_owned());
    for text in ["Shop", "shop.test", "ada@acme.test", "name, username and picture", "after you sign out"] {
        assert!(html.contains(text), "{text} in {html}");
    }
    for part in ["data-action=\"confirm\"", "data-action=\"refuse\"", "value=\"other\""] {
        assert!(html.contains(part), "{part}");
    }
    assert!(!html.contains("logo.png") && policy.contains("img-src 'self';"), "{policy}");
    assert!(policy.contains("form-action 'self' https: https://shop.test;"), "{policy}");
    assert_eq!(page.headers["cross-origin-opener-policy"], "unsafe-none");
}

#[test]
fn it_is_asked_once_and_then_for_the_difference() {
    let visit = Visit::with_ada(json!({}));
    visit.allow();
    assert!(code_of(&visit.ask(&[])).is_some(), "remembered");
    let page = visit.ask(&[("scope", "openid email profile")]);
    assert!(html(&page).contains("picture") && !html(&page).contains("whether it is confirmed"), "the difference");
    assert!(code_of(&visit.decide(&page, "allow")).is_some());
    assert!(code_of(&visit.ask(&[("scope", "profile")])).is_some());
    let row = visit.query("SELECT scope FROM consents").remove(0);
    assert_eq!(row["scope"], "openid email profile");
    let kinds = visit.query("SELECT kind, detail FROM events WHERE kind LIKE 'application-%' ORDER BY rowid");
    let kinds: Vec<_> = kinds.iter().map(|row| row["kind"].as_str().expect("a kind")).collect();
    assert_eq!(kinds, ["application-allowed", "application-sign-in", "application-allowed"]);
    assert_eq!(visit.ask(&[("prompt", "consent")]).status, 200, "asked for by name");
    assert_eq!(visit.ask(&[("prompt", "select_account")]).status, 200);
}

#[test]
fn the_owner_is_mailed_what_is_new_if_the_address_is_proven() {
    for (proven, mailed) in [(true, ["", "Application: Shop", "Application: Shop"]), (false, ["", "", ""])] {
        let visit = Visit::with_ada(json!({}));
        if proven {
            visit.query("UPDATE accounts SET email_verified_at = 1");
        }
        let asked = [("scope", "openid"), ("scope", "openid email")];
        visit.decide(&visit.ask(&asked[..1]), "cancel");
        let mut sent = vec![notices(&visit).pop().unwrap_or_default()];
        for scope in asked {
            let before = notices(&visit).len();
            visit.decide(&visit.ask(&[scope]), "allow");
            visit.decide(&visit.ask(&[scope, ("prompt", "consent")]), "allow");
            let new = notices(&visit).split_off(before);
            assert!(new.len() < 2, "the same is not told twice: {new:?}");
            sent.push(new.concat());
        }
        assert_eq!(sent, mailed, "proven: {proven}");
    }
}

/// Application that each mail about one names.
fn notices(visit: &Visit) -> Vec<String> {
    visit.world.finish_background();
    let sent = visit.world.mailer.sent.borrow();
    let of_applications = sent.iter().filter(|mail| mail.text.contains("https://auth.acme.test/account/applications"));
    of_applications
        .filter_map(|mail| mail.text.lines().find(|line| line.starts_with("Application:")))
        .map(str::to_owned)
        .collect()
}

#[test]
fn cancelling_tells_the_client_and_keeps_nothing() {
    let visit = Visit::with_ada(json!({}));
    let page = visit.ask(&[]);
    let answer = visit.decide(&page, "cancel");
    assert_eq!(error_of(&answer).as_deref(), Some("access_denied"));
    assert_eq!(answer_of(&answer, "state").as_deref(), Some("s1"));
    assert_eq!(answer_of(&answer, "iss").as_deref(), Some("https://auth.acme.test"));
    assert_eq!(visit.count("consents") + visit.count("authorization_codes"), 0);
    assert_eq!(visit.decide(&page, "perhaps").status, 400);
}

#[test]
fn the_form_is_good_in_its_session_alone() {
    let (ada, page) = {
        let visit = Visit::with_ada(json!({}));
        let page = visit.ask(&[]);
        (visit, page)
    };
    let sealed = hidden(&page, "request");
    let bob = Visit { world: ada.world.clone(), browser: Default::default() };
    bob.sign_up("bob@acme.test");
    for (visit, request) in [(&bob, sealed.as_str()), (&ada, "forged"), (&ada, "")] {
        let fields = [("request", request), ("decision", "allow")];
        assert_eq!(visit.browser.post(&visit.world, "/oauth2/consent", &fields).status, 400);
    }
    ada.browser.forget("access_token");
    ada.browser.forget("refresh_token");
    assert_eq!(ada.decide(&page, "allow").status, 400, "nobody is signed in");
    assert_eq!(ada.count("authorization_codes"), 0);
}

#[test]
fn the_form_is_good_for_an_hour_and_pressed_twice_it_answers_twice() {
    let visit = Visit::with_ada(json!({}));
    let page = visit.ask(&[]);
    assert!(code_of(&visit.decide(&page, "allow")).is_some());
    assert!(code_of(&visit.decide(&page, "allow")).is_some());
    assert_eq!(visit.query("SELECT 1 FROM events WHERE kind = 'application-allowed'").len(), 1);
    visit.world.clock.advance(3600);
    assert_eq!(visit.decide(&page, "allow").status, 400);
}

#[test]
fn what_changed_since_the_page_was_shown_is_judged_anew() {
    let visit = Visit::with_ada(json!({}));
    visit.allow();
    let page = visit.ask(&[("scope", "openid email profile")]);
    visit.query("DELETE FROM consents");
    let answer = visit.decide(&page, "allow");
    assert!(answer.location().starts_with("/oauth2/authorize?"), "the difference is no longer the whole: {answer:?}");
    assert_eq!(visit.count("consents"), 0);
    let page = visit.ask(&[]);
    visit.query("UPDATE clients SET version = version + 1");
    assert!(visit.decide(&page, "allow").location().starts_with("/oauth2/authorize?"));
}

#[test]
fn a_public_client_on_this_machine_is_asked_for_each_time_and_warned_about() {
    let members =
        json!({ "token_endpoint_auth_method": "none", "redirect_uris": ["http://127.0.0.1/cb", "http://[::1]/cb"] });
    let visit = Visit::with_ada(members);
    let there = [("redirect_uri", "http://127.0.0.1:4711/cb")];
    let page = visit.ask(&there);
    assert!(html(&page).contains("Any program on this computer"));
    assert!(code_of(&visit.decide(&page, "allow")).is_some());
    let again = visit.ask(&[there[0], ("scope", "openid email profile")]);
    assert!(html(&again).contains("picture") && html(&again).contains("whether it is confirmed"), "everything, again");
    assert_eq!(error_of(&visit.ask(&[there[0], ("prompt", "none")])).as_deref(), Some("consent_required"));
}

#[test]
fn a_first_party_client_asks_nobody_and_is_listed_all_the_same() {
    let visit = Visit::with_ada(json!({ "first_party": true }));
    assert!(code_of(&visit.ask(&[("prompt", "none")])).is_some());
    assert_eq!(visit.count("consents"), 1);
    assert!(html(&visit.browser.get(&visit.world, "/account/applications")).contains("Shop"));
}

#[test]
fn what_nobody_was_asked_for_is_asked_once_the_client_is_first_party_no_longer() {
    let Office { world, operator, .. } = Office::new();
    let visit = Visit { world, browser: Default::default() };
    register(&visit.world, CLIENT, json!({ "first_party": true }));
    visit.sign_up(EMAIL);
    assert!(code_of(&visit.ask(&[])).is_some());
    let change = |members| call(&visit.world, &operator, "PATCH", &format!("/clients/{CLIENT}"), members);
    assert_eq!(change(json!({ "client_name": "Store" })).status, 200);
    assert_eq!(visit.count("consents"), 1);
    assert_eq!(change(json!({ "first_party": false })).status, 200);
    assert_eq!(visit.ask(&[]).status, 200, "asked now");
    assert_eq!(error_of(&visit.ask(&[("prompt", "none")])).as_deref(), Some("consent_required"));
}

#[test]
fn another_account_may_be_used() {
    let visit = Visit::with_ada(json!({}));
    let others = Visit { world: visit.world.clone(), browser: Default::default() };
    others.sign_up("bob@acme.test");
    let answer = visit.decide(&visit.ask(&[("prompt", "consent")]), "other");
    assert!(answer.location().ends_with("&again=true"), "{answer:?}");
    let back = visit.sign_in(&answer, "bob@acme.test");
    let page = visit.browser.get(&visit.world, back.location());
    assert!(html(&page).contains("bob@acme.test"), "{page:?}");
    assert!(code_of(&visit.decide(&page, "allow")).is_some());
    let answer = visit.decide(&visit.ask(&[("prompt", "consent")]), "other");
    let back = visit.sign_in(&answer, "bob@acme.test");
    let page = visit.browser.get(&visit.world, back.location());
    assert_eq!(page.status, 200, "asked for by name, whoever signs in: {page:?}");
}
