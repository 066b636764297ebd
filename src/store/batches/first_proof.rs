//! First proof of an address: reading and removing the setup that its account had before.

use serde::Deserialize;

use crate::domain::first_proof::EarlierSetup;
use crate::domain::{Account, AccountId, ActorId, AuthError, EmailKey, EventKind, Fingerprint, TokenKind, UnixTime};
use crate::ports::{Database, Sql, Statement, Value};
use crate::store::batch::{Batch, run_one};
use crate::store::revocation::{Cause, Keep, Scope};
use crate::store::rows::{AccountRow, account_columns};
use crate::store::sql;
use crate::store::tables::events::{Trace, insert_event, record, record_with};
use crate::store::tables::identities::NewIdentity;

/// True if the row `accounts` has any setup; ?3 is now.
macro_rules! has_setup {
    () => {
        "(EXISTS (SELECT 1 FROM passwords WHERE account_id = accounts.id)
          OR EXISTS (SELECT 1 FROM totp WHERE account_id = accounts.id AND enabled_at IS NOT NULL)
          OR EXISTS (SELECT 1 FROM passkeys WHERE account_id = accounts.id)
          OR EXISTS (SELECT 1 FROM identities WHERE account_id = accounts.id)
          OR EXISTS (SELECT 1 FROM sessions WHERE account_id = accounts.id AND ends_at > ?3))"
    };
}

/// Setup of the row `accounts`, as the JSON of an [`EarlierSetup`]; ?3 is now.
macro_rules! setup_json {
    () => {
        "json_object(
           'password', EXISTS (SELECT 1 FROM passwords WHERE account_id = accounts.id),
           'second_factor', EXISTS (SELECT 1 FROM totp WHERE account_id = accounts.id AND enabled_at IS NOT NULL),
           'passkeys', (SELECT count(*) FROM passkeys WHERE account_id = accounts.id),
           'identities', json((SELECT json_group_array(DISTINCT provider) FROM identities WHERE account_id = accounts.id)),
           'sessions', (SELECT count(*) FROM sessions WHERE account_id = accounts.id AND ends_at > ?3))"
    };
}

/// Account selected by SQL on the two bindings of its proof; none if its address does not match the SQL.
#[derive(Clone, Copy)]
pub(super) struct Selected<'a> {
    /// SQL that returns the account's id.
    pub sql: &'static str,
    pub proof: MailboxProof<'a>,
}

/// Proof that a person reads a mailbox.
#[derive(Clone, Copy)]
pub(super) enum MailboxProof<'a> {
    /// Mailed token, and the actor that spends it.
    Token(&'a Fingerprint, &'a ActorId),
    /// Word of a provider for the address of this account.
    Provider(&'a AccountId, &'a EmailKey),
}

impl<'a> Selected<'a> {
    /// Statement that ends with the account's id and then `condition`; `at` is `?3`.
    fn update(&self, until: &'static str, condition: &'static str, at: Option<UnixTime>) -> Statement {
        let sql = Sql::from(until).then(self.sql).then(condition);
        Statement { sql, bindings: self.bindings().into_iter().chain(at.map(Value::from)).collect() }
    }

    pub(super) fn bindings(&self) -> Vec<Value> {
        match self.proof {
            MailboxProof::Token(token, by) => vec![token.into(), by.into()],
            MailboxProof::Provider(account, email_key) => vec![account.into(), email_key.into()],
        }
    }

    /// Scope of everything that the account has except the token.
    pub(super) fn scope(self) -> Scope<'a> {
        let keep = match self.proof {
            MailboxProof::Token(token, _) => Keep::Token(token),
            MailboxProof::Provider(..) => Keep::Nothing,
        };
        Scope { account: self.sql, only_if: None, bindings: self.bindings(), keep }
    }
}

impl Batch {
    /// Removes the setup of an account with an unproven address, and pending parts of it, and reports that in a column
    /// and an event. The mailed token stays.
    pub(super) fn remove_earlier_setup(&mut self, of: Selected<'_>, trace: &Trace<'_>) {
        const TELL: &str =
            concat!("UPDATE accounts SET setup_removed_at = ?3, removed_setup = ", setup_json!(), " WHERE id = ");
        self.push(of.update(TELL, concat!(" AND ", has_setup!()), Some(trace.at)));
        let event = Sql::from(insert_event!("id", "accounts WHERE setup_removed_at = ?3 AND id = ")).then(of.sql);
        let bindings = [of.bindings(), vec![trace.at.into()]].concat();
        self.push(record_with(event, EventKind::EarlierSetupRemoved, trace, bindings));
        self.revoke(Cause::FirstProof, &of.scope());
    }

    /// Detaches an unproven address from its account and ends everything mailed, approved or opened through it. The
    /// mailed token, and its login if it is one's, stay.
    pub(super) fn detach_address(&mut self, of: Selected<'_>, trace: &Trace<'_>) {
        self.revoke(Cause::NotMine, &of.scope());
        let event = Sql::from(insert_event!("id", "accounts WHERE id = ")).then(of.sql);
        self.push(record_with(event, EventKind::EmailDetached, trace, of.bindings()));
        self.push(of.update(
            "UPDATE accounts SET email = NULL, email_key = NULL, email_vouched_at = NULL WHERE id = ",
            "",
            None,
        ));
    }

    /// Proves the address of an account for the first time, removes its earlier setup, and adds an identity.
    pub fn link_by_first_proof(&mut self, new: NewIdentity<'_>, account: &AccountId, email_key: &EmailKey) {
        macro_rules! unproven {
            () => {
                "(SELECT id FROM accounts WHERE id = ?1 AND email_key = ?2 AND email_verified_at IS NULL)"
            };
        }
        self.remove_earlier_setup(
            Selected { sql: unproven!(), proof: MailboxProof::Provider(account, email_key) },
            &new.trace,
        );
        let proven = insert_event!("id", concat!("accounts WHERE id = ", unproven!()));
        self.push(record(proven, EventKind::EmailVerified, &new.trace, &[&account.0, email_key.as_str()]));
        self.push(sql!(
            concat!("UPDATE accounts SET email_verified_at = ?3 WHERE id = ", unproven!()),
            account,
            email_key,
            new.trace.at,
        ));
        self.link_by_proven_email(new, account, email_key);
    }
}

/// Open sign-in link to an account whose address may be unproven.
pub struct OpenLink {
    /// Owner of the address it was mailed to.
    pub account: Account,
    /// Redirect target afterwards.
    pub redirect_url: Option<String>,
    /// Current setup.
    pub setup: EarlierSetup,
}

#[derive(Deserialize)]
struct OpenLinkRow {
    #[serde(flatten)]
    account: AccountRow,
    redirect_url: Option<String>,
    setup: String,
}

/// Sign-in link with this fingerprint, and the setup of its account.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_open_link(db: &dyn Database, id: &Fingerprint, now: UnixTime) -> Result<Option<OpenLink>, AuthError> {
    let rows = run_one(
        db,
        sql!(
            concat!(
                "SELECT ",
                account_columns!(),
                ", one_time_tokens.redirect_url, ",
                setup_json!(),
                " AS setup FROM one_time_tokens JOIN accounts ON accounts.id = one_time_tokens.account_id
                 WHERE one_time_tokens.id = ?1 AND one_time_tokens.kind = ?2 AND one_time_tokens.spent_by IS NULL
                 AND one_time_tokens.expires_at > ?3"
            ),
            id,
            TokenKind::MagicLink.as_str(),
            now,
        ),
    )
    .await?;
    let Some(row) = rows.read_first::<OpenLinkRow>()? else {
        return Ok(None);
    };
    Ok(Some(OpenLink { account: row.account.into(), redirect_url: row.redirect_url, setup: read_setup(&row.setup)? }))
}

/// Reads the JSON of [`setup_json`].
pub(super) fn read_setup(json: &str) -> Result<EarlierSetup, AuthError> {
    serde_json::from_str(json).map_err(|error| AuthError::Internal(format!("an earlier setup: {error}")))
}
