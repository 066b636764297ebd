//! Checks on new passwords: names of the account and service, and known breaches.

use serde_json::json;
use sesame::ports::Level;

use crate::support::World;

const URL: &str = "https://range.acme.test";
/// Start of the SHA-1 of `SecurePassword123`, as sent to the range API.
const PREFIX: &str = "1340E";
const SUFFIX: &str = "A841697CA2B8DA30063457AD1B46EF90623";

fn sign_up(world: &World, password: &str) -> (u16, Option<String>) {
    let body = json!({ "email": "ada.lovelace@acme.test", "password": password, "name": "Countess Ada" });
    let answer = world.post("/api/auth/sign-up", body);
    (answer.status, answer.body["error"].as_str().map(str::to_owned))
}

/// Status and error code of a sign-up for this answer of the range API, and true if the log reports a failed lookup.
fn searched(answer: Option<&str>) -> (u16, Option<String>, bool) {
    let world = World::with_settings(&[("BREACHED_PASSWORDS_URL", URL)]);
    if let Some(text) = answer {
        world.http.answer_text(&format!("{URL}/range/{PREFIX}"), text);
    }
    let (status, error) = sign_up(&world, "SecurePassword123");
    assert_eq!(world.http.calls.get(), 1);
    let log = world.log.0.borrow();
    let warned = log.iter().any(|(level, line)| *level == Level::Warning && line.contains("breach_check_failed"));
    (status, error, warned)
}

#[test]
fn a_breached_password_is_refused() {
    let other = "0".repeat(35);
    for range in [
        format!("{SUFFIX}:1"),
        format!("{}:1", SUFFIX.to_lowercase()),
        format!("{other}:7\r\n{SUFFIX}:12\r\n"),
        format!("{SUFFIX}:0\r\n{SUFFIX}:2\r\n"),
    ] {
        assert_eq!(searched(Some(&range)), (400, Some("PASSWORD_BREACHED".into()), false), "{range}");
    }
}

#[test]
fn an_unbreached_password_is_accepted_and_so_is_any_after_a_failed_lookup() {
    let other = "0".repeat(35);
    for range in
        [String::new(), format!("{other}:7\r\n"), format!("{SUFFIX}:0\r\n{other}:7"), format!("{SUFFIX}: many")]
    {
        assert_eq!(searched(Some(&range)), (201, None, false), "{range}");
    }
    for failure in [None, Some("<!doctype html>")] {
        assert_eq!(searched(failure), (201, None, true), "{failure:?}");
    }
}

#[test]
fn a_password_equal_to_a_name_is_refused_without_a_lookup() {
    let world = World::with_settings(&[("BREACHED_PASSWORDS_URL", URL), ("APP_NAME", "Acme Garden")]);
    for password in [
        "ada.lovelace@acme.test",
        "ADA.LOVELACE",
        "countess ada",
        "acme garden",
        "https://auth.acme.test",
        "auth.acme.test",
        "password123",
    ] {
        assert_eq!(sign_up(&world, password), (400, Some("PASSWORD_TOO_COMMON".into())), "{password}");
    }
    assert_eq!(world.http.calls.get(), 0);
    assert_eq!(sign_up(&world, "ada.lovelace's own"), (201, None));
}

#[test]
fn a_password_hashed_by_the_client_is_not_checked() {
    let world = World::with_settings(&[("BREACHED_PASSWORDS_URL", URL)]);
    let hashed = json!({ "login": "ada@acme.test", "email": "ada@acme.test", "password": "ada@acme.test" });
    let answer = world.post("/auth/register", hashed);
    assert_eq!((answer.status, world.http.calls.get()), (200, 0), "{answer:?}");
}
