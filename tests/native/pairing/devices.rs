//! Session of a paired device.

use serde_json::{Value as Json, json};
use sesame::domain::time::DAY;

use super::{PASSWORD, look, on_page, paired, waiting};
use crate::support::World;
use crate::support::mailed::{EMAIL, signed_up};

#[test]
fn a_paired_device_is_never_fresh() {
    let world = World::new();
    let approver = signed_up(&world);
    let device = paired(&world, &approver);
    let asks: [(&str, &str, Json); 4] = [
        ("POST", "/api/auth/two-factor/enable", json!({})),
        ("POST", "/api/auth/passkey/register", json!({})),
        ("DELETE", "/api/auth/user", json!({})),
        ("POST", "/api/auth/two-factor/backup-codes", json!({ "totpCode": "123456" })),
    ];
    for (method, path, body) in asks {
        let refused = world.as_bearer(&device, method, path, Some(body.clone()));
        assert_eq!((refused.status, refused.text("/error").as_str()), (403, "REAUTHENTICATION_REQUIRED"), "{path}");
    }
    assert_eq!(world.as_bearer(&approver, "POST", "/api/auth/two-factor/enable", None).status, 200, "its approver is");
    let with_password = json!({ "password": PASSWORD });
    let enabled = world.as_bearer(&device, "POST", "/api/auth/two-factor/enable", Some(with_password));
    assert_eq!(enabled.status, 200, "with the password it may");
    let page = world.as_bearer(&device, "GET", "/account", None);
    assert_eq!(page.status, 200);
}

#[test]
fn a_device_lives_thirty_days_and_never_longer_than_the_device_that_approved_it() {
    let world = World::new();
    let approver = signed_up(&world);
    let alive = |token: &str| world.as_bearer(token, "GET", "/api/auth/session", None).status == 200;
    world.clock.advance(6 * DAY);
    let renewed = world.as_bearer(&approver, "GET", "/api/auth/session", None).text("/session/token");
    let mut device = paired(&world, &renewed);
    let ends = || world.database.query("SELECT method, created_at, ends_at FROM sessions ORDER BY created_at, rowid");
    let first_end = ends()[1]["ends_at"].as_i64().expect("a time");
    assert_eq!(
        first_end - ends()[1]["created_at"].as_i64().expect("a time"),
        30 * DAY,
        "its approver showed a password"
    );
    for n in 0..6 {
        world.clock.advance(5 * DAY - 60);
        assert!(alive(&device), "after {n} turns");
        let token = world.as_bearer(&device, "GET", "/api/auth/session", None).text("/session/token");
        device = paired(&world, &token);
    }
    let all = ends();
    assert!(all.iter().skip(1).all(|row| row["ends_at"].as_i64() == Some(first_end)), "{all:?}");
    world.clock.advance(6 * 60);
    assert!(!alive(&device), "pairing with itself renewed nothing");
}

#[test]
fn the_owner_is_notified_of_a_paired_device() {
    let world = World::new();
    let approver = signed_up(&world);
    let count = || {
        world.finish_background();
        world.mailer.sent.borrow().iter().filter(|mail| mail.subject.contains("device was paired")).count()
    };
    let device = waiting(&world, "Living room");
    assert_eq!(look(&world, &approver, &device.code).0.status, 200);
    assert_eq!(count(), 0, "looking is no pairing");
    assert_eq!(on_page(&world, &approver, &json!({ "code": device.code, "decision": "refuse" })).status, 200);
    assert_eq!(count(), 0, "nor is refusing");
    paired(&world, &approver);
    assert_eq!(count(), 1);
    let mail = world.mailer.newest_to(EMAIL);
    for part in ["Mirror", " UTC", "change your password"] {
        assert!(mail.text.contains(part), "{part} in {}", mail.text);
    }
    let device = waiting(&world, "Living room");
    assert_eq!(on_page(&world, &approver, &json!({ "code": device.code, "decision": "approve" })).status, 200);
    assert_eq!(count(), 2);
    let french = [("authorization", format!("Bearer {approver}")), ("accept-language", "fr".into())];
    let headers: Vec<(&str, &str)> = french.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let device = waiting(&world, "Salon");
    assert_eq!(world.send("POST", "/auth/pair", &headers, Some(json!({ "code": device.code }))).status, 200);
    world.finish_background();
    assert!(world.mailer.newest_to(EMAIL).subject.starts_with("Un appareil a été associé"));
}
