//! Acts of operators.

use serde_json::{Value as Json, json};

use super::{Act, DRAWN, Ready};
use crate::support::World;
use crate::support::authenticator::Authenticator;
use crate::support::mailed::{form, mailed_token};
use crate::support::operators::{Office, call, service_key, with_role};

/// Act of the operator on Bob; the path continues `/users/{id}`.
fn on_bob(method: &'static str, path: &'static str, body: Json) -> Ready {
    let Office { world, operator, bob, .. } = Office::new();
    let path = format!("/users/{bob}{path}");
    (world, Box::new(move |world| call(world, &operator, method, &path, body.clone())))
}

/// Act of the operator on a path that is prepared.
fn as_operator(method: &'static str, prepare: fn(&World) -> String, body: Json) -> Ready {
    let Office { world, operator, .. } = Office::new();
    let path = prepare(&world);
    (world, Box::new(move |world| call(world, &operator, method, &path, body.clone())))
}

/// Removal of a part of Bob's account, who has every part.
fn resetting(path: &'static str) -> Ready {
    let office = Office::new();
    office.give_bob_every_part();
    let Office { world, operator, bob, .. } = office;
    let path = format!("/users/{bob}{path}");
    (world, Box::new(move |world| call(world, &operator, "DELETE", &path, json!({}))))
}

/// Request of the operator that changes nothing.
fn looking(path: &'static str) -> Ready {
    let Office { world, operator, .. } = Office::new();
    (world, Box::new(move |world| call(world, &operator, "GET", path, json!({}))))
}

/// Request to recover Bob's account: the session of another operator, and the path of their approval.
fn recovery_request() -> (World, String, String) {
    let office = Office::new();
    let (_, approver) = with_role(&office.world, "otto@acme.test", "operator");
    office.world.clock.advance(1);
    let id = office.about_bob("POST", "/recovery-requests", json!({})).text("/recoveryRequest/id");
    (office.world, approver, format!("/recovery-requests/{id}/approve"))
}

/// Token of a recovery link for Bob.
fn recovery_link() -> (World, String) {
    let Office { world, operator, bob, .. } = Office::new();
    let url = call(&world, &operator, "POST", &format!("/users/{bob}/recovery-link"), json!({})).text("/url");
    let token = url.split_once("?token=").expect("a token").1.to_owned();
    (world, token)
}

/// Act of the operator on the RSA key that signs.
fn on_signing_key(verb: &'static str) -> Ready {
    let Office { world, operator, .. } = Office::new();
    let keys = world.send("GET", "/oauth2/jwks", &[], None);
    let path = format!("/signing-keys/{}/{verb}", keys.text("/keys/0/kid"));
    (world, Box::new(move |world| call(world, &operator, "POST", &path, json!({}))))
}

pub const ACTS: &[Act] = &[
    Act {
        name: "rotating a signing key",
        leaves: &[("signing-key-rotated", Some(DRAWN))],
        ready: || on_signing_key("rotate"),
    },
    Act {
        name: "revoking a signing key",
        leaves: &[("signing-key-revoked", Some(DRAWN))],
        ready: || on_signing_key("revoke"),
    },
    Act {
        name: "giving a role",
        leaves: &[("role-changed", Some("support"))],
        ready: || on_bob("PUT", "/role", json!({ "role": "support" })),
    },
    Act {
        name: "making a key",
        leaves: &[("key-made", Some("Shop"))],
        ready: || as_operator("POST", |_| "/keys".to_owned(), json!({ "name": "Shop", "scopes": ["users:read"] })),
    },
    Act {
        name: "deleting a key",
        leaves: &[("key-deleted", Some("0000000000000000"))],
        ready: || {
            as_operator(
                "DELETE",
                |world| {
                    service_key(world, "users:read");
                    "/keys/0000000000000000".to_owned()
                },
                json!({}),
            )
        },
    },
    Act {
        name: "creating a user",
        leaves: &[("account-made", None)],
        ready: || as_operator("POST", |_| "/users".to_owned(), json!({ "email": "new@acme.test", "name": "New" })),
    },
    Act {
        name: "inviting",
        leaves: &[("invited", Some("new@acme.test"))],
        ready: || as_operator("POST", |_| "/invitations".to_owned(), json!({ "email": "new@acme.test" })),
    },
    Act {
        name: "deleting an invitation",
        leaves: &[("invitation-deleted", Some("new@acme.test"))],
        ready: || {
            let Office { world, operator, .. } = Office::new();
            let invited = call(&world, &operator, "POST", "/invitations", json!({ "email": "new@acme.test" }));
            let path = format!("/invitations/{}", invited.text("/invitation/id"));
            (world, Box::new(move |world| call(world, &operator, "DELETE", &path, json!({}))))
        },
    },
    Act {
        name: "ending every session",
        leaves: &[("sessions-ended", None)],
        ready: || on_bob("DELETE", "/sessions", json!({})),
    },
    Act {
        name: "ending a session",
        leaves: &[("session-ended", None)],
        ready: || {
            let Office { world, operator, bob, .. } = Office::new();
            let id =
                call(&world, &operator, "GET", &format!("/users/{bob}/sessions"), json!({})).text("/sessions/0/id");
            let path = format!("/users/{bob}/sessions/{id}");
            (world, Box::new(move |world| call(world, &operator, "DELETE", &path, json!({}))))
        },
    },
    Act {
        name: "deleting a user",
        leaves: &[("account-deleted", None)],
        ready: || on_bob("DELETE", "", json!({ "reason": "Asked for it" })),
    },
    Act {
        name: "changing the profile of a user",
        leaves: &[("profile-changed", None)],
        ready: || on_bob("PATCH", "", json!({ "name": "Bob", "metadata": { "public": { "team": "red" } } })),
    },
    Act {
        name: "vouching for an address",
        leaves: &[("email-vouched", None)],
        ready: || on_bob("POST", "/verify-email", json!({})),
    },
    Act {
        name: "resetting the second factor of a user",
        leaves: &[("factor-reset", None)],
        ready: || resetting("/second-factor"),
    },
    Act {
        name: "removing the password of a user",
        leaves: &[("password-removed", None)],
        ready: || resetting("/password"),
    },
    Act {
        name: "removing another's key",
        leaves: &[("passkey-removed", Some("Phone"))],
        ready: || resetting("/passkeys/p1"),
    },
    Act {
        name: "removing another's provider account",
        leaves: &[("identity-unlinked", Some("google"))],
        ready: || resetting("/identities/i1"),
    },
    Act {
        name: "making a recovery link",
        leaves: &[("recovery-linked", None)],
        ready: || on_bob("POST", "/recovery-link", json!({ "reason": "Lost the phone" })),
    },
    Act {
        name: "recovering an account by a password",
        leaves: &[("password-reset", None), ("recovered", Some("password"))],
        ready: || {
            let (world, token) = recovery_link();
            let body = json!({ "token": token, "decision": "confirm", "newPassword": "AnotherPassword456" });
            (world, Box::new(move |world| world.post("/recovery", body.clone())))
        },
    },
    Act {
        name: "recovering an account by a passkey",
        leaves: &[("passkey-added", Some("Unknown client")), ("recovered", Some("passkey"))],
        ready: || {
            let (world, token) = recovery_link();
            let asked = world.post("/recovery/options", json!({ "token": token }));
            let credential = Authenticator::new(1).create(&asked.body["options"]).to_string();
            let body = json!({ "token": token, "decision": "confirm", "credential": credential });
            (world, Box::new(move |world| world.post("/recovery/passkey", body.clone())))
        },
    },
    Act {
        name: "asking for a recovery",
        leaves: &[("recovery-asked", None)],
        ready: || {
            let Office { world, operator, bob, .. } = Office::new();
            with_role(&world, "otto@acme.test", "operator");
            let path = format!("/users/{bob}/recovery-requests");
            (world, Box::new(move |world| call(world, &operator, "POST", &path, json!({}))))
        },
    },
    Act {
        name: "approving a recovery",
        leaves: &[("recovery-approved", None)],
        ready: || {
            let (world, approver, path) = recovery_request();
            (world, Box::new(move |world| call(world, &approver, "POST", &path, json!({}))))
        },
    },
    Act {
        name: "seeing the link of a recovery",
        leaves: &[("recovery-shown", None)],
        ready: || {
            let (world, approver, path) = recovery_request();
            assert_eq!(call(&world, &approver, "POST", &path, json!({})).status, 200);
            world.database.query("UPDATE recovery_requests SET approved_at = approved_at - 86400, told = 2");
            (world, Box::new(move |world| call(world, &approver, "POST", &path, json!({}))))
        },
    },
    Act {
        name: "refusing a recovery",
        leaves: &[("recovery-refused", None)],
        ready: || {
            let (world, approver, path) = recovery_request();
            assert_eq!(call(&world, &approver, "POST", &path, json!({})).status, 200);
            let token = mailed_token(&world, "bob@acme.test");
            (world, Box::new(move |world| form(world, "/refuse-recovery", &token, "refuse")))
        },
    },
    Act {
        name: "merging",
        leaves: &[("merged", Some("the other account"))],
        ready: || {
            let Office { world, operator, bob, .. } = Office::new();
            world.database.query(
                "INSERT INTO accounts (id, username, username_key, created_at)
                 VALUES ('the other account', 'ada', 'ada', 1)",
            );
            let (path, body) = (format!("/users/{bob}/merge"), json!({ "from": "the other account" }));
            (world, Box::new(move |world| call(world, &operator, "POST", &path, body.clone())))
        },
    },
    Act {
        name: "entering another address",
        leaves: &[("email-change-asked", None)],
        ready: || on_bob("PUT", "/email", json!({ "email": "robert@acme.test" })),
    },
    Act {
        name: "keeping an address that an operator replaced",
        leaves: &[("email-restored", None)],
        ready: || {
            let Office { world, operator, bob, .. } = Office::new();
            let path = format!("/users/{bob}/email");
            assert_eq!(call(&world, &operator, "PUT", &path, json!({ "email": "robert@acme.test" })).status, 200);
            let token = mailed_token(&world, "bob@acme.test");
            (world, Box::new(move |world| form(world, "/keep-address", &token, "confirm")))
        },
    },
    Act {
        name: "disabling",
        leaves: &[("account-disabled", None)],
        ready: || on_bob("POST", "/disable", json!({ "reason": "Left the company" })),
    },
    Act { name: "enabling", leaves: &[("account-enabled", None)], ready: || on_bob("POST", "/enable", json!({})) },
];

/// Requests that leave no event.
pub const LOOKS: &[Act] = &[
    Act { name: "looking at a user", leaves: &[], ready: || on_bob("GET", "", json!({})) },
    Act { name: "looking at sessions", leaves: &[], ready: || on_bob("GET", "/sessions", json!({})) },
    Act { name: "looking at a user's events", leaves: &[], ready: || on_bob("GET", "/events", json!({})) },
    Act { name: "listing users", leaves: &[], ready: || looking("/users") },
    Act { name: "reading the feed", leaves: &[], ready: || looking("/events?type=sign-up") },
    Act { name: "listing recovery requests", leaves: &[], ready: || looking("/recovery-requests") },
    Act { name: "listing invitations", leaves: &[], ready: || looking("/invitations") },
    Act {
        name: "looking at a session",
        leaves: &[],
        ready: || {
            let Office { world, operator, bob, .. } = Office::new();
            let path = format!("/users/{bob}/sessions");
            let id = call(&world, &operator, "GET", &path, json!({})).text("/sessions/0/id");
            (world, Box::new(move |world| call(world, &operator, "GET", &format!("{path}/{id}"), json!({}))))
        },
    },
    Act { name: "listing keys", leaves: &[], ready: || looking("/keys") },
    Act { name: "listing signing keys", leaves: &[], ready: || looking("/signing-keys") },
    Act { name: "counting", leaves: &[], ready: || looking("/stats") },
];
