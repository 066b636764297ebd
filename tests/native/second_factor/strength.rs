//! `aal` of every session.

use serde_json::{Value as Json, json};

use super::{EMAIL, Enrolled, PASSWORD, SIGN_IN_METHODS, mailed_token};
use crate::support::mailed::{EMAIL as MAILED, form, poll, signed_up, waiting};
use crate::support::passkeys::{self, Authenticator};
use crate::support::{Answer, World};
use crate::support::{federation, second_factor};

/// `aal` of the newest session.
fn newest(world: &World) -> Json {
    world.database.query("SELECT aal FROM sessions ORDER BY rowid DESC LIMIT 1")[0]["aal"].clone()
}

fn opened(answer: &Answer) {
    assert!(answer.status < 400, "{answer:?}");
}

#[test]
fn one_factor_gives_aal_1() {
    let world = World::new();
    signed_up(&world);
    assert_eq!(newest(&world), 1, "sign-up");
    opened(&world.post("/api/auth/sign-in", json!({ "email": MAILED, "password": PASSWORD })));
    assert_eq!(newest(&world), 1, "password");
    opened(&world.post("/api/auth/send-magic-link", json!({ "email": MAILED })));
    let token = crate::support::mailed::mailed_token(&world, MAILED);
    opened(&world.post("/api/auth/magic-link", json!({ "token": token })));
    assert_eq!(newest(&world), 1, "magic link");

    let world = World::new();
    let (auth_id, token) = waiting(&world);
    opened(&form(&world, "/approve-login", &token, "confirm"));
    opened(&poll(&world, &auth_id));
    assert_eq!(newest(&world), 1, "login");

    let world = federation::world();
    opened(&federation::visit(&world, None));
    assert_eq!(newest(&world), 1, "identity");
}

#[test]
fn a_code_or_a_backup_code_gives_aal_2() {
    for (name, method) in SIGN_IN_METHODS.iter().filter(|(name, _)| *name != "C's approval") {
        let enrolled = Enrolled::new();
        opened(&method(&enrolled, Some(&enrolled.code())));
        assert_eq!(newest(&enrolled.world), 2, "{name}");
        enrolled.world.database.query("DELETE FROM attempts RETURNING subject");
        opened(&method(&enrolled, Some(&enrolled.backup_codes[0])));
        assert_eq!(newest(&enrolled.world), 2, "{name}: a backup code");
    }
}

#[test]
fn a_code_on_the_next_page_gives_aal_2() {
    let enrolled = Enrolled::new();
    let asked = enrolled.world.post("/sign-in", json!({ "login": EMAIL, "password": PASSWORD }));
    let (_, challenge, _) = asked.cookie_named("__Host-second_factor_").expect("a challenge");
    let form = json!({ "challenge": challenge, "totp_code": enrolled.code(), "decision": "confirm" });
    opened(&enrolled.world.post("/second-factor", form));
    assert_eq!(newest(&enrolled.world), 2);

    let (world, secret) = federation::enrolled();
    world.clock.advance(30);
    let asked = federation::visit(&world, None);
    let body = json!({ "challenge": asked.text("/challenge"), "totpCode": second_factor::code_now(&world, &secret) });
    opened(&world.post("/api/auth/two-factor/challenge", body));
    assert_eq!(newest(&world), 2, "identity");
}

#[test]
fn a_login_is_as_strong_as_its_approval() {
    let enrolled = Enrolled::new();
    let world = &enrolled.world;
    let asked = world.post("/auth/login", json!({ "username": "ada", "email": EMAIL, "session_platform": "phone" }));
    let form = json!({ "token": mailed_token(world), "decision": "approve", "totp_code": enrolled.code() });
    opened(&world.post("/approve-login", form));
    enrolled.next_step();
    opened(&enrolled.sign_in(json!({ "totpCode": enrolled.code() })));
    opened(&poll(world, &asked.text("/auth_id")));
    assert_eq!(newest(world), 2, "whatever used a code in between");
}

#[test]
fn a_passkey_gives_aal_2() {
    let (world, mut phone) = (World::new(), Authenticator::new(1));
    let token = passkeys::signed_up(&world);
    passkeys::registered(&world, &token, &mut phone);
    opened(&passkeys::sign_in(&world, &phone.get(&passkeys::options_for_any(&world))));
    assert_eq!(newest(&world), 2);
}

#[test]
fn a_paired_device_has_aal_1_whoever_approves_it() {
    let enrolled = Enrolled::new();
    let world = &enrolled.world;
    let strong = enrolled.sign_in(json!({ "totpCode": enrolled.code() })).text("/session/token");
    let shown = world.post("/auth/pair/code", json!({ "name": "mirror" }));
    opened(&world.as_bearer(&strong, "POST", "/auth/pair", Some(json!({ "code": shown.text("/code") }))));
    opened(&poll(world, &shown.text("/auth_id")));
    assert_eq!(newest(world), 1);
}

#[test]
fn enabling_the_factor_raises_its_session_to_aal_2_and_no_later_code_does() {
    let enrolled = Enrolled::offered();
    let aal = || enrolled.world.database.query("SELECT aal FROM sessions WHERE method = 'password'")[0]["aal"].clone();
    assert_eq!(enrolled.verify(&enrolled.wrong_code()).status, 401);
    assert_eq!(aal(), 1);
    opened(&enrolled.verify(&enrolled.code()));
    assert_eq!(aal(), 2);

    enrolled.world.database.query("UPDATE sessions SET aal = 1 RETURNING id");
    enrolled.next_step();
    opened(&enrolled.verify(&enrolled.code()));
    assert_eq!(aal(), 1, "it was opened by one factor");
}

#[test]
fn a_paired_device_that_enables_the_factor_stays_at_aal_1() {
    let world = World::new();
    let owner = world.post("/api/auth/sign-up", json!({ "email": EMAIL, "password": PASSWORD })).text("/session/token");
    let shown = world.post("/auth/pair/code", json!({ "name": "mirror" }));
    opened(&world.as_bearer(&owner, "POST", "/auth/pair", Some(json!({ "code": shown.text("/code") }))));
    let device = poll(&world, &shown.text("/auth_id")).text("/session_token");
    let password = Some(json!({ "password": PASSWORD }));
    let secret = world.as_bearer(&device, "POST", "/api/auth/two-factor/enable", password).text("/secret");
    let code = Some(json!({ "code": second_factor::code_now(&world, &secret) }));
    opened(&world.as_bearer(&device, "POST", "/api/auth/two-factor/verify", code));
    let left = world.database.query("SELECT method, aal FROM sessions");
    assert_eq!(json!(left), json!([{ "method": "pairing", "aal": 1 }]));
}
