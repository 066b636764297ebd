//! Authority: who calls a route of the operators' API, and what the route permits.

use std::cell::Cell;
use std::rc::Rc;

use super::permission::Permission;
use super::role::Role;
use super::service_key::ServiceKeyId;
use super::{AccountId, AuthError, Fingerprint, IdempotentRequestId, SessionId};

/// Credential of an operators' route. Whether its session or key is still good is looked up in the batch of the act.
#[derive(Clone, Debug)]
pub enum Caller {
    /// Session token with a valid signature.
    Session { id: SessionId, account: AccountId },
    Key {
        id: ServiceKeyId,
        /// SHA-256 of the key.
        hash: Fingerprint,
    },
}

/// Caller of an operators' route, and the permission that the route requires.
#[derive(Debug)]
pub struct Authority {
    pub caller: Caller,
    pub permission: Permission,
    /// Present for a request with an `Idempotency-Key`.
    pub idempotent: Option<IdempotentRequest>,
    admission: AdmittedMark,
}

/// Note that a caller was found to have the permission, for whoever would look it up once more.
#[derive(Clone, Debug, Default)]
pub struct AdmittedMark(Rc<Cell<bool>>);

impl Authority {
    /// Authority that was not looked up yet.
    pub fn new(caller: Caller, permission: Permission) -> Self {
        Self { caller, permission, idempotent: None, admission: AdmittedMark::default() }
    }

    pub fn admission(&self) -> AdmittedMark {
        self.admission.clone()
    }

    /// True once a batch has found that the caller has the permission.
    pub fn is_admitted(&self) -> bool {
        self.admission.0.get()
    }
}

impl AdmittedMark {
    pub fn note(&self) {
        self.0.set(true);
    }
}

/// Request that acts once, however often it is sent.
#[derive(Debug)]
pub struct IdempotentRequest {
    pub id: IdempotentRequestId,
    /// SHA-256 of its body.
    pub body_hash: [u8; 32],
    /// SHA-256 of its body, sealed.
    pub sealed_body: String,
}

/// Request of the same id that acted in the last 24 hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierRequest {
    /// SHA-256 of its body, sealed.
    pub sealed_body: String,
    /// Its answer, sealed; `None` until it is kept.
    pub sealed_answer: Option<String>,
}

/// Principal of an operators' route: the person or the key that was found for a [`Caller`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    Account { id: AccountId, role: Role },
    Key { id: ServiceKeyId, name: String },
}

/// Longest reason or note, in characters.
const MAX_REMARK: usize = 200;

/// Remarks of the caller on an act.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remarks {
    /// Shown to the person.
    pub reason: Option<Remark>,
    /// Shown to operators alone.
    pub note: Option<Remark>,
}

impl Remarks {
    /// Checks both.
    ///
    /// # Errors
    /// [`AuthError::InvalidRequest`] for one that is blank or too long.
    pub fn parse(reason: Option<&str>, note: Option<&str>) -> Result<Self, AuthError> {
        let check = |text, problem| Remark::parse(text).ok_or(AuthError::InvalidRequest(problem));
        let reason = reason.map(|text| check(text, "reason must have 1 to 200 characters")).transpose()?;
        let note = note.map(|text| check(text, "note must have 1 to 200 characters")).transpose()?;
        Ok(Self { reason, note })
    }
}

/// Text of 1 to 200 characters, none of them a control character other than a line break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark(String);

impl Remark {
    /// Checks a text. Surrounding white space is removed; `None` if nothing is left or it does not fit.
    pub fn parse(typed: &str) -> Option<Self> {
        let text = typed.trim();
        let fits = (1..=MAX_REMARK).contains(&text.chars().count());
        let is_plain = !text.chars().any(|c| c.is_control() && c != '\n');
        (fits && is_plain).then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_is_short_and_plain() {
        assert_eq!(Remark::parse(" left the company ").as_ref().map(Remark::as_str), Some("left the company"));
        assert!(Remark::parse(&"é".repeat(200)).is_some());
        for other in ["", "  ", "a\u{0}", "a\u{1b}[2J", &"é".repeat(201)] {
            assert_eq!(Remark::parse(other), None, "{other:?}");
        }
    }
}
