//! Health check: 200 while the service can work, and the reason in the log when it cannot.

use serde_json::json;
use sesame::ports::Level;
use sesame::store::tables::schema::SCHEMA_VERSION;

use crate::support::World;

fn unhealthy() -> serde_json::Value {
    json!({ "status": "unavailable", "error": "SERVICE_UNAVAILABLE", "message": "The service is not available" })
}

fn last_line(world: &World) -> String {
    let lines = world.log.0.borrow();
    let (level, line) = lines.last().expect("a line");
    assert_eq!(*level, Level::Error);
    line.clone()
}

#[test]
fn this_code_needs_the_newest_migration_and_the_newest_migration_says_its_number() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    let names = std::fs::read_dir(folder).expect("migrations").map(|file| file.expect("a file").file_name());
    let numbers = names.filter_map(|name| name.to_string_lossy().get(..4).and_then(|number| number.parse().ok()));
    assert_eq!(numbers.max(), Some(SCHEMA_VERSION));
    let rows = World::new().database.query("SELECT version FROM schema_version");
    assert_eq!(rows[0]["version"], json!(SCHEMA_VERSION));
}

#[test]
fn the_required_schema_or_a_newer_one_is_healthy() {
    let world = World::new();
    assert_eq!(world.send("GET", "/healthz", &[], None).body, json!({ "status": "ok" }));
    world.database.query(&format!("UPDATE schema_version SET version = {} RETURNING only", SCHEMA_VERSION + 1));
    assert_eq!(world.send("GET", "/healthz", &[], None).status, 200);
}

#[test]
fn an_old_schema_or_a_failing_database_is_a_503_with_its_reason_in_the_log() {
    let world = World::new();
    for (sql, detail) in [
        ("UPDATE schema_version SET version = 3 RETURNING only", "the schema is at 3"),
        ("DROP TABLE schema_version", "the schema is at 10 or before"),
    ] {
        world.database.query(sql);
        let answer = world.send("GET", "/healthz", &[], None);
        assert_eq!((answer.status, answer.body), (503, unhealthy()));
        let needed = format!("{detail}, this worker needs {SCHEMA_VERSION}: apply the migrations");
        assert!(last_line(&world).contains(&needed), "{}", last_line(&world));
    }
    let world = World::new();
    for nth in 1..=2 {
        world.database.fail_at.set(Some(nth));
        let answer = world.send("GET", "/healthz", &[], None);
        assert_eq!((answer.status, answer.body), (503, unhealthy()));
        assert!(last_line(&world).contains("told to fail"));
    }
}

#[test]
fn a_log_line_names_the_route_and_never_the_path() {
    let world = World::with_settings(&[("LOG_REQUESTS", "true")]);
    world.send("GET", "/auth/session/canary-in-a-path?token=canary-in-a-query", &[], None);
    world.send("GET", "/canary/of/no/route", &[], None);
    world.database.fail_at.set(Some(1));
    world.post("/api/auth/sign-in", json!({ "email": "ada@acme.test", "password": "canary password" }));
    let lines: Vec<serde_json::Value> =
        world.log.0.borrow().iter().map(|(_, line)| serde_json::from_str(line).expect("JSON")).collect();
    let request = |route, status| json!({ "event": "request", "request": "test-request", "route": route, "status": status, "milliseconds": 0 });
    let failure = json!({ "event": "request_failed", "detail": "unavailable: told to fail",
                          "request": "test-request", "route": "POST /api/auth/sign-in" });
    let expected = [
        request(json!("GET /auth/session/:id"), 400),
        request(json!(null), 404),
        failure,
        request(json!("POST /api/auth/sign-in"), 503),
    ];
    assert_eq!(lines, expected);
    let quiet = World::new();
    quiet.send("GET", "/healthz", &[], None);
    assert!(quiet.log.0.borrow().is_empty(), "only where the settings want it");
}
