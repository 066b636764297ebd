//! Merge of two accounts.

mod refusals;

use serde_json::{Value as Json, json};

use crate::support::operators::{Office, PASSWORD, person};
use crate::support::passkeys::{self, Authenticator};
use crate::support::{Answer, World};

/// Office with a second person, Ada, to be merged into Bob.
struct Pair {
    office: Office,
    ada: String,
    adas_session: String,
}

impl Pair {
    fn new() -> Self {
        let office = Office::new();
        let (ada, adas_session) = person(&office.world, "ada@acme.test");
        Self { office, ada, adas_session }
    }

    fn world(&self) -> &World {
        &self.office.world
    }

    fn merge(&self, more: Json) -> Answer {
        let mut body = json!({ "from": self.ada, "reason": "One person" });
        body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        let answer = self.office.about_bob("POST", "/merge", body);
        self.world().finish_background();
        answer
    }

    fn enroll(&self, id: &str) {
        self.world().database.query(&format!(
            "INSERT INTO totp (account_id, secret, enabled_at, created_at) VALUES ('{id}', 'of {id}', 1, 1)"
        ));
    }

    fn exists(&self, id: &str) -> bool {
        self.world().database.count(&format!("accounts WHERE id = '{id}'")) == 1
    }
}

fn signs_in(world: &World, email: &str, password: &str) -> Answer {
    world.post("/api/auth/sign-in", json!({ "email": email, "password": password }))
}

#[test]
fn what_signs_in_and_what_happened_move_and_the_other_account_is_gone() {
    let pair = Pair::new();
    let (world, bob, ada) = (pair.world(), &pair.office.bob, &pair.ada);
    let mut phone = Authenticator::new(1);
    passkeys::registered(world, &pair.adas_session, &mut phone);
    world.database.query(&format!(
        "INSERT INTO identities (id, provider, subject, account_id, created_at) VALUES ('i', 'github', 's', '{ada}', 1)"
    ));
    world.database.query(&format!("UPDATE accounts SET external_id = 'crm-7', name = 'Ada' WHERE id = '{ada}'"));
    let history = world.database.count("events WHERE account_id IS NOT NULL");
    let answer = pair.merge(json!({ "keep": "target" }));
    assert_eq!((answer.status, answer.text("/user/id")), (200, bob.clone()), "{answer:?}");
    let user = &answer.body["user"];
    assert_eq!(
        (&user["externalId"], &user["email"], &user["name"]),
        (&json!("crm-7"), &json!("bob@acme.test"), &Json::Null)
    );
    assert_eq!((user["identities"][0]["id"].as_str(), user["passkeys"][0]["name"].as_str()), (Some("i"), Some("Key")));
    assert!(!pair.exists(ada));
    for session in [&pair.office.bobs_session, &pair.adas_session] {
        assert_eq!(world.as_bearer(session, "GET", "/api/auth/session", None).status, 401);
    }
    assert_eq!(world.database.count(&format!("events WHERE account_id = '{ada}'")), 0);
    assert_eq!(world.database.count("events WHERE account_id IS NOT NULL"), history);

    let opened = passkeys::signs_in(world, &phone);
    assert_eq!(
        (opened.status, opened.text("/user/id")),
        (200, bob.clone()),
        "its authenticator names the former account"
    );
    let events = world.as_bearer(&opened.text("/session/token"), "GET", "/api/auth/events", None).body;
    let kinds: Vec<_> =
        events["events"].as_array().expect("a list").iter().map(|event| event["type"].clone()).collect();
    assert_eq!(kinds, ["sign-in", "merged", "passkey-added", "sign-up", "sign-up"]);
    let stranger = Authenticator::new(2);
    assert_ne!(passkeys::signs_in(world, &stranger).status, 200);
}

#[test]
fn a_passkey_moves_on_from_merge_to_merge() {
    let pair = Pair::new();
    let world = pair.world();
    let mut phone = Authenticator::new(1);
    passkeys::registered(world, &pair.adas_session, &mut phone);
    assert_eq!(pair.merge(json!({ "keep": "target" })).status, 200);
    let (carol, _) = person(world, "carol@acme.test");
    let body = json!({ "from": pair.office.bob, "keep": "target" });
    assert_eq!(pair.office.send("POST", &format!("/users/{carol}/merge"), body).status, 200);
    assert_eq!(passkeys::signs_in(world, &phone).text("/user/id"), carol);
}

#[test]
fn the_password_is_the_chosen_one_of_two_or_the_only_one() {
    const OTHER: &str = "AnotherPassword456";
    let keep = |keep: &str| json!({ "keep": keep });
    for (has_bob, has_ada, choice, works) in [
        (true, true, keep("target"), Some(OTHER)),
        (true, true, keep("from"), Some(PASSWORD)),
        (true, false, json!({}), Some(OTHER)),
        (true, false, keep("from"), Some(OTHER)),
        (false, true, json!({}), Some(PASSWORD)),
        (false, true, keep("target"), Some(PASSWORD)),
        (false, false, json!({}), None),
    ] {
        let pair = Pair::new();
        let world = pair.world();
        let change = json!({ "currentPassword": PASSWORD, "newPassword": OTHER });
        let changed = world.as_bearer(&pair.office.bobs_session, "POST", "/api/auth/change-password", Some(change));
        assert_eq!(changed.status, 200);
        for (has, id) in [(has_bob, &pair.office.bob), (has_ada, &pair.ada)] {
            if !has {
                world.database.query(&format!("DELETE FROM passwords WHERE account_id = '{id}'"));
            }
        }
        let name = format!("{has_bob} {has_ada} {choice}");
        assert_eq!(pair.merge(choice).status, 200, "{name}");
        for password in [PASSWORD, OTHER] {
            let status = if works == Some(password) { 200 } else { 401 };
            assert_eq!(signs_in(world, "bob@acme.test", password).status, status, "{name}: {password}");
            assert_eq!(signs_in(world, "ada@acme.test", password).status, 401, "{name}: {password}");
        }
    }
    let pair = Pair::new();
    for choice in [json!({}), json!({ "keep": "both" }), json!({ "keep": "" })] {
        let answer = pair.merge(choice.clone());
        assert_eq!((answer.status, answer.text("/error")), (400, "INVALID_REQUEST".into()), "{choice}");
        assert!(pair.exists(&pair.ada));
    }
}

#[test]
fn state_and_external_id_are_those_of_the_account_that_is_left() {
    let pair = Pair::new();
    let database = &pair.world().database;
    database.query(&format!(
        "UPDATE accounts SET external_id = 'of bob', disabled_at = 1 WHERE id = '{}'",
        pair.office.bob
    ));
    database.query(&format!("UPDATE accounts SET external_id = 'of ada' WHERE id = '{}'", pair.ada));
    let answer = pair.merge(json!({ "keep": "target" }));
    assert_eq!((answer.text("/user/state"), answer.text("/user/externalId")), ("disabled".into(), "of bob".into()));
}

#[test]
fn both_addresses_are_told() {
    let pair = Pair::new();
    let before = pair.world().database.trips.get();
    let body = json!({ "from": pair.ada, "keep": "target", "reason": "One person" });
    assert_eq!(pair.office.about_bob("POST", "/merge", body).status, 200);
    assert_eq!(pair.world().database.trips.get() - before, 1, "with the check of the operator");
    pair.world().finish_background();
    for address in ["ada@acme.test", "bob@acme.test"] {
        let mail = pair.world().mailer.newest_to(address);
        assert_eq!(mail.subject, "Two accounts became one · Sesame", "{address}");
        assert!(mail.text.contains("Reason: One person"), "{}", mail.text);
    }
}

#[test]
fn the_database_moves_events_for_a_merge_alone_and_changes_nothing_else_of_them() {
    let pair = Pair::new();
    let (database, bob, ada) = (&pair.world().database, &pair.office.bob, &pair.ada);
    let (carol, _) = person(pair.world(), "carol@acme.test");
    let refused = |sql: &str| {
        let error = database.try_query(sql).expect_err("it is refused");
        assert!(error.contains("an event is not changed"), "{sql}: {error}");
    };
    let moves =
        |to: &str, more: &str| format!("UPDATE events SET account_id = '{to}'{more} WHERE account_id = '{ada}'");
    refused(&moves(bob, ""));
    database.query(&format!("INSERT INTO events (kind, at, about, detail) VALUES ('merged', 1, '{bob}', '{ada}')"));
    refused(&moves(&carol, ""));
    refused(&format!("UPDATE events SET account_id = NULL WHERE account_id = '{ada}'"));
    refused(&format!("UPDATE events SET account_id = '{ada}' WHERE account_id = '{bob}'"));
    let columns = database.query("SELECT name FROM pragma_table_info('events') WHERE name <> 'account_id'");
    assert!(columns.len() >= 13);
    for column in columns {
        let name = column["name"].as_str().expect("a name");
        let other = if name == "at" { "at + 1" } else { "'other'" };
        refused(&moves(bob, &format!(", {name} = {other}")));
    }
    database.query(&moves(bob, ""));
}

#[test]
fn acts_on_the_merged_account_are_those_of_the_account_that_is_left() {
    let pair = Pair::new();
    for act in ["disable", "enable"] {
        let path = format!("/users/{}/{act}", pair.ada);
        assert_eq!(pair.office.send("POST", &path, json!({ "reason": "By mistake" })).status, 200);
    }
    assert_eq!(pair.merge(json!({ "keep": "target" })).status, 200);
    let events = pair.office.about_bob("GET", "/events", json!({})).body;
    let acts: Vec<_> = events["events"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|event| event["reason"] == "By mistake")
        .map(|event| event["type"].clone())
        .collect();
    assert_eq!(acts, ["account-enabled", "account-disabled"]);
    assert_eq!(pair.world().database.count(&format!("events WHERE about = '{}'", pair.ada)), 0);
}
