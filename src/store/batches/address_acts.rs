//! Change of an account's address by an operator: the new mailbox confirms it, the former one may take it back.

use super::acts::{Act, Condition};
use crate::domain::{Account, EmailAddress, Fingerprint, UnixTime};
use crate::store::batch::{Batch, Handle};
use crate::store::rows::{AccountRow, account_columns};
use crate::store::sql;

/// Change of address to ask for.
pub struct NewAddress<'a> {
    pub address: &'a EmailAddress,
    /// Fingerprint of the token that confirms it.
    pub confirmation: &'a Fingerprint,
    pub confirmed_until: UnixTime,
    /// Fingerprint of the token that keeps the present address.
    pub undo: &'a Fingerprint,
    pub undone_until: UnixTime,
}

impl Batch {
    /// Claims a change of address. Stores the confirmation of the new mailbox, and the right of the present one, if it
    /// is proven, to undo the change. The result is the account, or `None` if an account has the address; its errors are
    /// those of [`Self::claim`].
    pub fn ask_for_address(&mut self, act: &Act<'_>, new: &NewAddress<'_>) -> Handle<Option<Account>> {
        const FREE: &str = "NOT EXISTS (SELECT 1 FROM accounts WHERE email_key = ?16)";
        let key = new.address.key();
        let claimed = self.claim_if(act, Some(Condition { sql: FREE, bindings: vec![key.into()] }));
        self.push(sql!(
            "INSERT INTO one_time_tokens (id, kind, account_id, mailed_to_key, address, address_key, created_at,
               expires_at)
             SELECT ?2, 'confirm-address', accounts.id, ?4, ?3, ?4, ?5, ?6
             FROM events JOIN accounts ON accounts.id = events.about WHERE events.id = ?1
             ON CONFLICT (account_id, kind) DO UPDATE SET
               id = excluded.id, mailed_to_key = excluded.mailed_to_key, address = excluded.address,
               address_key = excluded.address_key, code_hash = NULL, redirect_url = NULL, session_id = NULL,
               created_at = excluded.created_at, expires_at = excluded.expires_at, spent_by = NULL, wrong_codes = 0,
               code_guesses = 0",
            act.id,
            new.confirmation,
            new.address.as_typed(),
            key,
            act.at,
            new.confirmed_until,
        ));
        self.push(sql!(
            "INSERT INTO former_addresses (id, account_id, email, email_key, created_at, expires_at)
             SELECT ?2, accounts.id, accounts.email, accounts.email_key, ?3, ?4
             FROM events JOIN accounts ON accounts.id = events.about
             WHERE events.id = ?1 AND accounts.email_verified_at IS NOT NULL
             ON CONFLICT (account_id, email_key) DO UPDATE SET
               id = excluded.id, email = excluded.email, created_at = excluded.created_at,
               expires_at = excluded.expires_at, spent_by = NULL, press = NULL, pressed_at = NULL",
            act.id,
            new.undo,
            act.at,
            new.undone_until,
        ));
        let select = concat!("SELECT ", account_columns!(), " FROM accounts WHERE id = ?1");
        let account = self.push(sql!(select, act.about)).first::<AccountRow>();
        self.handle(move |done| {
            let claimed = done.take(claimed)?;
            Ok(done.take(account)?.filter(|_| claimed).map(Account::from))
        })
    }
}
