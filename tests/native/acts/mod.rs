//! What people do, prepared: each can be run, run again, and made to fail at any statement.

pub mod asking;
pub mod changing;
pub mod entering;
pub mod refused;

use serde_json::{Value as Json, json};

use crate::mailed::{EMAIL, signed_up};
use crate::oauth;
use crate::passkeys::{self, Authenticator};
use crate::second_factor::Enrolled;
use crate::support::{Answer, World};

pub const PASSWORD: &str = "SecurePassword123";
/// What signing in by password leaves.
pub const SIGN_IN: (&str, Option<&str>) = ("sign-in", Some("password"));

/// A world in which something can be done, and what does it.
pub type Ready = (World, Box<dyn Fn(&World) -> Answer>);

/// Something a person does: the events it is to leave, kind and detail, and how.
pub struct Act {
    pub name: &'static str,
    pub leaves: &'static [(&'static str, Option<&'static str>)],
    pub ready: fn() -> Ready,
}

/// One of the acts that a session asks for.
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

/// A device that shows its code to somebody signed in: their session, and the code.
pub fn pairing(world: &World) -> (String, String) {
    let token = signed_up(world);
    (token, world.post("/auth/pair/code", json!({ "name": "Mirror" })).text("/code"))
}

pub fn enrolled(act: fn(&Enrolled) -> Answer, offered: bool) -> Ready {
    let enrolled = if offered { Enrolled::offered() } else { Enrolled::new() };
    let Enrolled { world, session, secret, backup_codes } = enrolled;
    let act = move |world: &World| {
        // The same world, seen by the helpers that know the factor.
        let (session, secret, backup_codes) = (session.clone(), secret.clone(), backup_codes.clone());
        act(&Enrolled { world: world.clone(), session, secret, backup_codes })
    };
    (world, Box::new(act))
}

/// An account with a passkey: its session, the passkey's id, and its answer to whoever asks it to sign in.
pub fn with_passkey(act: fn(&World, &str, &str, &Json) -> Answer) -> Ready {
    let (world, mut phone) = (World::new(), Authenticator::new(1));
    let token = passkeys::signed_up(&world);
    let id = passkeys::registered(&world, &token, &mut phone);
    let answer = phone.get(&passkeys::options_for_any(&world));
    (world, Box::new(move |world| act(world, &token, &id, &answer)))
}

pub fn at_provider(prepare: fn(&World) -> Option<String>) -> Ready {
    let world = oauth::world();
    let link = prepare(&world);
    let there = oauth::sent(&world, link.as_deref());
    (world, Box::new(move |world| oauth::back(world, &there)))
}

/// Those that leave events.
pub fn eventful() -> impl Iterator<Item = &'static Act> {
    entering::ACTS.iter().chain(changing::ACTS)
}
