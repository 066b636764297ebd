//! Resources: APIs that take access tokens.

use serde_json::{Value as Json, json};

use crate::support::Answer;
use crate::support::acts::registering::{client, resource};
use crate::support::operators::{Office, call, service_key};

fn made(office: &Office, identifier: &str) -> Answer {
    let mut members = resource();
    members["identifier"] = json!(identifier);
    office.send("POST", "/resources", members)
}

fn path(answer: &Answer) -> String {
    format!("/resources/{}", answer.text("/resource/id"))
}

fn refused(answer: &Answer) -> (u16, String) {
    (answer.status, answer.text("/error"))
}

#[test]
fn a_resource_is_registered_shown_and_listed() {
    let office = Office::new();
    let answer = office.send("POST", "/resources", resource());
    assert_eq!((answer.status, &answer.headers["etag"]), (201, &"\"1\"".parse().expect("a tag")), "{answer:?}");
    let resource = &answer.body["resource"];
    for (member, value) in [
        ("identifier", json!("https://api.acme.test")),
        ("name", json!("Orders")),
        ("scopes", json!(["orders:read", "orders:write"])),
        ("open_to_registered", json!(false)),
    ] {
        assert_eq!(resource[member], value, "{member}");
    }
    assert_eq!(resource.get("client_secret"), None, "it has none yet");
    assert_eq!(office.send("GET", &path(&answer), json!({})).body, answer.body);
    assert_eq!(office.send("GET", "/resources", json!({})).body, json!({ "resources": [resource] }));
    let events = office.send("GET", "/events?type=resource-made", json!({}));
    assert_eq!(events.body["events"][0]["detail"], resource["id"]);
    let bare = json!({ "identifier": "urn:acme:stock", "name": "Stock" });
    assert_eq!(office.send("POST", "/resources", bare).body["resource"]["scopes"], json!([]));
}

#[test]
fn an_unfit_resource_is_not_registered() {
    let office = Office::new();
    for (member, values) in [
        (
            "identifier",
            vec![
                Json::Null,
                json!(1),
                json!("orders"),
                json!("https://auth.acme.test"),
                json!("https://auth.acme.test/"),
                json!("https://app.acme.test"),
                json!("https://auth.acme.test/oauth2/userinfo"),
            ],
        ),
        ("name", vec![Json::Null, json!(""), json!("a\nb")]),
        ("scopes", vec![json!("orders:read"), json!(["a b"]), json!(["openid"]), json!([1]), json!(vec!["a"; 101])]),
        ("open_to_registered", vec![json!("true"), json!(1)]),
        ("id", vec![json!("mine")]),
    ] {
        for value in values {
            let mut members = resource();
            members[member] = value.clone();
            assert_eq!(office.send("POST", "/resources", members).status, 400, "{member} {value}");
        }
    }
    for missing in ["identifier", "name"] {
        let mut members = resource();
        members.as_object_mut().expect("members").remove(missing);
        assert_eq!(office.send("POST", "/resources", members).status, 400, "{missing}");
    }
    assert_eq!(office.world.database.count("resources"), 0);
}

#[test]
fn an_identifier_belongs_to_one_resource_and_to_no_client() {
    let office = Office::new();
    assert_eq!(made(&office, "https://api.acme.test").status, 201);
    let other = made(&office, "https://api.acme.test/v1/");
    assert_eq!(other.status, 201);
    for taken in ["https://api.acme.test", "https://api.acme.test/", "https://api.acme.test/v1/"] {
        assert_eq!(refused(&made(&office, taken)), (409, "IDENTIFIER_TAKEN".into()), "{taken}");
    }
    for taken in ["https://api.acme.test", "https://api.acme.test/"] {
        let answer = office.send("PATCH", &path(&other), json!({ "identifier": taken }));
        assert_eq!(refused(&answer), (409, "IDENTIFIER_TAKEN".into()), "{taken}");
    }
    let own = office.send("PATCH", &path(&other), json!({ "identifier": "https://api.acme.test/v1/", "name": "V1" }));
    assert_eq!(own.status, 200, "its own is free: {own:?}");
    assert_eq!(made(&office, "https://api.acme.test/v1").status, 201, "a path is compared with its slash");

    assert_eq!(made(&office, "https://slashed.acme.test/").status, 201);
    assert_eq!(refused(&made(&office, "https://slashed.acme.test")), (409, "IDENTIFIER_TAKEN".into()));

    assert_eq!(office.send("POST", "/clients", client()).status, 201);
    for id in ["https://client.acme.test", "https://client.acme.test/"] {
        office.world.database.query(&format!("UPDATE clients SET id = '{id}'"));
        for taken in ["https://client.acme.test", "https://client.acme.test/"] {
            assert_eq!(refused(&made(&office, taken)), (409, "IDENTIFIER_TAKEN".into()), "{id}: {taken}");
            let answer = office.send("PATCH", &path(&other), json!({ "identifier": taken }));
            assert_eq!(refused(&answer), (409, "IDENTIFIER_TAKEN".into()), "{id}: {taken}");
        }
    }
    assert_eq!(office.world.database.count("resources"), 4);
}

#[test]
fn a_change_names_some_members_of_the_version_that_it_is_meant_for() {
    let office = Office::new();
    let answer = office.send("POST", "/resources", resource());
    let change = |body: Json| office.send("PATCH", &path(&answer), body);
    let changed = change(json!({ "name": "Sales", "scopes": null, "open_to_registered": true }));
    assert_eq!((changed.status, &changed.headers["etag"]), (200, &"\"2\"".parse().expect("a tag")), "{changed:?}");
    let mut expected = answer.body.clone();
    expected["resource"]["name"] = json!("Sales");
    expected["resource"]["scopes"] = json!([]);
    expected["resource"]["open_to_registered"] = json!(true);
    assert_eq!(changed.body, expected);
    assert_eq!(change(json!({ "name": "Sales" })).headers["etag"], "\"2\"", "nothing changed");
    for body in [json!({ "identifier": null }), json!({ "name": null }), json!({ "id": "x" }), json!({ "scopes": "a" })]
    {
        assert_eq!(change(body.clone()).status, 400, "{body}");
    }
    let bearer = format!("Bearer {}", office.operator);
    for (tag, status) in [("\"1\"", 412), ("W/\"2\"", 200), ("\"2\"", 412)] {
        let headers = [("authorization", bearer.as_str()), ("if-match", tag)];
        let url = format!("/api/admin/v1{}", path(&answer));
        let answer = office.world.send("PATCH", &url, &headers, Some(json!({ "name": "Stock" })));
        assert_eq!(answer.status, status, "{tag}");
    }
    assert_eq!(change(json!({ "open_to_registered": null })).body["resource"]["open_to_registered"], json!(false));
    assert_eq!(office.send("PATCH", "/resources/none", json!({})).status, 404);
}

#[test]
fn a_resource_gets_a_secret_and_is_deleted() {
    let office = Office::new();
    let answer = office.send("POST", "/resources", resource());
    let secret = || office.send("POST", &format!("{}/secret", path(&answer)), json!({ "grace": 60 }));
    let row = || office.world.database.query("SELECT * FROM resources").remove(0);
    let (first, hash) = (secret(), row()["secret_hash"].clone());
    assert_eq!((first.status, first.text("/resource/client_secret").len()), (201, 43), "{first:?}");
    assert_eq!((&row()["former_secret_hash"], &row()["former_ends_at"]), (&Json::Null, &Json::Null), "the first one");
    assert!(!json!(row()).to_string().contains(&first.text("/resource/client_secret")), "only its hash is kept");
    assert_eq!(office.send("GET", &path(&answer), json!({})).body, answer.body);
    assert_eq!(secret().status, 201);
    assert_eq!(row()["former_secret_hash"], hash);
    assert!(row()["former_ends_at"].is_i64());

    assert_eq!(office.send("DELETE", &path(&answer), json!({})).body, json!({ "success": true }));
    for (method, path) in
        [("GET", path(&answer)), ("DELETE", path(&answer)), ("POST", format!("{}/secret", path(&answer)))]
    {
        assert_eq!(office.send(method, &path, json!({})).status, 404, "{method} {path}");
    }
    assert_eq!(made(&office, "https://api.acme.test/").status, 201, "its identifier is free again");
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
        answer
    };
    let resource = path(&trips("POST", "/resources", resource()));
    trips("GET", "/resources?limit=1", json!({}));
    trips("GET", &resource, json!({}));
    trips("PATCH", &resource, json!({ "identifier": "urn:acme:orders" }));
    trips("POST", &format!("{resource}/secret"), json!({}));
    trips("DELETE", &resource, json!({}));
}
