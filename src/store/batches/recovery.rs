//! Use of a recovery link: it sets a password or adds a passkey, and ends every session.

use super::mailbox_proof::{Spending, spent_account};
use super::passkey_ceremonies::{CredentialRow, NewPasskey, insert, passkey_insert};
use crate::domain::passkey::MOST_PASSKEYS;
use crate::domain::{Account, AuthError, CredentialId, EventKind, Fingerprint, UnixTime};
use crate::ports::{Database, Statement};
use crate::store::batch::Batch;
use crate::store::revocation::Cause;
use crate::store::rows::StoredPassword;
use crate::store::sql;
use crate::store::tables::counting::clear;
use crate::store::tables::events::{Trace, insert_event, record};
use crate::store::tables::passwords::set_by_token;
use crate::store::tables::second_factors::FittingCode;

/// Row of the link that was just spent: ?1 the token, ?2 its actor.
macro_rules! spent_link {
    () => {
        "one_time_tokens WHERE id = ?1 AND spent_by = ?2"
    };
}

/// Condition that the account of a row of `one_time_tokens` can get a passkey: its challenge ?3 was spent by ?2, no
/// account has its credential id ?4, and it has less than ?5.
macro_rules! takes_passkey {
    () => {
        "EXISTS (SELECT 1 FROM webauthn_challenges WHERE id = ?3 AND spent_by = ?2)
         AND NOT EXISTS (SELECT 1 FROM passkeys WHERE credential_id = ?4)
         AND (SELECT count(*) FROM passkeys WHERE account_id = one_time_tokens.account_id) < ?5"
    };
}

/// Account of the spent link, if the link removes the second factor.
macro_rules! without_factor {
    () => {
        "(SELECT account_id FROM one_time_tokens WHERE id = ?1 AND spent_by = ?2 AND kind = 'requested-recovery')"
    };
}

/// Credential that a recovery link sets.
pub enum Recovered<'a> {
    Password(&'a StoredPassword),
    Passkey {
        /// Fingerprint of the challenge that the link asked for.
        challenge: &'a Fingerprint,
        new: &'a NewPasskey,
    },
}

/// Result of the use of a recovery link.
pub enum RecoveryOutcome {
    /// Account with the new credential.
    Recovered(Box<Account>),
    /// The link was not open, or a code is missing.
    Refused,
    /// The passkey cannot be stored: its challenge is another's, or an account has it, or the account has too many. The
    /// link stays open.
    Unfit,
}

/// Recovery link to use, with its code.
pub struct UsedRecovery<'a> {
    pub link: Spending<'a>,
    /// Code of the account's second factor, if it has one.
    pub code: Option<&'a FittingCode>,
    pub sets: Recovered<'a>,
}

/// Stores the challenge of a registration for an open recovery link; returns the credential ids that its account
/// already has.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn insert_challenge(
    db: &dyn Database,
    token: &Fingerprint,
    challenge: &Fingerprint,
    [now, expires_at]: [UnixTime; 2],
) -> Result<Vec<CredentialId>, AuthError> {
    let mut batch = Batch::new();
    let known = batch.push(sql!(
        "SELECT credential_id FROM passkeys WHERE account_id = (SELECT account_id FROM one_time_tokens WHERE id = ?1)
         ORDER BY created_at, id",
        token,
    ));
    let known = known.all::<CredentialRow>();
    batch.push(sql!(
        "INSERT INTO webauthn_challenges (id, ceremony, account_id, token_id, expires_at)
         SELECT ?2, 'register', account_id, id, ?4 FROM one_time_tokens
         WHERE id = ?1 AND kind IN ('recovery', 'requested-recovery') AND spent_by IS NULL AND expires_at > ?3",
        token,
        challenge,
        now,
        expires_at,
    ));
    Ok(batch.run(db).await?.take(known)?.into_iter().map(|row| row.credential_id).collect())
}

impl UsedRecovery<'_> {
    /// Spends the link, once, unless its account has a second factor and no code of it was used, or the passkey cannot
    /// be stored.
    fn spend(&self, trace: &Trace<'_>) -> Statement {
        macro_rules! spend {
            ($at:literal, $press:literal, $condition:expr) => {
                concat!(
                    "UPDATE one_time_tokens SET spent_by = ?2, press = ",
                    $press,
                    ", pressed_at = ",
                    $at,
                    " WHERE id = ?1 AND kind IN ('recovery', 'requested-recovery') AND spent_by IS NULL AND expires_at > ",
                    $at,
                    " AND (kind = 'requested-recovery' OR NOT EXISTS (
                       SELECT 1 FROM totp WHERE totp.account_id = one_time_tokens.account_id
                         AND totp.enabled_at IS NOT NULL AND totp.used_by IS NOT ?2))",
                    $condition
                )
            };
        }
        let (Spending { token, by }, at, press) = (self.link, trace.at, trace.pressed().as_stored());
        match self.sets {
            Recovered::Password(_) => sql!(spend!("?3", "?4", ""), token, by, at, press),
            Recovered::Passkey { challenge, new } => sql!(
                spend!("?6", "?7", concat!(" AND ", takes_passkey!())),
                token,
                by,
                challenge,
                &new.credential_id,
                MOST_PASSKEYS,
                at,
                press,
            ),
        }
    }

    /// Finds a row if the credential can be set.
    fn select_fitting(&self) -> Statement {
        const FITTING: &str = concat!("SELECT 1 AS fits FROM one_time_tokens WHERE id = ?1 AND ", takes_passkey!());
        match self.sets {
            Recovered::Password(_) => sql!("SELECT 1 AS fits"),
            Recovered::Passkey { challenge, new } => {
                sql!(FITTING, self.link.token, self.link.by, challenge, &new.credential_id, MOST_PASSKEYS,)
            }
        }
    }

    fn spend_challenge(&self, challenge: &Fingerprint, now: UnixTime) -> Statement {
        sql!(
            "UPDATE webauthn_challenges SET spent_by = ?2
             WHERE id = ?3 AND token_id = ?1 AND ceremony = 'register' AND spent_by IS NULL AND expires_at > ?4",
            self.link.token,
            self.link.by,
            challenge,
            now,
        )
    }

    fn insert_passkey(&self, new: &NewPasskey, now: UnixTime) -> Statement {
        const RECOVERED: &str =
            passkey_insert!("(SELECT account_id FROM one_time_tokens WHERE id = ?10 AND spent_by = ?11)");
        insert(RECOVERED, new, now, [self.link.token.into(), self.link.by.into()])
    }

    /// Statements that set the credential if the link was spent, and their events.
    fn set(&self, trace: &Trace<'_>) -> [Statement; 3] {
        let own = [self.link.token.0.as_str(), self.link.by.0.as_str()];
        match self.sets {
            Recovered::Password(password) => [
                set_by_token(self.link.token, self.link.by, password, trace.at),
                record(insert_event!("account_id", spent_link!()), EventKind::PasswordReset, trace, &own),
                record(insert_event!("account_id", "'password'", spent_link!()), EventKind::Recovered, trace, &own),
            ],
            Recovered::Passkey { new, .. } => [
                self.insert_passkey(new, trace.at),
                record(
                    insert_event!("account_id", "name", "passkeys WHERE id = ?1"),
                    EventKind::PasskeyAdded,
                    trace,
                    &[&new.id.0],
                ),
                record(insert_event!("account_id", "'passkey'", spent_link!()), EventKind::Recovered, trace, &own),
            ],
        }
    }
}

/// Uses a recovery link, once: spends the code and the link, sets the credential, removes the second factor if two
/// operators agreed on that, and ends every session, pending
/// sign-in and other mailed token of the account, atomically.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_recovery(
    db: &dyn Database,
    used: &UsedRecovery<'_>,
    trace: &Trace<'_>,
) -> Result<RecoveryOutcome, AuthError> {
    let Spending { token, by } = used.link;
    let mut batch = Batch::new();
    if let Some(code) = used.code {
        batch.use_code(code, by, trace);
    }
    if let Recovered::Passkey { challenge, .. } = used.sets {
        batch.push(used.spend_challenge(challenge, trace.at));
    }
    let fits = batch.push(used.select_fitting()).found();
    batch.push(used.spend(trace));
    batch.extend(used.set(trace));
    let factor =
        insert_event!("account_id", concat!("totp WHERE enabled_at IS NOT NULL AND account_id = ", without_factor!()));
    batch.push(record(factor, EventKind::TwoFactorDisabled, trace, &[&token.0, &by.0]));
    batch.revoke(Cause::FactorRecovered, &used.link.selected(without_factor!()).scope());
    batch.revoke(Cause::Recovered, &used.link.selected(spent_account!()).scope());
    batch.push(clear!(concat!("'account:' || ", spent_account!()), "true", token, by));
    let account = batch.select_spent_account(used.link);
    let mut done = batch.run(db).await?;
    Ok(match (done.take(account)?, done.take(fits)?) {
        (Some(account), _) => RecoveryOutcome::Recovered(Box::new(account)),
        (None, false) => RecoveryOutcome::Unfit,
        (None, true) => RecoveryOutcome::Refused,
    })
}
