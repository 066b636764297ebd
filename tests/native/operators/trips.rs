//! Round trips of operators' requests: the check of the caller rides in the act's own batch.

use serde_json::{Value as Json, json};

use crate::support::Answer;
use crate::support::operators::{Office, call, service_key, with_role};

/// Answer to a request, and the trips that it took.
fn counted(office: &Office, request: impl FnOnce() -> Answer) -> (Answer, usize) {
    office.world.finish_background();
    let before = office.world.database.trips.get();
    let answer = request();
    (answer, office.world.database.trips.get() - before)
}

/// Request of a browser with these cookies.
fn browse(office: &Office, cookies: &str, (method, path): (&str, &str), form: Option<Json>) -> Answer {
    office.world.send_once(method, path, &[("cookie", cookies)], form)
}

#[test]
fn a_page_and_an_act_of_the_console_take_one_trip() {
    let office = Office::new();
    let cookies = format!("access_token={}", office.operator);
    for path in ["/admin", "/admin/users", "/admin/events", "/admin/keys", "/admin/clients", "/admin/invitations"] {
        let (answer, trips) = counted(&office, || browse(&office, &cookies, ("GET", path), None));
        assert_eq!((answer.status, trips), (200, 1), "{path}");
    }
    let path = format!("/admin/users/{}/disable", office.bob);
    let (answer, trips) = counted(&office, || browse(&office, &cookies, ("POST", &path), Some(json!({}))));
    assert_eq!((answer.status, trips), (303, 1));
    let (answer, trips) =
        counted(&office, || browse(&office, &cookies, ("POST", "/admin/keys"), Some(json!({ "name": "Shop" }))));
    assert_eq!((answer.status, trips), (400, 1), "a form that cannot be read is refused to whom may know");
}

#[test]
fn a_session_that_ended_is_renewed_or_led_to_sign_in() {
    let office = Office::new();
    let signed_in = json!({ "login": "olga@acme.test", "password": crate::support::operators::PASSWORD });
    let refresh = office.world.post("/api/v1/auth/signin", signed_in).cookie("refresh_token");
    office.world.database.query("UPDATE sessions SET aal = 2");
    let ended = office.bobs_session.clone();
    office.world.database.query(&format!("DELETE FROM sessions WHERE account_id = '{}'", office.bob));
    let answer = browse(&office, &format!("access_token={ended}"), ("GET", "/admin"), None);
    assert_eq!((answer.status, answer.location().starts_with("/sign-in?")), (303, true), "{answer:?}");
    let both = format!("access_token={ended}; refresh_token={refresh}");
    let answer = browse(&office, &both, ("GET", "/admin"), None);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_ne!(answer.cookie("access_token"), "", "it has new cookies");
}

#[test]
fn a_service_key_opens_no_page() {
    let office = Office::new();
    let key = service_key(&office.world, "users:read,users:write,events:read,clients:write");
    for headers in [("authorization", format!("Bearer {key}")), ("cookie", format!("access_token={key}"))] {
        let answer = office.world.send_once("GET", "/admin/users", &[(headers.0, &headers.1)], None);
        assert_eq!(answer.status, 303, "{answer:?}");
    }
}

#[test]
fn a_refused_change_of_a_client_takes_one_trip() {
    let office = Office::new();
    let body = json!({ "client_name": "Shop", "redirect_uris": ["https://shop.test/cb"] });
    let id = office.send("POST", "/clients", body).text("/client_id");
    let path = format!("/clients/{id}");
    let change = || office.send("PATCH", &path, json!({ "redirect_uris": [] }));
    let (answer, trips) = counted(&office, change);
    assert_eq!((answer.status, answer.text("/error"), trips), (400, "INVALID_REDIRECT_URI".into(), 1));
    assert_eq!(office.send("PATCH", &path, json!({ "token_endpoint_auth_method": "none" })).status, 200);
    let (answer, trips) = counted(&office, || office.send("POST", &format!("{path}/secret"), json!({})));
    assert_eq!((answer.status, trips), (400, 1), "{answer:?}");
    let (_, reader) = with_role(&office.world, "rita@acme.test", "reader");
    let (answer, trips) =
        counted(&office, || call(&office.world, &reader, "PATCH", &path, json!({ "redirect_uris": 7 })));
    assert_eq!((answer.status, trips), (403, 1), "an error of the request is not told to others");
}

#[test]
fn a_recovery_is_approved_and_shown_in_one_trip_each() {
    let office = Office::new();
    let (_, otto) = with_role(&office.world, "otto@acme.test", "operator");
    office.world.clock.advance(1);
    let id = office.about_bob("POST", "/recovery-requests", json!({})).text("/recoveryRequest/id");
    let path = format!("/recovery-requests/{id}/approve");
    let approve = |expected: (u16, usize)| {
        let (answer, trips) = counted(&office, || call(&office.world, &otto, "POST", &path, json!({})));
        assert_eq!((answer.status, trips), expected, "{answer:?}");
    };
    approve((200, 1));
    approve((409, 1));
    office.world.database.query("UPDATE recovery_requests SET approved_at = approved_at - 86400, told = 2");
    approve((200, 1));
    approve((404, 1));
}
