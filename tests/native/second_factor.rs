//! Second factor: single-use codes, every way to sign in, and removal.

#[cfg(test)]
pub mod changing;
#[cfg(test)]
mod strength;

use serde_json::{Value as Json, json};
use sesame::ports::Clock;

use crate::support::{Answer, World};

const EMAIL: &str = "ada@acme.test";
const PASSWORD: &str = "SecurePassword123";

/// Account with a second factor.
pub struct Enrolled {
    pub world: World,
    pub session: String,
    pub secret: String,
    pub backup_codes: Vec<String>,
}

impl Enrolled {
    pub fn new() -> Self {
        let enrolled = Self::offered();
        assert_eq!(enrolled.verify(&enrolled.code()).status, 200);
        enrolled.next_step();
        enrolled
    }

    /// Account with a second factor offered but not yet verified.
    pub fn offered() -> Self {
        let world = World::new();
        let body = json!({ "username": "ada", "email": EMAIL, "session_platform": "test" });
        assert_eq!(world.post("/auth/registration", body).status, 200);
        verify_mailbox(&world);
        reset_password(&world);
        let session = sign_in(&world, &json!({})).text("/session/token");
        let setup = world.as_bearer(&session, "POST", "/api/auth/two-factor/enable", None);
        let secret = setup.text("/secret");
        let backup_codes = serde_json::from_value(setup.body["backupCodes"].clone()).expect("codes");
        world.finish_background();
        Self { world, session, secret, backup_codes }
    }

    /// Current code of the authenticator.
    pub fn code(&self) -> String {
        code_at(&self.secret, self.world.clock.now().0)
    }

    /// Six digits that are no code of any step near the current time.
    pub fn wrong_code(&self) -> String {
        let now = self.world.clock.now().0;
        let good: Vec<String> = (-3..=3).map(|step| code_at(&self.secret, now + 30 * step)).collect();
        (0..10).map(|n| format!("00000{n}")).find(|code| !good.contains(code)).expect("a wrong code")
    }

    pub fn next_step(&self) {
        self.world.finish_background();
        self.world.clock.advance(30);
    }

    pub fn verify(&self, code: &str) -> Answer {
        self.world.as_bearer(&self.session, "POST", "/api/auth/two-factor/verify", Some(json!({ "code": code })))
    }

    pub fn sign_in(&self, more: Json) -> Answer {
        sign_in(&self.world, &more)
    }
}

/// Current code of a secret.
pub fn code_now(world: &World, secret: &str) -> String {
    code_at(secret, world.clock.now().0)
}

fn code_at(secret: &str, now: i64) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).expect("base32");
    let totp = totp_rs::Builder::new().with_secret(secret).with_account_name("ada").build().expect("a secret");
    totp.generate(now.unsigned_abs()).to_string()
}

fn mailed_token(world: &World) -> String {
    world.finish_background();
    let text = world.mailer.newest_to(EMAIL).text;
    let link = text.lines().find(|line| line.contains("?token=")).expect("a link").to_owned();
    link.split_once("?token=").expect("a token").1.to_owned()
}

fn verify_mailbox(world: &World) {
    let token = mailed_token(world);
    assert_eq!(world.post("/api/auth/verify-email", json!({ "token": token })).status, 200);
}

fn reset_password(world: &World) {
    assert_eq!(world.post("/api/auth/forgot-password", json!({ "email": EMAIL })).status, 200);
    let token = mailed_token(world);
    let body = json!({ "token": token, "newPassword": PASSWORD });
    assert_eq!(world.post("/api/auth/reset-password", body).status, 200);
}

fn sign_in(world: &World, more: &Json) -> Answer {
    let mut body = json!({ "email": EMAIL, "password": PASSWORD });
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    world.post("/api/auth/sign-in", body)
}

/// Way to sign in: name, and its answer with or without a code.
pub type Way = (&'static str, fn(&Enrolled, Option<&str>) -> Answer);

fn with(mut body: Json, field: &str, code: Option<&str>) -> Json {
    body[field] = json!(code);
    body
}

pub const WAYS: &[Way] = &[
    ("A", |e, code| {
        e.world.post("/auth/login", with(json!({ "email": EMAIL, "password": PASSWORD }), "totp_code", code))
    }),
    ("B", |e, code| e.sign_in(with(json!({}), "totpCode", code))),
    ("D", |e, code| {
        e.world.post("/api/v1/auth/signin/", with(json!({ "login": "ada", "password": PASSWORD }), "totp_code", code))
    }),
    ("magic link", |e, code| {
        e.world.post("/api/auth/send-magic-link", json!({ "email": EMAIL }));
        e.world.post("/api/auth/magic-link", with(json!({ "token": mailed_token(&e.world) }), "totpCode", code))
    }),
    ("magic link page", |e, code| {
        e.world.post("/api/auth/send-magic-link", json!({ "email": EMAIL }));
        let form = json!({ "token": mailed_token(&e.world), "decision": "confirm" });
        e.world.post("/magic-link", with(form, "totp_code", code))
    }),
    ("C's approval", |e, code| {
        e.world.post("/auth/login", json!({ "username": "ada", "email": EMAIL, "session_platform": "phone" }));
        let form = json!({ "token": mailed_token(&e.world), "decision": "approve" });
        e.world.post("/approve-login", with(form, "totp_code", code))
    }),
];

#[test]
fn every_sign_in_asks_for_a_code_refuses_a_wrong_one_and_accepts_a_right_one() {
    for (name, way) in WAYS {
        let enrolled = Enrolled::new();
        let sessions = || enrolled.world.database.count("sessions");
        let before = sessions();
        assert_eq!(way(&enrolled, None).status, 401, "{name}: none");
        assert_eq!(way(&enrolled, Some(&enrolled.wrong_code())).status, 401, "{name}: wrong");
        assert_eq!(way(&enrolled, Some("nonsense")).status, 401, "{name}: nonsense");
        assert_eq!(sessions(), before, "{name}");
        let right = way(&enrolled, Some(&enrolled.code()));
        assert!(right.status < 400, "{name}: {right:?}");
        enrolled.world.clock.advance(900);
        let backup = way(&enrolled, Some(&enrolled.backup_codes[0]));
        assert!(backup.status < 400, "{name}: a backup code: {backup:?}");
        assert_eq!(way(&enrolled, Some(&enrolled.backup_codes[0])).status, 401, "{name}: the same backup code");
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
    for (name, way) in WAYS {
        assert_eq!(way(&enrolled, Some(&code)).status, 401, "{name}");
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
    for (name, way) in WAYS {
        let enrolled = Enrolled::new();
        let right = way(&enrolled, Some(&grouped(&enrolled.code(), "\u{a0}")));
        assert!(right.status < 400, "{name}: {right:?}");
        enrolled.world.clock.advance(900);
        let backup = way(&enrolled, Some(&grouped(&enrolled.backup_codes[0], "\u{2013}")));
        assert!(backup.status < 400, "{name}: a backup code: {backup:?}");
    }
    let enrolled = Enrolled::offered();
    assert_eq!(enrolled.verify(&grouped(&enrolled.code(), " ")).status, 200, "the code that enables");
    enrolled.next_step();
    assert_eq!(changing::disable(&enrolled, &grouped(&enrolled.code(), "-")).status, 200, "the one that disables");
}

#[test]
fn failures_count_per_account_over_all_routes_and_a_right_password_does_not_reset_them() {
    let enrolled = Enrolled::new();
    for round in 0..10 {
        let (name, way) = WAYS[round % 3];
        assert_eq!(way(&enrolled, None).status, 401, "{name}: a right password alone");
        assert_eq!(way(&enrolled, Some(&enrolled.wrong_code())).status, 401, "{name}");
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
