//! Addresses of schema 12 whose domain has a spelling that no mail reaches.

use serde_json::{Value as Json, json};

use super::Upgraded;

#[test]
fn each_address_is_shown_found_and_mailed_at_the_domain_of_its_key() {
    let upgraded = Upgraded::from_0012();
    let world = &upgraded.world;
    for (name, address, key) in [
        ("ivy", "Ivy@example.org", "ivy@example.org"),
        ("jo", "jo@xn--bcher-kva.example", "jo@xn--bcher-kva.example"),
        ("kim", "kim@acme.test", "kim@acme.test"),
        ("ada", "Ada@acme.test", "ada@acme.test"),
    ] {
        let rows = world.database.query(&format!("SELECT email FROM accounts WHERE email_key = '{key}'"));
        assert_eq!(rows[0]["email"], json!(address), "{name}");
        assert_eq!(upgraded.session(&format!("{name}_session"))["user"]["email"], json!(address), "{name}");
        assert_eq!(world.post("/api/auth/forgot-password", json!({ "email": key })).status, 200);
        world.finish_background();
        assert_eq!(world.mailer.sent.borrow().last().map(|mail| mail.to.clone()).as_deref(), Some(address), "{name}");
    }
}

#[test]
fn no_other_address_is_touched() {
    let upgraded = Upgraded::from_0012();
    let rows = upgraded.world.database.query(
        "SELECT count(*) AS n FROM accounts WHERE lower(email) <> email_key
         UNION ALL SELECT count(*) FROM accounts WHERE unattached_email IS NOT NULL
         UNION ALL SELECT count(*) FROM one_time_tokens WHERE lower(address) <> address_key",
    );
    assert_eq!(rows.iter().map(|row| row["n"].clone()).collect::<Vec<Json>>(), [json!(0), json!(0), json!(0)]);
}
