//! Mail about a sign-in from a device that the account was never used on.

use serde_json::json;

use crate::support::World;
use crate::support::operators::{PASSWORD, person};

const LINUX: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";
const WINDOWS: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0";
const SUBJECT: &str = "New sign-in to your account · Sesame";

fn sign_in(world: &World, agent: &str, password: &str) -> u16 {
    let body = json!({ "email": "ada@acme.test", "password": password });
    world.send("POST", "/api/auth/sign-in", &[("user-agent", agent)], Some(body)).status
}

fn told(world: &World) -> usize {
    world.finish_background();
    world.mailer.sent.borrow().iter().filter(|mail| mail.subject == SUBJECT).count()
}

#[test]
fn the_first_sign_in_on_a_device_is_told_and_later_ones_are_not() {
    let world = World::new();
    person(&world, "ada@acme.test");
    assert_eq!((sign_in(&world, LINUX, PASSWORD), told(&world)), (200, 1));
    let mail = world.mailer.newest_to("ada@acme.test").text;
    assert!(mail.contains("Chrome on Linux") && mail.contains("/forgot-password"), "{mail}");
    assert_eq!((sign_in(&world, LINUX, PASSWORD), told(&world)), (200, 1));
    assert_eq!((sign_in(&world, WINDOWS, PASSWORD), told(&world)), (200, 2));
    assert_eq!((sign_in(&world, WINDOWS, "wrong password"), told(&world)), (401, 2));
    assert_eq!((sign_in(&world, LINUX, PASSWORD), told(&world)), (200, 2));
}

#[test]
fn another_place_is_another_device() {
    let world = World::new();
    person(&world, "ada@acme.test");
    assert_eq!((sign_in(&world, LINUX, PASSWORD), told(&world)), (200, 1));
    world.database.query("DROP TRIGGER events_are_not_changed");
    world.database.query("UPDATE events SET place = 'Austin, US' WHERE kind = 'sign-in'");
    assert_eq!((sign_in(&world, LINUX, PASSWORD), told(&world)), (200, 2));
}

/// Otherwise anybody could have a stranger mailed, by signing up with their address.
#[test]
fn an_unproven_address_is_told_nothing() {
    let world = World::new();
    person(&world, "ada@acme.test");
    world.database.query("UPDATE accounts SET email_verified_at = NULL");
    assert_eq!((sign_in(&world, LINUX, PASSWORD), told(&world)), (200, 0));
}

#[test]
fn what_the_mailbox_approved_is_not_told_to_it() {
    let world = World::new();
    person(&world, "ada@acme.test");
    assert_eq!(world.post("/api/auth/send-magic-link", json!({ "email": "ada@acme.test" })).status, 200);
    let token = crate::support::mailed::mailed_token(&world, "ada@acme.test");
    let agent = [("user-agent", WINDOWS)];
    let answer = world.send("POST", "/api/auth/magic-link", &agent, Some(json!({ "token": token })));
    assert_eq!((answer.status, told(&world)), (200, 0), "{answer:?}");
}
