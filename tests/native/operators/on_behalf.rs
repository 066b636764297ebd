//! Back ends that call the dialects for their visitors.

use std::cell::RefCell;
use std::rc::Rc;

use async_trait::async_trait;
use futures_util::FutureExt;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::{Value as Json, json};
use sesame::domain::Fingerprint;
use sesame::domain::time::MINUTE;
use sesame::http::{Body, Request, serve};
use sesame::ports::{PortError, RateLimiter};
use sesame::routes::router;

use crate::support::operators::{PASSWORD, person, service_key};
use crate::support::{Answer, World};

const VISITOR: &str = "198.51.100.7";
/// Request of each dialect that looks something up, with its body, and the error in its shape.
const REQUESTS: [(&str, &str, &str); 4] = [
    ("A", "/auth/login", "/message"),
    ("B", "/api/auth/sign-in", "/error"),
    ("C", "/auth/session/45314ce9-74c8-48dd-9094-0bcf980f335b", "/error"),
    ("D", "/api/v1/auth/signin", "/error"),
];

fn send(world: &World, key: Option<&str>, address: Option<&str>, path: &str) -> Answer {
    let headers: Vec<_> = [("x-sesame-key", key), ("x-client-address", address)]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
    if path.starts_with("/auth/session/") {
        return world.send_once("GET", path, &headers, None);
    }
    let body = json!({ "email": "bob@acme.test", "login": "bob@acme.test", "password": "a wrong password" });
    world.send_once("POST", path, &headers, Some(body))
}

fn counters(world: &World) -> Json {
    world.finish_background();
    json!(world.database.query("SELECT subject FROM attempts ORDER BY subject"))
}

#[test]
fn the_visitor_is_counted_and_recorded_not_the_back_end() {
    let world = World::new();
    person(&world, "bob@acme.test");
    let key = service_key(&world, "on-behalf");
    let sign_in = |visitor: &str, password: &str| {
        let body = json!({ "email": "bob@acme.test", "password": password });
        let headers =
            [("x-sesame-key", key.as_str()), ("x-client-address", visitor), ("cf-connecting-ip", "192.0.2.1")];
        let answer = world.send_once("POST", "/api/auth/sign-in", &headers, Some(body)).status;
        world.finish_background();
        answer
    };
    let before = world.database.trips.get();
    assert_eq!(sign_in(VISITOR, PASSWORD), 200);
    assert_eq!(world.database.trips.get() - before, 2, "the key is looked up on the way");
    let events = world.database.query("SELECT address, place FROM events WHERE kind = 'sign-in'");
    assert_eq!(json!(events), json!([{ "address": VISITOR, "place": null }]));
    for nth in 0..50 {
        let body = json!({ "email": format!("nobody{nth}@acme.test"), "password": "a wrong password" });
        let headers = [("x-sesame-key", key.as_str()), ("x-client-address", "2001:db8::1")];
        assert_eq!(world.send_once("POST", "/api/auth/sign-in", &headers, Some(body)).status, 401);
    }
    assert_eq!(sign_in("2001:db8::2", PASSWORD), 429, "the visitor's network");
    assert_eq!(sign_in("2001:db8:1::1", PASSWORD), 200, "another visitor of the same back end");
}

#[test]
fn a_bad_key_is_refused_in_each_dialect_and_counts_nothing() {
    let world = World::new();
    person(&world, "bob@acme.test");
    let good = service_key(&world, "on-behalf");
    let other_scope = service_key(&world, "users:read users:write");
    let ended = service_key(&world, "on-behalf");
    world.database.query("UPDATE service_keys SET ends_at = 1 WHERE id LIKE '02%'");
    let before = counters(&world);
    let unknown = good.replace("_00", "_Zz");
    for (dialect, path, error) in REQUESTS {
        for (name, key, address) in [
            ("an unknown key", Some(unknown.as_str()), Some(VISITOR)),
            ("another scope", Some(other_scope.as_str()), Some(VISITOR)),
            ("an ended key", Some(ended.as_str()), Some(VISITOR)),
            ("no key at all", Some("nonsense"), Some(VISITOR)),
            ("the key alone", Some(good.as_str()), None),
            ("the address alone", None, Some(VISITOR)),
        ] {
            let answer = send(&world, key, address, path);
            assert_eq!(answer.status, 401, "{dialect}, {name}: {answer:?}");
            assert!(answer.body.pointer(error).is_some(), "{dialect}, {name}: {answer:?}");
            assert_eq!(counters(&world), before, "{dialect}, {name}");
        }
        for address in ["", "nonsense", "198.51.100.7:80", "198.51.100", "fe80::1%eth0"] {
            assert_eq!(send(&world, Some(&good), Some(address), path).status, 400, "{dialect}, {address}");
        }
    }
    assert_eq!(world.database.query("SELECT kind FROM events WHERE kind <> 'sign-up'").len(), 0);
    assert_eq!(send(&world, Some(&good), Some(VISITOR), "/api/auth/sign-in").status, 401);
    assert_ne!(counters(&world), before, "a good key counts the failure");
}

#[test]
fn a_failing_database_is_no_bad_key() {
    let world = World::new();
    let key = service_key(&world, "on-behalf");
    world.database.fail_at.set(Some(1));
    let answer = send(&world, Some(&key), Some(VISITOR), "/api/auth/sign-in");
    assert_eq!((answer.status, answer.text("/error")), (503, "SERVICE_UNAVAILABLE".into()));
    assert_eq!(send(&world, Some(&key), Some(VISITOR), "/api/auth/sign-in").status, 401);
}

#[test]
fn pages_and_operators_ignore_both_headers() {
    let world = World::new();
    let headers = [("x-sesame-key", "nonsense"), ("x-client-address", "nonsense")];
    for (path, status) in [("/sign-in", 200), ("/healthz", 200), ("/api/admin/v1/users", 401), ("/nowhere", 404)] {
        assert_eq!(world.send_once("GET", path, &headers, None).status, status, "{path}");
    }
}

/// Edge rate limit that admits everybody and keeps the names of its counters.
#[derive(Default)]
struct OpenLimiter(RefCell<Vec<String>>);

#[async_trait(?Send)]
impl RateLimiter for OpenLimiter {
    async fn admits(&self, key: &str) -> Result<bool, PortError> {
        self.0.borrow_mut().push(key.to_owned());
        Ok(true)
    }
}

const CALLER: &str = "192.0.2.1";

/// Counters at the edge of a sign-in with a wrong password, by the back end at [`CALLER`] with this key.
fn edge_counters(world: &World, key: &str) -> Vec<String> {
    let limiter = Rc::new(OpenLimiter::default());
    let mut app = world.app();
    app.ports.rate_limiter = Some(limiter.clone());
    let headers = [
        ("content-type", "application/json"),
        ("cf-connecting-ip", CALLER),
        ("x-sesame-key", key),
        ("x-client-address", VISITOR),
    ];
    let headers =
        headers.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a value")));
    let body = json!({ "email": "bob@acme.test", "password": "a wrong password" }).to_string();
    let request = Request {
        method: Method::POST,
        path: "/api/auth/sign-in".to_owned(),
        query: None,
        headers: HeaderMap::from_iter(headers),
        body: Body::Complete(body.into_bytes()),
        place: None,
    };
    let routes = router(app.config());
    let response = serve(app, &routes, request).now_or_never().expect("nothing here waits");
    assert_eq!(response.status(), 401);
    world.finish_background();
    limiter.0.take()
}

#[test]
fn a_refused_key_is_counted_as_any_client_for_a_minute() {
    for (seconds, is_over) in [(0, false), (MINUTE - 1, false), (MINUTE, true)] {
        let world = World::new();
        let good = service_key(&world, "on-behalf");
        let unknown = good.replace("_00", "_Zz");
        let of_key = |counters: &[String]| counters.iter().any(|counter| counter.starts_with("act:key:"));
        assert!(of_key(&edge_counters(&world, &unknown)), "not refused yet");
        world.clock.advance(seconds);
        let counters = edge_counters(&world, &unknown);
        assert_eq!(of_key(&counters), is_over, "{seconds}: {counters:?}");
        assert_eq!(counters.contains(&format!("act:{CALLER}")), !is_over, "{seconds}: {counters:?}");
        assert!(of_key(&edge_counters(&world, &good)), "{seconds}: another key of the same caller");
    }
}

#[test]
fn refused_keys_do_not_pile_up() {
    let world = World::new();
    let app = world.app();
    let hash = |nth: i64| Fingerprint(format!("key {nth}"));
    for nth in 0..1000 {
        app.refused_keys().insert(hash(nth), app.now());
    }
    assert!(app.refused_keys().contains(&hash(0), app.now()));
    app.refused_keys().insert(hash(1000), app.now());
    assert!(!app.refused_keys().contains(&hash(0), app.now()) && app.refused_keys().contains(&hash(1000), app.now()));
}
