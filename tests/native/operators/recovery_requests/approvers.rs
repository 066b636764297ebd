//! Roles that may ask for a recovery, and that may approve one.

use serde_json::json;

use super::{HOUR, Pair, code};
use crate::support::operators::{Office, call, service_key, with_role};

#[test]
fn nobody_approves_their_own_request_or_is_shown_anothers_link() {
    let pair = Pair::new();
    let id = pair.asked();
    assert_eq!(code(&pair.approve_as(&pair.office.operator, &id)), (403, "NOT_ALLOWED".into()));
    let (_, third) = with_role(pair.world(), "tess@acme.test", "operator");
    assert_eq!(code(&pair.approve_as(&third, &id)), (403, "NOT_ALLOWED".into()), "in the role since later");
    let (_, support) = with_role(pair.world(), "sam@acme.test", "support");
    assert_eq!(code(&pair.approve_as(&support, &id)), (403, "NOT_ALLOWED".into()));
    let key = service_key(pair.world(), "users:read users:write");
    assert_eq!(code(&pair.approve_as(&key, &id)), (403, "NOT_ALLOWED".into()));
    assert_eq!(pair.warnings().len(), 0);
    assert_eq!(pair.approve(&id).status, 200);
    pair.advance(12 * HOUR);
    pair.scheduled();
    pair.advance(12 * HOUR);
    for session in [&pair.office.operator, &third] {
        assert_eq!(code(&pair.approve_as(session, &id)), (403, "NOT_ALLOWED".into()));
    }
    // The role was taken and given again meanwhile.
    pair.world()
        .database
        .query(&format!("UPDATE accounts SET role_since = role_since + 100 WHERE id = '{}'", pair.second_id));
    assert_ne!(pair.approve(&id).status, 200);
    assert_eq!(pair.world().database.count("one_time_tokens WHERE kind = 'requested-recovery'"), 0);
}

#[test]
fn a_request_of_somebody_who_lost_the_role_is_not_approved() {
    let pair = Pair::new();
    let id = pair.asked();
    pair.world()
        .database
        .query(&format!("UPDATE accounts SET role = 'support' WHERE id = '{}'", pair.office.operator_id));
    assert_eq!(code(&pair.approve(&id)), (403, "NOT_ALLOWED".into()));
}

#[test]
fn a_single_operator_has_no_such_path() {
    let office = Office::new();
    with_role(&office.world, "sam@acme.test", "support");
    let (unproven, _) = with_role(&office.world, "una@acme.test", "operator");
    office.world.database.query(&format!("UPDATE accounts SET email_verified_at = NULL WHERE id = '{unproven}'"));
    let answer = office.about_bob("POST", "/recovery-requests", json!({}));
    assert_eq!(code(&answer), (409, "NO_SECOND_OPERATOR".into()));
    assert_eq!(office.world.database.count("recovery_requests"), 0);
}

#[test]
fn an_account_has_one_open_request_and_a_key_asks_for_none() {
    let pair = Pair::new();
    let id = pair.asked();
    assert_eq!(code(&pair.ask()), (409, "RECOVERY_ALREADY_ASKED".into()));
    let key = service_key(pair.world(), "users:read users:write");
    for (method, path) in
        [("POST", format!("/users/{}/recovery-requests", pair.office.bob)), ("GET", "/recovery-requests".to_owned())]
    {
        assert_eq!(code(&call(pair.world(), &key, method, &path, json!({}))), (403, "NOT_ALLOWED".into()));
    }
    let own = format!("/users/{}/recovery-requests", pair.office.operator_id);
    assert_eq!(code(&pair.office.send("POST", &own, json!({}))), (403, "NOT_ALLOWED".into()));
    let asked = pair.office.send("GET", "/recovery-requests", json!({}));
    assert_eq!(asked.text("/recoveryRequests/0/expiresAt"), "2023-11-21T22:13:21Z", "a week later");
    pair.world().database.query("UPDATE recovery_requests SET expires_at = 1");
    assert_eq!(code(&pair.approve(&id)), (404, "NOT_FOUND".into()));
    pair.asked();
    pair.scheduled();
    assert_eq!(pair.world().database.count("recovery_requests"), 1);
}

#[test]
fn a_role_given_voids_requests_and_their_links() {
    let pair = Pair::new();
    let token = pair.shown();
    assert_eq!(pair.office.about_bob("PUT", "/role", json!({ "role": "reader" })).status, 200);
    assert_eq!((pair.recover(&token).status, pair.factors()), (400, 1));
    assert_eq!(pair.world().database.count("recovery_requests"), 0);
}
