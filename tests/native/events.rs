//! Events: one for each success, none for a failure, and none that can be removed.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};
use sesame::domain::EventKind;

use crate::support::acts::{Act, DRAWN, PASSWORD, credentials, eventful, refused};
use crate::support::mailed::{EMAIL, signed_up};
use crate::support::{Answer, World};

type Left = Vec<(String, Option<String>)>;

/// Events in order, each with its id.
fn with_ids(world: &World) -> Vec<(String, (String, Option<String>))> {
    let text = |value: &Json| value.as_str().map(str::to_owned);
    let rows = world.database.query("SELECT id, kind, detail FROM events ORDER BY rowid");
    let read = |row: &serde_json::Map<String, Json>| {
        // A UUID, or the thumbprint of a key.
        let is_drawn = |detail: &String| uuid::Uuid::parse_str(detail).is_ok() || detail.len() == 43;
        let detail = text(&row["detail"]).map(|detail| if is_drawn(&detail) { DRAWN.to_owned() } else { detail });
        (text(&row["id"]).expect("an id"), (text(&row["kind"]).expect("a kind"), detail))
    };
    rows.iter().map(read).collect()
}

fn events(world: &World) -> Left {
    with_ids(world).into_iter().map(|(_, event)| event).collect()
}

/// Answer to `act`, and the events that it adds, even if others go.
fn left_by(world: &World, act: &dyn Fn(&World) -> Answer) -> (Answer, Left) {
    world.finish_background();
    let before: BTreeSet<String> = with_ids(world).into_iter().map(|(id, _)| id).collect();
    let answer = act(world);
    world.finish_background();
    let added = with_ids(world).into_iter().filter(|(id, _)| !before.contains(id));
    (answer, added.map(|(_, event)| event).collect())
}

fn expected(act: &Act) -> Left {
    act.leaves.iter().map(|(kind, detail)| ((*kind).to_owned(), detail.map(str::to_owned))).collect()
}

#[test]
fn each_act_leaves_its_events_and_a_repeated_single_use_act_none() {
    for act in eventful() {
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
fn each_security_relevant_refusal_leaves_its_event() {
    for (status, act) in refused::ACTS {
        let (world, run) = (act.ready)();
        let (answer, left) = left_by(&world, &*run);
        assert_eq!(answer.status, *status, "{}: {answer:?}", act.name);
        assert_eq!(left, expected(act), "{}", act.name);
    }
}

#[test]
fn every_kind_of_event_is_seen_here() {
    let seen: BTreeSet<&str> = eventful()
        .chain(refused::ACTS.iter().map(|(_, act)| act))
        .flat_map(|act| act.leaves)
        .map(|(kind, _)| *kind)
        .collect();
    for kind in EventKind::ALL {
        assert!(seen.contains(kind.as_str()), "{kind:?}");
    }
}

#[test]
fn every_statement_finds_its_rows_by_an_index() {
    for act in eventful().chain(refused::ACTS.iter().map(|(_, act)| act)) {
        let (world, run) = (act.ready)();
        world.database.seen.borrow_mut().clear();
        run(&world);
        world.finish_background();
        for sql in world.database.seen.borrow().clone() {
            assert_eq!(world.database.scans(&sql), Vec::<String>::new(), "{}: {sql}", act.name);
        }
    }
}

#[test]
fn the_owner_sees_events_newest_first_in_pages() {
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
    assert_eq!(world.as_bearer(&token, "GET", "/api/auth/user/export", None).status, 200);
    world.finish_background();
    let newest = page("")[0]["id"].as_str().expect("an id").to_owned();
    let peek = format!("/api/auth/events?before={newest}");
    let peeked = world.as_bearer(&other.text("/session/token"), "GET", &peek, None);
    assert_eq!(peeked.body["events"], json!([]), "nor told which of their own are older than another's");
}

#[test]
fn the_page_of_activity_leads_to_older_events_until_it_ends() {
    let world = World::new();
    let token = signed_up(&world);
    for n in 1..=59 {
        world.database.query(&format!(
            "INSERT INTO events (account_id, kind, detail, at) SELECT id, 'exported', 'n{n}.', {n} FROM accounts RETURNING id"
        ));
    }
    let page = |path: &str| {
        let answer = world.with_cookies(&format!("access_token={token}"), "GET", path);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body.as_str().expect("a page").to_owned()
    };
    let older = |html: &str| {
        html.split("href=\"")
            .find(|rest| rest.starts_with("/account/activity?before="))
            .map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
    };
    let newest = page("/account/activity");
    assert!(newest.contains("n59.") && newest.contains("n30.") && !newest.contains("n29."), "{newest}");
    assert!(!newest.contains("That is everything"), "{newest}");
    let second = older(&newest).expect("older ones");
    let last = page(&second);
    assert!(
        last.contains("n29.") && last.contains("n1.") && last.contains("Account created") && !last.contains("n30."),
        "{last}"
    );
    assert!(last.contains("That is everything. Activity is kept for 90 days."), "{last}");
    assert_eq!(older(&last), None, "thirty remained, and thirty are shown");
    assert!(last.contains(&format!("name=\"returnTo\" value=\"{second}\"")), "the other language shows the same part");

    let other = world.post("/api/auth/sign-up", json!({ "email": "bob@acme.test", "password": PASSWORD }));
    let cookie = format!("access_token={}", other.text("/session/token"));
    let peeked = world.with_cookies(&cookie, "GET", &second);
    assert!(
        !peeked.body.as_str().expect("a page").contains("Account created"),
        "nobody is told what is older than another's event"
    );
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
fn guesses_leave_one_event_per_window() {
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
    assert_eq!(failed(), 1, "one in a window, however many are tried");
    world.clock.advance(901);
    for n in 0..100 {
        guess(n);
    }
    world.finish_background();
    assert_eq!(failed(), 2);
}

#[test]
fn a_download_is_recorded_and_a_look_at_its_headers_is_not() {
    let world = World::new();
    let sign_up = json!({ "email": "ada@acme.test", "password": PASSWORD });
    let cookie = format!("access_token={}", world.post("/api/auth/sign-up", sign_up).text("/session/token"));
    for (method, recorded) in [("HEAD", 0), ("GET", 1)] {
        assert_eq!(world.with_cookies(&cookie, method, "/account/export").status, 200, "{method}");
        world.finish_background();
        assert_eq!(world.database.count("events WHERE kind = 'exported'"), recorded, "{method}");
    }
}
