//! Acts on signing keys: rotation before its time, and the end of one that leaked.

use futures_util::FutureExt;
use serde_json::{Value as Json, json};
use sesame::domain::SignatureAlgorithm::{Es256, Rs256};
use sesame::flows::oidc::signing::{ExpectedToken, TokenAge, sign, verify};
use sesame::flows::oidc::{rotation, signing_keys};
use sesame::ports::Clock;

use crate::support::operators::{Office, call, service_key};
use crate::support::{Answer, World};

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;

fn office() -> Office {
    let office = Office::new();
    tend(&office.world);
    office
}

fn tend(world: &World) {
    rotation::tend(&world.app()).now_or_never().expect("nothing here waits").expect("runs");
}

/// Ids and states of the RSA keys in an answer.
fn states(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!(answer.status, 200, "{answer:?}");
    let keys = answer.body["keys"].as_array().expect("keys").iter().filter(|key| key["algorithm"] == "RS256");
    let text = |key: &Json, name: &str| key[name].as_str().expect("text").to_owned();
    keys.map(|key| (text(key, "id"), text(key, "state"))).collect()
}

fn list(office: &Office) -> Vec<(String, String)> {
    states(&office.send("GET", "/signing-keys", json!({})))
}

fn act(office: &Office, verb: &str, id: &str) -> Answer {
    office.send("POST", &format!("/signing-keys/{id}/{verb}"), json!({ "reason": "A leak" }))
}

fn live(world: &World) -> String {
    let ring = signing_keys::ring(&world.app()).now_or_never().expect("nothing here waits").expect("a ring");
    ring.signing(Rs256, world.clock.now()).expect("a key").0.kid.0.clone()
}

fn is_published(world: &World, id: &str) -> bool {
    let set = world.send("GET", "/oauth2/jwks", &[], None).body;
    set["keys"].as_array().expect("keys").iter().any(|key| key["kid"] == id)
}

fn token(world: &World) -> String {
    let claims = json!({ "iss": "https://auth.acme.test", "exp": world.clock.now().0 + 600 });
    sign(&world.app(), Rs256, "JWT", &claims).now_or_never().expect("nothing here waits").expect("a token")
}

fn is_good(world: &World, token: &str, age: TokenAge) -> bool {
    let verified = verify(&world.app(), token, ExpectedToken { typ: "JWT", age }).now_or_never();
    verified.expect("nothing here waits").expect("the database answers").is_some()
}

#[test]
fn a_rotation_publishes_a_successor_that_signs_in_10_minutes() {
    let office = office();
    let world = &office.world;
    let (first, token) = (live(world), token(world));
    let after = states(&act(&office, "rotate", &first));
    let [(_, live_state), (second, next_state)] = &after[..] else { panic!("{after:?}") };
    assert_eq!((live_state.as_str(), next_state.as_str()), ("live", "next"));
    assert!(is_published(world, second) && live(world) == first);
    world.clock.advance(10 * MINUTE - 1);
    assert_eq!(live(world), first);
    world.clock.advance(1);
    assert_eq!(live(world), *second);
    assert!(is_good(world, &token, TokenAge::Any) && is_published(world, &first));
    world.clock.advance(12 * MINUTE);
    assert!(!is_published(world, &first) && is_good(world, &token, TokenAge::Any));
    assert_eq!(world.database.count("signing_keys"), 3, "the other algorithm keeps its key");
}

#[test]
fn a_rotation_brings_the_next_key_forward_and_makes_no_other() {
    let office = office();
    office.world.clock.advance(89 * DAY);
    tend(&office.world);
    let operator = crate::support::operators::with_role(&office.world, "otto@acme.test", "operator").1;
    let (first, second) = (live(&office.world), list_as(&office, &operator)[1].0.clone());
    let path = format!("/signing-keys/{first}/rotate");
    assert_eq!(states(&call(&office.world, &operator, "POST", &path, json!({}))).len(), 2);
    office.world.clock.advance(10 * MINUTE);
    assert_eq!(live(&office.world), second);
}

fn list_as(office: &Office, operator: &str) -> Vec<(String, String)> {
    states(&call(&office.world, operator, "GET", "/signing-keys", json!({})))
}

#[test]
fn only_a_key_that_signs_can_be_rotated() {
    let office = office();
    let first = live(&office.world);
    let second = states(&act(&office, "rotate", &first))[1].0.clone();
    assert_eq!(act(&office, "rotate", &second).status, 412);
    assert_eq!(act(&office, "rotate", "nothing").status, 404);
    let again = act(&office, "rotate", &first);
    assert_eq!(states(&again).len(), 2, "the successor is the one there is");
}

#[test]
fn a_revocation_has_another_sign_at_once_and_leaves_nothing_of_the_key() {
    let office = office();
    let world = &office.world;
    let (first, token) = (live(world), token(world));
    let after = states(&act(&office, "revoke", &first));
    let [(second, state)] = &after[..] else { panic!("{after:?}") };
    assert_eq!((state.as_str(), &live(world)), ("live", second));
    assert!(!is_published(world, &first) && is_published(world, second));
    assert!(!is_good(world, &token, TokenAge::Current) && !is_good(world, &token, TokenAge::Any));
    assert_eq!(act(&office, "revoke", &first).status, 404);
    assert!(is_good(world, &self::token(world), TokenAge::Current));
}

#[test]
fn a_revoked_next_or_retired_key_changes_nobody_else() {
    let office = office();
    let world = &office.world;
    let first = live(world);
    let second = states(&act(&office, "rotate", &first))[1].0.clone();
    assert_eq!(states(&act(&office, "revoke", &second)), [(first.clone(), "live".to_owned())]);
    // The live one was to retire in favour of it: whoever asks then makes another.
    world.clock.advance(10 * MINUTE);
    let third = live(world);
    assert!(third != first && third != second);
    assert_eq!(list(&office)[0], (first.clone(), "retired".to_owned()));
    assert_eq!(states(&act(&office, "revoke", &first)), [(third, "live".to_owned())]);
}

#[test]
fn keys_that_changed_meanwhile_are_read_again() {
    let office = office();
    let first = live(&office.world);
    let sql =
        "INSERT INTO signing_keys SELECT id || 'x', algorithm, 2, public_key, private_key, created_at, retires_at,
        retires_at + 1, withdrawn_at + 1, ends_at + 1 FROM signing_keys";
    *office.world.database.meanwhile.borrow_mut() = Some((2, sql.to_owned()));
    assert_eq!(act(&office, "rotate", &first).status, 412);
    assert_eq!(office.world.database.count("events WHERE kind = 'signing-key-rotated'"), 0);
}

#[test]
fn a_repeated_request_is_answered_as_the_first() {
    let office = office();
    let path = format!("/api/admin/v1/signing-keys/{}/revoke", live(&office.world));
    let bearer = format!("Bearer {}", office.operator);
    let headers = [("authorization", bearer.as_str()), ("idempotency-key", "once")];
    let first = office.world.send("POST", &path, &headers, Some(json!({})));
    office.world.finish_background();
    let again = office.world.send("POST", &path, &headers, Some(json!({})));
    assert_eq!((first.status, &first.body), (again.status, &again.body));
    assert_eq!(office.world.database.count("events WHERE kind = 'signing-key-revoked'"), 1);
}

#[test]
fn a_service_key_for_clients_acts_too_and_no_other_and_a_stale_session_does_not() {
    let office = office();
    let path = format!("/signing-keys/{}/rotate", live(&office.world));
    let other = service_key(&office.world, "users:write");
    assert_eq!(call(&office.world, &other, "POST", &path, json!({})).status, 403);
    office.world.clock.advance(11 * MINUTE);
    assert_eq!(office.send("POST", &path, json!({})).text("/error"), "REAUTHENTICATION_REQUIRED");
    assert_eq!(office.world.database.count("signing_keys"), 2);
    let key = service_key(&office.world, "clients:write");
    assert_eq!(call(&office.world, &key, "POST", &path, json!({})).status, 200);
    assert_eq!(office.world.database.count("signing_keys WHERE algorithm = 'ES256'"), 1, "{}", Es256.as_str());
}
