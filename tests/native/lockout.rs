//! Lockout: no mail or failure that unauthenticated callers cause, alone or combined, keeps the owner out.

use serde_json::{Value as Json, json};

use crate::support::mail_requests::{flood, from};
use crate::support::mailed::{EMAIL, form, mailed_token, poll};
use crate::support::passkeys::{self, Authenticator};
use crate::support::{Answer, World, federation, second_factor};

const PASSWORD: &str = "SecurePassword123";

/// Owner with every way to sign in.
struct Owner {
    world: World,
    phone: Authenticator,
}

fn owner() -> Owner {
    let world = federation::world();
    let token = federation::verified(&world);
    let username = Some(json!({ "username": "ada" }));
    assert_eq!(world.as_bearer(&token, "PATCH", "/api/auth/user", username).status, 200);
    let mut phone = Authenticator::new(1);
    passkeys::registered(&world, &token, &mut phone);
    assert_eq!(federation::visit(&world, Some(&token)).status, 200);
    world.finish_background();
    world.clock.advance(1000);
    Owner { world, phone }
}

/// Name of an attack on the owner, and the requests that make it. Each knows the owner's address and username.
type Attack = (&'static str, fn(&World));

/// Sends a request from 12 client addresses: more often than any limit of an account or a mailbox allows.
fn repeated(world: &World, path: &str, body: &dyn Fn(usize) -> Json) {
    for n in 0..12 {
        from(world, n, path, body(n));
    }
}

const ATTACKS: &[Attack] = &[
    ("wrong passwords in A", |w| {
        repeated(w, "/auth/login", &|n| json!({ "email": EMAIL, "password": format!("wrong {n}") }))
    }),
    ("wrong passwords in B, with codes", |w| {
        repeated(
            w,
            "/api/auth/sign-in",
            &|n| json!({ "email": EMAIL, "password": format!("wrong {n}"), "totpCode": "000000" }),
        );
    }),
    ("wrong passwords in D, by username", |w| {
        repeated(
            w,
            "/api/v1/auth/signin/",
            &|n| json!({ "login": "ada", "password": format!("wrong {n}"), "captcha": "" }),
        );
    }),
    ("wrong passwords on the page", |w| {
        repeated(w, "/sign-in", &|n| json!({ "login": EMAIL, "password": format!("wrong {n}") }))
    }),
    ("magic links", |w| repeated(w, "/api/auth/send-magic-link", &|_| json!({ "email": EMAIL }))),
    ("resets", |w| repeated(w, "/api/auth/forgot-password", &|_| json!({ "email": EMAIL }))),
    ("logins with made-up usernames", |w| {
        repeated(
            w,
            "/auth/login",
            &|n| json!({ "username": format!("u{n}"), "email": EMAIL, "session_platform": "x" }),
        );
    }),
    ("logins with one made-up username", |w| {
        repeated(w, "/auth/login", &|_| json!({ "username": "bob", "email": EMAIL, "session_platform": "x" }));
    }),
    ("logins with a made-up address", |w| {
        repeated(
            w,
            "/auth/login",
            &|_| json!({ "username": "ada", "email": "bob@acme.test", "session_platform": "x" }),
        );
    }),
    ("registrations", |w| {
        repeated(
            w,
            "/auth/registration",
            &|n| json!({ "username": format!("r{n}"), "email": EMAIL, "session_platform": "x" }),
        );
    }),
    ("sign-ups", |w| repeated(w, "/api/auth/sign-up", &|_| json!({ "email": EMAIL, "password": PASSWORD }))),
    ("made-up mailed tokens", |w| {
        for path in ["/api/auth/magic-link", "/api/auth/verify-email", "/api/auth/two-factor/challenge"] {
            repeated(
                w,
                path,
                &|n| json!({ "token": format!("x.{n}"), "challenge": format!("x.{n}"), "totpCode": "000000" }),
            );
        }
    }),
    ("what a member has mailed to another's address", |w| {
        let username = format!("eve-{}", w.database.count("accounts"));
        let body = json!({ "username": username, "session_platform": "x" });
        let eve = w.post("/auth/registration", body).text("/session_token");
        for _ in 0..12 {
            for path in ["/api/auth/change-email", "/auth/email"] {
                w.as_bearer(&eve, "POST", path, Some(json!({ "email": EMAIL })));
            }
            w.as_bearer(&eve, "POST", "/auth/pair", Some(json!({ "code": "000000" })));
            w.finish_background();
        }
    }),
    ("everything that mails", |w| flood(w, EMAIL)),
];

/// Sends a request from the owner's client address, which no attack uses.
fn from_owner(world: &World, path: &str, body: Json) -> Answer {
    from(world, 9000, path, body)
}

/// True if failures locked the password: the right one is refused with 429.
fn password_is_locked(world: &World, code: Option<&str>) -> bool {
    let mut body = json!({ "email": EMAIL, "password": PASSWORD });
    if let Some(code) = code {
        body["totpCode"] = code.into();
    }
    let answer = from_owner(world, "/api/auth/sign-in", body);
    assert!(matches!(answer.status, 200 | 429), "{answer:?}");
    answer.status == 429
}

/// Signs the owner in by the newest link, whoever requested it.
fn sign_in_by_link(world: &World) {
    let asked = from_owner(world, "/api/auth/send-magic-link", json!({ "email": EMAIL }));
    assert!(matches!(asked.status, 200 | 429));
    let token = newest_of(world, "/magic-link?");
    assert_eq!(from_owner(world, "/api/auth/magic-link", json!({ "token": token })).status, 200, "a link");
}

/// Token of the newest mail to the owner whose link opens this page.
fn newest_of(world: &World, page: &str) -> String {
    world.finish_background();
    let sent = world.mailer.sent.borrow();
    let text = sent
        .iter()
        .rev()
        .find(|mail| mail.to.contains(EMAIL) && mail.text.contains(page))
        .expect("a mail")
        .text
        .clone();
    let line = text.lines().find(|line| line.contains("?token=")).expect("a link").to_owned();
    line.split_once("?token=").expect("a token").1.to_owned()
}

/// Attacks, then signs the owner in by each way but the password. Those that prove the mailbox also unlock the password.
fn every_way_in(owner: &Owner, attack: &dyn Fn(&World), name: &str) {
    let world = &owner.world;
    attack(world);
    let credential = owner.phone.get(&passkeys::options_for_any(world));
    assert_eq!(passkeys::sign_in(world, &credential).status, 200, "{name}: a passkey");
    assert_eq!(federation::visit(world, None).status, 200, "{name}: a provider");
    let body = json!({ "username": "ada", "email": EMAIL, "session_platform": "phone" });
    let auth_id = from_owner(world, "/auth/login", body).text("/auth_id");
    assert_eq!(form(world, "/approve-login", &mailed_token(world, EMAIL), "confirm").status, 200, "{name}");
    assert_eq!(poll(world, &auth_id).status, 200, "{name}: a login");
    assert!(!password_is_locked(world, None), "{name}: a completed login by mail unlocks the password");
    attack(world);
    sign_in_by_link(world);
    assert!(!password_is_locked(world, None), "{name}: a link unlocks the password");
    attack(world);
    from_owner(world, "/api/auth/forgot-password", json!({ "email": EMAIL }));
    let body = json!({ "token": newest_of(world, "/reset-password?"), "newPassword": PASSWORD });
    assert_eq!(from_owner(world, "/api/auth/reset-password", body).status, 200, "{name}: a reset");
    assert!(!password_is_locked(world, None), "{name}: a reset unlocks the password");
}

#[test]
fn no_single_attack_locks_the_owner_out() {
    for (name, attack) in ATTACKS {
        every_way_in(&owner(), attack, name);
    }
}

#[test]
fn no_combined_attack_locks_the_owner_out() {
    every_way_in(&owner(), &|world| ATTACKS.iter().for_each(|(_, attack)| attack(world)), "together");
}

#[test]
fn no_attack_locks_out_an_owner_with_a_second_factor() {
    let (world, secret) = federation::enrolled();
    let code = || second_factor::code_now(&world, &secret);
    world.clock.advance(1000);
    ATTACKS.iter().for_each(|(_, attack)| attack(&world));
    from_owner(&world, "/api/auth/send-magic-link", json!({ "email": EMAIL }));
    let token = newest_of(&world, "/magic-link?");
    let redeem = |code: &str| from_owner(&world, "/api/auth/magic-link", json!({ "token": token, "totpCode": code }));
    assert_eq!(redeem("000000").status, 401, "a wrong code is looked at, and unlocks nothing");
    assert!(password_is_locked(&world, Some(&code())));
    assert_eq!(redeem(&code()).status, 200);
    world.clock.advance(30);
    assert!(!password_is_locked(&world, Some(&code())));
}
