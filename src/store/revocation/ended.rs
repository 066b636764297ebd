//! Rows that an event may end, and the SQL that selects them.

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
    /// Grants of clients.
    Grants,
    /// Grants except those that the kept session opened.
    OtherGrants,
    /// Grants except those that the session opened that requested the kept token.
    GrantsThatDidNotAsk,
    /// Authorization codes.
    Codes,
    /// Consents to clients.
    Consents,
    /// Identities at providers.
    Identities,
    /// OAuth states that will link an identity.
    LinkingStates,
    /// Attempts counted under its id.
    Attempts,
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
            Self::Grants | Self::OtherGrants | Self::GrantsThatDidNotAsk => "grants",
            Self::Codes => "authorization_codes",
            Self::Consents => "consents",
            Self::Identities => "identities",
            Self::LinkingStates => "oauth_states",
            Self::Attempts => "attempts",
            Self::RecoveryRequests => "recovery_requests",
        }
    }

    /// Column with the account's id.
    pub(super) const fn account_column(self) -> &'static str {
        match self {
            Self::Account => "id",
            Self::LinkingStates => "link_account_id",
            _ => "account_id",
        }
    }

    /// Further condition on a row.
    pub(super) const fn condition(self) -> &'static str {
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
    pub(super) const fn is_not_kept(self) -> Option<[&'static str; 2]> {
        match self {
            Self::OtherSessions | Self::OtherTokens | Self::OtherTokensToItsAddress => Some([" AND id IS NOT ", ""]),
            Self::OtherLogins => Some([" AND secret_hash IS NOT ", ""]),
            Self::OtherGrants => Some([" AND opened_by IS NOT ", ""]),
            Self::SessionsThatDidNotAsk => {
                Some([" AND id IS NOT (SELECT session_id FROM one_time_tokens WHERE id = ", ")"])
            }
            Self::GrantsThatDidNotAsk => {
                Some([" AND opened_by IS NOT (SELECT session_id FROM one_time_tokens WHERE id = ", ")"])
            }
            _ => None,
        }
    }
}
