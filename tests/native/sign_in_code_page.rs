//! Page that takes the code of a sign-in mail, after the mail was asked for.

use serde_json::json;

use crate::support::mail_requests::member;
use crate::support::mailed::{EMAIL, mailed_code, mailed_token, signed_up};
use crate::support::second_factor::Enrolled;
use crate::support::visit::{Browser, hidden};
use crate::support::{Answer, World};

const TARGET: &str = "/account?from=mail";
/// Lifetime of a sign-in mail, in seconds.
const LIFETIME: i64 = 900;

/// Asks for a mail in a browser; the page that follows.
pub fn asked(world: &World, browser: &Browser) -> Answer {
    let sent = browser.post(world, "/sign-in/link", &[("login", EMAIL), ("redirectUrl", TARGET)]);
    assert_eq!(sent.status, 303, "{sent:?}");
    let page = browser.get(world, sent.location());
    assert_eq!(page.status, 200, "{page:?}");
    page
}

/// Sends the page's form with a code.
pub fn enter(world: &World, browser: &Browser, page: &Answer, code: &str) -> Answer {
    let values = ["request", "login", "redirectUrl"].map(|name| (name, hidden(page, name)));
    let mut fields: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.push(("code", code));
    browser.post(world, "/sign-in/code", &fields)
}

fn html(answer: &Answer) -> &str {
    answer.body.as_str().expect("a page")
}

#[test]
fn the_code_signs_the_browser_in_and_leads_on() {
    let (world, browser) = (World::new(), Browser::default());
    member(&world);
    let page = asked(&world, &browser);
    for part in ["inputmode=\"numeric\"", "autocomplete=\"one-time-code\"", "action=\"/sign-in/link\"", EMAIL] {
        assert!(html(&page).contains(part), "{part}: {page:?}");
    }
    let opened = enter(&world, &browser, &page, &mailed_code(&world, EMAIL));
    assert_eq!((opened.status, opened.location().ends_with(TARGET)), (303, true), "{opened:?}");
    assert!(browser.has("access_token") && browser.has("refresh_token"));
}

#[test]
fn a_wrong_code_is_asked_for_again_until_the_limit() {
    let (world, browser) = (World::new(), Browser::default());
    member(&world);
    let mut page = asked(&world, &browser);
    let code = mailed_code(&world, EMAIL);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        page = enter(&world, &browser, &page, wrong);
        assert!(page.status == 400 && html(&page).contains("That code is wrong or has expired"), "{page:?}");
    }
    let late = enter(&world, &browser, &page, &code);
    assert_eq!((late.status, late.headers.contains_key("retry-after")), (429, true), "{late:?}");
    assert!(!browser.has("access_token"));
}

#[test]
fn an_address_without_an_account_gets_the_same_page() {
    let (world, browser) = (World::new(), Browser::default());
    let page = asked(&world, &browser);
    let again = enter(&world, &browser, &page, "000000");
    assert!(again.status == 400 && html(&again).contains("That code is wrong or has expired"), "{again:?}");
}

#[test]
fn a_second_factor_is_asked_for_after_the_code() {
    let (enrolled, browser) = (Enrolled::new(), Browser::default());
    let world = &enrolled.world;
    let page = asked(world, &browser);
    let step = enter(world, &browser, &page, &mailed_code(world, EMAIL));
    assert!(step.status == 401 && html(&step).contains("totp_code"), "{step:?}");
    let token = hidden(&step, "token");
    let send = |code: &str| {
        let fields = [("token", token.as_str()), ("decision", "confirm"), ("totp_code", code)];
        browser.post(world, "/sign-in/code", &fields)
    };
    let wrong = send(&enrolled.wrong_code());
    assert!(wrong.status == 401 && html(&wrong).contains("totp_code"), "{wrong:?}");
    let opened = send(&enrolled.code());
    assert_eq!((opened.status, opened.location().ends_with(TARGET)), (303, true), "{opened:?}");
}

#[test]
fn a_first_proof_asks_whose_the_account_is() {
    for (decision, passwords) in [("mine", 1), ("not_mine", 0)] {
        let (world, browser) = (World::new(), Browser::default());
        signed_up(&world);
        let page = asked(&world, &browser);
        let question = enter(&world, &browser, &page, &mailed_code(&world, EMAIL));
        assert!(question.status == 200 && html(&question).contains("value=\"not_mine\""), "{question:?}");
        assert!(!browser.has("access_token"), "nothing has happened yet");
        let token = hidden(&question, "token");
        let fields = [("token", token.as_str()), ("decision", decision)];
        let opened = browser.post(&world, "/sign-in/code", &fields);
        assert_eq!((opened.status, opened.location().ends_with(TARGET)), (303, true), "{decision}: {opened:?}");
        assert_eq!(world.database.count("passwords"), passwords, "{decision}");
    }
}

#[test]
fn a_later_page_proves_the_code_again() {
    let (world, browser) = (World::new(), Browser::default());
    signed_up(&world);
    let page = asked(&world, &browser);
    let question = enter(&world, &browser, &page, &mailed_code(&world, EMAIL));
    let token = hidden(&question, "token");
    let (request, code) = token.split_once('~').expect("both");
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for token in [format!("{request}~{wrong}"), request.to_owned(), format!("~{code}")] {
        let answer = world.post("/sign-in/code", json!({ "token": token, "decision": "mine" }));
        assert_eq!(answer.status, 400, "{token}: {answer:?}");
    }
}

#[test]
fn a_later_page_ends_with_its_mail() {
    for spent_by_link in [false, true] {
        let (world, browser) = (World::new(), Browser::default());
        signed_up(&world);
        let page = asked(&world, &browser);
        let (code, link) = (mailed_code(&world, EMAIL), mailed_token(&world, EMAIL));
        let question = enter(&world, &browser, &page, &code);
        assert_eq!(question.status, 200, "{question:?}");
        if spent_by_link {
            assert_eq!(world.post("/api/auth/magic-link", json!({ "token": link })).status, 200);
        } else {
            world.clock.advance(LIFETIME);
        }
        let token = hidden(&question, "token");
        let late = browser.post(&world, "/sign-in/code", &[("token", &token), ("decision", "mine")]);
        assert!(late.status == 400 && html(&late).contains("no longer works"), "{spent_by_link}: {late:?}");
        assert!(!browser.has("access_token"), "{spent_by_link}");
    }
}

#[test]
fn a_target_that_is_not_trusted_is_shown_nowhere_and_led_to_by_nothing() {
    let (world, browser) = (World::new(), Browser::default());
    member(&world);
    let page = asked(&world, &browser);
    let request = hidden(&page, "request");
    let fields = [("request", request.as_str()), ("login", EMAIL), ("redirectUrl", "https://evil.test/")];
    let wrong = if mailed_code(&world, EMAIL) == "000000" { "000001" } else { "000000" };
    let again = browser.post(&world, "/sign-in/code", &[fields.as_slice(), &[("code", wrong)]].concat());
    assert!(again.status == 400 && !format!("{again:?}").contains("evil"), "{again:?}");
    let code = mailed_code(&world, EMAIL);
    let opened = browser.post(&world, "/sign-in/code", &[fields.as_slice(), &[("code", &code)]].concat());
    assert!(opened.status == 303 && opened.location().ends_with(TARGET), "the mail has the target: {opened:?}");
}

#[test]
fn a_target_that_was_trusted_is_not_led_to_any_more() {
    let (world, browser) = (World::new(), Browser::default());
    member(&world);
    let fields = [("login", EMAIL), ("redirectUrl", "https://app.acme.test/in")];
    let sent = browser.post(&world, "/sign-in/link", &fields);
    let page = browser.get(&world, sent.location());
    let world = world.redeployed(&[("TRUSTED_ORIGINS", "https://other.acme.test")]);
    let opened = enter(&world, &browser, &page, &mailed_code(&world, EMAIL));
    assert_eq!((opened.status, opened.location()), (303, "/account"), "{opened:?}");
}

#[test]
fn typed_text_never_becomes_markup() {
    let (world, browser) = (World::new(), Browser::default());
    let request = hidden(&asked(&world, &browser), "request");
    let markup = "\"><script>alert(1)</script>";
    for fields in [
        [("request", request.as_str()), ("login", markup), ("code", "000000")],
        [("request", markup), ("login", EMAIL), ("code", "000000")],
        [("request", request.as_str()), ("login", EMAIL), ("code", markup)],
    ] {
        let page = browser.post(&world, "/sign-in/code", &fields);
        assert!(page.status == 400 && !html(&page).contains("<script>alert"), "{fields:?}: {page:?}");
    }
}

#[test]
fn the_page_of_a_mail_is_shown_for_an_hour_and_to_no_forged_address() {
    let (world, browser) = (World::new(), Browser::default());
    let sent = browser.post(&world, "/sign-in/link", &[("login", EMAIL)]).location().to_owned();
    assert_eq!(browser.get(&world, &format!("{sent}A")).status, 303);
    world.clock.advance(3599);
    assert_eq!(browser.get(&world, &sent).status, 200);
    world.clock.advance(1);
    assert_eq!(browser.get(&world, &sent).status, 303);
}

#[test]
fn the_forms_of_every_page_on_the_way_may_lead_to_the_target() {
    let targets = |page: &Answer| {
        let policy = page.headers["content-security-policy"].to_str().expect("ASCII").to_owned();
        policy.split("; ").find(|given| given.starts_with("form-action ")).expect("the directive").to_owned()
    };
    for is_proven in [true, false] {
        let (world, browser) = (World::new(), Browser::default());
        if is_proven {
            member(&world)
        } else {
            signed_up(&world)
        };
        let fields = [("login", EMAIL), ("redirectUrl", "https://app.acme.test/in")];
        let page = browser.get(&world, browser.post(&world, "/sign-in/link", &fields).location());
        let code = mailed_code(&world, EMAIL);
        let refused = enter(&world, &browser, &page, if code == "000000" { "000001" } else { "000000" });
        let opened = enter(&world, &browser, &page, &code);
        let question = (!is_proven).then_some(&opened);
        for page in [&page, &refused].into_iter().chain(question) {
            assert_eq!(targets(page), "form-action 'self' https:", "{page:?}");
            assert_eq!(page.headers["cross-origin-opener-policy"], "unsafe-none");
        }
    }
}

#[test]
fn a_code_pressed_twice_opens_one_session() {
    let (world, browser) = (World::new(), Browser::default());
    member(&world);
    let page = asked(&world, &browser);
    let (code, before) = (mailed_code(&world, EMAIL), world.database.count("sessions"));
    for press in 0..2 {
        let opened = enter(&world, &browser, &page, &code);
        assert_eq!((opened.status, opened.location().ends_with(TARGET)), (303, true), "{press}: {opened:?}");
    }
    assert_eq!(world.database.count("sessions"), before + 1);
    let elsewhere = enter(&world, &Browser::default(), &page, &code);
    assert_eq!(elsewhere.status, 400, "another browser: {elsewhere:?}");
}

/// A second press of the form is answered as the first was, and is no guess.
#[test]
fn a_repeated_press_is_no_wrong_guess() {
    let (world, browser) = (World::new(), Browser::default());
    member(&world);
    let page = asked(&world, &browser);
    let code = mailed_code(&world, EMAIL);
    let counts = || {
        world.finish_background();
        world.database.query("SELECT subject, count FROM attempts ORDER BY subject")
    };
    assert_eq!(enter(&world, &browser, &page, "12345").status, 400, "not six digits, and no guess");
    let wrong = if code == "000000" { "000001" } else { "000000" };
    assert_eq!(enter(&world, &browser, &page, wrong).status, 400);
    assert_eq!(enter(&world, &browser, &page, &code).status, 303);
    let once = counts();
    for _ in 0..2 {
        assert_eq!(enter(&world, &browser, &page, &code).status, 303);
        assert_eq!(counts(), once);
    }
    browser.forget("__Host-press");
    assert_eq!(enter(&world, &browser, &page, &code).status, 400);
    assert_ne!(counts(), once, "no press of this form");
}

#[test]
fn a_decision_past_the_limit_of_codes_asks_for_no_second_factor() {
    let (world, browser) = (World::new(), Browser::default());
    signed_up(&world);
    let page = asked(&world, &browser);
    let code = mailed_code(&world, EMAIL);
    let question = enter(&world, &browser, &page, &code);
    let token = hidden(&question, "token");
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..6 {
        enter(&world, &browser, &page, wrong);
    }
    let over = browser.post(&world, "/sign-in/code", &[("token", &token), ("decision", "mine")]);
    assert!(over.status == 429 && !html(&over).contains("totp_code"), "{over:?}");
}
