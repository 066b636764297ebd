//! Account of an attempt, as it is read beside the counting.

use serde::Deserialize;

use crate::crypto::password_hash::StoredHash;
use crate::domain::{Account, PasswordId};
use crate::store::rows::{AccountRow, StoredPassword, StoredTotp};

/// Account of an attempt, with its credentials.
pub struct AttemptedAccount {
    pub account: Account,
    pub password: Option<StoredPassword>,
    pub totp: Option<StoredTotp>,
    /// Secret of the offer to the attempting session, sealed for the account.
    pub offered: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct AttemptedAccountRow {
    #[serde(flatten)]
    account: Option<AccountRow>,
    password_id: Option<PasswordId>,
    hash: Option<String>,
    pepper_version: Option<i64>,
    totp_secret: Option<String>,
    totp_last_step: Option<i64>,
    offered: Option<String>,
}

impl AttemptedAccountRow {
    /// `None` if there is no such account. The row exists in any case, so that reading it takes the same time.
    pub(super) fn read(self) -> Option<AttemptedAccount> {
        let row = self;
        let password = match (row.password_id, row.hash, row.pepper_version) {
            (Some(id), Some(phc), Some(pepper_version)) => {
                Some(StoredPassword { id, hash: StoredHash { phc, pepper_version } })
            }
            _ => None,
        };
        let totp = row.totp_secret.map(|secret| StoredTotp { secret, last_step: row.totp_last_step });
        Some(AttemptedAccount { account: row.account?.into(), password, totp, offered: row.offered })
    }
}
