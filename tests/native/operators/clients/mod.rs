//! Registered clients.

mod changes;
mod secrets;

use serde_json::{Map, Value as Json, json};

use crate::support::Answer;
use crate::support::acts::registering::client;
use crate::support::operators::{Office, call, service_key};

/// Coordinates and modulus of the keys in RFC 7515 appendices A.3 and A.2.
const X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
const Y: &str = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
const N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";

fn p256() -> Json {
    json!({ "kty": "EC", "crv": "P-256", "x": X, "y": Y, "kid": "1" })
}

/// Members of [`client`], and others.
fn with(others: Json) -> Json {
    let mut members = client();
    let (into, Json::Object(others)) = (members.as_object_mut().expect("members"), others) else { panic!("no object") };
    into.extend(others);
    members
}

fn made(office: &Office, others: Json) -> Json {
    let answer = office.send("POST", "/clients", with(others.clone()));
    assert_eq!(answer.status, 201, "{others}: {answer:?}");
    answer.body
}

fn path(client: &Json) -> String {
    format!("/clients/{}", client["client_id"].as_str().expect("an id"))
}

fn row(office: &Office) -> Map<String, Json> {
    office.world.database.query("SELECT * FROM clients").remove(0)
}

fn refused(answer: &Answer) -> (u16, String) {
    (answer.status, answer.text("/error"))
}

#[test]
fn a_client_is_registered_and_its_secret_shown_once() {
    let office = Office::new();
    let answer = office.send("POST", "/clients", with(json!({ "first_party": true, "reason": "The shop" })));
    assert_eq!((answer.status, &answer.headers["etag"]), (201, &"\"1\"".parse().expect("a tag")), "{answer:?}");
    let secret = answer.text("/client_secret");
    assert_eq!((secret.len(), &answer.body["client_secret_expires_at"]), (43, &json!(0)));
    for (member, value) in [
        ("client_name", json!("Shop")),
        ("redirect_uris", json!(["https://app.acme.test/callback"])),
        ("grant_types", json!(["authorization_code", "refresh_token"])),
        ("token_endpoint_auth_method", json!("client_secret_basic")),
        ("require_pkce", json!(true)),
        ("first_party", json!(true)),
    ] {
        assert_eq!(answer.body[member], value, "{member}");
    }
    assert!(answer.body["client_id_issued_at"].is_i64() && answer.body.get("reason").is_none(), "{answer:?}");
    assert!(!json!(row(&office)).to_string().contains(&secret), "only its hash is kept");

    let shown = office.send("GET", &path(&answer.body), json!({}));
    let mut without = answer.body.clone();
    for member in ["client_secret", "client_secret_expires_at"] {
        without.as_object_mut().expect("members").remove(member);
    }
    assert_eq!((shown.status, &shown.body), (200, &without));
    assert_eq!(shown.headers["etag"], "\"1\"");
    assert_eq!(office.send("GET", "/clients", json!({})).body, json!({ "clients": [without] }));

    let events = office.send("GET", "/events?type=client-made", json!({}));
    assert_eq!(events.body["events"][0]["detail"], answer.body["client_id"]);
    assert_eq!(events.body["events"][0]["reason"], "The shop");
}

#[test]
fn an_unfit_client_is_not_registered() {
    let office = Office::new();
    for (others, code) in [
        (json!({ "redirect_uris": [] }), "INVALID_REDIRECT_URI"),
        (json!({ "redirect_uris": null }), "INVALID_REDIRECT_URI"),
        (json!({ "redirect_uris": "https://app.acme.test" }), "INVALID_REDIRECT_URI"),
        (json!({ "redirect_uris": ["JaVaScript:alert(1)"] }), "INVALID_REDIRECT_URI"),
        (json!({ "redirect_uris": ["https://app.acme.test%25@evil.test/"] }), "INVALID_REDIRECT_URI"),
        (json!({ "redirect_uris": ["https://*.acme.test/"] }), "INVALID_REDIRECT_URI"),
        (json!({ "post_logout_redirect_uris": ["/"] }), "INVALID_CLIENT_METADATA"),
        (json!({ "client_name": "" }), "INVALID_CLIENT_METADATA"),
        (json!({ "grant_types": ["implicit"] }), "INVALID_CLIENT_METADATA"),
        (json!({ "token_endpoint_auth_method": "none", "first_party": true }), "INVALID_CLIENT_METADATA"),
        (json!({ "token_endpoint_auth_method": "none", "require_pkce": false }), "INVALID_CLIENT_METADATA"),
        (json!({ "token_endpoint_auth_method": "private_key_jwt" }), "INVALID_CLIENT_METADATA"),
        (json!({ "jwks_uri": "https://app.acme.test/jwks" }), "INVALID_REQUEST"),
        (json!({ "client_id": "mine" }), "INVALID_REQUEST"),
        (json!({ "reason": "x".repeat(201) }), "INVALID_REQUEST"),
    ] {
        let answer = office.send("POST", "/clients", with(others.clone()));
        assert_eq!(refused(&answer), (400, code.into()), "{others}");
    }
    let sentence = office.send("POST", "/clients", with(json!({ "scope": "a  b" }))).text("/message");
    assert!(sentence.starts_with("scope must be scopes"), "{sentence}");
    assert_eq!(office.world.database.count("clients"), 0);
    assert_eq!(office.world.database.count("events WHERE kind = 'client-made'"), 0);
}

#[test]
fn each_key_of_a_client_can_verify_and_is_public() {
    let office = Office::new();
    let rsa = |n: &str| json!({ "kty": "RSA", "n": n, "e": "AQAB" });
    let set = |keys: Json| json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks": { "keys": keys } });
    let good = made(&office, set(json!([p256(), rsa(N)])));
    assert_eq!(good["jwks"]["keys"], json!([p256(), rsa(N)]));
    let and = |name: &str, value: &str| {
        let mut key = p256();
        key[name] = json!(value);
        json!([key])
    };
    for keys in [
        json!([]),
        json!([p256(), rsa(&N[..171])]),
        json!(vec![p256(); 11]),
        and("d", "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"),
        and("y", X),
        and("crv", "P-384"),
        and("use", "enc"),
        and("alg", "RS256"),
        json!([{ "kty": "OKP", "crv": "Ed25519", "x": X }]),
        json!([{ "kty": "oct", "k": "AAAA" }]),
        json!([1]),
    ] {
        let answer = office.send("POST", "/clients", with(set(keys.clone())));
        assert_eq!(refused(&answer), (400, "INVALID_CLIENT_METADATA".into()), "{keys}");
        let answer = office.send("PATCH", &path(&good), json!({ "jwks": { "keys": keys } }));
        assert_eq!(refused(&answer), (400, "INVALID_CLIENT_METADATA".into()), "{keys}");
    }
}

#[test]
fn a_deleted_client_is_gone() {
    let office = Office::new();
    let client = made(&office, json!({}));
    assert_eq!(office.send("DELETE", &path(&client), json!({})).body, json!({ "success": true }));
    for (method, path) in [("GET", path(&client)), ("DELETE", path(&client)), ("PATCH", path(&client))] {
        assert_eq!(office.send(method, &path, json!({})).status, 404, "{method}");
    }
    assert_eq!(office.world.database.count("events WHERE kind LIKE 'client-%'"), 2);
}

#[test]
fn pages_of_clients_join_newest_first() {
    let office = Office::new();
    for name in ["a", "b", "c", "d", "e"] {
        if name != "c" {
            office.world.clock.advance(1);
        }
        made(&office, json!({ "client_name": name }));
    }
    let (mut names, mut query) = (Vec::new(), String::new());
    loop {
        let page = office.send("GET", &format!("/clients?limit=2{query}"), json!({})).body;
        names.extend(page["clients"].as_array().expect("clients").iter().map(|client| client["client_name"].clone()));
        let Some(cursor) = page["next"].as_str() else { break };
        query = format!("&cursor={cursor}");
        assert_eq!(office.send("GET", &format!("/resources?cursor={cursor}"), json!({})).status, 400);
    }
    assert_eq!((&names[..2], names.len()), (&[json!("e"), json!("d")][..], 5));
    assert_eq!(names[4], json!("a"));
    for query in ["?limit=0", "?limit=101", "?cursor=1"] {
        assert_eq!(office.send("GET", &format!("/clients{query}"), json!({})).status, 400, "{query}");
    }
}

#[test]
fn a_key_for_clients_does_all_of_it_in_one_trip_each() {
    let office = Office::new();
    let key = service_key(&office.world, "clients:write");
    let trips = |method: &str, path: &str, body: Json| {
        let before = office.world.database.trips.get();
        let answer = call(&office.world, &key, method, path, body);
        assert_eq!(office.world.database.trips.get() - before, 1, "{method} {path}");
        assert!(answer.status < 300, "{method} {path}: {answer:?}");
        answer.body
    };
    let client = path(&trips("POST", "/clients", client()));
    trips("GET", "/clients", json!({}));
    trips("GET", &client, json!({}));
    trips("PATCH", &client, json!({ "client_name": "Store", "redirect_uris": ["myapp://callback"] }));
    trips("POST", &format!("{client}/secret"), json!({}));
    trips("DELETE", &client, json!({}));
}
