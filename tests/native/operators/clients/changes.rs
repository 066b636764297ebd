//! Changes of registered clients.

use serde_json::{Value as Json, json};

use super::{made, p256, path, refused, row, with};
use crate::support::Answer;
use crate::support::operators::Office;

/// Change under `If-Match`.
fn change_if(office: &Office, path: &str, tag: &str, body: Json) -> Answer {
    let bearer = format!("Bearer {}", office.operator);
    let headers = [("authorization", bearer.as_str()), ("if-match", tag)];
    office.world.send("PATCH", &format!("/api/admin/v1{path}"), &headers, Some(body))
}

#[test]
fn a_change_names_some_members_and_counts_as_a_version() {
    let office = Office::new();
    let client = made(&office, json!({ "tos_uri": "https://acme.test/terms", "id_token_claims": "id_token" }));
    let change = |body: Json| office.send("PATCH", &path(&client), body);
    let changed =
        change(json!({ "client_name": "Store", "tos_uri": null, "id_token_claims": null, "note": "Renamed" }));
    assert_eq!((changed.status, &changed.headers["etag"]), (200, &"\"2\"".parse().expect("a tag")), "{changed:?}");
    assert_eq!((&changed.body["client_name"], changed.body.get("tos_uri")), (&json!("Store"), None));
    assert_eq!(changed.body["id_token_claims"], "userinfo");
    assert_eq!(changed.body["redirect_uris"], client["redirect_uris"]);
    assert_eq!(office.send("GET", &path(&client), json!({})).body, changed.body);

    assert_eq!(change(json!({ "client_name": "Store" })).headers["etag"], "\"2\"", "nothing changed");
    assert_eq!(change(json!({})).headers["etag"], "\"2\"");
    for body in [json!({ "client_id": "mine" }), json!({ "client_secret": "x" }), json!({ "client_name": "A", "x": 1 })]
    {
        assert_eq!(refused(&change(body.clone())), (400, "INVALID_REQUEST".into()), "{body}");
    }
    assert_eq!(office.send("GET", &path(&client), json!({})).body, changed.body);
    assert_eq!(refused(&office.send("PATCH", "/clients/none", json!({}))), (404, "NOT_FOUND".into()));
}

#[test]
fn a_change_is_of_the_version_that_it_is_meant_for() {
    let office = Office::new();
    let client = made(&office, json!({}));
    let named = |name: &str| json!({ "client_name": name });
    for (tag, status) in [("\"2\"", 412), ("\"\"", 412), ("1", 412), ("W/\"1\"", 200), ("\"1\"", 412), ("*", 200)] {
        assert_eq!(change_if(&office, &path(&client), tag, named(tag.trim())).status, status, "{tag}");
    }
    let stale = change_if(&office, &path(&client), "\"2\", \"9\"", named("Store"));
    assert_eq!(refused(&stale), (412, "PRECONDITION_FAILED".into()));
    assert_eq!(change_if(&office, &path(&client), "\"9\", \"3\"", named("Store")).status, 200);
    assert_eq!(office.world.database.count("events WHERE kind = 'client-changed'"), 3, "a refusal leaves no event");
}

/// The rules between members hold in SQL as they do in Rust: no change is made that a registration would refuse, and
/// none refused that fits.
#[test]
fn changed_members_fit_together_like_registered_ones() {
    let office = Office::new();
    let key = json!({ "keys": [p256()] });
    let parts = [
        json!({}),
        json!({ "token_endpoint_auth_method": "none" }),
        json!({ "token_endpoint_auth_method": "client_secret_post" }),
        json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks": key }),
        json!({ "token_endpoint_auth_method": "private_key_jwt" }),
        json!({ "jwks": null }),
        json!({ "require_pkce": false }),
        json!({ "require_pkce": null, "first_party": null }),
        json!({ "first_party": true }),
        json!({ "grant_types": ["refresh_token"], "response_types": [] }),
        json!({ "grant_types": ["authorization_code"] }),
        json!({ "response_types": [] }),
        json!({ "response_types": null }),
        json!({ "redirect_uris": [] }),
        json!({ "redirect_uris": null, "grant_types": ["refresh_token"], "response_types": [] }),
    ];
    let (mut done, mut refusals) = (0, 0);
    for before in &parts {
        for change in &parts {
            let registered = office.send("POST", "/clients", with(before.clone()));
            if registered.status != 201 {
                continue;
            }
            let stored = row(&office);
            let changed = office.send("PATCH", &path(&registered.body), change.clone());
            let mut merged = office.send("GET", &path(&registered.body), json!({})).body;
            if changed.status == 200 {
                done += 1;
            } else {
                assert_eq!(changed.status, 400, "{before} {change}: {changed:?}");
                assert_eq!(row(&office), stored, "{before} {change}");
                refusals += 1;
                merged.as_object_mut().expect("members").extend(change.as_object().expect("members").clone());
            }
            office.world.database.query("DELETE FROM clients");
            for member in ["client_id", "client_id_issued_at"] {
                merged.as_object_mut().expect("members").remove(member);
            }
            let anew = office.send("POST", "/clients", merged);
            assert_eq!(anew.status == 201, changed.status == 200, "{before} {change}: {anew:?}");
            office.world.database.query("DELETE FROM clients");
        }
    }
    assert!(done > 50 && refusals > 20, "{done} {refusals}");
}
