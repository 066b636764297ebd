//! Outcomes of every answer of a captcha provider.

use serde_json::{Value as Json, json};

use crate::support::{Answer, World};

const URL: &str = "https://captcha.acme.test/siteverify";

fn world(provider: &str) -> World {
    let world = World::with_settings(&[
        ("CAPTCHA_PROVIDER", provider),
        ("CAPTCHA_SECRET", "the-secret"),
        ("CAPTCHA_SITE_KEY", "the-site-key"),
        ("CAPTCHA_VERIFY_URL", URL),
    ]);
    assert_eq!(sign_up(&world, Some("solved")).status, 503, "a provider that does not answer");
    world
}

fn sign_up(world: &World, captcha: Option<&str>) -> Answer {
    let body = json!({ "email": "ada@acme.test", "password": "correct horse battery", "captcha": captcha });
    world.post("/api/v1/auth/signup/", body)
}

/// Status of a sign-up for this answer of the provider, and its error code.
fn outcome(provider: &str, verdict: &Json) -> (u16, Option<String>) {
    let world = world(provider);
    world.http.answer(URL, verdict);
    let answer = sign_up(&world, Some("solved"));
    let accounts = u64::from(answer.status == 201);
    assert_eq!(world.database.count("accounts"), accounts, "{verdict}");
    (answer.status, answer.body["error"].as_str().map(str::to_owned))
}

fn is_let_on(provider: &str, verdict: &Json) -> bool {
    match outcome(provider, verdict) {
        (201, None) => true,
        (400, Some(error)) if error == "CAPTCHA_FAILED" => false,
        other => panic!("{provider}, {verdict}: {other:?}"),
    }
}

#[test]
fn a_captcha_counts_on_our_hosts_and_for_its_action() {
    for (provider, verdict, expected) in [
        ("turnstile", json!({ "success": true, "hostname": "auth.acme.test" }), true),
        ("turnstile", json!({ "success": true, "hostname": "AUTH.acme.test" }), true),
        ("turnstile", json!({ "success": true, "hostname": "app.acme.test" }), true),
        ("turnstile", json!({ "success": true, "hostname": "acme.test" }), false),
        ("turnstile", json!({ "success": true, "hostname": "not-provided" }), false),
        ("turnstile", json!({ "success": true }), false),
        ("turnstile", json!({ "success": false, "hostname": "auth.acme.test" }), false),
        ("turnstile", json!({ "success": true, "hostname": "auth.acme.test", "action": "signup" }), true),
        ("turnstile", json!({ "success": true, "hostname": "auth.acme.test", "action": "" }), true),
        ("turnstile", json!({ "success": true, "hostname": "auth.acme.test", "action": "signin" }), false),
        ("turnstile", json!({ "success": true, "hostname": "auth.acme.test", "score": 0.1 }), true),
        ("recaptcha", json!({ "success": true, "hostname": "auth.acme.test", "score": 0.5 }), true),
        ("recaptcha", json!({ "success": true, "hostname": "auth.acme.test", "score": 0.49 }), false),
        ("recaptcha", json!({ "success": true, "hostname": "auth.acme.test" }), true),
        ("recaptcha", json!({ "success": true }), false),
        ("hcaptcha", json!({ "success": true, "hostname": "auth.acme.test", "score": 0.1 }), true),
        ("hcaptcha", json!({ "success": true, "hostname": "not-provided" }), true),
        ("hcaptcha", json!({ "success": true }), true),
        ("hcaptcha", json!({ "success": true, "hostname": "evil.test" }), false),
    ] {
        assert_eq!(is_let_on(provider, &verdict), expected, "{provider}: {verdict}");
    }
}

#[test]
fn a_configuration_fault_is_a_503_and_the_log_names_the_setting() {
    for (code, cause) in [
        ("invalid-input-secret", "CAPTCHA_SECRET"),
        ("sitekey-secret-mismatch", "CAPTCHA_SITE_KEY"),
        ("internal-error", "its own failure"),
    ] {
        let world = world("turnstile");
        world.http.answer(URL, &json!({ "success": false, "error-codes": ["other", code] }));
        let answer = sign_up(&world, Some("solved"));
        assert_eq!(answer.status, 503, "{code}: {}", answer.body);
        let lines = world.log.0.borrow();
        let (_, line) = lines.last().expect("a line");
        assert!(line.contains(code) && line.contains(cause) && !line.contains("the-secret"), "{line}");
    }
    assert_eq!(outcome("turnstile", &json!({ "success": false, "error-codes": ["timeout-or-duplicate"] })).0, 400);
}

#[test]
fn a_malformed_answer_is_not_sent_to_the_provider() {
    let world = world("turnstile");
    world.http.answer(URL, &json!({ "success": true, "hostname": "auth.acme.test" }));
    let before = world.http.calls.get();
    for captcha in [None, Some(""), Some("x".repeat(8193).as_str())] {
        assert_eq!(sign_up(&world, captcha).status, 400);
    }
    assert_eq!(world.http.calls.get(), before);
    assert_eq!(sign_up(&world, Some("x".repeat(8192).as_str())).status, 201);
}

#[test]
fn the_provider_is_told_what_it_needs_and_no_more() {
    for (provider, expected) in [
        ("turnstile", "secret=the-secret&response=solved&remoteip=192.0.2.7"),
        ("recaptcha", "secret=the-secret&response=solved&remoteip=192.0.2.7"),
        ("hcaptcha", "secret=the-secret&response=solved&remoteip=192.0.2.7&sitekey=the-site-key"),
    ] {
        let world = world(provider);
        let body = json!({ "login": "ada", "password": "correct horse battery", "captcha": "solved" });
        world.send("POST", "/api/v1/auth/signin/", &[("cf-connecting-ip", "192.0.2.7")], Some(body));
        assert_eq!(*world.http.last_body.borrow(), expected.as_bytes());
    }
}
