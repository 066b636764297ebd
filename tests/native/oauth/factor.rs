//! Second factors that an application demands: set up on the way, and back.

use serde_json::json;

use crate::support::Answer;
use crate::support::passkeys::{Authenticator, REGISTER, options_for_any};
use crate::support::second_factor::code_now;
use crate::support::visit::{Visit, code_of, error_of, hidden};

const SECURITY: &str = "/account/security";

fn demanding() -> Visit {
    Visit::with_ada(json!({ "first_party": true, "require_second_factor": true }))
}

/// Path of the first link that begins so.
fn href(page: &Answer, start: &str) -> String {
    let html = page.body.as_str().expect("a page").replace("&#38;", "&").replace("&amp;", "&");
    let rest = html.split(&format!("href=\"{start}")).nth(1).unwrap_or_else(|| panic!("{start} in {html}"));
    format!("{start}{}", rest.split(['"', '#']).next().unwrap_or_default())
}

fn post(visit: &Visit, path: &str, fields: &[(&str, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    visit.browser.post(&visit.world, path, &fields)
}

/// Key that a page of the setup shows.
fn key(page: &Answer) -> String {
    let url = hidden(page, "otpauth_url");
    let url = url::Url::parse(&url).expect("a URL");
    url.query_pairs().find(|(name, _)| name == "secret").expect("a key").1.into_owned()
}

/// Setup that an account page leads to.
fn set_up(visit: &Visit, account: &Answer) -> Answer {
    post(visit, "/account/two-factor/enable", &[("redirectUrl", hidden(account, "redirectUrl"))])
}

/// First code, typed into the setup.
fn verify(visit: &Visit, setup: &Answer, code: String) -> Answer {
    let kept = ["otpauth_url", "backup_codes", "redirectUrl"].map(|name| (name, hidden(setup, name)));
    post(visit, "/account/two-factor/verify", &[&kept[..], &[("totp_code", code)]].concat())
}

#[test]
fn a_missing_second_factor_is_set_up_and_leads_on_to_the_application() {
    let visit = demanding();
    assert_eq!(error_of(&visit.ask(&[("prompt", "none")])).as_deref(), Some("unmet_authentication_requirements"));
    let page = visit.ask(&[]);
    assert_eq!(page.headers["cross-origin-opener-policy"], "unsafe-none");
    assert!(page.body.as_str().is_some_and(|html| html.contains("again=true\">I have one")), "{page:?}");
    let onward = href(&page, "/oauth2/authorize?waiting=");
    assert_eq!(visit.browser.get(&visit.world, &onward).status, 200, "still missing");

    let account = visit.browser.get(&visit.world, &href(&page, SECURITY));
    assert_eq!(account.headers["cross-origin-opener-policy"], "unsafe-none");
    let setup = set_up(&visit, &account);
    let wrong = verify(&visit, &setup, "000000".to_owned());
    assert_eq!(wrong.status, 401, "{wrong:?}");
    let enabled = verify(&visit, &wrong, code_now(&visit.world, &key(&setup)));
    let html = enabled.body.as_str().expect("a page");
    let codes = hidden(&setup, "backup_codes");
    assert!(codes.split(' ').all(|code| html.contains(&format!("<code>{code}</code>"))), "{html}");
    assert!(html.contains(">Continue to Shop</a>") && !html.contains("Back to your account"), "{html}");
    assert_eq!(enabled.headers["cross-origin-opener-policy"], "unsafe-none");
    let onward = href(&enabled, "https://auth.acme.test/oauth2/authorize?waiting=");
    assert!(code_of(&visit.browser.get(&visit.world, &onward)).is_some());
}

#[test]
fn the_way_on_survives_a_sign_in_and_a_wrong_password() {
    let visit = demanding();
    let security = href(&visit.ask(&[]), SECURITY);
    visit.world.clock.advance(3000);
    let account = visit.browser.get(&visit.world, &security);
    let target = hidden(&account, "redirectUrl");
    let fields = [("redirectUrl", target.clone()), ("password", "not it at all".to_owned())];
    let refused = post(&visit, "/account/two-factor/enable", &fields);
    assert_eq!((refused.status, hidden(&refused, "redirectUrl")), (401, target.clone()), "{refused:?}");

    visit.query("DELETE FROM passwords");
    let gate = visit.browser.get(&visit.world, &security);
    let again = href(&gate, "/sign-in?");
    assert!(again.contains("account%2Fsecurity%3FredirectUrl%3D"), "{again}");
    visit.browser.forget("access_token");
    visit.browser.forget("refresh_token");
    let to_sign_in = visit.browser.get(&visit.world, &security);
    assert!(to_sign_in.location().contains("account%2Fsecurity%3FredirectUrl%3D"), "{to_sign_in:?}");
}

#[test]
fn a_passkey_added_on_the_way_leads_to_a_sign_in_with_it_and_to_the_application() {
    let (visit, mut key) = (demanding(), Authenticator::new(1));
    let security = href(&visit.ask(&[]), SECURITY);
    let target = hidden(&visit.browser.get(&visit.world, &security), "redirectUrl");
    let cookies = visit.browser.header();
    let asked = visit.world.send_once("POST", REGISTER, &[("cookie", &cookies)], Some(json!({})));
    let credential = key.create(&asked.body["options"]).to_string();
    let fields = [("credential", credential), ("name", String::new()), ("redirectUrl", target)];
    let added = post(&visit, "/account/passkeys", &fields);
    let again = added.location().to_owned();
    assert!(added.status == 303 && again.starts_with("/sign-in?") && again.ends_with("&again=true"), "{added:?}");

    let page = visit.browser.get(&visit.world, &again);
    assert!(page.body.as_str().is_some_and(|html| html.contains("Sign in to continue to Shop")), "{page:?}");
    let credential = key.get(&options_for_any(&visit.world)).to_string();
    let fields = [("credential", credential), ("redirectUrl", hidden(&page, "redirectUrl"))];
    let signed_in = post(&visit, "/sign-in/passkey", &fields);
    assert!(code_of(&visit.browser.get(&visit.world, signed_in.location())).is_some(), "{signed_in:?}");
}

#[test]
fn any_other_target_and_a_request_that_is_over_end_on_the_account_page() {
    let visit = demanding();
    let request = href(&visit.ask(&[]), "/oauth2/authorize?waiting=");
    for target in ["https://evil.test/", "/pair", "/oauth2/authorize?client_id=shop", "/oauth2/logout?waiting=x"] {
        let query: String = url::form_urlencoded::byte_serialize(target.as_bytes()).collect();
        let page = visit.browser.get(&visit.world, &format!("{SECURITY}?redirectUrl={query}"));
        assert!(page.body.as_str().is_some_and(|html| !html.contains("redirectUrl")), "{target}");
    }
    let account = visit.browser.get(&visit.world, &format!("{SECURITY}?redirectUrl={request}"));
    let setup = set_up(&visit, &account);
    visit.query("DELETE FROM authorization_requests");
    visit.world.key_value.wipe();
    let enabled = verify(&visit, &setup, code_now(&visit.world, &key(&setup)));
    assert_eq!(enabled.location(), "/account/security?notice=two-factor-enabled#two-factor", "{enabled:?}");
}
