//! Remedies of security mails: their links lead where the owner undoes what was done.

use sesame::mail::Remedy;

use crate::support::World;
use crate::support::mailed::{EMAIL, signed_up};

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
    let body = serde_json::json!({ "currentPassword": "SecurePassword123", "newPassword": "AnotherPassword456" });
    let headers = [("authorization", &*format!("Bearer {session}")), ("cf-connecting-ip", "192.0.2.7")];
    assert_eq!(world.send("POST", "/api/auth/change-password", &headers, Some(body)).status, 200);
    world.finish_background();
    let mail = world.mailer.newest_to(EMAIL).text;
    for part in ["IP address: 192.0.2.7", "When: 14 November 2023, 22:13 UTC", "/forgot-password\n"] {
        assert!(mail.contains(part), "{part} in {mail}");
    }
}
