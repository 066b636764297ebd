//! Kinds of tokens: each endpoint takes its own alone (RFC 8725 section 3.11).

use serde_json::json;

use crate::support::applications::{Code, Shop};
use crate::support::mailed::{EMAIL, mailed_token};

/// A token, and an endpoint that takes it.
const KINDS: [&str; 10] = [
    "session token",
    "session's refresh token",
    "access token",
    "access token of a resource",
    "ID token",
    "token for an API",
    "grant's refresh token",
    "code",
    "magic link",
    "reset",
];

struct Kinds {
    shop: Shop,
    tokens: [String; KINDS.len()],
}

impl Kinds {
    fn new() -> Self {
        let shop = Shop::new();
        let world = shop.world();
        let credentials = json!({ "login": EMAIL, "password": "SecurePassword123" });
        let pair = world.post("/api/v1/auth/signin", credentials).cookie("refresh_token");
        world.database.query("UPDATE sessions SET sid_seed = 'seed'");
        let tokens = shop.tokens(&Code::default());
        let resource = shop.tokens(&Code { resource: Some("https://api.test"), ..Code::default() });
        let for_api = world.as_bearer(&shop.session, "GET", "/api/auth/token", None).text("/token");
        let mailed = |path: &str| {
            assert_eq!(world.post(path, json!({ "email": EMAIL })).status, 200);
            mailed_token(world, EMAIL)
        };
        let (link, reset) = (mailed("/api/auth/send-magic-link"), mailed("/api/auth/forgot-password"));
        let tokens = [
            shop.session.clone(),
            pair,
            tokens.text("/access_token"),
            resource.text("/access_token"),
            tokens.text("/id_token"),
            for_api,
            tokens.text("/refresh_token"),
            shop.code(&Code::default()),
            link,
            reset,
        ];
        Self { shop, tokens }
    }

    /// Statuses of an endpoint that takes tokens of the kind, for this token.
    fn offer(&self, kind: &str, token: &str) -> bool {
        let (shop, world) = (&self.shop, self.shop.world());
        let status = match kind {
            "session token" => world.as_bearer(token, "GET", "/api/auth/session", None).status,
            "session's refresh token" => {
                let cookie = format!("refresh_token={token}");
                world.with_cookies(&cookie, "POST", "/api/v1/auth/custom-refresh").status
            }
            "access token" => shop.userinfo(token).status,
            "grant's refresh token" => shop.refresh(token, &[]).status,
            "code" => shop.redeem(token, &[]).status,
            "magic link" => world.post("/api/auth/magic-link", json!({ "token": token })).status,
            "reset" => {
                let body = json!({ "token": token, "newPassword": "AnotherPassword456" });
                world.post("/api/auth/reset-password", body).status
            }
            _ => return false,
        };
        (200..300).contains(&status)
    }
}

#[test]
fn each_endpoint_takes_its_own_kind_alone() {
    for (at, kind) in KINDS.into_iter().enumerate() {
        // Others first, since its own may spend the token, or end what the others hang on.
        let kinds = Kinds::new();
        for (other, token) in kinds.tokens.iter().enumerate().filter(|(other, _)| *other != at) {
            assert!(!kinds.offer(kind, token), "{kind} takes a {}", KINDS[other]);
        }
        let has_endpoint = !matches!(kind, "access token of a resource" | "ID token" | "token for an API");
        assert_eq!(kinds.offer(kind, &kinds.tokens[at]), has_endpoint, "{kind}");
    }
}

/// Session routes, and those of operators, take no token that an application has; introspection knows its own kinds.
#[test]
fn what_an_application_has_opens_nothing_of_the_person() {
    let kinds = Kinds::new();
    let world = kinds.shop.world();
    for (kind, token) in KINDS.iter().zip(&kinds.tokens).skip(1) {
        for (method, path) in [
            ("GET", "/api/auth/user/export"),
            ("GET", "/api/auth/token"),
            ("GET", "/api/admin/v1/users"),
            ("DELETE", "/api/auth/user"),
        ] {
            assert_eq!(world.as_bearer(token, method, path, None).status, 401, "{kind} at {path}");
            let cookie = format!("access_token={token}");
            let status = world.with_cookies(&cookie, method, path).status;
            assert_eq!(status, 401, "{kind} as a cookie at {path}");
        }
        let asked = kinds.shop.about_as(&kinds.shop.application, "/oauth2/introspect", token);
        let is_known = kind.contains("access token") || *kind == "grant's refresh token";
        assert_eq!(asked.body["active"], json!(is_known), "{kind}");
    }
}
