//! Changes of address to a free address and to a taken one.

use serde_json::json;

use super::{Eve, OWN, PASSWORD, VICTIM, alike};
use crate::support::mailed::{form, mailed_token};

/// Session of a person with their own address.
fn member(eve: &mut Eve, is_proven: bool) -> String {
    let body = json!({ "email": OWN, "password": PASSWORD });
    let session = eve.world.post("/api/auth/sign-up", body).text("/session/token");
    if is_proven {
        let token = mailed_token(&eve.world, OWN);
        assert_eq!(eve.world.post("/api/auth/verify-email", json!({ "token": token })).status, 200);
    }
    eve.world.finish_background();
    session
}

#[test]
fn a_change_of_address_looks_the_same_for_a_taken_address() {
    alike(|eve| {
        let session = member(eve, true);
        for (path, body) in [
            ("/api/auth/change-email", json!({ "email": VICTIM })),
            ("/auth/email", json!({ "email": VICTIM, "password": PASSWORD })),
            ("/account/email", json!({ "email": VICTIM })),
        ] {
            eve.ask(&session, "POST", path, Some(body));
            eve.look_around(&session);
        }
    });
    alike(|eve| {
        let session = member(eve, false);
        eve.ask(&session, "POST", "/api/auth/change-email", Some(json!({ "email": VICTIM })));
        eve.look_around(&session);
    });
}

#[test]
fn a_change_of_address_voids_the_previous_one_for_a_taken_address_too() {
    alike(|eve| {
        let session = member(eve, true);
        eve.ask(&session, "POST", "/api/auth/change-email", Some(json!({ "email": "other@acme.test" })));
        let other = mailed_token(&eve.world, "other@acme.test");
        eve.ask(&session, "POST", "/api/auth/change-email", Some(json!({ "email": VICTIM })));
        eve.look_around(&session);
        eve.see("the link before", |world| world.send("GET", &format!("/confirm-address?token={other}"), &[], None));
        eve.see("the link before, pressed", |world| form(world, "/confirm-address", &other, "mine"));
        eve.ask(&session, "POST", "/api/auth/change-email", Some(json!({ "email": "third@acme.test" })));
        eve.look_around(&session);
    });
}

#[test]
fn the_old_mailbox_is_asked_to_approve_a_taken_address_too() {
    alike(|eve| {
        let session = member(eve, true);
        eve.world.clock.advance(601);
        eve.ask(&session, "POST", "/api/auth/change-email", Some(json!({ "email": VICTIM })));
        eve.look_around(&session);
        let approval = mailed_token(&eve.world, OWN);
        eve.see("its page", |world| world.send("GET", &format!("/approve-address-change?token={approval}"), &[], None));
        eve.see("approval", |world| form(world, "/approve-address-change", &approval, "approve"));
        eve.look_around(&session);
        eve.see("approval again", |world| form(world, "/approve-address-change", &approval, "approve"));
    });
}

#[test]
fn a_pending_change_to_a_taken_address_cannot_be_confirmed() {
    let mut eve = Eve::new(true);
    let session = member(&mut eve, true);
    eve.ask(&session, "POST", "/api/auth/change-email", Some(json!({ "email": VICTIM })));
    let sent = eve.world.mailer.sent.borrow();
    let told: Vec<&str> = sent.iter().filter(|mail| mail.to == VICTIM).map(|mail| mail.text.as_str()).collect();
    assert_eq!(told.len(), 2, "its verification, and a notice: {told:?}");
    assert!(told.iter().all(|text| !text.contains("confirm-address")), "{told:?}");
    assert!(!eve.world.key_value.dump().iter().any(|(_, value)| value.contains(VICTIM)));
}
