//! Console: changes of clients and resources, accounts with everything, events of an account, notes.

use serde_json::{Value as Json, json};

use crate::support::operators::{Office, PASSWORD};

/// Sends a request of the operator's browser: the status, and the page or where it leads.
fn browse(office: &Office, method: &str, path: &str, form: Option<Json>) -> (u16, String) {
    let cookie = format!("access_token={}", office.operator);
    let answer = office.world.send_once(method, path, &[("cookie", &cookie)], form);
    let text = answer.body.as_str().unwrap_or_default();
    (answer.status, if answer.status == 303 { answer.location().to_owned() } else { text.to_owned() })
}

fn send(office: &Office, path: &str, form: Json) -> (u16, String) {
    browse(office, "POST", path, Some(form))
}

fn open(office: &Office, path: &str) -> String {
    let (status, page) = browse(office, "GET", path, None);
    assert_eq!(status, 200, "{path}: {page}");
    page
}

#[test]
fn a_client_is_changed_to_what_its_form_shows() {
    let office = Office::new();
    let made = json!({ "client_name": "Shop", "redirect_uris": ["https://shop.test/a", "https://shop.test/b"],
        "logo_uri": "https://shop.test/logo.png", "require_second_factor": true });
    let id = office.send("POST", "/clients", made).text("/client_id");
    let path = format!("/admin/clients/{id}");
    let page = open(&office, "/admin/clients");
    for shown in
        ["https://shop.test/a\nhttps://shop.test/b</textarea>", "value=\"yes\" checked", &format!("action=\"{path}\"")]
    {
        assert!(page.contains(shown), "{shown} in {page}");
    }
    let form = json!({ "client_name": "Store", "redirect_uris": "https://shop.test/c", "post_logout_redirect_uris": "",
        "token_endpoint_auth_method": "client_secret_post", "jwks": "", "scope": "openid", "reason": "It moved",
        "note": "ticket 7" });
    assert_eq!(send(&office, &path, form.clone()), (303, "/admin/clients".into()));
    let client = office.send("GET", &format!("/clients/{id}"), json!({})).body;
    for (member, value) in [
        ("client_name", json!("Store")),
        ("redirect_uris", json!(["https://shop.test/c"])),
        ("token_endpoint_auth_method", json!("client_secret_post")),
        ("scope", json!("openid")),
        ("require_second_factor", json!(false)),
        ("logo_uri", json!("https://shop.test/logo.png")),
    ] {
        assert_eq!(client[member], value, "{member}");
    }
    assert_eq!(office.world.database.count("events WHERE kind = 'client-changed' AND note = 'ticket 7'"), 1);
    let mut unfit = form;
    unfit["redirect_uris"] = json!("http://shop.test/");
    let (status, page) = send(&office, &path, unfit);
    assert!(
        status == 400 && page.contains("Each must be an https address") && page.contains(">http://shop.test/<"),
        "{page}"
    );
    assert_eq!(send(&office, "/admin/clients/unknown", json!({ "client_name": "x" })).0, 404);
}

#[test]
fn a_resource_is_changed_to_what_its_form_shows() {
    let office = Office::new();
    let made = json!({ "identifier": "https://api.shop.test", "name": "Orders", "scopes": ["read"], "open_to_registered": true });
    let path = format!("/admin/resources/{}", office.send("POST", "/resources", made).text("/resource/id"));
    assert!(open(&office, "/admin/resources").contains("value=\"yes\" checked"));
    let form =
        json!({ "name": "Sales", "identifier": "https://api.shop.test", "scopes": "read write", "note": "ticket 7" });
    assert_eq!(send(&office, &path, form), (303, "/admin/resources".into()));
    let resource = office.send("GET", "/resources", json!({})).body["resources"][0].clone();
    let changed = (&resource["name"], &resource["scopes"], &resource["open_to_registered"]);
    assert_eq!(changed, (&json!("Sales"), &json!(["read", "write"]), &json!(false)));
    let (status, page) = send(&office, &path, json!({ "name": "", "identifier": "https://api.shop.test" }));
    assert_eq!(status, 400, "{page}");
}

#[test]
fn an_account_is_created_with_password_and_metadata_and_a_person_invited_with_metadata() {
    let office = Office::new();
    let form = |email: &str, more: Json| {
        let mut form = json!({ "email": email, "public": "{\"plan\": \"gold\"}", "private": "{\"seats\": 3}", "note": "ticket 7" });
        form.as_object_mut().expect("a form").extend(more.as_object().expect("a form").clone());
        form
    };
    let path = "/admin/invitations/accounts";
    let (status, to) = send(&office, path, form("dan@acme.test", json!({ "password": PASSWORD })));
    assert_eq!(status, 303, "{to}");
    let user = office.send("GET", "/users?email=dan%40acme.test", json!({})).body["users"][0].clone();
    assert_eq!(user["metadata"], json!({ "public": { "plan": "gold" }, "private": { "seats": 3 } }));
    let signed_in = office.world.post("/api/auth/sign-in", json!({ "email": "dan@acme.test", "password": PASSWORD }));
    assert_eq!(signed_in.status, 200, "{signed_in:?}");
    let (status, page) = send(&office, path, form("eve@acme.test", json!({ "password": "short" })));
    assert!(status == 400 && !page.contains("value=\"short\""), "{status} {page}");
    for unfit in ["[]", "{", "7"] {
        assert_eq!(send(&office, path, form("eve@acme.test", json!({ "public": unfit }))).0, 400, "{unfit}");
    }
    assert_eq!(send(&office, "/admin/invitations", form("eve@acme.test", json!({}))).0, 303);
    let invited = office.send("GET", "/invitations", json!({})).body["invitations"][0].clone();
    assert_eq!(invited["metadata"]["private"], json!({ "seats": 3 }));
    assert_eq!(office.world.database.count("events WHERE note = 'ticket 7'"), 2);
}

#[test]
fn events_are_those_of_an_account_and_of_a_kind() {
    let office = Office::new();
    for act in ["disable", "enable"] {
        assert_eq!(office.about_bob("POST", &format!("/{act}"), json!({})).status, 200);
    }
    let bob = &office.bob;
    let count = |query: &str| open(&office, &format!("/admin/events?{query}")).matches("<li>").count();
    let of_rooms = count(&format!("account={}", "nobody"));
    assert_eq!(count(&format!("account={bob}")) - of_rooms, 3, "a sign-up and two acts");
    assert_eq!(count(&format!("account={}&type=", bob.to_uppercase())) - of_rooms, 3);
    assert_eq!(count(&format!("account={bob}&type=account-disabled")) - of_rooms, 1);
    assert!(count("account=") - of_rooms > 3, "of everybody");
    assert!(open(&office, &format!("/admin/events?account={bob}")).contains(&format!("value=\"{bob}\"")));
    assert!(open(&office, &format!("/admin/users/{bob}")).contains(&format!("href=\"/admin/events?account={bob}\"")));
}

#[test]
fn every_form_of_an_act_takes_a_note() {
    let office = Office::new();
    office.give_bob_every_part();
    crate::support::operators::with_role(&office.world, "otto@acme.test", "operator");
    let client = json!({ "client_name": "Shop", "redirect_uris": ["https://shop.test/a"] });
    assert_eq!(office.send("POST", "/clients", client).status, 201);
    let resource = json!({ "identifier": "https://api.shop.test", "name": "Orders" });
    assert_eq!(office.send("POST", "/resources", resource).status, 201);
    assert_eq!(office.send("POST", "/keys", json!({ "name": "Shop", "scopes": ["users:read"] })).status, 201);
    assert_eq!(office.send("POST", "/invitations", json!({ "email": "eve@acme.test" })).status, 201);
    assert_eq!(office.about_bob("POST", "/recovery-requests", json!({})).status, 201);
    for path in ["keys", "clients", "resources", "invitations", "recovery-requests", &format!("users/{}", office.bob)] {
        let page = open(&office, &format!("/admin/{path}"));
        let forms: Vec<_> = page.split("<form").skip(1).filter(|form| form.contains("action=\"/admin/")).collect();
        assert!(!forms.is_empty(), "{path}");
        for form in forms {
            let form = form.split("</form>").next().unwrap_or_default();
            assert!(form.contains("name=\"reason\"") && form.contains("name=\"note\""), "{path}: {form}");
        }
    }
}
