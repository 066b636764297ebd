//! Identities of accounts at providers: each is added only if its basis still holds.

use serde::Deserialize;

use super::events::{Trace, insert_event, record};
use crate::domain::sign_up_policy::Terms;
use crate::domain::{Account, AccountId, AuthError, EmailKey, EventKind, IdentityId, UnixTime};
use crate::ports::{Database, Statement};
use crate::store::batch::{Batch, run_one};
use crate::store::tables::invitations::{open_invitation, spend_of_address};
use crate::store::{LISTED, sql};

/// Most identities of an account.
pub const MAX_IDENTITIES: i64 = 20;

/// Identity to store.
#[derive(Clone, Copy)]
pub struct NewIdentity<'a> {
    pub id: &'a IdentityId,
    pub provider: &'a str,
    /// Provider's stable id of the person.
    pub subject: &'a str,
    /// Address at the provider.
    pub email: Option<&'a str>,
    pub trace: Trace<'a>,
}

/// Adds an identity to an account that has room for it and no second factor, unless an account has the identity. With
/// `proven_email_key`, that must be the account's address, and proven. The statement checks the factor itself, since it
/// may have been enabled after the lookup.
fn insert(new: NewIdentity<'_>, account: &AccountId, proven_email_key: Option<&EmailKey>) -> [Statement; 2] {
    let added = sql!(
        "INSERT INTO identities (id, provider, subject, account_id, email, created_at)
         SELECT ?1, ?2, ?3, id, ?4, ?5 FROM accounts
         WHERE id = ?6 AND (?7 IS NULL OR (email_key = ?7 AND email_verified_at IS NOT NULL))
           AND NOT EXISTS (SELECT 1 FROM totp WHERE totp.account_id = ?6 AND totp.enabled_at IS NOT NULL)
           AND (SELECT count(*) FROM identities WHERE identities.account_id = ?6) < ?8
         ON CONFLICT DO NOTHING RETURNING id",
        new.id,
        new.provider,
        new.subject,
        new.email,
        new.trace.at,
        account.0.as_str(),
        proven_email_key,
        MAX_IDENTITIES,
    );
    [added, record_linking(new)]
}

/// Identity, for its account's owner.
#[derive(Deserialize)]
pub struct ListedIdentity {
    pub id: IdentityId,
    pub provider: String,
    /// Address at the provider.
    pub email: Option<String>,
    pub created_at: UnixTime,
}

/// Identities of an account, oldest first.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_identities_of(db: &dyn Database, account: &AccountId) -> Result<Vec<ListedIdentity>, AuthError> {
    let rows = run_one(db, select_of(account)).await?;
    rows.read_all()
}

/// Statement of [`find_identities_of`]; its rows are [`ListedIdentity`].
pub(in crate::store) fn select_of(account: &AccountId) -> Statement {
    sql!(
        "SELECT id, provider, email, created_at FROM identities WHERE account_id = ?1 ORDER BY created_at, id
         LIMIT ?2",
        account.0.as_str(),
        LISTED,
    )
}

/// Event of an identity added in this batch.
pub(in crate::store) fn record_linking(new: NewIdentity<'_>) -> Statement {
    let linked = insert_event!("account_id", "provider", "identities WHERE id = ?1");
    record(linked, EventKind::IdentityLinked, &new.trace, &[&new.id.0])
}

impl Batch {
    /// Creates an account for an identity: both, or neither if an account has the identity or the address by then, or
    /// the terms do not admit it. The address is proven if `account` says so.
    pub fn link_to_new_account(
        &mut self,
        new: NewIdentity<'_>,
        account: &Account,
        email_key: Option<&EmailKey>,
        terms: Terms,
    ) {
        self.extend(make_account(new, account, email_key, terms));
        self.extend(insert(new, &account.id, None));
    }

    /// Adds an identity to an account with this proven address.
    pub fn link_by_proven_email(&mut self, new: NewIdentity<'_>, account: &AccountId, email_key: &EmailKey) {
        self.extend(insert(new, account, Some(email_key)));
    }
}

fn make_account(new: NewIdentity<'_>, account: &Account, email_key: Option<&EmailKey>, terms: Terms) -> [Statement; 3] {
    let made = sql!(
        concat!(
            "INSERT INTO accounts (id, email, email_key, email_verified_at, name, image, made_by, made_from, created_at,
               unattached_email, domain_bound, username, username_key, external_id, metadata_public, metadata_private)
             SELECT ?1, ?2, ?3, CASE WHEN ?4 THEN ?9 END, COALESCE(?5, invited.name), ?6, ?7, ?8, ?9, ?12,
                    ?14 AND invited.id IS NULL, invited.username, invited.username_key, invited.external_id,
                    invited.metadata_public, invited.metadata_private
             FROM (SELECT ?4 AS is_proven) AS vouched LEFT JOIN ",
            open_invitation!("email_key = ?3", "?9"),
            " AS invited ON vouched.is_proven
             WHERE (?13 OR invited.id IS NOT NULL)
               AND NOT EXISTS (SELECT 1 FROM identities WHERE provider = ?10 AND subject = ?11)
             ON CONFLICT DO NOTHING"
        ),
        account.id.0.as_str(),
        account.email.as_deref(),
        email_key,
        i64::from(account.email_proven),
        account.name.as_deref(),
        account.image.as_deref(),
        account.made_by.as_str(),
        account.made_from.as_deref(),
        new.trace.at,
        new.provider,
        new.subject,
        account.unattached_email.as_deref(),
        i64::from(terms.admit_anyone()),
        i64::from(terms == Terms::DomainBound),
    );
    let signed_up = insert_event!("id", "?2", "accounts WHERE id = ?1");
    let event = record(signed_up, EventKind::SignUp, &new.trace, &[&account.id.0, new.provider]);
    [made, event, spend_of_address(&account.id, new.trace.at)]
}
