//! Lists of accounts.

use serde_json::{Value as Json, json};

use crate::support::operators::{Office, call, person};

fn emails(answer: &Json) -> Vec<&str> {
    answer["users"].as_array().expect("users").iter().filter_map(|user| user["email"].as_str()).collect()
}

fn listed(office: &Office, query: &str) -> Json {
    let answer = office.send("GET", &format!("/users{query}"), json!({}));
    assert_eq!(answer.status, 200, "{query}: {answer:?}");
    answer.body
}

/// Every page of a list, joined.
fn walked(office: &Office, query: &str) -> Vec<String> {
    let (mut found, mut next) = (Vec::new(), String::new());
    loop {
        let page = listed(office, &format!("{query}{next}"));
        found.extend(emails(&page).into_iter().map(str::to_owned));
        match page["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => return found,
        }
    }
}

/// Office with 7 people, one after the other.
fn office_of_seven() -> Office {
    let office = Office::new();
    for name in ["ann", "anna", "annie", "carl", "dora"] {
        office.world.clock.advance(1);
        person(&office.world, &format!("{name}@acme.test"));
    }
    office
}

#[test]
fn an_account_is_found_by_each_of_its_names() {
    let office = office_of_seven();
    let database = &office.world.database;
    database.query(&format!(
        "UPDATE accounts SET username = 'Bob', username_key = 'bob', external_id = 'staff-7' WHERE id = '{}'",
        office.bob
    ));
    for query in ["?email=Bob@Acme.test", "?username=bob", "?externalId=staff-7", &format!("?id={}", office.bob)] {
        let found = listed(&office, query);
        assert_eq!(emails(&found), ["bob@acme.test"], "{query}");
        assert_eq!(found.get("next"), None, "{query}");
    }
    for query in ["?email=nobody@acme.test", "?username=bo", "?externalId=staff-", "?id=1"] {
        assert_eq!(emails(&listed(&office, query)), [""; 0], "{query}");
    }
}

#[test]
fn the_newest_come_first_and_pages_join_without_a_gap() {
    let office = office_of_seven();
    let all = ["dora", "carl", "annie", "anna", "ann"].map(|name| format!("{name}@acme.test"));
    let found = walked(&office, "?limit=2");
    assert_eq!(found.len(), 7);
    assert_eq!(found[..5], all);
    assert_eq!(walked(&office, "?limit=7"), found);
    assert_eq!(walked(&office, "?status=active&limit=3"), found);
}

#[test]
fn a_prefix_is_of_an_address_or_a_username() {
    let office = office_of_seven();
    office.world.database.query(&format!(
        "UPDATE accounts SET username = 'Annabel', username_key = 'annabel' WHERE id = '{}'",
        office.bob
    ));
    office
        .world
        .database
        .query("UPDATE accounts SET username = 'anna7', username_key = 'anna7' WHERE email_key = 'anna@acme.test'");
    let found = ["ann@acme.test", "anna@acme.test", "bob@acme.test", "annie@acme.test"];
    assert_eq!(walked(&office, "?prefix=Ann&limit=1"), found);
    assert_eq!(walked(&office, "?prefix=ANN&limit=100"), found);
    assert_eq!(walked(&office, "?prefix=%25&limit=10"), [""; 0], "a wildcard is a character");
}

#[test]
fn disabled_accounts_are_listed_while_they_are_disabled() {
    let office = office_of_seven();
    assert_eq!(office.about_bob("POST", "/disable", json!({})).status, 200);
    assert_eq!(walked(&office, "?status=disabled&limit=1"), ["bob@acme.test"]);
    assert_eq!(walked(&office, "?status=active&limit=2").len(), 6);
    office.world.database.query("UPDATE accounts SET disabled_until = 1 WHERE disabled_at IS NOT NULL");
    assert_eq!(walked(&office, "?status=disabled&limit=1"), [""; 0]);
}

#[test]
fn a_cursor_is_good_for_its_list_alone() {
    let office = office_of_seven();
    let cursor = listed(&office, "?limit=2")["next"].as_str().expect("a cursor").to_owned();
    let bent = format!("{}A", &cursor[..cursor.len() - 1]);
    for query in [
        format!("?status=active&cursor={cursor}"),
        format!("?prefix=a&cursor={cursor}"),
        format!("?cursor={bent}"),
        "?cursor=1".to_owned(),
        "?limit=0".to_owned(),
        "?limit=101".to_owned(),
        "?limit=two".to_owned(),
        "?status=asleep".to_owned(),
        "?email=nonsense".to_owned(),
        "?username=a%20b".to_owned(),
        "?email=bob@acme.test&prefix=b".to_owned(),
    ] {
        assert_eq!(office.send("GET", &format!("/users{query}"), json!({})).status, 400, "{query}");
    }
    let (_, user) = person(&office.world, "eve@acme.test");
    let answer = call(&office.world, &user, "GET", "/users?limit=0", json!({}));
    assert_eq!(answer.status, 403, "a parameter is told of to whom the list is open: {answer:?}");
}

#[test]
fn a_list_is_one_trip() {
    let office = office_of_seven();
    for query in ["", "?prefix=a", "?status=disabled", "?email=bob@acme.test"] {
        let before = office.world.database.trips.get();
        listed(&office, query);
        assert_eq!(office.world.database.trips.get() - before, 1, "{query}");
    }
}
