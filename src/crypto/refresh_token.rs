//! Refresh tokens, computed and never stored: `<prefix>.<key version>.<holder's id>.<generation>.<tag and blinded seed>`.
//!
//! The holder is a session, or a grant of a client; each kind has keys of its own. The tag is a MAC over the holder's
//! id, the generation and the 256-bit random seed in the holder's row. The token
//! carries the seed, blinded by a stream that depends on the tag, as in a cipher with a synthetic IV (RFC 5297): the
//! tag is verified before the database is asked, and the database compares the seed. Equal inputs give equal tokens, so
//! concurrent refreshes agree. A reader of the database has no key; a holder of the key knows only the seeds of tokens
//! that they saw.

#[cfg(test)]
mod tests;

use std::fmt;
use std::marker::PhantomData;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::base64url;
use super::subkey::{Subkey, fingerprint};
use crate::domain::{Fingerprint, GrantId, Secret, SessionId};

/// Id of a row that refresh tokens belong to.
pub trait Holder: Sized {
    /// First segment of its tokens.
    const PREFIX: &'static str;
    const TAG_LABEL: &'static str;
    const BLINDING_LABEL: &'static str;

    fn of_uuid(uuid: String) -> Self;

    fn as_uuid(&self) -> &str;
}

impl Holder for SessionId {
    const PREFIX: &'static str = "rt";
    const TAG_LABEL: &'static str = "sesame refresh token tag";
    const BLINDING_LABEL: &'static str = "sesame refresh token blinding";

    fn of_uuid(uuid: String) -> Self {
        Self(uuid)
    }

    fn as_uuid(&self) -> &str {
        &self.0
    }
}

impl Holder for GrantId {
    const PREFIX: &'static str = "gt";
    const TAG_LABEL: &'static str = "sesame grant refresh token tag";
    const BLINDING_LABEL: &'static str = "sesame grant refresh token blinding";

    fn of_uuid(uuid: String) -> Self {
        Self(uuid)
    }

    fn as_uuid(&self) -> &str {
        &self.0
    }
}

/// Bytes of a seed, and of a tag.
const BYTES: usize = 32;

/// Random part of a holder, from which its refresh tokens are computed.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshSeed(Zeroizing<[u8; BYTES]>);

impl RefreshSeed {
    /// Takes 256 random bits.
    pub fn from_random(random: [u8; BYTES]) -> Self {
        Self(Zeroizing::new(random))
    }

    /// Parses a stored seed.
    pub fn parse(stored: &str) -> Option<Self> {
        Some(Self::from_random(base64url::decode(stored)?.try_into().ok()?))
    }

    /// Stored form: base64url.
    pub fn to_stored(&self) -> String {
        base64url::encode(self.0.as_slice())
    }
}

impl fmt::Debug for RefreshSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshSeed(…)")
    }
}

/// A refresh token for a client.
#[derive(Clone)]
pub struct RefreshToken(Secret);

impl RefreshToken {
    /// Text for the client.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// One generation of a holder's refresh tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generation<H> {
    pub holder: H,
    /// Counts from 1.
    pub number: i64,
    pub seed: RefreshSeed,
}

/// Computed token with a valid tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComputedToken<H> {
    pub generation: Generation<H>,
    /// Version of `DATA_SECRET` that it was computed under.
    pub key_version: i64,
}

/// Refresh token of a session from a client, verified as far as the keys allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PresentedToken {
    Computed(ComputedToken<SessionId>),
    /// Token of the former version, `rt.<session id>.<256 bits>`, whose fingerprint the database holds. Accepted until
    /// the release after this one.
    Former {
        /// Session that it claims, unverified.
        session: SessionId,
        /// SHA-256 of the token.
        fingerprint: Fingerprint,
    },
}

impl PresentedToken {
    /// Session that it claims.
    pub fn session(&self) -> &SessionId {
        match self {
            Self::Computed(token) => &token.generation.holder,
            Self::Former { session, .. } => session,
        }
    }
}

struct VersionedKey {
    version: i64,
    tag: Subkey,
    blinding: Subkey,
}

/// Keys of the refresh tokens of one kind of holder.
pub struct RefreshTokenKeys<H> {
    /// By version, newest first.
    keys: Vec<VersionedKey>,
    holder: PhantomData<H>,
}

impl<H: Holder> RefreshTokenKeys<H> {
    /// Takes `data_secrets` by version, newest first.
    pub fn new(data_secrets: &[(i64, Secret)]) -> Self {
        let key = |(version, secret): &(i64, Secret)| VersionedKey {
            version: *version,
            tag: Subkey::derive(secret, H::TAG_LABEL),
            blinding: Subkey::derive(secret, H::BLINDING_LABEL),
        };
        Self { keys: data_secrets.iter().map(key).collect(), holder: PhantomData }
    }

    /// Version of new tokens; `None` without any key.
    pub fn current_version(&self) -> Option<i64> {
        self.keys.first().map(|key| key.version)
    }

    /// Computes the token of a generation under the current version; `None` without any key.
    pub fn compute(&self, generation: &Generation<H>) -> Option<RefreshToken> {
        let key = self.keys.first()?;
        let tag = key.tag_of(generation);
        let body = [tag, key.blind(&tag, &generation.seed.0)].concat();
        let (version, holder, number) = (key.version, generation.holder.as_uuid(), generation.number);
        let text = format!("{}.{version}.{holder}.{number}.{}", H::PREFIX, base64url::encode(body));
        Some(RefreshToken(Secret::new(text)))
    }

    /// Parses and verifies a computed token. `None` if it has another form, a wrong tag, or a key version that was
    /// removed.
    pub fn read_computed(&self, text: &str) -> Option<ComputedToken<H>> {
        let parts: Vec<&str> = text.split('.').collect();
        let [prefix, version, holder, number, body] = *parts.as_slice() else { return None };
        let key = self.keys.iter().find(|key| prefix == H::PREFIX && key.version.to_string() == version)?;
        let number = number.parse().ok().filter(|parsed: &i64| *parsed > 0 && parsed.to_string() == number)?;
        let body = base64url::decode(body)?;
        let (tag, blinded) = body.split_first_chunk::<BYTES>()?;
        let seed = RefreshSeed::from_random(key.blind(tag, &blinded.try_into().ok()?));
        let generation = Generation { holder: holder_id(holder)?, number, seed };
        let is_right: bool = key.tag_of(&generation).ct_eq(tag).into();
        is_right.then_some(ComputedToken { generation, key_version: key.version })
    }
}

impl RefreshTokenKeys<SessionId> {
    /// Parses and verifies a token of a session, of the former form too.
    pub fn read(&self, text: &str) -> Option<PresentedToken> {
        let parts: Vec<&str> = text.split('.').collect();
        let [SessionId::PREFIX, session, random] = *parts.as_slice() else {
            return self.read_computed(text).map(PresentedToken::Computed);
        };
        let session = holder_id(session)?;
        let is_whole = base64url::decode(random)?.len() == BYTES;
        is_whole.then(|| PresentedToken::Former { session, fingerprint: fingerprint(text) })
    }
}

impl VersionedKey {
    fn tag_of<H: Holder>(&self, Generation { holder, number, seed }: &Generation<H>) -> [u8; BYTES] {
        self.tag.mac(&[holder.as_uuid().as_bytes(), &number.to_be_bytes(), seed.0.as_slice()])
    }

    /// Blinds a seed, or removes the blinding.
    fn blind(&self, tag: &[u8; BYTES], seed: &[u8; BYTES]) -> [u8; BYTES] {
        let mut blinded = self.blinding.mac(&[tag]);
        blinded.iter_mut().zip(seed).for_each(|(byte, seed)| *byte ^= seed);
        blinded
    }
}

/// Parses a holder's id in its canonical spelling.
fn holder_id<H: Holder>(text: &str) -> Option<H> {
    uuid::Uuid::try_parse(text).is_ok_and(|id| id.to_string() == text).then(|| H::of_uuid(text.to_owned()))
}
