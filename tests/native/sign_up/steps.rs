//! Steps after a sign-up on the page: the mailed code, the offer of a passkey, and the page that wanted it.

use serde_json::json;

use crate::support::mailed::{form, mailed_token};
use crate::support::passkeys::{Authenticator, REGISTER};
use crate::support::visit::{Browser, EMAIL, PASSWORD};
use crate::support::{Answer, World};

const TARGET: &str = "https://app.acme.test/in";
const QUERY: &str = "?redirectUrl=https%3A%2F%2Fapp.acme.test%2Fin";

/// Browser of somebody who signs up on the way to [`TARGET`].
struct Newcomer {
    world: World,
    browser: Browser,
}

impl Newcomer {
    /// Signs up under these settings; the answer of the form.
    fn sign_up(settings: &[(&str, &str)], passkeys: &str) -> (Self, Answer) {
        let settings: Vec<_> = settings.iter().copied().chain([("TRUSTED_ORIGINS", "https://app.acme.test")]).collect();
        let newcomer = Self { world: World::with_settings(&settings), browser: Browser::default() };
        let fields = [("email", EMAIL), ("password", PASSWORD), ("formNonce", "n"), ("passkeys", passkeys)];
        let answer = newcomer.post("/sign-up", &fields);
        (newcomer, answer)
    }

    fn new() -> Self {
        let (newcomer, answer) = Self::sign_up(&[], "");
        assert_eq!(answer.location(), format!("/check-email{QUERY}"), "{answer:?}");
        newcomer
    }

    fn get(&self, path: &str) -> Answer {
        self.browser.get(&self.world, path)
    }

    /// Sends a form on the way to [`TARGET`].
    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let fields = [fields, &[("redirectUrl", TARGET)]].concat();
        let answer = self.browser.post(&self.world, path, &fields);
        self.world.finish_background();
        answer
    }

    fn type_code(&self, code: &str) -> Answer {
        self.post("/check-email", &[("code", code)])
    }

    /// Code of the newest mail.
    fn mailed_code(&self) -> String {
        let text = self.world.mailer.newest_to(EMAIL).text;
        let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
        text.lines().find(is_code).expect("a code").to_owned()
    }

    /// Code that is not that of the newest mail.
    fn wrong_code(&self) -> &'static str {
        if self.mailed_code() == "000000" { "000001" } else { "000000" }
    }

    fn is_proven(&self) -> bool {
        self.world.database.count("accounts WHERE email_verified_at IS NOT NULL") == 1
    }
}

fn html(answer: &Answer) -> &str {
    answer.body.as_str().expect("a page")
}

fn assert_leads_to(answer: &Answer, url: &str) {
    assert_eq!((answer.status, answer.location()), (303, url), "{answer:?}");
}

#[test]
fn the_mailed_code_proves_the_address_and_leads_on() {
    let newcomer = Newcomer::new();
    let page = newcomer.get(&format!("/check-email{QUERY}"));
    for part in [EMAIL, "inputmode=\"numeric\"", "autocomplete=\"one-time-code\"", "data-wait=\"30\""] {
        assert!(html(&page).contains(part), "{part} in {page:?}");
    }
    let policy = page.headers["content-security-policy"].to_str().expect("text");
    assert!(policy.contains("form-action 'self' https:;"), "{policy}");
    assert_eq!(page.headers["cross-origin-opener-policy"], "unsafe-none");
    let wrong = newcomer.type_code(newcomer.wrong_code());
    assert!(wrong.status == 400 && html(&wrong).contains("wrong or has expired"), "{wrong:?}");
    assert!(html(&wrong).contains(&format!("name=\"redirectUrl\" value=\"{TARGET}\"")), "{wrong:?}");
    assert!(!newcomer.is_proven());
    assert_leads_to(&newcomer.type_code(&newcomer.mailed_code()), TARGET);
    assert!(newcomer.is_proven());
}

#[test]
fn wrong_codes_are_counted_and_the_refusal_says_how_long() {
    let newcomer = Newcomer::new();
    let (right, wrong) = (newcomer.mailed_code(), newcomer.wrong_code());
    let statuses: Vec<u16> = (0..6).map(|_| newcomer.type_code(wrong).status).collect();
    assert_eq!(statuses, [400, 400, 400, 400, 400, 429]);
    let refused = newcomer.type_code(&right);
    let wait: i64 = refused.headers["retry-after"].to_str().expect("text").parse().expect("seconds");
    let words = format!("Try again in {} minutes", (wait + 59) / 60);
    assert!(refused.status == 429 && wait > 60 && html(&refused).contains(&words), "{words} in {refused:?}");
    assert!(!newcomer.is_proven());
    assert_leads_to(&newcomer.post("/check-email/continue", &[]), TARGET);
}

#[test]
fn an_unproven_address_traps_nobody() {
    let newcomer = Newcomer::new();
    assert_leads_to(&newcomer.post("/check-email/continue", &[]), TARGET);
    assert!(!newcomer.is_proven());
    let account = newcomer.browser.post(&newcomer.world, "/check-email/continue", &[]);
    assert_leads_to(&account, "/account");
}

#[test]
fn the_link_of_the_mail_proves_too_and_the_page_goes_on() {
    let newcomer = Newcomer::new();
    let empty = newcomer.type_code("");
    assert_eq!(empty.status, 400, "nothing proves it yet");
    let token = mailed_token(&newcomer.world, EMAIL);
    assert_eq!(form(&newcomer.world, "/verify-email", &token, "mine").status, 200);
    assert_leads_to(&newcomer.type_code(""), TARGET);
    let page = newcomer.get("/check-email");
    assert!(html(&page).contains("Email address confirmed") && !html(&page).contains("one-time-code"), "{page:?}");
}

#[test]
fn another_mail_has_another_code_until_the_budget_ends() {
    let newcomer = Newcomer::new();
    let first = newcomer.mailed_code();
    assert_leads_to(&newcomer.post("/check-email/resend", &[]), &format!("/check-email{QUERY}&sent=again"));
    assert!(html(&newcomer.get("/check-email?sent=again")).contains("A new email is on its way"));
    let second = newcomer.mailed_code();
    assert!(first != second && newcomer.type_code(&first).status == 400, "the first is void");
    let refused = (0..10).map(|_| newcomer.post("/check-email/resend", &[])).find(|answer| answer.status != 303);
    let refused = refused.expect("a budget");
    let wait = refused.headers["retry-after"].to_str().expect("text");
    assert!(refused.status == 429 && html(&refused).contains(&format!("data-wait=\"{wait}\"")), "{refused:?}");
    assert_leads_to(&newcomer.type_code(&newcomer.mailed_code()), TARGET);
}

#[test]
fn a_mistyped_address_is_replaced_by_the_link_to_the_right_one() {
    let newcomer = Newcomer::new();
    let invalid = newcomer.post("/check-email/address", &[("email", "ada")]);
    assert!(invalid.status == 400 && html(&invalid).contains("value=\"ada\""), "{invalid:?}");
    let answer = newcomer.post("/check-email/address", &[("email", "ada@acme.example")]);
    assert_leads_to(&answer, &format!("/check-email{QUERY}&sent=new-address"));
    let page = newcomer.get("/check-email?sent=new-address");
    assert!(html(&page).contains("code to your new address") && html(&page).contains("one-time-code"), "{page:?}");
    let token = mailed_token(&newcomer.world, "ada@acme.example");
    assert_eq!(form(&newcomer.world, "/confirm-address", &token, "mine").status, 200);
    let page = newcomer.get("/check-email?sent=new-address");
    assert!(html(&page).contains("confirmed") && html(&page).contains("ada@acme.example"), "{page:?}");
}

#[test]
fn a_passkey_is_offered_where_the_browser_has_any() {
    let newcomer = Newcomer::new();
    let code = newcomer.mailed_code();
    let offer = format!("/add-passkey{QUERY}");
    assert_leads_to(&newcomer.post("/check-email", &[("code", &code), ("passkeys", "yes")]), &offer);
    let page = newcomer.get(&offer);
    assert!(html(&page).contains("data-passkey=\"create\""), "{page:?}");
    assert!(html(&page).contains(&format!("<a href=\"{TARGET}\">Not now</a>")), "{page:?}");
    let refused = newcomer.post("/add-passkey", &[("credential", "{}")]);
    assert!(refused.status == 401 && html(&refused).contains("data-passkey=\"create\""), "{refused:?}");
    let cookies = newcomer.browser.header();
    let asked = newcomer.world.send_once("POST", REGISTER, &[("cookie", &cookies)], Some(json!({})));
    let credential = Authenticator::new(1).create(&asked.body["options"]).to_string();
    assert_leads_to(&newcomer.post("/add-passkey", &[("credential", &credential)]), TARGET);
    assert_eq!(newcomer.world.database.count("passkeys"), 1);
}

#[test]
fn no_passkey_is_offered_to_a_session_that_cannot_add_one() {
    let newcomer = Newcomer::new();
    newcomer.world.clock.advance(11 * 60);
    assert_leads_to(&newcomer.get(&format!("/add-passkey{QUERY}")), TARGET);
}

#[test]
fn without_a_mail_transport_nothing_of_the_mail_is_shown() {
    for (passkeys, url) in [("", TARGET.to_owned()), ("yes", format!("/add-passkey{QUERY}"))] {
        let (newcomer, answer) = Newcomer::sign_up(&[("MAIL_TRANSPORT", "none")], passkeys);
        assert_leads_to(&answer, &url);
        assert_leads_to(&newcomer.get(&format!("/check-email{QUERY}")), TARGET);
    }
}

#[test]
fn a_step_without_a_session_returns_after_sign_in() {
    let (world, browser) = (World::new(), Browser::default());
    let step = |path: &str| browser.get(&world, path).location().to_owned();
    assert_eq!(
        step("/check-email?redirectUrl=%2Fpair"),
        "/sign-in?redirectUrl=https%3A%2F%2Fauth.acme.test%2Fcheck-email%3FredirectUrl%3Dhttps%253A%252F%252Fauth.acme.test%252Fpair"
    );
    assert_eq!(step("/add-passkey"), "/sign-in?redirectUrl=https%3A%2F%2Fauth.acme.test%2Fadd-passkey");
}

#[test]
fn an_untrusted_target_is_ignored() {
    let newcomer = Newcomer::new();
    let evil = [("redirectUrl", "https://evil.test/"), ("passkeys", "yes")];
    let answer = newcomer.browser.post(&newcomer.world, "/check-email/continue", &evil);
    assert_leads_to(&answer, "/add-passkey");
    for path in ["/check-email", "/add-passkey"] {
        let page = newcomer.get(&format!("{path}?redirectUrl=https%3A%2F%2Fevil.test%2F"));
        assert!(page.status == 200 && !format!("{page:?}").contains("evil"), "{page:?}");
    }
}

#[test]
fn the_code_of_another_account_proves_nothing() {
    let ada = Newcomer::new();
    let code = ada.mailed_code();
    let bob = Newcomer { world: ada.world.clone(), browser: Browser::default() };
    let fields = [("email", "bob@acme.test"), ("password", PASSWORD), ("formNonce", "m"), ("passkeys", "")];
    assert_leads_to(&bob.post("/sign-up", &fields), &format!("/check-email{QUERY}"));
    for _ in 0..5 {
        assert_eq!(bob.type_code(&code).status, 400, "nor uses up the guesses of that account");
    }
    assert_eq!(ada.world.database.count("accounts WHERE email_verified_at IS NOT NULL"), 0);
    assert_leads_to(&ada.type_code(&code), TARGET);
}

#[test]
fn a_passkey_that_another_session_asked_for_is_not_added() {
    let (ada, eve) = (Newcomer::new(), Browser::default());
    let fields = [("email", "eve@acme.test"), ("password", PASSWORD), ("formNonce", "m"), ("passkeys", "yes")];
    eve.post(&ada.world, "/sign-up", &fields);
    let asked = ada.world.send_once("POST", REGISTER, &[("cookie", &eve.header())], Some(json!({})));
    let credential = Authenticator::new(1).create(&asked.body["options"]).to_string();
    assert_eq!(ada.post("/add-passkey", &[("credential", &credential)]).status, 401);
    assert_eq!(ada.world.database.count("passkeys"), 0);
}

#[test]
fn typed_text_never_becomes_markup() {
    let newcomer = Newcomer::new();
    let markup = "\"><script>alert(1)</script>";
    for path in ["/check-email/address", "/check-email", "/add-passkey"] {
        let fields = ["email", "code", "credential"].map(|name| (name, markup));
        let page = newcomer.post(path, &fields);
        assert!((400..500).contains(&page.status) && !html(&page).contains(markup), "{path}: {page:?}");
        assert!(!html(&page).contains("<script>alert"), "{path}: {page:?}");
    }
}

#[test]
fn an_address_that_is_proven_already_asks_for_no_code() {
    let (newcomer, browser) = (Newcomer::new(), Browser::default());
    assert_leads_to(&newcomer.type_code(&newcomer.mailed_code()), TARGET);
    let sign_in = [("login", EMAIL), ("password", PASSWORD)];
    assert_leads_to(&browser.post(&newcomer.world, "/sign-in", &sign_in), "/account");
    let overview = browser.get(&newcomer.world, "/account");
    assert!(overview.status == 200 && !html(&overview).contains("/check-email"), "{overview:?}");
}
