//! A signed-in person and the code that a device shows.

use serde::Deserialize;

use super::attempts::{self, Count};
use super::events::{Trace, insert_event, record};
use super::sql;
use crate::domain::authorization::Pending;
use crate::domain::{AccountId, AuthError, Decision, EventKind, SessionId, UnixTime};
use crate::ports::{Database, Statement};

/// A code that a signed-in person typed.
pub struct TypedCode<'a> {
    /// Its keyed hash.
    pub code_hash: &'a str,
    /// Who typed it.
    pub account: &'a AccountId,
    /// In which session.
    pub session: &'a SessionId,
    /// The key of the client's network address.
    pub address_key: &'a str,
    /// Wrong codes that are too many, an account and an address.
    pub limit: i64,
    /// Seconds they are counted in.
    pub window: i64,
    /// Who decides: this request.
    pub by: &'a str,
    /// Where it comes from.
    pub trace: Trace<'a>,
}

/// What came of a typed code.
pub enum Typed {
    /// A device shows it.
    Device(Pending),
    /// No device does, or it is another's to decide.
    NoDevice,
    /// Past the limit; it ends after so many seconds.
    TooMany(i64),
}

#[derive(Deserialize)]
struct DeviceRow {
    label: String,
    place: Option<String>,
    address: Option<String>,
    asked_at: UnixTime,
}

/// Looks a code up and claims its device for this account: from now on no other can decide. A wrong code counts.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn claim_device(db: &dyn Database, typed: &TypedCode<'_>) -> Result<Typed, AuthError> {
    act(db, typed, None).await
}

/// Decides the device that shows the code, once. A wrong code counts.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_pairing(db: &dyn Database, typed: &TypedCode<'_>, decision: Decision) -> Result<Typed, AuthError> {
    act(db, typed, Some(decision)).await
}

async fn act(db: &dyn Database, typed: &TypedCode<'_>, decision: Option<Decision>) -> Result<Typed, AuthError> {
    let account_subject = format!("pairing:{}", typed.account.0);
    let address_subject = format!("pairing-address:{}", typed.address_key);
    let now = typed.trace.at;
    let kind = match decision {
        Some(Decision::Refused) => EventKind::DeviceRefused,
        _ => EventKind::DevicePaired,
    };
    let decided = insert_event!(
        "account_id",
        "label",
        "authorizations WHERE secret_hash = ?1 AND decided_by = ?2 AND state <> 'pending'"
    );
    let [by_account, by_address, device, _, _] = db
        .run([
            attempts::count(&account_subject, typed.window, now),
            attempts::count(&address_subject, typed.window, now),
            sql!(
                "UPDATE authorizations SET account_id = ?2, state = COALESCE(?4, state), decided_by = ?5,
                   approver_session_id = CASE WHEN ?4 = 'approved' THEN ?3 END
                 WHERE secret_hash = ?1 AND kind = 'pairing' AND state = 'pending' AND expires_at > ?6
                   AND (account_id IS NULL OR account_id = ?2)
                   AND NOT EXISTS (SELECT 1 FROM attempts WHERE subject IN (?7, ?8) AND count > ?9)
                   AND EXISTS (SELECT 1 FROM sessions WHERE id = ?3 AND account_id = ?2)
                 RETURNING label, place, address, created_at AS asked_at",
                typed.code_hash,
                typed.account.0.as_str(),
                typed.session.0.as_str(),
                decision.map(Decision::as_str),
                typed.by,
                now,
                account_subject.as_str(),
                address_subject.as_str(),
                typed.limit,
            ),
            record(decided, kind, &typed.trace, &[typed.code_hash, typed.by]),
            release(typed, &account_subject, &address_subject),
        ])
        .await?;
    let (by_account, by_address) = (Count::read(by_account)?, Count::read(by_address)?);
    let too_many = by_account.retry_after(typed.limit, now).max(by_address.retry_after(typed.limit, now));
    Ok(match (too_many, device.read_first::<DeviceRow>()?) {
        (Some(retry_after), _) => Typed::TooMany(retry_after),
        (None, Some(DeviceRow { label, place, address, asked_at })) => {
            Typed::Device(Pending { label, place, address, asked_at })
        }
        (None, None) => Typed::NoDevice,
    })
}

/// A right code was no failure.
fn release(typed: &TypedCode<'_>, account_subject: &str, address_subject: &str) -> Statement {
    sql!(
        "UPDATE attempts SET count = count - 1 WHERE subject IN (?3, ?4)
         AND EXISTS (SELECT 1 FROM authorizations WHERE secret_hash = ?1 AND decided_by = ?2)",
        typed.code_hash,
        typed.by,
        account_subject,
        address_subject,
    )
}
