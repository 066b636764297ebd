//! Signing keys of the service as an isolate keeps them.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use serde_json::{Value as Json, json};

use super::jwks::Jwks;
use super::signing_key::PublicKey;
use crate::domain::signing_key::{KeyId, SigningKeyState, SigningKeyTimes};
use crate::domain::{SignatureAlgorithm, UnixTime};
use crate::ports::Signer;

/// Time that an isolate keeps its keys, in seconds.
const FRESH_FOR: i64 = 60;
/// Time between two reads for an unknown key id, in seconds.
const UNKNOWN_AGAIN: i64 = 10;

/// Signing key with what this isolate can do with it.
pub struct RingKey {
    pub kid: KeyId,
    pub algorithm: SignatureAlgorithm,
    pub times: SigningKeyTimes,
    pub public: PublicKey,
    /// Absent from a key that has retired or does not open.
    pub signer: Option<Rc<dyn Signer>>,
    verifier: OnceCell<Option<Jwks>>,
}

/// All signing keys, as they were at one time.
pub struct KeyRing {
    /// By algorithm, oldest first.
    keys: Vec<RingKey>,
    read_at: UnixTime,
}

/// Keys that a token may be signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRange {
    /// Keys of the published set.
    Published,
    /// Beside these, keys that have retired.
    Kept,
}

impl RingKey {
    pub fn new(kid: KeyId, algorithm: SignatureAlgorithm, times: SigningKeyTimes, public: PublicKey) -> Self {
        Self { kid, algorithm, times, public, signer: None, verifier: OnceCell::new() }
    }

    /// True if the key made this signature.
    pub fn verifies(&self, message: &[u8], tag: &[u8]) -> bool {
        let verifier = self.verifier.get_or_init(|| self.public.verifier());
        verifier.as_ref().is_some_and(|keys| keys.verifies(self.algorithm, None, message, tag) == Some(true))
    }
}

impl KeyRing {
    /// Ring of keys by algorithm, oldest first.
    pub fn new(keys: Vec<RingKey>, read_at: UnixTime) -> Self {
        Self { keys, read_at }
    }

    /// Key that signs now: the newest live one, or the next one where no live one opens.
    pub fn signing(&self, algorithm: SignatureAlgorithm, now: UnixTime) -> Option<(&RingKey, &Rc<dyn Signer>)> {
        let able = |state: SigningKeyState| {
            let keys = self.keys.iter().rev().filter(move |key| key.algorithm == algorithm);
            let mut keys = keys.filter(move |key| key.times.state(now) == state);
            keys.find_map(|key| Some((key, key.signer.as_ref()?)))
        };
        able(SigningKeyState::Live).or_else(|| able(SigningKeyState::Next))
    }

    /// True if the key of this id can sign, whatever its times say.
    pub fn opens(&self, id: &KeyId) -> bool {
        self.keys.iter().any(|key| key.kid == *id && key.signer.is_some())
    }

    /// Key of this id, while it is of use for this range.
    pub fn find(&self, kid: &KeyId, range: KeyRange, now: UnixTime) -> Option<&RingKey> {
        let key = self.keys.iter().find(|key| key.kid == *kid)?;
        let is_of_use = match range {
            KeyRange::Published => key.times.is_published(now),
            KeyRange::Kept => key.times.state(now) != SigningKeyState::Gone,
        };
        is_of_use.then_some(key)
    }

    /// Published set (RFC 7517 section 5): RSA first, and in each algorithm the newest last.
    pub fn published(&self, now: UnixTime) -> Json {
        let of = |algorithm| {
            let keys = self.keys.iter().filter(move |key| key.algorithm == algorithm && key.times.is_published(now));
            keys.filter_map(|key| key.public.published(&key.kid, key.algorithm))
        };
        json!({ "keys": SignatureAlgorithm::ALL.into_iter().flat_map(of).collect::<Vec<_>>() })
    }
}

/// Ring that an isolate keeps for a minute.
#[derive(Default)]
pub struct KeptRing {
    ring: RefCell<Option<Rc<KeyRing>>>,
    /// Start of the last read for an unknown key id.
    asked_at: Cell<Option<UnixTime>>,
}

impl KeptRing {
    /// Ring that was read within the last minute.
    pub fn fresh(&self, now: UnixTime) -> Option<Rc<KeyRing>> {
        self.ring.borrow().clone().filter(|ring| now < ring.read_at + FRESH_FOR)
    }

    pub fn keep(&self, ring: Rc<KeyRing>) {
        *self.ring.borrow_mut() = Some(ring);
    }

    /// Forgets the ring, after a change of the keys by this isolate.
    pub fn forget(&self) {
        *self.ring.borrow_mut() = None;
    }

    /// True if an unknown key id is worth a read now: neither the ring nor the last such read is younger than 10 s.
    pub fn may_ask_again(&self, now: UnixTime) -> bool {
        let is_past = |at: UnixTime| now >= at + UNKNOWN_AGAIN;
        let read_at = self.ring.borrow().as_ref().map(|ring| ring.read_at);
        let may = read_at.is_none_or(is_past) && self.asked_at.get().is_none_or(is_past);
        if may {
            self.asked_at.set(Some(now));
        }
        may
    }
}
