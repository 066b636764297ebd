//! Query plans: no common operation scans a table, so that its cost does not grow with the number of accounts.

use futures_util::FutureExt;
use serde_json::json;
use sesame::crypto::refresh_token::PresentedToken;
use sesame::domain::client::CarriedCredentials;
use sesame::domain::{AccountId, Client, Fingerprint, Language, SessionId, UnixTime};
use sesame::store::batches::browser_sessions::{HeldCredentials, revoke_by_credentials};
use sesame::store::tables::events::Trace;
use sesame::store::tables::second_factors::{Resealed, update_seal};

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
        ("GET", "/account/security"),
        ("GET", "/account/devices"),
        ("GET", "/account/applications"),
        ("GET", "/account/activity"),
        ("GET", "/account/activity?before=nothing"),
        ("GET", "/account/data"),
        ("DELETE", "/api/auth/sessions"),
        ("DELETE", "/api/auth/user"),
    ] {
        assert_eq!(world.as_bearer(&token, method, path, None).status, 200, "{path}");
    }

    let statements = world.database.seen.borrow().clone();
    assert!(statements.len() > 15);
    for sql in statements {
        assert_eq!(world.database.scans(&sql), Vec::<String>::new(), "{sql}");
    }
}

#[test]
fn a_table_scan_would_be_detected() {
    let world = World::new();
    let scans = |sql: &str| world.database.scans(sql).len();
    assert_eq!(scans("SELECT id FROM sessions WHERE platform = ?1"), 1);
    assert_eq!(scans("DELETE FROM accounts WHERE made_by = ?1"), 1);
    assert_eq!(scans("SELECT count(*) FROM accounts"), 1, "nor a whole index");
    assert_eq!(scans("SELECT id FROM sessions WHERE account_id = ?1"), 0);
}

/// Cascading deletes look rows up by account or session, which query plans do not show.
#[test]
fn every_reference_is_found_by_an_index() {
    let world = World::new();
    let references = world.database.query(
        "SELECT tables.name AS child, keys.\"from\" AS key FROM sqlite_schema AS tables, pragma_foreign_key_list(tables.name) AS keys
         WHERE tables.type = 'table'",
    );
    assert!(references.len() > 10);
    for reference in references {
        let (table, key) = (reference["child"].as_str().expect("a name"), reference["key"].as_str().expect("a name"));
        let scans = world.database.scans(&format!("DELETE FROM {table} WHERE {key} = ?1"));
        assert_eq!(scans, Vec::<String>::new(), "{table}.{key}");
    }
}

/// The test database refuses every statement that scans a table. These few statements run in no other test.
#[test]
fn rare_statements_find_their_rows_by_an_index() {
    let world = World::new();
    let (account, session, now) = (AccountId("a".into()), SessionId("s".into()), UnixTime(1_700_000_000));
    let db: &dyn sesame::ports::Database = &*world.database;
    let client = Client {
        address: None,
        place: None,
        platform: "A test".into(),
        language: Language::English,
        press: None,
        cookies: CarriedCredentials::default(),
    };
    let work = async {
        update_seal(db, &account, Resealed { old: "old", new: "new" }).await.expect("runs");
        let token = PresentedToken::Former { session, fingerprint: Fingerprint("f".into()) };
        let held = HeldCredentials { session: None, refresh_token: Some(token) };
        revoke_by_credentials(db, &held, &Trace { client: &client, session: None, at: now }).await.expect("runs");
    };
    work.now_or_never().expect("nothing here waits");
    assert_eq!(world.database.seen.borrow().len(), 3);
}
