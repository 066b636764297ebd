//! Harmless deviations of ordinary clients, accepted.

use serde_json::{Value as Json, json};

use crate::support::World;

const EMAIL: &str = "ada@acme.test";
const PASSWORD: &str = "SecurePassword123";

fn signed_up(world: &World) -> String {
    let answer = world.post("/api/auth/sign-up", json!({ "email": EMAIL, "password": PASSWORD, "name": "Ada" }));
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.text("/session/token")
}

#[test]
fn an_empty_optional_field_counts_as_absent() {
    let world = World::new();
    let fresh = |n: usize| json!({ "email": format!("new{n}@acme.test"), "password": PASSWORD });
    let with = |mut body: Json, empty: &[&str]| {
        for name in empty {
            body[*name] = "".into();
        }
        body
    };
    let token = signed_up(&world);
    let registration = json!({ "username": "grace", "session_platform": "x" });
    let signing_in = json!({ "email": EMAIL, "password": PASSWORD });
    let by_login = json!({ "login": EMAIL, "password": PASSWORD });
    for (path, body, empty, status) in [
        ("/api/auth/sign-up", fresh(1), &["name", "image"][..], 201),
        ("/api/v1/auth/signup", fresh(2), &["name", "captcha"], 201),
        ("/auth/registration", registration, &["email"], 200),
        ("/api/auth/sign-in", signing_in.clone(), &["totpCode"], 200),
        ("/auth/login", signing_in.clone(), &["totp_code"], 200),
        ("/api/v1/auth/signin", by_login.clone(), &["totp_code"], 204),
        ("/sign-in", by_login, &["redirectUrl"], 303),
        ("/sign-up", fresh(3), &["name", "redirectUrl"], 303),
        ("/api/auth/send-magic-link", json!({ "email": EMAIL }), &["redirectUrl"], 200),
        ("/api/auth/forgot-password", json!({ "email": EMAIL }), &["redirectUrl"], 200),
    ] {
        let answer = world.post(path, with(body, empty));
        assert_eq!(answer.status, status, "{path}: {answer:?}");
    }
    let user = |body: Json| world.as_bearer(&token, "PATCH", "/api/auth/user", Some(body));
    let kept = user(json!({ "name": "", "image": "", "username": "" }));
    assert_eq!((kept.status, kept.text("/user/name").as_str()), (200, "Ada"), "empty is no change");
    assert_eq!(user(json!({ "name": null })).body.pointer("/user/name"), Some(&Json::Null), "null clears");
    let mut change = json!({ "email": "new@acme.test", "password": "" });
    for path in ["/api/auth/change-email", "/auth/email"] {
        let answer = world.as_bearer(&token, "POST", path, Some(change.take()));
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        change = json!({ "email": "newer@acme.test", "password": "" });
    }
    let enable = world.as_bearer(&token, "POST", "/api/auth/two-factor/enable", Some(json!({ "password": "" })));
    assert_eq!(enable.status, 200, "{enable:?}");
}

#[test]
fn an_empty_code_counts_as_absent_not_as_a_wrong_guess() {
    let enrolled = crate::support::second_factor::Enrolled::new();
    let world = &enrolled.world;
    for _ in 0..12 {
        let body = json!({ "email": EMAIL, "password": PASSWORD, "totpCode": "" });
        let answer = world.post("/api/auth/sign-in", body);
        assert_eq!((answer.status, answer.text("/error").as_str()), (401, "TOTP_REQUIRED"), "{answer:?}");
        world.finish_background();
    }
}

#[test]
fn an_empty_query_parameter_counts_as_absent() {
    let world = World::with_settings(&[("GITHUB_CLIENT_ID", "id"), ("GITHUB_CLIENT_SECRET", "secret")]);
    assert_eq!(world.send("GET", "/api/auth/oauth/github?redirectUrl=", &[], None).status, 302);
    let refused = world.send("GET", "/api/auth/oauth/github?redirectUrl=x", &[], None);
    assert_eq!((refused.status, refused.text("/error").as_str()), (400, "INVALID_REDIRECT"));
}

#[test]
fn names_without_a_visible_character_are_refused() {
    let world = World::new();
    let token = signed_up(&world);
    for blank in ["\u{200b}", " \u{3164}\u{2800}", "\u{2060}\u{feff}"] {
        let sign_up = json!({ "email": "blank@acme.test", "password": PASSWORD, "name": blank });
        for (path, body, status) in [
            ("/api/auth/sign-up", sign_up.clone(), 400),
            ("/api/v1/auth/signup", sign_up.clone(), 400),
            ("/sign-up", sign_up, 400),
            ("/auth/registration", json!({ "username": blank, "session_platform": "x" }), 400),
            ("/auth/registration", json!({ "username": "grace", "session_platform": blank }), 400),
            ("/auth/login", json!({ "username": "grace", "email": EMAIL, "session_platform": blank }), 400),
            ("/auth/pair/code", json!({ "name": blank }), 401),
        ] {
            let answer = world.post(path, body);
            assert_eq!(answer.status, status, "{path} {blank:?}: {answer:?}");
        }
        for field in ["name", "username"] {
            let answer = world.as_bearer(&token, "PATCH", "/api/auth/user", Some(json!({ field: blank })));
            assert_eq!(answer.status, 400, "{field} {blank:?}: {answer:?}");
        }
    }
}

#[test]
fn charsets_of_ordinary_clients_are_read_and_compressed_bodies_are_415() {
    let world = World::new();
    let body = || Some(json!({ "email": EMAIL, "password": PASSWORD }));
    let sent = |headers: &[(&str, &str)]| world.send("POST", "/api/auth/sign-in", headers, body());
    for kind in
        ["application/json; charset=utf8", "application/json;charset=\"UTF8\"", "application/json; charset=us-ascii"]
    {
        assert_eq!(sent(&[("content-type", kind)]).status, 401, "{kind}");
    }
    for headers in [[("content-encoding", "gzip")], [("content-type", "application/json; charset=utf-16")]] {
        let answer = sent(&headers);
        assert_eq!((answer.status, answer.text("/error").as_str()), (415, "UNSUPPORTED_MEDIA_TYPE"), "{answer:?}");
    }
    assert_eq!(sent(&[("content-encoding", "gzip")]).text("/message"), "The body must not be compressed");
    assert_eq!(sent(&[("content-encoding", "identity")]).status, 401);
}

#[test]
fn a_merge_patch_is_read_where_patch_is_and_nowhere_else() {
    let world = World::new();
    let token = world.post("/api/auth/sign-up", json!({ "email": EMAIL, "password": PASSWORD })).text("/session/token");
    let bearer = format!("Bearer {token}");
    let send = |method: &str, path: &str, kind: &'static str| {
        let headers = [("authorization", bearer.as_str())];
        world.send_text(method, path, &headers, (Some(kind), json!({ "name": "Ada" }).to_string())).status
    };
    for kind in ["application/merge-patch+json", "application/merge-patch+json; charset=utf-8"] {
        assert_eq!(send("PATCH", "/api/auth/user", kind), 200, "{kind}");
        assert_eq!(send("POST", "/api/auth/sign-in", kind), 415, "{kind}");
    }
    assert_eq!(send("PATCH", "/api/auth/user", "application/json-patch+json"), 415);
    assert_eq!(world.database.count("accounts WHERE name = 'Ada'"), 1);
}

#[test]
fn a_language_tag_with_an_underscore_is_understood() {
    let world = World::new();
    let page = world.send("GET", "/sign-in", &[("accept-language", "fr_FR")], None);
    assert!(page.body.as_str().is_some_and(|html| html.contains("<html lang=\"fr\">")));
}
