//! First proof of an address: the setup that its account had before, read for a page, or removed.

use serde::Deserialize;

use super::accounts::{AccountRow, account_columns};
use super::sql;
use crate::domain::first_proof::EarlierSetup;
use crate::domain::{Account, AuthError, TokenKind, UnixTime};
use crate::ports::Database;

/// Whether the row `accounts` has a setup at all; ?3 is now.
macro_rules! has_setup {
    () => {
        "(EXISTS (SELECT 1 FROM passwords WHERE account_id = accounts.id)
          OR EXISTS (SELECT 1 FROM totp WHERE account_id = accounts.id AND enabled_at IS NOT NULL)
          OR EXISTS (SELECT 1 FROM passkeys WHERE account_id = accounts.id)
          OR EXISTS (SELECT 1 FROM identities WHERE account_id = accounts.id)
          OR EXISTS (SELECT 1 FROM sessions WHERE account_id = accounts.id AND ends_at > ?3))"
    };
}
pub(super) use has_setup;

/// The setup of the row `accounts`, as the JSON of an [`EarlierSetup`]; ?3 is now.
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
pub(super) use setup_json;

/// Statements that remove the setup of an account and what waits to become part of it, and tell of it in a column and
/// an event: the one list of what a first proof removes. `$account` selects the id of an account whose address is
/// unproven, or nothing, by ?1 and ?2, `$one` and `$two`; a mailed token of the id `$one` stays.
macro_rules! remove_earlier_setup {
    ($account:expr, $one:expr, $two:expr, $trace:expr) => {{
        let (one, two, trace): (&str, &str, &$crate::store::events::Trace<'_>) = ($one, $two, $trace);
        let told = $crate::store::sql!(
            concat!(
                "UPDATE accounts SET setup_removed_at = ?3, removed_setup = ",
                $crate::store::first_proof::setup_json!(),
                " WHERE id = ",
                $account,
                " AND ",
                $crate::store::first_proof::has_setup!()
            ),
            one,
            two,
            trace.at,
        );
        let event = $crate::store::events::record_with(
            $crate::store::events::insert_event!(
                "id",
                concat!("accounts WHERE setup_removed_at = ?3 AND id = ", $account)
            ),
            $crate::domain::EventKind::EarlierSetupRemoved,
            trace,
            vec![one.into(), two.into(), trace.at.into()],
        );
        macro_rules! removed {
            ($rows:literal) => {
                $crate::store::sql!(concat!("DELETE FROM ", $rows, $account), one, two)
            };
        }
        vec![
            told,
            event,
            removed!("passwords WHERE account_id = "),
            removed!("totp WHERE account_id = "),
            removed!("backup_codes WHERE account_id = "),
            removed!("second_factor_challenges WHERE account_id = "),
            removed!("passkeys WHERE account_id = "),
            removed!("webauthn_challenges WHERE account_id = "),
            removed!("identities WHERE account_id = "),
            removed!("oauth_states WHERE link_account_id = "),
            removed!("sessions WHERE account_id = "),
            removed!("authorizations WHERE account_id = "),
            removed!("one_time_tokens WHERE id <> ?1 AND account_id = "),
        ]
    }};
}
pub(super) use remove_earlier_setup;

/// Statements that take an unproven address off its account and end what was mailed, approved or opened by way of it:
/// the one list of what "not mine" ends. `$account` as for [`remove_earlier_setup`]; the mailed token of the id `$one`,
/// and the login whose mailed token that is, stay.
macro_rules! detach_address {
    ($account:expr, $one:expr, $two:expr, $trace:expr) => {{
        let (one, two, trace): (&str, &str, &$crate::store::events::Trace<'_>) = ($one, $two, $trace);
        let detached = $crate::store::events::insert_event!("id", concat!("accounts WHERE id = ", $account));
        macro_rules! ended {
            ($rows:literal) => {
                $crate::store::sql!(concat!("DELETE FROM ", $rows, $account), one, two)
            };
        }
        vec![
            ended!("sessions WHERE method IN ('login', 'magic-link') AND account_id = "),
            ended!("authorizations WHERE secret_hash <> ?1 AND kind = 'login' AND account_id = "),
            ended!(
                "one_time_tokens WHERE id <> ?1 AND mailed_to_key = (
                   SELECT email_key FROM accounts WHERE accounts.id = one_time_tokens.account_id) AND account_id = "
            ),
            $crate::store::events::record(detached, $crate::domain::EventKind::EmailDetached, trace, &[one, two]),
            $crate::store::sql!(
                concat!("UPDATE accounts SET email = NULL, email_key = NULL WHERE id = ", $account),
                one,
                two
            ),
        ]
    }};
}
pub(super) use detach_address;

/// An open sign-in link to an account whose address may be unproven.
pub struct OpenLink {
    /// Owner of the address it was mailed to.
    pub account: Account,
    /// Where the browser goes afterwards.
    pub redirect_url: Option<String>,
    /// The setup as it is now.
    pub setup: EarlierSetup,
}

#[derive(Deserialize)]
struct OpenLinkRow {
    #[serde(flatten)]
    account: AccountRow,
    redirect_url: Option<String>,
    setup: String,
}

/// The sign-in link with this fingerprint, and the setup of its account.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_open_link(db: &dyn Database, id: &str, now: UnixTime) -> Result<Option<OpenLink>, AuthError> {
    let [rows] = db
        .run([sql!(
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
        )])
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
