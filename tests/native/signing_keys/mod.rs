//! Signing keys: how they are made, used and kept.

mod making;
mod rotation;
mod tokens;

use std::rc::Rc;

use futures_util::FutureExt;
use serde_json::{Map, Value as Json, json};
use sesame::crypto::key_ring::KeyRing;
use sesame::domain::{AuthError, SignatureAlgorithm};
use sesame::flows::oidc::signing::{self, ExpectedToken, TokenAge};
use sesame::flows::oidc::signing_keys;
use sesame::ports::Clock;

use crate::support::World;

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;
const ISSUER: &str = "https://auth.acme.test";

fn ring(world: &World) -> Result<Rc<KeyRing>, AuthError> {
    signing_keys::ring(&world.app()).now_or_never().expect("nothing here waits")
}

fn sign(world: &World, algorithm: SignatureAlgorithm, typ: &str, claims: &Json) -> String {
    let signed = signing::sign(&world.app(), algorithm, typ, claims).now_or_never().expect("nothing here waits");
    signed.expect("a token")
}

fn verify(world: &World, token: &str, typ: &str, age: TokenAge) -> Option<Map<String, Json>> {
    let expected = ExpectedToken { typ, age };
    let verified = signing::verify(&world.app(), token, expected).now_or_never().expect("nothing here waits");
    verified.expect("the database answers")
}

/// Claims of a token that ends in so many seconds.
fn claims(world: &World, seconds: i64) -> Json {
    json!({ "iss": ISSUER, "sub": "ada", "exp": world.clock.now().0 + seconds })
}

/// Ids in the published set, in its order.
fn published(world: &World) -> Vec<String> {
    let set = ring(world).expect("a ring").published(world.clock.now());
    let keys = set["keys"].as_array().expect("keys").iter();
    keys.map(|key| key["kid"].as_str().expect("an id").to_owned()).collect()
}

/// Id of the key that signs.
fn live(world: &World, algorithm: SignatureAlgorithm) -> String {
    let ring = ring(world).expect("a ring");
    let (key, _) = ring.signing(algorithm, world.clock.now()).expect("a key");
    key.kid.0.clone()
}
