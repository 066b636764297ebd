//! Ways to sign in.

use serde_json::json;

use super::{Act, SIGN_IN, another_session, at_provider, credentials, mailed, posting, with_passkey};
use crate::support::World;
use crate::support::mailed::{
    BROWSER, EMAIL, asked, asked_for_code, form, mailed_code, poll, signed_up, signed_up_unproven, waiting,
};
use crate::support::sessions::add_sessions;
use crate::support::visit::hidden;
use crate::support::{federation, passkeys};

pub const ACTS: &[Act] = &[
    Act {
        name: "signing up",
        leaves: &[("sign-up", None)],
        ready: || posting(|_| {}, "/api/v1/auth/signup", credentials()),
    },
    Act {
        name: "registering",
        leaves: &[("sign-up", None)],
        ready: || posting(|_| {}, "/auth/registration", json!({ "username": "ada", "session_platform": "test" })),
    },
    Act {
        name: "signing in",
        leaves: &[SIGN_IN],
        ready: || posting(|world| drop(signed_up(world)), "/api/v1/auth/signin", credentials()),
    },
    Act {
        name: "signing in again in a browser",
        leaves: &[SIGN_IN, ("session-ended", Some("Unknown client"))],
        ready: || {
            let world = World::new();
            signed_up(&world);
            let pair = another_session(&world);
            let held = ["access_token", "refresh_token"].map(|name| format!("{name}={}", pair.cookie(name))).join("; ");
            (
                world,
                Box::new(move |world| {
                    world.send("POST", "/api/v1/auth/signin", &[("cookie", &held)], Some(credentials()))
                }),
            )
        },
    },
    Act {
        name: "signing in past the limit of sessions",
        leaves: &[SIGN_IN, ("session-displaced", Some("Added 1"))],
        ready: || {
            let (world, act) = posting(|world| drop(signed_up(world)), "/auth/login", credentials());
            world.clock.advance(1);
            add_sessions(&world, 99);
            (world, act)
        },
    },
    Act {
        name: "magic link, first proof",
        leaves: &[("earlier-setup-removed", None), ("email-verified", None), ("sign-in", Some("magic-link"))],
        ready: || {
            mailed(
                |w| asked(w, "/api/auth/send-magic-link"),
                |w, t| w.post("/api/auth/magic-link", json!({ "token": t })),
            )
        },
    },
    Act {
        name: "code of a magic link, first proof",
        leaves: &[("earlier-setup-removed", None), ("email-verified", None), ("sign-in", Some("magic-link"))],
        ready: || {
            mailed(asked_for_code, |w, body| w.post("/api/auth/magic-link", serde_json::from_str(body).expect("JSON")))
        },
    },
    Act {
        name: "magic link, first proof of an account that is the reader's",
        leaves: &[("email-verified", None), ("sign-in", Some("magic-link"))],
        ready: || mailed(|w| asked(w, "/api/auth/send-magic-link"), |w, t| form(w, "/magic-link", t, "mine")),
    },
    Act {
        name: "magic link, first proof of an account that is not",
        leaves: &[("earlier-setup-removed", None), ("email-verified", None), ("sign-in", Some("magic-link"))],
        ready: || mailed(|w| asked(w, "/api/auth/send-magic-link"), |w, t| form(w, "/magic-link", t, "not_mine")),
    },
    Act {
        name: "collecting a login",
        leaves: &[("sign-in", Some("login"))],
        ready: || {
            mailed(
                |world| {
                    let (auth_id, token) = waiting(world);
                    assert_eq!(form(world, "/approve-login", &token, "confirm").status, 200);
                    auth_id
                },
                poll,
            )
        },
    },
    Act {
        name: "collecting a pairing",
        leaves: &[("sign-in", Some("pairing"))],
        ready: || {
            mailed(
                |world| {
                    let token = signed_up(world);
                    let shown = world.post("/auth/pair/code", json!({ "name": "Mirror" }));
                    let body = json!({ "code": shown.text("/code") });
                    assert_eq!(world.as_bearer(&token, "POST", "/auth/pair", Some(body)).status, 200);
                    shown.text("/auth_id")
                },
                poll,
            )
        },
    },
    Act {
        name: "signing in by passkey",
        leaves: &[("sign-in", Some("passkey"))],
        ready: || with_passkey(|world, _, _, answer| passkeys::sign_in(world, answer)),
    },
    Act {
        name: "code of a domain-bound sign-up",
        leaves: &[("email-verified", None), ("sign-in", Some("magic-link"))],
        ready: || {
            let world = World::with_settings(&[("SIGN_UP_DOMAINS", "acme.test")]);
            let page = signed_up_unproven(&world);
            let fields = json!({ "signUp": hidden(&page, "signUp"), "code": mailed_code(&world, EMAIL) });
            (world, Box::new(move |world| world.send("POST", "/sign-up/code", &[BROWSER], Some(fields.clone()))))
        },
    },
    Act {
        name: "signing up at a provider",
        leaves: &[("sign-up", Some("github")), ("identity-linked", Some("github")), ("sign-in", Some("identity"))],
        ready: || at_provider(|_| None),
    },
    Act {
        name: "first proof at a provider",
        leaves: &[
            ("earlier-setup-removed", None),
            ("email-verified", None),
            ("identity-linked", Some("github")),
            ("sign-in", Some("identity")),
        ],
        ready: || {
            at_provider(|world| {
                federation::signed_up(world);
                None
            })
        },
    },
];
