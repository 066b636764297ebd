//! Clients, resources and keys in the console.

use serde_json::json;
use sesame::ports::Clock;

use super::{browse, open, send, shown_secret};
use crate::support::operators::Office;

#[test]
fn a_key_is_shown_once() {
    let office = Office::new();
    let form = json!({ "name": "Shop", "users:read": "yes", "events:read": "yes", "endsAt": "2024-06-01" });
    let made = browse(&office, &office.operator, "POST", "/admin/keys", Some(form));
    let page = made.body.as_str().expect("a page");
    assert_eq!(made.status, 201, "{page}");
    let key = page.split("sesame_sk_").nth(1).and_then(|rest| rest.split('<').next()).expect("the key");
    let credential = format!("sesame_sk_{key}");
    assert_eq!(office.world.as_bearer(&credential, "GET", "/api/admin/v1/users", None).status, 200);
    let listed = open(&office, "/admin/keys");
    assert!(listed.contains("users:read, events:read") && !listed.contains(key), "{listed}");
    assert_eq!(browse(&office, &office.operator, "POST", "/admin/keys", Some(json!({ "name": "Shop" }))).status, 400);
    let id = credential.split('_').nth(2).expect("an id");
    let deleted = browse(&office, &office.operator, "POST", &format!("/admin/keys/{id}/delete"), Some(json!({})));
    assert_eq!((deleted.status, deleted.location()), (303, "/admin/keys"));
    assert_eq!(office.world.database.count("service_keys"), 0);
}

#[test]
fn a_client_is_registered_gets_another_secret_and_goes() {
    let office = Office::new();
    let form = json!({ "client_name": "Shop", "redirect_uris": "https://shop.test/back\r\nshop:/back",
        "post_logout_redirect_uris": "", "token_endpoint_auth_method": "client_secret_basic", "jwks": "", "scope": "",
        "require_second_factor": "yes", "reason": "For the shop" });
    let (status, page) = send(&office, "/admin/clients", form);
    assert_eq!(status, 201, "{page}");
    let secret = shown_secret(&page);
    let listed = open(&office, "/admin/clients");
    assert!(listed.contains("https://shop.test/back shop:/back") && !listed.contains(&secret), "{listed}");
    let clients = office.send("GET", "/clients", json!({})).body;
    let client = &clients["clients"][0];
    assert_eq!((&client["require_second_factor"], &client["first_party"]), (&json!(true), &json!(false)));
    let path = format!("/admin/clients/{}", client["client_id"].as_str().expect("an id"));
    let (status, page) = send(&office, &format!("{path}/secret"), json!({ "grace": "day" }));
    assert!(status == 201 && shown_secret(&page) != secret, "{page}");
    let ends = format!("clients WHERE former_ends_at = {}", office.world.clock.now().0 + 86400);
    assert_eq!(office.world.database.count(&ends), 1);
    assert_eq!(send(&office, &format!("{path}/delete"), json!({})), (303, "/admin/clients".into()));
    assert_eq!(office.world.database.count("clients"), 0);
}

#[test]
fn a_client_that_does_not_fit_is_shown_again() {
    let office = Office::new();
    for (form, said) in [
        (json!({ "client_name": "Shop", "redirect_uris": "javascript:alert(1)" }), "Each must be an https address"),
        (json!({ "client_name": "Shop", "redirect_uris": "http://shop.test/" }), "Each must be an https address"),
        (
            json!({ "client_name": "Shop", "redirect_uris": "https://shop.test/", "token_endpoint_auth_method": "none",
                "first_party": "yes" }),
            "These details do not fit together",
        ),
        (
            json!({ "client_name": "Shop", "redirect_uris": "https://shop.test/",
                "token_endpoint_auth_method": "private_key_jwt", "jwks": "{" }),
            "These details do not fit together",
        ),
    ] {
        let (status, page) = send(&office, "/admin/clients", form.clone());
        assert!(status == 400 && page.contains(said) && page.contains("value=\"Shop\""), "{form}: {status} {page}");
    }
    assert_eq!(office.world.database.count("clients"), 0);
}

#[test]
fn a_resource_is_registered_once() {
    let office = Office::new();
    let form = json!({ "name": "Orders", "identifier": "https://api.shop.test", "scopes": "orders:read orders:write" });
    assert_eq!(send(&office, "/admin/resources", form.clone()), (303, "/admin/resources".into()));
    let listed = open(&office, "/admin/resources");
    assert!(listed.contains("orders:read orders:write"), "{listed}");
    let (status, page) = send(&office, "/admin/resources", form);
    assert!(status == 400 && page.contains("Another resource or client has this identifier."), "{page}");
    let resources = office.send("GET", "/resources", json!({})).body;
    let path = format!("/admin/resources/{}", resources["resources"][0]["id"].as_str().expect("an id"));
    let (status, page) = send(&office, &format!("{path}/secret"), json!({}));
    assert!(status == 201 && !shown_secret(&page).is_empty(), "{page}");
    assert_eq!(send(&office, &format!("{path}/delete"), json!({})), (303, "/admin/resources".into()));
}

#[test]
fn signing_keys_are_listed_rotated_and_revoked() {
    let office = Office::new();
    let id = office.world.send("GET", "/oauth2/jwks", &[], None).text("/keys/0/kid");
    assert!(open(&office, "/admin/signing-keys").contains(&id));
    for verb in ["rotate", "revoke"] {
        let path = format!("/admin/signing-keys/{id}/{verb}");
        let answer = browse(&office, &office.operator, "POST", &path, Some(json!({ "reason": "A leak" })));
        assert_eq!((answer.status, answer.location()), (303, "/admin/signing-keys"));
    }
    assert!(!open(&office, "/admin/signing-keys").contains(&id));
}
