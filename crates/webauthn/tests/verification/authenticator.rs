//! Simulated authenticator and browser, honest by default. They sign whatever their fields say, so that a lie is caught
//! by the check meant for it and not by the signature.

use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use webauthn::{
    AuthenticationResponseJson, NewPasskey, RegistrationResponseJson, RelyingParty, StoredPasskey, Used, WebAuthnError,
    verify_authentication, verify_registration,
};

use crate::support::{authentication, base64url, registration};

pub const CHALLENGE: [u8; 32] = [0xc4; 32];

/// Ed25519 public key: the base point (RFC 8032 section 5.1).
pub const BASE_POINT: [u8; 32] = {
    let mut encoded = [0x66; 32];
    encoded[0] = 0x58;
    encoded
};

/// Trusted native app, under the name Android gives it.
pub const APP: &str = "android:apk-key-hash:xMTExMTExMTExMTExMTExMTExMTExMTExMTExMTExMQ";

pub fn rp() -> RelyingParty {
    RelyingParty {
        id: "a.example".into(),
        origins: vec!["https://a.example".into(), "https://www.a.example".into()],
        apps: vec![APP.into()],
        other_origins: None,
        name: "A".into(),
    }
}

/// Content of the authenticator's and browser's answer.
#[derive(Clone)]
pub struct Authenticator {
    key: SigningKey,
    pub id: Vec<u8>,
    pub raw_id: Vec<u8>,
    pub client_data: Value,
    pub rp_id: &'static str,
    pub flags: u8,
    pub sign_count: u32,
    pub public_key: Vec<u8>,
    pub trailing: Vec<u8>,
    pub format: &'static str,
    pub statement: Vec<u8>,
}

impl Authenticator {
    fn new(ceremony: &str, flags: u8) -> Self {
        let key = SigningKey::from_slice(&[0x11; 32]).expect("a key");
        let point = key.verifying_key().to_sec1_point(false);
        let point = point.as_bytes();
        Self {
            id: vec![0xaa; 16],
            raw_id: vec![0xaa; 16],
            client_data: json!({
                "type": ceremony,
                "challenge": base64url(CHALLENGE),
                "origin": "https://a.example",
                "crossOrigin": false,
            }),
            rp_id: "a.example",
            flags,
            sign_count: 0,
            public_key: cose_ec2(&point[1..33], &point[33..]),
            trailing: Vec::new(),
            format: "none",
            statement: vec![0xa0],
            key,
        }
    }

    /// Registration of a synced passkey.
    pub fn registering() -> Self {
        Self::new("webauthn.create", 0x5d)
    }

    /// Authentication with the synced passkey.
    pub fn authenticating() -> Self {
        Self::new("webauthn.get", 0x1d)
    }

    pub fn authenticator_data(&self) -> Vec<u8> {
        let mut data = Sha256::digest(self.rp_id).to_vec();
        data.push(self.flags);
        data.extend(self.sign_count.to_be_bytes());
        if self.flags & 0x40 != 0 {
            data.extend([0xbb; 16]);
            data.extend(u16::try_from(self.id.len()).expect("a length").to_be_bytes());
            data.extend(&self.id);
            data.extend(&self.public_key);
        }
        data.extend(&self.trailing);
        data
    }

    pub fn attestation_object(&self) -> Vec<u8> {
        let text = |text: &str| [&head(3, text.len())[..], text.as_bytes()].concat();
        let data = self.authenticator_data();
        [
            head(5, 3),
            text("fmt"),
            text(self.format),
            text("attStmt"),
            self.statement.clone(),
            text("authData"),
            head(2, data.len()),
            data,
        ]
        .concat()
    }

    pub fn client_data(&self) -> Vec<u8> {
        self.client_data.to_string().into_bytes()
    }

    pub fn sign(&self) -> Vec<u8> {
        let message = [self.authenticator_data(), Sha256::digest(self.client_data()).to_vec()].concat();
        let signature: DerSignature = self.key.sign(&message);
        signature.as_bytes().to_vec()
    }

    pub fn registration(&self) -> RegistrationResponseJson {
        registration(&self.raw_id, &self.client_data(), &self.attestation_object())
    }

    pub fn authentication(&self) -> AuthenticationResponseJson {
        authentication(&self.raw_id, &self.client_data(), &self.authenticator_data(), &self.sign())
    }

    pub fn register(&self) -> Result<NewPasskey, WebAuthnError> {
        verify_registration(&rp(), &CHALLENGE, &self.registration())
    }

    pub fn authenticate(&self, stored: &StoredPasskey) -> Result<Used, WebAuthnError> {
        verify_authentication(&rp(), &CHALLENGE, &self.authentication(), stored)
    }
}

/// Passkey that both authenticators hold.
pub fn stored() -> StoredPasskey {
    let passkey = Authenticator::registering().register().expect("registers");
    StoredPasskey {
        credential_id: passkey.credential_id,
        public_key: passkey.public_key,
        sign_count: passkey.sign_count,
    }
}

/// Head of a CBOR item with an argument below 2^16.
pub fn head(major: u8, argument: usize) -> Vec<u8> {
    let major = major << 5;
    let argument = u16::try_from(argument).expect("a small number");
    match argument {
        0..24 => vec![major | argument as u8],
        24..256 => vec![major | 24, argument as u8],
        _ => [&[major | 25][..], &argument.to_be_bytes()].concat(),
    }
}

fn bytes(value: &[u8]) -> Vec<u8> {
    [&head(2, value.len())[..], value].concat()
}

pub fn cose_ec2(x: &[u8], y: &[u8]) -> Vec<u8> {
    [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21][..], &bytes(x), &[0x22], &bytes(y)].concat()
}

pub fn cose_okp(x: &[u8]) -> Vec<u8> {
    [&[0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21][..], &bytes(x)].concat()
}

/// RSA key in COSE. The numbers may have leading zeros, as in ASN.1.
pub fn cose_rsa(n: &[u8], e: &[u8]) -> Vec<u8> {
    let plain = |number: &[u8]| bytes(&number[number.iter().take_while(|byte| **byte == 0).count()..]);
    [&[0xa4, 1, 3, 3, 0x39, 1, 0, 0x20][..], &plain(n), &[0x21], &plain(e)].concat()
}
