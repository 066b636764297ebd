//! Requests that mail somebody, each from a client address of its own.

use serde_json::{Value as Json, json};

use crate::support::mailed::{EMAIL, mailed_token, registered};
use crate::support::{Answer, World};

/// Sends a request from a client address of its own.
pub fn from(world: &World, client: usize, path: &str, body: Json) -> Answer {
    let address = format!("10.9.{}.{}", client / 250, client % 250);
    let answer = world.send("POST", path, &[("cf-connecting-ip", &address)], Some(body));
    world.finish_background();
    answer
}

pub fn link(world: &World, client: usize, email: &str) -> Answer {
    from(world, client, "/api/auth/send-magic-link", json!({ "email": email }))
}

pub fn reset(world: &World, client: usize, email: &str) -> Answer {
    from(world, client, "/api/auth/forgot-password", json!({ "email": email }))
}

pub fn login(world: &World, client: usize, username: &str, email: &str) -> Answer {
    let body = json!({ "username": username, "email": email, "session_platform": "phone" });
    from(world, client, "/auth/login", body)
}

pub fn register(world: &World, client: usize, username: &str, email: &str) -> Answer {
    let body = json!({ "username": username, "email": email, "session_platform": "phone" });
    from(world, client, "/auth/registration", body)
}

/// Member `ada` with a proven mailbox, registered one window ago.
pub fn member(world: &World) -> String {
    let session = registered(world);
    let token = mailed_token(world, EMAIL);
    assert_eq!(world.post("/api/auth/verify-email", json!({ "token": token })).status, 200);
    world.clock.advance(900);
    session
}

/// Requests every mail that a caller without a session can cause, more often than any budget allows, each time from
/// another client address.
pub fn flood(world: &World, email: &str) {
    for n in 0..7 {
        link(world, n, email);
        reset(world, n, email);
        login(world, n, &format!("made-up-{n}"), email);
        register(world, n, &format!("squatter-{}-{n}", world.database.count("accounts")), email);
    }
    let sign_up = json!({ "email": email, "password": "SecurePassword123", "name": "Eve", "captcha": "" });
    for (n, path) in ["/api/auth/sign-up", "/auth/register", "/api/v1/auth/signup/"].into_iter().enumerate() {
        from(world, n, path, sign_up.clone());
    }
}
