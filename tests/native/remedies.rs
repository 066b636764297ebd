//! Remedies of security mails: their links lead where the owner undoes what was done.

use serde_json::json;
use sesame::mail::Remedy;

use crate::support::World;
use crate::support::mailed::{EMAIL, mailed_token, signed_up};
use crate::support::second_factor::Enrolled;

#[test]
fn every_remedy_leads_to_a_page_and_its_section() {
    let world = World::new();
    let session = signed_up(&world);
    for remedy in Remedy::ALL {
        let (path, section) = remedy.path().split_once('#').unwrap_or((remedy.path(), ""));
        let page = world.as_bearer(&session, "GET", path, None);
        assert_eq!(page.status, 200, "{remedy:?}");
        let mark = format!("id=\"{section}\"");
        assert!(section.is_empty() || page.body.as_str().is_some_and(|html| html.contains(&mark)), "{remedy:?}");
    }
}

#[test]
fn a_changed_password_is_mailed_with_where_it_was_done_and_a_way_to_a_new_one() {
    let world = World::new();
    let session = signed_up(&world);
    let body = json!({ "currentPassword": "SecurePassword123", "newPassword": "AnotherPassword456" });
    let headers = [("authorization", &*format!("Bearer {session}")), ("cf-connecting-ip", "192.0.2.7")];
    assert_eq!(world.send("POST", "/api/auth/change-password", &headers, Some(body)).status, 200);
    world.finish_background();
    let mail = world.mailer.newest_to(EMAIL).text;
    for part in ["IP address: 192.0.2.7", "When: 14 November 2023, 22:13 UTC", "/forgot-password\n"] {
        assert!(mail.contains(part), "{part} in {mail}");
    }
}

#[test]
fn a_used_backup_code_is_mailed_with_how_many_are_left() {
    let enrolled = Enrolled::new();
    let world = &enrolled.world;
    let codes_left = || {
        world.finish_background();
        let sent = world.mailer.sent.borrow();
        let notices = sent.iter().filter(|mail| mail.subject.starts_with("A backup code was used"));
        notices
            .map(|mail| mail.text.lines().find(|line| line.starts_with("Codes left")).expect("a fact").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(enrolled.sign_in(json!({ "totpCode": enrolled.code() })).status, 200);
    assert_eq!(codes_left(), [""; 0], "a code of the authenticator is not mailed");
    let code = &enrolled.backup_codes[0];
    assert_eq!(enrolled.sign_in(json!({ "totpCode": code })).status, 200);
    assert_eq!(enrolled.sign_in(json!({ "totpCode": code })).status, 401);
    assert_eq!(codes_left(), ["Codes left: 9"]);
    assert_eq!(enrolled.verify(&enrolled.backup_codes[1]).status, 200);
    assert_eq!(codes_left(), ["Codes left: 9", "Codes left: 8"]);
}

#[test]
fn a_deletion_is_mailed_to_the_address_that_the_account_had() {
    let world = World::new();
    let session = signed_up(&world);
    let token = mailed_token(&world, EMAIL);
    assert_eq!(world.post("/api/auth/verify-email", json!({ "token": token })).status, 200);
    assert_eq!(
        world.as_bearer(&session, "DELETE", "/api/auth/user", Some(json!({ "password": "wrong password" }))).status,
        401
    );
    world.finish_background();
    let told = || world.mailer.newest_to(EMAIL).subject.starts_with("Your account was deleted");
    assert!(!told());
    let body = json!({ "password": "SecurePassword123" });
    assert_eq!(world.as_bearer(&session, "DELETE", "/api/auth/user", Some(body)).status, 200);
    world.finish_background();
    assert!(told());
}

#[test]
fn nobody_is_mailed_by_signing_up_with_their_address_and_deleting_the_account() {
    let world = World::new();
    let session = signed_up(&world);
    let before = world.mailer.sent.borrow().len();
    let body = json!({ "password": "SecurePassword123" });
    assert_eq!(world.as_bearer(&session, "DELETE", "/api/auth/user", Some(body)).status, 200);
    world.finish_background();
    assert_eq!(world.mailer.sent.borrow().len(), before);
}
