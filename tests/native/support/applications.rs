//! A person, and the applications that they sign in to.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value as Json, json};
use sesame::ports::Clock;
use sha2::{Digest, Sha256};

use super::operators::{Office, person};
use super::{Answer, World};

pub const CALLBACK: &str = "https://shop.test/callback";
/// PKCE verifier of every code that has a challenge.
pub const VERIFIER: &str = "a-verifier-of-forty-three-characters-exactly";

/// Registered application.
#[derive(Clone, Debug)]
pub struct Application {
    pub id: String,
    /// Empty for one without.
    pub secret: String,
}

/// Person with a session, and a confidential application.
pub struct Shop {
    pub office: Office,
    pub application: Application,
    /// Account of the person.
    pub ada: String,
    /// Session token of the person.
    pub session: String,
}

/// Code to issue: columns of its row.
#[derive(Clone)]
pub struct Code {
    pub scope: &'static str,
    pub resource: Option<&'static str>,
    pub has_challenge: bool,
    pub offline: bool,
}

impl Default for Code {
    fn default() -> Self {
        Self { scope: "openid profile email", resource: None, has_challenge: true, offline: false }
    }
}

impl Application {
    /// Registers an application with these members.
    pub fn registered(office: &Office, members: &Json) -> Self {
        let mut body = json!({ "client_name": "Shop", "redirect_uris": [CALLBACK] });
        for (name, value) in members.as_object().expect("members") {
            body[name] = value.clone();
        }
        let answer = office.send("POST", "/clients", body);
        assert_eq!(answer.status, 201, "{answer:?}");
        let secret = answer.body["client_secret"].as_str().unwrap_or_default().to_owned();
        Self { id: answer.text("/client_id"), secret }
    }

    /// Its `Authorization` header.
    pub fn basic(&self) -> String {
        basic(&self.id, &self.secret)
    }
}

/// `Authorization` header of the scheme `Basic`, not encoded any further.
pub fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

pub fn sha256(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}

/// Claims of a JWS; its signature is not looked at.
pub fn claims(token: &str) -> Json {
    part(token, 1)
}

/// Header of a JWS.
pub fn header(token: &str) -> Json {
    part(token, 0)
}

fn part(token: &str, nth: usize) -> Json {
    let segment = token.split('.').nth(nth).expect("a segment");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(segment).expect("base64url")).expect("JSON")
}

impl Shop {
    pub fn new() -> Self {
        Self::with(&json!({}))
    }

    /// With an application of these members.
    pub fn with(members: &Json) -> Self {
        let office = Office::of(World::new());
        let application = Application::registered(&office, members);
        let (ada, session) = person(&office.world, "ada@acme.test");
        office.world.database.query("UPDATE sessions SET sid_seed = 'seed of ' || id");
        Self { office, application, ada, session }
    }

    pub fn world(&self) -> &World {
        &self.office.world
    }

    /// Registers a resource and gives it a secret: its id and secret.
    pub fn resource(&self, identifier: &str) -> Application {
        let body = json!({ "identifier": identifier, "name": "API", "scopes": ["read"] });
        let made = self.office.send("POST", "/resources", body);
        assert_eq!(made.status, 201, "{made:?}");
        let id = made.text("/resource/id");
        let secret = self.office.send("POST", &format!("/resources/{id}/secret"), json!({}));
        assert_eq!(secret.status, 201, "{secret:?}");
        Application { id, secret: secret.text("/resource/client_secret") }
    }

    /// Issues a code to the newest session of Ada, for an application.
    pub fn code_for(&self, application: &Application, code: &Code) -> String {
        let world = self.world();
        let text = format!("code-{}", world.database.count("authorization_codes"));
        let quoted = |text: Option<String>| text.map_or("NULL".to_owned(), |text| format!("'{text}'"));
        let now = world.clock.now().0;
        if let Some(identifier) = code.resource {
            world.database.query(&format!(
                "INSERT INTO resources (id, identifier, name, scopes, created_at, updated_at)
                 VALUES ('{identifier}', '{identifier}', 'API', 'read', 1, 1) ON CONFLICT DO NOTHING"
            ));
        }
        world.database.query(&format!(
            "INSERT INTO authorization_codes (id, account_id, client_id, session_id, redirect_uri, challenge, nonce, scope,
               resource, offline, created_at, expires_at)
             SELECT '{}', account_id, '{}', id, '{CALLBACK}', {}, 'n-1', '{}', {}, {}, {now}, {}
             FROM sessions WHERE account_id = '{}' ORDER BY rowid DESC LIMIT 1",
            sha256(&text),
            application.id,
            quoted(code.has_challenge.then(|| sha256(VERIFIER))),
            code.scope,
            quoted(code.resource.map(str::to_owned)),
            i64::from(code.offline),
            now + 60,
            self.ada,
        ));
        text
    }

    pub fn code(&self, code: &Code) -> String {
        self.code_for(&self.application, code)
    }

    /// Calls the token endpoint as an application, by its header.
    pub fn token_as(&self, application: &Application, fields: &[(&str, &str)]) -> Answer {
        let basic = application.basic();
        self.world().send_form("/oauth2/token", &[("authorization", &basic)], fields)
    }

    /// Redeems a code as the application.
    pub fn redeem(&self, code: &str, more: &[(&str, &str)]) -> Answer {
        let verifier = more.iter().all(|(name, _)| *name != "code_verifier").then_some(("code_verifier", VERIFIER));
        let fields = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)];
        let fields: Vec<_> = fields.into_iter().chain(verifier).chain(more.iter().copied()).collect();
        self.token_as(&self.application, &fields)
    }

    /// Tokens of a new grant.
    pub fn tokens(&self, code: &Code) -> Answer {
        let answer = self.redeem(&self.code(code), &[]);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer
    }

    /// Sends a token to an endpoint as an application.
    pub fn about_as(&self, application: &Application, path: &str, token: &str) -> Answer {
        self.world().send_form(path, &[("authorization", &application.basic())], &[("token", token)])
    }

    pub fn refresh(&self, token: &str, more: &[(&str, &str)]) -> Answer {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
        let fields: Vec<_> = fields.into_iter().chain(more.iter().copied()).collect();
        self.token_as(&self.application, &fields)
    }

    pub fn userinfo(&self, access_token: &str) -> Answer {
        self.world().as_bearer(access_token, "GET", "/oauth2/userinfo", None)
    }

    /// Number of grants.
    pub fn grants(&self) -> u64 {
        self.world().database.count("grants")
    }
}

/// Asserts an error of OAuth.
pub fn assert_refused(answer: &Answer, status: u16, error: &str) {
    assert_eq!((answer.status, answer.text("/error").as_str()), (status, error), "{answer:?}");
}
