//! Keys of the service, derived once from its settings.

use super::backup_code::BackupCodeKeys;
use super::base64url;
use super::cursor::{self, Position};
use super::password_hash::{PasswordHasher, Profile};
use super::pkce::PkceVerifier;
use super::refresh_token::RefreshTokenKeys;
use super::sealed::Sealer;
use super::session_token::SessionTokenKeys;
use super::subkey::Subkey;
use crate::domain::{Fingerprint, GrantId, RecoveryRequestId, Secret, SessionId};

/// Label of the keys for short codes.
const CODES: &str = "sesame short code";

/// Keyed hash of an identifier, in base64url.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pseudonym(pub String);

/// Keyed hashes of a short code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeHashes {
    /// Hash under `AUTH_SECRET`, to store.
    pub current: Fingerprint,
    /// Hash under `AUTH_SECRET_PREVIOUS`, which may have been stored before the rotation.
    pub previous: Option<Fingerprint>,
}

impl CodeHashes {
    /// Previous hash to look for, or the current one if there is no previous secret.
    pub fn previous_or_current(&self) -> &Fingerprint {
        self.previous.as_ref().unwrap_or(&self.current)
    }
}

pub struct Keys {
    /// Signs and verifies session tokens.
    pub session_tokens: SessionTokenKeys,
    /// Computes refresh tokens of sessions.
    pub refresh_tokens: RefreshTokenKeys<SessionId>,
    /// Computes refresh tokens of grants.
    pub grant_refresh_tokens: RefreshTokenKeys<GrantId>,
    pub passwords: PasswordHasher,
    /// Seals data at rest.
    pub sealer: Sealer,
    /// Makes fingerprints of backup codes.
    pub backup_codes: BackupCodeKeys,
    /// Seals pairing requests in KV, under a subkey of `AUTH_SECRET`.
    pub pairing_requests: Sealer,
    identifiers: Subkey,
    codes: Subkey,
    /// Derived from `AUTH_SECRET_PREVIOUS`.
    previous_codes: Option<Subkey>,
    federation: Subkey,
    cursors: Subkey,
    refusals: Subkey,
}

/// Settings that keys are derived from.
pub struct KeySettings<'a> {
    /// Issuer of session tokens.
    pub issuer: &'a str,
    pub auth_secret: &'a Secret,
    pub auth_secret_previous: Option<&'a Secret>,
    /// Versions with their secrets, the current one first.
    pub data_secrets: &'a [(i64, Secret)],
    pub password_profile: Profile,
}

impl Keys {
    /// Derives all keys.
    pub fn new(settings: &KeySettings<'_>) -> Self {
        let KeySettings { issuer, auth_secret: current, auth_secret_previous: previous, data_secrets, .. } = *settings;
        Self {
            session_tokens: SessionTokenKeys::new(issuer.to_owned(), current, previous),
            refresh_tokens: RefreshTokenKeys::new(data_secrets),
            grant_refresh_tokens: RefreshTokenKeys::new(data_secrets),
            passwords: PasswordHasher::new(settings.password_profile, data_secrets),
            sealer: Sealer::new(data_secrets),
            backup_codes: BackupCodeKeys::new(data_secrets),
            pairing_requests: Sealer::labelled("sesame pairing request", &[(1, current.clone())]),
            identifiers: Subkey::derive(current, "sesame unknown identifier"),
            codes: Subkey::derive(current, CODES),
            previous_codes: previous.map(|secret| Subkey::derive(secret, CODES)),
            federation: Subkey::derive(current, "sesame oauth state"),
            cursors: Subkey::derive(current, "sesame cursor"),
            refusals: Subkey::derive(current, "sesame recovery refusal"),
        }
    }

    /// Pseudonym of an identifier without an account: failures are counted under it, so the identifier is not stored.
    pub fn pseudonym(&self, identifier: &str) -> Pseudonym {
        Pseudonym(base64url::encode(self.identifiers.sign(identifier.as_bytes())))
    }

    /// PKCE verifier of a state. It is derived from the state, so that it need not be stored.
    pub fn pkce_verifier(&self, state: &str) -> PkceVerifier {
        PkceVerifier::from_random(self.federation.mac(&[b"verifier", state.as_bytes()]))
    }

    /// Nonce of a state (OpenID Connect Core section 15.5.2), derived from it.
    pub fn nonce(&self, state: &str) -> String {
        base64url::encode(self.federation.mac(&[b"nonce", state.as_bytes()]))
    }

    /// Bits of the token by which a mailbox refuses a recovery request. They are derived from the request's id, so that
    /// they need not be stored between two mails.
    pub fn refusal(&self, request: &RecoveryRequestId) -> [u8; 32] {
        self.refusals.sign(request.0.as_bytes())
    }

    /// Cursor behind a position of a list. `list` names the list and its filter.
    pub fn write_cursor(&self, list: &str, position: &Position) -> String {
        cursor::write(&self.cursors, list, position)
    }

    /// Position of a cursor; `None` if it is not of this list, or was written under another `AUTH_SECRET`.
    pub fn read_cursor(&self, list: &str, text: &str) -> Option<Position> {
        cursor::read(&self.cursors, list, text)
    }

    /// Stored form of a short code: a keyed hash, since a plain hash of so few possibilities could be reversed. `scope`
    /// is the code's purpose.
    pub fn code_hash(&self, scope: &str, code: &str) -> Fingerprint {
        hash(&self.codes, scope, code)
    }

    /// Keyed hashes of a code that may have been stored before `AUTH_SECRET` was rotated.
    pub fn code_hashes(&self, scope: &str, code: &str) -> CodeHashes {
        let previous = self.previous_codes.as_ref().map(|key| hash(key, scope, code));
        CodeHashes { current: self.code_hash(scope, code), previous }
    }
}

fn hash(key: &Subkey, scope: &str, code: &str) -> Fingerprint {
    Fingerprint(base64url::encode(key.mac(&[scope.as_bytes(), code.as_bytes()])))
}
