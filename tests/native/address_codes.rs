//! Code of the mail that confirms a new address, typed on the page of the session that asked for it.

use serde_json::json;

use crate::support::mailed::{mailed_code, mailed_token};
use crate::support::visit::{Browser, EMAIL, PASSWORD, Visit};
use crate::support::{Answer, World};

const NEW: &str = "new@acme.test";
const PAGE: &str = "/check-email?sent=new-address";

/// Browser whose account has a proven address and asked for another.
struct Asking {
    world: World,
    browser: Browser,
}

impl Asking {
    fn new() -> Self {
        let visit = Visit::with_ada(json!({}));
        let Visit { world, browser } = visit;
        let code = mailed_code(&world, EMAIL);
        assert_eq!(browser.post(&world, "/check-email", &[("code", &code)]).status, 303);
        let asking = Self { world, browser };
        assert_eq!(asking.post("/account/email", &[("email", NEW)]).status, 303);
        asking
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.browser.post(&self.world, path, fields);
        self.world.finish_background();
        answer
    }

    fn get(&self, path: &str) -> Answer {
        self.browser.get(&self.world, path)
    }

    fn enter(&self, code: &str) -> Answer {
        self.post("/check-email/new-address", &[("code", code), ("redirectUrl", "/account")])
    }

    fn code(&self) -> String {
        mailed_code(&self.world, NEW)
    }

    fn wrong(&self) -> &'static str {
        if self.code() == "000000" { "000001" } else { "000000" }
    }

    fn address(&self) -> String {
        let row = self.world.database.query("SELECT email FROM accounts ORDER BY created_at, rowid").remove(0);
        row["email"].as_str().unwrap_or_default().to_owned()
    }
}

fn html(answer: &Answer) -> &str {
    answer.body.as_str().unwrap_or_else(|| panic!("{answer:?}"))
}

fn session_of(browser: &Browser) -> String {
    let header = browser.header();
    let token = header.split("; ").find_map(|pair| pair.strip_prefix("access_token="));
    token.expect("a session").to_owned()
}

#[test]
fn the_code_confirms_the_address_as_its_link_does() {
    let asking = Asking::new();
    assert!(html(&asking.get("/account")).contains(&format!("href=\"{PAGE}\"")), "a way to the field");
    let page = asking.get(PAGE);
    let parts =
        ["action=\"/check-email/new-address\"", "autocomplete=\"one-time-code\"", "code to your new address", NEW];
    for part in parts {
        assert!(html(&page).contains(part), "{part} in {page:?}");
    }
    let wrong = asking.enter(asking.wrong());
    assert!(wrong.status == 400 && html(&wrong).contains("wrong or has expired"), "{wrong:?}");
    assert!(html(&wrong).contains("action=\"/check-email/new-address\""), "the same page: {wrong:?}");
    assert!(html(&wrong).contains(NEW) && !html(&wrong).contains(EMAIL), "of the same address: {wrong:?}");
    assert_eq!(asking.address(), EMAIL);
    let done = asking.enter(&asking.code());
    assert_eq!((done.status, done.location().ends_with("/account")), (303, true), "{done:?}");
    assert_eq!(asking.address(), NEW);
    let told = asking.world.mailer.newest_to(EMAIL).text;
    assert!(told.contains("/keep-address?token="), "the former mailbox may undo it: {told}");
    assert!(!html(&asking.get("/account")).contains(PAGE), "nothing waits");
    assert!(html(&asking.get(PAGE)).contains("Email address confirmed"));
}

#[test]
fn the_code_ends_the_other_sessions_and_voids_the_link() {
    let asking = Asking::new();
    let (token, other) = (mailed_token(&asking.world, NEW), Browser::default());
    let fields = [("login", EMAIL), ("password", PASSWORD)];
    assert_eq!(other.post(&asking.world, "/sign-in", &fields).status, 303);
    assert_eq!(asking.enter(&asking.code()).status, 303);
    assert_eq!(asking.world.database.count("sessions"), 1);
    let link = json!({ "token": token, "decision": "mine" });
    assert_eq!(asking.world.post("/confirm-address", link).status, 400);
}

#[test]
fn a_second_press_and_the_link_in_another_tab_are_answered_as_done() {
    let asking = Asking::new();
    let code = asking.code();
    for _ in 0..2 {
        assert_eq!(asking.enter(&code).status, 303);
    }
    let asking = Asking::new();
    let link = json!({ "token": mailed_token(&asking.world, NEW), "decision": "mine" });
    assert_eq!(asking.world.post("/confirm-address", link).status, 200);
    assert_eq!(asking.enter("").status, 303);
}

#[test]
fn wrong_codes_are_counted_with_every_other_of_the_mailbox() {
    let asking = Asking::new();
    let statuses: Vec<u16> = (0..5).map(|_| asking.enter(asking.wrong()).status).collect();
    assert_eq!(statuses, [400; 5]);
    let over = asking.enter(&asking.code());
    let wait: i64 = over.headers["retry-after"].to_str().expect("text").parse().expect("seconds");
    assert!(over.status == 429 && html(&over).contains(&format!("in {} minutes", (wait + 59) / 60)), "{over:?}");
    assert_eq!(asking.post("/account/email", &[("email", NEW)]).status, 303);
    assert_eq!(asking.enter(&asking.code()).status, 429, "a new mail is the same mailbox");
    let link = json!({ "token": mailed_token(&asking.world, NEW), "decision": "mine" });
    assert_eq!(asking.world.post("/confirm-address", link).status, 200, "its link is good");
}

#[test]
fn the_code_is_good_for_its_time_and_in_the_session_that_asked() {
    let asking = Asking::new();
    let other = Browser::default();
    let fields = [("login", EMAIL), ("password", PASSWORD)];
    assert_eq!(other.post(&asking.world, "/sign-in", &fields).status, 303);
    let code = asking.code();
    let elsewhere = other.post(&asking.world, "/check-email/new-address", &[("code", &code)]);
    assert_eq!(elsewhere.status, 400, "{elsewhere:?}");
    assert!(!html(&other.get(&asking.world, "/account")).contains(PAGE));
    asking.world.clock.advance(15 * 60);
    assert_eq!(asking.enter(&code).status, 400, "the link lives on, the code does not");
    assert_eq!(asking.address(), EMAIL);
}

#[test]
fn an_address_of_another_account_answers_alike() {
    let asking = Asking::new();
    let body = json!({ "email": "taken@acme.test", "password": PASSWORD });
    assert_eq!(asking.world.post("/api/auth/sign-up", body).status, 201);
    let asked = asking.post("/account/email", &[("email", "taken@acme.test")]);
    assert_eq!(asked.status, 303, "{asked:?}");
    assert!(html(&asking.get("/account")).contains(PAGE));
    assert!(html(&asking.get(PAGE)).contains("code to your new address"));
    let statuses: Vec<u16> = (0..6).map(|_| asking.enter("000000").status).collect();
    assert_eq!(statuses, [400, 400, 400, 400, 400, 429]);
    assert_eq!(asking.address(), EMAIL);
}

#[test]
fn an_app_that_asks_has_no_field_and_so_no_code() {
    let asking = Asking::new();
    let body = json!({ "email": "other@acme.test" });
    let session = session_of(&asking.browser);
    for path in ["/api/auth/change-email", "/auth/email"] {
        assert_eq!(asking.world.as_bearer(&session, "POST", path, Some(body.clone())).status, 200);
        asking.world.finish_background();
        let text = asking.world.mailer.newest_to("other@acme.test").text;
        assert!(text.contains("/confirm-address?token=") && !text.contains("code"), "{path}: {text}");
    }
    assert!(!html(&asking.get("/account")).contains(PAGE));
    assert_eq!(asking.enter("000000").status, 400);
}

#[test]
fn a_mistyped_address_of_a_new_account_is_replaced_by_its_code() {
    let visit = Visit::with_ada(json!({}));
    let Visit { world, browser } = visit;
    let asking = Asking { world, browser };
    assert_eq!(asking.post("/check-email/address", &[("email", NEW)]).location(), PAGE);
    assert_eq!(asking.enter(&asking.code()).status, 303);
    assert_eq!(asking.address(), NEW);
    assert_eq!(asking.world.database.count("accounts WHERE email_verified_at IS NOT NULL"), 1);
}
