//! `PATCH /users/{id}`.

use serde_json::{Value as Json, json};

use crate::support::operators::{Office, with_role};

/// Sends a patch of Bob with this `If-Match`.
fn patch_if(office: &Office, tags: &str, body: Json) -> crate::support::Answer {
    let authorization = format!("Bearer {}", office.operator);
    let path = format!("/api/admin/v1/users/{}", office.bob);
    office.world.send("PATCH", &path, &[("authorization", &authorization), ("if-match", tags)], Some(body))
}

fn etag(answer: &crate::support::Answer) -> String {
    answer.headers["etag"].to_str().expect("text").to_owned()
}

#[test]
fn a_patch_changes_what_it_names_and_nothing_else() {
    let office = Office::new();
    let set = json!({ "name": "Bob", "image": "https://acme.test/b.png", "username": "Bob.B", "externalId": "42",
        "metadata": { "public": { "team": "red", "desk": { "floor": 2, "seat": "a" } }, "private": { "cost": 7 } } });
    let first = office.about_bob("PATCH", "", set);
    assert_eq!(first.status, 200, "{first:?}");
    let user = &first.body["user"];
    assert_eq!(
        json!([user["name"], user["image"], user["username"], user["externalId"]]),
        json!(["Bob", "https://acme.test/b.png", "Bob.B", "42"])
    );
    let second = office.about_bob(
        "PATCH",
        "",
        json!({ "image": null, "metadata": { "public": { "team": null, "desk": { "seat": "b" } } }, "reason": "Moved" }),
    );
    let user = &second.body["user"];
    assert_eq!(json!([user["name"], user["image"], user["externalId"]]), json!(["Bob", null, "42"]), "{second:?}");
    assert_eq!(
        user["metadata"],
        json!({ "public": { "desk": { "floor": 2, "seat": "b" } }, "private": { "cost": 7 } })
    );
    let emptied = office.about_bob("PATCH", "", json!({ "metadata": { "private": null } }));
    assert_eq!(emptied.body["user"]["metadata"]["private"], json!({}));
    let emptied = office.about_bob("PATCH", "", json!({ "metadata": null, "externalId": null }));
    assert_eq!(emptied.body["user"]["metadata"], json!({ "public": {}, "private": {} }));
    assert_eq!(emptied.body["user"]["externalId"], json!(null));
}

#[test]
fn any_other_member_is_refused() {
    let office = Office::new();
    let before = office.about_bob("GET", "", json!({})).body;
    for member in [
        json!({ "email": "eve@acme.test" }),
        json!({ "emailVerified": true }),
        json!({ "email_verified_at": 1 }),
        json!({ "role": "operator" }),
        json!({ "state": "active" }),
        json!({ "id": "x" }),
        json!({ "createdAt": "2020-01-01T00:00:00Z" }),
        json!({ "password": "SecurePassword456" }),
        json!({ "version": 9 }),
        json!({ "metadata": { "secret": {} } }),
        json!({ "metadata": [] }),
        json!({ "metadata": { "public": "x" } }),
        json!({ "metadata": { "public": [1] } }),
        json!({ "name": 1 }),
        json!({ "name": "" }),
        json!({ "image": "javascript:alert(1)" }),
        json!({ "username": "a b" }),
        json!({ "externalId": "" }),
        json!({ "externalId": ["1"] }),
        json!({ "reason": "x".repeat(201) }),
    ] {
        let mut body = json!({ "name": "Mallory" });
        body.as_object_mut().expect("an object").extend(member.as_object().expect("an object").clone());
        let answer = office.about_bob("PATCH", "", body);
        assert_eq!(answer.status, 400, "{member}: {answer:?}");
    }
    assert_eq!(office.about_bob("GET", "", json!({})).body, before);
    assert_eq!(office.world.database.count("events WHERE kind = 'profile-changed'"), 0);
}

#[test]
fn a_change_for_another_version_is_refused() {
    let office = Office::new();
    let shown = office.about_bob("GET", "", json!({}));
    let (tag, name) = (etag(&shown), |name: &str| json!({ "name": name }));
    for fits in [tag.clone(), format!("W/{tag}"), "*".into(), format!("\"99\", {tag}")] {
        office.world.database.query("UPDATE accounts SET version = 1 WHERE role IS NULL");
        let answer = patch_if(&office, &fits, name("Bob"));
        assert_eq!(answer.status, 200, "{fits}: {answer:?}");
        assert_ne!(etag(&answer), tag, "a change counts");
    }
    for stale in [tag.as_str(), "\"99\"", "", "1", "\"x\""] {
        let answer = patch_if(&office, stale, name("Mallory"));
        assert_eq!((answer.status, answer.text("/error")), (412, "PRECONDITION_FAILED".into()), "{stale}");
    }
    assert_eq!(office.about_bob("GET", "", json!({})).text("/user/name"), "Bob");
    let own = json!({ "name": "Robert" });
    office.world.as_bearer(&office.bobs_session, "PATCH", "/api/auth/user", Some(own));
    let stale = patch_if(&office, &etag(&shown), name("Mallory"));
    assert_eq!(stale.status, 412, "a person's own change counts too");
}

#[test]
fn names_belong_to_one_account() {
    let office = Office::new();
    let (rita, _) = with_role(&office.world, "rita@acme.test", "reader");
    let path = format!("/users/{rita}");
    let taken = json!({ "username": "Rita", "externalId": "r-1" });
    assert_eq!(office.send("PATCH", &path, taken.clone()).status, 200);
    assert_eq!(office.send("PATCH", &path, taken).status, 200, "its own names are free to it");
    for (body, error) in [
        (json!({ "username": "RITA" }), "USERNAME_TAKEN"),
        (json!({ "externalId": "r-1", "name": "Mallory" }), "EXTERNAL_ID_TAKEN"),
    ] {
        let answer = office.about_bob("PATCH", "", body);
        assert_eq!((answer.status, answer.text("/error")), (409, error.into()));
    }
    assert_eq!(office.about_bob("GET", "", json!({})).body["user"]["name"], json!(null));
    let listed = office.send("GET", "/users?externalId=r-1", json!({}));
    assert_eq!(listed.text("/users/0/id"), rita);
}

#[test]
fn the_only_name_of_an_account_stays() {
    let office = Office::new();
    assert_eq!(office.about_bob("PATCH", "", json!({ "username": "bob" })).status, 200);
    office
        .world
        .database
        .query("UPDATE accounts SET email = NULL, email_key = NULL, email_verified_at = NULL WHERE role IS NULL");
    let answer = office.about_bob("PATCH", "", json!({ "username": null }));
    assert_eq!((answer.status, answer.text("/error")), (400, "INVALID_USERNAME".into()));
}

#[test]
fn metadata_has_a_limit_after_the_patch() {
    let office = Office::new();
    let of = |size: usize| "x".repeat(size - r#"{"a":""}"#.len());
    for side in ["public", "private"] {
        let fits = json!({ "metadata": { side: { "a": of(8192) } } });
        assert_eq!(office.about_bob("PATCH", "", fits).status, 200, "{side}");
        let added = office.about_bob("PATCH", "", json!({ "metadata": { side: { "b": 1 } }, "name": "Mallory" }));
        assert_eq!((added.status, added.text("/error")), (400, "INVALID_REQUEST".into()), "{side}");
        let replaced = json!({ "metadata": { side: { "a": null, "é": of(8000) } } });
        assert_eq!(office.about_bob("PATCH", "", replaced).status, 200, "{side}");
    }
    assert_eq!(office.about_bob("GET", "", json!({})).body["user"]["name"], json!(null));
}
