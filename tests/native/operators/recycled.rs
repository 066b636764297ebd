//! Account whose id another had before: nothing of the former account is good for it.

use serde_json::json;

use crate::support::mailed::mailed_token;
use crate::support::operators::{Office, PASSWORD};

#[test]
fn nothing_that_a_deleted_account_left_behind_opens_an_account_of_its_id() {
    let office = Office::new();
    let (world, bob) = (&office.world, &office.bob);
    let signed_in = json!({ "login": "bob@acme.test", "password": PASSWORD });
    let refresh = world.post("/api/v1/auth/signin", signed_in).cookie("refresh_token");
    assert_eq!(world.post("/api/auth/send-magic-link", json!({ "email": "bob@acme.test" })).status, 200);
    let link = mailed_token(world, "bob@acme.test");
    let url = office.about_bob("POST", "/recovery-link", json!({})).text("/url");
    let recovery = url.split_once("token=").expect("a token").1.to_owned();
    let next = office.about_bob("GET", "/events?limit=1", json!({})).text("/next");
    assert_eq!(office.about_bob("DELETE", "", json!({})).status, 200);
    world.database.query(&format!(
        "INSERT INTO accounts (id, email, email_key, email_verified_at, created_at)
         VALUES ('{bob}', 'eve@acme.test', 'eve@acme.test', 1, 1)"
    ));
    let counted = format!("attempts WHERE subject LIKE '%{bob}%'");
    assert_eq!(world.database.count(&counted), 0, "no count is left");
    assert_eq!(world.as_bearer(&office.bobs_session, "GET", "/api/auth/session", None).status, 401);
    let cookie = format!("refresh_token={refresh}");
    assert_eq!(world.with_cookies(&cookie, "POST", "/api/v1/auth/custom-refresh").status, 401);
    assert_eq!(world.post("/api/auth/magic-link", json!({ "token": link })).status, 401);
    let form = json!({ "token": recovery, "decision": "confirm", "newPassword": "AnotherPassword456" });
    assert_eq!(world.post("/recovery", form).status, 400);
    for email in ["bob@acme.test", "eve@acme.test"] {
        let signs_in = world.post("/api/auth/sign-in", json!({ "email": email, "password": PASSWORD }));
        assert_eq!(signs_in.status, 401, "{email}");
    }
    let events = office.about_bob("GET", &format!("/events?cursor={next}"), json!({})).body;
    assert_eq!(events["events"], json!([]), "what it did is gone");
}
