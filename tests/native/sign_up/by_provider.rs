//! Sign-up by a provider on the pages: the steps of a new account, and none for one that exists.

use serde_json::json;

use crate::support::federation::{self, EMAIL};
use crate::support::mailed::mailed_code;
use crate::support::openid;
use crate::support::second_factor::code_now;
use crate::support::visit::{Browser, CLIENT, hidden, register, request};
use crate::support::{Answer, World};

const TARGET: &str = "https://app.acme.test/in";
const ASKED: &str = "redirectUrl=https%3A%2F%2Fapp.acme.test%2Fin";

/// Browser in which nobody is signed in yet.
struct Comer {
    world: World,
    browser: Browser,
}

impl Comer {
    fn to(world: World) -> Self {
        Self { world, browser: Browser::default() }
    }

    /// Person whose address GitHub has verified.
    fn from_github() -> Self {
        Self::to(federation::world())
    }

    fn get(&self, path: &str) -> Answer {
        self.browser.get(&self.world, path)
    }

    /// Goes to the provider by the link on a page; the state of the visit.
    fn leave(&self, page: &str) -> String {
        let begun = self.get(&provider_link(&self.get(page)));
        let state = begun.location().split("state=").nth(1).and_then(|rest| rest.split('&').next());
        state.unwrap_or_else(|| panic!("{begun:?}")).to_owned()
    }

    /// Signs in by the link on a page; the answer to the return.
    fn sign_in(&self, page: &str) -> Answer {
        let back = self.get(&format!("/api/auth/callback/github?code=abc&state={}", self.leave(page)));
        self.world.finish_background();
        back
    }

    /// Signs in, and follows the return once.
    fn arrive(&self, page: &str) -> Answer {
        let back = self.sign_in(page);
        assert_eq!(back.status, 302, "{back:?}");
        self.get(back.location())
    }
}

fn html(answer: &Answer) -> &str {
    answer.body.as_str().unwrap_or_else(|| panic!("{answer:?}"))
}

fn provider_link(page: &Answer) -> String {
    let mut links = html(page).split("href=\"").filter_map(|rest| rest.split('"').next());
    let link = links.find(|href| href.starts_with("/api/auth/oauth/github")).expect("a link to GitHub");
    link.replace("&#38;", "&").replace("&amp;", "&")
}

fn assert_leads_to(answer: &Answer, url: &str) {
    assert_eq!((answer.status, answer.location()), (303, url), "{answer:?}");
}

#[test]
fn a_new_account_with_a_proven_address_is_offered_a_passkey_on_the_way() {
    for page in ["sign-in", "sign-up"] {
        let comer = Comer::from_github();
        let offer = comer.arrive(&format!("/{page}?{ASKED}"));
        assert_leads_to(&offer, &format!("/add-passkey?{ASKED}"));
        let page = comer.get(offer.location());
        assert!(html(&page).contains("data-passkey=\"create\""), "{page:?}");
        assert!(html(&page).contains(&format!("<a href=\"{TARGET}\">Not now</a>")), "{page:?}");
        let unscripted = format!("<noscript><meta http-equiv=\"refresh\" content=\"0;url={TARGET}\"></noscript>");
        assert!(html(&page).contains(&unscripted), "{page:?}");
    }
}

#[test]
fn a_new_account_with_an_unproven_address_types_the_mailed_code() {
    let world = openid::world(&json!({}));
    let steps = format!("https://auth.acme.test/check-email?{ASKED}&returned=true");
    let steps: String = url::form_urlencoded::byte_serialize(steps.as_bytes()).collect();
    let back = openid::arrive(&world, &format!("?redirectUrl={steps}"), &json!({ "email": EMAIL }));
    let cookies = format!("access_token={}", back.cookie("access_token"));
    let path = back.location().trim_start_matches("https://auth.acme.test");
    let page = world.with_cookies(&cookies, "GET", path);
    assert!(page.status == 200 && html(&page).contains("autocomplete=\"one-time-code\""), "{page:?}");
    assert_eq!(hidden(&page, "redirectUrl"), TARGET);
    let fields = json!({ "code": mailed_code(&world, EMAIL), "redirectUrl": TARGET, "passkeys": "yes" });
    let done = world.send("POST", "/check-email", &[("cookie", &cookies)], Some(fields));
    assert_leads_to(&done, &format!("/add-passkey?{ASKED}"));
    assert_eq!(world.database.count("accounts WHERE email_verified_at IS NOT NULL"), 1);
}

#[test]
fn without_a_target_the_steps_end_at_the_account() {
    let comer = Comer::from_github();
    let offer = comer.arrive("/sign-in");
    assert_leads_to(&offer, "/add-passkey");
    assert!(html(&comer.get(offer.location())).contains("<a href=\"/account\">Not now</a>"));
}

#[test]
fn an_account_that_exists_goes_on_at_once() {
    let comer = Comer::from_github();
    comer.arrive("/sign-in");
    comer.world.clock.advance(2);
    for browser in [comer.browser, Browser::default()] {
        browser.forget("access_token");
        browser.forget("refresh_token");
        let again = Comer { world: comer.world.clone(), browser };
        assert_leads_to(&again.arrive(&format!("/sign-in?{ASKED}")), TARGET);
        assert_eq!(again.world.database.count("accounts"), 1);
    }
}

#[test]
fn an_account_that_the_provider_is_linked_to_goes_on_at_once() {
    let comer = Comer::to(federation::world());
    federation::verified(&comer.world);
    comer.world.clock.advance(2);
    assert_leads_to(&comer.arrive(&format!("/sign-up?{ASKED}")), TARGET);
}

#[test]
fn only_a_session_of_a_provider_is_new_on_its_return() {
    let comer = Comer::from_github();
    let fields = [("email", EMAIL), ("password", "SecurePassword123"), ("formNonce", "n")];
    assert_eq!(comer.browser.post(&comer.world, "/sign-up", &fields).status, 303);
    assert_leads_to(&comer.get(&format!("/check-email?{ASKED}&returned=true")), TARGET);
}

#[test]
fn the_second_factor_of_an_account_stands_before_the_target_alone() {
    let (world, secret) = federation::enrolled();
    world.clock.advance(30);
    let comer = Comer::to(world);
    let step = comer.sign_in(&format!("/sign-in?{ASKED}"));
    assert!(step.location().starts_with("/second-factor?step="), "{step:?}");
    let challenge = hidden(&comer.get(step.location()), "challenge");
    let code = code_now(&comer.world, &secret);
    let fields = [("challenge", challenge.as_str()), ("decision", "confirm"), ("totp_code", &code)];
    let done = comer.browser.post(&comer.world, "/second-factor", &fields);
    assert_leads_to(&comer.get(done.location()), TARGET);
}

#[test]
fn a_failed_sign_in_is_told_where_it_always_was() {
    let comer = Comer::from_github();
    let refused = |page: &str| {
        let state = comer.leave(page);
        comer.get(&format!("/api/auth/callback/github?error=access_denied&state={state}")).location().to_owned()
    };
    assert_eq!(refused(&format!("/sign-in?{ASKED}")), format!("{TARGET}?error=ACCESS_DENIED"));
    let own = |path: &str| format!("https://auth.acme.test/sign-in?redirectUrl={path}&error=ACCESS_DENIED");
    assert_eq!(refused("/sign-in?redirectUrl=%2Fpair"), own("https%3A%2F%2Fauth.acme.test%2Fpair"));
    assert_eq!(refused("/sign-in"), own("https%3A%2F%2Fauth.acme.test%2Faccount"));
}

#[test]
fn an_application_waits_for_the_steps() {
    let comer = Comer::from_github();
    register(&comer.world, CLIENT, json!({}));
    let asked = comer.get(&request(&[]));
    comer.world.finish_background();
    let offer = comer.arrive(asked.location());
    assert!(offer.location().starts_with("/add-passkey?redirectUrl="), "{offer:?}");
    let page = comer.get(offer.location());
    let onward = html(&page).split("Not now").next().and_then(|rest| rest.rsplit("href=\"").next()).expect("a link");
    let consent = comer.get(onward.split('"').next().unwrap_or_default());
    assert!(html(&consent).contains("Shop"), "{consent:?}");
}

#[test]
fn a_target_too_long_to_be_carried_is_returned_to_at_once() {
    let comer = Comer::from_github();
    let target = format!("https://app.acme.test/{}", "a/".repeat(900));
    let asked: String = url::form_urlencoded::byte_serialize(target.as_bytes()).collect();
    assert_eq!(comer.sign_in(&format!("/sign-in?redirectUrl={asked}")).location(), target);
}

/// A sign-in that an app begins returns to the app.
#[test]
fn an_app_that_leads_to_the_provider_itself_gets_its_person_back_at_once() {
    let comer = Comer::from_github();
    let begun = comer.get(&format!("/api/auth/oauth/github?{ASKED}"));
    let state = begun.location().split("state=").nth(1).and_then(|rest| rest.split('&').next()).expect("a state");
    let back = comer.get(&format!("/api/auth/callback/github?code=abc&state={state}"));
    assert_eq!((back.status, back.location()), (302, TARGET), "{back:?}");
}
