//! Changes from a session or from the mailbox.

use serde_json::json;

use super::{
    Act, PASSWORD, SIGN_IN, another_session, as_session, at_provider, enrolled, mailed, pairing, with_passkey,
};
use crate::support::World;
use crate::support::mailed::{EMAIL, asked, form, new_address, signed_up, verification, waiting};
use crate::support::passkeys::{self, Authenticator};
use crate::support::{federation, second_factor};

pub const ACTS: &[Act] = &[
    Act {
        name: "linking",
        leaves: &[("identity-linked", Some("github"))],
        ready: || at_provider(|world| Some(federation::verified(world))),
    },
    Act {
        name: "linking by a proven address",
        leaves: &[("identity-linked", Some("github")), ("sign-in", Some("identity"))],
        ready: || {
            at_provider(|world| {
                federation::verified(world);
                None
            })
        },
    },
    Act {
        name: "unlinking",
        leaves: &[("identity-unlinked", Some("github"))],
        ready: || {
            let world = federation::world();
            let token = federation::verified(&world);
            assert_eq!(federation::visit(&world, Some(&token)).status, 200);
            let list = world.as_bearer(&token, "GET", "/api/auth/identities", None);
            let path = format!("/api/auth/identities/{}", list.text("/identities/0/id"));
            (world, Box::new(move |world| world.as_bearer(&token, "DELETE", &path, None)))
        },
    },
    Act {
        name: "signing out",
        leaves: &[("sign-out", None)],
        ready: || as_session(signed_up, "POST", "/api/auth/sign-out", None),
    },
    Act {
        name: "signing out a browser whose session token is lost",
        leaves: &[("sign-out", None)],
        ready: || {
            mailed(
                |world| {
                    signed_up(world);
                    another_session(world).cookie("refresh_token")
                },
                |world, token| {
                    world.with_cookies(&format!("refresh_token={token}"), "POST", "/api/v1/auth/custom-logout")
                },
            )
        },
    },
    Act {
        name: "ending a session",
        leaves: &[("session-ended", Some("Unknown client"))],
        ready: || {
            let world = World::new();
            let token = signed_up(&world);
            another_session(&world);
            let own = world.as_bearer(&token, "GET", "/api/auth/session", None).text("/session/id");
            let rows = world.database.query(&format!("SELECT id FROM sessions WHERE id <> '{own}'"));
            let path = format!("/api/auth/sessions/{}", rows[0]["id"].as_str().expect("an id"));
            (world, Box::new(move |world| world.as_bearer(&token, "DELETE", &path, None)))
        },
    },
    Act {
        name: "ending the other sessions",
        leaves: &[("other-sessions-ended", None)],
        ready: || {
            let prepare = |world: &World| {
                let token = signed_up(world);
                another_session(world);
                token
            };
            as_session(prepare, "DELETE", "/api/auth/sessions", None)
        },
    },
    Act {
        name: "ending the other sessions where there are none",
        leaves: &[],
        ready: || as_session(signed_up, "DELETE", "/api/auth/sessions", None),
    },
    Act {
        name: "changing the password",
        leaves: &[("password-changed", None)],
        ready: || {
            let body = json!({ "currentPassword": PASSWORD, "newPassword": "AnotherPassword456" });
            as_session(signed_up, "POST", "/api/auth/change-password", Some(body))
        },
    },
    Act {
        name: "resetting the password, first proof",
        leaves: &[("earlier-setup-removed", None), ("email-verified", None), ("password-reset", None)],
        ready: || {
            mailed(
                |w| asked(w, "/api/auth/forgot-password"),
                |w, t| w.post("/api/auth/reset-password", json!({ "token": t, "newPassword": "AnotherPassword456" })),
            )
        },
    },
    Act {
        name: "verifying by link",
        leaves: &[("email-verified", None)],
        ready: || mailed(verification, |w, t| form(w, "/verify-email", t, "mine")),
    },
    Act {
        name: "verifying by code",
        leaves: &[("email-verified", None)],
        ready: || {
            let world = World::new();
            let token = signed_up(&world);
            let text = world.mailer.newest_to(EMAIL).text;
            let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
            let body = json!({ "verification_code": text.lines().find(is_code).expect("a code") });
            let verify =
                move |world: &World| world.as_bearer(&token, "POST", "/api/v1/auth/verify-email", Some(body.clone()));
            (world, Box::new(verify))
        },
    },
    Act {
        name: "not mine",
        leaves: &[("email-detached", None)],
        ready: || mailed(verification, |w, t| form(w, "/verify-email", t, "not_mine")),
    },
    Act {
        name: "changing the address",
        leaves: &[("email-changed", None)],
        ready: || mailed(new_address, |w, t| form(w, "/confirm-address", t, "mine")),
    },
    Act {
        name: "approving a login, first proof",
        leaves: &[("login-approved", Some("phone")), ("email-verified", None)],
        ready: || mailed(|w| waiting(w).1, |w, t| form(w, "/approve-login", t, "confirm")),
    },
    Act {
        name: "refusing a login",
        leaves: &[("login-refused", Some("phone"))],
        ready: || mailed(|w| waiting(w).1, |w, t| form(w, "/approve-login", t, "refuse")),
    },
    Act {
        name: "disowning a login",
        leaves: &[("login-refused", Some("phone")), ("email-detached", None)],
        ready: || mailed(|w| waiting(w).1, |w, t| form(w, "/approve-login", t, "not_mine")),
    },
    Act {
        name: "pairing a device",
        leaves: &[("device-paired", Some("Mirror"))],
        ready: || {
            let world = World::new();
            let (token, code) = pairing(&world);
            let body = json!({ "code": code });
            (world, Box::new(move |world| world.as_bearer(&token, "POST", "/auth/pair", Some(body.clone()))))
        },
    },
    Act {
        name: "looking a device up",
        leaves: &[],
        ready: || {
            let world = World::new();
            let (token, code) = pairing(&world);
            (world, Box::new(move |world| world.as_bearer(&token, "POST", "/pair", Some(json!({ "code": code })))))
        },
    },
    Act {
        name: "refusing a device",
        leaves: &[("device-refused", Some("Mirror"))],
        ready: || {
            let world = World::new();
            let (token, code) = pairing(&world);
            let body = json!({ "code": code, "decision": "refuse" });
            (world, Box::new(move |world| world.as_bearer(&token, "POST", "/pair", Some(body.clone()))))
        },
    },
    Act {
        name: "enabling the second factor",
        leaves: &[("two-factor-enabled", None)],
        ready: || enrolled(|e| e.verify(&e.code()), true),
    },
    Act { name: "verifying it once more", leaves: &[], ready: || enrolled(|e| e.verify(&e.code()), false) },
    Act {
        name: "disabling it",
        leaves: &[("two-factor-disabled", None)],
        ready: || enrolled(|e| second_factor::disable(e, &e.code()), false),
    },
    Act {
        name: "renewing the backup codes by one of them",
        leaves: &[("backup-code-used", None), ("backup-codes-renewed", None)],
        ready: || {
            enrolled(
                |e| {
                    let body = json!({ "password": PASSWORD, "totpCode": e.backup_codes[0] });
                    e.world.as_bearer(&e.session, "POST", "/api/auth/two-factor/backup-codes", Some(body))
                },
                false,
            )
        },
    },
    Act {
        name: "signing in with a backup code",
        leaves: &[("backup-code-used", None), SIGN_IN],
        ready: || enrolled(|e| e.sign_in(json!({ "totpCode": e.backup_codes[1] })), false),
    },
    Act {
        name: "registering a passkey",
        leaves: &[("passkey-added", Some("Key"))],
        ready: || {
            let world = World::new();
            let token = passkeys::signed_up(&world);
            let credential = Authenticator::new(2).create(&passkeys::options_for_new(&world, &token));
            (world, Box::new(move |world| passkeys::register(world, &token, &credential)))
        },
    },
    Act {
        name: "renaming a passkey",
        leaves: &[("passkey-renamed", Some("Phone"))],
        ready: || {
            with_passkey(|world, token, id, _| {
                let path = format!("/api/auth/passkeys/{id}");
                world.as_bearer(token, "PATCH", &path, Some(json!({ "name": "Phone" })))
            })
        },
    },
    Act {
        name: "removing a passkey",
        leaves: &[("passkey-removed", Some("Key"))],
        ready: || with_passkey(|world, token, id, _| passkeys::remove(world, token, id, json!({}))),
    },
    Act {
        name: "taking everything along",
        leaves: &[("exported", None)],
        ready: || as_session(signed_up, "GET", "/api/auth/user/export", None),
    },
];
