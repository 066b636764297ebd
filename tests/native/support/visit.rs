//! A service with a registered application, and a browser that goes between the two.

use std::cell::RefCell;

use futures_util::FutureExt;
use serde_json::{Value as Json, json};
use sesame::crypto::sid::sid;
use sesame::domain::SignatureAlgorithm;
use sesame::domain::client_metadata::{ClientId, ClientMetadata};
use sesame::flows::oidc::signing::sign;
use sesame::ports::Clock;

use super::{Answer, World};

pub const EMAIL: &str = "ada@acme.test";
pub const PASSWORD: &str = "SecurePassword123";
/// Id of the application.
pub const CLIENT: &str = "shop";
pub const CALLBACK: &str = "https://shop.test/callback";
/// S256 of the verifier of RFC 7636 appendix B.
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Cookies of a browser.
#[derive(Default)]
pub struct Browser(RefCell<Vec<(String, String)>>);

impl Browser {
    pub fn header(&self) -> String {
        self.0.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    pub fn get(&self, world: &World, path: &str) -> Answer {
        let path = path.strip_prefix("https://auth.acme.test").unwrap_or(path);
        self.keep(world.send_once("GET", path, &[("cookie", &self.header())], None))
    }

    pub fn post(&self, world: &World, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.keep(world.send_form(path, &[("cookie", &self.header())], fields))
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.borrow().iter().any(|(known, _)| known.starts_with(name))
    }

    pub fn forget(&self, name: &str) {
        self.0.borrow_mut().retain(|(known, _)| !known.starts_with(name));
    }

    fn keep(&self, answer: Answer) -> Answer {
        let mut cookies = self.0.borrow_mut();
        for header in answer.headers.get_all("set-cookie") {
            let (pair, _) = header.to_str().expect("ASCII").split_once(';').expect("attributes");
            let (name, value) = pair.split_once('=').expect("a pair");
            cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        drop(cookies);
        answer
    }
}

/// Service with the application [`CLIENT`], and a browser.
pub struct Visit {
    pub world: World,
    pub browser: Browser,
}

impl Visit {
    /// Application with these members beside the usual ones, and a browser in which nobody is signed in.
    pub fn new(members: Json) -> Self {
        let visit = Self { world: World::new(), browser: Browser::default() };
        register(&visit.world, CLIENT, members);
        visit
    }

    /// The same, with Ada signed in.
    pub fn with_ada(members: Json) -> Self {
        let visit = Self::new(members);
        visit.sign_up(EMAIL);
        visit
    }

    /// Signs a new account up in the browser.
    pub fn sign_up(&self, email: &str) {
        let fields = [("email", email), ("password", PASSWORD), ("formNonce", email)];
        let answer = self.browser.post(&self.world, "/sign-up", &fields);
        assert_eq!((answer.status, answer.location()), (303, "/check-email"), "{answer:?}");
        self.world.finish_background();
    }

    /// Sends the browser to the service with a good request, with these parameters changed; an empty one is left out.
    pub fn ask(&self, changes: &[(&str, &str)]) -> Answer {
        let answer = self.browser.get(&self.world, &request(changes));
        self.world.finish_background();
        answer
    }

    /// Presses a button of the consent page.
    pub fn decide(&self, page: &Answer, decision: &str) -> Answer {
        let fields = [("request", hidden(page, "request")), ("decision", decision.to_owned())];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        self.browser.post(&self.world, "/oauth2/consent", &fields)
    }

    /// Signs in by password on the page that an answer leads to.
    pub fn sign_in(&self, answer: &Answer, email: &str) -> Answer {
        let page = self.browser.get(&self.world, answer.location());
        let target = hidden(&page, "redirectUrl");
        let fields = [("login", email), ("password", PASSWORD), ("redirectUrl", &target)];
        let answer = self.browser.post(&self.world, "/sign-in", &fields);
        self.world.finish_background();
        answer
    }

    pub fn count(&self, table: &str) -> u64 {
        self.world.database.count(table)
    }

    pub fn query(&self, sql: &str) -> Vec<serde_json::Map<String, Json>> {
        self.world.database.query(sql)
    }

    /// Allows the application everything, once.
    pub fn allow(&self) {
        let page = self.ask(&[]);
        let answer = self.decide(&page, "allow");
        assert!(code_of(&answer).is_some(), "{answer:?}");
    }
}

/// Registers an application.
pub fn register(world: &World, id: &str, members: Json) {
    let mut fields = json!({ "client_name": "Shop", "redirect_uris": [CALLBACK] });
    for (name, value) in members.as_object().expect("members") {
        fields[name] = value.clone();
    }
    let metadata = ClientMetadata::registered(fields.as_object().expect("members")).expect("members that fit");
    let [standard, settings] = [metadata.standard, metadata.settings].map(|part| json!(part).to_string());
    world.database.query(&format!(
        "INSERT INTO clients (id, metadata, settings, created_at, updated_at) VALUES ('{id}', '{standard}', '{settings}', 1, 1)"
    ));
}

/// Path and query of a good request, with these parameters changed.
pub fn request(changes: &[(&str, &str)]) -> String {
    let usual = [
        ("client_id", CLIENT),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid email"),
        ("state", "s1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let kept = usual.into_iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    let pairs = kept.chain(changes.iter().copied().filter(|(_, value)| !value.is_empty()));
    format!("/oauth2/authorize?{}", url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish())
}

/// Value of a hidden field.
pub fn hidden(page: &Answer, name: &str) -> String {
    let html = page.body.as_str().unwrap_or_else(|| panic!("{page:?}"));
    let start = format!("name=\"{name}\" value=\"");
    let value = html.split(&start).nth(1).and_then(|rest| rest.split('"').next());
    value.unwrap_or_else(|| panic!("{name} in {html}")).replace("&#38;", "&").replace("&amp;", "&")
}

/// Parameters of a redirect to the application.
pub fn answered(answer: &Answer) -> Vec<(String, String)> {
    let query = answer.location().split_once('?').map_or("", |(_, query)| query);
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// Parameter of a redirect to the application.
pub fn answer_of(answer: &Answer, name: &str) -> Option<String> {
    answered(answer).into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
}

pub fn code_of(answer: &Answer) -> Option<String> {
    answer_of(answer, "code").filter(|_| answer.status == 303)
}

pub fn error_of(answer: &Answer) -> Option<String> {
    answer_of(answer, "error").filter(|_| answer.status == 303)
}

/// ID token of the shop's session, with these claims changed.
pub fn id_token(visit: &Visit, changes: &[(&str, Json)]) -> String {
    let session = visit.query("SELECT account_id, sid_seed FROM sessions ORDER BY rowid").remove(0);
    let seed = session["sid_seed"].as_str().expect("a seed");
    let now = visit.world.clock.now().0;
    let mut claims = json!({
        "iss": "https://auth.acme.test", "sub": session["account_id"], "aud": CLIENT, "iat": now, "exp": now + 600,
        "sid": sid(seed, &ClientId(CLIENT.into())),
    });
    for (name, value) in changes {
        claims[*name] = value.clone();
    }
    let app = visit.world.app();
    let signed = sign(&app, SignatureAlgorithm::Rs256, "JWT", &claims).now_or_never();
    signed.expect("nothing waits").unwrap_or_else(|error| panic!("{error:?}"))
}
