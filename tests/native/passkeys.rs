//! Passkey ceremonies: in order, out of order, repeated, and by the wrong person.

mod batches;
mod owner;

use serde_json::{Value as Json, json};

use crate::support::World;
use crate::support::authenticator::{Authenticator, base64url};
use crate::support::passkeys::{
    EMAIL, PASSKEYS, PASSWORD, REGISTER, SIGN_IN, is_alive, nameless, options_for_any, options_for_new, refused,
    register, registered, remove, sign_in, signed_in, signed_up, signs_in, unpasskeyed,
};

#[test]
fn a_passkey_is_registered_used_renamed_and_removed() {
    let world = World::new();
    let token = signed_up(&world);
    let mut phone = Authenticator::new(1);
    let options = options_for_new(&world, &token);
    assert_eq!(options["rp"], json!({ "id": "auth.acme.test", "name": "Sesame" }));
    assert_eq!((options["user"]["name"].as_str(), options["excludeCredentials"].clone()), (Some(EMAIL), json!([])));
    let credential = phone.create(&options);
    let unfit = json!({ "credential": credential, "name": "a\nb" });
    assert_eq!(world.as_bearer(&token, "POST", REGISTER, Some(unfit)).status, 400, "and the challenge is there still");
    let registered = register(&world, &token, &credential);
    let passkey = registered.body["passkey"].clone();
    assert_eq!(passkey["createdAt"], "2023-11-14T22:13:20Z");
    assert_eq!((registered.status, &passkey["name"], &passkey["lastUsedAt"]), (200, &json!("Key"), &Json::Null));
    let excluded = options_for_new(&world, &token)["excludeCredentials"].clone();
    assert_eq!(excluded, json!([{ "type": "public-key", "id": base64url([1; 16]) }]));

    world.clock.advance(60);
    let opened = signs_in(&world, &phone);
    assert_eq!((opened.status, opened.text("/user/email").as_str()), (200, EMAIL));
    assert!(is_alive(&world, &opened.text("/session/token")));
    let list = world.as_bearer(&token, "GET", PASSKEYS, None).body["passkeys"].clone();
    assert_eq!(
        (list[0]["id"].clone(), list[0]["lastUsedAt"].as_str()),
        (passkey["id"].clone(), Some("2023-11-14T22:14:20Z"))
    );

    let id = registered.text("/passkey/id");
    let path = format!("{PASSKEYS}/{id}");
    let renamed = world.as_bearer(&token, "PATCH", &path, Some(json!({ "name": "Ada's phone" })));
    assert_eq!((renamed.status, renamed.text("/passkey/name").as_str()), (200, "Ada's phone"));
    for unfit in ["", "a\nb", &"a".repeat(101)] {
        assert_eq!(world.as_bearer(&token, "PATCH", &path, Some(json!({ "name": unfit }))).status, 400);
    }
    assert_eq!(remove(&world, &token, &id, json!({})).body, json!({ "success": true }));
    assert_eq!(refused(&signs_in(&world, &phone)), unpasskeyed());
    assert_eq!(world.as_bearer(&token, "GET", PASSKEYS, None).body, json!({ "passkeys": [] }));
}

#[test]
fn the_options_of_a_sign_in_are_the_same_for_everybody() {
    let world = World::new();
    let mut before = options_for_any(&world);
    registered(&world, &signed_up(&world), &mut Authenticator::new(1));
    let mut after = options_for_any(&world);
    assert_ne!(before["challenge"].take(), after["challenge"].take());
    assert_eq!(before, after);
    assert_eq!(before["userVerification"], "required");
    assert!(before.get("allowCredentials").is_none());
}

#[test]
fn a_challenge_is_answered_once_by_the_account_it_was_issued_to() {
    let world = World::new();
    let (token, mut phone) = (signed_up(&world), Authenticator::new(1));
    let put = options_for_new(&world, &token);
    let credential = phone.create(&put);
    let elsewhere = [signed_in(&world), nameless(&world, "bob")];
    for other in &elsewhere {
        assert_eq!(refused(&register(&world, other, &credential)), unpasskeyed());
    }
    let for_sign_in = phone.created(&options_for_any(&world), &phone.attestation_object());
    assert_eq!(refused(&register(&world, &token, &for_sign_in)), unpasskeyed(), "a challenge of the other ceremony");
    assert_eq!(register(&world, &token, &credential).status, 200, "it is still there for its own session");
    assert_eq!(refused(&register(&world, &token, &credential)), unpasskeyed());

    let for_new = phone.get(&options_for_new(&world, &token));
    assert_eq!(refused(&sign_in(&world, &for_new)), unpasskeyed(), "a challenge of the other ceremony");
    let answer = phone.get(&options_for_any(&world));
    assert_eq!(sign_in(&world, &answer).status, 200);
    assert_eq!(refused(&sign_in(&world, &answer)), unpasskeyed());
    assert_eq!(world.database.count("passkeys"), 1);
}

#[test]
fn a_wrong_answer_spends_its_challenge() {
    let world = World::new();
    let (token, mut phone) = (signed_up(&world), Authenticator::new(1));
    let lie = |a: &Authenticator| Authenticator { origin: "https://app.acme.test", ..a.clone() };
    let options = options_for_new(&world, &token);
    assert_eq!(refused(&register(&world, &token, &lie(&phone).create(&options))), unpasskeyed());
    assert_eq!(refused(&register(&world, &token, &phone.create(&options))), unpasskeyed());
    registered(&world, &token, &mut phone);
    let options = options_for_any(&world);
    assert_eq!(refused(&sign_in(&world, &lie(&phone).get(&options))), unpasskeyed());
    assert_eq!(refused(&sign_in(&world, &phone.get(&options))), unpasskeyed());
    assert_eq!(signs_in(&world, &phone).status, 200);
}

#[test]
fn fifty_wrong_answers_lock_a_client_address() {
    let world = World::new();
    let (token, mut phone) = (signed_up(&world), Authenticator::new(1));
    registered(&world, &token, &mut phone);
    let stranger = Authenticator::new(2);
    for n in 0..50 {
        assert_eq!(signs_in(&world, &stranger).status, 401, "{n}");
    }
    assert_eq!(signs_in(&world, &phone).status, 429);
    world.clock.advance(900);
    assert_eq!(signs_in(&world, &phone).status, 200);
}

#[test]
fn a_challenge_waits_five_minutes() {
    for (seconds, is_open) in [(299, true), (300, false)] {
        let world = World::new();
        let (token, mut phone) = (signed_up(&world), Authenticator::new(1));
        let credential = phone.create(&options_for_new(&world, &token));
        world.clock.advance(seconds);
        assert_eq!(register(&world, &token, &credential).status == 200, is_open, "{seconds}");
        if !is_open {
            registered(&world, &token, &mut phone);
        }
        let answer = phone.get(&options_for_any(&world));
        world.clock.advance(seconds);
        assert_eq!(sign_in(&world, &answer).status == 200, is_open, "{seconds}");
    }
}

#[test]
fn an_answer_needs_the_owners_key_on_the_right_origin() {
    let world = World::new();
    let (token, mut phone) = (signed_up(&world), Authenticator::new(1));
    registered(&world, &token, &mut phone);
    let bob = options_for_new(&world, &nameless(&world, "bob"))["user"]["id"].as_str().map(str::to_owned);
    let liars: [(&str, Authenticator); 7] = [
        ("no user handle", Authenticator { user_handle: None, ..phone.clone() }),
        ("another's user handle", Authenticator { user_handle: bob, ..phone.clone() }),
        ("another origin", Authenticator { origin: "https://auth.acme.test.evil.com", ..phone.clone() }),
        ("another relying party", Authenticator { rp_id: "acme.test", ..phone.clone() }),
        ("not verified", Authenticator { flags: 0x19, ..phone.clone() }),
        (
            "another key",
            Authenticator {
                credential_id: vec![1; 16],
                user_handle: phone.user_handle.clone(),
                ..Authenticator::new(2)
            },
        ),
        ("unknown", Authenticator { credential_id: vec![9; 16], ..phone.clone() }),
    ];
    for (lie, liar) in &liars {
        assert_eq!(refused(&signs_in(&world, liar)), unpasskeyed(), "{lie}");
    }
    assert_eq!(signs_in(&world, &phone).status, 200);
}

#[test]
fn a_synced_passkey_is_never_locked_out_and_a_counter_never_goes_back() {
    let world = World::new();
    let (token, mut phone) = (signed_up(&world), Authenticator::new(1));
    registered(&world, &token, &mut phone);
    for flags in [0x1d, 0x0d, 0x05, 0x1d, 0x1d] {
        phone.flags = flags;
        assert_eq!(signs_in(&world, &phone).status, 200, "{flags:x}");
        let stored = &world.database.query("SELECT backup_eligible, backed_up FROM passkeys")[0];
        assert_eq!(stored["backup_eligible"], u64::from(flags >> 3 & 1), "{flags:x}");
        assert_eq!(stored["backed_up"], u64::from(flags >> 4), "{flags:x}");
    }
    let mut key = Authenticator { count: 7, ..Authenticator::new(2) };
    registered(&world, &token, &mut key);
    for (count, status) in [(7, 401), (8, 200), (8, 401), (0, 401), (3, 401), (u32::MAX, 200), (u32::MAX, 401)] {
        assert_eq!(signs_in(&world, &Authenticator { count, ..key.clone() }).status, status, "{count}");
    }
}

#[test]
fn a_credential_id_belongs_to_the_account_that_registered_it_first() {
    let world = World::new();
    let (ada, mut phone) = (signed_up(&world), Authenticator::new(1));
    registered(&world, &ada, &mut phone);
    let before = world.database.query("SELECT * FROM passkeys");
    let taken = (409, "PASSKEY_ALREADY_REGISTERED".to_owned());
    for token in [nameless(&world, "bob"), ada] {
        let mut copy = Authenticator { credential_id: vec![1; 16], ..Authenticator::new(2) };
        let credential = copy.create(&options_for_new(&world, &token));
        assert_eq!(refused(&register(&world, &token, &credential)), taken);
        assert_eq!(refused(&register(&world, &token, &credential)), unpasskeyed(), "the challenge is spent");
    }
    assert_eq!(world.database.query("SELECT * FROM passkeys"), before);
    assert_eq!(signs_in(&world, &phone).status, 200);
}

#[test]
fn an_account_has_twenty_passkeys_at_most() {
    let world = World::new();
    let token = signed_up(&world);
    let mut late = Authenticator::new(99);
    let waiting = late.create(&options_for_new(&world, &token));
    for number in 1..=20 {
        registered(&world, &token, &mut Authenticator::new(number));
    }
    let too_many = (409, "TOO_MANY_PASSKEYS".to_owned());
    assert_eq!(refused(&register(&world, &token, &waiting)), too_many, "asked for before the others were there");
    assert_eq!(refused(&world.as_bearer(&token, "POST", REGISTER, Some(json!({})))), too_many);
    assert_eq!(world.database.count("passkeys"), 20);
    let id = world.as_bearer(&token, "GET", PASSKEYS, None).text("/passkeys/0/id");
    assert_eq!(remove(&world, &token, &id, json!({})).status, 200);
    registered(&world, &token, &mut late);
}

#[test]
fn a_passkey_with_user_verification_needs_no_code() {
    let world = World::new();
    let (token, mut phone) = (signed_up(&world), Authenticator::new(1));
    registered(&world, &token, &mut phone);
    world
        .database
        .query("INSERT INTO totp (account_id, secret, enabled_at, created_at) SELECT id, 'sealed', 1, 1 FROM accounts");
    assert_eq!(signs_in(&world, &phone).status, 200);
    let through_the_page = |credential: Json| world.post("/sign-in/passkey", json!({ "credential": credential }));
    let answer = phone.get(&options_for_any(&world));
    let arrived = through_the_page(answer.to_string().into());
    assert_eq!((arrived.status, &arrived.headers["location"]), (303, &"/account".parse().unwrap()), "{arrived:?}");
    assert!(is_alive(&world, &arrived.cookie("access_token")));
    for unfit in [answer.to_string(), String::from("{}"), String::new()] {
        let again = through_the_page(unfit.into());
        assert_eq!((again.status, again.headers.contains_key("set-cookie")), (401, false), "{again:?}");
    }
    assert_eq!(
        refused(&world.post("/api/auth/sign-in", json!({ "email": EMAIL, "password": PASSWORD }))),
        (401, "TOTP_REQUIRED".into())
    );
}

#[test]
fn a_malformed_answer_is_a_400_and_the_next_one_works() {
    let world = World::new();
    let (token, mut phone) = (signed_up(&world), Authenticator::new(1));
    let good = phone.attestation_object();
    let objects: [(&str, Vec<u8>); 7] = [
        ("empty", vec![]),
        ("cut off", good[..good.len() - 1].to_vec()),
        ("going on", [&good[..], &[0]].concat()),
        ("indefinite", [&[0xbf], &good[1..], &[0xff]].concat()),
        ("a list", [&[0x83], &good[1..]].concat()),
        ("nested", vec![0x81; 30_000]),
        ("a huge length", [&good[..3], &[0x7b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]].concat()),
    ];
    for (what, object) in &objects {
        let credential = phone.created(&options_for_new(&world, &token), object);
        assert_eq!(refused(&register(&world, &token, &credential)), (400, "INVALID_REQUEST".into()), "{what}");
    }
    registered(&world, &token, &mut phone);
    let options = options_for_any(&world);
    for (pointer, value) in [
        ("/id", json!("AAAA")),
        ("/id", json!(7)),
        ("/type", json!("password")),
        ("/response/clientDataJSON", json!("AA")),
        ("/response/clientDataJSON", json!("not base64url!")),
        ("/response/signature", json!("A".repeat(1368))),
        ("/response/authenticatorData", json!(null)),
        ("/response/userHandle", json!([1])),
        ("/response", json!("none")),
    ] {
        let mut answer = phone.get(&options);
        *answer.pointer_mut(pointer).expect("a member") = value;
        let refusal = sign_in(&world, &answer);
        assert_eq!(refused(&refusal), (400, "INVALID_REQUEST".into()), "{pointer}");
        let member = format!("credential{} ", pointer.replace('/', "."));
        let message = refusal.text("/message");
        assert!(message.starts_with(&member), "{member}: {message}");
    }
    let mut made = phone.created(&options_for_new(&world, &token), &good);
    made["response"]["transports"] = json!(["usb", 7]);
    assert_eq!(register(&world, &token, &made).text("/message"), "credential.response.transports is malformed");
    assert_eq!(sign_in(&world, &phone.get(&options)).status, 200, "none of these could name the challenge");
}
