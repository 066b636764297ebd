//! A service with operators, and a person they act on.

use serde_json::{Value as Json, json};
use sesame::crypto::service_key::ServiceKey;
use sesame::ports::Clock;

use super::{Answer, World};

pub const PASSWORD: &str = "SecurePassword123";

/// Service with an operator, and Bob, whom operators act on.
pub struct Office {
    pub world: World,
    /// Session of the operator, fresh and opened by two factors.
    pub operator: String,
    /// Account of the operator.
    pub operator_id: String,
    /// Bob's account.
    pub bob: String,
    /// Bob's session.
    pub bobs_session: String,
}

impl Office {
    pub fn new() -> Self {
        Self::of(World::new())
    }

    pub fn of(world: World) -> Self {
        let (operator_id, operator) = with_role(&world, "olga@acme.test", "operator");
        let (bob, bobs_session) = person(&world, "bob@acme.test");
        Self { world, operator, operator_id, bob, bobs_session }
    }

    /// Gives Bob a second factor with a backup code, the passkey `p1`, the identity `i1` and an open recovery link.
    pub fn give_bob_every_part(&self) {
        let bob = &self.bob;
        for sql in [
            format!("INSERT INTO totp (account_id, secret, enabled_at, created_at) VALUES ('{bob}', 's', 1, 1)"),
            format!("INSERT INTO backup_codes (fingerprint, account_id, created_at) VALUES ('f', '{bob}', 1)"),
            format!(
                "INSERT INTO passkeys (id, credential_id, account_id, public_key, sign_count, backup_eligible, backed_up,
                   name, created_at) VALUES ('p1', 'c', '{bob}', 'k', 0, 0, 0, 'Phone', 1)"
            ),
            format!(
                "INSERT INTO identities (id, provider, subject, account_id, created_at)
                 VALUES ('i1', 'google', 's', '{bob}', 1)"
            ),
            format!(
                "INSERT INTO one_time_tokens (id, kind, account_id, mailed_to_key, created_at, expires_at)
                 VALUES ('r', 'recovery', '{bob}', 'bob@acme.test', 1, 9999999999)"
            ),
        ] {
            self.world.database.query(&sql);
        }
    }

    /// Sends a request as the operator.
    pub fn send(&self, method: &str, path: &str, body: Json) -> Answer {
        call(&self.world, &self.operator, method, path, body)
    }

    /// Sends a request about Bob as the operator; the path continues `/users/{id}`.
    pub fn about_bob(&self, method: &str, path: &str, body: Json) -> Answer {
        self.send(method, &format!("/users/{}{path}", self.bob), body)
    }
}

/// Sends a request to the operators' API.
pub fn call(world: &World, credential: &str, method: &str, path: &str, body: Json) -> Answer {
    let body = (method != "GET").then_some(body);
    world.as_bearer(credential, method, &format!("/api/admin/v1{path}"), body)
}

/// Account with a password and an address that it proved; its id and session.
pub fn person(world: &World, email: &str) -> (String, String) {
    let answer = world.post("/api/auth/sign-up", json!({ "email": email, "password": PASSWORD }));
    assert_eq!(answer.status, 201, "{answer:?}");
    world.finish_background();
    let (id, now) = (answer.text("/user/id"), world.clock.now().0);
    world.database.query(&format!("UPDATE accounts SET email_verified_at = {now} WHERE id = '{id}'"));
    (id, answer.text("/session/token"))
}

/// Account with a role; its id and a session that was opened by two factors.
pub fn with_role(world: &World, email: &str, role: &str) -> (String, String) {
    let (id, session) = person(world, email);
    let now = world.clock.now().0;
    world.database.query(&format!("UPDATE accounts SET role = '{role}', role_since = {now} WHERE id = '{id}'"));
    world.database.query(&format!("UPDATE sessions SET aal = 2 WHERE account_id = '{id}'"));
    (id, session)
}

/// Service key with these scopes.
pub fn service_key(world: &World, scopes: &str) -> String {
    let number = u8::try_from(world.database.count("service_keys")).expect("few keys");
    let mut id = [0; 16];
    (id[0], id[1]) = (number / 62, number % 62);
    let key = ServiceKey::from_random(id, [number; 32]);
    world.database.query(&format!(
        "INSERT INTO service_keys (id, name, secret_hash, scopes, created_at) VALUES ('{}', 'a test', '{}', '{scopes}', {})",
        key.id.0,
        key.hash(),
        world.clock.now().0,
    ));
    key.expose().to_owned()
}
