//! Resets, vouching for an address, and deletion.

use serde_json::json;

use crate::support::operators::{Office, call, with_role};

#[test]
fn a_reset_removes_one_part_and_ends_sessions_and_recovery_links() {
    for (path, gone) in [
        ("/second-factor", "totp"),
        ("/second-factor", "backup_codes"),
        ("/password", "passwords"),
        ("/passkeys/p1", "passkeys"),
        ("/identities/i1", "identities"),
    ] {
        let office = Office::new();
        office.give_bob_every_part();
        let of_bob = |table: &str| office.world.database.count(&format!("{table} WHERE account_id = '{}'", office.bob));
        let answer = office.about_bob("DELETE", path, json!({ "reason": "Lost", "userId": office.operator_id }));
        assert_eq!((answer.status, answer.text("/user/id")), (200, office.bob.clone()), "{path}: {answer:?}");
        for table in ["totp", "backup_codes", "passwords", "passkeys", "identities"] {
            let is_gone = table == gone || (path == "/second-factor" && matches!(table, "totp" | "backup_codes"));
            assert_eq!(of_bob(table), u64::from(!is_gone), "{path}: {table}");
        }
        let recoveries = office.world.database.count("one_time_tokens WHERE kind = 'recovery'");
        assert_eq!((of_bob("sessions"), recoveries), (0, 0), "{path}");
        let again = office.about_bob("DELETE", path, json!({}));
        assert_eq!((again.status, again.text("/error")), (404, "NOT_FOUND".into()), "{path}");
    }
}

#[test]
fn a_part_of_another_account_is_not_found() {
    let office = Office::new();
    office.give_bob_every_part();
    let (rita, _) = with_role(&office.world, "rita@acme.test", "reader");
    for path in ["/passkeys/p1", "/identities/i1", "/second-factor"] {
        assert_eq!(office.send("DELETE", &format!("/users/{rita}{path}"), json!({})).status, 404, "{path}");
    }
    assert_eq!((office.world.database.count("passkeys"), office.world.database.count("identities")), (1, 1));
}

#[test]
fn a_role_given_voids_recovery_links() {
    let office = Office::new();
    office.give_bob_every_part();
    assert_eq!(office.about_bob("PUT", "/role", json!({ "role": "reader" })).status, 200);
    assert_eq!(office.world.database.count("one_time_tokens WHERE kind = 'recovery'"), 0);
}

#[test]
fn a_vouched_address_is_shown_as_verified_and_proves_nothing() {
    let office = Office::new();
    office.world.database.query("UPDATE accounts SET email_verified_at = NULL WHERE role IS NULL");
    assert_eq!(office.about_bob("GET", "", json!({})).body["user"]["emailVerified"], json!(false));
    let answer = office.about_bob("POST", "/verify-email", json!({}));
    assert_eq!((answer.status, &answer.body["user"]["emailVerified"]), (200, &json!(true)), "{answer:?}");
    let row = office.world.database.query("SELECT email_verified_at FROM accounts WHERE role IS NULL");
    assert_eq!(row[0]["email_verified_at"], json!(null));
    office.world.database.query("UPDATE accounts SET email = NULL, email_key = NULL WHERE role IS NULL");
    assert_eq!(office.about_bob("POST", "/verify-email", json!({})).status, 400);
}

#[test]
fn a_deleted_account_leaves_the_act_alone() {
    let office = Office::new();
    let answer = office.about_bob("DELETE", "", json!({ "reason": "Asked for it" }));
    assert_eq!((answer.status, answer.body), (200, json!({ "success": true })));
    assert_eq!(office.about_bob("GET", "", json!({})).status, 404);
    let left = office.world.database.query(&format!("SELECT kind, reason FROM events WHERE about = '{}'", office.bob));
    assert_eq!(json!(left), json!([{ "kind": "account-deleted", "reason": "Asked for it" }]));
    assert_eq!(office.world.as_bearer(&office.bobs_session, "GET", "/api/auth/session", None).status, 401);
    let own = office.send("DELETE", &format!("/users/{}", office.operator_id), json!({}));
    assert_eq!((own.status, own.text("/error")), (403, "NOT_ALLOWED".into()));
}

#[test]
fn the_last_operator_cannot_delete_their_account() {
    let office = Office::new();
    let delete = |session: &str| office.world.as_bearer(session, "DELETE", "/api/auth/user", Some(json!({})));
    let (_, second) = with_role(&office.world, "otto@acme.test", "operator");
    let unproven = "UPDATE accounts SET email_verified_at = NULL WHERE email_key = 'otto@acme.test'";
    office.world.database.query(unproven);
    let refused = delete(&office.operator);
    assert_eq!(
        (refused.status, refused.text("/error")),
        (403, "NOT_ALLOWED".into()),
        "an unproven role does not count"
    );
    office.world.database.query("UPDATE accounts SET email_verified_at = 1");
    // Two operators who delete themselves at once: one stays.
    let of_other = "DELETE FROM accounts WHERE email_key = 'otto@acme.test'".to_owned();
    *office.world.database.meanwhile.borrow_mut() = Some((2, of_other));
    assert_eq!(delete(&office.operator).status, 403);
    assert_eq!(office.world.database.count("accounts WHERE role = 'operator'"), 1);
    assert_eq!(delete(&second).status, 401);
    assert_eq!(call(&office.world, &office.operator, "GET", "/keys", json!({})).status, 200);
}
