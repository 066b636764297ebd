//! Merges that are refused.

use serde_json::{Value as Json, json};
use sesame::ports::Clock;

use super::Pair;
use crate::support::operators::{Office, person, with_role};
use crate::support::passkeys::{self, Authenticator};

#[test]
fn a_role_or_a_second_factor_that_would_be_lost_is_a_conflict() {
    let conflict = |pair: &Pair, why: &str| {
        let events = pair.world().database.count("events");
        let answer = pair.merge(json!({ "keep": "target" }));
        assert_eq!((answer.status, answer.text("/error")), (409, "MERGE_CONFLICT".into()), "{why}: {answer:?}");
        assert!(pair.exists(&pair.ada) && pair.world().database.count("events") == events, "{why}");
    };
    for of_bob in [true, false] {
        for role in ["reader", "operator", "a role of a later version"] {
            let pair = Pair::new();
            let id = if of_bob { &pair.office.bob } else { &pair.ada };
            pair.world().database.query(&format!("UPDATE accounts SET role = '{role}' WHERE id = '{id}'"));
            conflict(&pair, role);
        }
    }
    let pair = Pair::new();
    pair.enroll(&pair.ada);
    conflict(&pair, "only the merged one has a factor");
    pair.enroll(&pair.office.bob);
    assert_eq!(pair.merge(json!({ "keep": "target" })).status, 200);
    let factors = json!(pair.world().database.query("SELECT account_id, secret FROM totp"));
    let bob = &pair.office.bob;
    assert_eq!(factors, json!([{ "account_id": bob, "secret": format!("of {bob}") }]));
}

#[test]
fn an_account_is_merged_with_another_that_exists() {
    let pair = Pair::new();
    let nobody = "45314ce9-74c8-48dd-9094-0bcf980f335b";
    let merge = |id: &str, body: Json| pair.office.send("POST", &format!("/users/{id}/merge"), body);
    let bob = pair.office.bob.as_str();
    assert_eq!(merge(bob, json!({ "from": nobody })).status, 404);
    assert_eq!(merge(nobody, json!({ "from": bob })).status, 404);
    for body in [json!({ "from": bob }), json!({}), json!({ "from": 1 }), json!({ "from": [bob] })] {
        assert_eq!(merge(bob, body.clone()).status, 400, "{body}");
    }
    let own = merge(&pair.office.operator_id, json!({ "from": bob, "keep": "target" }));
    assert_eq!((own.status, own.text("/error")), (403, "NOT_ALLOWED".into()));
    let own = merge(bob, json!({ "from": pair.office.operator_id, "keep": "target" }));
    assert_eq!((own.status, own.text("/error")), (409, "MERGE_CONFLICT".into()));
    let (_, support) = with_role(pair.world(), "sam@acme.test", "support");
    let body = json!({ "from": pair.ada, "keep": "target" });
    let path = format!("/users/{bob}/merge");
    assert_eq!(crate::support::operators::call(pair.world(), &support, "POST", &path, body).status, 403);
    assert!(pair.exists(bob) && pair.exists(&pair.ada));
}

/// Somebody may have signed up with another's address, and waits for the owner's accounts to be merged.
#[test]
fn an_account_with_an_unproven_address_is_not_merged() {
    for unproven in ["eve@acme.test", "bob@acme.test"] {
        let office = Office::new();
        let (eve, _) = person(&office.world, "eve@acme.test");
        office
            .world
            .database
            .query(&format!("UPDATE accounts SET email_verified_at = NULL WHERE email_key = '{unproven}'"));
        let answer = office.about_bob("POST", "/merge", json!({ "from": eve, "keep": "target" }));
        assert_eq!((answer.status, answer.text("/error")), (409, "MERGE_CONFLICT".into()), "{unproven}");
    }
}

/// Otherwise an operator could bring a passkey of their own into an account, past its second factor.
#[test]
fn nothing_that_signs_in_moves_into_an_account_with_a_second_factor() {
    let pair = Pair::new();
    let (world, bob, ada) = (pair.world(), &pair.office.bob, &pair.ada);
    let mut phone = Authenticator::new(1);
    passkeys::registered(world, &pair.adas_session, &mut phone);
    pair.enroll(bob);
    let refused = |why: &str| {
        let answer = pair.merge(json!({ "keep": "target" }));
        assert_eq!((answer.status, answer.text("/error")), (409, "MERGE_CONFLICT".into()), "{why}: {answer:?}");
        assert_eq!(world.database.count(&format!("passkeys WHERE account_id = '{bob}'")), 0, "{why}");
    };
    refused("a passkey");
    pair.enroll(ada);
    refused("a passkey of an account with a factor of its own");
    world.database.query("DELETE FROM passkeys");
    world.database.query(&format!(
        "INSERT INTO identities (id, provider, subject, account_id, created_at) VALUES ('i', 'github', 's', '{ada}', 1)"
    ));
    refused("an identity");
    world.database.query("DELETE FROM identities");
    assert_eq!(pair.merge(json!({ "keep": "target" })).status, 200);
}

#[test]
fn an_account_that_was_lately_reset_does_not_merge() {
    for of_bob in [true, false] {
        let pair = Pair::new();
        let world = pair.world();
        let id = if of_bob { &pair.office.bob } else { &pair.ada };
        pair.enroll(id);
        assert_eq!(pair.office.send("DELETE", &format!("/users/{id}/second-factor"), json!({})).status, 200);
        let answer = pair.merge(json!({ "keep": "target" }));
        assert_eq!((answer.status, answer.text("/error")), (409, "MERGE_CONFLICT".into()), "of Bob: {of_bob}");
        world.clock.advance(24 * 60 * 60);
        let now = world.clock.now().0;
        world.database.query(&format!("UPDATE sessions SET authenticated_at = {now}, ends_at = {now} + 60"));
        assert_eq!(pair.merge(json!({ "keep": "target" })).status, 200, "of Bob: {of_bob}");
    }
}
