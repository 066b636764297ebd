//! Refresh tokens, computed and never stored: `rt.<key version>.<session id>.<generation>.<tag and blinded seed>`.
//!
//! The tag is a MAC over the session, the generation and the 256-bit random seed in the session's row. The token
//! carries the seed, blinded by a stream that depends on the tag, as in a cipher with a synthetic IV (RFC 5297): the
//! tag is verified before the database is asked, and the database compares the seed. Equal inputs give equal tokens, so
//! concurrent refreshes agree. A reader of the database has no key; a holder of the key knows only the seeds of tokens
//! that they saw.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::base64url;
use super::subkey::{Subkey, fingerprint};
use crate::domain::{Fingerprint, Secret, SessionId};

const PREFIX: &str = "rt";
const TAG_LABEL: &str = "sesame refresh token tag";
const BLINDING_LABEL: &str = "sesame refresh token blinding";
/// Bytes of a seed, and of a tag.
const BYTES: usize = 32;

/// Random part of a session, from which its refresh tokens are computed.
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

/// One generation of a session's refresh tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generation {
    pub session: SessionId,
    /// Counts from 1.
    pub number: i64,
    pub seed: RefreshSeed,
}

/// Refresh token from a client, verified as far as the keys allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PresentedToken {
    /// Computed token with a valid tag.
    Computed {
        generation: Generation,
        /// Version of `DATA_SECRET` that it was computed under.
        key_version: i64,
    },
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
            Self::Computed { generation, .. } => &generation.session,
            Self::Former { session, .. } => session,
        }
    }
}

struct VersionedKey {
    version: i64,
    tag: Subkey,
    blinding: Subkey,
}

/// Keys of the refresh tokens.
pub struct RefreshTokenKeys {
    /// By version, newest first.
    keys: Vec<VersionedKey>,
}

impl RefreshTokenKeys {
    /// Takes `data_secrets` by version, newest first.
    pub fn new(data_secrets: &[(i64, Secret)]) -> Self {
        let key = |(version, secret): &(i64, Secret)| VersionedKey {
            version: *version,
            tag: Subkey::derive(secret, TAG_LABEL),
            blinding: Subkey::derive(secret, BLINDING_LABEL),
        };
        Self { keys: data_secrets.iter().map(key).collect() }
    }

    /// Version of new tokens; `None` without any key.
    pub fn current_version(&self) -> Option<i64> {
        self.keys.first().map(|key| key.version)
    }

    /// Computes the token of a generation under the current version; `None` without any key.
    pub fn compute(&self, generation: &Generation) -> Option<RefreshToken> {
        let key = self.keys.first()?;
        let tag = key.tag_of(generation);
        let body = [tag, key.blind(&tag, &generation.seed.0)].concat();
        let (version, session, number) = (key.version, &generation.session.0, generation.number);
        let text = format!("{PREFIX}.{version}.{session}.{number}.{}", base64url::encode(body));
        Some(RefreshToken(Secret::new(text)))
    }

    /// Parses and verifies a token. `None` if it has neither form, a wrong tag, or a key version that was removed.
    pub fn read(&self, text: &str) -> Option<PresentedToken> {
        let parts: Vec<&str> = text.split('.').collect();
        match parts.as_slice() {
            [PREFIX, version, session, number, body] => self.verify(version, session_id(session)?, number, body),
            [PREFIX, session, random] => {
                let session = session_id(session)?;
                let is_whole = base64url::decode(random)?.len() == BYTES;
                is_whole.then(|| PresentedToken::Former { session, fingerprint: fingerprint(text) })
            }
            _ => None,
        }
    }

    fn verify(&self, version: &str, session: SessionId, number: &str, body: &str) -> Option<PresentedToken> {
        let key = self.keys.iter().find(|key| key.version.to_string() == version)?;
        let number = number.parse().ok().filter(|parsed: &i64| *parsed > 0 && parsed.to_string() == number)?;
        let body = base64url::decode(body)?;
        let (tag, blinded) = body.split_first_chunk::<BYTES>()?;
        let seed = RefreshSeed::from_random(key.blind(tag, &blinded.try_into().ok()?));
        let generation = Generation { session, number, seed };
        let is_right: bool = key.tag_of(&generation).ct_eq(tag).into();
        is_right.then_some(PresentedToken::Computed { generation, key_version: key.version })
    }
}

impl VersionedKey {
    fn tag_of(&self, Generation { session, number, seed }: &Generation) -> [u8; BYTES] {
        self.tag.mac(&[session.0.as_bytes(), &number.to_be_bytes(), seed.0.as_slice()])
    }

    /// Blinds a seed, or removes the blinding.
    fn blind(&self, tag: &[u8; BYTES], seed: &[u8; BYTES]) -> [u8; BYTES] {
        let mut blinded = self.blinding.mac(&[tag]);
        blinded.iter_mut().zip(seed).for_each(|(byte, seed)| *byte ^= seed);
        blinded
    }
}

/// Parses a session's id in its canonical spelling.
fn session_id(text: &str) -> Option<SessionId> {
    uuid::Uuid::try_parse(text).is_ok_and(|id| id.to_string() == text).then(|| SessionId(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SESSION: &str = "45314ce9-74c8-48dd-9094-0bcf980f335b";

    fn generation(number: i64) -> Generation {
        Generation { session: SessionId(SESSION.into()), number, seed: RefreshSeed::from_random([7; BYTES]) }
    }

    fn keys(secrets: &[(i64, &str)]) -> RefreshTokenKeys {
        let secrets: Vec<_> = secrets.iter().map(|(version, text)| (*version, Secret::new(text.repeat(32)))).collect();
        RefreshTokenKeys::new(&secrets)
    }

    fn text(keys: &RefreshTokenKeys, generation: &Generation) -> String {
        keys.compute(generation).expect("a key").expose().to_owned()
    }

    #[test]
    fn a_token_reads_back_as_what_it_was_computed_from() {
        let keys = keys(&[(3, "a")]);
        for number in [1, 2, i64::MAX] {
            let read = keys.read(&text(&keys, &generation(number)));
            assert_eq!(read, Some(PresentedToken::Computed { generation: generation(number), key_version: 3 }));
        }
    }

    #[test]
    fn racing_refreshes_agree_and_nothing_else_is_alike() {
        let keys = keys(&[(1, "a")]);
        let first = text(&keys, &generation(1));
        assert_eq!(first, text(&keys, &generation(1)));
        let other_seed = Generation { seed: RefreshSeed::from_random([8; BYTES]), ..generation(1) };
        for other in [generation(2), other_seed] {
            let other = text(&keys, &other);
            assert_ne!(first[first.len() - 86..first.len() - 43], other[other.len() - 86..other.len() - 43]);
            assert_ne!(first[first.len() - 43..], other[other.len() - 43..], "the same seed is not to be seen");
        }
        assert!(!first.contains(&generation(1).seed.to_stored()));
    }

    #[test]
    fn a_changed_token_is_refused() {
        let keys = keys(&[(1, "a"), (2, "b")]);
        let good = text(&keys, &generation(5));
        let end = &good[good.rfind('.').expect("a body")..];
        for other in [
            good.replace("rt.1.", "rt.2."),
            good.replace("rt.1.", "rt.3."),
            good.replace("rt.1.", "rt.01."),
            good.replace(".5.", ".6."),
            good.replace(".5.", ".05."),
            good.replace(".5.", ".+5."),
            good.replace("45314ce9", "45314ce8"),
            good.replace("45314ce9", "45314CE9"),
            good.replace("rt.", "st."),
            format!("{good}."),
            format!("{good}A"),
            format!("rt.1.{SESSION}.5{}", end.to_uppercase()),
            format!("rt.1.{SESSION}.5.{}", &end[1..44]),
            String::new(),
            "rt".into(),
            "rt....".into(),
        ] {
            assert_eq!(keys.read(&other), None, "{other}");
        }
        assert!(keys.read(&good).is_some());
    }

    #[test]
    fn a_token_is_good_while_its_key_is_there_and_the_next_is_computed_under_the_newest() {
        let old = text(&keys(&[(1, "a")]), &generation(5));
        let rotated = keys(&[(2, "b"), (1, "a")]);
        assert_eq!(rotated.read(&old), Some(PresentedToken::Computed { generation: generation(5), key_version: 1 }));
        assert!(text(&rotated, &generation(6)).starts_with("rt.2."));
        assert_eq!(keys(&[(2, "b")]).read(&old), None);
        assert_eq!(keys(&[(1, "b")]).read(&old), None);
    }

    #[test]
    fn the_form_before_is_read_and_nothing_near_it() {
        let keys = keys(&[(1, "a")]);
        let former = format!("rt.{SESSION}.{}", base64url::encode([7; BYTES]));
        let read = keys.read(&former).expect("reads");
        assert_eq!(
            read,
            PresentedToken::Former { session: SessionId(SESSION.into()), fingerprint: fingerprint(&former) }
        );
        for other in [&former[1..], &format!("{former}."), &format!("{former}A"), &former.to_uppercase(), "rt.."] {
            assert_eq!(keys.read(other), None, "{other}");
        }
    }

    #[test]
    fn a_seed_is_stored_in_one_form_and_never_printed() {
        let seed = generation(1).seed;
        assert_eq!(RefreshSeed::parse(&seed.to_stored()), Some(seed.clone()));
        assert_eq!(RefreshSeed::parse("short"), None);
        assert_eq!(format!("{seed:?}"), "RefreshSeed(…)");
    }
}
