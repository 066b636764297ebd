//! Revocation: the rows that each event ends, in one table. What a new table holds of an account is ended from here.

mod ended;

pub use self::ended::Ended;
use super::batch::Batch;
use super::subjects::Subject;
use crate::domain::{Fingerprint, SessionId};
use crate::ports::{Sql, Statement, Value};

/// Event that ends rows of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Password replaced within a session.
    PasswordChanged,
    /// Password replaced by a mailed token.
    PasswordReset,
    /// New address confirmed.
    AddressConfirmed,
    /// New address confirmed in place of another.
    AddressReplaced,
    /// Second factor enabled or disabled, passkey or identity removed.
    FactorChanged,
    /// Other sessions ended from one session.
    OthersSignedOut,
    /// First proof of the address by a person who may not have created the account.
    FirstProof,
    /// First proof of the address by a person who says that the account is theirs.
    Mine,
    /// Reader's answer that the account is not theirs: everything that came through the address ends.
    NotMine,
    /// Every session ended by an operator.
    SignedOut,
    /// Account disabled by an operator.
    Disabled,
    /// Second factor removed by an operator.
    FactorReset,
    /// Password removed by an operator.
    PasswordRemoved,
    /// Passkey or identity removed by an operator.
    SignInMethodReset,
    /// Recovery link used.
    Recovered,
    /// Recovery link used that removes the second factor.
    FactorRecovered,
    /// Former address kept or taken back by its mailbox.
    AddressUndone,
    /// Another account merged into it by an operator.
    Merged,
    /// Role given or taken away.
    RoleChanged,
    /// Application removed by its person.
    ApplicationRemoved,
    /// Account deleted, with everything that refers to it.
    Deleted,
}

/// Tables not listed here: each ends by cascade with the table that it refers to.
pub const CASCADES: [(&str, &str); 8] = [
    ("refresh_tokens", "sessions"),
    ("totp_offers", "sessions"),
    ("events", "accounts"),
    ("event_feed", "events"),
    ("invitations", "accounts"),
    ("recovery_requests", "accounts"),
    ("former_addresses", "accounts"),
    ("consents", "accounts"),
];

impl Cause {
    pub const ALL: [Self; 21] = [
        Self::PasswordChanged,
        Self::PasswordReset,
        Self::AddressConfirmed,
        Self::AddressReplaced,
        Self::FactorChanged,
        Self::OthersSignedOut,
        Self::FirstProof,
        Self::Mine,
        Self::NotMine,
        Self::SignedOut,
        Self::Disabled,
        Self::FactorReset,
        Self::PasswordRemoved,
        Self::SignInMethodReset,
        Self::Recovered,
        Self::FactorRecovered,
        Self::AddressUndone,
        Self::Merged,
        Self::RoleChanged,
        Self::ApplicationRemoved,
        Self::Deleted,
    ];

    /// Rows that it ends, in this order.
    pub const fn ended(self) -> &'static [Ended] {
        use Ended as E;
        match self {
            Self::PasswordChanged => {
                &[E::OtherGrants, E::OtherSessions, E::UncollectedAuthorizations, E::PasswordChallenges]
            }
            Self::PasswordReset => {
                &[E::Grants, E::Codes, E::Sessions, E::Authorizations, E::Challenges, E::OtherTokens]
            }
            Self::AddressConfirmed => &[E::UncollectedAuthorizations, E::OtherTokens],
            Self::AddressReplaced => &[E::GrantsThatDidNotAsk, E::SessionsThatDidNotAsk],
            Self::FactorChanged => &[E::OtherGrants, E::OtherSessions, E::UncollectedAuthorizations, E::Challenges],
            Self::OthersSignedOut => &[E::OtherGrants, E::OtherSessions, E::ApprovedAuthorizations],
            Self::FirstProof => &[
                E::Password,
                E::Totp,
                E::BackupCodes,
                E::Challenges,
                E::Passkeys,
                E::PasskeyChallenges,
                E::Identities,
                E::LinkingStates,
                E::Grants,
                E::Codes,
                E::Sessions,
                E::Authorizations,
                E::OtherTokens,
            ],
            Self::Mine => &[E::Grants, E::Codes, E::Sessions, E::UncollectedAuthorizations],
            Self::NotMine => &[E::Grants, E::Codes, E::MailedSessions, E::OtherLogins, E::OtherTokensToItsAddress],
            Self::SignedOut => &[E::Grants, E::Codes, E::Sessions, E::ApprovedAuthorizations],
            Self::Disabled | Self::Recovered | Self::AddressUndone | Self::Merged => &[
                E::Grants,
                E::Codes,
                E::Sessions,
                E::Authorizations,
                E::Challenges,
                E::PasskeyChallenges,
                E::LinkingStates,
                E::OtherTokens,
                E::RecoveryRequests,
            ],
            Self::FactorReset => &[
                E::Totp,
                E::BackupCodes,
                E::Grants,
                E::Codes,
                E::Sessions,
                E::Authorizations,
                E::Challenges,
                E::PasskeyChallenges,
                E::LinkingStates,
                E::RecoveryTokens,
            ],
            Self::PasswordRemoved => &[
                E::Password,
                E::Grants,
                E::Codes,
                E::Sessions,
                E::Authorizations,
                E::Challenges,
                E::PasskeyChallenges,
                E::LinkingStates,
                E::RecoveryTokens,
            ],
            Self::SignInMethodReset => &[
                E::Grants,
                E::Codes,
                E::Sessions,
                E::Authorizations,
                E::Challenges,
                E::PasskeyChallenges,
                E::LinkingStates,
                E::RecoveryTokens,
            ],
            Self::RoleChanged => &[E::RecoveryTokens, E::RecoveryRequests],
            Self::FactorRecovered => &[E::Totp, E::BackupCodes],
            Self::ApplicationRemoved => &[E::Grants, E::Codes, E::Consents],
            Self::Deleted => &[E::OtherTokens, E::Authorizations, E::Attempts, E::Account],
        }
    }
}

/// Scope of a revocation.
pub(super) struct Scope<'a> {
    /// SQL that returns the account's id from `bindings`, `?1` on. Nothing ends if it returns none.
    pub account: &'static str,
    /// SQL condition on the same bindings.
    pub only_if: Option<&'static str>,
    /// Bindings, each used by `account` or `only_if`.
    pub bindings: Vec<Value>,
    pub keep: Keep<'a>,
}

/// Row to keep.
#[derive(Clone, Copy)]
pub(super) enum Keep<'a> {
    Nothing,
    /// Requesting session.
    Session(&'a SessionId),
    /// Spent mailed token, by its fingerprint.
    Token(&'a Fingerprint),
}

impl From<Keep<'_>> for Value {
    fn from(keep: Keep<'_>) -> Self {
        match keep {
            Keep::Nothing => Self::Null,
            Keep::Session(id) => id.into(),
            Keep::Token(id) => id.into(),
        }
    }
}

impl Scope<'_> {
    fn end(&self, ended: Ended) -> Statement {
        let mut bindings = self.bindings.clone();
        let mut sql = match ended {
            Ended::Attempts => Subject::delete_of_account(self.account),
            _ => Sql::from("DELETE FROM ")
                .then(ended.table())
                .then(" WHERE ")
                .then(ended.account_column())
                .then(" = ")
                .then(self.account),
        };
        sql = sql.then(ended.condition());
        if let Some([before, behind]) = ended.is_not_kept() {
            bindings.push(self.keep.into());
            sql = sql.then(before).then_parameter(bindings.len()).then(behind);
        }
        if let Some(condition) = self.only_if {
            sql = sql.then(" AND ").then(condition);
        }
        Statement { sql, bindings }
    }
}

impl Batch {
    /// Ends the rows of a cause.
    pub(super) fn revoke(&mut self, cause: Cause, scope: &Scope<'_>) {
        self.extend(cause.ended().iter().map(|ended| scope.end(*ended)));
    }
}
