//! Requests across origins: preflights, and headers that a trusted page may read.

use serde_json::json;

use super::{PASSWORD, header, world};
use crate::support::mailed::EMAIL;
use crate::support::{Answer, World};

#[test]
fn an_app_may_not_send_cookies_or_read_answers() {
    let world = World::with_settings(&[("TRUSTED_ORIGINS", "myapp://callback,capacitor://localhost")]);
    for origin in ["myapp://callback", "capacitor://localhost"] {
        let headers = [("origin", origin), ("access-control-request-method", "POST")];
        let preflight = world.send("OPTIONS", "/api/v1/auth/signin/", &headers, None);
        assert_eq!((preflight.status, header(&preflight, "access-control-allow-origin").as_str()), (204, ""));
        let body = json!({ "login": EMAIL, "password": PASSWORD });
        assert_eq!(world.send("POST", "/api/v1/auth/signin/", &headers[..1], Some(body)).status, 403, "{origin}");
    }
}

fn preflight(world: &World, origin: &str, asked: &str) -> Answer {
    let headers =
        [("origin", origin), ("access-control-request-method", "POST"), ("access-control-request-headers", asked)];
    world.send("OPTIONS", "/api/auth/sign-in", &headers, None)
}

#[test]
fn a_preflight_of_a_trusted_origin_is_allowed_what_it_asks_for() {
    let world = world();
    for (asked, allowed) in [
        ("", "authorization, content-type"),
        (
            "x-client-version,sentry-trace, baggage",
            "authorization, content-type, x-client-version, sentry-trace, baggage",
        ),
        ("Content-Type,X-A,x-a", "authorization, content-type, x-a"),
        ("x-a,,x b,*,x@y,x-b", "authorization, content-type, x-a, *, x-b"),
    ] {
        let answer = preflight(&world, "https://app.acme.test", asked);
        assert_eq!(header(&answer, "access-control-allow-headers"), allowed, "{asked}");
        assert_eq!(header(&answer, "access-control-allow-origin"), "https://app.acme.test");
    }
    let many = (0..1000).map(|number| format!("x-{number}")).collect::<Vec<_>>().join(",");
    let answer = preflight(&world, "https://app.acme.test", &many);
    assert_eq!(header(&answer, "access-control-allow-headers").split(", ").count(), 52);
    let answer = preflight(&world, "https://app.acme.test", &"x".repeat(101));
    assert_eq!(header(&answer, "access-control-allow-headers"), "authorization, content-type");
}

#[test]
fn a_preflight_of_a_foreign_origin_is_told_nothing() {
    let world = world();
    for origin in ["https://evil.test", "null", "http://localhost:3000", "myapp://callback"] {
        let answer = preflight(&world, origin, "x-a");
        assert_eq!((answer.status, header(&answer, "vary").as_str()), (204, "Origin"));
        let told: Vec<_> = answer.headers.keys().filter(|name| name.as_str().starts_with("access-control")).collect();
        assert!(told.is_empty(), "{origin}: {told:?}");
    }
}

#[test]
fn a_trusted_page_can_read_the_id_of_its_request() {
    let world = world();
    let answer = world.send("GET", "/api/auth/session", &[("origin", "https://app.acme.test")], None);
    assert_eq!(header(&answer, "access-control-expose-headers"), "retry-after, x-request-id");
    assert_eq!(header(&answer, "x-request-id"), "test-request");
    let foreign = world.send("GET", "/api/auth/session", &[("origin", "https://evil.test")], None);
    assert_eq!(header(&foreign, "access-control-expose-headers"), "");
}
