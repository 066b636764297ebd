//! Acts that clear the counts of wrong passwords and wrong second factors.

use serde_json::json;

use super::{beside, by_link, counted, guess};
use crate::support::World;
use crate::support::mailed::{EMAIL, mailed_token, signed_up};
use crate::support::second_factor::Enrolled;

#[test]
fn a_right_code_does_not_clear_later_wrong_ones() {
    let enrolled = Enrolled::offered();
    let guess = || enrolled.sign_in(json!({ "totpCode": enrolled.wrong_code() })).text("/error");
    assert_eq!(enrolled.verify(&enrolled.code()).status, 200);
    enrolled.world.clock.advance(30);
    for _ in 0..9 {
        assert_eq!(guess(), "INVALID_TOTP");
    }
    enrolled.world.finish_background();
    assert_eq!(guess(), "INVALID_TOTP", "the tenth");
    assert_eq!(enrolled.sign_in(json!({ "totpCode": enrolled.code() })).status, 429);
}

#[test]
fn only_a_right_second_factor_clears_the_wrong_ones() {
    type Way = (&'static str, fn(&Enrolled) -> u16);
    let ways: [Way; 5] = [
        ("beside a password", |e| beside(e, &e.code())),
        ("beside a link", |e| by_link(e, Some(&e.code()))),
        ("beside a link, a backup code", |e| by_link(e, Some(&e.backup_codes[0]))),
        ("in a session", |e| e.verify(&e.code()).status),
        ("approving a login", |e| {
            e.world.post("/auth/login", json!({ "username": "ada", "email": EMAIL, "session_platform": "phone" }));
            let token = mailed_token(&e.world, EMAIL);
            let body = json!({ "token": token, "decision": "approve", "totp_code": e.code() });
            e.world.post("/approve-login", body).status
        }),
    ];
    for (name, way) in ways {
        let enrolled = Enrolled::new();
        let world = &enrolled.world;
        for _ in 0..9 {
            assert_eq!(beside(&enrolled, &enrolled.wrong_code()), 401, "{name}");
        }
        enrolled.sign_in(json!({}));
        assert_eq!(by_link(&enrolled, None), 401, "{name}: a code is asked for");
        world.post("/api/auth/forgot-password", json!({ "email": EMAIL }));
        let body = json!({ "token": mailed_token(world, EMAIL), "newPassword": "SecurePassword123" });
        if name != "in a session" {
            assert_eq!(world.post("/api/auth/reset-password", body).status, 200);
        }
        world.finish_background();
        assert_eq!(counted(world, "codes"), 9, "{name}: nothing of that is a right code");
        assert_eq!(way(&enrolled), 200, "{name}");
        world.finish_background();
        assert_eq!(counted(world, "codes"), 0, "{name}");
        for _ in 0..10 {
            assert_eq!(beside(&enrolled, &enrolled.wrong_code()), 401, "{name}");
        }
        world.clock.advance(30);
        assert_eq!(beside(&enrolled, &enrolled.code()), 429, "{name}");
    }
}

#[test]
fn a_reset_and_a_completed_sign_in_by_mail_clear_the_wrong_passwords_and_nothing_else_does() {
    let enrolled = Enrolled::new();
    let world = &enrolled.world;
    let lock = || {
        for _ in 0..10 {
            guess(world, EMAIL, None);
        }
        world.finish_background();
        assert_eq!(counted(world, "account"), 10);
    };
    lock();
    assert_eq!((by_link(&enrolled, None), by_link(&enrolled, Some(&enrolled.wrong_code()))), (401, 401));
    assert_eq!(counted(world, "account"), 10, "not completed");
    assert_eq!(by_link(&enrolled, Some(&enrolled.code())), 200);
    assert_eq!(counted(world, "account"), 0, "completed");
    world.clock.advance(30);
    lock();
    let body = json!({ "username": "ada", "email": EMAIL, "session_platform": "phone" });
    let auth_id = world.post("/auth/login", body).text("/auth_id");
    let body = json!({ "token": mailed_token(world, EMAIL), "decision": "approve", "totp_code": enrolled.code() });
    assert_eq!(world.post("/approve-login", body).status, 200);
    assert_eq!(counted(world, "account"), 10, "approved, and not collected");
    assert_eq!(crate::support::mailed::poll(world, &auth_id).status, 200);
    assert_eq!(counted(world, "account"), 0, "collected");
    lock();
    world.post("/api/auth/forgot-password", json!({ "email": EMAIL }));
    let body = json!({ "token": mailed_token(world, EMAIL), "newPassword": "SecurePassword123" });
    assert_eq!(world.post("/api/auth/reset-password", body).status, 200);
    assert_eq!(counted(world, "account"), 0, "reset");
}

#[test]
fn attempts_refused_before_a_reset_release_no_later_ones() {
    let world = World::new();
    signed_up(&world);
    world.post("/api/auth/forgot-password", json!({ "email": EMAIL }));
    let token = mailed_token(&world, EMAIL);
    // Background work stays pending until the end.
    for _ in 0..15 {
        guess(&world, EMAIL, None);
    }
    let body = json!({ "token": token, "newPassword": "SecurePassword123" });
    assert_eq!(world.post("/api/auth/reset-password", body).status, 200);
    for _ in 0..3 {
        assert_eq!(guess(&world, EMAIL, None).status, 401);
    }
    world.finish_background();
    assert_eq!(counted(&world, "account"), 3);
}
