//! Pairing a device: lookup, decision, rate limit of guesses, and rights of a device's session.

mod cached;
mod devices;

use serde_json::{Value as Json, json};

use crate::support::mailed::{EMAIL, poll, signed_up};
use crate::support::{Answer, World};

const PASSWORD: &str = "SecurePassword123";

/// Waiting device: its pairing code and its `auth_id`.
struct Device {
    code: String,
    auth_id: String,
}

fn waiting(world: &World, name: &str) -> Device {
    let shown = world.post("/auth/pair/code", json!({ "name": name }));
    world.finish_background();
    Device { code: shown.text("/code"), auth_id: shown.text("/auth_id") }
}

fn other_account(world: &World) -> String {
    let body = json!({ "email": "eve@acme.test", "password": PASSWORD });
    world.post("/api/auth/sign-up", body).text("/session/token")
}

fn on_page(world: &World, token: &str, form: &Json) -> Answer {
    world.as_bearer(token, "POST", "/pair", Some(form.clone()))
}

/// Confirmation page that a look leads to, or its refusal, and the look's number of round trips to the database.
fn look(world: &World, token: &str, code: &str) -> (Answer, usize) {
    let before = world.database.trips.get();
    let answer = on_page(world, token, &json!({ "code": code }));
    let trips = world.database.trips.get() - before;
    let leads_on = answer.location().starts_with("/pair?");
    (if leads_on { world.as_bearer(token, "GET", answer.location(), None) } else { answer }, trips)
}

/// Id of the authorization that a page shows.
fn shown_id(page: &Answer) -> String {
    let (_, after) = page.body.as_str().expect("a page").split_once("name=\"id\" value=\"").expect("an id");
    after.split('"').next().unwrap_or_default().to_owned()
}

fn kept(world: &World) -> Vec<(String, String)> {
    world.finish_background();
    world.key_value.dump().into_iter().filter(|(key, _)| key.starts_with("pairing:")).collect()
}

fn guesses(world: &World) -> i64 {
    world.finish_background();
    let rows = world.database.query(
        "SELECT sum(count) AS n FROM attempts WHERE subject LIKE 'pairing%:%' AND subject NOT LIKE 'pairing-start%'",
    );
    rows[0]["n"].as_i64().unwrap_or_default()
}

/// Session of a device that this session approved.
fn paired(world: &World, approver: &str) -> String {
    let device = waiting(world, "Mirror");
    let pair = world.as_bearer(approver, "POST", "/auth/pair", Some(json!({ "code": device.code })));
    assert_eq!(pair.status, 200, "{pair:?}");
    world.finish_background();
    poll(world, &device.auth_id).text("/session_token")
}

#[test]
fn a_device_that_was_looked_up_is_shown_again_to_who_looked_while_it_waits_and_its_url_holds_no_code() {
    let world = World::new();
    let (token, other) = (signed_up(&world), other_account(&world));
    let device = waiting(&world, "Living room");
    let found = on_page(&world, &token, &json!({ "code": device.code }));
    let url = found.location().to_owned();
    assert!(found.status == 303 && !url.contains(&device.code), "{found:?}");
    let shows = |token: &str, url: &str| {
        let before = world.database.trips.get();
        let page = world.as_bearer(token, "GET", url, None);
        assert_eq!((page.status, world.database.trips.get() - before), (200, 1), "the session check alone");
        page.body.as_str().is_some_and(|page| page.contains("Living room"))
    };
    assert!(shows(&token, &url) && shows(&token, &url), "a reload shows it again");
    assert!(!shows(&other, &url), "another account");
    assert!(!shows(&token, &format!("{url}A")), "a changed URL");
    assert_eq!(world.send("GET", &url, &[], None).status, 303, "a stranger signs in first");
    world.clock.advance(599);
    assert!(shows(&token, &url));
    world.clock.advance(1);
    assert!(!shows(&token, &url), "its code is over");
}

#[test]
fn a_lookup_claims_nothing() {
    for forgets in [false, true] {
        let world = World::new();
        let (first, second) = (signed_up(&world), other_account(&world));
        let device = waiting(&world, "Mirror");
        if forgets {
            world.key_value.wipe();
        }
        assert_eq!(look(&world, &first, &device.code).0.status, 200);
        let seen = look(&world, &second, &device.code).0;
        assert_eq!(seen.status, 200, "{seen:?}");
        let form = json!({ "code": device.code, "id": shown_id(&seen), "decision": "approve" });
        assert_eq!(on_page(&world, &second, &form).status, 200);
        assert_eq!(on_page(&world, &first, &form).status, 404, "the first decision counts");
        let token = poll(&world, &device.auth_id).text("/session_token");
        let whose = world.as_bearer(&token, "GET", "/api/auth/session", None);
        assert_eq!(whose.text("/user/email"), "eve@acme.test");
    }
}

#[test]
fn a_made_up_code_counts_and_beyond_the_limit_no_code_is_shown() {
    let world = World::new();
    let token = signed_up(&world);
    let device = waiting(&world, "Mirror");
    for _ in 0..12 {
        assert_eq!(look(&world, &token, &device.code).0.status, 200, "a right one is no guess");
        assert_eq!(guesses(&world), 0);
        assert_eq!(look(&world, &token, "no code!").0.status, 404, "nor is what no code can be");
    }
    for n in 0..10 {
        let (answer, trips) = look(&world, &token, &format!("00000{n}"));
        assert_eq!((answer.status, trips), (404, 2));
    }
    assert_eq!(guesses(&world), 20, "of the account and of its address");
    let refused = look(&world, &token, &device.code).0;
    refused.assert_limited(); // for a code that KV holds too
    assert_eq!(on_page(&world, &token, &json!({ "code": device.code, "decision": "approve" })).status, 429);
    assert_eq!(world.as_bearer(&token, "POST", "/auth/pair", Some(json!({ "code": device.code }))).status, 429);
    world.clock.advance(900);
    let device = waiting(&world, "Mirror");
    assert_eq!(look(&world, &token, &device.code).0.status, 200);
}

#[test]
fn an_ended_session_adds_to_no_count() {
    let world = World::new();
    let token = signed_up(&world);
    assert_eq!(world.as_bearer(&token, "POST", "/api/auth/sign-out", None).status, 200);
    assert_eq!(look(&world, &token, "000000").0.status, 303);
    assert_eq!(guesses(&world), 0);
}

#[test]
fn a_browser_with_an_expired_token_can_look_up_and_is_counted() {
    let world = World::new();
    signed_up(&world);
    let sign_in = json!({ "login": EMAIL, "password": PASSWORD });
    let browser = world.post("/api/v1/auth/signin", sign_in).cookie("refresh_token");
    let device = waiting(&world, "Mirror");
    let cookies = format!("refresh_token={browser}");
    let send = |code: &str| world.send("POST", "/pair", &[("cookie", &cookies)], Some(json!({ "code": code })));
    let found = send(&device.code);
    assert_eq!((found.status, found.location().starts_with("/pair?device=")), (303, true), "{found:?}");
    assert_eq!(guesses(&world), 0);
    assert_eq!(send("000000").status, 404);
    assert_eq!(guesses(&world), 2);
}

#[test]
fn a_decision_is_on_the_device_that_was_shown_and_on_no_other_with_its_code() {
    let world = World::new();
    let token = signed_up(&world);
    let first = waiting(&world, "First");
    let seen = look(&world, &token, &first.code).0;
    let stale = kept(&world);
    world.clock.advance(601);
    // The code is issued again for another device while KV still holds the first.
    let second = waiting(&world, "Second");
    world.database.query("DELETE FROM authorizations WHERE label = 'First'");
    world.database.query(&format!(
        "UPDATE authorizations SET secret_hash = '{}' WHERE label = 'Second'",
        stale[0].0.trim_start_matches("pairing:")
    ));
    for decision in ["approve", "refuse"] {
        let form = json!({ "code": first.code, "id": shown_id(&seen), "decision": decision });
        assert_eq!(on_page(&world, &token, &form).status, 404, "{decision}");
    }
    assert_eq!(poll(&world, &second.auth_id).status, 400);
    let seen = look(&world, &token, &first.code).0;
    assert!(
        seen.body.as_str().is_some_and(|page| page.contains("Second")),
        "what is over is shown by nobody: {seen:?}"
    );
    let form = json!({ "code": first.code, "id": shown_id(&seen), "decision": "approve" });
    assert_eq!(on_page(&world, &token, &form).status, 200);
    assert_eq!(poll(&world, &second.auth_id).status, 200);
}

/// Decision on a code from a session: name and request.
type Deciding = (&'static str, fn(&World, &str, &str) -> Answer);

#[test]
fn a_code_survives_a_rotation_of_auth_secret() {
    let (old, new) = ("q8Jx2mZr5Tn7Wb4Kd9Lf3Hs6Vc1Yp0Ga", "Zt4Vb7Nq1Xw9Rk3Mh6Jd8Fg2Ls5Pc0Ye");
    for with_page in [false, true] {
        let world = World::new();
        let token = signed_up(&world);
        let device = waiting(&world, "Mirror");
        let rotated = world.redeployed(&[("AUTH_SECRET", new), ("AUTH_SECRET_PREVIOUS", old)]);
        let paired = if with_page {
            let seen = look(&rotated, &token, &device.code).0;
            assert_eq!(seen.status, 200, "{seen:?}");
            on_page(&rotated, &token, &json!({ "code": device.code, "id": shown_id(&seen), "decision": "approve" }))
        } else {
            rotated.as_bearer(&token, "POST", "/auth/pair", Some(json!({ "code": device.code })))
        };
        assert_eq!(paired.status, 200, "{paired:?}");
        assert_eq!(guesses(&rotated), 0);
        assert_eq!(kept(&rotated).len(), 0, "the entry of the old secret is gone too");
        assert_eq!(poll(&rotated, &device.auth_id).status, 200);
        let device = waiting(&rotated, "Mirror");
        assert_eq!(look(&rotated, &token, &device.code).1, 1, "and KV answers for what is shown since");
    }
}
