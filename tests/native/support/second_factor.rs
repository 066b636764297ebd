//! Accounts with a second factor, and every sign-in method that asks for it.

use serde_json::{Value as Json, json};

use sesame::ports::Clock;

use crate::support::{Answer, World};

pub const EMAIL: &str = "ada@acme.test";

pub const PASSWORD: &str = "SecurePassword123";

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

pub fn code_at(secret: &str, now: i64) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).expect("base32");
    let totp = totp_rs::Builder::new().with_secret(secret).with_account_name("ada").build().expect("a secret");
    totp.generate(now.unsigned_abs()).to_string()
}

pub fn mailed_token(world: &World) -> String {
    world.finish_background();
    let sent = world.mailer.sent.borrow();
    let mut lines = sent.iter().rev().filter(|mail| mail.to == EMAIL).flat_map(|mail| mail.text.lines());
    lines.find_map(|line| line.split_once("?token=")).expect("a link").1.to_owned()
}

pub fn verify_mailbox(world: &World) {
    let token = mailed_token(world);
    assert_eq!(world.post("/api/auth/verify-email", json!({ "token": token })).status, 200);
}

pub fn reset_password(world: &World) {
    assert_eq!(world.post("/api/auth/forgot-password", json!({ "email": EMAIL })).status, 200);
    let token = mailed_token(world);
    let body = json!({ "token": token, "newPassword": PASSWORD });
    assert_eq!(world.post("/api/auth/reset-password", body).status, 200);
}

pub fn sign_in(world: &World, more: &Json) -> Answer {
    let mut body = json!({ "email": EMAIL, "password": PASSWORD });
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    world.post("/api/auth/sign-in", body)
}

pub fn disable(enrolled: &Enrolled, code: &str) -> Answer {
    let body = json!({ "password": PASSWORD, "totpCode": code });
    enrolled.world.as_bearer(&enrolled.session, "POST", "/api/auth/two-factor/disable", Some(body))
}

/// Method of signing in: name, and its answer with or without a code.
pub type SignInMethod = (&'static str, fn(&Enrolled, Option<&str>) -> Answer);

pub fn with(mut body: Json, field: &str, code: Option<&str>) -> Json {
    body[field] = json!(code);
    body
}

pub const SIGN_IN_METHODS: &[SignInMethod] = &[
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
