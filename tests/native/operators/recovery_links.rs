//! Recovery links: made by operators and keys, shown or mailed.

use serde_json::{Value as Json, json};

use crate::support::operators::{Office, call, service_key, with_role};
use crate::support::{Answer, World};

const DAY: i64 = 24 * 60 * 60;

fn make(office: &Office) -> Answer {
    let answer = office.about_bob("POST", "/recovery-link", json!({ "reason": "Lost the phone" }));
    office.world.finish_background();
    answer
}

/// Token in the URL that an answer shows.
fn shown(answer: &Answer) -> String {
    assert_eq!(answer.status, 201, "{answer:?}");
    let url = answer.text("/url");
    url.strip_prefix("https://auth.acme.test/recovery?token=").expect("the page's URL").to_owned()
}

fn links(office: &Office) -> u64 {
    office.world.database.count("one_time_tokens WHERE kind = 'recovery'")
}

#[test]
fn a_link_is_shown_once_and_the_person_is_told() {
    let office = Office::new();
    let answer = make(&office);
    let token = shown(&answer);
    assert_eq!(answer.text("/expiresAt"), "2023-11-14T23:13:20Z", "an hour later");
    let stored = json!(office.world.database.query("SELECT * FROM one_time_tokens WHERE kind = 'recovery'"));
    assert!(!stored.to_string().contains(&token) && !stored.to_string().contains("recovery."), "{stored}");
    let mail = office.world.mailer.newest_to("bob@acme.test");
    assert_eq!(mail.subject, "A recovery link was made for your account · Sesame");
    assert!(mail.text.contains("Reason: Lost the phone") && !mail.text.contains("token="), "{}", mail.text);
    let second = shown(&make(&office));
    assert_ne!(second, token);
    assert_eq!(links(&office), 1, "a newer one voids the former");
}

#[test]
fn after_a_reset_of_a_factor_or_passkey_a_link_is_mailed_and_not_shown_for_a_day() {
    for path in ["/second-factor", "/passkeys/p1"] {
        let office = Office::new();
        office.give_bob_every_part();
        assert_eq!(office.about_bob("DELETE", path, json!({})).status, 200, "{path}");
        office.world.clock.advance(DAY - 1);
        office.world.database.query("UPDATE sessions SET authenticated_at = authenticated_at + 86399");
        let answer = make(&office);
        assert_eq!((answer.status, &answer.body["url"]), (201, &Json::Null), "{path}: {answer:?}");
        let mail = office.world.mailer.newest_to("bob@acme.test");
        assert!(mail.text.contains("/recovery?token=recovery."), "{path}: {}", mail.text);
        office.world.clock.advance(1);
        shown(&make(&office));
    }
    for path in ["/password", "/identities/i1"] {
        let office = Office::new();
        office.give_bob_every_part();
        assert_eq!(office.about_bob("DELETE", path, json!({})).status, 200, "{path}");
        shown(&make(&office));
    }
}

#[test]
fn a_link_that_may_only_be_mailed_needs_a_proven_address_and_a_transport() {
    let refused = |office: &Office, why: &str| {
        let events = office.world.database.count("events");
        let answer = make(office);
        assert_eq!((answer.status, answer.text("/error")), (409, "NO_PROVEN_ADDRESS".into()), "{why}: {answer:?}");
        assert_eq!((links(office), office.world.database.count("events")), (0, events), "{why}");
    };
    let reset = |office: &Office| {
        office.give_bob_every_part();
        assert_eq!(office.about_bob("DELETE", "/second-factor", json!({})).status, 200);
    };
    for unproven in [
        "email_verified_at = NULL, email_vouched_at = 1",
        "email = NULL, email_key = NULL, email_verified_at = NULL, username = 'bob', username_key = 'bob'",
    ] {
        let office = Office::new();
        reset(&office);
        office.world.database.query(&format!("UPDATE accounts SET {unproven} WHERE id = '{}'", office.bob));
        refused(&office, unproven);
    }
    let office = Office::of(World::with_settings(&[("MAIL_TRANSPORT", "none")]));
    reset(&office);
    refused(&office, "no transport");
}

#[test]
fn a_key_makes_links_for_people_without_a_role_and_support_for_no_operator() {
    let office = Office::new();
    let key = service_key(&office.world, "users:write");
    let (reader, _) = with_role(&office.world, "rita@acme.test", "reader");
    let (_, support) = with_role(&office.world, "sam@acme.test", "support");
    for (who, credential, target, status) in [
        ("a key, a person", &key, &office.bob, 201),
        ("a key, a reader", &key, &reader, 403),
        ("support, a person", &support, &office.bob, 201),
        ("support, an operator", &support, &office.operator_id, 403),
        ("an operator, themselves", &office.operator, &office.operator_id, 403),
    ] {
        let path = format!("/users/{target}/recovery-link");
        let answer = call(&office.world, credential, "POST", &path, json!({}));
        assert_eq!(answer.status, status, "{who}: {answer:?}");
        assert!(status == 201 || answer.text("/error") == "NOT_ALLOWED", "{who}: {answer:?}");
    }
    let nobody = "/users/45314ce9-74c8-48dd-9094-0bcf980f335b/recovery-link";
    assert_eq!(office.send("POST", nobody, json!({})).status, 404);
}
