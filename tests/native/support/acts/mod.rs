//! Catalogue of prepared acts. Each can be run, repeated, and made to fail at any statement.

pub mod applying;
pub mod asking;
pub mod authorizing;
pub mod changing;
pub mod entering;
pub mod operating;
pub mod refused;
pub mod registering;

use serde_json::{Value as Json, json};

use crate::support::federation;
use crate::support::mailed::{EMAIL, signed_up};
use crate::support::passkeys::{self, Authenticator};
use crate::support::second_factor::Enrolled;
use crate::support::{Answer, World};

pub const PASSWORD: &str = "SecurePassword123";
/// Event of a sign-in by password.
pub const SIGN_IN: (&str, Option<&str>) = ("sign-in", Some("password"));

/// Detail of an event in place of an id that the act draws.
pub const DRAWN: &str = "(an id)";

/// World that is ready for an act, and the act.
pub type Ready = (World, Box<dyn Fn(&World) -> Answer>);

/// Act of a person: its name, its expected events (kind and detail) and its preparation.
pub struct Act {
    pub name: &'static str,
    pub leaves: &'static [(&'static str, Option<&'static str>)],
    pub ready: fn() -> Ready,
}

/// Act that a session requests.
pub fn as_session(
    prepare: impl Fn(&World) -> String,
    method: &'static str,
    path: &'static str,
    body: Option<Json>,
) -> Ready {
    let world = World::new();
    let token = prepare(&world);
    (world, Box::new(move |world| world.as_bearer(&token, method, path, body.clone())))
}

pub fn mailed(prepare: fn(&World) -> String, act: fn(&World, &str) -> Answer) -> Ready {
    let world = World::new();
    let prepared = prepare(&world);
    (world, Box::new(move |world| act(world, &prepared)))
}

pub fn posting(prepare: impl Fn(&World), path: &'static str, body: Json) -> Ready {
    let world = World::new();
    prepare(&world);
    (world, Box::new(move |world| world.post(path, body.clone())))
}

pub fn credentials() -> Json {
    json!({ "email": EMAIL, "login": EMAIL, "password": PASSWORD })
}

pub fn another_session(world: &World) -> Answer {
    world.post("/api/v1/auth/signin", credentials())
}

/// Device that shows a pairing code: the session of a signed-in person, and the code.
pub fn pairing(world: &World) -> (String, String) {
    let token = signed_up(world);
    (token, world.post("/auth/pair/code", json!({ "name": "Mirror" })).text("/code"))
}

pub fn enrolled(act: fn(&Enrolled) -> Answer, offered: bool) -> Ready {
    let enrolled = if offered { Enrolled::offered() } else { Enrolled::new() };
    let Enrolled { world, session, secret, backup_codes } = enrolled;
    let act = move |world: &World| {
        // Handle on the same world with its factor, for the tests' functions.
        let (session, secret, backup_codes) = (session.clone(), secret.clone(), backup_codes.clone());
        act(&Enrolled { world: world.clone(), session, secret, backup_codes })
    };
    (world, Box::new(act))
}

/// Account with a passkey. The act takes its session, the passkey's id and its answer to a sign-in's options.
pub fn with_passkey(act: fn(&World, &str, &str, &Json) -> Answer) -> Ready {
    let (world, mut phone) = (World::new(), Authenticator::new(1));
    let token = passkeys::signed_up(&world);
    let id = passkeys::registered(&world, &token, &mut phone);
    let answer = phone.get(&passkeys::options_for_any(&world));
    (world, Box::new(move |world| act(world, &token, &id, &answer)))
}

pub fn at_provider(prepare: fn(&World) -> Option<String>) -> Ready {
    let world = federation::world();
    let link = prepare(&world);
    let there = federation::sent(&world, link.as_deref());
    (world, Box::new(move |world| federation::back(world, &there)))
}

/// Acts with events.
pub fn eventful() -> impl Iterator<Item = &'static Act> {
    entering::ACTS
        .iter()
        .chain(changing::ACTS)
        .chain(operating::ACTS)
        .chain(registering::ACTS)
        .chain(applying::ACTS)
        .chain(authorizing::ACTS)
}
