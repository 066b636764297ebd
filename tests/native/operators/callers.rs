//! Every route of the operators, by everyone who must not use it: it is refused, and nothing changes.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use sesame::domain::{KeyScope, Permission, Role};
use sesame::http::Route;
use sesame::http::route::Takes;
use sesame::ports::Clock;
use sesame::routes::routes;

use crate::support::operators::{Office, person, service_key, with_role};
use crate::support::{Answer, World};

/// Routes of the operators, each with its permission.
fn operators_routes() -> impl Iterator<Item = (&'static Route, Permission)> {
    routes().filter_map(|route| match route.takes {
        Takes::Operators(permission) => Some((route, permission)),
        Takes::Anyone | Takes::Account => None,
    })
}

/// Rows of every table except the counters.
fn dump(world: &World) -> BTreeMap<String, Json> {
    let tables = world.database.query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'attempts'");
    let names = tables.iter().filter_map(|table| table["name"].as_str()).map(str::to_owned);
    names.map(|name| (name.clone(), json!(world.database.query(&format!("SELECT * FROM \"{name}\""))))).collect()
}

/// Body with which a route does something for whoever may: so a refusal is of the caller, not of the body.
fn body_of(route: &Route) -> Json {
    let segments: Vec<_> = route.path.rsplit('/').take_while(|segment| !matches!(*segment, "v1" | "admin")).collect();
    let client = json!({ "client_name": "Shop", "redirect_uris": ["https://shop.test/back"] });
    let form = json!({ "client_name": "Shop", "redirect_uris": "https://shop.test/back",
        "token_endpoint_auth_method": "client_secret_basic" });
    let is_page = route.dialect.is_page();
    match segments.as_slice() {
        ["users"] | ["invitations"] | ["accounts", "invitations"] | ["email", ":id", "users"] => {
            json!({ "email": "new@acme.test" })
        }
        [":id", "users"] if route.method == "PATCH" => json!({ "name": "Robert" }),
        ["profile", ":id", "users"] => json!({ "name": "Robert" }),
        ["metadata", ":id", "users"] => json!({ "public": "{}" }),
        ["role", ":id", "users"] => json!({ "role": "reader" }),
        ["merge", ":id", "users"] => json!({ "from": "45314ce9-74c8-48dd-9094-0bcf980f335b", "keep": "target" }),
        ["delete", ":id", "users"] => json!({ "agreed": "yes" }),
        ["keys"] if is_page => json!({ "name": "Shop", "users:read": "yes" }),
        ["keys"] => json!({ "name": "Shop", "scopes": ["users:read"] }),
        ["clients"] | [":id", "clients"] if route.method != "DELETE" => {
            if is_page {
                form
            } else {
                client
            }
        }
        ["resources"] | [":id", "resources"] if route.method != "DELETE" => {
            json!({ "identifier": "https://api.shop.test", "name": "Orders" })
        }
        _ => json!({ "reason": "A test" }),
    }
}

/// Request to a route, with Bob in its path.
fn send(office: &Office, route: &Route, headers: &[(&str, &str)]) -> Answer {
    let path = route.path.split('/').map(|segment| match segment {
        ":id" => office.bob.as_str(),
        segment if segment.starts_with(':') => "45314ce9-74c8-48dd-9094-0bcf980f335b",
        segment => segment,
    });
    let path = path.collect::<Vec<_>>().join("/");
    let body = (route.method != "GET").then(|| body_of(route));
    office.world.send_once(route.method.as_str(), &path, headers, body)
}

/// Sends to every route, and asserts the refusal that `expected` names; `None` for a caller who may.
fn refused(
    office: &Office,
    who: &str,
    credential: Option<&str>,
    expected: impl Fn(Permission) -> Option<(u16, &'static str)>,
) {
    let bearer = credential.map(|credential| format!("Bearer {credential}"));
    let headers: Vec<(&str, &str)> = bearer.iter().map(|bearer| ("authorization", bearer.as_str())).collect();
    let is_key = credential.is_some_and(|credential| credential.starts_with("sesame_sk_"));
    let before = dump(&office.world);
    let mut seen = 0;
    for (route, permission) in operators_routes() {
        let Some((status, code)) = expected(permission) else { continue };
        let answer = send(office, route, &headers);
        office.world.finish_background();
        let (method, path) = (&route.method, route.path);
        if route.dialect.is_page() {
            // A page leads to sign-in who must sign in, or again. A service key is no session there.
            let is_led = matches!(code, "INVALID_TOKEN" | "REAUTHENTICATION_REQUIRED") || is_key;
            let expected = if is_led { 303 } else { 403 };
            assert_eq!(answer.status, expected, "{who}: {method} {path} {answer:?}");
        } else {
            assert_eq!((answer.status, answer.text("/error").as_str()), (status, code), "{who}: {method} {path}");
        }
        assert!(dump(&office.world) == before, "{who}: {} {} changed something", route.method, route.path);
        seen += 1;
    }
    assert!(seen > 0, "{who}: no route was tried");
}

#[test]
fn nobody_and_a_person_without_a_role_are_refused() {
    let office = Office::new();
    let (_, user) = person(&office.world, "eve@acme.test");
    office.world.database.query("UPDATE sessions SET aal = 2");
    refused(&office, "nobody", None, |_| Some((401, "INVALID_TOKEN")));
    refused(&office, "a user", Some(&user), |_| Some((403, "NOT_ALLOWED")));
    for text in ["nonsense", "sesame_sk_", "sesame_sk_0000000000000000_AAAA"] {
        refused(&office, text, Some(text), |_| Some((401, "INVALID_TOKEN")));
    }
}

#[test]
fn a_role_does_no_more_than_it_may() {
    let office = Office::new();
    for role in [Role::Reader, Role::Support] {
        let (_, session) = with_role(&office.world, &format!("{}@acme.test", role.as_str()), role.as_str());
        refused(&office, role.as_str(), Some(&session), |permission| {
            (permission.role() > role).then_some((403, "NOT_ALLOWED"))
        });
    }
    let (id, session) = with_role(&office.world, "admin@acme.test", "operator,user");
    refused(&office, "a list of roles", Some(&session), |_| Some((403, "NOT_ALLOWED")));
    office.world.database.query(&format!(
        "UPDATE accounts SET role = 'operator', email_verified_at = NULL, email_vouched_at = 1 WHERE id = '{id}'"
    ));
    refused(&office, "an unproven operator", Some(&session), |_| Some((403, "NOT_ALLOWED")));
}

#[test]
fn an_operator_needs_two_factors_and_a_fresh_sign_in() {
    let office = Office::new();
    let with = |assignment: &str| office.world.database.query(&format!("UPDATE sessions SET {assignment}"));
    with("aal = 1");
    refused(&office, "one factor", Some(&office.operator), |_| Some((403, "SECOND_FACTOR_REQUIRED")));
    with("aal = 2, method = 'pairing'");
    refused(&office, "a paired device", Some(&office.operator), |_| Some((403, "SECOND_FACTOR_REQUIRED")));
    with("method = 'password'");
    office.world.clock.advance(601);
    refused(&office, "a stale session", Some(&office.operator), |permission| {
        permission.needs_fresh_session().then_some((403, "REAUTHENTICATION_REQUIRED"))
    });
    office.world.database.query("UPDATE accounts SET disabled_at = 1 WHERE role IS NOT NULL");
    refused(&office, "a disabled operator", Some(&office.operator), |_| Some((401, "INVALID_TOKEN")));
    office.world.database.query("UPDATE accounts SET disabled_at = NULL");
    office.world.database.query("DELETE FROM sessions");
    refused(&office, "an ended session", Some(&office.operator), |_| Some((401, "INVALID_TOKEN")));
}

#[test]
fn a_key_does_no_more_than_its_scopes_say() {
    let office = Office::new();
    for scope in KeyScope::ALL {
        let others = KeyScope::ALL.iter().filter(|other| **other != scope).map(|other| other.as_str());
        let key = service_key(&office.world, &others.collect::<Vec<_>>().join(" "));
        let lacks = |permission: Permission| permission.scope().is_none_or(|needed| needed == scope);
        if operators_routes().any(|(_, permission)| lacks(permission)) {
            refused(&office, scope.as_str(), Some(&key), |permission| {
                lacks(permission).then_some((403, "NOT_ALLOWED"))
            });
        }
    }
    let all = KeyScope::ALL.map(KeyScope::as_str).join(" ");
    let key = service_key(&office.world, &all);
    refused(&office, "another secret", Some(&format!("{}AAAA", &key[..key.len() - 4])), |_| {
        Some((401, "INVALID_TOKEN"))
    });
    let now = office.world.clock.now().0;
    office.world.database.query(&format!("UPDATE service_keys SET ends_at = {now}"));
    refused(&office, "an ended key", Some(&key), |_| Some((401, "INVALID_TOKEN")));
}

#[test]
fn a_page_of_another_origin_gets_nothing_with_an_operators_cookies() {
    let office = Office::new();
    let cookie = format!("access_token={}", office.operator);
    let before = dump(&office.world);
    for (route, _) in operators_routes() {
        for origin in ["https://app.acme.test", "https://evil.test", "null"] {
            let answer = send(&office, route, &[("cookie", &cookie), ("origin", origin)]);
            assert!(answer.headers.get("access-control-allow-origin").is_none(), "{} {}", route.method, route.path);
            if route.method != "GET" {
                assert_eq!(answer.status, 403, "{} {} {answer:?}", route.method, route.path);
            }
            if route.method != "GET" && route.dialect.is_page() {
                // A page ignores the credential of a gate in front of the service, which browsers add by themselves.
                let gated = [("cookie", &*cookie), ("origin", origin), ("authorization", "Basic YTpi")];
                assert_eq!(send(&office, route, &gated).status, 403, "{} {}", route.method, route.path);
            }
            let asked = [("origin", origin), ("access-control-request-method", "GET")];
            let preflight = office.world.send_once("OPTIONS", route.path, &asked, None);
            assert!(preflight.headers.get("access-control-allow-origin").is_none(), "{}", route.path);
            assert!(preflight.headers.get("access-control-allow-methods").is_none(), "{}", route.path);
        }
    }
    assert!(dump(&office.world) == before, "something changed");
}

#[test]
fn the_credential_is_looked_at_before_the_body() {
    let office = Office::new();
    let (_, user) = person(&office.world, "eve@acme.test");
    for (credential, status) in [(None, 401), (Some(&user), 403), (Some(&office.operator), 400)] {
        for (route, _) in operators_routes().filter(|(route, _)| route.method != "GET" && !route.dialect.is_page()) {
            let path = route.path.replace(":id", &office.bob);
            let bearer = credential.map(|token| format!("Bearer {token}"));
            let headers: Vec<_> = bearer.iter().map(|bearer| ("authorization", bearer.as_str())).collect();
            let answer = office.world.send_once(route.method.as_str(), &path, &headers, Some(json!(["no object"])));
            assert_eq!(answer.status, status, "{} {path} {answer:?}", route.method);
        }
    }
}
