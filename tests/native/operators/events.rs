//! Events as operators read them.

use serde_json::{Value as Json, json};

use crate::support::operators::{Office, call, person, service_key};

fn kinds(body: &Json) -> Vec<&str> {
    body["events"].as_array().expect("events").iter().filter_map(|event| event["type"].as_str()).collect()
}

fn read(office: &Office, path: &str) -> Json {
    let answer = office.send("GET", path, json!({}));
    assert_eq!(answer.status, 200, "{path}: {answer:?}");
    answer.body
}

/// Every part of the feed, joined.
fn walked(office: &Office, query: &str) -> Vec<Json> {
    let (mut found, mut after) = (Vec::new(), "0".to_owned());
    loop {
        let part = read(office, &format!("/events?after={after}{query}"));
        found.extend(part["events"].as_array().expect("events").iter().cloned());
        let next = part["next"].as_str().expect("always a next").to_owned();
        if next == after {
            return found;
        }
        after = next;
    }
}

#[test]
fn the_feed_is_read_to_its_end_and_goes_on_from_there() {
    let office = Office::new();
    let all = walked(&office, "");
    assert_eq!(walked(&office, "&limit=1"), all);
    assert_eq!(all.len(), 2, "two people signed up: {all:?}");
    let end = read(&office, "/events")["next"].as_str().expect("a place").to_owned();
    assert_eq!(kinds(&read(&office, &format!("/events?after={end}"))), [""; 0]);
    assert_eq!(office.about_bob("POST", "/disable", json!({ "reason": "Left", "note": "ticket 7" })).status, 200);
    let new = read(&office, &format!("/events?after={end}"));
    assert_eq!(kinds(&new), ["account-disabled"]);
    let event = &new["events"][0];
    assert_eq!(event["accountId"], json!(office.bob));
    assert_eq!(event["actor"], json!({ "type": "account", "id": office.operator_id, "role": "operator" }));
    assert_eq!((&event["reason"], &event["note"]), (&json!("Left"), &json!("ticket 7")));
}

#[test]
fn the_feed_is_of_a_kind_or_of_an_account() {
    let office = Office::new();
    assert_eq!(office.about_bob("POST", "/disable", json!({})).status, 200);
    assert_eq!(office.about_bob("POST", "/enable", json!({})).status, 200);
    let of = |query: &str| -> Vec<String> {
        walked(&office, query).iter().filter_map(|event| event["type"].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(of("&type=sign-up&limit=1"), ["sign-up", "sign-up"]);
    assert_eq!(of(&format!("&account={}&limit=1", office.bob)), ["sign-up", "account-disabled", "account-enabled"]);
    assert_eq!(of(&format!("&account={}&type=account-enabled", office.bob)), ["account-enabled"]);
    assert_eq!(of("&account=nobody"), [""; 0]);
    for query in ["?type=Sign-Up", "?after=-1", "?after=x", "?limit=0"] {
        assert_eq!(office.send("GET", &format!("/events{query}"), json!({})).status, 400, "{query}");
    }
}

#[test]
fn a_place_in_the_feed_is_never_used_again() {
    let office = Office::new();
    let (_, eve) = person(&office.world, "eve@acme.test");
    let before = read(&office, "/events")["next"].as_str().expect("a place").to_owned();
    assert_eq!(office.world.as_bearer(&eve, "DELETE", "/api/auth/user", None).status, 200);
    assert_eq!(kinds(&read(&office, &format!("/events?after={before}"))), ["account-deleted"]);
    let sequences = office.world.database.query("SELECT sequence FROM event_feed ORDER BY sequence DESC LIMIT 1");
    assert!(sequences[0]["sequence"].as_i64() > before.parse().ok(), "{sequences:?} after {before}");
}

#[test]
fn acts_outlive_their_account_and_what_it_did_does_not() {
    let office = Office::new();
    assert_eq!(office.about_bob("POST", "/disable", json!({})).status, 200);
    assert_eq!(office.about_bob("POST", "/enable", json!({})).status, 200);
    office.world.database.query(&format!("DELETE FROM accounts WHERE id = '{}'", office.bob));
    let left: Vec<_> = walked(&office, &format!("&account={}", office.bob));
    assert_eq!(left.iter().map(|event| &event["type"]).collect::<Vec<_>>(), ["account-disabled", "account-enabled"]);
}

#[test]
fn the_person_sees_who_acted_by_their_role_and_why_but_no_note() {
    let office = Office::new();
    assert_eq!(
        office.about_bob("DELETE", "/sessions", json!({ "reason": "Lost laptop", "note": "ticket 7" })).status,
        200
    );
    let body = json!({ "email": "bob@acme.test", "password": "SecurePassword123" });
    let session = office.world.post("/api/auth/sign-in", body).text("/session/token");
    let events = office.world.as_bearer(&session, "GET", "/api/auth/events", None).body;
    assert_eq!(events["events"][1]["type"], json!("sessions-ended"), "{events}");
    assert_eq!(events["events"][1]["reason"], json!("Lost laptop"));
    assert_eq!(events["events"][1]["byRole"], json!("operator"));
    assert!(!events.to_string().contains("ticket 7"));
}

#[test]
fn an_accounts_events_are_read_newest_first() {
    let office = Office::new();
    for path in ["/disable", "/enable"] {
        assert_eq!(office.about_bob("POST", path, json!({})).status, 200);
    }
    let path = format!("/users/{}/events", office.bob);
    let whole = read(&office, &path);
    assert_eq!(kinds(&whole), ["account-enabled", "account-disabled", "sign-up"]);
    assert_eq!(whole.get("next"), None);
    let first = read(&office, &format!("{path}?limit=2"));
    let cursor = first["next"].as_str().expect("a cursor");
    let last = read(&office, &format!("{path}?limit=2&cursor={cursor}"));
    assert_eq!((kinds(&last), last.get("next")), (vec!["sign-up"], None));
    let others = format!("/users/{}/events?cursor={cursor}", office.operator_id);
    assert_eq!(office.send("GET", &others, json!({})).status, 400);
}

#[test]
fn stats_count_by_day() {
    let office = Office::new();
    for (password, status) in [("SecurePassword123", 200), ("a wrong password", 401)] {
        let body = json!({ "email": "bob@acme.test", "password": password });
        assert_eq!(office.world.post("/api/auth/sign-in", body).status, status);
        office.world.finish_background();
    }
    let days = read(&office, "/stats?days=2")["days"].clone();
    assert_eq!(days[0]["signUps"], json!(0), "{days}");
    assert_eq!(
        (&days[1]["signUps"], &days[1]["signIns"], &days[1]["failures"], &days[1]["activeAccounts"]),
        (&json!(2), &json!({ "password": 1 }), &json!(1), &json!(2)),
        "{days}"
    );
    assert_eq!(read(&office, "/stats")["days"].as_array().map(Vec::len), Some(30));
    for days in ["0", "91", "x"] {
        assert_eq!(office.send("GET", &format!("/stats?days={days}"), json!({})).status, 400, "{days}");
    }
}

#[test]
fn sessions_are_listed_and_ended() {
    let office = Office::new();
    let path = format!("/users/{}/sessions", office.bob);
    let sessions = read(&office, &path)["sessions"].clone();
    assert_eq!(sessions.as_array().map(Vec::len), Some(1), "{sessions}");
    let id = sessions[0]["id"].as_str().expect("an id");
    assert_eq!(read(&office, &format!("{path}/{id}"))["session"], sessions[0]);
    for unknown in [format!("{path}/{}", office.bob), format!("/users/{}/sessions/{id}", office.operator_id)] {
        assert_eq!(office.send("GET", &unknown, json!({})).status, 404, "{unknown}");
    }
    assert_eq!(office.send("GET", "/users/unknown/sessions", json!({})).status, 404);
    let elsewhere = format!("/users/{}/sessions/{id}", office.operator_id);
    assert_eq!(office.send("DELETE", &elsewhere, json!({})).status, 403, "one's own account");
    assert_eq!(office.about_bob("DELETE", "/sessions/unknown", json!({})).status, 404);
    assert_eq!(office.about_bob("DELETE", &format!("/sessions/{id}"), json!({})).status, 200);
    assert_eq!(office.about_bob("DELETE", &format!("/sessions/{id}"), json!({})).status, 404, "once");
    assert_eq!(office.world.as_bearer(&office.bobs_session, "GET", "/api/auth/session", None).status, 401);
    assert_eq!(read(&office, &path)["sessions"], json!([]));
}

#[test]
fn the_person_sees_on_their_account_who_acted_and_why() {
    let office = Office::new();
    let acted =
        office.about_bob("PATCH", "", json!({ "name": "Bob", "reason": "Asked at the desk", "note": "ticket 7" }));
    assert_eq!(acted.status, 200);
    let key = service_key(&office.world, "users:write");
    assert_eq!(
        call(&office.world, &key, "POST", &format!("/users/{}/verify-email", office.bob), json!({})).status,
        200
    );
    let page = office.world.with_cookies(&format!("access_token={}", office.bobs_session), "GET", "/account/activity");
    let page = page.body.as_str().expect("a page");
    for fact in
        ["Profile changed by an operator", "<dd dir=\"auto\">Operator</dd>", "Asked at the desk", "Another system"]
    {
        assert!(page.contains(fact), "{fact}: {page}");
    }
    assert!(!page.contains("ticket 7"));
}
