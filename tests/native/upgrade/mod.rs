//! Upgrade: a database filled under a former schema, migrated, works with this version's code.

mod addresses;
mod applications;
mod fixture;
mod rebuilt_tables;

use serde_json::{Value as Json, json};

use crate::support::mailed::{form, poll};
use crate::support::operators::{call, with_role};
use crate::support::passkeys::{self, Authenticator};
use crate::support::second_factor::code_now;
use crate::support::upgraded::Upgraded;
use crate::support::visit::{CALLBACK, CLIENT};
use crate::support::{Answer, World};
use crate::support::{federation, mailed};

const PASSWORD: &str = "SecurePassword123";

#[test]
fn every_session_goes_on() {
    for upgraded in Upgraded::all() {
        for name in [
            "ada",
            "bob",
            "carol",
            "mallory",
            "dora",
            "erin",
            "frank",
            "gus",
            "gus_paired",
            "heidi",
            "ivy",
            "jo",
            "kim",
        ] {
            if upgraded.facts.get(format!("{name}_session")).is_some() {
                upgraded.session(&format!("{name}_session"));
            }
        }
        let ada = &upgraded.session("ada_session")["user"];
        assert_eq!(
            (&ada["email"], &ada["emailVerified"], &ada["name"], &ada["image"]),
            (&json!("Ada@acme.test"), &json!(true), &json!("Ada"), &json!("https://acme.test/ada.png"))
        );
    }
}

#[test]
fn every_credential_still_signs_in() {
    for upgraded in Upgraded::all() {
        let Upgraded { world, facts, .. } = &upgraded;
        for login in ["ada@acme.test", "ada", "bob@acme.test", "erin@acme.test", "heidi@acme.test"] {
            let answer = world.post("/api/v1/auth/signin", json!({ "login": login, "password": PASSWORD }));
            assert_eq!(answer.status, 204, "{login}: {answer:?}");
        }
        let dora = |code: &Json| {
            let body = json!({ "email": "dora@acme.test", "password": PASSWORD, "totpCode": code });
            world.post("/api/auth/sign-in", body)
        };
        assert_eq!(dora(&Json::Null).text("/error"), "TOTP_REQUIRED");
        assert_eq!(dora(&json!(code_now(world, facts["dora_secret"].as_str().expect("a secret")))).status, 200);
        assert_eq!(dora(&facts["dora_backup_codes"][0]).text("/error"), "INVALID_TOTP", "a spent one stays spent");
        assert_eq!(dora(&facts["dora_backup_codes"][1]).status, 200);
        let mut phone = Authenticator::new(1);
        phone.create(&passkeys::options_for_new(world, facts["frank_session"].as_str().expect("a token")));
        assert_eq!(passkeys::sign_in(world, &phone.get(&passkeys::options_for_any(world))).status, 200);
        assert_eq!(federation::visit(world, None).status, 200);
    }
}

#[test]
fn pending_approvals_can_still_be_decided() {
    for upgraded in Upgraded::all() {
        let (world, held) = (&upgraded.world, |name| upgraded.held(name));
        let redeem = |path: &str, body: Json| assert_eq!(world.post(path, body).status, 200, "{path}");
        redeem("/api/auth/magic-link", json!({ "token": held("ada_magic_link") }));
        redeem("/api/auth/verify-email", json!({ "token": held("bob_verification") }));
        redeem("/api/auth/reset-password", json!({ "token": held("bob_reset"), "newPassword": "AnotherPassword456" }));
        assert_eq!(form(world, "/approve-login", held("carol_approval"), "approve").status, 200);
        assert_eq!(poll(world, held("carol_waiting")).status, 200);
        assert_eq!(poll(world, held("carol_approved")).status, 200);
        assert_eq!(form(world, "/confirm-address", held("heidi_confirmation"), "mine").status, 200);
        let approved = world.as_bearer(
            held("gus_session"),
            "POST",
            "/auth/pair",
            Some(json!({ "code": held("gus_waiting_code") })),
        );
        assert_eq!(approved.status, 200, "{approved:?}");
        for device in ["gus_waiting_device", "gus_approved_device"] {
            assert_eq!(poll(world, held(device)).status, 200, "{device}");
        }
        let back = format!("/api/auth/callback/github?code=abc&state={}", held("state"));
        let name = if upgraded.schema == "0012" { "oauth_browser" } else { "__Host-oauth_browser" };
        let cookie = format!("{name}={}", held("browser"));
        assert_eq!(world.with_cookies(&cookie, "GET", &back).status, 200);
        assert_eq!(mailed::form(world, "/confirm-address", held("heidi_confirmation"), "mine").status, 400);
    }
}

#[test]
fn a_browser_goes_on_to_refresh() {
    for upgraded in Upgraded::all() {
        let refresh = |token: &str| {
            let cookie = format!("refresh_token={token}");
            upgraded.world.with_cookies(&cookie, "POST", "/api/v1/auth/custom-refresh/")
        };
        let live = refresh(upgraded.held("ada_refresh_live"));
        assert_eq!(live.status, 204, "{live:?}");
        assert_eq!(refresh(&live.cookie("refresh_token")).status, 204);
        assert_eq!(refresh(upgraded.held("ada_other_refresh_live")).status, 204);
        assert_eq!(refresh(upgraded.held("ada_refresh_spent")).status, 401, "spent twice over");
    }
}

#[test]
fn an_upgraded_account_is_deleted_completely() {
    for upgraded in Upgraded::all() {
        let by_password = json!({ "password": PASSWORD });
        for (name, body) in
            [("ada_session", by_password.clone()), ("erin_session", by_password), ("gus_session", json!({}))]
        {
            let answer = upgraded.world.as_bearer(upgraded.held(name), "DELETE", "/api/auth/user", Some(body));
            assert_eq!(answer.status, 200, "{name}: {answer:?}");
        }
    }
}

/// Answer to a code of the secret that Erin was offered before the upgrade.
fn verify(upgraded: &Upgraded, secret: &str) -> Answer {
    let body = json!({ "code": code_now(&upgraded.world, secret) });
    upgraded.world.as_bearer(upgraded.held("erin_session"), "POST", "/api/auth/two-factor/verify", Some(body))
}

#[test]
fn an_unverified_offer_of_schema_12_is_made_again() {
    let upgraded = Upgraded::from_0012();
    let (world, erin) = (&upgraded.world, upgraded.held("erin_session"));
    assert_eq!(verify(&upgraded, upgraded.held("erin_secret")).text("/error"), "TWO_FACTOR_NOT_ENABLED");
    let offered = world.as_bearer(erin, "POST", "/api/auth/two-factor/enable", Some(json!({ "password": PASSWORD })));
    assert_ne!(offered.text("/secret"), upgraded.held("erin_secret"));
    assert_eq!(verify(&upgraded, &offered.text("/secret")).status, 200);
}

#[test]
fn an_unverified_offer_of_schema_18_is_still_good() {
    let upgraded = Upgraded::from_0018();
    assert_eq!(verify(&upgraded, upgraded.held("erin_secret")).status, 200);
}

/// Operators find people of before, with their last sign-in and the order of their events.
#[test]
fn operators_look_after_people_of_before() {
    for upgraded in Upgraded::all() {
        let world = &upgraded.world;
        let (_, operator) = with_role(world, "olga@acme.test", "operator");
        let ada = call(world, &operator, "GET", "/users?username=ada", json!({}));
        assert!(ada.body["users"][0]["lastSignInAt"].is_string(), "{ada:?}");
        assert_eq!(ada.body["users"][0]["state"], "active");
        let id = ada.text("/users/0/id");
        let events = call(world, &operator, "GET", &format!("/users/{id}/events"), json!({}));
        assert!(events.body["events"].as_array().is_some_and(|events| events.len() > 2), "{events:?}");
        let feed = call(world, &operator, "GET", "/events", json!({}));
        assert_eq!(feed.body["events"][0]["type"], "sign-up", "{feed:?}");
        let disabled = call(world, &operator, "POST", &format!("/users/{id}/disable"), json!({}));
        assert_eq!(disabled.status, 200, "{disabled:?}");
        let session = world.as_bearer(upgraded.held("ada_session"), "GET", "/api/auth/session", None);
        assert_eq!(session.status, 401);
    }
}

#[test]
fn a_paired_device_of_the_former_version_is_not_fresh() {
    for upgraded in Upgraded::all() {
        let enable = |name| {
            let answer = upgraded.world.as_bearer(upgraded.held(name), "POST", "/api/auth/two-factor/enable", None);
            answer.status
        };
        assert_eq!((enable("gus_paired_session"), enable("gus_session")), (403, 200));
    }
}

/// Redeems a code of the application as it does itself: a public client with the verifier of RFC 7636 appendix B.
fn redeem_code(world: &World, code: &str) -> Answer {
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("client_id", CLIENT),
        ("code_verifier", verifier),
    ];
    world.send_form("/oauth2/token", &[], &fields)
}
