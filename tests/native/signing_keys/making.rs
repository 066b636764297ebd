//! Keys that are made: by a first request, once for all, and again where one does not open.

use sesame::domain::SignatureAlgorithm::{Es256, Rs256};
use sesame::ports::Clock;

use super::{claims, live, published, ring, sign};
use crate::support::World;

const OTHER_SECRET: [(&str, &str); 1] = [("DATA_SECRET", "1:Zx0CvQe5Rt8Yu2Io6Pa4Sd7Fg1Hj3Kl9")];

#[test]
fn a_first_request_makes_one_key_for_each_algorithm() {
    let world = World::new();
    let set = ring(&world).expect("a ring").published(world.clock.now());
    let algorithms: Vec<&str> =
        set["keys"].as_array().expect("keys").iter().filter_map(|key| key["alg"].as_str()).collect();
    assert_eq!(algorithms, ["RS256", "ES256"]);
    assert_eq!((world.database.trips.get(), world.signatures.generated.get()), (2, 2));

    let kids = published(&world);
    world.clock.advance(61);
    assert_eq!(published(&world), kids);
    assert_eq!((world.database.trips.get(), world.signatures.generated.get()), (3, 2));
}

#[test]
fn no_private_key_is_readable_in_its_row() {
    let world = World::new();
    ring(&world).expect("a ring");
    for row in world.database.query("SELECT private_key, public_key FROM signing_keys") {
        assert!(row["private_key"].as_str().is_some_and(|sealed| sealed.starts_with("1.")), "{row:?}");
        assert!(!row["public_key"].as_str().expect("text").contains("\"d\""), "{row:?}");
    }
}

#[test]
fn of_two_first_requests_one_makes_the_keys_of_both() {
    let world = World::new();
    let other = world.restarted(&[]);
    // Its keys come between the first one's read and its insert.
    let first = other.restarted(&[]);
    let made = published(&first);
    let rows = world.database.query("SELECT * FROM signing_keys");
    let inserts = rows.iter().map(|row| {
        let texts = row.iter().map(|(_, value)| value.as_str().map_or(value.to_string(), |text| format!("'{text}'")));
        let names: Vec<&str> = row.keys().map(String::as_str).collect();
        format!("INSERT INTO signing_keys ({}) VALUES ({});", names.join(", "), texts.collect::<Vec<_>>().join(", "))
    });
    let inserts: String = inserts.collect();
    world.database.query("DELETE FROM signing_keys");
    *world.database.meanwhile.borrow_mut() = Some((2, inserts));
    assert_eq!(published(&other), made);
    assert_eq!(world.database.count("signing_keys"), 2);
    assert_eq!(world.signatures.generated.get(), 4);
}

#[test]
fn keys_that_do_not_open_are_replaced_and_told() {
    let world = World::new();
    let former = [Rs256, Es256].map(|algorithm| live(&world, algorithm));
    let token = sign(&world, Es256, "JWT", &claims(&world, 300));

    let after = world.restarted(&OTHER_SECRET);
    let newer = [Rs256, Es256].map(|algorithm| live(&after, algorithm));
    assert!(former.iter().all(|kid| !newer.contains(kid)));
    for kid in &former {
        let lines = world.log.0.borrow();
        let told =
            lines.iter().filter(|(_, line)| line.contains("signing_key_unreadable") && line.contains(kid)).count();
        assert_eq!(told, 1, "{kid}");
    }
    // Tokens of the former keys are verified to their end.
    assert!(super::verify(&after, &token, "JWT", sesame::flows::oidc::signing::TokenAge::Current).is_some());
    assert_eq!(published(&after).len(), 4);

    // The next isolate finds keys that open, and tells nothing.
    let lines = world.log.0.borrow().len();
    assert_eq!([Rs256, Es256].map(|algorithm| live(&world.restarted(&OTHER_SECRET), algorithm)), newer);
    assert_eq!(world.log.0.borrow().len(), lines);
}

#[test]
fn a_key_whose_public_part_was_exchanged_does_not_sign() {
    let world = World::new();
    let former = live(&world, Es256);
    world.database.query(
        "UPDATE signing_keys SET public_key = (SELECT public_key FROM signing_keys WHERE algorithm = 'RS256')
         WHERE algorithm = 'ES256'",
    );
    assert_ne!(live(&world.restarted(&[]), Es256), former);
}

#[test]
fn without_a_signer_or_a_database_there_is_an_error_and_no_key() {
    let world = World::new();
    world.signatures.is_down.set(true);
    assert!(ring(&world).is_err());
    world.signatures.is_down.set(false);
    for statement in 1..=4 {
        world.database.fail_at.set(Some(statement));
        assert!(ring(&world).is_err(), "{statement}");
        assert!(world.database.fail_at.get().is_none(), "{statement}");
        assert_eq!(world.database.count("signing_keys"), 0, "{statement}");
    }
    assert!(ring(&world).is_ok());
}
