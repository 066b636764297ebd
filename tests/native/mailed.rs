//! Mailed tokens, approvals and pairings: atomic batches, within their budgets, found by an index.

mod codes;

use serde_json::{Value as Json, json};
use sesame::store::batches::expiry::Table;

use crate::support::mailed::{
    EMAIL, address_change, asked, asked_for_code, asked_of_proven, form, mailed_token, new_address, poll, registered,
    signed_up, verification, waiting,
};
use crate::support::{Answer, World};

/// Single-use act: name, preparation, act.
type Act = (&'static str, fn(&World) -> String, fn(&World, &str) -> Answer);

const ACTS: &[Act] = &[
    (
        "magic link",
        |w| asked(w, "/api/auth/send-magic-link"),
        |w, t| w.post("/api/auth/magic-link", json!({ "token": t })),
    ),
    ("magic link's code", asked_for_code, |w, t| {
        w.post("/api/auth/magic-link", serde_json::from_str(t).expect("JSON"))
    }),
    (
        "magic link page",
        |w| asked_of_proven(w, "/api/auth/send-magic-link"),
        |w, t| form(w, "/magic-link", t, "confirm"),
    ),
    ("magic link page, mine", |w| asked(w, "/api/auth/send-magic-link"), |w, t| form(w, "/magic-link", t, "mine")),
    (
        "magic link page, not mine",
        |w| asked(w, "/api/auth/send-magic-link"),
        |w, t| form(w, "/magic-link", t, "not_mine"),
    ),
    ("verification", verification, |w, t| w.post("/api/auth/verify-email", json!({ "token": t }))),
    ("verification page", verification, |w, t| form(w, "/verify-email", t, "mine")),
    ("not mine", verification, |w, t| form(w, "/verify-email", t, "not_mine")),
    (
        "reset",
        |w| asked(w, "/api/auth/forgot-password"),
        |w, t| w.post("/api/auth/reset-password", json!({ "token": t, "newPassword": "AnotherPassword456" })),
    ),
    ("reset page", |w| asked(w, "/api/auth/forgot-password"), |w, t| form(w, "/reset-password", t, "confirm")),
    ("new address", new_address, |w, t| form(w, "/confirm-address", t, "mine")),
    ("address change approved", address_change, |w, t| form(w, "/approve-address-change", t, "approve")),
    ("address change refused", address_change, |w, t| form(w, "/approve-address-change", t, "refuse")),
    ("login approved", |w| waiting(w).1, |w, t| form(w, "/approve-login", t, "confirm")),
    ("login refused", |w| waiting(w).1, |w, t| form(w, "/approve-login", t, "refuse")),
    ("login disowned", |w| waiting(w).1, |w, t| form(w, "/approve-login", t, "not_mine")),
    ("collected", approved, poll),
];

fn approved(world: &World) -> String {
    let (auth_id, token) = waiting(world);
    assert_eq!(form(world, "/approve-login", &token, "confirm").status, 200);
    auth_id
}

fn dump(world: &World) -> Vec<Json> {
    let tables = ["accounts", "passwords", "sessions", "refresh_tokens", "one_time_tokens", "authorizations", "events"];
    tables.iter().map(|table| json!(world.database.query(&format!("SELECT * FROM {table} ORDER BY 1")))).collect()
}

#[test]
fn each_act_succeeds_once() {
    for (name, prepare, act) in ACTS {
        let world = World::new();
        let prepared = prepare(&world);
        assert!(act(&world, &prepared).status < 400, "{name}");
        let again = act(&world, &prepared);
        assert!((400..500).contains(&again.status), "{name}: {again:?}");
    }
}

#[test]
fn each_act_is_whole_or_nothing() {
    for (name, prepare, act) in ACTS {
        for nth in 1.. {
            let world = World::new();
            let prepared = prepare(&world);
            let before = dump(&world);
            world.database.fail_at.set(Some(nth));
            let answer = act(&world, &prepared);
            if world.database.fail_at.take().is_some() {
                assert!(nth > 1 && answer.status < 400, "{name}: {answer:?}");
                break;
            }
            assert_eq!(answer.status, 503, "{name}, statement {nth}: {answer:?}");
            assert_eq!(dump(&world), before, "{name}, statement {nth} left something behind");
            assert!(act(&world, &prepared).status < 400, "{name}: retry after statement {nth}");
        }
    }
}

#[test]
fn each_act_keeps_to_two_round_trips_and_a_poll_to_one() {
    for (name, prepare, act) in ACTS {
        let world = World::new();
        let prepared = prepare(&world);
        let before = world.database.trips.get();
        act(&world, &prepared);
        let budget = if *name == "collected" { 1 } else { 2 };
        assert!(world.database.trips.get() - before <= budget, "{name}");
    }
}

#[test]
fn expired_items_do_nothing() {
    for (name, prepare, act) in ACTS {
        let world = World::new();
        let prepared = prepare(&world);
        world.clock.advance(24 * 60 * 60);
        let late = act(&world, &prepared);
        assert!((400..500).contains(&late.status), "{name}: {late:?}");
    }
}

#[test]
fn every_statement_finds_its_rows_by_an_index() {
    let world = World::new();
    for (_, prepare, act) in ACTS {
        let other = World::new();
        let prepared = prepare(&other);
        act(&other, &prepared);
        world.database.seen.borrow_mut().extend(other.database.seen.borrow().iter().cloned());
    }
    let statements: std::collections::BTreeSet<_> = world.database.seen.borrow().iter().cloned().collect();
    assert!(statements.len() > 30);
    for sql in statements {
        assert_eq!(world.database.scans(&sql), Vec::<String>::new(), "{sql}");
    }
}

#[test]
fn a_paired_device_needs_its_approver() {
    let pairing = |world: &World| {
        let token = signed_up(world);
        let shown = world.post("/auth/pair/code", json!({ "name": "magic-mirror-desktop" }));
        (token, shown.text("/code"), shown.text("/auth_id"))
    };
    let pair = |world: &World, token: &str, code: &str| {
        world.as_bearer(token, "POST", "/auth/pair", Some(json!({ "code": code })))
    };

    let world = World::new();
    let (token, code, auth_id) = pairing(&world);
    assert_eq!(poll(&world, &auth_id).status, 400);
    let mut unknown = code.clone();
    let last = unknown.pop();
    unknown.push(if last == Some('2') { '3' } else { '2' });
    assert_eq!(pair(&world, &token, &unknown).text("/message"), "No device found");
    let paired = pair(&world, &token, &code.to_lowercase());
    assert_eq!((paired.status, paired.text("/name").as_str()), (200, "magic-mirror-desktop"));
    assert_eq!(world.as_bearer(&paired.text("/bearer"), "GET", "/api/auth/session", None).status, 200);
    let device = poll(&world, &auth_id).text("/session_token");
    assert_eq!(world.as_bearer(&device, "GET", "/api/auth/session", None).status, 200);
    assert_eq!(poll(&world, &auth_id).status, 400, "handed out once");
    assert_eq!(pair(&world, &token, &code).text("/message"), "No device found");

    let change = json!({ "currentPassword": "SecurePassword123", "newPassword": "AnotherPassword456" });
    for (path, body) in [("/api/auth/sign-out", None), ("/api/auth/change-password", Some(change))] {
        let world = World::new();
        let (token, code, auth_id) = pairing(&world);
        assert_eq!(pair(&world, &token, &code).status, 200);
        assert_eq!(world.as_bearer(&token, "POST", path, body).status, 200);
        assert_eq!(poll(&world, &auth_id).status, 400, "{path} voids what was approved and not collected");
    }
}

#[test]
fn a_poll_of_a_pending_login_has_a_limit_and_an_approved_one_has_none() {
    let world = World::new();
    let (auth_id, token) = waiting(&world);
    for _ in 0..10 {
        assert_eq!(poll(&world, &auth_id).text("/error"), "The auth id is invalid, expired, or not yet authorized");
    }
    let too_often = poll(&world, &auth_id);
    assert_eq!(too_often.assert_limited(), 5);
    assert_eq!(form(&world, "/approve-login", &token, "confirm").status, 200);
    assert_eq!(poll(&world, &auth_id).status, 200);
}

#[test]
fn the_first_proof_by_mail_removes_the_earlier_setup() {
    let world = World::new();
    let squatter = signed_up(&world);
    world.post("/api/auth/send-magic-link", json!({ "email": EMAIL }));
    let token = mailed_token(&world, EMAIL);
    let owner = world.post("/api/auth/magic-link", json!({ "token": token }));
    assert_eq!((owner.status, owner.body["user"]["emailVerified"].as_bool()), (200, Some(true)));
    assert_eq!(world.as_bearer(&squatter, "GET", "/api/auth/session", None).status, 401);
    let password = json!({ "email": EMAIL, "password": "SecurePassword123" });
    assert_eq!(world.post("/api/auth/sign-in", password).status, 401);
}

#[test]
fn a_link_signs_into_a_proven_account_that_has_no_second_factor() {
    let world = World::new();
    signed_up(&world);
    world.database.query("UPDATE accounts SET email_verified_at = 1 RETURNING id");
    world.post("/api/auth/send-magic-link", json!({ "email": EMAIL }));
    let token = mailed_token(&world, EMAIL);
    assert_eq!(world.post("/api/auth/magic-link", json!({ "token": token })).status, 200);
    assert_eq!(world.database.count("passwords"), 1, "nothing is taken away");
}

#[test]
fn the_sweep_removes_expired_rows_and_keeps_live_ones() {
    let world = World::new();
    waiting(&world);
    world.post("/api/auth/sign-in", json!({ "email": "nobody@acme.test", "password": "WrongPassword123" }));
    let sweep = || {
        futures_util::FutureExt::now_or_never(sesame::flows::expiry::sweep(&world.app()))
            .expect("nothing waits")
            .expect("sweeps")
    };
    let counts = || {
        ["accounts", "sessions", "one_time_tokens", "authorizations", "attempts"]
            .map(|table| world.database.count(table) > 0)
    };
    let before = world.database.trips.get();
    sweep();
    assert_eq!(world.database.trips.get() - before, Table::ALL.len(), "what is over fits into one batch of each table");
    assert_eq!(counts(), [true; 5]);
    world.clock.advance(31 * 24 * 60 * 60);
    sweep();
    assert_eq!(counts(), [true, false, false, false, false]);
}

#[test]
fn an_uncollected_approval_is_void_once_the_address_or_the_sessions_change() {
    for path in ["/api/auth/sessions", "/api/auth/change-email"] {
        let world = World::new();
        let session = registered(&world);
        let login = json!({ "username": "ada", "email": EMAIL, "session_platform": "phone" });
        let auth_id = world.post("/auth/login", login).text("/auth_id");
        let token = mailed_token(&world, EMAIL);
        assert_eq!(form(&world, "/approve-login", &token, "confirm").status, 200);
        if path == "/api/auth/sessions" {
            assert_eq!(world.as_bearer(&session, "DELETE", path, None).status, 200);
        } else {
            let body = json!({ "email": "new@acme.test" });
            assert_eq!(world.as_bearer(&session, "POST", path, Some(body)).status, 200);
            let token = mailed_token(&world, "new@acme.test");
            assert_eq!(form(&world, "/confirm-address", &token, "mine").status, 200);
        }
        assert_eq!(poll(&world, &auth_id).status, 400, "{path}");
    }
}

#[test]
fn each_mail_says_for_how_long_its_link_is_good() {
    let world = World::new();
    let body = json!({ "username": "ada", "email": EMAIL, "session_platform": "test" });
    assert_eq!(world.post("/auth/registration", body.clone()).status, 200);
    let says = |minutes: &str| {
        world.finish_background();
        let text = world.mailer.newest_to(EMAIL).text;
        assert!(text.contains(minutes), "{minutes} in {text}");
    };
    says("24 hours, the code for 15 minutes");
    world.post("/auth/login", body);
    says("15 minutes");
    world.post("/api/auth/send-magic-link", json!({ "email": EMAIL }));
    says("valid for 15 minutes");
    world.post("/api/auth/forgot-password", json!({ "email": EMAIL }));
    says("valid for 1 hour");
}
