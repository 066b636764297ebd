//! No statement of the common operations reads a table from end to end: its cost does not grow with the accounts.

use serde_json::json;

use crate::support::World;

#[test]
fn every_statement_finds_its_rows_by_an_index() {
    let world = World::new();
    let ada = json!({ "email": "ada@acme.test", "login": "ada@acme.test", "password": "SecurePassword123" });
    let token = world.post("/api/auth/sign-up", ada.clone()).text("/session/token");
    let pair = world.post("/api/v1/auth/signin", ada).cookie("refresh_token");
    world.with_cookies(&format!("refresh_token={pair}"), "POST", "/api/v1/auth/custom-refresh");
    for (method, path) in [
        ("GET", "/api/auth/session"),
        ("GET", "/api/auth/sessions"),
        ("GET", "/account"),
        ("DELETE", "/api/auth/sessions"),
        ("DELETE", "/api/auth/user"),
    ] {
        assert_eq!(world.as_bearer(&token, method, path, None).status, 200, "{path}");
    }

    let statements = world.database.seen.borrow().clone();
    assert!(statements.len() > 15);
    for sql in statements {
        assert_eq!(world.database.scans(sql), Vec::<String>::new(), "{sql}");
    }
}
