//! Sessions: refresh tokens, browser cookies, the limit, and the sweep.

mod browsers;
mod former_tokens;
mod limit;
mod refresh_tokens;
mod sweep;

use serde_json::{Value as Json, json};

use crate::support::sessions::add_sessions;
use crate::support::{Answer, World};

const EMAIL: &str = "ada@acme.test";
const PASSWORD: &str = "SecurePassword123";

fn signed_up(world: &World) -> String {
    let body = json!({ "email": EMAIL, "password": PASSWORD });
    world.post("/api/auth/sign-up", body).text("/session/token")
}

fn credentials() -> Json {
    json!({ "login": EMAIL, "password": PASSWORD })
}

/// Sign-in of a browser with these cookies.
fn signed_in(world: &World, cookies: &str) -> Answer {
    let answer = world.send("POST", "/api/v1/auth/signin/", &[("cookie", cookies)], Some(credentials()));
    assert_eq!(answer.status, 204, "{answer:?}");
    answer
}

fn refresh(world: &World, token: &str) -> Answer {
    world.with_cookies(&format!("refresh_token={token}"), "POST", "/api/v1/auth/custom-refresh/")
}

/// Refresh token that replaces this one.
fn next(world: &World, token: &str) -> String {
    let answer = refresh(world, token);
    assert_eq!(answer.status, 204, "{answer:?}");
    answer.cookie("refresh_token")
}

/// Ids of all sessions.
fn ids(world: &World) -> Vec<String> {
    let rows = world.database.query("SELECT id FROM sessions ORDER BY rowid");
    rows.iter().map(|row| row["id"].as_str().expect("an id").to_owned()).collect()
}

/// Kinds and details of all events, oldest first.
fn events(world: &World) -> Vec<(String, Json)> {
    let rows = world.database.query("SELECT kind, detail FROM events ORDER BY rowid");
    rows.iter().map(|row| (row["kind"].as_str().expect("a kind").to_owned(), row["detail"].clone())).collect()
}
