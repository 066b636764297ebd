//! Refused acts, with the events that tell the account of them.

use serde_json::json;

use super::{Act, another_session, as_session, credentials, enrolled, posting};
use crate::support::World;
use crate::support::mailed::{EMAIL, form, mailed_token, registered, signed_up, verification};
use crate::support::passkeys::{self, Authenticator};

/// Expected status, and the act with its expected event.
pub const ACTS: &[(u16, Act)] = &[
    (
        401,
        Act {
            name: "a wrong password",
            leaves: &[("sign-in-failed", None)],
            ready: || {
                let wrong = json!({ "email": EMAIL, "password": "WrongPassword123" });
                posting(|world| drop(signed_up(world)), "/auth/login", wrong)
            },
        },
    ),
    (
        401,
        Act {
            name: "a password of an account that has none",
            leaves: &[("sign-in-failed", None)],
            ready: || posting(|world| drop(registered(world)), "/auth/login", credentials()),
        },
    ),
    (401, Act { name: "a password of nobody", leaves: &[], ready: || posting(|_| {}, "/auth/login", credentials()) }),
    (
        401,
        Act {
            name: "a wrong password in a session",
            leaves: &[("reauthentication-failed", None)],
            ready: || {
                let body = json!({ "currentPassword": "WrongPassword123", "newPassword": "AnotherPassword456" });
                as_session(signed_up, "POST", "/api/auth/change-password", Some(body))
            },
        },
    ),
    (
        401,
        Act {
            name: "a wrong code",
            leaves: &[("second-factor-failed", None)],
            ready: || enrolled(|e| e.sign_in(json!({ "totpCode": e.wrong_code() })), false),
        },
    ),
    (
        401,
        Act {
            name: "a wrong code in a session",
            leaves: &[("second-factor-failed", None)],
            ready: || enrolled(|e| e.verify(&e.wrong_code()), false),
        },
    ),
    (
        401,
        Act {
            name: "a code that is no backup code beside a mailed link",
            leaves: &[("second-factor-failed", None)],
            ready: || {
                let (world, _) = enrolled(|e| e.sign_in(json!({})), false);
                world.post("/api/auth/send-magic-link", json!({ "email": EMAIL }));
                let body = json!({ "token": mailed_token(&world, EMAIL), "totpCode": "AAAA-BBBB-CCCC" });
                (world, Box::new(move |world| world.post("/api/auth/magic-link", body.clone())))
            },
        },
    ),
    (
        401,
        Act {
            name: "a refresh token from before the newest, a day later",
            leaves: &[("refresh-token-reused", None)],
            ready: || {
                let world = World::new();
                signed_up(&world);
                let cookies = format!("refresh_token={}", another_session(&world).cookie("refresh_token"));
                let refresh = move |world: &World| world.with_cookies(&cookies, "POST", "/api/v1/auth/custom-refresh");
                assert_eq!(refresh(&world).status, 204);
                world.clock.advance(24 * 60 * 60);
                (world, Box::new(refresh))
            },
        },
    ),
    (
        409,
        Act {
            name: "removing the last way in",
            leaves: &[],
            ready: || {
                let (world, mut phone) = (World::new(), Authenticator::new(1));
                let token = passkeys::nameless(&world, "ada");
                let id = passkeys::registered(&world, &token, &mut phone);
                (world, Box::new(move |world| passkeys::remove(world, &token, &id, json!({}))))
            },
        },
    ),
    (
        400,
        Act {
            name: "a link that is spent",
            leaves: &[],
            ready: || {
                let world = World::new();
                let token = verification(&world);
                assert_eq!(form(&world, "/verify-email", &token, "mine").status, 200);
                (world, Box::new(move |world| form(world, "/verify-email", &token, "not_mine")))
            },
        },
    ),
];
