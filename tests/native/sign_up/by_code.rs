//! Code of a domain-bound account, on the page that follows the sign-up: it proves the address and signs in.

use serde_json::json;

use crate::limits::counted;
use crate::support::mailed::{form, mailed_code, mailed_token};
use crate::support::visit::{Browser, hidden};
use crate::support::{Answer, World};

const EMAIL: &str = "ada@acme.test";
const PASSWORD: &str = "SecurePassword123";
const TARGET: &str = "https://app.acme.test/in";
const ASKED: &str = "redirectUrl=https%3A%2F%2Fapp.acme.test%2Fin";

/// Browser that signed up, and shows the page for the code.
struct Bound {
    world: World,
    browser: Browser,
    /// URL of the page.
    link: String,
    page: Answer,
}

impl Bound {
    fn new() -> Self {
        let settings = [("SIGN_UP_DOMAINS", "acme.test"), ("TRUSTED_ORIGINS", "https://app.acme.test")];
        let (world, browser) = (World::with_settings(&settings), Browser::default());
        let fields = [("email", EMAIL), ("password", PASSWORD), ("formNonce", "n"), ("redirectUrl", TARGET)];
        let led = browser.post(&world, "/sign-up", &fields);
        assert_eq!(led.status, 303, "{led:?}");
        world.finish_background();
        let link = led.location().to_owned();
        let page = browser.get(&world, &link);
        assert!(!browser.has("access_token"), "not yet");
        Self { world, browser, link, page }
    }

    /// Sends a form of the page, and leaves the work after the answer undone.
    fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let sealed = hidden(&self.page, "signUp");
        let fields = [&[("signUp", sealed.as_str()), ("redirectUrl", TARGET)], fields].concat();
        self.browser.post(&self.world, path, &fields)
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.send(path, fields);
        self.world.finish_background();
        answer
    }

    fn enter(&self, code: &str) -> Answer {
        self.post("/sign-up/code", &[("code", code), ("passkeys", "")])
    }

    fn code(&self) -> String {
        mailed_code(&self.world, EMAIL)
    }

    /// Mail that the sign-in page sends to an address that is not proven.
    fn mailed_from_sign_in(&self) -> String {
        assert_eq!(self.browser.post(&self.world, "/sign-in/verification", &[("login", EMAIL)]).status, 303);
        self.world.finish_background();
        self.world.mailer.newest_to(EMAIL).text
    }

    fn wrong(&self) -> &'static str {
        if self.code() == "000000" { "000001" } else { "000000" }
    }

    fn proven(&self) -> u64 {
        self.world.database.count("accounts WHERE email_verified_at IS NOT NULL")
    }

    fn sessions(&self) -> u64 {
        self.world.database.count("sessions")
    }

    fn counts(&self) -> Vec<serde_json::Map<String, serde_json::Value>> {
        self.world.database.query("SELECT subject, count FROM attempts WHERE count > 0 ORDER BY subject")
    }
}

fn html(answer: &Answer) -> &str {
    answer.body.as_str().unwrap_or_else(|| panic!("{answer:?}"))
}

#[test]
fn the_code_proves_the_address_signs_in_and_leads_on() {
    let bound = Bound::new();
    for part in
        [EMAIL, "inputmode=\"numeric\"", "autocomplete=\"one-time-code\"", "data-wait=\"30\"", "href=\"/sign-in?"]
    {
        assert!(html(&bound.page).contains(part), "{part} in {:?}", bound.page);
    }
    let again = bound.enter(bound.wrong());
    assert!(again.status == 400 && html(&again).contains("wrong or has expired"), "{again:?}");
    assert_eq!(hidden(&again, "redirectUrl"), TARGET);
    assert_eq!((bound.proven(), bound.sessions()), (0, 0));
    let done = bound.enter(&bound.code());
    assert_eq!((done.status, done.location()), (303, TARGET), "{done:?}");
    assert_eq!((bound.proven(), bound.sessions()), (1, 1));
    assert!(bound.browser.has("access_token") && bound.browser.has("refresh_token"));
    assert_eq!(bound.browser.get(&bound.world, "/account").status, 200);
}

#[test]
fn a_passkey_is_offered_after_the_code() {
    let bound = Bound::new();
    let done = bound.post("/sign-up/code", &[("code", &bound.code()), ("passkeys", "yes")]);
    assert_eq!((done.status, done.location()), (303, &*format!("/add-passkey?{ASKED}")), "{done:?}");
    assert_eq!(bound.browser.get(&bound.world, done.location()).status, 200, "the session is fresh");
}

#[test]
fn wrong_codes_are_counted_with_every_other_of_the_mailbox() {
    let bound = Bound::new();
    let statuses: Vec<u16> = (0..5).map(|_| bound.enter(bound.wrong()).status).collect();
    assert_eq!(statuses, [400; 5]);
    let over = bound.enter(&bound.code());
    let wait: i64 = over.headers["retry-after"].to_str().expect("text").parse().expect("seconds");
    let words = format!("Try again in {} minutes", (wait + 59) / 60);
    assert!(over.status == 429 && html(&over).contains(&words), "{words} in {over:?}");
    let request = bound.world.post("/api/auth/send-magic-link", json!({ "email": EMAIL })).text("/requestId");
    let body = json!({ "requestId": request, "code": bound.code() });
    assert_eq!(bound.world.post("/api/auth/magic-link", body).status, 429, "one mailbox");
    assert_eq!((bound.proven(), bound.sessions()), (0, 0));
}

#[test]
fn a_repeated_press_signs_in_once_and_is_no_guess() {
    let bound = Bound::new();
    let code = bound.code();
    assert_eq!(bound.enter(&code).status, 303);
    let once = bound.counts();
    let again = bound.enter(&code);
    assert_eq!((again.status, again.location(), bound.sessions()), (303, TARGET, 1), "{again:?}");
    assert_eq!(bound.counts(), once);
    bound.world.clock.advance(11);
    assert_eq!(bound.enter(&code).status, 400, "no longer the same press");
    assert_eq!(bound.post("/sign-up/code", &[("code", &code)]).status, 400, "nor another form");
}

/// The count of a press is released after the answer, when its window may be over.
#[test]
fn a_repeated_press_takes_away_no_failure_of_the_next_window() {
    let bound = Bound::new();
    let enter = |code: &str| bound.send("/sign-up/code", &[("code", code)]).status;
    let counts = || ["address", "code", "code-day"].map(|kind| counted(&bound.world, kind));
    let (code, wrong) = (bound.code(), bound.wrong());
    assert_eq!(enter(wrong), 400, "the window begins");
    bound.world.clock.advance(898);
    assert_eq!(enter(&code), 303);
    bound.world.clock.advance(1);
    assert_eq!(enter(&code), 303, "the same press in its last second");
    bound.world.clock.advance(1);
    assert_eq!(enter(wrong), 400, "the next window begins");
    assert_eq!(counts(), [1, 1, 3]);
    bound.world.finish_background();
    assert_eq!(counts(), [1, 1, 2], "the day is still that of the press");
}

#[test]
fn another_mail_has_another_code() {
    let bound = Bound::new();
    let first = bound.code();
    let sent = bound.post("/sign-up/resend", &[]);
    let page = bound.browser.get(&bound.world, sent.location());
    assert!(sent.status == 303 && html(&page).contains("A new email is on its way"), "{page:?}");
    let second = bound.code();
    assert!(first == second || bound.enter(&first).status == 400, "the first is void");
    assert_eq!(bound.enter(&second).status, 303);
}

/// The mail voids the code that the page after the sign-up waits for.
#[test]
fn a_mail_from_the_sign_in_page_has_another_code_for_the_page() {
    let bound = Bound::new();
    let first = bound.code();
    bound.world.clock.advance(3599);
    let text = bound.mailed_from_sign_in();
    assert!(text.contains("Or enter this code where you signed up"), "{text}");
    let second = bound.code();
    assert!(first == second || bound.enter(&first).status == 400, "the first is void");
    assert_eq!(bound.enter(&second).status, 303);
}

#[test]
fn a_mail_from_the_sign_in_page_has_no_code_once_no_page_takes_it() {
    let bound = Bound::new();
    bound.world.clock.advance(3600);
    let text = bound.mailed_from_sign_in();
    assert!(text.contains("/verify-email?token=") && !text.contains("code"), "{text}");
}

#[test]
fn mails_asked_for_again_are_within_the_budget() {
    let bound = Bound::new();
    let refused = (0..10).map(|_| bound.post("/sign-up/resend", &[])).find(|answer| answer.status != 303);
    let refused = refused.expect("a budget");
    let wait = refused.headers["retry-after"].to_str().expect("text");
    assert!(refused.status == 429 && html(&refused).contains(&format!("data-wait=\"{wait}\"")), "{refused:?}");
}

#[test]
fn the_link_of_the_same_mail_spends_the_code() {
    let bound = Bound::new();
    let code = bound.code();
    assert_eq!(form(&bound.world, "/verify-email", &mailed_token(&bound.world, EMAIL), "mine").status, 200);
    assert_eq!(bound.enter(&code).status, 400);
    assert_eq!(bound.sessions(), 0);
}

#[test]
fn only_the_browser_that_signed_up_types_the_code() {
    let bound = Bound::new();
    let (code, sealed) = (bound.code(), hidden(&bound.page, "signUp"));
    let lured = Browser::default();
    for browser in [&Browser::default(), &lured] {
        let fields = [("signUp", sealed.as_str()), ("code", &code)];
        for path in ["/sign-up/code", "/sign-up/resend"] {
            assert_eq!(browser.post(&bound.world, path, &fields).status, 400, "the link alone: {path}");
        }
        let shown = lured.get(&bound.world, &bound.link);
        assert_eq!((shown.status, shown.location()), (303, "/account"), "{shown:?}");
        assert_eq!(lured.get(&bound.world, "/sign-up").status, 200, "a secret of its own");
    }
    let shortened = &sealed[1..];
    let mailed = Browser::default().post(&bound.world, "/sign-in/link", &[("login", EMAIL)]).location().to_owned();
    let other = mailed.split("result=").nth(1).and_then(|rest| rest.split('&').next()).expect("an outcome");
    for sealed in ["", "x", shortened, other] {
        let fields = [("signUp", sealed), ("code", &code)];
        assert_eq!(bound.browser.post(&bound.world, "/sign-up/code", &fields).status, 400, "{sealed}");
    }
    bound.world.clock.advance(3601);
    assert_eq!(bound.enter(&code).status, 400, "an hour later");
    assert_eq!((bound.proven(), bound.sessions()), (0, 0));
}

/// The statement decides.
#[test]
fn the_code_opens_a_session_of_a_domain_bound_account_alone() {
    let bound = Bound::new();
    bound.world.database.query("UPDATE accounts SET domain_bound = 0");
    assert_eq!(bound.enter(&bound.code()).status, 400);
    assert_eq!(bound.sessions(), 0);
}

#[test]
fn an_account_that_was_disabled_meanwhile_opens_none() {
    let bound = Bound::new();
    bound.world.database.query("UPDATE accounts SET disabled_at = 1");
    assert_eq!(bound.enter(&bound.code()).status, 403);
    assert_eq!(bound.sessions(), 0);
}

#[test]
fn an_open_sign_up_goes_the_usual_way() {
    let (world, browser) = (World::new(), Browser::default());
    let fields = [("email", EMAIL), ("password", PASSWORD), ("formNonce", "n")];
    assert_eq!(browser.post(&world, "/sign-up", &fields).location(), "/check-email");
}
