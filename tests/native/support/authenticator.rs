//! Simulated authenticator and browser. They sign whatever their fields say.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

pub const ORIGIN: &str = "https://auth.acme.test";
const ATTESTED: u8 = 0x40;
const SYNCED: u8 = 0x1d;

#[derive(Clone)]
pub struct Authenticator {
    pub key: SigningKey,
    pub credential_id: Vec<u8>,
    /// User handle in base64url, taken from the registration's options.
    pub user_handle: Option<String>,
    pub origin: &'static str,
    pub rp_id: &'static str,
    /// Authenticator data flags: user present, user verified, backup eligible, backed up.
    pub flags: u8,
    /// Signature counter. Stays 0 unless a test raises it.
    pub count: u32,
}

pub fn base64url(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Authenticator {
    /// Authenticator number `number`, with its own key and credential id.
    pub fn new(number: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[number; 32]).expect("a key"),
            credential_id: vec![number; 16],
            user_handle: None,
            origin: ORIGIN,
            rp_id: "auth.acme.test",
            flags: SYNCED,
            count: 0,
        }
    }

    fn client_data(&self, ceremony: &str, options: &Json) -> Vec<u8> {
        let data = json!({ "type": ceremony, "challenge": options["challenge"], "origin": self.origin });
        data.to_string().into_bytes()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        [Sha256::digest(self.rp_id).as_slice(), &[flags], &self.count.to_be_bytes()].concat()
    }

    fn cose_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = point.as_bytes()[1..].split_at(32);
        [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32][..], x, &[0x22, 0x58, 32], y].concat()
    }

    /// Attestation object of format `none`.
    pub fn attestation_object(&self) -> Vec<u8> {
        let length = u16::try_from(self.credential_id.len()).expect("a length").to_be_bytes();
        let head = self.data(self.flags | ATTESTED);
        let data = [&head[..], &[0; 16], &length, &self.credential_id, &self.cose_key()].concat();
        let length = u8::try_from(data.len()).expect("short data");
        [&b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"[..], &[length], &data].concat()
    }

    /// `RegistrationResponseJSON` for the options of a registration.
    pub fn create(&mut self, options: &Json) -> Json {
        self.user_handle = options["user"]["id"].as_str().map(str::to_owned);
        self.created(options, &self.attestation_object())
    }

    /// As [`Self::create`], with any attestation object.
    pub fn created(&self, options: &Json, attestation_object: &[u8]) -> Json {
        self.answer(json!({
            "clientDataJSON": base64url(self.client_data("webauthn.create", options)),
            "attestationObject": base64url(attestation_object),
        }))
    }

    /// `AuthenticationResponseJSON` for the options of a sign-in.
    pub fn get(&self, options: &Json) -> Json {
        let (client_data, data) = (self.client_data("webauthn.get", options), self.data(self.flags));
        let signature: DerSignature = self.key.sign(&[&data[..], &Sha256::digest(&client_data)].concat());
        self.answer(json!({
            "clientDataJSON": base64url(&client_data),
            "authenticatorData": base64url(&data),
            "signature": base64url(signature.as_bytes()),
            "userHandle": self.user_handle,
        }))
    }

    fn answer(&self, response: Json) -> Json {
        let id = base64url(&self.credential_id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {} })
    }
}
