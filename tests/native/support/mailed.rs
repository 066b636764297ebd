//! Mailed tokens and approvals: accounts, requests, and the tokens of their mails.

use serde_json::json;

use crate::support::{Answer, World};

pub const EMAIL: &str = "ada@acme.test";

pub fn signed_up(world: &World) -> String {
    let body = json!({ "email": EMAIL, "password": "SecurePassword123" });
    let token = world.post("/api/auth/sign-up", body).text("/session/token");
    world.finish_background();
    token
}

/// Cookie of the browser of [`signed_up_unproven`].
pub const BROWSER: (&str, &str) = ("cookie", "__Host-press=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");

/// Signs up on the page, under `SIGN_UP_DOMAINS`; the page for the code.
pub fn signed_up_unproven(world: &World) -> Answer {
    let body = json!({ "email": EMAIL, "password": "SecurePassword123", "formNonce": "n" });
    let page = world.send("POST", "/sign-up", &[BROWSER], Some(body));
    world.finish_background();
    page
}

/// Token of the newest mail to an address.
pub fn mailed_token(world: &World, to: &str) -> String {
    world.finish_background();
    let mail = world.mailer.newest_to(to);
    let link = mail.text.lines().find(|line| line.contains("?token=")).expect("a link").to_owned();
    link.split_once("?token=").expect("a token").1.to_owned()
}

pub fn form(world: &World, path: &str, token: &str, decision: &str) -> Answer {
    world.send(
        "POST",
        path,
        &[],
        Some(json!({ "token": token, "decision": decision, "newPassword": "AnotherPassword456" })),
    )
}

/// Requests a mail and returns its token.
pub fn asked(world: &World, path: &str) -> String {
    signed_up(world);
    assert_eq!(world.post(path, json!({ "email": EMAIL })).status, 200);
    mailed_token(world, EMAIL)
}

/// Code in the newest mail to an address.
pub fn mailed_code(world: &World, to: &str) -> String {
    world.finish_background();
    let text = world.mailer.newest_to(to).text;
    let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
    text.lines().find(is_code).expect("a code").to_owned()
}

/// Requests a sign-in mail and returns the body that its code is sent with, as text.
pub fn asked_for_code(world: &World) -> String {
    signed_up(world);
    let request = world.post("/api/auth/send-magic-link", json!({ "email": EMAIL })).text("/requestId");
    json!({ "requestId": request, "code": mailed_code(world, EMAIL) }).to_string()
}

/// As [`asked`], with the address proven first.
pub fn asked_of_proven(world: &World, path: &str) -> String {
    signed_up(world);
    world.database.query("UPDATE accounts SET email_verified_at = 1 RETURNING id");
    assert_eq!(world.post(path, json!({ "email": EMAIL })).status, 200);
    mailed_token(world, EMAIL)
}

pub fn registered(world: &World) -> String {
    let body = json!({ "username": "ada", "email": EMAIL, "session_platform": "test" });
    let token = world.post("/auth/registration", body).text("/session_token");
    world.finish_background();
    token
}

/// Pending login: its `auth_id`, and the mailed token.
pub fn waiting(world: &World) -> (String, String) {
    registered(world);
    let body = json!({ "username": "Ada", "email": "ADA@acme.test", "session_platform": "phone" });
    let auth_id = world.post("/auth/login", body).text("/auth_id");
    (auth_id, mailed_token(world, EMAIL))
}

pub fn poll(world: &World, auth_id: &str) -> Answer {
    world.send("GET", &format!("/auth/session/{auth_id}"), &[], None)
}

pub fn verification(world: &World) -> String {
    signed_up(world);
    mailed_token(world, EMAIL)
}

pub fn new_address(world: &World) -> String {
    let token = signed_up(world);
    let body = json!({ "email": "new@acme.test" });
    assert_eq!(world.as_bearer(&token, "POST", "/api/auth/change-email", Some(body)).status, 200);
    mailed_token(world, "new@acme.test")
}

/// Token of a change of address that waits for approval from the old mailbox.
pub fn address_change(world: &World) -> String {
    let session = registered(world);
    let token = mailed_token(world, EMAIL);
    assert_eq!(world.post("/api/auth/verify-email", json!({ "token": token })).status, 200);
    world.clock.advance(601);
    let body = json!({ "email": "new@acme.test" });
    assert_eq!(world.as_bearer(&session, "POST", "/auth/email", Some(body)).status, 200);
    mailed_token(world, EMAIL)
}
