//! Second factor: single-use codes, every sign-in method, and removal.

#[cfg(test)]
mod changing;
#[cfg(test)]
mod strength;

use serde_json::json;
use sesame::ports::Clock;

use crate::support::second_factor::{
    EMAIL, Enrolled, PASSWORD, SIGN_IN_METHODS, code_at, code_now, disable, mailed_token, sign_in, with,
};

#[test]
fn every_sign_in_asks_for_a_code_refuses_a_wrong_one_and_accepts_a_right_one() {
    for (name, method) in SIGN_IN_METHODS {
        let enrolled = Enrolled::new();
        let sessions = || enrolled.world.database.count("sessions");
        let before = sessions();
        assert_eq!(method(&enrolled, None).status, 401, "{name}: none");
        assert_eq!(method(&enrolled, Some(&enrolled.wrong_code())).status, 401, "{name}: wrong");
        assert_eq!(method(&enrolled, Some("nonsense")).status, 401, "{name}: nonsense");
        assert_eq!(sessions(), before, "{name}");
        let right = method(&enrolled, Some(&enrolled.code()));
        assert!(right.status < 400, "{name}: {right:?}");
        enrolled.world.clock.advance(900);
        let backup = method(&enrolled, Some(&enrolled.backup_codes[0]));
        assert!(backup.status < 400, "{name}: a backup code: {backup:?}");
        assert_eq!(method(&enrolled, Some(&enrolled.backup_codes[0])).status, 401, "{name}: the same backup code");
    }
}

#[test]
fn each_dialect_tells_a_missing_code_from_a_wrong_one() {
    let enrolled = Enrolled::new();
    let wrong = enrolled.wrong_code();
    let login = |code: Option<&str>| {
        enrolled
            .world
            .post("/auth/login", with(json!({ "email": EMAIL, "password": PASSWORD }), "totp_code", code))
            .body
    };
    let failed = "Login failed; Invalid user ID or password.";
    assert_eq!(login(None), json!({ "message": failed, "error": "TOTP_REQUIRED" }));
    assert_eq!(login(Some(&wrong)), json!({ "message": failed, "error": "INVALID_TOTP" }));
    assert_eq!(enrolled.sign_in(json!({})).text("/error"), "TOTP_REQUIRED");
    let invalid = enrolled.sign_in(json!({ "totpCode": wrong }));
    assert_eq!(invalid.body, json!({ "error": "INVALID_TOTP", "message": "The TOTP code is invalid or expired" }));
}

#[test]
fn a_step_is_valid_once_across_routes_and_no_older_one_after_it() {
    let enrolled = Enrolled::new();
    let (older, code) = (code_at(&enrolled.secret, enrolled.world.clock.now().0 - 30), enrolled.code());
    assert_eq!(enrolled.sign_in(json!({ "totpCode": code })).status, 200);
    for (name, method) in SIGN_IN_METHODS {
        assert_eq!(method(&enrolled, Some(&code)).status, 401, "{name}");
    }
    assert_eq!(enrolled.verify(&code).text("/error"), "INVALID_TOTP");
    for spent in [code, older] {
        assert_eq!(enrolled.sign_in(json!({ "totpCode": spent })).text("/error"), "INVALID_TOTP");
    }
}

#[test]
fn codes_are_valid_one_step_early_or_late() {
    for (seconds, status) in [(-60, 401), (-30, 200), (30, 200), (60, 401)] {
        let enrolled = Enrolled::new();
        enrolled.world.clock.advance(600);
        let code = code_at(&enrolled.secret, enrolled.world.clock.now().0 + seconds);
        assert_eq!(enrolled.sign_in(json!({ "totpCode": code })).status, status, "{seconds}");
    }
}

/// Code as apps display it.
fn grouped(code: &str, separator: &str) -> String {
    let (start, end) = code.split_at(code.len() / 2);
    format!(" {start}{separator}{end}")
}

#[test]
fn every_sign_in_accepts_a_code_with_spaces_and_hyphens() {
    for (name, method) in SIGN_IN_METHODS {
        let enrolled = Enrolled::new();
        let right = method(&enrolled, Some(&grouped(&enrolled.code(), "\u{a0}")));
        assert!(right.status < 400, "{name}: {right:?}");
        enrolled.world.clock.advance(900);
        let backup = method(&enrolled, Some(&grouped(&enrolled.backup_codes[0], "\u{2013}")));
        assert!(backup.status < 400, "{name}: a backup code: {backup:?}");
    }
    let enrolled = Enrolled::offered();
    assert_eq!(enrolled.verify(&grouped(&enrolled.code(), " ")).status, 200, "the code that enables");
    enrolled.next_step();
    assert_eq!(disable(&enrolled, &grouped(&enrolled.code(), "-")).status, 200, "the one that disables");
}

#[test]
fn failures_count_per_account_over_all_routes_and_a_right_password_does_not_reset_them() {
    let enrolled = Enrolled::new();
    for round in 0..10 {
        let (name, method) = SIGN_IN_METHODS[round % 3];
        assert_eq!(method(&enrolled, None).status, 401, "{name}: a right password alone");
        assert_eq!(method(&enrolled, Some(&enrolled.wrong_code())).status, 401, "{name}");
    }
    assert_eq!(enrolled.sign_in(json!({ "totpCode": enrolled.code() })).status, 429);
    assert_eq!(enrolled.verify(&enrolled.code()).status, 429);
}

#[test]
fn a_decided_login_is_reported_as_over_not_as_a_wrong_code() {
    let enrolled = Enrolled::new();
    let world = &enrolled.world;
    world.post("/auth/login", json!({ "username": "ada", "email": EMAIL, "session_platform": "phone" }));
    let form = json!({ "token": mailed_token(world), "decision": "approve" });
    let approve = |code: &str| world.post("/approve-login", with(form.clone(), "totp_code", Some(code)));
    let wrong = approve(&enrolled.wrong_code());
    assert_eq!(wrong.status, 401, "{wrong:?}");
    assert_eq!(approve(&enrolled.code()).status, 200);
    enrolled.next_step();
    assert_eq!(approve(&enrolled.code()).status, 400, "the link, not the code, is what is wrong");
}

#[test]
fn a_sign_in_waits_ten_minutes_for_its_code() {
    for (seconds, is_open) in [(599, true), (600, false)] {
        let enrolled = Enrolled::new();
        let asked = enrolled.world.post("/sign-in", json!({ "login": EMAIL, "password": PASSWORD }));
        let (_, challenge, _) = asked.cookie_named("__Host-second_factor_").expect("a challenge");
        enrolled.world.clock.advance(seconds);
        let form = json!({ "challenge": challenge, "totp_code": enrolled.code(), "decision": "confirm" });
        let answer = enrolled.world.post("/second-factor", form);
        assert_eq!(answer.status == 303, is_open, "{seconds}: {answer:?}");
    }
}

#[test]
fn five_wrong_codes_spend_a_magic_link_and_a_missing_one_does_not() {
    let enrolled = Enrolled::new();
    enrolled.world.post("/api/auth/send-magic-link", json!({ "email": EMAIL }));
    let token = mailed_token(&enrolled.world);
    let redeem = |code: Option<&str>| {
        enrolled.world.post("/api/auth/magic-link", with(json!({ "token": token }), "totpCode", code))
    };
    for _ in 0..5 {
        assert_eq!(redeem(None).text("/error"), "TOTP_REQUIRED");
        assert_eq!(redeem(Some(&enrolled.wrong_code())).text("/error"), "INVALID_TOTP");
    }
    assert_eq!(redeem(Some(&enrolled.code())).text("/error"), "INVALID_TOKEN");
}

#[test]
fn a_backup_code_that_is_not_one_spends_nothing() {
    let enrolled = Enrolled::new();
    let wrong = "0000-0000-0000";
    enrolled.world.post("/api/auth/send-magic-link", json!({ "email": EMAIL }));
    let token = mailed_token(&enrolled.world);
    let redeem = |code: &str| enrolled.world.post("/api/auth/magic-link", json!({ "token": token, "totpCode": code }));
    assert_eq!(redeem(wrong).text("/error"), "INVALID_TOTP");
    assert_eq!(redeem(&enrolled.backup_codes[0]).status, 200);

    enrolled.world.post("/auth/login", json!({ "username": "ada", "email": EMAIL, "session_platform": "phone" }));
    let token = mailed_token(&enrolled.world);
    let approve = |code: &str| {
        enrolled.world.post("/approve-login", json!({ "token": token, "decision": "confirm", "totp_code": code }))
    };
    assert_eq!(approve(wrong).status, 401);
    assert_eq!(approve(&enrolled.backup_codes[1]).status, 200);
}

#[test]
fn continuing_a_session_needs_no_second_code() {
    let enrolled = Enrolled::new();
    let code = enrolled.code();
    let body = json!({ "login": "ada", "password": PASSWORD, "totp_code": code });
    let pair = enrolled.world.post("/api/v1/auth/signin/", body).cookie("refresh_token");
    let refreshed =
        enrolled.world.with_cookies(&format!("refresh_token={pair}"), "POST", "/api/v1/auth/custom-refresh/");
    assert_eq!(refreshed.status, 204);
    let shown = enrolled.world.post("/auth/pair/code", json!({ "name": "mirror" }));
    let code = json!({ "code": shown.text("/code") });
    assert_eq!(enrolled.world.as_bearer(&enrolled.session, "POST", "/auth/pair", Some(code)).status, 200);
    let collected = enrolled.world.send("GET", &format!("/auth/session/{}", shown.text("/auth_id")), &[], None);
    assert_eq!(collected.status, 200);
}
