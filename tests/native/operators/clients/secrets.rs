//! Secrets of registered clients.

use serde_json::{Value as Json, json};

use super::{made, p256, path, row};
use crate::support::acts::registering::{client, resource};
use crate::support::operators::Office;

#[test]
fn only_a_client_that_shows_a_secret_has_one() {
    let office = Office::new();
    for (others, has_secret) in [
        (json!({ "token_endpoint_auth_method": "client_secret_post" }), true),
        (json!({ "token_endpoint_auth_method": "none" }), false),
        (json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks": { "keys": [p256()] } }), false),
    ] {
        let made = made(&office, others.clone());
        assert_eq!(made.get("client_secret").is_some(), has_secret, "{others}");
        let row = row(&office);
        assert_eq!(row["secret_hash"].is_string(), has_secret, "{others}");
        let answer = office.send("POST", &format!("{}/secret", path(&made)), json!({}));
        assert_eq!(answer.status, if has_secret { 201 } else { 400 }, "{others}");
        office.world.database.query("DELETE FROM clients");
    }
}

#[test]
fn a_secret_goes_with_the_need_for_it() {
    let office = Office::new();
    let client = made(&office, json!({}));
    let secret = format!("{}/secret", path(&client));
    assert_eq!(office.send("POST", &secret, json!({ "grace": 3600 })).status, 201);
    let change = |body: Json| assert_eq!(office.send("PATCH", &path(&client), body).status, 200);
    change(json!({ "token_endpoint_auth_method": "client_secret_post" }));
    assert!(row(&office)["secret_hash"].is_string() && row(&office)["former_secret_hash"].is_string());
    change(json!({ "token_endpoint_auth_method": "none" }));
    change(json!({ "token_endpoint_auth_method": null }));
    for column in ["secret_hash", "former_secret_hash", "former_ends_at"] {
        assert_eq!(row(&office)[column], Json::Null, "{column}");
    }
    assert_eq!(office.send("POST", &secret, json!({ "grace": 3600 })).status, 201);
    assert!(row(&office)["secret_hash"].is_string());
    assert_eq!((&row(&office)["former_secret_hash"], &row(&office)["former_ends_at"]), (&Json::Null, &Json::Null));
}

#[test]
fn a_replaced_secret_stays_good_for_the_grace_that_is_named() {
    let office = Office::new();
    let client = made(&office, json!({}));
    let (first, secret) = (row(&office), format!("{}/secret", path(&client)));
    let answer = office.send("POST", &secret, json!({ "grace": 3600, "reason": "Rotation" }));
    assert_eq!((answer.status, &answer.headers["etag"]), (201, &"\"1\"".parse().expect("a tag")), "{answer:?}");
    assert_ne!(answer.body["client_secret"], client["client_secret"]);
    let second = row(&office);
    assert_ne!(second["secret_hash"], first["secret_hash"]);
    assert_eq!(second["former_secret_hash"], first["secret_hash"]);
    let now = second["updated_at"].as_i64().expect("a time");
    assert_eq!(second["former_ends_at"], json!(now + 3600));

    for body in [json!({}), json!({ "grace": 0 }), json!({ "grace": null })] {
        assert_eq!(office.send("POST", &secret, body).status, 201);
        assert_eq!((&row(&office)["former_secret_hash"], &row(&office)["former_ends_at"]), (&Json::Null, &Json::Null));
    }
    for grace in [json!(-1), json!(2_592_001), json!("1"), json!(1.5), json!(1e30)] {
        assert_eq!(office.send("POST", &secret, json!({ "grace": grace })).status, 400, "{grace}");
    }
    assert_eq!(office.send("POST", "/clients/none/secret", json!({})).status, 404);
}

#[test]
fn a_registration_under_an_idempotency_key_is_answered_again_with_its_secret() {
    let office = Office::new();
    let bearer = format!("Bearer {}", office.operator);
    let headers = [("authorization", bearer.as_str()), ("idempotency-key", "k-1")];
    let send =
        |path: &str, body: Json| office.world.send("POST", &format!("/api/admin/v1{path}"), &headers, Some(body));
    let first = send("/clients", client());
    for (path, body) in [
        ("/clients", client()),
        ("/resources", resource()),
        (&*format!("{}/secret", path(&first.body)), json!({ "grace": 60 })),
    ] {
        let (once, again) = (send(path, body.clone()), send(path, body));
        assert_eq!((once.status, &once.body), (201, &again.body), "{path}");
        assert_eq!(once.headers["etag"], again.headers["etag"], "{path}");
    }
    let counts = ["clients", "resources", "events WHERE kind = 'client-secret-made'"];
    assert_eq!(counts.map(|table| office.world.database.count(table)), [1, 1, 1]);
}
