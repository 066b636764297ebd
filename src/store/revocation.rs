//! Revocation: the rows that each event ends, in one table. What a new table holds of an account is ended from here.

use super::batch::Batch;
use super::subjects::Subject;
use crate::domain::SessionId;
use crate::ports::{Sql, Statement, Value};

/// Event that ends rows of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A session replaced the password.
    PasswordChanged,
    /// A mailed token replaced the password.
    PasswordReset,
    /// An address was confirmed.
    AddressConfirmed,
    /// The address that was confirmed takes the place of another.
    AddressReplaced,
    /// A second factor was enabled or disabled, a passkey or an identity removed.
    FactorChanged,
    /// A session ended the others.
    OthersSignedOut,
    /// The address was proven for the first time, by whoever may not have made the account.
    FirstProof,
    /// The address was proven for the first time, by whoever says that the account is theirs.
    Mine,
    /// The mailbox says that the account is not its owner's: what came by way of it ends.
    NotMine,
    /// The account goes, and with it whatever refers to it.
    Deleted,
}

/// Rows of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The account itself.
    Account,
    /// Its sessions.
    Sessions,
    /// Its sessions but the kept one.
    OtherSessions,
    /// Its sessions but the one that asked for the kept token.
    SessionsThatDidNotAsk,
    /// Its sessions that its mailbox opened.
    MailedSessions,
    /// Logins and pairings.
    Authorizations,
    /// Logins and pairings that no client collected.
    UncollectedAuthorizations,
    /// Logins and pairings that were approved and not collected.
    ApprovedAuthorizations,
    /// Logins but that of the kept token.
    OtherLogins,
    /// Sign-ins that wait for a code.
    Challenges,
    /// Sign-ins by password that wait for a code.
    PasswordChallenges,
    /// Mailed tokens but the kept one.
    OtherTokens,
    /// Mailed tokens but the kept one that went to the account's address.
    OtherTokensToItsAddress,
    /// Its password.
    Password,
    /// Its TOTP secret.
    Totp,
    /// Its backup codes.
    BackupCodes,
    /// Its passkeys.
    Passkeys,
    /// Registrations of passkeys that wait for an answer.
    PasskeyChallenges,
    /// Its identities at providers.
    Identities,
    /// Browsers at a provider that come back to link an identity.
    LinkingStates,
    /// Attempts counted by its id.
    Attempts,
}

/// Tables without a row of their own here: each ends by cascade, with the table that it refers to.
pub const CASCADES: [(&str, &str); 3] =
    [("refresh_tokens", "sessions"), ("totp_offers", "sessions"), ("events", "accounts")];

impl Cause {
    /// Every one.
    pub const ALL: [Self; 10] = [
        Self::PasswordChanged,
        Self::PasswordReset,
        Self::AddressConfirmed,
        Self::AddressReplaced,
        Self::FactorChanged,
        Self::OthersSignedOut,
        Self::FirstProof,
        Self::Mine,
        Self::NotMine,
        Self::Deleted,
    ];

    /// What it ends, in this order.
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
            Self::Deleted => &[E::OtherTokens, E::Authorizations, E::Attempts, E::Account],
        }
    }
}

impl Ended {
    /// Its table.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Account => "accounts",
            Self::Sessions | Self::OtherSessions | Self::SessionsThatDidNotAsk | Self::MailedSessions => "sessions",
            Self::Authorizations
            | Self::UncollectedAuthorizations
            | Self::ApprovedAuthorizations
            | Self::OtherLogins => "authorizations",
            Self::Challenges | Self::PasswordChallenges => "second_factor_challenges",
            Self::OtherTokens | Self::OtherTokensToItsAddress => "one_time_tokens",
            Self::Password => "passwords",
            Self::Totp => "totp",
            Self::BackupCodes => "backup_codes",
            Self::Passkeys => "passkeys",
            Self::PasskeyChallenges => "webauthn_challenges",
            Self::Identities => "identities",
            Self::LinkingStates => "oauth_states",
            Self::Attempts => "attempts",
        }
    }

    /// The column that says whose a row is.
    const fn account_column(self) -> &'static str {
        match self {
            Self::Account => "id",
            Self::LinkingStates => "link_account_id",
            _ => "account_id",
        }
    }

    /// Condition on a row beside whose it is.
    const fn condition(self) -> &'static str {
        match self {
            Self::MailedSessions => " AND method IN ('login', 'magic-link')",
            Self::UncollectedAuthorizations => " AND state <> 'collected'",
            Self::ApprovedAuthorizations => " AND state = 'approved'",
            Self::OtherLogins => " AND kind = 'login'",
            Self::PasswordChallenges => " AND method = 'password'",
            Self::OtherTokensToItsAddress => {
                " AND mailed_to_key = (SELECT email_key FROM accounts WHERE accounts.id = one_time_tokens.account_id)"
            }
            _ => "",
        }
    }

    /// Condition that a row is not the kept one, before and behind the parameter that names it.
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

/// Where an event ends rows.
pub(super) struct Scope<'a> {
    /// SQL that gives the id of the account by `bindings`, `?1` on; nothing ends where it gives none.
    pub account: &'static str,
    /// SQL condition by the same bindings.
    pub only_if: Option<&'static str>,
    /// Bindings, each of them used by `account`, or by `only_if`.
    pub bindings: Vec<Value>,
    /// What stays.
    pub keep: Keep<'a>,
}

/// What stays.
#[derive(Clone, Copy)]
pub(super) enum Keep<'a> {
    Nothing,
    /// The session that asks.
    Session(&'a SessionId),
    /// The mailed token that was spent, by its fingerprint.
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
    /// Ends what an event ends.
    pub(super) fn revoke(&mut self, cause: Cause, scope: &Scope<'_>) {
        self.extend(cause.ended().iter().map(|ended| scope.end(*ended)));
    }
}
