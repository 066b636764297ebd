//! Passkey ceremonies of one account.

use serde_json::{Value as Json, json};

pub use crate::support::authenticator::Authenticator;
use crate::support::{Answer, World};

pub const EMAIL: &str = "ada@acme.test";

pub const PASSWORD: &str = "SecurePassword123";

pub const REGISTER: &str = "/api/auth/passkey/register";

pub const SIGN_IN: &str = "/api/auth/passkey/sign-in";

pub const PASSKEYS: &str = "/api/auth/passkeys";

pub fn signed_up(world: &World) -> String {
    let token = world.post("/api/auth/sign-up", json!({ "email": EMAIL, "password": PASSWORD })).text("/session/token");
    world.finish_background();
    token
}

pub fn signed_in(world: &World) -> String {
    world.post("/api/auth/sign-in", json!({ "email": EMAIL, "password": PASSWORD })).text("/session/token")
}

/// Session of an account that has only a username.
pub fn nameless(world: &World, username: &str) -> String {
    let body = json!({ "username": username, "session_platform": "test" });
    world.post("/auth/registration", body).text("/session_token")
}

pub fn options_for_new(world: &World, token: &str) -> Json {
    world.as_bearer(token, "POST", REGISTER, Some(json!({}))).body["options"].clone()
}

pub fn options_for_any(world: &World) -> Json {
    world.post(SIGN_IN, json!({})).body["options"].clone()
}

pub fn register(world: &World, token: &str, credential: &Json) -> Answer {
    world.as_bearer(token, "POST", REGISTER, Some(json!({ "credential": credential, "name": "Key" })))
}

/// Registers a new passkey and returns its id.
pub fn registered(world: &World, token: &str, authenticator: &mut Authenticator) -> String {
    let credential = authenticator.create(&options_for_new(world, token));
    let answer = register(world, token, &credential);
    assert_eq!(answer.status, 200, "{answer:?}");
    world.finish_background();
    answer.text("/passkey/id")
}

pub fn sign_in(world: &World, credential: &Json) -> Answer {
    world.post(SIGN_IN, json!({ "credential": credential }))
}

pub fn signs_in(world: &World, authenticator: &Authenticator) -> Answer {
    sign_in(world, &authenticator.get(&options_for_any(world)))
}

pub fn is_alive(world: &World, token: &str) -> bool {
    world.as_bearer(token, "GET", "/api/auth/session", None).status == 200
}

pub fn refused(answer: &Answer) -> (u16, String) {
    (answer.status, answer.text("/error"))
}

pub fn remove(world: &World, token: &str, id: &str, body: Json) -> Answer {
    world.as_bearer(token, "DELETE", &format!("{PASSKEYS}/{id}"), Some(body))
}

pub fn unpasskeyed() -> (u16, String) {
    (401, "INVALID_PASSKEY".into())
}
