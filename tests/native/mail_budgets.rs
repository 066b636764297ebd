//! Mail budgets: mails allowed, mails refused, and answers that reveal neither.

use serde_json::{Value as Json, json};

use crate::support::mail_requests::{flood, from, link, login, member, register, reset};
use crate::support::mailed::{EMAIL, form, mailed_token, poll, signed_up};
use crate::support::{Answer, World};

fn mails(world: &World) -> usize {
    world.finish_background();
    world.mailer.sent.borrow().len()
}

#[test]
fn each_purpose_has_a_budget_of_its_own_in_each_window() {
    let world = World::new();
    member(&world);
    for _ in 0..2 {
        let before = mails(&world);
        for (name, ask) in [("links", link as fn(&World, usize, &str) -> Answer), ("resets", reset)] {
            for n in 0..5 {
                assert_eq!(ask(&world, n, EMAIL).status, 200, "{name}, {n}");
            }
            let answer = ask(&world, 5, &EMAIL.to_uppercase());
            assert_eq!((answer.assert_limited(), answer.text("/error").as_str()), (900, "TOO_MANY_ATTEMPTS"), "{name}");
        }
        for n in 0..8 {
            assert_eq!(register(&world, n, &format!("u{before}-{n}"), EMAIL).status, 200);
        }
        assert_eq!(mails(&world) - before, 15, "five links, five resets, five notices");
        world.clock.advance(900);
    }
}

#[test]
fn an_address_that_nobody_has_is_refused_alike() {
    let world = World::new();
    for ask in [link as fn(&World, usize, &str) -> Answer, reset] {
        for n in 0..5 {
            assert_eq!(ask(&world, n, "nobody@acme.test").status, 200);
        }
        assert_eq!(ask(&world, 5, "nobody@acme.test").status, 429);
    }
    assert_eq!(mails(&world), 0);
}

#[test]
fn strangers_cannot_shorten_the_life_of_the_newest_link_or_reset() {
    for (after, path, body) in [
        (899, "/api/auth/magic-link", json!({})),
        (3599, "/api/auth/reset-password", json!({ "newPassword": "AnotherPassword456" })),
    ] {
        let world = World::new();
        member(&world);
        let ask = if after == 899 { link } else { reset };
        for n in 0..4 {
            ask(&world, n, EMAIL);
        }
        assert_eq!(ask(&world, 200, EMAIL).status, 200, "the owner's");
        let mut body = body;
        body["token"] = mailed_token(&world, EMAIL).into();
        flood(&world, EMAIL);
        world.clock.advance(after.min(899));
        flood(&world, EMAIL);
        if after > 899 {
            // Strangers use up the budget as soon as it reopens. They cause the newest link, and the owner can use it.
            world.clock.advance(1);
            for n in 0..6 {
                ask(&world, n, EMAIL);
            }
            body["token"] = mailed_token(&world, EMAIL).into();
            flood(&world, EMAIL);
            world.clock.advance(899);
            flood(&world, EMAIL);
        }
        assert_eq!(world.post(path, body).status, 200, "{path}");
    }
}

#[test]
fn a_used_up_budget_of_links_reopens_within_the_life_of_a_link() {
    let world = World::with_settings(&[("LIMIT_WINDOW_SECONDS", "86400")]);
    member(&world);
    for ask in [link as fn(&World, usize, &str) -> Answer, reset] {
        for n in 0..6 {
            ask(&world, n, EMAIL);
        }
    }
    assert_eq!((link(&world, 9, EMAIL).status, reset(&world, 9, EMAIL).status), (429, 429));
    world.clock.advance(900);
    assert_eq!((link(&world, 9, EMAIL).status, reset(&world, 9, EMAIL).status), (200, 429));
    world.clock.advance(2700);
    assert_eq!(reset(&world, 9, EMAIL).status, 200);
}

#[test]
fn a_login_counts_against_its_pair_alone() {
    let world = World::new();
    member(&world);
    let before = mails(&world);
    flood(&world, EMAIL);
    let flooded = mails(&world);
    assert_eq!(flooded - before, 15, "no login of a made-up name mails anybody");
    let mut newest = String::new();
    for n in 0..5 {
        let answer = login(&world, n, "Ada", "ADA@acme.test");
        assert_eq!(answer.status, 200, "{n}");
        newest = answer.text("/auth_id");
    }
    assert_eq!(mails(&world) - flooded, 5, "one for each login");
    let answer = login(&world, 6, "ada", EMAIL);
    assert_eq!(answer.assert_limited(), 900);
    assert!(answer.body["error"].is_string(), "dialect C's shape: {answer:?}");
    let token = mailed_token(&world, EMAIL);
    assert_eq!(form(&world, "/approve-login", &token, "confirm").status, 200);
    assert_eq!(poll(&world, &newest).status, 200, "approved and collected");
    assert_eq!(link(&world, 300, "bob@acme.test").status, 200);
}

#[test]
fn no_budget_tells_who_belongs_to_an_address() {
    type Fill = fn(&World, usize);
    let fills: [(&str, Fill); 7] = [
        ("nothing", |_, _| {}),
        ("links", |w, n| drop(link(w, n, EMAIL))),
        ("resets", |w, n| drop(reset(w, n, EMAIL))),
        ("registrations", |w, n| drop(register(w, n, &format!("u{n}"), EMAIL))),
        ("logins of the pair", |w, n| drop(login(w, n, "ada", EMAIL))),
        ("logins of another pair", |w, n| drop(login(w, n, "bob", EMAIL))),
        ("everything", |w, n| {
            if n == 3 {
                flood(w, EMAIL)
            }
        }),
    ];
    for (name, fill) in fills {
        for times in [4, 5, 6] {
            let observed = |is_member: bool| {
                let world = World::new();
                if is_member {
                    member(&world);
                }
                for n in 0..times {
                    fill(&world, n);
                }
                let mut seen = Vec::new();
                let mut see = |answer: Answer, trips: u32| {
                    let names: Vec<String> =
                        answer.body.as_object().map(|body| body.keys().cloned().collect()).unwrap_or_default();
                    seen.push((answer.status, answer.headers.get("retry-after").cloned(), names, trips));
                };
                let asks: [&dyn Fn() -> Answer; 6] = [
                    &|| login(&world, 100, "ada", EMAIL),
                    &|| login(&world, 101, "eve", EMAIL),
                    &|| login(&world, 102, "ada", "other@acme.test"),
                    &|| link(&world, 103, EMAIL),
                    &|| reset(&world, 104, EMAIL),
                    &|| register(&world, 105, "frida", EMAIL),
                ];
                for ask in asks {
                    let before = world.database.trips.get();
                    let answer = ask();
                    // Background trips are invisible to the caller.
                    let trips = if answer.status == 200 { 0 } else { world.database.trips.get() - before };
                    see(answer, u32::try_from(trips).unwrap_or_default());
                }
                seen
            };
            let (of_member, of_nobody) = (observed(true), observed(false));
            assert_eq!(of_member, of_nobody, "{name}, {times} times");
        }
    }
}

#[test]
fn a_matching_pair_and_another_get_the_same_answer_in_every_state_of_the_budgets() {
    for fill in [link as fn(&World, usize, &str) -> Answer, reset, |w, n, e| register(w, n, &format!("u{n}"), e)] {
        let world = World::new();
        member(&world);
        for n in 0..10 {
            fill(&world, n, EMAIL);
        }
        for n in 0..8 {
            let (matching, other) = (login(&world, n, "ada", EMAIL), login(&world, n, "bob", EMAIL));
            assert_eq!(matching.status, other.status, "{n}");
            assert_eq!(matching.status, if n < 5 { 200 } else { 429 });
        }
    }
}

#[test]
fn a_sign_up_or_registration_over_budget_gets_the_usual_answer_and_no_mail() {
    let world = World::new();
    let sign_up = |n: usize| {
        let body = json!({ "email": EMAIL, "password": "SecurePassword123" });
        let answer = from(&world, n, "/api/auth/sign-up", body);
        assert_eq!(answer.status, 201, "{n}");
        let token = answer.text("/session/token");
        let body = json!({ "password": "SecurePassword123" });
        assert_eq!(world.as_bearer(&token, "DELETE", "/api/auth/user", Some(body)).status, 200);
    };
    (0..5).for_each(sign_up);
    assert_eq!(mails(&world), 5);
    sign_up(5);
    assert_eq!(register(&world, 6, "ada", EMAIL).status, 200);
    assert_eq!(mails(&world), 5, "deleting the account resets nothing");
    assert_eq!(world.database.count("one_time_tokens"), 0, "what is not mailed is not stored");
}

#[test]
fn strangers_use_up_nothing_of_what_a_session_asks_for() {
    let world = World::new();
    let session = signed_up(&world);
    flood(&world, EMAIL);
    flood(&world, "new@acme.test");
    let ask = |path: &str, body: Option<Json>| {
        let address = [("authorization", &*format!("Bearer {session}")), ("cf-connecting-ip", "192.0.2.9")];
        world.send("POST", path, &address, body).status
    };
    let new = Some(json!({ "email": "new@acme.test", "password": "SecurePassword123" }));
    for (path, body) in [("/api/auth/send-verification-email", None), ("/api/auth/change-email", new)] {
        let statuses: Vec<u16> = (0..6).map(|_| ask(path, body.clone())).collect();
        assert_eq!(statuses, [200, 200, 200, 200, 200, 429], "{path}");
    }
}

#[test]
fn a_client_asks_for_fifty_mails_in_a_window_and_what_is_refused_leaves_no_row() {
    let world = World::new();
    member(&world);
    let before = mails(&world);
    let one = |path: &str, body: Json| world.send("POST", path, &[("cf-connecting-ip", "192.0.2.1")], Some(body));
    for n in 0..50 {
        assert_eq!(one("/api/auth/send-magic-link", json!({ "email": format!("made-up-{n}@acme.test") })).status, 200);
    }
    let rows = |table: &str| world.database.count(table);
    let (attempts, authorizations) = (rows("attempts"), rows("authorizations"));
    for n in 0..20 {
        for path in ["/api/auth/send-magic-link", "/api/auth/forgot-password"] {
            assert_eq!(one(path, json!({ "email": format!("another-{n}@acme.test") })).status, 429);
            assert_eq!(one(path, json!({ "email": EMAIL })).status, 429);
        }
        for username in ["ada", &format!("u{n}")] {
            let body = json!({ "username": username, "email": EMAIL, "session_platform": "phone" });
            let answer = one("/auth/login", body);
            answer.assert_limited();
        }
    }
    assert_eq!((rows("attempts"), rows("authorizations"), rows("one_time_tokens")), (attempts, authorizations, 1));
    let sign_up = json!({ "email": "eve@acme.test", "password": "SecurePassword123" });
    assert_eq!(one("/api/auth/sign-up", sign_up).status, 201, "an account may be made, without a mail");
    assert_eq!(mails(&world), before);
    assert_eq!(link(&world, 1, EMAIL).status, 200, "from elsewhere");
    world.clock.advance(900);
    assert_eq!(one("/api/auth/send-magic-link", json!({ "email": EMAIL })).status, 200);
}

#[test]
fn a_refused_login_and_a_refused_pairing_code_leave_no_row() {
    let world = World::with_settings(&[("LIMIT_ADDRESS_FAILURES", "3")]);
    for n in 0..8 {
        login(&world, n, "nobody", EMAIL);
    }
    assert_eq!(world.database.count("authorizations"), 5);
    let statuses: Vec<u16> =
        (0..6).map(|_| from(&world, 1, "/auth/pair/code", json!({ "name": "Mirror" })).status).collect();
    assert_eq!(statuses, [200, 200, 200, 429, 429, 429]);
    assert_eq!(world.database.count("authorizations"), 8);
}
