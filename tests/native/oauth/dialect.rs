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
