//! Pages of the lists that operators read.

use serde_json::{Value as Json, json};

use crate::support::operators::{Office, person, service_key};

/// Ids of a list's entries, read two a page; each page is one trip.
fn walk(office: &Office, path: &str, name: &str) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let before = office.world.database.trips.get();
        let answer = office.send("GET", &format!("{path}?limit=2{cursor}"), json!({}));
        assert_eq!((answer.status, office.world.database.trips.get() - before), (200, 1), "{answer:?}");
        let entries = answer.body[name].as_array().expect("a list").clone();
        assert!((1..=2).contains(&entries.len()), "{path}: {entries:?}");
        ids.extend(entries.iter().map(|entry| entry["id"].as_str().expect("an id").to_owned()));
        match answer.body.get("next").and_then(Json::as_str) {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return ids,
        }
    }
}

/// Office with five sessions of Bob, five keys and five recovery requests: two were made at one time.
fn busy() -> Office {
    let office = Office::new();
    crate::support::operators::with_role(&office.world, "otto@acme.test", "operator");
    for number in 0..5_u8 {
        service_key(&office.world, "users:read");
        let (id, _) = person(&office.world, &format!("ann{number}@acme.test"));
        let asked = office.send("POST", &format!("/users/{id}/recovery-requests"), json!({}));
        assert_eq!(asked.status, 201, "{asked:?}");
        let body = json!({ "email": "bob@acme.test", "password": crate::support::operators::PASSWORD });
        if number > 0 {
            assert_eq!(office.world.post("/api/auth/sign-in", body).status, 200);
            office.world.clock.advance(1);
        }
    }
    office
}

#[test]
fn every_list_is_read_by_pages_newest_first() {
    let office = busy();
    let sessions = format!("/users/{}/sessions", office.bob);
    for (path, name, rows) in [
        ("/keys", "keys", "SELECT id FROM service_keys ORDER BY created_at DESC, id DESC".to_owned()),
        (
            "/recovery-requests",
            "recoveryRequests",
            "SELECT id FROM recovery_requests ORDER BY asked_at DESC, id DESC".to_owned(),
        ),
        (
            sessions.as_str(),
            "sessions",
            format!("SELECT id FROM sessions WHERE account_id = '{}' ORDER BY created_at DESC, id DESC", office.bob),
        ),
    ] {
        let rows = json!(office.world.database.query(&rows));
        let expected: Vec<_> =
            rows.as_array().expect("rows").iter().map(|row| row["id"].as_str().expect("an id").to_owned()).collect();
        assert_eq!(expected.len(), 5, "{path}");
        assert_eq!(walk(&office, path, name), expected, "{path}");
        for query in ["limit=0", "limit=101", "limit=x", "cursor=x"] {
            let answer = office.send("GET", &format!("{path}?{query}"), json!({}));
            assert_eq!((answer.status, answer.text("/error")), (400, "INVALID_REQUEST".into()), "{path}?{query}");
        }
    }
}

#[test]
fn a_cursor_is_good_in_its_own_list_alone() {
    let office = busy();
    let of_bob = format!("/users/{}/sessions", office.bob);
    let next = office.send("GET", &format!("{of_bob}?limit=1"), json!({})).text("/next");
    for path in ["/keys".to_owned(), "/recovery-requests".to_owned(), format!("/users/{}/sessions", office.operator_id)]
    {
        assert_eq!(office.send("GET", &format!("{path}?cursor={next}"), json!({})).status, 400, "{path}");
    }
    assert_eq!(office.send("GET", &format!("{of_bob}?cursor={next}"), json!({})).status, 200);
}
