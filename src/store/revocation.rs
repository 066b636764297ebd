//! Revocation: the rows that each event ends, in one table. What a new table holds of an account is ended from here.

use super::batch::Batch;
use super::subjects::Subject;
use crate::domain::SessionId;
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
    /// Account deleted, with everything that refers to it.
    Deleted,
}

/// Rows of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Account,
    Sessions,
    /// Sessions except the kept one.
    OtherSessions,
    /// Sessions except the one that requested the kept token.
    SessionsThatDidNotAsk,
    /// Sessions opened from the mailbox.
    MailedSessions,
    /// Logins and pairings.
    Authorizations,
    /// Logins and pairings that no client has collected.
    UncollectedAuthorizations,
    /// Logins and pairings that are approved but not collected.
    ApprovedAuthorizations,
    /// Logins except that of the kept token.
    OtherLogins,
    /// Deferred sign-ins.
    Challenges,
    /// Deferred sign-ins by password.
    PasswordChallenges,
    /// Mailed tokens except the kept one.
    OtherTokens,
    /// Mailed tokens to the account's address, except the kept one.
    OtherTokensToItsAddress,
    /// Recovery links.
    RecoveryTokens,
    /// Recovery requests of operators.
    RecoveryRequests,
    Password,
    /// TOTP secret.
    Totp,
    BackupCodes,
    Passkeys,
    /// Pending registrations of passkeys.
    PasskeyChallenges,
    /// Identities at providers.
    Identities,
    /// OAuth states that will link an identity.
    LinkingStates,
    /// Attempts counted under its id.
    Attempts,
}

/// Tables not listed here: each ends by cascade with the table that it refers to.
pub const CASCADES: [(&str, &str); 7] = [
    ("refresh_tokens", "sessions"),
    ("totp_offers", "sessions"),
    ("events", "accounts"),
    ("event_feed", "events"),
    ("invitations", "accounts"),
    ("recovery_requests", "accounts"),
    ("former_addresses", "accounts"),
];

impl Cause {
    pub const ALL: [Self; 20] = [
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
        Self::Deleted,
    ];

    /// Rows that it ends, in this order.
    pub const fn ended(self) -> &'static [Ended] {
        use Ended as E;
        match self {
            Self::PasswordChanged => &[E::OtherSessions, E::UncollectedAuthorizations, E::PasswordChallenges],
            Self::PasswordReset => &[E::Sessions, E::Authorizations, E::Challenges, E::OtherTokens],
            Self::AddressConfirmed => &[E::UncollectedAuthorizations, E::OtherTokens],
            Self::AddressReplaced => &[E::SessionsThatDidNotAsk],
            Self::FactorChanged => &[E::OtherSessions, E::UncollectedAuthorizations, E::Challenges],
            Self::OthersSignedOut => &[E::OtherSessions, E::ApprovedAuthorizations],
            Self::FirstProof => &[
                E::Password,
                E::Totp,
                E::BackupCodes,
                E::Challenges,
                E::Passkeys,
                E::PasskeyChallenges,
                E::Identities,
                E::LinkingStates,
                E::Sessions,
                E::Authorizations,
                E::OtherTokens,
            ],
            Self::Mine => &[E::Sessions, E::UncollectedAuthorizations],
            Self::NotMine => &[E::MailedSessions, E::OtherLogins, E::OtherTokensToItsAddress],
            Self::SignedOut => &[E::Sessions, E::ApprovedAuthorizations],
            Self::Disabled | Self::Recovered | Self::AddressUndone | Self::Merged => &[
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
                E::Sessions,
                E::Authorizations,
                E::Challenges,
                E::PasskeyChallenges,
                E::LinkingStates,
                E::RecoveryTokens,
            ],
            Self::PasswordRemoved => &[
                E::Password,
                E::Sessions,
                E::Authorizations,
                E::Challenges,
                E::PasskeyChallenges,
                E::LinkingStates,
                E::RecoveryTokens,
            ],
            Self::SignInMethodReset => &[
                E::Sessions,
                E::Authorizations,
                E::Challenges,
                E::PasskeyChallenges,
                E::LinkingStates,
                E::RecoveryTokens,
            ],
            Self::RoleChanged => &[E::RecoveryTokens, E::RecoveryRequests],
            Self::FactorRecovered => &[E::Totp, E::BackupCodes],
            Self::Deleted => &[E::OtherTokens, E::Authorizations, E::Attempts, E::Account],
        }
    }
}

impl Ended {
    /// Table of the rows.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Account => "accounts",
            Self::Sessions | Self::OtherSessions | Self::SessionsThatDidNotAsk | Self::MailedSessions => "sessions",
            Self::Authorizations
            | Self::UncollectedAuthorizations
            | Self::ApprovedAuthorizations
            | Self::OtherLogins => "authorizations",
            Self::Challenges | Self::PasswordChallenges => "second_factor_challenges",
            Self::OtherTokens | Self::OtherTokensToItsAddress | Self::RecoveryTokens => "one_time_tokens",
            Self::Password => "passwords",
            Self::Totp => "totp",
            Self::BackupCodes => "backup_codes",
            Self::Passkeys => "passkeys",
            Self::PasskeyChallenges => "webauthn_challenges",
            Self::Identities => "identities",
            Self::LinkingStates => "oauth_states",
            Self::Attempts => "attempts",
            Self::RecoveryRequests => "recovery_requests",
        }
    }

    /// Column with the account's id.
    const fn account_column(self) -> &'static str {
        match self {
            Self::Account => "id",
            Self::LinkingStates => "link_account_id",
            _ => "account_id",
        }
    }

    /// Further condition on a row.
    const fn condition(self) -> &'static str {
        match self {
            Self::MailedSessions => " AND method IN ('login', 'magic-link')",
            Self::UncollectedAuthorizations => " AND state <> 'collected'",
            Self::ApprovedAuthorizations => " AND state = 'approved'",
            Self::OtherLogins => " AND kind = 'login'",
            Self::RecoveryTokens => " AND kind IN ('recovery', 'requested-recovery')",
            Self::PasswordChallenges => " AND method = 'password'",
            Self::OtherTokensToItsAddress => {
                " AND mailed_to_key = (SELECT email_key FROM accounts WHERE accounts.id = one_time_tokens.account_id)"
            }
            _ => "",
        }
    }

    /// Condition that a row is not the kept one, as the text before and after the parameter that names it.
    const fn is_not_kept(self) -> Option<[&'static str; 2]> {
        match self {
            Self::OtherSessions | Self::OtherTokens | Self::OtherTokensToItsAddress => Some([" AND id IS NOT ", ""]),
            Self::OtherLogins => Some([" AND secret_hash IS NOT ", ""]),
            Self::SessionsThatDidNotAsk => {
                Some([" AND id IS NOT (SELECT session_id FROM one_time_tokens WHERE id = ", ")"])
            }
            _ => None,
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
    Token(&'a str),
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
