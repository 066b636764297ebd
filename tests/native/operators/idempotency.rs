//! Requests with an `Idempotency-Key`.

use serde_json::{Value as Json, json};

use crate::support::Answer;
use crate::support::operators::{Office, service_key, with_role};

const DAY: i64 = 24 * 60 * 60;

/// Request under a key.
fn send(office: &Office, credential: &str, key: &str, path: &str, body: Json) -> Answer {
    let headers = [("authorization", &*format!("Bearer {credential}")), ("idempotency-key", key)];
    office.world.send("POST", &format!("/api/admin/v1{path}"), &headers, Some(body))
}

fn shop() -> Json {
    json!({ "name": "Shop", "scopes": ["users:read"] })
}

fn of_bob(office: &Office, path: &str) -> String {
    format!("/users/{}{path}", office.bob)
}

#[test]
fn a_repeated_request_acts_once_and_is_answered_alike() {
    let office = Office::new();
    let send = |body| send(&office, &office.operator, "k-1", "/keys", body);
    let (first, again) = (send(shop()), send(shop()));
    assert_eq!((first.status, &first.body), (201, &again.body));
    assert_eq!((again.status, office.world.database.count("service_keys")), (201, 1));
    let other = send(json!({ "name": "Shop", "scopes": ["users:write"] }));
    assert_eq!((other.status, other.text("/error")), (409, "IDEMPOTENCY_KEY_REUSED".into()));
    let kept = json!(office.world.database.query("SELECT * FROM idempotent_requests")).to_string();
    for secret in [first.text("/key/key"), "Shop".into(), "k-1".into(), "sesame_sk".into()] {
        assert!(!kept.contains(&secret), "{secret} in {kept}");
    }
}

#[test]
fn an_answer_is_repeated_as_it_was_with_its_version() {
    let office = Office::new();
    let disable =
        || send(&office, &office.operator, "k", &of_bob(&office, "/disable"), json!({ "reason": "Left the company" }));
    let first = disable();
    assert_eq!(office.about_bob("POST", "/enable", json!({})).status, 200);
    assert_eq!(office.about_bob("PATCH", "", json!({ "name": "Bob" })).status, 200);
    let again = disable();
    assert_eq!((again.status, &again.body), (200, &first.body));
    assert_eq!(again.headers["etag"], first.headers["etag"]);
    assert_eq!(office.about_bob("GET", "", json!({})).text("/user/state"), "active");
    assert_eq!(office.world.database.count("events WHERE kind = 'account-disabled'"), 1);
}

#[test]
fn a_key_is_of_one_sender_one_path_and_one_day() {
    let office = Office::new();
    let (_, second) = with_role(&office.world, "otto@acme.test", "operator");
    let machine = service_key(&office.world, "users:write");
    let disabled = || office.world.database.count("events WHERE kind = 'account-disabled'");
    for (nth, credential) in [&office.operator, &second, &machine].into_iter().enumerate() {
        for _ in 0..2 {
            let answer = send(&office, credential, "k", &of_bob(&office, "/disable"), json!({}));
            assert_eq!(answer.status, 200, "{answer:?}");
        }
        assert_eq!(disabled(), nth as u64 + 1);
    }
    assert_eq!(send(&office, &office.operator, "k", &of_bob(&office, "/enable"), json!({})).status, 200);
    office.world.clock.advance(DAY - 1);
    assert_eq!(send(&office, &machine, "k", &of_bob(&office, "/disable"), json!({})).status, 200);
    assert_eq!(disabled(), 3);
    office.world.clock.advance(1);
    assert_eq!(send(&office, &machine, "k", &of_bob(&office, "/disable"), json!({})).status, 200);
    assert_eq!(disabled(), 4);
}

#[test]
fn a_repeated_request_needs_its_right_again() {
    let office = Office::new();
    assert_eq!(send(&office, &office.operator, "k", "/keys", shop()).status, 201);
    office.world.database.query("UPDATE accounts SET role = 'support' WHERE role = 'operator'");
    let again = send(&office, &office.operator, "k", "/keys", shop());
    assert_eq!((again.status, again.text("/error")), (403, "NOT_ALLOWED".into()));
}

#[test]
fn a_refusal_is_not_kept() {
    let office = Office::new();
    let path = of_bob(&office, "/verify-email");
    let send = || send(&office, &office.operator, "k", &path, json!({}));
    office.world.database.query("UPDATE accounts SET role = 'operator' WHERE role IS NULL");
    office.world.database.query("UPDATE accounts SET role = 'support' WHERE email_key = 'olga@acme.test'");
    assert_eq!((send().status, office.world.database.count("idempotent_requests")), (403, 0));
    office.world.database.query("UPDATE accounts SET role = 'operator'");
    assert_eq!((send().status, office.world.database.count("idempotent_requests")), (200, 1));
}

#[test]
fn a_key_is_short_and_visible_and_other_methods_have_none() {
    let office = Office::new();
    for bad in ["", "a b", &"k".repeat(256)] {
        assert_eq!(send(&office, &office.operator, bad, "/keys", shop()).status, 400, "{bad:?}");
    }
    assert_eq!(office.world.database.count("service_keys"), 0);
    assert_eq!(send(&office, &office.operator, &"k".repeat(255), "/keys", shop()).status, 201);
    let headers = [("authorization", &*format!("Bearer {}", office.operator)), ("idempotency-key", "k")];
    let path = format!("/api/admin/v1{}", of_bob(&office, "/sessions"));
    for _ in 0..2 {
        assert_eq!(office.world.send("DELETE", &path, &headers, Some(json!({}))).status, 200);
    }
    assert_eq!(office.world.database.count("idempotent_requests"), 1);
}

#[test]
fn a_failed_statement_leaves_a_request_new_and_an_unkept_answer_is_told() {
    let office = Office::new();
    let send = || send(&office, &office.operator, "k", "/keys", shop());
    for nth in 1..40 {
        office.world.database.fail_at.set(Some(nth));
        let answer = send();
        let reached = office.world.database.fail_at.take().is_none();
        let (keys, kept) =
            (office.world.database.count("service_keys"), office.world.database.count("idempotent_requests"));
        if answer.status == 201 {
            assert!(reached, "the answer was not kept");
            assert_eq!((keys, kept), (1, 1));
            break;
        }
        assert_eq!((answer.status, keys, kept), (503, 0, 0), "statement {nth}");
    }
    let again = send();
    assert_eq!((again.status, again.text("/error")), (409, "ALREADY_DONE".into()));
    assert_eq!(office.world.database.count("service_keys"), 1);
}
