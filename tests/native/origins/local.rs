//! Names and ports of the local machine.

use serde_json::json;

use super::{PASSWORD, form_action, get, header, query, sign_in};
use crate::support::World;
use crate::support::mailed::{EMAIL, signed_up};

fn local() -> World {
    World::with_settings(&[("PUBLIC_URL", "http://localhost:8787"), ("TRUSTED_ORIGINS", "")])
}

#[test]
fn a_local_service_trusts_every_local_port() {
    let world = local();
    signed_up(&world);
    for origin in ["http://localhost:3000", "http://localhost:5173", "http://localhost"] {
        let body = json!({ "login": EMAIL, "password": PASSWORD });
        let answer = world.send("POST", "/api/v1/auth/signin/", &[("origin", origin)], Some(body));
        assert_eq!((answer.status, header(&answer, "access-control-allow-origin").as_str()), (204, origin));
        let answer = world.post("/sign-in", sign_in(&format!("{origin}/in"), PASSWORD));
        assert_eq!(header(&answer, "location"), format!("{origin}/in"));
        let page = get(&world, &format!("/sign-in?{}", query(&format!("{origin}/in"))));
        assert_eq!(form_action(&page), "'self' https: http://localhost:*");
    }
    for origin in ["http://evil.test", "https://localhost:3000", "http://localhost.evil.test", "null"] {
        let body = json!({ "login": EMAIL, "password": PASSWORD });
        assert_eq!(
            world.send("POST", "/api/v1/auth/signin/", &[("origin", origin)], Some(body)).status,
            403,
            "{origin}"
        );
    }
}

#[test]
fn another_name_of_this_machine_is_answered_with_the_right_one() {
    let world = local();
    let body = || Some(json!({ "login": EMAIL, "password": PASSWORD }));
    for origin in ["http://127.0.0.1:8787", "http://[::1]:8787", "http://127.0.0.1:3000", "http://app.localhost:8787"] {
        let answer = world.send("POST", "/api/v1/auth/signin/", &[("origin", origin)], body());
        assert_eq!((answer.status, answer.text("/error").as_str()), (403, "FOREIGN_ORIGIN"), "{origin}");
        assert!(answer.text("/message").contains("http://localhost:8787"), "{answer:?}");
        let page = world.send("POST", "/sign-in", &[("origin", origin)], body());
        assert!(page.status == 403 && page.body.to_string().contains("http://localhost:8787/sign-in"), "{page:?}");
    }
    for host in ["127.0.0.1:8787", "[::1]:8787", "127.0.0.1"] {
        let headers = [("host", host), ("sec-fetch-mode", "navigate")];
        let page = world.send("GET", "/sign-in?redirectUrl=%2Faccount", &headers, None);
        let text = page.body.to_string();
        assert!(
            page.status == 403 && text.contains("http://localhost:8787/sign-in?redirectUrl=%2Faccount"),
            "{host} {page:?}"
        );
        assert_eq!(world.send("GET", "/sign-in", &headers[..1], None).status, 200, "a program may use any name");
        assert_eq!(world.send("GET", "/healthz", &headers, None).status, 200, "only pages mind");
    }
    for host in ["localhost:8787", "evil.test", "auth.acme.test"] {
        let headers = [("host", host), ("sec-fetch-mode", "navigate")];
        assert_eq!(world.send("GET", "/sign-in", &headers, None).status, 200, "{host}");
    }
    let foreign = world.send("POST", "/api/v1/auth/signin/", &[("origin", "http://evil.test")], body());
    assert!(!foreign.text("/message").contains("localhost"), "{foreign:?}");
    let deployed = World::new();
    let foreign = deployed.send("POST", "/api/v1/auth/signin/", &[("origin", "http://127.0.0.1:8787")], body());
    assert!(!foreign.text("/message").contains("auth.acme.test"), "{foreign:?}");
}

#[test]
fn the_health_check_names_ignored_settings() {
    let unfit = [
        ("TRUSTED_ORIGINS", "https://app.acme.test,https://*.acme.test"),
        ("LOGO_URL", "logo.svg"),
        ("GITHUB_CLIENT_ID", "id"),
    ];
    let world = World::with_settings(&unfit);
    let health = get(&world, "/healthz");
    let warnings = json!([
        { "setting": "TRUSTED_ORIGINS", "entry": "https://*.acme.test",
          "problem": "must be an origin: scheme, host and port, no wildcard, nothing else" },
        { "setting": "GITHUB_CLIENT_SECRET", "entry": null, "problem": "is missing, while another setting of its provider is set" },
        { "setting": "LOGO_URL", "entry": null,
          "problem": "is neither an https URL nor data:image/…;base64 of SVG, PNG, WebP or JPEG" },
    ]);
    assert_eq!((health.status, health.body), (200, json!({ "status": "ok", "warnings": warnings })));
    signed_up(&world);
    assert_eq!(get(&world, "/sign-in").status, 200);
    assert_eq!(get(&world, "/api/auth/oauth/github").status, 404);
    let trusted = world.send("GET", "/api/auth/session", &[("origin", "https://app.acme.test")], None);
    assert_eq!(header(&trusted, "access-control-allow-origin"), "https://app.acme.test");
}
