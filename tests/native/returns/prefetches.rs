//! Requests that are no return: a prefetch, and HEAD.

use super::{APP, Jar, begin, error_of};
use crate::support::federation::{verified, world};

#[test]
fn a_prefetch_spends_nothing() {
    let (world, mut jar) = (world(), Jar::default());
    let way = begin(&world, &mut jar, &format!("redirectUrl={APP}"));
    let states = world.database.count("oauth_states");
    for (name, value) in [
        ("sec-purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("sec-purpose", "prefetch;anonymous-client-ip"),
        ("purpose", "prefetch"),
        ("x-purpose", "preview"),
        ("x-moz", "prefetch"),
    ] {
        for path in ["/api/auth/oauth/github", &way] {
            let answer = world.send("GET", path, &[("cookie", &jar.header()), (name, value)], None);
            assert_eq!(error_of(&answer), (503, "PREFETCH_REFUSED"), "{name}: {value}, {path}");
            assert_eq!(answer.headers.get("set-cookie"), None);
        }
    }
    assert_eq!((world.database.count("oauth_states"), world.http.calls.get()), (states, 0));
    let real = world.send("GET", &way, &[("cookie", &jar.header()), ("sec-purpose", "something-else")], None);
    assert_eq!(real.location(), "https://app.acme.test/in");
}

#[test]
fn head_starts_and_finishes_nothing() {
    let (world, mut jar) = (world(), Jar::default());
    let way = begin(&world, &mut jar, "");
    jar.0.push(("access_token".into(), verified(&world)));
    let states = world.database.count("oauth_states");
    for path in ["/api/auth/oauth/github", "/api/auth/oauth/github?link=true", way.as_str()] {
        let answer = world.with_cookies(&jar.header(), "HEAD", path);
        assert_eq!(answer.headers.get("set-cookie"), None, "{path}");
    }
    let spent = world.database.query("SELECT id FROM oauth_states WHERE spent_by IS NOT NULL").len();
    assert_eq!((world.database.count("oauth_states"), spent, world.http.calls.get()), (states, 0, 0));
    assert_eq!(jar.get(&world, &way).status, 200);
}
