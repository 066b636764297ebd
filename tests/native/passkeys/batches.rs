//! Database work of passkeys: atomic acts, bounded round trips, statements by an index.

use futures_util::FutureExt;
use serde_json::{Value as Json, json};
use sesame::domain::client::CarriedCredentials;
use sesame::domain::{AccountId, ActorId, Client, CredentialId, Fingerprint, Language, PasskeyId, SessionId, UnixTime};
use sesame::ports::Database;
use sesame::store::batch::Batch;
use sesame::store::batches::passkey_ceremonies::{NewPasskey, PasskeyRegistration, Registered, insert_passkey};
use sesame::store::tables::events::Trace;
use sesame::store::tables::passkeys::{PasskeyHolder, PasskeyUse, Removal, Removed, remove_passkey};
use sesame::store::ways_in::OpenWays;

use super::{PASSKEYS, PASSWORD, REGISTER, SIGN_IN};
use super::{options_for_any, options_for_new, registered, sign_in, signed_in, signed_up, signs_in};
use crate::support::authenticator::Authenticator;
use crate::support::{Answer, World};

#[test]
fn a_session_ended_meanwhile_neither_registers_nor_removes() {
    let world = World::new();
    let token = signed_up(&world);
    let id = PasskeyId(registered(&world, &token, &mut Authenticator::new(1)));
    let session = world.as_bearer(&token, "GET", "/api/auth/session", None);
    let (account, session) = (AccountId(session.text("/user/id")), SessionId(session.text("/session/id")));
    let by = PasskeyHolder { account: &account, session: &session };
    options_for_new(&world, &token);
    let rows = world.database.query("SELECT id FROM webauthn_challenges WHERE spent_by IS NULL");
    let challenge = Fingerprint(rows[0]["id"].as_str().expect("a challenge").to_owned());
    world.database.query("DELETE FROM sessions");
    let new = NewPasskey {
        id: PasskeyId("new".into()),
        credential_id: CredentialId("new".into()),
        public_key: "key".into(),
        sign_count: 0,
        backup_eligible: false,
        backed_up: false,
        name: "name".into(),
    };
    let client = Client {
        address: None,
        place: None,
        platform: "test".into(),
        language: Language::English,
        press: None,
        cookies: CarriedCredentials::default(),
    };
    let trace = Trace { client: &client, session: None, at: UnixTime(1_700_000_000) };
    let registration = PasskeyRegistration { challenge: &challenge, new: &new, by };
    let stored = insert_passkey(&*world.database, &registration, &trace).now_or_never().expect("nothing waits");
    assert_eq!(stored.expect("answers"), Registered::NotAsked);
    let ways = OpenWays::of(world.app().config());
    let removal = Removal { passkey: &id, request: &ActorId("request".into()), by, ways: &ways };
    let gone = remove_passkey(&*world.database, removal, None, &trace).now_or_never().expect("nothing waits");
    assert_ne!(gone.expect("answers"), Removed::Gone);
    assert_eq!(world.database.count("passkeys"), 1);
}

#[test]
fn a_counter_raised_meanwhile_is_not_raised_again() {
    let world = World::new();
    let (_, id, _) = with_passkey(&world);
    let database: &dyn Database = &*world.database;
    let used =
        PasskeyUse { id: PasskeyId(id), known_count: 0, sign_count: 5, backup_eligible: false, backed_up: false };
    for (session, is_first) in [("first", true), ("second", false)] {
        let mut batch = Batch::new();
        let spent = batch.spend_counter(&used, &SessionId(session.into()), UnixTime(1_700_000_000));
        let mut done = batch.run(database).now_or_never().expect("nothing waits").expect("answers");
        assert_eq!(done.take(spent).expect("a result"), is_first, "{session}");
    }
    assert_eq!(world.database.query("SELECT used_by FROM passkeys")[0]["used_by"], "first");
}

/// Prepared act: its request, its session, and its budget of round trips.
struct Act {
    token: String,
    method: &'static str,
    path: String,
    body: Json,
    budget: usize,
}

impl Act {
    fn run(&self, world: &World) -> Answer {
        world.as_bearer(&self.token, self.method, &self.path, Some(self.body.clone()))
    }
}

type Prepare = fn(&World) -> Act;

const ACTS: &[(&str, Prepare)] = &[
    ("asking for a new one", |world| prepared(world, "POST", REGISTER.into(), json!({}), 2)),
    ("asking with the password", |world| prepared(world, "POST", REGISTER.into(), json!({ "password": PASSWORD }), 3)),
    ("registering", |world| {
        let act = prepared(world, "POST", REGISTER.into(), json!({}), 2);
        let credential = Authenticator::new(2).create(&options_for_new(world, &act.token));
        Act { body: json!({ "credential": credential }), ..act }
    }),
    ("listing", |world| prepared(world, "GET", PASSKEYS.into(), json!({}), 2)),
    ("renaming", |world| prepared(world, "PATCH", first_path(world), json!({ "name": "other" }), 2)),
    ("removing", |world| prepared(world, "DELETE", first_path(world), json!({}), 2)),
    ("asking for any", |world| prepared(world, "POST", SIGN_IN.into(), json!({}), 1)),
];

/// Account with a passkey and a second session, ready for an act.
fn prepared(world: &World, method: &'static str, path: String, body: Json, budget: usize) -> Act {
    let token = if world.database.count("accounts") == 0 { with_passkey(world).0 } else { signed_in(world) };
    signed_in(world);
    Act { token, method, path, body, budget }
}

fn first_path(world: &World) -> String {
    let (_, id, _) = with_passkey(world);
    format!("{PASSKEYS}/{id}")
}

fn with_passkey(world: &World) -> (String, String, Authenticator) {
    let (token, mut phone) = (signed_up(world), Authenticator::new(1));
    let id = registered(world, &token, &mut phone);
    (token, id, phone)
}

const TABLES: &[&str] =
    &["events", "accounts", "passwords", "sessions", "authorizations", "passkeys", "webauthn_challenges"];

fn dump(world: &World, tables: &[&str]) -> Vec<Json> {
    tables.iter().map(|table| json!(world.database.query(&format!("SELECT * FROM {table} ORDER BY 1")))).collect()
}

#[test]
fn each_act_is_whole_or_nothing() {
    for (name, prepare) in ACTS {
        for nth in 1.. {
            let world = World::new();
            let act = prepare(&world);
            let before = dump(&world, TABLES);
            world.database.fail_at.set(Some(nth));
            let answer = act.run(&world);
            if world.database.fail_at.take().is_some() {
                assert!(nth > 1 && answer.status == 200, "{name}: {answer:?}");
                break;
            }
            assert_eq!(answer.status, 503, "{name}, statement {nth}: {answer:?}");
            assert_eq!(dump(&world, TABLES), before, "{name}, statement {nth} left something behind");
            assert_eq!(act.run(&world).status, 200, "{name}: retry after statement {nth}");
        }
    }
}

#[test]
fn a_sign_in_that_fails_halfway_costs_its_challenge_and_nothing_else() {
    for nth in 1.. {
        let world = World::new();
        let (_, _, phone) = with_passkey(&world);
        let answer = phone.get(&options_for_any(&world));
        let others = &TABLES[..6];
        let before = dump(&world, others);
        world.database.fail_at.set(Some(nth));
        let opened = sign_in(&world, &answer);
        if world.database.fail_at.take().is_some() {
            assert!(nth == 13 && opened.status == 200, "{nth}: {opened:?}");
            break;
        }
        assert_eq!(opened.status, 503, "statement {nth}: {opened:?}");
        assert_eq!(dump(&world, others), before, "statement {nth} left something behind");
        assert_eq!(signs_in(&world, &phone).status, 200, "after statement {nth}");
    }
}

#[test]
fn each_act_keeps_to_its_round_trips() {
    for (name, prepare) in ACTS {
        let world = World::new();
        let act = prepare(&world);
        let before = world.database.trips.get();
        act.run(&world);
        assert_eq!(world.database.trips.get() - before, act.budget, "{name}");
    }
    let world = World::new();
    let (_, _, phone) = with_passkey(&world);
    let answer = phone.get(&options_for_any(&world));
    let before = world.database.trips.get();
    sign_in(&world, &answer);
    assert_eq!(world.database.trips.get() - before, 2, "signing in");
}

#[test]
fn every_statement_finds_its_rows_by_an_index() {
    let mut statements = std::collections::BTreeSet::new();
    for (_, prepare) in ACTS {
        let world = World::new();
        prepare(&world).run(&world);
        statements.extend(world.database.seen.borrow().iter().cloned());
    }
    let world = World::new();
    let (_, _, phone) = with_passkey(&world);
    signs_in(&world, &phone);
    statements.extend(world.database.seen.borrow().iter().cloned());
    assert!(statements.iter().filter(|sql| sql.contains("passkeys")).count() > 10);
    for sql in statements {
        assert_eq!(world.database.scans(&sql), Vec::<String>::new(), "{sql}");
    }
}
