//! Backup codes replace a one-time password when the phone is lost. A set has ten, each valid once.
//!
//! A code has 60 bits, too few for a plain hash in a database that may leak, and a slow hash would run ten times for
//! each guess. So the database stores a MAC over account and code, keyed with `DATA_SECRET`, which is not in the
//! database. The price: codes stop working when the version of `DATA_SECRET` that they were made under is removed.

use super::base64url;
use super::subkey::Subkey;
use crate::domain::typed_code::is_separator;
use crate::domain::{AccountId, Fingerprint, Secret};

/// Codes in a set.
pub const CODES: usize = 10;
/// Random bytes for one code, of which 60 bits are used.
pub const RANDOM_BYTES: usize = 8;

const LABEL: &str = "sesame backup code";
/// Crockford's base 32: without I, L, O and U, which are easily confused.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Symbols in a code, in groups of [`GROUP`].
const SYMBOLS: usize = 12;
const GROUP: usize = 4;

/// Backup code in canonical form, such as `k7m2-9xqp-4tzd`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupCode(Secret);

impl BackupCode {
    pub fn set(random: &[[u8; RANDOM_BYTES]; CODES]) -> [Self; CODES] {
        random.map(|bytes| {
            let bits = u64::from_be_bytes(bytes);
            Self::from_symbols((0..SYMBOLS).map(|at| bits >> (5 * at) & 31))
        })
    }

    /// Parses a typed code, ignoring case, hyphens and spaces; O counts as 0, I and L as 1. `None` if it is malformed.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed: Vec<char> = typed.chars().filter(|c| !is_separator(*c)).take(SYMBOLS + 1).collect();
        let symbols: Vec<u64> = typed.iter().map_while(|c| u8::try_from(*c).ok().and_then(symbol)).collect();
        (symbols.len() == SYMBOLS && typed.len() == SYMBOLS).then(|| Self::from_symbols(symbols))
    }

    fn from_symbols(symbols: impl IntoIterator<Item = u64>) -> Self {
        let mut text = String::with_capacity(SYMBOLS + SYMBOLS / GROUP);
        for (at, symbol) in symbols.into_iter().enumerate() {
            if at > 0 && at % GROUP == 0 {
                text.push('-');
            }
            text.extend(ALPHABET.get(symbol as usize).map(|byte| char::from(*byte)));
        }
        Self(Secret::new(text))
    }

    /// Text to show, once.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

fn symbol(typed: u8) -> Option<u64> {
    let meant = match typed.to_ascii_lowercase() {
        b'o' => b'0',
        b'i' | b'l' => b'1',
        other => other,
    };
    ALPHABET.iter().position(|known| *known == meant).map(|at| at as u64)
}

/// Keys of the stored fingerprints.
pub struct BackupCodeKeys {
    /// By version, newest first.
    keys: Vec<(i64, Subkey)>,
}

impl BackupCodeKeys {
    /// Takes `data_secrets` by version, newest first.
    pub fn new(data_secrets: &[(i64, Secret)]) -> Self {
        let key = |(version, secret): &(i64, Secret)| (*version, Subkey::derive(secret, LABEL));
        Self { keys: data_secrets.iter().map(key).collect() }
    }

    /// Fingerprints of an account's code, `<version>.<MAC in base64url>`, one for each version of `DATA_SECRET`. Store
    /// the first. A stored row matches if it equals any of them.
    pub fn fingerprints(&self, account: &AccountId, code: &BackupCode) -> Vec<Fingerprint> {
        let parts = [account.0.as_bytes(), code.expose().as_bytes()];
        let keyed =
            |(version, key): &(_, Subkey)| Fingerprint(format!("{version}.{}", base64url::encode(key.mac(&parts))));
        self.keys.iter().map(keyed).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(versions: &[(i64, &str)]) -> BackupCodeKeys {
        let secrets: Vec<_> = versions.iter().map(|(version, text)| (*version, Secret::new(text.repeat(32)))).collect();
        BackupCodeKeys::new(&secrets)
    }

    fn code(text: &str) -> BackupCode {
        BackupCode::parse(text).expect("a code")
    }

    fn ann() -> AccountId {
        AccountId("ann".into())
    }

    #[test]
    fn a_code_reads_back_from_what_it_shows() {
        let random = std::array::from_fn(|n| [n as u8 * 23 + 1; RANDOM_BYTES].map(|byte| byte.rotate_left(n as u32)));
        for made in BackupCode::set(&random) {
            assert_eq!(made.expose().split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4], "{}", made.expose());
            assert_eq!(code(made.expose()), made);
            assert!(!format!("{made:?}").contains(made.expose()));
        }
    }

    #[test]
    fn each_of_its_sixty_bits_makes_another_code() {
        let of = |bits: u64| BackupCode::set(&[bits.to_be_bytes(); CODES])[0].expose().to_owned();
        let codes: std::collections::HashSet<_> = (0..60).map(|bit| of(1 << bit)).chain([of(0)]).collect();
        assert_eq!(codes.len(), 61);
    }

    #[test]
    fn a_backup_code_is_read_in_any_usual_spelling() {
        let canonical = code("k7m2-9xqp-0t1d");
        assert_eq!(canonical.expose(), "k7m2-9xqp-0t1d");
        for typed in [
            "K7M29XQP0T1D",
            "k7m29xqp0t1d",
            " k7m2 9xqp 0t1d ",
            "K7-M2-9X-QP-OT-ID",
            "k7m2-9xqp-otld",
            "k7m2–9xqp\u{a0}0t1d",
        ] {
            assert_eq!(code(typed), canonical, "{typed}");
        }
        for other in [
            "",
            "----",
            "k7m2-9xqp-0t1",
            "k7m2-9xqp-0t1dd",
            "k7m2-9xqp-0t1u",
            "k7m2_9xqp_0t1d",
            "k7m2-9xqp-0t1d\0",
            "k7m2-9xqp-0t1d!",
            "287082",
            "ｋ7m2-9xqp-0t1d",
        ] {
            assert!(BackupCode::parse(other).is_none(), "{other}");
        }
        assert!(BackupCode::parse(&"k".repeat(1 << 20)).is_none());
    }

    #[test]
    fn the_fingerprint_depends_on_account_code_and_secret() {
        let (keys, mine) = (keys(&[(1, "a")]), code("k7m2-9xqp-0t1d"));
        let stored = keys.fingerprints(&ann(), &mine);
        assert_eq!(stored, keys.fingerprints(&ann(), &code("K7M29XQP0T1D")));
        assert_ne!(stored, keys.fingerprints(&AccountId("bob".into()), &mine));
        assert_ne!(stored, keys.fingerprints(&ann(), &code("k7m2-9xqp-0t1e")));
        assert_ne!(stored, super::tests::keys(&[(1, "b")]).fingerprints(&ann(), &mine));
        assert!(stored.iter().all(|text| !text.0.contains("k7m2")));
    }

    #[test]
    fn a_code_is_found_after_a_rotation_until_the_version_is_removed() {
        let mine = code("k7m2-9xqp-0t1d");
        let stored = keys(&[(1, "a")]).fingerprints(&ann(), &mine).remove(0);
        let both = keys(&[(2, "b"), (1, "a")]).fingerprints(&ann(), &mine);
        assert!(both.contains(&stored) && both[0].0.starts_with("2."));
        assert!(!keys(&[(2, "b")]).fingerprints(&ann(), &mine).contains(&stored));
    }
}
