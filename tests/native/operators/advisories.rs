//! Attacks by those who may help: a rogue support person, and a stolen service key.

use serde_json::{Value as Json, json};
use sesame::http::route::Takes;
use sesame::routes::routes;

use crate::support::operators::{Office, PASSWORD, call, service_key, with_role};
use crate::support::passkeys::{self, Authenticator};
use crate::support::{Answer, World};

const OWN: &str = "ThiefsPassword456";

fn make_link(office: &Office, credential: &str, target: &str) -> Answer {
    let answer = call(&office.world, credential, "POST", &format!("/users/{target}/recovery-link"), json!({}));
    office.world.finish_background();
    answer
}

fn token(answer: &Answer) -> String {
    answer.text("/url").split_once("?token=").expect("a token").1.to_owned()
}

fn use_link(world: &World, token: &str) -> Answer {
    let form = json!({ "token": token, "decision": "confirm", "newPassword": OWN });
    let answer = world.post("/recovery", form);
    world.finish_background();
    answer
}

fn sign_in(world: &World, email: &str, password: &str) -> Answer {
    world.post("/api/auth/sign-in", json!({ "email": email, "password": password }))
}

/// Acts of the operators' API on an account: method, path behind `/users/{id}`, body.
fn acts_on_accounts() -> impl Iterator<Item = (&'static str, String)> {
    routes().filter_map(|route| {
        let path = route.path.strip_prefix("/api/admin/v1/users/:id")?;
        let is_act = matches!(route.takes, Takes::Operators(_)) && route.method != "GET";
        let path = path.split('/').map(|part| if part.starts_with(':') { "p1" } else { part });
        is_act.then(|| (route.method.as_str(), path.collect::<Vec<_>>().join("/")))
    })
}

/// Body that an act of this method accepts.
fn body_of(method: &str) -> Json {
    if method == "PATCH" { json!({ "name": "Thief" }) } else { body() }
}

/// Members of every act but `PATCH`, which takes no others than its own.
fn body() -> Json {
    json!({
        "email": "thief@acme.test", "role": "operator", "from": "45314ce9-74c8-48dd-9094-0bcf980f335b",
        "keep": "target", "name": "Thief",
    })
}

#[test]
fn a_support_person_does_not_become_somebody_by_reset_and_recovery_link() {
    for reset in ["/second-factor", "/passkeys/p1"] {
        let office = Office::new();
        office.give_bob_every_part();
        let (_, rogue) = with_role(&office.world, "sam@acme.test", "support");
        let before = make_link(&office, &rogue, &office.bob);
        assert_eq!(use_link(&office.world, &token(&before)).status, 401, "the factor is asked for");
        let path = format!("/users/{}{reset}", office.bob);
        assert_eq!(call(&office.world, &rogue, "DELETE", &path, json!({})).status, 200);
        assert_eq!(use_link(&office.world, &token(&before)).status, 400, "{reset}: the link from before is void");
        let sent = office.world.mailer.sent.borrow().len();
        for _ in 0..3 {
            let after = make_link(&office, &rogue, &office.bob);
            assert_eq!((after.status, &after.body["url"]), (201, &Json::Null), "{reset}: the person alone gets it");
        }
        let mails = office.world.mailer.sent.borrow();
        assert!(mails.len() >= sent + 3 && mails[sent..].iter().all(|mail| mail.to == "bob@acme.test"));
        drop(mails);
        let vouch = format!("/users/{}/verify-email", office.bob);
        call(&office.world, &rogue, "POST", &vouch, json!({}));
        for (method, path) in [("PUT", "email"), ("PUT", "role"), ("POST", "merge"), ("POST", "recovery-requests")] {
            let path = format!("/users/{}/{path}", office.bob);
            let answer = call(&office.world, &rogue, method, &path, body());
            assert_eq!((answer.status, answer.text("/error")), (403, "NOT_ALLOWED".into()), "{path}");
        }
        assert_eq!(sign_in(&office.world, "bob@acme.test", OWN).status, 401);
    }
}

#[test]
fn a_vouched_address_gets_no_link_after_a_reset() {
    let office = Office::new();
    office.give_bob_every_part();
    office.world.database.query("UPDATE accounts SET email_verified_at = NULL WHERE role IS NULL");
    let (_, rogue) = with_role(&office.world, "sam@acme.test", "support");
    for (method, path) in [("POST", "verify-email"), ("DELETE", "second-factor")] {
        let path = format!("/users/{}/{path}", office.bob);
        assert_eq!(call(&office.world, &rogue, method, &path, json!({})).status, 200);
    }
    let answer = make_link(&office, &rogue, &office.bob);
    assert_eq!((answer.status, answer.text("/error")), (409, "NO_PROVEN_ADDRESS".into()));
}

#[test]
fn a_key_becomes_no_operator_by_any_act() {
    let office = Office::new();
    let key = service_key(&office.world, "users:read users:write clients:write");
    let (reader, _) = with_role(&office.world, "rita@acme.test", "reader");
    let mut tried = 0;
    for (target, who) in [(&office.operator_id, "an operator"), (&reader, "a reader")] {
        for (method, path) in acts_on_accounts() {
            let answer = call(&office.world, &key, method, &format!("/users/{target}{path}"), body_of(method));
            assert_eq!((answer.status, answer.text("/error")), (403, "NOT_ALLOWED".into()), "{who}: {method} {path}");
            tried += 1;
        }
    }
    assert!(tried > 25, "{tried}");
    // The key takes over a person without a role, with a passkey, which is two factors.
    let link = token(&make_link(&office, &key, &office.bob));
    let asked = office.world.post("/recovery/options", json!({ "token": link }));
    let mut phone = Authenticator::new(1);
    let credential = phone.create(&asked.body["options"]).to_string();
    let form = json!({ "token": link, "decision": "confirm", "credential": credential });
    assert_eq!(office.world.post("/recovery/passkey", form).status, 200);
    let thief = passkeys::signs_in(&office.world, &phone).text("/session/token");
    for (credential, who) in [(&key, "the key"), (&thief, "its victim")] {
        for (method, path) in [("PUT", "role"), ("POST", "merge"), ("PUT", "email"), ("POST", "recovery-requests")] {
            for target in [&office.bob, &office.operator_id] {
                let answer = call(&office.world, credential, method, &format!("/users/{target}/{path}"), body());
                assert_eq!(answer.status, 403, "{who}: {method} {path} {answer:?}");
            }
        }
        let keys = call(&office.world, credential, "POST", "/keys", json!({ "name": "x", "scopes": ["users:write"] }));
        assert_eq!(keys.status, 403, "{who}");
    }
    let roles = office.world.database.query("SELECT role FROM accounts WHERE role IS NOT NULL ORDER BY role");
    assert_eq!(json!(roles), json!([{ "role": "operator" }, { "role": "reader" }]));
}

#[test]
fn a_role_that_is_given_voids_the_link_that_a_key_kept() {
    let office = Office::new();
    let key = service_key(&office.world, "users:write");
    let kept = token(&make_link(&office, &key, &office.bob));
    assert_eq!(office.about_bob("PUT", "/role", json!({ "role": "operator" })).status, 200);
    assert_eq!(use_link(&office.world, &kept).status, 400);
    assert_eq!(make_link(&office, &key, &office.bob).status, 403);
    assert_eq!(sign_in(&office.world, "bob@acme.test", PASSWORD).status, 200);
}

#[test]
fn nobody_helps_themselves_and_the_last_operator_stays() {
    let office = Office::new();
    let own = |method: &str, path: &str| {
        office.send(method, &format!("/users/{}{path}", office.operator_id), body_of(method))
    };
    for (method, path) in acts_on_accounts() {
        let answer = own(method, &path);
        assert_eq!((answer.status, answer.text("/error")), (403, "NOT_ALLOWED".into()), "{method} {path}");
    }
    let merge = json!({ "from": office.operator_id, "keep": "target" });
    let answer = office.about_bob("POST", "/merge", merge);
    assert_eq!((answer.status, answer.text("/error")), (409, "MERGE_CONFLICT".into()));
    let operator = format!("accounts WHERE id = '{}' AND role = 'operator'", office.operator_id);
    assert_eq!(office.world.database.count(&operator), 1);
}

/// By a link they might otherwise set a password or add a passkey there, and act under another's name.
#[test]
fn a_support_person_does_not_become_another_by_a_recovery_link() {
    let office = Office::new();
    let (_, rogue) = with_role(&office.world, "sam@acme.test", "support");
    let (sue, _) = with_role(&office.world, "sue@acme.test", "support");
    let answer = make_link(&office, &rogue, &sue);
    assert_eq!((answer.status, &answer.body["url"]), (201, &json!(null)), "{answer:?}");
    office.world.finish_background();
    assert!(office.world.mailer.newest_to("sue@acme.test").text.contains("/recovery?token="));
    office.world.database.query("UPDATE accounts SET email_verified_at = NULL WHERE email_key = 'sue@acme.test'");
    assert_eq!(make_link(&office, &rogue, &sue).text("/error"), "NO_PROVEN_ADDRESS");
}
