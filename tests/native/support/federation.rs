//! Sign-in by a provider, which answers as GitHub.

use serde_json::json;

use crate::support::second_factor;
use crate::support::{Answer, World};

pub const EMAIL: &str = "ada@acme.test";

/// Cookie that binds states to a browser.
pub const BROWSER: &str = "__Host-oauth_browser";

pub const SETTINGS: [(&str, &str); 2] = [("GITHUB_CLIENT_ID", "id"), ("GITHUB_CLIENT_SECRET", "secret")];

pub fn world() -> World {
    let world = World::with_settings(&SETTINGS);
    answer_as_github(&world, EMAIL);
    world
}

/// Answers as GitHub, where one person has this address.
pub fn answer_as_github(world: &World, email: &str) {
    world.http.answer(
        "https://github.com/login/oauth/access_token",
        &json!({ "access_token": "gho_1", "token_type": "bearer", "scope": "user:email" }),
    );
    world.http.answer("https://api.github.com/user", &json!({ "id": 583_231, "name": "Ada" }));
    let emails = json!([{ "email": email, "primary": true, "verified": true }]);
    world.http.answer("https://api.github.com/user/emails", &emails);
}

/// State and cookie of a browser that was redirected to the provider.
pub fn sent(world: &World, link: Option<&str>) -> (String, String) {
    let cookie = link.map(|token| format!("access_token={token}")).unwrap_or_default();
    let path = if link.is_some() { "/api/auth/oauth/github?link=true" } else { "/api/auth/oauth/github" };
    let answer = world.with_cookies(&cookie, "GET", path);
    assert_eq!(answer.status, 302, "{answer:?}");
    let location = answer.headers["location"].to_str().expect("a URL").to_owned();
    let back = "redirect_uri=https%3A%2F%2Fauth.acme.test%2Fapi%2Fauth%2Fcallback%2Fgithub";
    assert!(location.contains(back), "{location}");
    let state = location.split("state=").nth(1).and_then(|rest| rest.split('&').next()).expect("a state");
    (state.to_owned(), answer.cookie(BROWSER))
}

pub fn back(world: &World, (state, browser): &(String, String)) -> Answer {
    let path = format!("/api/auth/callback/github?code=abc&state={state}");
    world.with_cookies(&format!("{BROWSER}={browser}"), "GET", &path)
}

pub fn visit(world: &World, link: Option<&str>) -> Answer {
    back(world, &sent(world, link))
}

pub fn signed_up(world: &World) -> String {
    let body = json!({ "email": EMAIL, "password": "SecurePassword123" });
    let token = world.post("/api/auth/sign-up", body).text("/session/token");
    world.finish_background();
    token
}

/// Account with a second factor and an identity: its world and its TOTP secret.
pub fn enrolled() -> (World, String) {
    let world = world();
    let token = verified(&world);
    let secret = world.as_bearer(&token, "POST", "/api/auth/two-factor/enable", None).text("/secret");
    let body = json!({ "code": second_factor::code_now(&world, &secret) });
    assert_eq!(world.as_bearer(&token, "POST", "/api/auth/two-factor/verify", Some(body)).status, 200);
    assert_eq!(visit(&world, Some(&token)).status, 200);
    world.finish_background();
    (world, secret)
}

pub fn verified(world: &World) -> String {
    let token = signed_up(world);
    world.database.query("UPDATE accounts SET email_verified_at = 1 RETURNING id");
    token
}
