//! Page that asks for the code of a deferred sign-in: reached by a redirect, repeatable by GET.

use serde_json::json;

use crate::support::federation::{BROWSER, back, enrolled, sent};
use crate::support::mailed::mailed_token;
use crate::support::second_factor::code_now;
use crate::support::{Answer, World};

const STEP: &str = "__Host-second_factor_";

/// Browser that returned from a provider and must enter a code: the answer, its cookies and the callback's path.
struct Asked {
    world: World,
    secret: String,
    answer: Answer,
    cookies: String,
    way: String,
}

fn asked() -> Asked {
    let (world, secret) = enrolled();
    world.clock.advance(30);
    let answer = world.send("GET", "/api/auth/oauth/github?redirectUrl=https%3A%2F%2Fapp.acme.test%2Fin", &[], None);
    let browser = format!("{BROWSER}={}", answer.cookie(BROWSER));
    let state = answer.location().split("state=").nth(1).and_then(|rest| rest.split('&').next()).expect("a state");
    let way = format!("/api/auth/callback/github?code=abc&state={state}");
    let answer = world.with_cookies(&browser, "GET", &way);
    let (name, value, _) = answer.cookie_named(STEP).unwrap_or_else(|| panic!("{answer:?}"));
    Asked { world, secret, answer, cookies: format!("{browser}; {name}={value}"), way }
}

impl Asked {
    fn get(&self, path: &str) -> Answer {
        self.world.with_cookies(&self.cookies, "GET", path)
    }

    fn post(&self, code: &str) -> Answer {
        let challenge = self.cookies.split_once(STEP).and_then(|(_, rest)| rest.split_once('=')).expect("it").1;
        let body = json!({ "challenge": challenge, "totp_code": code, "decision": "confirm" });
        self.world.send("POST", "/second-factor", &[("cookie", &self.cookies)], Some(body))
    }

    fn code(&self) -> String {
        code_now(&self.world, &self.secret)
    }
}

fn asks(answer: &Answer) -> bool {
    answer.body.as_str().is_some_and(|page| page.contains("name=\"totp_code\"") && page.contains("name=\"challenge\""))
}

#[test]
fn the_callback_redirects_to_a_page_that_can_be_reloaded() {
    let asked = asked();
    let (name, value, attributes) = asked.answer.cookie_named(STEP).expect("the cookie");
    assert_eq!(attributes, "HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=600");
    assert_eq!(asked.answer.status, 303);
    let url = asked.answer.location();
    assert_eq!(url.strip_prefix("/second-factor?step="), name.strip_prefix(STEP));
    assert!(!url.contains(&value), "the challenge is in no URL");
    let trips = asked.world.database.trips.get();
    for _ in 0..3 {
        let page = asked.get(url);
        assert!(page.status == 200 && asks(&page), "{page:?}");
    }
    assert_eq!(asked.world.database.trips.get(), trips);
    let wrong = if asked.code() == "000000" { "000001" } else { "000000" };
    let again = asked.post(wrong);
    assert!(again.status == 401 && asks(&again), "{again:?}");
    assert!(asked.get(url).body.as_str().expect("a page").contains("/second-factor?step="), "the other language");
    let done = asked.post(&asked.code());
    assert_eq!((done.status, done.location()), (303, "https://app.acme.test/in"));
    assert_eq!(done.cookie(&name), "", "nothing waits any more");
}

#[test]
fn a_repeated_return_asks_for_the_code_again_until_signed_in() {
    let asked = asked();
    let again = asked.get(&asked.way);
    assert_eq!((again.status, again.location()), (303, asked.answer.location()));
    let done = asked.post(&asked.code());
    let token = done.cookie("access_token");
    let browser = asked.cookies.split("; ").next().expect("its secret");
    let cookies = format!("{browser}; access_token={token}");
    assert_eq!(asked.world.with_cookies(&cookies, "GET", &asked.way).location(), "https://app.acme.test/in");
    let back = asked.world.with_cookies(&cookies, "GET", asked.answer.location());
    assert_eq!((back.status, back.location()), (303, "/account"), "Back to the page that is done with");
}

#[test]
fn two_tabs_can_wait_for_a_code_at_once() {
    let (world, secret) = enrolled();
    let ask = || {
        let body = json!({ "login": "ada@acme.test", "password": "SecurePassword123" });
        let answer = world.post("/sign-in", body);
        assert_eq!(answer.status, 303, "{answer:?}");
        (answer.location().to_owned(), answer.cookie_named(STEP).expect("the cookie"))
    };
    let (one, other) = (ask(), ask());
    let cookies = [&one, &other].map(|(_, (name, value, _))| format!("{name}={value}")).join("; ");
    for (url, (_, challenge, _)) in [&one, &other] {
        world.clock.advance(30);
        let page = world.with_cookies(&cookies, "GET", url);
        assert!(page.body.as_str().expect("a page").contains(challenge.as_str()), "each its own");
        let body = json!({ "challenge": challenge, "totp_code": code_now(&world, &secret) });
        assert_eq!(world.send("POST", "/second-factor", &[("cookie", &cookies)], Some(body)).status, 303);
    }
}

#[test]
fn the_page_without_a_pending_sign_in_redirects_to_sign_in() {
    let asked = asked();
    for url in ["/second-factor", "/second-factor?step=", "/second-factor?step=x", asked.answer.location()] {
        let answer = asked.world.send("GET", url, &[], None);
        assert_eq!((answer.status, answer.location()), (303, "/sign-in"), "{url}");
    }
    let five = std::iter::repeat_with(|| asked.post("AAAA-BBBB-CCCC")).take(5).last().expect("the fifth");
    assert_eq!(five.status, 401);
    let over = asked.post(&asked.code());
    assert_eq!((over.status, over.cookie_named(STEP).map(|cookie| cookie.1)), (400, Some(String::new())));
}

#[test]
fn past_the_limit_the_form_says_how_long_and_what_remains() {
    let asked = asked();
    let world = &asked.world;
    let wrong = if asked.code() == "000000" { "000001" } else { "000000" };
    let beside = json!({ "email": "ada@acme.test", "password": "SecurePassword123", "totpCode": wrong });
    for _ in 0..10 {
        assert_eq!(world.post("/api/auth/sign-in", beside.clone()).status, 401);
        world.finish_background();
    }
    let over = |answer: &Answer, action: &str| {
        let wait: i64 = answer.headers["retry-after"].to_str().expect("text").parse().expect("seconds");
        let html = answer.body.as_str().expect("a page");
        let words = format!("Too many attempts. Try again in {} minutes.", (wait + 59) / 60);
        for part in
            [&words, "<details class=\"help\" open>", "your backup codes", "sign in with it: no code is needed", action]
        {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(answer.status == 429 && wait > 60, "{answer:?}");
    };
    for code in [asked.code(), "AAAA-BBBB-CCCC".to_owned()] {
        let again = asked.post(&code);
        assert!(asks(&again), "{again:?}");
        over(&again, "action=\"/second-factor\"");
    }
    assert!(!asked.get(asked.answer.location()).body.to_string().contains("help\\\" open"), "folded again");
    assert_eq!(world.post("/api/auth/send-magic-link", json!({ "email": "ada@acme.test" })).status, 200);
    let token = mailed_token(world, "ada@acme.test");
    let link = json!({ "token": token, "decision": "confirm", "totp_code": asked.code() });
    over(&world.post("/magic-link", link), "action=\"/magic-link\"");
}

#[test]
fn without_a_redirect_url_the_answer_has_the_challenge() {
    let (world, _) = enrolled();
    let answer = back(&world, &sent(&world, None));
    assert_eq!((answer.status, answer.text("/error").as_str()), (401, "TOTP_REQUIRED"));
    assert!(answer.cookie_named(STEP).is_none() && answer.text("/challenge").starts_with("challenge."));
}
