//! Authenticator data (WebAuthn Level 3 section 6.1).

use sha2::{Digest, Sha256};

use crate::cbor::Reader;
use crate::{RelyingParty, WebAuthnError};

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const ATTESTED_CREDENTIAL: u8 = 0x40;
const EXTENSIONS: u8 = 0x80;

/// Limit of a credential id, in bytes (section 4, "Credential ID").
pub(crate) const LONGEST_CREDENTIAL_ID: usize = 1023;

/// Authenticator data, read to its last byte. Reserved bits are ignored.
pub(crate) struct AuthenticatorData<'a> {
    rp_id_hash: &'a [u8; 32],
    flags: u8,
    /// 0 for an authenticator that does not count.
    pub(crate) sign_count: u32,
    /// New credential, in a registration only.
    pub(crate) credential: Option<AttestedCredential<'a>>,
}

/// Attested credential data (section 6.5.1).
pub(crate) struct AttestedCredential<'a> {
    /// AAGUID, the authenticator's model, or zeros.
    pub(crate) aaguid: [u8; 16],
    /// 1 to 1023 bytes.
    pub(crate) id: &'a [u8],
    /// COSE_Key, well-formed CBOR and not yet parsed.
    pub(crate) public_key: &'a [u8],
}

impl<'a> AuthenticatorData<'a> {
    /// Reads the data.
    ///
    /// # Errors
    /// [`WebAuthnError::AuthenticatorData`] if they are cut off, go on after their end, or hold CBOR that two
    /// readers may disagree about; [`WebAuthnError::CredentialId`] for an empty or too long one.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, WebAuthnError> {
        let data = Self::read(bytes).ok_or(WebAuthnError::AuthenticatorData)?;
        match &data.credential {
            Some(credential) if !(1..=LONGEST_CREDENTIAL_ID).contains(&credential.id.len()) => {
                Err(WebAuthnError::CredentialId)
            }
            _ => Ok(data),
        }
    }

    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let rp_id_hash = reader.array()?;
        let [flags] = *reader.array()?;
        let sign_count = u32::from_be_bytes(*reader.array()?);
        let credential =
            if flags & ATTESTED_CREDENTIAL == 0 { None } else { Some(AttestedCredential::read(&mut reader)?) };
        if flags & EXTENSIONS != 0 {
            reader.raw_map()?;
        }
        reader.end()?;
        Some(Self { rp_id_hash, flags, sign_count, credential })
    }

    /// Checks what both ceremonies have in common (sections 7.1 and 7.2). Unrequested extensions
    /// are ignored.
    ///
    /// # Errors
    /// [`WebAuthnError::RelyingParty`], `UserNotPresent`, `UserNotVerified`, `BackupFlags`.
    pub(crate) fn verify(&self, rp: &RelyingParty) -> Result<(), WebAuthnError> {
        if self.rp_id_hash.as_slice() != Sha256::digest(rp.id.as_bytes()).as_slice() {
            return Err(WebAuthnError::RelyingParty);
        }
        if !self.has(USER_PRESENT) {
            return Err(WebAuthnError::UserNotPresent);
        }
        if !self.has(USER_VERIFIED) {
            return Err(WebAuthnError::UserNotVerified);
        }
        if self.backed_up() && !self.backup_eligible() {
            return Err(WebAuthnError::BackupFlags);
        }
        Ok(())
    }

    /// Backup eligibility: the passkey can be synced.
    pub(crate) fn backup_eligible(&self) -> bool {
        self.has(BACKUP_ELIGIBLE)
    }

    /// Backup state: it is synced.
    pub(crate) fn backed_up(&self) -> bool {
        self.has(BACKED_UP)
    }

    fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

impl<'a> AttestedCredential<'a> {
    fn read(reader: &mut Reader<'a>) -> Option<Self> {
        let aaguid = *reader.array()?;
        let length = u16::from_be_bytes(*reader.array()?);
        let id = reader.take(length.into())?;
        Some(Self { aaguid, id, public_key: reader.raw_map()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_credential_id(length: u16) -> Vec<u8> {
        let flags = USER_PRESENT | USER_VERIFIED | ATTESTED_CREDENTIAL;
        let id = vec![0; length.into()];
        [&[0; 32][..], &[flags], &[0; 4], &[0; 16], &length.to_be_bytes(), &id, &[0xa0]].concat()
    }

    #[test]
    fn a_credential_id_has_1_to_1023_bytes() {
        for (length, reason) in [
            (0, Some(WebAuthnError::CredentialId)),
            (1, None),
            (1023, None),
            (1024, Some(WebAuthnError::CredentialId)),
            (u16::MAX, Some(WebAuthnError::CredentialId)),
        ] {
            assert_eq!(AuthenticatorData::parse(&with_credential_id(length)).err(), reason, "{length}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(flags: u8, input: Vec<u8>, tail: Vec<u8>) {
            let _ = AuthenticatorData::parse(&input).is_ok();
            let _ = AuthenticatorData::parse(&[&[0; 32][..], &[flags], &[0; 4], &tail].concat()).is_ok();
        }

        #[test]
        fn a_credential_that_is_read_is_the_one_that_was_written(id in proptest::collection::vec(0_u8.., 1..=1023), cut in 0_usize..=1081) {
            let length = u16::try_from(id.len()).expect("a length").to_be_bytes();
            let written = [&[0; 32][..], &[ATTESTED_CREDENTIAL], &[0; 4], &[9; 16], &length, &id, &[0xa0]].concat();
            let data = AuthenticatorData::parse(&written).expect("data");
            assert_eq!(data.credential.expect("a credential").id, id);
            if cut < written.len() {
                assert!(AuthenticatorData::parse(&written[..cut]).is_err());
            }
        }
    }
}
