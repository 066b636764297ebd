//! Requests that wait for a sign-in, and the ways back to them.

use serde_json::json;

use crate::support::visit::{
    Browser, CLIENT, EMAIL, PASSWORD, Visit, answer_of, code_of, error_of, hidden, id_token, register, request,
};
use crate::support::{Answer, World};

fn policy(answer: &Answer) -> String {
    answer.headers["content-security-policy"].to_str().expect("ASCII").to_owned()
}

/// Visit with Ada's account, in a browser where nobody is signed in.
fn signed_out(members: serde_json::Value) -> Visit {
    let visit = Visit::with_ada(members);
    visit.browser.forget("access_token");
    visit.browser.forget("refresh_token");
    visit
}

#[test]
fn a_stranger_signs_in_and_goes_on() {
    let visit = signed_out(json!({}));
    let answer = visit.ask(&[("login_hint", EMAIL), ("ui_locales", "fr")]);
    assert!(answer.location().starts_with("/sign-in?redirectUrl=") && !answer.location().contains("again"));
    assert!(visit.browser.has("__Host-authorization_"));
    assert_eq!(visit.count("authorization_requests"), 1);
    let page = visit.browser.get(&visit.world, answer.location());
    let html = page.body.as_str().expect("a page");
    assert!(html.contains(&format!("value=\"{EMAIL}\"")) && html.contains("lang=\"fr\""), "{html}");
    assert!(html.contains(">Connectez-vous pour continuer vers Shop</h1>"), "{html}");
    let wrong = [("login", EMAIL), ("password", "not it at all"), ("redirectUrl", &hidden(&page, "redirectUrl"))];
    let refused = visit.browser.post(&visit.world, "/sign-in", &wrong);
    let html = refused.body.as_str().expect("a page");
    assert!(refused.status == 401 && html.contains(">Connectez-vous pour continuer vers Shop</h1>"), "{html}");
    assert!(policy(&page).contains("form-action 'self' https: https://shop.test;"), "{}", policy(&page));
    assert_eq!(page.headers["cross-origin-opener-policy"], "unsafe-none");
    let back = visit.sign_in(&answer, EMAIL);
    assert!(back.location().contains("/oauth2/authorize?waiting="), "{back:?}");
    let consent = visit.browser.get(&visit.world, back.location());
    let sent = visit.decide(&consent, "allow");
    assert!(code_of(&sent).is_some(), "{sent:?}");
    assert_eq!(answer_of(&sent, "state").as_deref(), Some("s1"));
}

#[test]
fn a_new_person_signs_up_and_goes_on() {
    let visit = Visit::new(json!({}));
    let answer = visit.ask(&[]);
    let sign_up = answer.location().replace("/sign-in", "/sign-up");
    let page = visit.browser.get(&visit.world, &sign_up);
    assert!(policy(&page).contains("https://shop.test"), "{}", policy(&page));
    let target = hidden(&page, "redirectUrl");
    let fields = [("email", EMAIL), ("password", PASSWORD), ("formNonce", "n"), ("redirectUrl", &target)];
    let step = visit.browser.post(&visit.world, "/sign-up", &fields);
    let page = visit.browser.get(&visit.world, step.location());
    assert!(policy(&page).contains("https://shop.test"), "{}", policy(&page));
    let fields = [("redirectUrl", hidden(&page, "redirectUrl"))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let back = visit.browser.post(&visit.world, "/check-email/continue", &fields);
    let consent = visit.browser.get(&visit.world, back.location());
    assert!(code_of(&visit.decide(&consent, "allow")).is_some());
}

/// Asks for a mailed link on the page that an answer leads to; its path.
fn mailed_link(visit: &Visit, answer: &Answer) -> String {
    let page = visit.browser.get(&visit.world, answer.location());
    let fields = [("login", EMAIL), ("redirectUrl", &hidden(&page, "redirectUrl"))];
    assert_eq!(visit.browser.post(&visit.world, "/sign-in/link", &fields).status, 303);
    visit.world.finish_background();
    let mails = visit.world.mailer.sent.borrow();
    let text = &mails.last().expect("a mail").text;
    let start = text.find("/magic-link?token=").expect("a link");
    text[start..].split_whitespace().next().expect("a word").to_owned()
}

fn press(world: &World, browser: &Browser, link: &str) -> Answer {
    let page = browser.get(world, link);
    let fields = [("token", hidden(&page, "token")), ("decision", "confirm".to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    browser.post(world, "/magic-link", &fields)
}

#[test]
fn a_mailed_link_goes_on_in_the_browser_that_began() {
    let visit = signed_out(json!({ "first_party": true }));
    visit.query("UPDATE accounts SET email_verified_at = 1");
    let link = mailed_link(&visit, &visit.ask(&[]));
    assert!(policy(&visit.browser.get(&visit.world, &link)).contains("https://shop.test"));
    let back = press(&visit.world, &visit.browser, &link);
    assert!(code_of(&visit.browser.get(&visit.world, back.location())).is_some(), "{back:?}");
}

#[test]
fn a_link_opened_in_another_browser_sends_no_code_there() {
    let visit = signed_out(json!({ "first_party": true }));
    visit.query("UPDATE accounts SET email_verified_at = 1");
    let link = mailed_link(&visit, &visit.ask(&[]));
    let other = Browser::default();
    let back = press(&visit.world, &other, &link);
    assert!(other.has("access_token"), "signed in there: {back:?}");
    let page = other.get(&visit.world, back.location());
    assert_eq!((page.status, page.location()), (200, ""));
    assert!(
        page.body.as_str().is_some_and(|html| html.contains("Go back to the application") && html.contains("Shop"))
    );
    assert_eq!(visit.count("authorization_codes"), 0);
}

#[test]
fn the_second_factor_comes_between() {
    let enrolled = crate::support::second_factor::Enrolled::new();
    let visit = Visit { world: enrolled.world.clone(), browser: Browser::default() };
    register(&visit.world, CLIENT, json!({ "first_party": true, "require_second_factor": true }));
    let answer = visit.ask(&[]);
    let step = visit.sign_in(&answer, crate::support::mailed::EMAIL);
    let page = visit.browser.get(&visit.world, step.location());
    assert!(policy(&page).contains("https://shop.test"), "{}", policy(&page));
    let code = crate::support::second_factor::code_now(&enrolled.world, &enrolled.secret);
    let fields = [("challenge", hidden(&page, "challenge")), ("decision", "confirm".into()), ("totp_code", code)];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let back = visit.browser.post(&visit.world, "/second-factor", &fields);
    assert!(back.location().contains("waiting="), "{back:?}");
    assert!(code_of(&visit.browser.get(&visit.world, back.location())).is_some());
}

#[test]
fn another_sign_in_is_another_session_and_not_before() {
    for changes in [[("prompt", "login")], [("max_age", "5")]] {
        let visit = Visit::with_ada(json!({ "first_party": true }));
        visit.world.clock.advance(60);
        let answer = visit.ask(&changes);
        assert!(answer.location().ends_with("&again=true"), "{changes:?} {answer:?}");
        let query = answer.location().split_once("redirectUrl=").expect("a target").1;
        let (_, target) =
            url::form_urlencoded::parse(format!("r={query}").as_bytes()).into_owned().next().expect("one");
        let early = visit.browser.get(&visit.world, &target);
        assert!(early.location().starts_with("/sign-in?"), "the session it met does not do: {early:?}");
        let back = visit.sign_in(&answer, EMAIL);
        assert!(code_of(&visit.browser.get(&visit.world, back.location())).is_some(), "{changes:?}");
        assert!(code_of(&visit.browser.get(&visit.world, back.location())).is_some(), "a second press");
    }
    let visit = Visit::with_ada(json!({ "first_party": true }));
    visit.world.clock.advance(60);
    assert!(code_of(&visit.ask(&[("max_age", "60")])).is_some());
    assert_eq!(error_of(&visit.ask(&[("max_age", "59"), ("prompt", "none")])).as_deref(), Some("login_required"));
}

#[test]
fn a_request_waits_for_an_hour_and_without_kv() {
    let visit = signed_out(json!({ "first_party": true }));
    let answer = visit.ask(&[]);
    visit.world.key_value.wipe();
    let back = visit.sign_in(&answer, EMAIL);
    assert!(code_of(&visit.browser.get(&visit.world, back.location())).is_some(), "from D1");
    visit.world.clock.advance(3600);
    let over = visit.browser.get(&visit.world, back.location());
    assert_eq!((over.status, over.location()), (400, ""));
    assert_eq!(visit.browser.get(&visit.world, "/oauth2/authorize?waiting=unknown").status, 400);
}

#[test]
fn a_picture_on_a_page_elsewhere_keeps_nothing() {
    let visit = signed_out(json!({}));
    let answer = visit.world.send_once("GET", &request(&[]), &[("sec-fetch-mode", "no-cors")], None);
    assert_eq!((answer.status, answer.location()), (303, "/sign-in"));
    assert!(!answer.headers.contains_key("set-cookie"));
    assert_eq!(visit.count("authorization_requests"), 0);
}

#[test]
fn a_browser_keeps_a_bounded_number_of_requests() {
    let visit = signed_out(json!({}));
    for _ in 0..12 {
        visit.ask(&[]);
    }
    let cookies = visit.browser.header();
    assert_eq!(cookies.matches("__Host-authorization_").count(), 8, "{cookies}");
}

#[test]
fn an_identity_at_another_provider_goes_on() {
    let world = crate::support::federation::world();
    let visit = Visit { world, browser: Browser::default() };
    register(&visit.world, CLIENT, json!({ "first_party": true }));
    let page = visit.browser.get(&visit.world, visit.ask(&[]).location());
    let html = page.body.as_str().expect("a page").replace("&#38;", "&").replace("&amp;", "&");
    let href = html.split("href=\"/api/auth/oauth/github").nth(1).and_then(|rest| rest.split('"').next());
    let away = visit.browser.get(&visit.world, &format!("/api/auth/oauth/github{}", href.expect("a link")));
    let state = away.location().split("state=").nth(1).and_then(|rest| rest.split('&').next()).expect("a state");
    let back = visit.browser.get(&visit.world, &format!("/api/auth/callback/github?code=abc&state={state}"));
    // The account is new: its steps lead on.
    let offer = visit.browser.get(&visit.world, back.location());
    assert!(offer.location().starts_with("/add-passkey?"), "{offer:?}");
    let onward = answer_of(&offer, "redirectUrl").expect("a target");
    assert!(onward.contains("/oauth2/authorize?waiting="), "{onward}");
    assert!(code_of(&visit.browser.get(&visit.world, &onward)).is_some());
}

#[test]
fn a_passkey_goes_on() {
    use crate::support::passkeys;
    let (world, mut phone) = (World::new(), passkeys::Authenticator::new(1));
    let token = passkeys::signed_up(&world);
    passkeys::registered(&world, &token, &mut phone);
    let visit = Visit { world, browser: Browser::default() };
    register(&visit.world, CLIENT, json!({ "first_party": true, "require_second_factor": true }));
    let page = visit.browser.get(&visit.world, visit.ask(&[]).location());
    let credential = phone.get(&passkeys::options_for_any(&visit.world)).to_string();
    let fields = [("credential", credential), ("redirectUrl", hidden(&page, "redirectUrl"))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let back = visit.browser.post(&visit.world, "/sign-in/passkey", &fields);
    assert!(code_of(&visit.browser.get(&visit.world, back.location())).is_some(), "{back:?}");
}

#[test]
fn a_hint_names_the_account_that_signs_in() {
    let visit = Visit::with_ada(json!({ "first_party": true }));
    assert!(code_of(&visit.ask(&[])).is_some());
    let hint = id_token(&visit, &[]);
    visit.world.clock.advance(3600);
    assert!(code_of(&visit.ask(&[("id_token_hint", &hint), ("prompt", "none")])).is_some(), "expired or not");
    let another = id_token(&visit, &[("sub", json!("another"))]);
    for wrong in
        [("aud", json!("other")), ("aud", json!("https://auth.acme.test")), ("iss", json!("https://evil.test"))]
    {
        let wrong = id_token(&visit, &[wrong]);
        assert_eq!(error_of(&visit.ask(&[("id_token_hint", &wrong)])).as_deref(), Some("invalid_request"));
    }
    let silent = visit.ask(&[("id_token_hint", &another), ("prompt", "none")]);
    assert_eq!(error_of(&silent).as_deref(), Some("login_required"));
    let answer = visit.ask(&[("id_token_hint", &another)]);
    assert!(answer.location().ends_with("&again=true"), "{answer:?}");
    let back = visit.sign_in(&answer, EMAIL);
    let refused = visit.browser.get(&visit.world, back.location());
    assert_eq!(error_of(&refused).as_deref(), Some("login_required"), "no loop");
}

#[test]
fn a_second_press_in_a_browser_that_was_answered_is_answered() {
    let visit = signed_out(json!({ "first_party": true }));
    let back = visit.sign_in(&visit.ask(&[]), EMAIL);
    let [one, two] = [(), ()].map(|()| code_of(&visit.browser.get(&visit.world, back.location())));
    assert!(one.is_some() && two.is_some() && one != two);
}
