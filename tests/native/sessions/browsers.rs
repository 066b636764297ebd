//! Cookies of a browser: the session that a new sign-in replaces, and HEAD requests.

use http::Method;
use serde_json::{Value as Json, json};
use sesame::routes::routes;

use super::{EMAIL, PASSWORD, credentials, ids, refresh, signed_in, signed_up};
use crate::support::federation;
use crate::support::mailed::mailed_token;
use crate::support::passkeys::{self, Authenticator};
use crate::support::second_factor::{Enrolled, code_now};
use crate::support::{Answer, World};

fn cookies_of(pair: &Answer) -> String {
    ["access_token", "refresh_token"].map(|name| format!("{name}={}", pair.cookie(name))).join("; ")
}

fn post(world: &World, path: &str, cookies: &str, body: Json) -> Answer {
    world.send("POST", path, &[("cookie", cookies)], Some(body))
}

/// Way to sign in from a browser with these cookies.
type WayIn = (&'static str, fn(&World, &str) -> Answer);

const WAYS: &[WayIn] = &[
    ("dialect D", |world, held| post(world, "/api/v1/auth/signin/", held, credentials())),
    ("the page", |world, held| {
        post(world, "/sign-in", held, json!({ "login": EMAIL, "password": PASSWORD, "decision": "confirm" }))
    }),
    ("a magic link's page", |world, held| {
        world.database.query("UPDATE accounts SET email_verified_at = 1 RETURNING id");
        world.post("/api/auth/send-magic-link", json!({ "email": EMAIL }));
        let form = json!({ "token": mailed_token(world, EMAIL), "decision": "confirm" });
        post(world, "/magic-link", held, form)
    }),
    ("a passkey on the page", |world, held| {
        let token = world.post("/api/auth/sign-in", json!({ "email": EMAIL, "password": PASSWORD }));
        let mut phone = Authenticator::new(1);
        // Registering ends the other sessions. Here this browser's must not be among them.
        let before = world.database.query("SELECT * FROM sessions");
        passkeys::registered(world, &token.text("/session/token"), &mut phone);
        put_back(world, &before);
        let credential = phone.get(&passkeys::options_for_any(world)).to_string();
        post(world, "/sign-in/passkey", held, json!({ "credential": credential }))
    }),
];

/// Restores the sessions that an act ended.
fn put_back(world: &World, sessions: &[serde_json::Map<String, Json>]) {
    for session in sessions {
        let columns: Vec<&str> = session.keys().map(String::as_str).collect();
        let values: Vec<String> = session
            .values()
            .map(|value| match value {
                Json::String(text) => format!("'{text}'"),
                Json::Null => "NULL".into(),
                other => other.to_string(),
            })
            .collect();
        let (columns, values) = (columns.join(", "), values.join(", "));
        world.database.query(&format!("INSERT OR IGNORE INTO sessions ({columns}) VALUES ({values}) RETURNING id"));
    }
}

#[test]
fn a_sign_in_ends_the_cookies_session() {
    for (name, way) in WAYS {
        let world = World::new();
        signed_up(&world);
        let pair = signed_in(&world, "");
        let (held, old) = (cookies_of(&pair), ids(&world)[1].clone());
        let trips = world.database.trips.get();
        let answer = way(&world, &held);
        let trips = world.database.trips.get() - trips;
        assert!(answer.status < 400, "{name}: {answer:?}");
        assert_ne!(answer.cookie("refresh_token"), pair.cookie("refresh_token"), "{name}");
        assert!(!ids(&world).contains(&old), "{name}");
        assert_eq!(ids(&world)[0].len(), 36, "{name}: another client's stays");
        assert_eq!(refresh(&world, &pair.cookie("refresh_token")).status, 401, "{name}");
        assert_eq!(refresh(&world, &answer.cookie("refresh_token")).status, 204, "{name}");
        if ["dialect D", "the page"].contains(name) {
            assert_eq!(trips, 2, "{name}");
        }
    }
}

#[test]
fn a_sign_in_with_a_second_factor_ends_the_cookies_session() {
    let enrolled = Enrolled::new();
    let world = &enrolled.world;
    let with_code = |held: &str, code: &str| {
        let page = post(world, "/sign-in", held, json!({ "login": EMAIL, "password": PASSWORD }));
        let (_, challenge, _) = page.cookie_named("__Host-second_factor_").expect("a challenge");
        let form = json!({ "challenge": challenge, "totp_code": code, "decision": "confirm" });
        post(world, "/second-factor", held, form)
    };
    let pair = with_code("", &enrolled.code());
    let before = ids(world).len();
    let held = cookies_of(&pair);
    assert_eq!(with_code(&held, &enrolled.wrong_code()).status, 401);
    assert_eq!(refresh(world, &pair.cookie("refresh_token")).status, 204, "what is refused ends nothing");
    world.clock.advance(30);
    assert_eq!(with_code(&held, &enrolled.code()).status, 303);
    assert_eq!(ids(world).len(), before);
}

#[test]
fn a_return_from_a_provider_ends_the_cookies_session() {
    let world = federation::world();
    let pair = federation::visit(&world, None);
    let there = federation::sent(&world, None);
    let path = format!("/api/auth/callback/github?code=abc&state={}", there.0);
    let held = format!("{}; {}={}", cookies_of(&pair), federation::BROWSER, there.1);
    assert_eq!(world.with_cookies(&held, "GET", &path).status, 200);
    assert_eq!(ids(&world).len(), 1);

    let (world, secret) = federation::enrolled();
    let finish = |held: &str| {
        world.clock.advance(30);
        let challenge = federation::visit(&world, None).text("/challenge");
        let code = code_now(&world, &secret);
        post(&world, "/second-factor", held, json!({ "challenge": challenge, "totp_code": code }))
    };
    let pair = finish("");
    let before = ids(&world).len();
    assert_eq!(finish(&cookies_of(&pair)).status, 303);
    assert_eq!(ids(&world).len(), before);
}

#[test]
fn either_cookie_or_an_expired_session_token_is_enough() {
    for (name, waits) in [("access_token", 0), ("access_token", 900), ("refresh_token", 0)] {
        let world = World::new();
        signed_up(&world);
        let pair = signed_in(&world, "");
        world.clock.advance(waits);
        signed_in(&world, &format!("{name}={}", pair.cookie(name)));
        assert_eq!(ids(&world).len(), 2, "{name} after {waits} s");
    }
}

#[test]
fn cookies_of_another_account_or_of_nobody_end_nothing() {
    let world = World::new();
    signed_up(&world);
    let body = json!({ "email": "bob@acme.test", "login": "bob@acme.test", "password": PASSWORD });
    assert_eq!(world.post("/api/auth/sign-up", body.clone()).status, 201);
    let bob = world.post("/api/v1/auth/signin/", body);
    let before = ids(&world).len();
    signed_in(&world, &cookies_of(&bob));
    assert_eq!(ids(&world).len(), before + 1);
    let ada = signed_in(&world, "");
    let (token, seed) = (ada.cookie("access_token"), ada.cookie("refresh_token"));
    for forged in [
        format!("access_token={}x; refresh_token={}AAAA", &token[..token.len() - 1], &seed[..seed.len() - 4]),
        format!("access_token={token}; access_token=other; refresh_token={seed}; refresh_token=other"),
    ] {
        let before = ids(&world).len();
        signed_in(&world, &forged);
        assert_eq!(ids(&world).len(), before + 1, "{forged}");
    }
}

#[test]
fn a_sign_in_that_is_refused_or_sets_no_cookies_ends_nothing() {
    let world = World::new();
    signed_up(&world);
    let held = cookies_of(&signed_in(&world, ""));
    let wrong = json!({ "login": EMAIL, "password": "WrongPassword123" });
    assert_eq!(post(&world, "/api/v1/auth/signin/", &held, wrong).status, 401);
    assert_eq!(ids(&world).len(), 2);
    let by_token = json!({ "email": EMAIL, "password": PASSWORD });
    assert_eq!(post(&world, "/api/auth/sign-in", &held, by_token).status, 200);
    assert_eq!(ids(&world).len(), 3);
}

#[test]
fn head_sets_no_cookie_and_refreshes_no_token() {
    let world = World::new();
    signed_up(&world);
    let pair = signed_in(&world, "");
    world.clock.advance(901);
    world.finish_background();
    let stored = || json!(world.database.query("SELECT * FROM sessions"));
    let before = stored();
    let mut served = 0;
    for route in routes().filter(|route| route.method == Method::GET) {
        let path = route.path.replace(":id", "x").replace(":provider", "github");
        let head = world.with_cookies(&cookies_of(&pair), "HEAD", &path);
        assert!(!head.headers.contains_key("set-cookie"), "{path}: {head:?}");
        assert_eq!(head.body, json!(""), "{path}");
        served += 1;
    }
    assert!(served > 20, "{served}");
    assert_eq!(stored(), before);

    let account = |method: &str| world.with_cookies(&cookies_of(&pair), method, "/account");
    let (head, get) = (account("HEAD"), account("GET"));
    assert_eq!((head.status, get.status), (200, 200));
    assert!(get.headers.contains_key("set-cookie"), "GET turns it");
    assert_eq!(account("HEAD").status, 200, "the one before the newest is good still");
    let renewed = get.cookie("refresh_token");
    assert_eq!(refresh(&world, &renewed).status, 204);
    assert_eq!(account("HEAD").status, 303, "and then no more, but HEAD ends nothing");
    assert_eq!(account("GET").status, 303);
}
