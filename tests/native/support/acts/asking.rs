//! Acts without events: requests for a mail, lookups, next steps.

use serde_json::{Value as Json, json};

use super::{
    Act, PASSWORD, Ready, another_session, as_session, at_provider, credentials, enrolled, mailed, pairing, posting,
};
use crate::support::mailed::{
    BROWSER, EMAIL, address_change, asked, asked_of_proven, form, mailed_token, new_address, signed_up,
    signed_up_unproven, verification, waiting,
};
use crate::support::passkeys::{self, Authenticator};
use crate::support::visit::hidden;
use crate::support::{Answer, World};
use crate::support::{federation, second_factor};

/// Act without events.
const fn quiet(name: &'static str, ready: fn() -> Ready) -> Act {
    Act { name, leaves: &[], ready }
}

fn member(world: &World) {
    signed_up(world);
}

/// Opens the page of a mailed link whose cached text is missing from KV.
fn opening(prepare: fn(&World) -> String, path: &'static str) -> Ready {
    let world = World::new();
    let path = format!("{path}?token={}", prepare(&world));
    world.finish_background();
    world.key_value.wipe();
    (world, Box::new(move |world| world.send("GET", &path, &[], None)))
}

fn reading(path: &'static str) -> Ready {
    as_session(signed_up, "GET", path, None)
}

/// Sign-in by a provider that waits for a code: its challenge, and a valid code.
fn put_off(act: fn(&World, Json) -> Answer) -> Ready {
    let (world, secret) = federation::enrolled();
    let challenge = federation::visit(&world, None).text("/challenge");
    world.clock.advance(30);
    let code = second_factor::code_now(&world, &secret);
    (world, Box::new(move |world| act(world, json!({ "challenge": challenge, "totpCode": code, "totp_code": code }))))
}

pub const ACTS: &[Act] = &[
    quiet("signing up in A", || posting(|_| {}, "/auth/register", credentials())),
    quiet("signing up in B", || posting(|_| {}, "/api/auth/sign-up", credentials())),
    quiet("signing in in A", || posting(member, "/auth/login", credentials())),
    quiet("signing in in B", || posting(member, "/api/auth/sign-in", credentials())),
    quiet("refreshing", || {
        let prepare = |world: &World| {
            signed_up(world);
            another_session(world).cookie("refresh_token")
        };
        mailed(prepare, |world, token| {
            world.with_cookies(&format!("refresh_token={token}"), "POST", "/api/v1/auth/custom-refresh")
        })
    }),
    quiet("asking for a login", || {
        let body = json!({ "username": "ada", "email": EMAIL, "session_platform": "phone" });
        posting(|world| drop(crate::support::mailed::registered(world)), "/auth/login", body)
    }),
    quiet("showing a code", || posting(|_| {}, "/auth/pair/code", json!({ "name": "Mirror" }))),
    quiet("asking for a magic link", || posting(member, "/api/auth/send-magic-link", json!({ "email": EMAIL }))),
    quiet("asking for a reset", || posting(member, "/api/auth/forgot-password", json!({ "email": EMAIL }))),
    quiet("asking for a verification", || as_session(signed_up, "POST", "/api/auth/send-verification-email", None)),
    quiet("asking for a verification without a session", || {
        posting(member, "/api/auth/send-verification-email", json!({ "email": EMAIL }))
    }),
    quiet("asking for a verification on the page", || {
        posting(member, "/sign-in/verification", json!({ "login": EMAIL }))
    }),
    quiet("asking for the code of a sign-up again", || {
        let world = World::with_settings(&[("SIGN_UP_DOMAINS", "acme.test")]);
        let page = signed_up_unproven(&world);
        let fields = json!({ "signUp": hidden(&page, "signUp") });
        (world, Box::new(move |world| world.send("POST", "/sign-up/resend", &[BROWSER], Some(fields.clone()))))
    }),
    quiet("asking for an address in B", || {
        let body = json!({ "email": "new@acme.test", "password": PASSWORD });
        as_session(signed_up, "POST", "/api/auth/change-email", Some(body))
    }),
    quiet("asking for an address in C", || {
        as_session(signed_up, "POST", "/auth/email", Some(json!({ "email": "new@acme.test" })))
    }),
    quiet("asking for another address of a proven account", || {
        let prepare = |world: &World| {
            let session = signed_up(world);
            let token = mailed_token(world, EMAIL);
            assert_eq!(world.post("/api/auth/verify-email", json!({ "token": token })).status, 200);
            world.clock.advance(601);
            session
        };
        as_session(prepare, "POST", "/auth/email", Some(json!({ "email": "new@acme.test" })))
    }),
    quiet("approving an address", || mailed(address_change, |w, t| form(w, "/approve-address-change", t, "approve"))),
    quiet("refusing an address", || mailed(address_change, |w, t| form(w, "/approve-address-change", t, "refuse"))),
    quiet("magic link page", || {
        mailed(|w| asked_of_proven(w, "/api/auth/send-magic-link"), |w, t| form(w, "/magic-link", t, "confirm"))
    }),
    quiet("reset page", || {
        mailed(|w| asked(w, "/api/auth/forgot-password"), |w, t| form(w, "/reset-password", t, "confirm"))
    }),
    quiet("verifying in B", || mailed(verification, |w, t| w.post("/api/auth/verify-email", json!({ "token": t })))),
    quiet("opening a magic link", || opening(|w| asked(w, "/api/auth/send-magic-link"), "/magic-link")),
    quiet("opening a reset", || opening(|w| asked(w, "/api/auth/forgot-password"), "/reset-password")),
    quiet("opening a verification", || opening(verification, "/verify-email")),
    quiet("opening a new address", || opening(new_address, "/confirm-address")),
    quiet("opening an approval of an address", || opening(address_change, "/approve-address-change")),
    quiet("opening a login", || opening(|w| waiting(w).1, "/approve-login")),
    quiet("the session", || reading("/api/auth/session")),
    quiet("a token for an API", || reading("/api/auth/token")),
    quiet("the published keys", || (World::new(), Box::new(|world| world.send("GET", "/oauth2/jwks", &[], None)))),
    quiet("the sessions", || reading("/api/auth/sessions")),
    quiet("the passkeys", || reading("/api/auth/passkeys")),
    quiet("the identities", || reading("/api/auth/identities")),
    quiet("the events", || reading("/api/auth/events")),
    quiet("the page for a code", || reading("/pair")),
    quiet("health", || (World::new(), Box::new(|world| world.send("GET", "/healthz", &[], None)))),
    quiet("the profile", || {
        as_session(signed_up, "PATCH", "/api/auth/user", Some(json!({ "name": "Ada L.", "username": "ada" })))
    }),
    quiet("deleting the account", || {
        as_session(signed_up, "DELETE", "/api/auth/user", Some(json!({ "password": PASSWORD })))
    }),
    quiet("offering the second factor", || {
        as_session(signed_up, "POST", "/api/auth/two-factor/enable", Some(json!({ "password": PASSWORD })))
    }),
    quiet("a challenge in B", || put_off(|world, body| world.post("/api/auth/two-factor/challenge", body))),
    quiet("a challenge on its page", || put_off(|world, body| world.post("/second-factor", body))),
    quiet("signing in with a code", || enrolled(|e| e.sign_in(json!({ "totpCode": e.code() })), false)),
    quiet("asking a passkey to sign in", || posting(|_| {}, "/api/auth/passkey/sign-in", json!({}))),
    quiet("asking for a passkey", || {
        as_session(signed_up, "POST", "/api/auth/passkey/register", Some(json!({ "password": PASSWORD })))
    }),
    quiet("a passkey that is known", || {
        let world = World::new();
        let (token, mut phone) = (passkeys::signed_up(&world), Authenticator::new(1));
        passkeys::registered(&world, &token, &mut phone);
        let again = phone.create(&passkeys::options_for_new(&world, &token));
        let answer = move |world: &World| {
            let answer = passkeys::register(world, &token, &again);
            // 409 is the expected outcome.
            if answer.status == 409 { Answer { status: 299, ..answer } } else { answer }
        };
        (world, Box::new(answer))
    }),
    quiet("going to a provider", || {
        let world = federation::world();
        (world, Box::new(|world| world.send("GET", "/api/auth/oauth/github", &[], None)))
    }),
    quiet("coming back to a known identity", || {
        at_provider(|world| {
            federation::visit(world, None);
            None
        })
    }),
    quiet("putting a sign-in by a provider off for a code", || {
        let (world, _) = federation::enrolled();
        let there = federation::sent(&world, None);
        let back = move |world: &World| {
            let answer = federation::back(world, &there);
            if answer.body["error"] == "TOTP_REQUIRED" { Answer { status: 299, ..answer } } else { answer }
        };
        (world, Box::new(back))
    }),
    quiet("pairing on its page", || {
        let world = World::new();
        let (token, code) = pairing(&world);
        let body = json!({ "code": code, "decision": "approve" });
        (world, Box::new(move |world| world.as_bearer(&token, "POST", "/pair", Some(body.clone()))))
    }),
];
