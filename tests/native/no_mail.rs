//! Service without a mail transport: requests for a mail say so, nothing claims that one was sent, the rest works.

use serde_json::{Value as Json, json};

use crate::support::federation;
use crate::support::{Answer, World};

const EMAIL: &str = "ada@acme.test";
const PASSWORD: &str = "SecurePassword123";
const NONE: (&str, &str) = ("MAIL_TRANSPORT", "none");

fn signed_up(world: &World) -> String {
    let answer = world.post("/api/auth/sign-up", json!({ "email": EMAIL, "password": PASSWORD }));
    assert_eq!(answer.status, 201);
    answer.text("/session/token")
}

fn html(answer: &Answer) -> &str {
    answer.body.as_str().expect("a page")
}

#[test]
fn a_request_for_a_mail_is_a_503_in_the_dialects_shape() {
    let world = World::with_settings(&[NONE]);
    let session = signed_up(&world);
    let address = json!({ "email": EMAIL });
    let body = json!({ "error": "MAIL_NOT_CONFIGURED", "message": "This service sends no email" });
    for email in [EMAIL, "nobody@acme.test"] {
        for path in ["/api/auth/send-magic-link", "/api/auth/forgot-password", "/api/auth/send-verification-email"] {
            let answer = world.post(path, json!({ "email": email }));
            assert_eq!((answer.status, &answer.body), (503, &body), "{path}");
        }
        let pair = json!({ "username": "ada", "email": email, "session_platform": "phone" });
        let answer = world.post("/auth/login", pair);
        assert_eq!((answer.status, &answer.body), (503, &json!({ "error": "This service sends no email" })));
    }
    for asked in [Some(address.clone()), Some(json!({ "email": "new@acme.test", "password": "WrongPassword123" }))] {
        let answer = world.as_bearer(&session, "POST", "/api/auth/change-email", asked.clone());
        assert_eq!((answer.status, &answer.body), (503, &body));
        let answer = world.as_bearer(&session, "POST", "/auth/email", asked);
        assert_eq!((answer.status, &answer.body), (503, &json!({ "error": "This service sends no email" })));
    }
    let answer = world.as_bearer(&session, "POST", "/api/auth/send-verification-email", None);
    assert_eq!((answer.status, &answer.body), (503, &body));
    for table in ["one_time_tokens", "authorizations", "attempts"] {
        assert_eq!(world.database.count(table), 0, "{table}");
    }
}

#[test]
fn every_other_request_works_without_its_mail_and_without_a_log_line() {
    let world = World::with_settings(&[NONE, federation::SETTINGS[0], federation::SETTINGS[1]]);
    federation::answer_as_github(&world, "gus@acme.test");
    let session = signed_up(&world);
    let registration = |username: &str| json!({ "username": username, "email": EMAIL, "session_platform": "test" });
    assert_eq!(world.post("/auth/registration", registration("eve")).status, 200, "a taken address");
    let change = json!({ "currentPassword": PASSWORD, "newPassword": "AnotherPassword456" });
    assert_eq!(world.as_bearer(&session, "POST", "/api/auth/change-password", Some(change)).status, 200);
    assert_eq!(federation::visit(&world, None).status, 200);
    let sign_in = json!({ "email": EMAIL, "password": "AnotherPassword456" });
    assert_eq!(world.post("/api/auth/sign-in", sign_in).status, 200);
    world.finish_background();
    assert!(world.mailer.sent.borrow().is_empty() && world.log.0.borrow().is_empty(), "{:?}", world.log.0.borrow());
    assert_eq!(world.database.count("one_time_tokens"), 0, "nothing waits for a mail");
}

#[test]
fn no_page_offers_a_mail_and_a_page_for_one_says_why() {
    let world = World::with_settings(&[NONE]);
    let session = signed_up(&world);
    for path in ["/sign-in", "/sign-up", "/account", "/account/security"] {
        let page = world.as_bearer(&session, "GET", path, None);
        for offer in
            ["/sign-in/link", "/sign-in/verification", "/forgot-password", "/account/email", "/account/password/link"]
        {
            assert!(!html(&page).contains(&format!("\"{offer}")), "{path}: {offer}");
        }
    }
    let taken = world.post("/sign-up", json!({ "email": EMAIL, "password": PASSWORD }));
    assert!(taken.status == 409 && !html(&taken).contains("/forgot-password"), "{taken:?}");
    assert!(html(&world.as_bearer(&session, "GET", "/account", None)).contains("This service sends no email"));
    let ask = |method: &str, path: &str, language: &str| {
        let headers = [("accept-language", language)];
        world.send(method, path, &headers, (method == "POST").then(|| json!({ "login": EMAIL, "email": EMAIL })))
    };
    for (method, path) in [
        ("GET", "/forgot-password"),
        ("POST", "/forgot-password"),
        ("POST", "/sign-in/link"),
        ("POST", "/sign-in/verification"),
    ] {
        for (language, words) in
            [("en", "This service sends no email"), ("fr", "Ce service n’envoie pas d’e\u{2011}mails")]
        {
            let page = ask(method, path, language);
            assert!(page.status == 503 && html(&page).contains(words), "{method} {path}: {page:?}");
        }
    }
    for path in ["/account/email", "/account/email/verification"] {
        let page = world.as_bearer(&session, "POST", path, Some(json!({ "email": "new@acme.test" })));
        assert!(page.status == 503 && html(&page).contains("This service sends no email"), "{path}: {page:?}");
    }
}

#[test]
fn an_approval_mailed_earlier_claims_no_further_mail() {
    let world = World::new();
    let approval = crate::support::mailed::address_change(&world);
    let without = world.restarted(&[NONE]);
    let page = crate::support::mailed::form(&without, "/approve-address-change", &approval, "approve");
    assert!(page.status == 503 && html(&page).contains("This service sends no email"), "{page:?}");
    assert_eq!(
        crate::support::mailed::form(&world, "/approve-address-change", &approval, "approve").status,
        200,
        "it waits"
    );
}

#[test]
fn the_health_check_reports_the_missing_transport() {
    let health = |world: &World| world.send("GET", "/healthz", &[], None).body;
    assert_eq!(health(&World::with_settings(&[NONE]))["mail"], json!("none"));
    assert_eq!(health(&World::new()).get("mail"), None::<&Json>);
}
