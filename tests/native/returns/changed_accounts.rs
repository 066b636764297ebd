//! Returns to an account that changed between the trips, or that has its most identities.

use serde_json::json;

use super::{Jar, begin, error_of, linkings};
use crate::support::federation::{enrolled, signed_up, verified, visit, world};
use crate::support::second_factor::code_now;

/// SQL that enables the account's second factor between two trips.
const ENABLED: &str =
    "INSERT INTO totp (account_id, secret, created_at, enabled_at) SELECT id, 'x', 1, 1 FROM accounts";

#[test]
fn a_factor_enabled_between_the_trips_keeps_a_new_identity_out() {
    // The address becomes proven in the meantime as well.
    let proven = format!("UPDATE accounts SET email_verified_at = 1; {ENABLED}");
    for (was_proven, meanwhile) in [(true, ENABLED), (false, &proven)] {
        let (world, mut jar) = (world(), Jar::default());
        if was_proven {
            verified(&world)
        } else {
            signed_up(&world)
        };
        let way = begin(&world, &mut jar, "");
        // The third batch links, after those for the state and the account.
        *world.database.meanwhile.borrow_mut() = Some((3, meanwhile.to_owned()));
        let answer = jar.get(&world, &way);
        assert_eq!(error_of(&answer), (401, "TOTP_REQUIRED"), "{answer:?}");
        world.finish_background();
        let mails = world.mailer.sent.borrow();
        let told = mails.iter().filter(|mail| mail.subject.contains("sign in")).count();
        assert_eq!((world.database.count("identities"), linkings(&world), told), (0, 0, 0), "{meanwhile}");
        assert_eq!(world.database.count("passwords"), 1, "and nothing was taken away");
    }
}

#[test]
fn a_factor_enabled_between_the_trips_keeps_a_known_identity_out() {
    let (world, mut jar) = (world(), Jar::default());
    assert_eq!(visit(&world, None).status, 200);
    let way = begin(&world, &mut jar, "");
    *world.database.meanwhile.borrow_mut() = Some((3, ENABLED.to_owned()));
    let sessions = world.database.count("sessions");
    assert_eq!(error_of(&jar.get(&world, &way)), (401, "TOTP_REQUIRED"));
    assert_eq!(world.database.count("sessions"), sessions);
}

/// SQL that adds this many identities to every account.
fn more_identities(count: i64) -> String {
    format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
         INSERT INTO identities (id, provider, subject, account_id, created_at)
         SELECT accounts.id || i, 'other', accounts.id || i, accounts.id, 1 FROM accounts, n"
    )
}

#[test]
fn an_account_has_twenty_identities_at_most() {
    for (before, expected) in [(19, (200, "")), (20, (409, "TOO_MANY_IDENTITIES"))] {
        for link in [true, false] {
            let world = world();
            let token = verified(&world);
            world.database.query(&format!("{} RETURNING id", more_identities(before)));
            let answer = visit(&world, Some(&token).filter(|_| link).map(String::as_str));
            assert_eq!(error_of(&answer), expected, "{before}, link: {link}");
            assert_eq!(world.database.count("identities"), 20);
        }
    }
    // An identity that is linked already adds none.
    let world = world();
    let token = verified(&world);
    assert_eq!(visit(&world, Some(&token)).status, 200);
    world.database.query(&format!("{} RETURNING id", more_identities(19)));
    for link in [Some(token.as_str()), None] {
        assert_eq!(visit(&world, link).status, 200);
    }
}

#[test]
fn the_twentieth_identity_is_decided_by_the_statement_that_links() {
    for trip in [2, 3] {
        let (world, mut jar) = (world(), Jar::default());
        verified(&world);
        world.database.query(&format!("{} RETURNING id", more_identities(19)));
        let way = begin(&world, &mut jar, "");
        let one_more = "INSERT INTO identities (id, provider, subject, account_id, created_at)
                        SELECT 'last', 'other', 'last', id, 1 FROM accounts";
        *world.database.meanwhile.borrow_mut() = Some((trip, one_more.to_owned()));
        assert_eq!(error_of(&jar.get(&world, &way)), (409, "TOO_MANY_IDENTITIES"), "before trip {trip}");
        assert_eq!((world.database.count("identities"), linkings(&world)), (20, 0));
    }
    // With a code, an identity that there is no room for signs nobody in either.
    let (world, secret) = enrolled();
    world.database.query("DELETE FROM identities RETURNING id");
    let challenge = visit(&world, None).text("/challenge");
    world.database.query(&format!("{} RETURNING id", more_identities(20)));
    world.clock.advance(30);
    let body = json!({ "challenge": challenge, "totpCode": code_now(&world, &secret) });
    assert_eq!(world.post("/api/auth/two-factor/challenge", body).status, 401);
    assert_eq!(world.database.count("identities"), 20);
}
