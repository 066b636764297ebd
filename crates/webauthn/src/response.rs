//! Browser's answer, as `PublicKeyCredential.toJSON()` writes it (WebAuthn Level 3 section 5.1): bytes are
//! base64url without padding. A member that is missing or of another form is named by [`Member`]. Members that are not
//! named here, extension results and the copies of what the attestation object says among them, are not read.

use std::borrow::Cow;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};
use serde_json::Value;

use crate::authenticator_data::LONGEST_CREDENTIAL_ID;
use crate::base64url;
use crate::client_data;

/// Up to so many bytes, written in base64url.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Bytes<const LONGEST: usize>(Vec<u8>);

impl<'de, const LONGEST: usize> Deserialize<'de> for Bytes<LONGEST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        match base64url::decode(&text) {
            Some(bytes) if bytes.len() <= LONGEST => Ok(Self(bytes)),
            Some(_) => Err(D::Error::custom("too long")),
            None => Err(D::Error::custom("not base64url")),
        }
    }
}

type CredentialId = Bytes<LONGEST_CREDENTIAL_ID>;
type ClientData = Bytes<8192>;

/// The only type of credential there is (section 5.8.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
enum CredentialType {
    #[serde(rename = "public-key")]
    PublicKey,
}

/// `RegistrationResponseJSON`: the answer to [`crate::creation_options`].
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RegistrationResponseJson {
    id: CredentialId,
    raw_id: CredentialId,
    #[serde(rename = "type")]
    _type: CredentialType,
    response: AttestationResponse,
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct AttestationResponse {
    #[serde(rename = "clientDataJSON")]
    client_data: ClientData,
    attestation_object: Bytes<32_768>,
    #[serde(default)]
    transports: Option<Vec<String>>,
}

/// `AuthenticationResponseJSON`: the answer to [`crate::request_options`].
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthenticationResponseJson {
    id: CredentialId,
    raw_id: CredentialId,
    #[serde(rename = "type")]
    _type: CredentialType,
    response: AssertionResponse,
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct AssertionResponse {
    #[serde(rename = "clientDataJSON")]
    client_data: ClientData,
    authenticator_data: Bytes<8192>,
    signature: Bytes<1024>,
    #[serde(default)]
    user_handle: Option<Bytes<64>>,
}

/// Member of an answer, by its path in the JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    Credential,
    Id,
    RawId,
    Type,
    Response,
    ClientData,
    AttestationObject,
    Transports,
    AuthenticatorData,
    Signature,
    UserHandle,
}

/// Path to a member, and whether the answer has it in its form.
type Check = (Member, &'static str, fn(&Value) -> bool);

fn fits<T: DeserializeOwned>(value: &Value) -> bool {
    T::deserialize(value).is_ok()
}

/// Members that both kinds of answers have.
const COMMON: [Check; 6] = [
    (Member::Credential, "", Value::is_object),
    (Member::Id, "/id", fits::<CredentialId>),
    (Member::RawId, "/rawId", fits::<CredentialId>),
    (Member::Type, "/type", fits::<CredentialType>),
    (Member::Response, "/response", Value::is_object),
    (Member::ClientData, "/response/clientDataJSON", fits::<ClientData>),
];

/// Reads an answer, or names the first member that is missing or of another form.
fn read<T: DeserializeOwned>(answer: &Value, own: &[Check]) -> Result<T, Member> {
    T::deserialize(answer).map_err(|_| {
        let unfit = |(_, path, fits): &&Check| !fits(answer.pointer(path).unwrap_or(&Value::Null));
        COMMON.iter().chain(own).find(unfit).map_or(Member::Credential, |(member, ..)| *member)
    })
}

impl RegistrationResponseJson {
    /// Reads the JSON of a registration.
    ///
    /// # Errors
    /// The first [`Member`] that is missing or of another form.
    pub fn read(answer: &Value) -> Result<Self, Member> {
        read(
            answer,
            &[
                (Member::AttestationObject, "/response/attestationObject", fits::<Bytes<32_768>>),
                (Member::Transports, "/response/transports", fits::<Option<Vec<String>>>),
            ],
        )
    }

    /// Challenge as the browser states it: only for looking up the stored one, never the expected value.
    pub fn challenge(&self) -> Option<Vec<u8>> {
        client_data::challenge(self.client_data())
    }

    /// Id of the new credential; `None` if `id` and `rawId` differ.
    pub fn credential_id(&self) -> Option<&[u8]> {
        (self.id == self.raw_id).then_some(&self.raw_id.0)
    }

    pub(crate) fn client_data(&self) -> &[u8] {
        &self.response.client_data.0
    }

    pub(crate) fn attestation_object(&self) -> &[u8] {
        &self.response.attestation_object.0
    }

    pub(crate) fn transports(&self) -> &[String] {
        self.response.transports.as_deref().unwrap_or_default()
    }
}

impl AuthenticationResponseJson {
    /// Reads the JSON of a sign-in.
    ///
    /// # Errors
    /// The first [`Member`] that is missing or of another form.
    pub fn read(answer: &Value) -> Result<Self, Member> {
        read(
            answer,
            &[
                (Member::AuthenticatorData, "/response/authenticatorData", fits::<Bytes<8192>>),
                (Member::Signature, "/response/signature", fits::<Bytes<1024>>),
                (Member::UserHandle, "/response/userHandle", fits::<Option<Bytes<64>>>),
            ],
        )
    }

    /// Challenge as the browser states it: only for looking up the stored one, never the expected value.
    pub fn challenge(&self) -> Option<Vec<u8>> {
        client_data::challenge(self.client_data())
    }

    /// Id of the credential, for looking up the stored passkey; `None` if `id` and `rawId` differ.
    pub fn credential_id(&self) -> Option<&[u8]> {
        (self.id == self.raw_id).then_some(&self.raw_id.0)
    }

    /// User handle, 0 to 64 bytes; not verified yet.
    pub fn user_handle(&self) -> Option<&[u8]> {
        self.response.user_handle.as_ref().map(|handle| handle.0.as_slice())
    }

    pub(crate) fn client_data(&self) -> &[u8] {
        &self.response.client_data.0
    }

    pub(crate) fn authenticator_data(&self) -> &[u8] {
        &self.response.authenticator_data.0
    }

    pub(crate) fn signature(&self) -> &[u8] {
        &self.response.signature.0
    }
}
