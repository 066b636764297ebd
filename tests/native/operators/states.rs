//! Disabling and enabling of accounts.

use serde_json::json;
use sesame::ports::Clock;

use crate::support::operators::{Office, call, service_key, with_role};

#[test]
fn a_disabled_account_is_out_at_once_and_back_when_it_is_enabled() {
    let office = Office::new();
    let answer = office.about_bob("POST", "/disable", json!({ "reason": "Left the company", "note": "ticket 7" }));
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.text("/user/state"), "disabled");
    assert_eq!(answer.text("/user/disabledReason"), "Left the company");
    let session = |token: &str| office.world.as_bearer(token, "GET", "/api/auth/session", None).status;
    assert_eq!(session(&office.bobs_session), 401);

    let answer = office.about_bob("POST", "/enable", json!({}));
    assert_eq!((answer.status, answer.text("/user/state")), (200, "active".into()), "{answer:?}");
    assert_eq!(session(&office.bobs_session), 401, "an ended session stays ended");
    let kinds = office.world.database.query(
        "SELECT kind, about, actor, actor_role, reason, note FROM events WHERE about IS NOT NULL ORDER BY rowid",
    );
    assert_eq!(
        json!(kinds),
        json!([
            { "kind": "account-disabled", "about": office.bob, "actor": format!("account:{}", office.operator_id), "actor_role": "operator", "reason": "Left the company", "note": "ticket 7" },
            { "kind": "account-enabled", "about": office.bob, "actor": format!("account:{}", office.operator_id), "actor_role": "operator", "reason": null, "note": null },
        ])
    );
}

#[test]
fn an_act_is_one_trip_with_its_check() {
    let office = Office::new();
    for (method, path) in [("GET", ""), ("POST", "/disable"), ("POST", "/enable"), ("POST", "/recovery-link")] {
        let before = office.world.database.trips.get();
        let answer = office.about_bob(method, path, json!({}));
        assert!(answer.status < 300, "{method} {path}: {answer:?}");
        assert_eq!(office.world.database.trips.get() - before, 1, "{method} {path}");
    }
}

#[test]
fn an_until_passes_by_itself() {
    let office = Office::new();
    let answer = office.about_bob("POST", "/disable", json!({ "until": "1999-01-01T00:00:00Z" }));
    assert_eq!((answer.status, answer.text("/error")), (400, "INVALID_REQUEST".into()));
    let until = (office.world.clock.now() + 3600).to_rfc3339();
    let answer = office.about_bob("POST", "/disable", json!({ "until": until }));
    assert_eq!(answer.text("/user/disabledUntil"), until);
    office.world.clock.advance(3600);
    assert_eq!(office.about_bob("GET", "", json!({})).text("/user/state"), "active");
}

#[test]
fn nobody_acts_on_themselves_or_on_a_higher_role_and_a_key_on_no_role() {
    let office = Office::new();
    let (support, supports_session) = with_role(&office.world, "sam@acme.test", "support");
    let (reader, _) = with_role(&office.world, "rita@acme.test", "reader");
    let key = service_key(&office.world, "users:read users:write");
    for (who, credential, target, status) in [
        ("an operator, themselves", &office.operator, &office.operator_id, 403),
        ("support, themselves", &supports_session, &support, 403),
        ("support, an operator", &supports_session, &office.operator_id, 403),
        ("support, a reader", &supports_session, &reader, 200),
        ("an operator, support", &office.operator, &support, 200),
        ("a key, a reader", &key, &reader, 403),
        ("a key, a person", &key, &office.bob, 200),
    ] {
        let answer = call(&office.world, credential, "POST", &format!("/users/{target}/disable"), json!({}));
        assert_eq!(answer.status, status, "{who}: {answer:?}");
        assert!(status == 200 || answer.text("/error") == "NOT_ALLOWED", "{who}: {answer:?}");
    }
    let answer = office.send("POST", "/users/45314ce9-74c8-48dd-9094-0bcf980f335b/disable", json!({}));
    assert_eq!((answer.status, answer.text("/error")), (404, "NOT_FOUND".into()));
}

#[test]
fn a_role_is_given_and_taken_and_the_last_operator_stays() {
    let office = Office::new();
    let role = |role: serde_json::Value| office.about_bob("PUT", "/role", json!({ "role": role }));
    assert_eq!(role(json!("operator")).text("/user/role"), "operator");
    assert_eq!(role(json!(null)).body["user"]["role"], json!(null));
    for other in [json!("admin"), json!("operator,user"), json!(["operator"]), json!(1)] {
        assert_eq!(role(other.clone()).status, 400, "{other}");
    }
    assert_eq!(office.about_bob("PUT", "/role", json!({})).status, 400, "a missing member is not null");
    let own = format!("/users/{}/role", office.operator_id);
    let answer = office.send("PUT", &own, json!({ "role": null }));
    assert_eq!((answer.status, answer.text("/error")), (403, "NOT_ALLOWED".into()));
}
