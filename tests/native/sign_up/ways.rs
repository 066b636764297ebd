//! Every way of signing up.

use serde_json::{Value as Json, json};

use crate::support::{Answer, World, federation};

pub const PASSWORD: &str = "SecurePassword123";

/// Way of signing up: its name, and its answer for an address, with the members of an invitation.
pub struct Way {
    pub name: &'static str,
    pub try_with: fn(&World, &str, Json) -> Answer,
}

fn post(world: &World, path: &str, mut body: Json, more: Json) -> Answer {
    let members = body.as_object_mut().expect("an object");
    members.extend(more.as_object().cloned().unwrap_or_default());
    world.post(path, body)
}

/// Return from a provider, where one person has this address.
fn provider(world: &World, email: &str, verified: bool) -> Answer {
    federation::answer_as_github(world, email);
    let emails = json!([{ "email": email, "primary": true, "verified": verified }]);
    world.http.answer("https://api.github.com/user/emails", &emails);
    federation::visit(world, None)
}

pub const WAYS: &[Way] = &[
    Way {
        name: "A",
        try_with: |world, email, more| {
            post(world, "/auth/register", json!({ "email": email, "password": PASSWORD }), more)
        },
    },
    Way {
        name: "B",
        try_with: |world, email, more| {
            post(world, "/api/auth/sign-up", json!({ "email": email, "password": PASSWORD }), more)
        },
    },
    Way {
        name: "C",
        try_with: |world, email, more| {
            let body = json!({ "username": "newcomer", "email": email, "session_platform": "test" });
            post(world, "/auth/registration", body, more)
        },
    },
    Way {
        name: "C without an address",
        try_with: |world, _, more| {
            post(world, "/auth/registration", json!({ "username": "newcomer", "session_platform": "test" }), more)
        },
    },
    Way {
        name: "D",
        try_with: |world, email, more| {
            post(world, "/api/v1/auth/signup", json!({ "email": email, "password": PASSWORD }), more)
        },
    },
    Way {
        name: "page",
        try_with: |world, email, more| {
            post(world, "/sign-up", json!({ "name": "", "email": email, "password": PASSWORD }), more)
        },
    },
    Way { name: "provider that vouches", try_with: |world, email, _| provider(world, email, true) },
    Way { name: "provider that does not", try_with: |world, email, _| provider(world, email, false) },
];

/// World under a policy, where `taken@acme.test` and `taken@other.test` have accounts from before.
pub fn world(policy: &[(&str, &str)]) -> World {
    let settings: Vec<_> = federation::SETTINGS.into_iter().chain(policy.iter().copied()).collect();
    let world = World::with_settings(&settings);
    for email in ["taken@acme.test", "taken@other.test"] {
        world.database.query(&format!(
            "INSERT INTO accounts (id, email, email_key, made_by, created_at) VALUES ('{email}', '{email}', '{email}', '', 1)"
        ));
    }
    world
}

/// Numbers of accounts and of sessions.
pub fn counts(world: &World) -> [u64; 2] {
    world.finish_background();
    ["accounts", "sessions"].map(|table| world.database.count(table))
}
