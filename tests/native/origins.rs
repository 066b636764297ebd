//! Origins: redirect targets, cross-origin requests, and names of the local machine.

mod forms;
mod local;
mod preflights;

use serde_json::{Value as Json, json};

use crate::support::mailed::{EMAIL, form, mailed_token, signed_up};
use crate::support::{Answer, World};

const PASSWORD: &str = "SecurePassword123";

const TRUSTED: &str = "https://app.acme.test,http://127.0.0.1:3000,myapp://callback";

fn world() -> World {
    World::with_settings(&[("TRUSTED_ORIGINS", TRUSTED)])
}

fn header(answer: &Answer, name: &str) -> String {
    let values: Vec<&str> = answer.headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
    values.join(", ")
}

fn form_action(answer: &Answer) -> String {
    let policy = header(answer, "content-security-policy");
    policy.split("; ").find_map(|given| given.strip_prefix("form-action ")).expect("the directive").to_owned()
}

fn get(world: &World, path: &str) -> Answer {
    world.send("GET", path, &[], None)
}

fn query(url: &str) -> String {
    let query: String = url::form_urlencoded::byte_serialize(url.as_bytes()).collect();
    format!("redirectUrl={query}")
}

fn sign_in(redirect_url: &str, password: &str) -> Json {
    json!({ "login": EMAIL, "password": password, "redirectUrl": redirect_url })
}

/// Kinds of target: URL, `Location` of the redirect, source in `form-action`.
const TARGETS: [(&str, &str, &str); 5] = [
    ("/account?notice=x", "https://auth.acme.test/account?notice=x", "'self'"),
    ("https://auth.acme.test/pair", "https://auth.acme.test/pair", "'self'"),
    ("https://app.acme.test/in", "https://app.acme.test/in", "'self' https:"),
    ("http://127.0.0.1:3000/in", "http://127.0.0.1:3000/in", "'self' https: http://127.0.0.1:3000"),
    ("myapp://callback/in", "myapp://callback/in", "'self' https: myapp:"),
];

fn opener(sources: &str) -> &'static str {
    if sources == "'self'" { "same-origin" } else { "unsafe-none" }
}

#[test]
fn every_page_on_the_way_to_a_target_lets_its_form_follow_and_keeps_the_opener() {
    for (url, location, sources) in TARGETS {
        let world = world();
        signed_up(&world);
        let sign_up = json!({ "email": "new@acme.test", "password": PASSWORD, "name": "", "redirectUrl": url });
        let pages = [
            get(&world, &format!("/sign-in?{}", query(url))),
            get(&world, &format!("/sign-up?{}", query(url))),
            world.post("/sign-in", sign_in(url, "a wrong password")),
            world.post("/sign-up", json!({ "email": EMAIL, "password": PASSWORD, "redirectUrl": url })),
        ];
        for page in pages {
            assert_eq!(
                (form_action(&page).as_str(), header(&page, "cross-origin-opener-policy").as_str()),
                (sources, opener(sources)),
                "{url}"
            );
        }
        let step = format!("/check-email?{}", query(location));
        for (answer, location) in [
            (world.post("/sign-in", sign_in(url, PASSWORD)), location),
            (world.post("/sign-up", sign_up), step.as_str()),
        ] {
            assert_eq!((answer.status, header(&answer, "location").as_str()), (303, location), "{answer:?}");
            assert_eq!(header(&answer, "cross-origin-opener-policy"), "", "a hop cuts nobody off");
        }
    }
}

#[test]
fn a_mailed_link_leads_to_each_target_from_a_page_that_lets_it() {
    for (url, location, sources) in TARGETS {
        let world = world();
        signed_up(&world);
        assert_eq!(world.post("/api/auth/send-magic-link", json!({ "email": EMAIL, "redirectUrl": url })).status, 200);
        let token = mailed_token(&world, EMAIL);
        let page = get(&world, &format!("/magic-link?token={token}"));
        assert_eq!(form_action(&page), sources, "{url}");
        assert_eq!(header(&page, "cross-origin-opener-policy"), opener(sources), "{url}");
        let answer = form(&world, "/magic-link", &token, "mine");
        assert_eq!((answer.status, header(&answer, "location").as_str()), (303, location), "{answer:?}");
    }
}

#[test]
fn result_and_error_pages_on_the_way_keep_the_opener() {
    let world = world();
    signed_up(&world);
    let asked = json!({ "login": EMAIL, "redirectUrl": "https://app.acme.test/in" });
    let sent = world.send_once("POST", "/sign-in/link", &[], Some(asked));
    let said = world.send_once("GET", sent.location(), &[], None);
    assert_eq!((said.status, header(&said, "cross-origin-opener-policy").as_str()), (200, "unsafe-none"));
    let sent = world.send_once("POST", "/sign-in/link", &[], Some(json!({ "login": EMAIL })));
    let said = world.send_once("GET", sent.location(), &[], None);
    assert_eq!(header(&said, "cross-origin-opener-policy"), "same-origin", "nowhere to go on to");
    world.database.fail_at.set(Some(1));
    let down = world.post("/sign-in", sign_in("https://app.acme.test/in", PASSWORD));
    assert_eq!((down.status, header(&down, "cross-origin-opener-policy").as_str()), (503, "unsafe-none"));
    for path in ["/sign-in", "/sign-up", "/forgot-password", "/sign-in?redirectUrl=https%3A%2F%2Fevil.test%2F"] {
        let page = get(&world, path);
        assert_eq!(header(&page, "cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(form_action(&page), "'self'", "{path}");
    }
}

#[test]
fn an_untrusted_target_is_refused_in_every_spelling() {
    let world = world();
    signed_up(&world);
    for url in [
        "//evil.test",
        "/\\evil.test",
        "https://evil.test",
        "javascript:alert(1)",
        "myapp://other",
        "other://callback",
        "/\u{9}/evil.test",
    ] {
        let refused = world.post("/api/auth/send-magic-link", json!({ "email": EMAIL, "redirectUrl": url }));
        assert_eq!((refused.status, refused.text("/error").as_str()), (400, "INVALID_REDIRECT"), "{url:?}");
        let refused = world.post("/api/auth/forgot-password", json!({ "email": EMAIL, "redirectUrl": url }));
        assert_eq!(refused.status, 400, "{url:?}");
        let answer = world.post("/sign-in", sign_in(url, PASSWORD));
        assert_eq!((answer.status, header(&answer, "location").as_str()), (303, "/account"), "{url:?}");
    }
}

/// Cookies of a person who signed in on the page.
fn cookies(world: &World) -> String {
    signed_up(world);
    let answer = world.post("/sign-in", json!({ "login": EMAIL, "password": PASSWORD }));
    assert_eq!(answer.status, 303, "{answer:?}");
    let pair = |name: &str| format!("{name}={}", answer.cookie(name));
    format!("{}; {}", pair("access_token"), pair("refresh_token"))
}

#[test]
fn pages_work_behind_http_basic_authentication() {
    let world = World::new();
    let cookies = cookies(&world);
    let gate = ("authorization", "Basic c3RhZ2luZzpzZWNyZXQ=");
    for path in ["/account", "/pair", "/account/export"] {
        assert_eq!(world.send("GET", path, &[gate, ("cookie", &cookies)], None).status, 200, "{path}");
        assert_eq!(world.send("GET", path, &[gate], None).status, 303, "{path}");
    }
    let refresh = cookies.split("; ").nth(1).expect("a refresh token");
    let renewed = world.send("GET", "/account", &[gate, ("cookie", refresh)], None);
    assert!(renewed.status == 200 && !renewed.cookie("access_token").is_empty());
    for authorization in ["Bearer x", "Bearer ", "Something else"] {
        let headers = [("authorization", authorization), ("cookie", cookies.as_str())];
        assert_eq!(world.send("GET", "/account", &headers, None).status, 303, "{authorization}");
    }
    let api = world.send("GET", "/api/auth/session", &[gate, ("cookie", &cookies)], None);
    assert_eq!(api.status, 401, "the API falls back to no cookie");
}

#[test]
fn http_basic_authentication_opens_no_form_to_another_site() {
    let world = World::new();
    let cookies = cookies(&world);
    for (path, body) in [
        ("/account/sessions/end-others", json!({})),
        ("/sign-out", json!({})),
        ("/account/delete", json!({ "confirm": "on", "password": PASSWORD })),
    ] {
        let headers = [("authorization", "Basic YTpi"), ("cookie", cookies.as_str()), ("origin", "https://evil.test")];
        assert_eq!(world.send("POST", path, &headers, Some(body)).status, 403, "{path}");
    }
    assert_eq!(world.with_cookies(&cookies, "GET", "/account").status, 200);
}

#[test]
fn several_spaces_before_the_bearer_token_are_accepted() {
    let world = World::new();
    let token = signed_up(&world);
    for value in [format!("Bearer  {token}"), format!("bearer    {token}")] {
        assert_eq!(world.send("GET", "/api/auth/session", &[("authorization", &value)], None).status, 200, "{value}");
    }
    for value in [format!("Bearer {token} x"), format!("Bearer{token}"), format!("Bearer\t{token}")] {
        assert_eq!(world.send("GET", "/api/auth/session", &[("authorization", &value)], None).status, 401, "{value}");
    }
}

/// Cookie of a page with a one-time form.
const OPENED: &str = "__Host-press=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// Forms on pages whose URL holds a token. A browser without Fetch Metadata sends them without an origin.
const HIDDEN: [&str; 7] = [
    "/magic-link",
    "/verify-email",
    "/confirm-address",
    "/approve-address-change",
    "/reset-password",
    "/approve-login",
    "/language",
];

fn without_origin(world: &World, path: &str, more: &[(&str, &str)]) -> u16 {
    let headers = [&[("origin", "null")], more].concat();
    world.send("POST", path, &headers, Some(json!({ "token": "x", "decision": "confirm" }))).status
}

#[test]
fn a_mailed_links_form_is_accepted_without_an_origin() {
    let world = world();
    signed_up(&world);
    assert_eq!(world.post("/api/auth/send-magic-link", json!({ "email": EMAIL })).status, 200);
    let token = mailed_token(&world, EMAIL);
    let page = get(&world, &format!("/magic-link?token={token}"));
    assert_eq!(header(&page, "referrer-policy"), "no-referrer", "so its form has no origin");
    let body = || Some(json!({ "token": token, "decision": "mine" }));
    let stranger = world.send("POST", "/magic-link", &[("origin", "null")], body());
    assert_eq!((stranger.status, header(&stranger, "set-cookie").as_str()), (403, ""));
    let answer = world.send("POST", "/magic-link", &[("origin", "null"), ("cookie", OPENED)], body());
    assert!(answer.status == 303 && !answer.cookie("access_token").is_empty(), "{answer:?}");
    for path in HIDDEN {
        assert_ne!(without_origin(&world, path, &[("cookie", OPENED)]), 403, "{path}");
    }
}

#[test]
fn a_form_from_a_frame_without_an_origin_is_refused() {
    let world = world();
    let cookies = cookies(&world);
    let both = format!("{cookies}; {OPENED}");
    for path in HIDDEN {
        for headers in [
            vec![],
            vec![("cookie", cookies.as_str())],
            vec![("cookie", OPENED), ("sec-fetch-site", "cross-site")],
            vec![("cookie", OPENED), ("sec-fetch-site", "same-site")],
            vec![("cookie", "press=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")],
            vec![("cookie", "__Host-press=x")],
            vec![("cookie", "__Host-press=")],
            vec![("cookie", "__Host-press=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8; __Host-press=AAAA")],
        ] {
            assert_eq!(without_origin(&world, path, &headers), 403, "{path} {headers:?}");
        }
    }
    for path in [
        "/sign-in",
        "/sign-up",
        "/sign-out",
        "/second-factor",
        "/account/sessions/end-others",
        "/account/delete",
        "/pair",
        "/api/v1/auth/signin",
    ] {
        assert_eq!(without_origin(&world, path, &[("cookie", &both)]), 403, "{path}: its page names its origin");
    }
    let foreign = [("origin", "https://evil.test"), ("cookie", OPENED)];
    assert_eq!(world.send("POST", "/magic-link", &foreign, Some(json!({}))).status, 403);
}
