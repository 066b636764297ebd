//! Events: one for what happened, none for what did not, and no way to take one back.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};
use sesame::domain::EventKind;

use crate::mailed::{
    EMAIL, asked, form, mailed_token, new_address, poll, registered, signed_up, verification, waiting,
};
use crate::passkeys::{self, Authenticator};
use crate::second_factor::Enrolled;
use crate::support::{Answer, World};
use crate::{oauth, second_factor};

const PASSWORD: &str = "SecurePassword123";

/// A world in which something can be done, and what does it.
type Ready = (World, Box<dyn Fn(&World) -> Answer>);

/// Something a person does: the events it is to leave, kind and detail, and how.
struct Act {
    name: &'static str,
    leaves: &'static [(&'static str, Option<&'static str>)],
    ready: fn() -> Ready,
}

/// One of the acts that a session asks for.
fn as_session(
    prepare: impl Fn(&World) -> String,
    method: &'static str,
    path: &'static str,
    body: Option<Json>,
) -> Ready {
    let world = World::new();
    let token = prepare(&world);
    (world, Box::new(move |world| world.as_bearer(&token, method, path, body.clone())))
}

fn mailed(prepare: fn(&World) -> String, act: fn(&World, &str) -> Answer) -> Ready {
    let world = World::new();
    let prepared = prepare(&world);
    (world, Box::new(move |world| act(world, &prepared)))
}

fn posting(prepare: impl Fn(&World), path: &'static str, body: Json) -> Ready {
    let world = World::new();
    prepare(&world);
    (world, Box::new(move |world| world.post(path, body.clone())))
}

fn credentials() -> Json {
    json!({ "email": EMAIL, "login": EMAIL, "password": PASSWORD })
}

fn another_session(world: &World) -> Answer {
    world.post("/api/v1/auth/signin", credentials())
}

/// A device that shows its code to somebody signed in: their session, and the code.
fn pairing(world: &World) -> (String, String) {
    let token = signed_up(world);
    (token, world.post("/auth/pair/code", json!({ "name": "Mirror" })).text("/code"))
}

fn enrolled(act: fn(&Enrolled) -> Answer, offered: bool) -> Ready {
    let enrolled = if offered { Enrolled::offered() } else { Enrolled::new() };
    let Enrolled { world, session, secret, backup_codes } = enrolled;
    let act = move |world: &World| {
        // The same world, seen by the helpers that know the factor.
        let (session, secret, backup_codes) = (session.clone(), secret.clone(), backup_codes.clone());
        act(&Enrolled { world: world.clone(), session, secret, backup_codes })
    };
    (world, Box::new(act))
}

/// An account with a passkey: its session, the passkey's id, and its answer to whoever asks it to sign in.
fn with_passkey(act: fn(&World, &str, &str, &Json) -> Answer) -> Ready {
    let (world, mut phone) = (World::new(), Authenticator::new(1));
    let token = passkeys::signed_up(&world);
    let id = passkeys::registered(&world, &token, &mut phone);
    let answer = phone.get(&passkeys::options_for_any(&world));
    (world, Box::new(move |world| act(world, &token, &id, &answer)))
}

fn at_provider(prepare: fn(&World) -> Option<String>) -> Ready {
    let world = oauth::world();
    let link = prepare(&world);
    let there = oauth::sent(&world, link.as_deref());
    (world, Box::new(move |world| oauth::back(world, &there)))
}

const SIGN_IN: (&str, Option<&str>) = ("sign-in", Some("password"));

const ACTS: &[Act] = &[
    Act {
        name: "signing up",
        leaves: &[("sign-up", None)],
        ready: || posting(|_| {}, "/api/v1/auth/signup", credentials()),
    },
    Act {
        name: "registering",
        leaves: &[("sign-up", None)],
        ready: || posting(|_| {}, "/auth/registration", json!({ "username": "ada", "session_platform": "test" })),
    },
    Act {
        name: "signing in",
        leaves: &[SIGN_IN],
        ready: || posting(|world| drop(signed_up(world)), "/api/v1/auth/signin", credentials()),
    },
    Act {
        name: "magic link, first proof",
        leaves: &[("email-verified", None), ("sign-in", Some("magic-link"))],
        ready: || {
            mailed(
                |w| asked(w, "/api/auth/send-magic-link"),
                |w, t| w.post("/api/auth/magic-link", json!({ "token": t })),
            )
        },
    },
    Act {
        name: "collecting a login",
        leaves: &[("sign-in", Some("login"))],
        ready: || {
            mailed(
                |world| {
                    let (auth_id, token) = waiting(world);
                    assert_eq!(form(world, "/approve-login", &token, "approve").status, 200);
                    auth_id
                },
                poll,
            )
        },
    },
    Act {
        name: "collecting a pairing",
        leaves: &[("sign-in", Some("pairing"))],
        ready: || {
            mailed(
                |world| {
                    let token = signed_up(world);
                    let shown = world.post("/auth/pair/code", json!({ "name": "Mirror" }));
                    let body = json!({ "code": shown.text("/code") });
                    assert_eq!(world.as_bearer(&token, "POST", "/auth/pair", Some(body)).status, 200);
                    shown.text("/auth_id")
                },
                poll,
            )
        },
    },
    Act {
        name: "signing in by passkey",
        leaves: &[("sign-in", Some("passkey"))],
        ready: || with_passkey(|world, _, _, answer| passkeys::sign_in(world, answer)),
    },
    Act {
        name: "signing up at a provider",
        leaves: &[("sign-up", Some("github")), ("identity-linked", Some("github")), ("sign-in", Some("identity"))],
        ready: || at_provider(|_| None),
    },
    Act {
        name: "first proof at a provider",
        leaves: &[("email-verified", None), ("identity-linked", Some("github")), ("sign-in", Some("identity"))],
        ready: || {
            at_provider(|world| {
                oauth::signed_up(world);
                None
            })
        },
    },
    Act {
        name: "linking",
        leaves: &[("identity-linked", Some("github"))],
        ready: || at_provider(|world| Some(oauth::verified(world))),
    },
    Act {
        name: "linking by a proven address",
        leaves: &[("identity-linked", Some("github")), ("sign-in", Some("identity"))],
        ready: || {
            at_provider(|world| {
                oauth::verified(world);
                None
            })
        },
    },
    Act {
        name: "unlinking",
        leaves: &[("identity-unlinked", Some("github"))],
        ready: || {
            let world = oauth::world();
            let token = oauth::verified(&world);
            assert_eq!(oauth::visit(&world, Some(&token)).status, 200);
            let list = world.as_bearer(&token, "GET", "/api/auth/identities", None);
            let path = format!("/api/auth/identities/{}", list.text("/identities/0/id"));
            (world, Box::new(move |world| world.as_bearer(&token, "DELETE", &path, None)))
        },
    },
    Act {
        name: "signing out",
        leaves: &[("sign-out", None)],
        ready: || as_session(signed_up, "POST", "/api/auth/sign-out", None),
    },
    Act {
        name: "signing out a browser whose session token is lost",
        leaves: &[("sign-out", None)],
        ready: || {
            mailed(
                |world| {
                    signed_up(world);
                    another_session(world).cookie("refresh_token")
                },
                |world, token| {
                    world.with_cookies(&format!("refresh_token={token}"), "POST", "/api/v1/auth/custom-logout")
                },
            )
        },
    },
    Act {
        name: "ending a session",
        leaves: &[("session-ended", Some("Unknown client"))],
        ready: || {
            let world = World::new();
            let token = signed_up(&world);
            another_session(&world);
            let own = world.as_bearer(&token, "GET", "/api/auth/session", None).text("/session/id");
            let rows = world.database.query(&format!("SELECT id FROM sessions WHERE id <> '{own}'"));
            let path = format!("/api/auth/sessions/{}", rows[0]["id"].as_str().expect("an id"));
            (world, Box::new(move |world| world.as_bearer(&token, "DELETE", &path, None)))
        },
    },
    Act {
        name: "ending the other sessions",
        leaves: &[("other-sessions-ended", None)],
        ready: || {
            let prepare = |world: &World| {
                let token = signed_up(world);
                another_session(world);
                token
            };
            as_session(prepare, "DELETE", "/api/auth/sessions", None)
        },
    },
    Act {
        name: "ending the other sessions where there are none",
        leaves: &[],
        ready: || as_session(signed_up, "DELETE", "/api/auth/sessions", None),
    },
    Act {
        name: "changing the password",
        leaves: &[("password-changed", None)],
        ready: || {
            let body = json!({ "currentPassword": PASSWORD, "newPassword": "AnotherPassword456" });
            as_session(signed_up, "POST", "/api/auth/change-password", Some(body))
        },
    },
    Act {
        name: "resetting the password, first proof",
        leaves: &[("email-verified", None), ("password-reset", None)],
        ready: || {
            mailed(
                |w| asked(w, "/api/auth/forgot-password"),
                |w, t| w.post("/api/auth/reset-password", json!({ "token": t, "newPassword": "AnotherPassword456" })),
            )
        },
    },
    Act {
        name: "verifying by link",
        leaves: &[("email-verified", None)],
        ready: || mailed(verification, |w, t| form(w, "/verify-email", t, "mine")),
    },
    Act {
        name: "verifying by code",
        leaves: &[("email-verified", None)],
        ready: || {
            let world = World::new();
            let token = signed_up(&world);
            let text = world.mailer.newest_to(EMAIL).text;
            let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
            let body = json!({ "verification_code": text.lines().find(is_code).expect("a code") });
            let verify =
                move |world: &World| world.as_bearer(&token, "POST", "/api/v1/auth/verify-email", Some(body.clone()));
            (world, Box::new(verify))
        },
    },
    Act {
        name: "not mine",
        leaves: &[("email-detached", None)],
        ready: || mailed(verification, |w, t| form(w, "/verify-email", t, "not_mine")),
    },
    Act {
        name: "changing the address",
        leaves: &[("email-changed", None)],
        ready: || mailed(new_address, |w, t| form(w, "/confirm-address", t, "mine")),
    },
    Act {
        name: "approving a login, first proof",
        leaves: &[("login-approved", Some("phone")), ("email-verified", None)],
        ready: || mailed(|w| waiting(w).1, |w, t| form(w, "/approve-login", t, "approve")),
    },
    Act {
        name: "refusing a login",
        leaves: &[("login-refused", Some("phone"))],
        ready: || mailed(|w| waiting(w).1, |w, t| form(w, "/approve-login", t, "refuse")),
    },
    Act {
        name: "disowning a login",
        leaves: &[("login-refused", Some("phone")), ("email-detached", None)],
        ready: || mailed(|w| waiting(w).1, |w, t| form(w, "/approve-login", t, "not_mine")),
    },
    Act {
        name: "pairing a device",
        leaves: &[("device-paired", Some("Mirror"))],
        ready: || {
            let world = World::new();
            let (token, code) = pairing(&world);
            let body = json!({ "code": code });
            (world, Box::new(move |world| world.as_bearer(&token, "POST", "/auth/pair", Some(body.clone()))))
        },
    },
    Act {
        name: "looking a device up",
        leaves: &[],
        ready: || {
            let world = World::new();
            let (token, code) = pairing(&world);
            (world, Box::new(move |world| world.as_bearer(&token, "POST", "/pair", Some(json!({ "code": code })))))
        },
    },
    Act {
        name: "refusing a device",
        leaves: &[("device-refused", Some("Mirror"))],
        ready: || {
            let world = World::new();
            let (token, code) = pairing(&world);
            let body = json!({ "code": code, "decision": "refuse" });
            (world, Box::new(move |world| world.as_bearer(&token, "POST", "/pair", Some(body.clone()))))
        },
    },
    Act {
        name: "enabling the second factor",
        leaves: &[("two-factor-enabled", None)],
        ready: || enrolled(|e| e.verify(&e.code()), true),
    },
    Act { name: "verifying it once more", leaves: &[], ready: || enrolled(|e| e.verify(&e.code()), false) },
    Act {
        name: "disabling it",
        leaves: &[("two-factor-disabled", None)],
        ready: || enrolled(|e| second_factor::disable(e, &e.code()), false),
    },
    Act {
        name: "renewing the backup codes by one of them",
        leaves: &[("backup-code-used", None), ("backup-codes-renewed", None)],
        ready: || {
            enrolled(
                |e| {
                    let body = json!({ "password": PASSWORD, "totpCode": e.backup_codes[0] });
                    e.world.as_bearer(&e.session, "POST", "/api/auth/two-factor/backup-codes", Some(body))
                },
                false,
            )
        },
    },
    Act {
        name: "signing in with a backup code",
        leaves: &[("backup-code-used", None), SIGN_IN],
        ready: || enrolled(|e| e.sign_in(json!({ "totpCode": e.backup_codes[1] })), false),
    },
    Act {
        name: "registering a passkey",
        leaves: &[("passkey-added", Some("Key"))],
        ready: || {
            let world = World::new();
            let token = passkeys::signed_up(&world);
            let credential = Authenticator::new(2).create(&passkeys::options_for_new(&world, &token));
            (world, Box::new(move |world| passkeys::register(world, &token, &credential)))
        },
    },
    Act {
        name: "renaming a passkey",
        leaves: &[("passkey-renamed", Some("Phone"))],
        ready: || {
            with_passkey(|world, token, id, _| {
                let path = format!("/api/auth/passkeys/{id}");
                world.as_bearer(token, "PATCH", &path, Some(json!({ "name": "Phone" })))
            })
        },
    },
    Act {
        name: "removing a passkey",
        leaves: &[("passkey-removed", Some("Key"))],
        ready: || with_passkey(|world, token, id, _| passkeys::remove(world, token, id, json!({}))),
    },
    Act {
        name: "taking everything along",
        leaves: &[("exported", None)],
        ready: || as_session(signed_up, "GET", "/api/auth/user/export", None),
    },
];

/// What is refused: the status, and the event it leaves.
const REFUSALS: &[(u16, Act)] = &[
    (
        401,
        Act {
            name: "a wrong password",
            leaves: &[("sign-in-failed", None)],
            ready: || {
                let wrong = json!({ "email": EMAIL, "password": "WrongPassword123" });
                posting(|world| drop(signed_up(world)), "/auth/login", wrong)
            },
        },
    ),
    (
        401,
        Act {
            name: "a password of an account that has none",
            leaves: &[("sign-in-failed", None)],
            ready: || posting(|world| drop(registered(world)), "/auth/login", credentials()),
        },
    ),
    (401, Act { name: "a password of nobody", leaves: &[], ready: || posting(|_| {}, "/auth/login", credentials()) }),
    (
        401,
        Act {
            name: "a wrong password in a session",
            leaves: &[("reauthentication-failed", None)],
            ready: || {
                let body = json!({ "currentPassword": "WrongPassword123", "newPassword": "AnotherPassword456" });
                as_session(signed_up, "POST", "/api/auth/change-password", Some(body))
            },
        },
    ),
    (
        401,
        Act {
            name: "a wrong code",
            leaves: &[("second-factor-failed", None)],
            ready: || enrolled(|e| e.sign_in(json!({ "totpCode": e.wrong_code() })), false),
        },
    ),
    (
        401,
        Act {
            name: "a wrong code in a session",
            leaves: &[("second-factor-failed", None)],
            ready: || enrolled(|e| e.verify(&e.wrong_code()), false),
        },
    ),
    (
        401,
        Act {
            name: "a code that is no backup code beside a mailed link",
            leaves: &[("second-factor-failed", None)],
            ready: || {
                let (world, _) = enrolled(|e| e.sign_in(json!({})), false);
                world.post("/api/auth/send-magic-link", json!({ "email": EMAIL }));
                let body = json!({ "token": mailed_token(&world, EMAIL), "totpCode": "AAAA-BBBB-CCCC" });
                (world, Box::new(move |world| world.post("/api/auth/magic-link", body.clone())))
            },
        },
    ),
    (
        401,
        Act {
            name: "a spent refresh token",
            leaves: &[("refresh-token-reused", None)],
            ready: || {
                let world = World::new();
                signed_up(&world);
                let cookies = format!("refresh_token={}", another_session(&world).cookie("refresh_token"));
                let refresh = move |world: &World| world.with_cookies(&cookies, "POST", "/api/v1/auth/custom-refresh");
                assert_eq!(refresh(&world).status, 204);
                world.clock.advance(31);
                (world, Box::new(refresh))
            },
        },
    ),
];

fn events(world: &World) -> Vec<(String, Option<String>)> {
    let text = |value: &Json| value.as_str().map(str::to_owned);
    let rows = world.database.query("SELECT kind, detail FROM events ORDER BY rowid");
    rows.iter().map(|row| (text(&row["kind"]).expect("a kind"), text(&row["detail"]))).collect()
}

/// What `act` leaves behind in the log.
fn left_by(world: &World, act: &dyn Fn(&World) -> Answer) -> (Answer, Vec<(String, Option<String>)>) {
    world.finish_background();
    let before = events(world).len();
    let answer = act(world);
    world.finish_background();
    (answer, events(world).split_off(before))
}

fn expected(act: &Act) -> Vec<(String, Option<String>)> {
    act.leaves.iter().map(|(kind, detail)| ((*kind).to_owned(), detail.map(str::to_owned))).collect()
}

#[test]
fn each_act_leaves_its_events_and_a_second_try_none_of_what_happens_once() {
    for act in ACTS {
        let (world, run) = (act.ready)();
        let (answer, left) = left_by(&world, &*run);
        assert!(answer.status < 400, "{}: {answer:?}", act.name);
        assert_eq!(left, expected(act), "{}", act.name);
        let (again, left) = left_by(&world, &*run);
        let left: Vec<_> = left.into_iter().filter(|(kind, _)| !kind.ends_with("-failed")).collect();
        assert!(again.status < 400 || left.is_empty(), "{}: {again:?} left {left:?}", act.name);
    }
}

#[test]
fn each_refusal_that_an_account_should_know_of_leaves_its_event_whatever_the_database_says() {
    for (status, act) in REFUSALS {
        let (world, run) = (act.ready)();
        let (answer, left) = left_by(&world, &*run);
        assert_eq!(answer.status, *status, "{}: {answer:?}", act.name);
        assert_eq!(left, expected(act), "{}", act.name);
    }
}

#[test]
fn every_kind_of_event_is_seen_here() {
    let seen: BTreeSet<&str> = ACTS
        .iter()
        .chain(REFUSALS.iter().map(|(_, act)| act))
        .flat_map(|act| act.leaves)
        .map(|(kind, _)| *kind)
        .collect();
    for kind in EventKind::ALL {
        // The last one is left where no account is: see below.
        assert!(seen.contains(kind.as_str()) || *kind == EventKind::AccountDeleted, "{kind:?}");
    }
}

/// Every table but the counters, which count a try that failed.
fn dump(world: &World) -> BTreeMap<String, Json> {
    let tables = world.database.query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'attempts'");
    let names = tables.iter().filter_map(|table| table["name"].as_str()).map(str::to_owned);
    names
        .map(|name| {
            let rows = world.database.query(&format!("SELECT * FROM \"{name}\" ORDER BY rowid"));
            (name, json!(rows))
        })
        .collect()
}

/// Acts that spend something in a batch before the one that acts: what that may change.
fn may_change(act: &Act, table: &str) -> bool {
    match table {
        "webauthn_challenges" => act.name.contains("passkey"),
        "oauth_states" => act.leaves.iter().any(|(kind, _)| kind.starts_with("identity")),
        _ => false,
    }
}

#[test]
fn whichever_statement_fails_an_act_and_its_events_happen_whole_or_not_at_all() {
    for act in ACTS {
        for nth in 1.. {
            let (world, run) = (act.ready)();
            world.finish_background();
            let before = dump(&world);
            world.database.fail_at.set(Some(nth));
            let answer = run(&world);
            if world.database.fail_at.take().is_some() {
                assert!(nth > 1 && answer.status < 400, "{}: {answer:?}", act.name);
                break;
            }
            assert_eq!(answer.status, 503, "{}, statement {nth}: {answer:?}", act.name);
            assert!(!answer.body.to_string().contains("told to fail"), "{}: the cause is ours alone", act.name);
            for (table, rows) in dump(&world) {
                let stayed = before[&table] == rows || may_change(act, &table);
                assert!(stayed, "{}, statement {nth} left something in {table}: {rows}", act.name);
            }
        }
    }
}

#[test]
fn every_statement_finds_its_rows_by_an_index() {
    for act in ACTS.iter().chain(REFUSALS.iter().map(|(_, act)| act)) {
        let (world, run) = (act.ready)();
        world.database.seen.borrow_mut().clear();
        run(&world);
        world.finish_background();
        for sql in world.database.seen.borrow().clone() {
            assert_eq!(world.database.scans(sql), Vec::<String>::new(), "{}: {sql}", act.name);
        }
    }
}

#[test]
fn the_owner_is_shown_them_newest_first_a_page_at_a_time() {
    let world = World::new();
    let token = signed_up(&world);
    let own = world.as_bearer(&token, "GET", "/api/auth/session", None).text("/session/id");
    for n in 1..=150 {
        world.database.query(&format!(
            "INSERT INTO events (account_id, kind, detail, at) SELECT id, 'exported', 'n{n}', {n} FROM accounts RETURNING id"
        ));
    }
    let page = |before: &str| {
        let answer = world.as_bearer(&token, "GET", &format!("/api/auth/events{before}"), None);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body["events"].as_array().expect("a list").clone()
    };
    let first = page("");
    assert_eq!((first.len(), &first[0]["detail"], &first[99]["detail"]), (100, &json!("n150"), &json!("n51")));
    assert_eq!(first[0]["at"], "1970-01-01T00:02:30Z");
    let second = page(&format!("?before={}", first[99]["id"].as_str().expect("an id")));
    assert_eq!((second.len(), &second[0]["detail"]), (51, &json!("n50")));
    let (oldest, known) = (&second[50], json!(true));
    assert_eq!((&oldest["type"], &oldest["current"]), (&json!("sign-up"), &known));
    let opened = world.database.query("SELECT session_id FROM events WHERE kind = 'sign-up'");
    assert_eq!(opened[0]["session_id"], json!(own));
    assert!(page("?before=nothing").is_empty());

    let other = world.post("/api/auth/sign-up", json!({ "email": "bob@acme.test", "password": PASSWORD }));
    let others = world.as_bearer(&other.text("/session/token"), "GET", "/api/auth/events", None);
    assert_eq!(others.body["events"].as_array().map(Vec::len), Some(1), "nobody is shown another's");
    let peek = format!("/api/auth/events?before={}", first[0]["id"].as_str().expect("an id"));
    let peeked = world.as_bearer(&other.text("/session/token"), "GET", &peek, None);
    assert_eq!(peeked.body["events"], json!([]));
}

#[test]
fn an_event_says_where_it_came_from() {
    let world = World::new();
    let headers = [("cf-connecting-ip", "192.0.2.7"), ("user-agent", "Firefox/1 Linux")];
    let signed_up = world.send("POST", "/api/auth/sign-up", &headers, Some(credentials()));
    let authorization = format!("Bearer {}", signed_up.text("/session/token"));
    let change = json!({ "currentPassword": PASSWORD, "newPassword": "AnotherPassword456" });
    let headers = [headers[0], headers[1], ("authorization", &*authorization)];
    assert_eq!(world.send("POST", "/api/auth/change-password", &headers, Some(change)).status, 200);
    let listed = world.send("GET", "/api/auth/events", &headers, None).body["events"].clone();
    for event in listed.as_array().expect("a list") {
        let from = (&event["address"], &event["platform"], &event["current"]);
        assert_eq!(from, (&json!("192.0.2.7"), &json!("Firefox on Linux"), &json!(true)), "{event}");
    }
}

#[test]
fn the_database_refuses_to_change_or_remove_an_event() {
    let world = World::new();
    signed_up(&world);
    let refused = |sql: &str| world.database.try_query(sql).expect_err("it is refused");
    assert!(refused("UPDATE events SET kind = 'sign-out' RETURNING id").contains("an event is not changed"));
    assert!(refused("DELETE FROM events RETURNING id").contains("an event stays"));
    assert!(refused("DELETE FROM event_retention RETURNING only").contains("retention of events stays"));
    world.database.query("UPDATE event_retention SET kept_since = 100 RETURNING only");
    assert!(refused("UPDATE event_retention SET kept_since = 99 RETURNING only").contains("moves forward"));
    assert_eq!(world.database.count("events"), 1);
}

#[test]
fn the_sweep_removes_what_is_older_than_the_setting_and_nothing_younger_in_bounded_steps() {
    let world = World::with_settings(&[("EVENTS_RETENTION_DAYS", "7")]);
    signed_up(&world);
    let old =
        "INSERT INTO events (kind, at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
               SELECT 'account-deleted', 1700000000 FROM n RETURNING id";
    world.database.query(old);
    let sweep = || {
        futures_util::FutureExt::now_or_never(sesame::flows::expiry::sweep(&world.app()))
            .expect("nothing waits")
            .expect("sweeps");
        world.database.count("events")
    };
    world.clock.advance(7 * 24 * 60 * 60);
    assert_eq!(sweep(), 12_001, "not a second older than seven days");
    world.clock.advance(1);
    let left = sweep();
    assert_eq!(left, 2001, "twenty steps of five hundred");
    assert_eq!(sweep(), 0);
}

#[test]
fn deleting_an_account_leaves_one_event_that_names_nobody() {
    let world = World::new();
    let token = signed_up(&world);
    let body = json!({ "password": PASSWORD });
    assert_eq!(world.as_bearer(&token, "DELETE", "/api/auth/user", Some(body.clone())).status, 200);
    let mut left = world.database.query("SELECT * FROM events");
    assert_eq!(left.len(), 1);
    left[0].remove("id").expect("an id");
    assert_eq!(left[0].remove("kind"), Some(json!("account-deleted")));
    assert_eq!(left[0].remove("at"), Some(json!(1_700_000_000)));
    assert!(left[0].values().all(Json::is_null), "{left:?}");
    assert_eq!(world.as_bearer(&token, "DELETE", "/api/auth/user", Some(body)).status, 401);
    assert_eq!(world.database.count("events"), 1);
}

#[test]
fn guessing_leaves_no_more_events_than_the_limits_let_through() {
    let world = World::new();
    signed_up(&world);
    let guess = |n: u32| {
        let headers = [("cf-connecting-ip", &*format!("192.0.2.{}", n % 250))];
        world.send(
            "POST",
            "/auth/login",
            &headers,
            Some(json!({ "email": EMAIL, "password": format!("wrong {n} word") })),
        )
    };
    for n in 0..100 {
        guess(n);
    }
    world.finish_background();
    let failed = || events(&world).iter().filter(|(kind, _)| kind == "sign-in-failed").count();
    assert_eq!(failed(), 10, "ten in a window, however many are tried");
    world.clock.advance(901);
    for n in 0..100 {
        guess(n);
    }
    world.finish_background();
    assert_eq!(failed(), 20);
}
