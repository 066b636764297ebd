//! Every key of the service, made once from its settings.

use super::backup_code::BackupCodeKeys;
use super::base64url;
use super::password_hash::PasswordHasher;
use super::pkce::PkceVerifier;
use super::refresh_token::RefreshTokenKeys;
use super::sealed::Sealer;
use super::session_token::SessionTokenKeys;
use super::subkey::Subkey;
use crate::config::Config;

/// The keys, by what they are for.
pub struct Keys {
    /// Signs and verifies session tokens.
    pub session_tokens: SessionTokenKeys,
    /// Computes refresh tokens.
    pub refresh_tokens: RefreshTokenKeys,
    /// Hashes passwords.
    pub passwords: PasswordHasher,
    /// Seals what is encrypted at rest.
    pub sealer: Sealer,
    /// Names backup codes.
    pub backup_codes: BackupCodeKeys,
    identifiers: Subkey,
    codes: Subkey,
    oauth: Subkey,
}

impl Keys {
    /// Derives them all.
    pub fn new(config: &Config) -> Self {
        let (current, previous) = (&config.auth_secret, config.auth_secret_previous.as_ref());
        Self {
            session_tokens: SessionTokenKeys::new(config.public_url.clone(), current, previous),
            refresh_tokens: RefreshTokenKeys::new(current, previous),
            passwords: PasswordHasher::new(config.password_profile, &config.data_secrets),
            sealer: Sealer::new(&config.data_secrets),
            backup_codes: BackupCodeKeys::new(&config.data_secrets),
            identifiers: Subkey::derive(current, "sesame unknown identifier"),
            codes: Subkey::derive(current, "sesame short code"),
            oauth: Subkey::derive(current, "sesame oauth state"),
        }
    }

    /// A name for an identifier that no account has, by which failures are counted without storing it.
    pub fn pseudonym(&self, identifier: &str) -> String {
        base64url::encode(self.identifiers.sign(identifier.as_bytes()))
    }

    /// The PKCE verifier that goes with a state: known from it, so that it need not be stored.
    pub fn pkce_verifier(&self, state: &str) -> PkceVerifier {
        PkceVerifier::from_random(self.oauth.mac(&[b"verifier", state.as_bytes()]))
    }

    /// The nonce that goes with a state (OpenID Connect Core section 15.5.2).
    pub fn nonce(&self, state: &str) -> String {
        base64url::encode(self.oauth.mac(&[b"nonce", state.as_bytes()]))
    }

    /// Stored form of a short code: a keyed hash, since a plain one of so few possibilities could be reversed. `scope`
    /// names the purpose of the code.
    pub fn code_hash(&self, scope: &str, code: &str) -> String {
        base64url::encode(self.codes.mac(&[scope.as_bytes(), code.as_bytes()]))
    }
}
