//! Shape of errors, origins and caches.

use crate::support::{Answer, World};

fn header(answer: &Answer, name: &str) -> Option<String> {
    answer.headers.get(name).map(|value| value.to_str().expect("ASCII").to_owned())
}

#[test]
fn a_path_of_no_route_is_an_error_of_oauth_that_any_origin_reads() {
    let world = World::new();
    for origin in ["https://app.acme.test", "https://anywhere.test", "null"] {
        let answer = world.send("GET", "/oauth2/nothing", &[("origin", origin)], None);
        assert_eq!((answer.status, answer.text("/error").as_str()), (404, "invalid_request"));
        assert_eq!(answer.text("/error_description"), "There is nothing here");
        assert_eq!(world.send_form("/oauth2/nothing", &[("origin", origin)], &[("a", "b")]).body, answer.body);
        assert_eq!(header(&answer, "access-control-allow-origin").as_deref(), Some("*"));
        assert_eq!(header(&answer, "access-control-allow-credentials"), None);
        let exposed = header(&answer, "access-control-expose-headers");
        assert_eq!(exposed.as_deref(), Some("WWW-Authenticate, DPoP-Nonce, Retry-After"));
        assert_eq!(header(&answer, "cache-control").as_deref(), Some("no-store"));
    }
}

#[test]
fn pages_of_any_origin_call_it_without_cookies() {
    let world = World::new();
    for (path, methods) in
        [("/oauth2/token", "POST"), ("/oauth2/revoke", "POST"), ("/oauth2/userinfo", "GET, POST, HEAD")]
    {
        let asked = [
            ("origin", "https://anywhere.test"),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "authorization, x-other"),
        ];
        let answer = world.send("OPTIONS", path, &asked, None);
        assert_eq!(answer.status, 204, "{path}");
        assert_eq!(header(&answer, "access-control-allow-origin").as_deref(), Some("*"));
        assert_eq!(header(&answer, "access-control-allow-methods").as_deref(), Some(methods));
        let headers = "Authorization, Content-Type, DPoP, MCP-Protocol-Version";
        assert_eq!(header(&answer, "access-control-allow-headers").as_deref(), Some(headers));
        assert_eq!(header(&answer, "access-control-allow-credentials"), None);
    }
    let asked = [("origin", "https://anywhere.test"), ("access-control-request-method", "POST")];
    let answer = world.send("OPTIONS", "/oauth2/introspect", &asked, None);
    assert_eq!(header(&answer, "access-control-allow-origin"), None, "no page has its credentials");

    let session = [("origin", "https://anywhere.test"), ("cookie", "access_token=x"), ("sec-fetch-site", "cross-site")];
    let answer = world.send_form("/oauth2/token", &session, &[("grant_type", "x")]);
    assert_eq!((answer.status, answer.text("/error").as_str()), (400, "unsupported_grant_type"));
}

#[test]
fn forms_alone_are_read_and_each_parameter_once() {
    let world = World::new();
    let send = |path: &str, kind: &'static str, body: &str| {
        let answer = world.send_text("POST", path, &[], (Some(kind), body.to_owned()));
        (answer.status, answer.text("/error"))
    };
    let form = "application/x-www-form-urlencoded";
    for path in ["/oauth2/token", "/oauth2/introspect", "/oauth2/revoke", "/oauth2/userinfo"] {
        assert_eq!(send(path, "application/json", "{}"), (415, "invalid_request".into()), "{path}");
        assert_eq!(send(path, form, "a=1&a=1"), (400, "invalid_request".into()), "{path}");
        assert_eq!(send(path, form, "a=%"), (400, "invalid_request".into()), "{path}");
        assert_eq!(send(path, form, &format!("a={}", "a".repeat(1 << 20))), (413, "invalid_request".into()), "{path}");
        let answer = world.send("DELETE", path, &[], None);
        assert_eq!((answer.status, answer.text("/error").as_str()), (405, "invalid_request"), "{path}");
        assert!(header(&answer, "allow").is_some_and(|methods| methods.contains("POST")));
    }
    assert_eq!(send("/oauth2/token", form, "resource=a&resource=b"), (400, "invalid_target".into()));
    assert_eq!(send("/oauth2/token", form, "resource=a&resource=b&a=1&a=2"), (400, "invalid_request".into()));
    assert_eq!(send("/oauth2/token", form, ""), (400, "invalid_request".into()));
    assert_eq!(send("/oauth2/token", form, "grant_type="), (400, "invalid_request".into()), "an empty one is none");
    assert_eq!(send("/oauth2/token", form, "grant_type=refresh_token"), (400, "invalid_request".into()));
    assert_eq!(send("/oauth2/token?grant_type=refresh_token", form, ""), (400, "invalid_request".into()));
}
