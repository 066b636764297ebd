//! Mails to the person about acts of operators.

use serde_json::json;
use sesame::ports::Clock;

use crate::support::operators::{Office, call, service_key};

/// Subjects of the mails to Bob since the first `from`.
fn subjects(office: &Office, from: usize) -> Vec<String> {
    office.world.finish_background();
    let sent = office.world.mailer.sent.borrow();
    let to_bob = sent.iter().filter(|mail| mail.to == "bob@acme.test");
    to_bob.skip(from).map(|mail| mail.subject.clone()).collect()
}

#[test]
fn the_person_is_told_who_acted_and_why_and_never_what_the_note_says() {
    let office = Office::new();
    let before = subjects(&office, 0).len();
    let told = || {
        office.world.finish_background();
        office.world.mailer.newest_to("bob@acme.test").text
    };
    let reason = json!({ "reason": "Left the company", "note": "ticket 7" });
    assert_eq!(office.about_bob("POST", "/disable", reason.clone()).status, 200);
    for part in ["When: 14 November 2023, 22:13 UTC", "By: operator\n", "Reason: Left the company"] {
        assert!(told().contains(part), "{part} in {}", told());
    }
    let key = service_key(&office.world, "users:write");
    let path = format!("/users/{}/enable", office.bob);
    assert_eq!(call(&office.world, &key, "POST", &path, reason).status, 200);
    assert!(told().contains("By: another system (a test)\n"), "{}", told());
    assert_eq!(office.about_bob("PUT", "/role", json!({ "role": "reader" })).status, 200);
    assert!(told().contains("Role: reader\n"), "{}", told());
    assert_eq!(office.about_bob("PUT", "/role", json!({ "role": null })).status, 200);
    assert_eq!(
        subjects(&office, before),
        ["Your account was disabled", "Your account was enabled", "You have a new role", "Your role was removed"]
            .map(|subject| format!("{subject} · Sesame"))
    );
    let sent = office.world.mailer.sent.borrow();
    assert!(!sent.iter().any(|mail| mail.text.contains("ticket 7") || mail.html.contains("ticket 7")));
}

#[test]
fn a_refused_act_is_mailed_to_nobody() {
    let office = Office::new();
    let before = subjects(&office, 0).len();
    let key = service_key(&office.world, "users:read");
    let path = format!("/users/{}/disable", office.bob);
    assert_eq!(call(&office.world, &key, "POST", &path, json!({})).status, 403);
    assert_eq!(subjects(&office, before), [""; 0]);
}

#[test]
fn a_silent_disabling_is_mailed_to_nobody_and_needs_a_note() {
    let office = Office::new();
    let before = subjects(&office, 0).len();
    for silent in [json!(true), json!("true")] {
        assert_eq!(office.about_bob("POST", "/disable", json!({ "silent": silent })).status, 400);
        let body = json!({ "silent": silent, "note": "ticket 7" });
        assert_eq!(office.about_bob("POST", "/disable", body).status, 200);
    }
    for malformed in [json!("yes"), json!(1), json!([])] {
        assert_eq!(office.about_bob("POST", "/disable", json!({ "silent": malformed })).status, 400, "{malformed}");
    }
    assert_eq!(subjects(&office, before), [""; 0]);
    assert_eq!(office.about_bob("POST", "/disable", json!({ "silent": false })).status, 200);
    assert_eq!(subjects(&office, before).len(), 1);
}

#[test]
fn the_person_is_told_of_a_vouched_address_and_of_details_once_a_day() {
    const DETAILS: &str = "Details of your account were changed · Sesame";
    let office = Office::new();
    let before = subjects(&office, 0).len();
    assert_eq!(office.about_bob("POST", "/verify-email", json!({})).status, 200);
    assert_eq!(subjects(&office, before), ["Your email address was marked as confirmed · Sesame"]);
    let key = service_key(&office.world, "users:read");
    let path = format!("/users/{}", office.bob);
    assert_eq!(call(&office.world, &key, "PATCH", &path, json!({ "externalId": "crm-6" })).status, 403);
    for body in [json!({ "externalId": "crm-7" }), json!({ "metadata": { "private": { "plan": "gold" } } })] {
        assert_eq!(office.about_bob("PATCH", "", body).status, 200);
    }
    assert_eq!(subjects(&office, before + 1), [DETAILS], "a refused change counts for nothing");
    assert_eq!(office.about_bob("PATCH", "", json!({ "name": "Bob", "externalId": "crm-8" })).status, 200);
    assert_eq!(subjects(&office, before + 2), ["Your profile was changed · Sesame"]);
    office.world.clock.advance(24 * 60 * 60);
    let end = office.world.clock.now().0 + 60;
    office.world.database.query(&format!("UPDATE sessions SET ends_at = {end}"));
    assert_eq!(office.about_bob("PATCH", "", json!({ "externalId": null })).status, 200);
    assert_eq!(subjects(&office, before + 3), [DETAILS]);
}
