//! Every route, called without a session.

use serde_json::json;
use sesame::http::route::{Cache, Takes};
use sesame::routes::routes;

use crate::support::World;

/// Routes open to callers without a session, with their answer to an empty body. All others require one: dialects
/// answer 401, pages redirect to sign-in.
const OPEN: &[(&str, &str, u16)] = &[
    ("POST", "/auth/register", 401),
    ("POST", "/auth/login", 400),
    ("POST", "/api/auth/sign-up", 400),
    ("POST", "/api/auth/sign-in", 400),
    ("POST", "/api/v1/auth/signup", 400),
    ("POST", "/api/v1/auth/signin", 400),
    ("POST", "/api/v1/auth/custom-refresh", 401),
    ("POST", "/api/v1/auth/custom-logout", 204),
    ("POST", "/auth/pair/code", 401),
    ("POST", "/auth/registration", 400),
    ("GET", "/auth/session/:id", 400),
    ("POST", "/api/auth/verify-email", 400),
    ("POST", "/api/auth/send-magic-link", 400),
    ("POST", "/api/auth/magic-link", 400),
    ("POST", "/api/auth/forgot-password", 400),
    ("POST", "/api/auth/reset-password", 400),
    ("GET", "/", 303),
    ("GET", "/sign-in", 200),
    ("POST", "/sign-in", 400),
    ("POST", "/sign-in/link", 400),
    ("POST", "/sign-in/code", 400),
    ("POST", "/sign-in/verification", 400),
    ("POST", "/sign-in/passkey", 400),
    ("POST", "/sign-out", 303),
    ("GET", "/sign-up", 200),
    ("POST", "/sign-up", 400),
    ("POST", "/sign-up/code", 400),
    ("POST", "/sign-up/resend", 400),
    ("GET", "/forgot-password", 200),
    ("POST", "/forgot-password", 400),
    ("POST", "/language", 400),
    ("GET", "/magic-link", 400),
    ("POST", "/magic-link", 400),
    ("GET", "/verify-email", 400),
    ("POST", "/verify-email", 400),
    ("GET", "/confirm-address", 400),
    ("POST", "/confirm-address", 400),
    ("GET", "/approve-address-change", 400),
    ("POST", "/approve-address-change", 400),
    ("GET", "/reset-password", 400),
    ("POST", "/reset-password", 400),
    ("GET", "/recovery", 400),
    ("POST", "/recovery", 400),
    ("POST", "/recovery/passkey", 400),
    ("POST", "/recovery/options", 400),
    ("GET", "/refuse-recovery", 400),
    ("POST", "/refuse-recovery", 400),
    ("GET", "/remove-second-factor", 400),
    ("POST", "/remove-second-factor", 400),
    ("GET", "/keep-address", 400),
    ("POST", "/keep-address", 400),
    ("GET", "/approve-login", 400),
    ("POST", "/approve-login", 400),
    ("GET", "/done", 303),
    ("GET", "/.well-known/change-password", 303),
    ("GET", "/favicon.svg", 200),
    ("GET", "/healthz", 200),
    ("POST", "/api/auth/two-factor/challenge", 400),
    ("GET", "/second-factor", 303),
    ("POST", "/second-factor", 400),
    ("POST", "/api/auth/passkey/sign-in", 200),
    ("GET", "/api/auth/oauth/:provider", 404),
    ("GET", "/api/auth/callback/:provider", 404),
    ("GET", "/docs", 200),
    ("GET", "/openapi.json", 200),
    ("GET", "/.well-known/openid-configuration", 200),
    ("GET", "/.well-known/oauth-authorization-server", 200),
    ("GET", "/oauth2/jwks", 200),
    ("POST", "/oauth2/token", 415),
    ("POST", "/oauth2/userinfo", 415),
    ("POST", "/oauth2/introspect", 415),
    ("POST", "/oauth2/revoke", 415),
    ("GET", "/oauth2/authorize", 400),
    ("POST", "/oauth2/authorize", 303),
    ("POST", "/oauth2/consent", 400),
    ("GET", "/oauth2/logout", 200),
    ("POST", "/oauth2/logout", 303),
    ("POST", "/oauth2/logout/confirm", 400),
];

/// Routes whose handler looks for a credential itself, and refuses who has none.
const LOOKING: [(&str, &str); 4] = [
    ("GET", "/oauth2/userinfo"),
    ("POST", "/api/auth/send-verification-email"),
    ("POST", "/api/auth/sign-out"),
    ("POST", "/pair"),
];

#[test]
fn a_route_takes_a_session_unless_it_is_open_or_looks_for_one_itself() {
    for route in routes().filter(|route| !route.path.ends_with(".ico") && !route.path.ends_with(".png")) {
        let is_this = |(method, path): (&str, &str)| method == route.method.as_str() && path == route.path;
        let is_open = OPEN.iter().any(|(method, path, _)| is_this((method, path))) || LOOKING.into_iter().any(is_this);
        assert_eq!(route.takes == Takes::Anyone, is_open, "{} {}", route.method, route.path);
    }
}

#[test]
fn every_route_but_the_open_ones_needs_a_session() {
    let world = World::new();
    // Pictures are tested in tests/native/visits.rs.
    for route in routes().filter(|route| !route.path.ends_with(".ico") && !route.path.ends_with(".png")) {
        let path = route.path.replace(":id", "45314ce9-74c8-48dd-9094-0bcf980f335b");
        let open = OPEN.iter().find(|(method, open, _)| *method == route.method.as_str() && *open == route.path);
        let refused = if route.dialect.is_page() { 303 } else { 401 };
        let answer = world.send(route.method.as_str(), &path, &[], Some(json!({})));
        assert_eq!(
            answer.status,
            open.map_or(refused, |(_, _, status)| *status),
            "{} {path}: {answer:?}",
            route.method
        );
        let kept = match route.cache {
            Cache::Day => "public, max-age=86400",
            Cache::FiveMinutes => "public, max-age=300",
            Cache::Forbidden => "no-store",
        };
        assert_eq!(answer.headers["cache-control"], kept, "{path}");
        if open.is_none() && answer.status == 303 {
            let to = answer.headers["location"].to_str().unwrap();
            assert!(to.starts_with("/sign-in?redirectUrl="), "{path}: {to}");
        }
    }
}

#[test]
fn a_failing_database_is_a_503_in_every_dialect_and_the_next_request_works() {
    let world = World::new();
    let body = json!({ "email": "ada@acme.test", "login": "ada@acme.test", "password": "SecurePassword123" });
    for (path, error) in [
        ("/auth/login", json!({ "message": "The service is not available" })),
        ("/api/auth/sign-in", json!({ "error": "SERVICE_UNAVAILABLE", "message": "The service is not available" })),
        ("/api/v1/auth/signin", json!({ "error": "SERVICE_UNAVAILABLE", "message": "The service is not available" })),
    ] {
        world.database.fail_at.set(Some(1));
        let down = world.post(path, body.clone());
        assert_eq!((down.status, down.body), (503, error), "{path}");
        assert_eq!(world.post(path, body.clone()).status, 401, "{path}");
    }
    assert_eq!(world.log.0.borrow().len(), 3);
}
