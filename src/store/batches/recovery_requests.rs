//! Recovery requests: asked for by one operator, approved by another, announced to the old mailbox, refused by it.

use serde::Deserialize;

use super::acts::{Act, Condition};
use crate::domain::{AccountId, AuthError, EventId, EventKind, Fingerprint, RecoveryRequestId, TokenKind, UnixTime};
use crate::ports::{Database, Value};
use crate::store::batch::{Batch, Handle, run_one};
use crate::store::pages::{ListPosition, NewestPage, one_more};
use crate::store::rows::email_column;
use crate::store::sql;
use crate::store::tables::events::{Trace, insert_event, record_with};

/// Most warnings in a run.
const WARNED: i64 = 100;

/// Request that has not expired.
#[derive(Clone, Debug, Deserialize)]
pub struct RecoveryRequest {
    pub id: RecoveryRequestId,
    pub account_id: AccountId,
    pub asked_by: AccountId,
    pub asked_at: UnixTime,
    pub approved_by: Option<AccountId>,
    pub approved_at: Option<UnixTime>,
    /// Time at which the link was shown.
    pub shown_at: Option<UnixTime>,
    pub expires_at: UnixTime,
}

/// Result of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedRecovery {
    Stored,
    /// A request for this account is open.
    Already,
    /// Nobody else could approve it.
    NoSecondOperator,
}

/// Columns of a [`RecoveryRequest`].
macro_rules! request_columns {
    () => {
        "recovery_requests.id, recovery_requests.account_id, asked_by, asked_at, approved_by, approved_at, shown_at,
         expires_at"
    };
}

/// Condition that the actor may act on the request ?12.
///
/// - To approve it: the actor is not the operator who asked, had the role before that, and the asker has it still.
/// - To see its link: the actor approved it at least a day ago, and the mailbox was told twice.
const MAY_APPROVE: &str = "EXISTS (SELECT 1 FROM recovery_requests AS request
       JOIN accounts AS approver ON approver.id = acting.actor_id
       JOIN accounts AS asker ON asker.id = request.asked_by
       WHERE request.id = ?12 AND request.expires_at > ?3
         AND request.asked_by <> approver.id AND approver.role_since < request.asked_at AND asker.role = 'operator'
         AND (request.approved_by IS NULL OR (request.approved_by = approver.id
           AND request.approved_at <= ?3 - 86400 AND request.told >= 2 AND request.shown_at IS NULL)))";

#[derive(Deserialize)]
struct OpenRequestRow {}

impl Batch {
    /// Claims that an operator asks to recover an account, and stores the request. Errors of the result: those of
    /// [`Self::claim`].
    pub fn ask_for_recovery(&mut self, act: &Act<'_>, new: &NewRequest<'_>) -> Handle<AskedRecovery> {
        const FITS: &str = "NOT EXISTS (SELECT 1 FROM recovery_requests
               WHERE account_id = ?12 AND expires_at > ?3 AND shown_at IS NULL)
             AND EXISTS (SELECT 1 FROM accounts AS other WHERE other.role = 'operator'
               AND other.email_verified_at IS NOT NULL AND other.id <> acting.actor_id AND other.id <> ?12)";
        const OPEN: &str = "SELECT 1 AS open FROM recovery_requests
             WHERE account_id = ?1 AND expires_at > ?2 AND shown_at IS NULL";
        let open = self.push(sql!(OPEN, act.about, act.at)).first::<OpenRequestRow>();
        let claimed = self.claim_if(act, Some(Condition { sql: FITS, bindings: vec![] }));
        self.push(sql!(
            "INSERT INTO recovery_requests (id, account_id, asked_by, asked_at, expires_at, refusal_hash)
             SELECT ?2, about, substr(actor, 9), ?3, ?4, ?5 FROM events WHERE id = ?1
             ON CONFLICT (account_id) DO UPDATE SET
               id = excluded.id, asked_by = excluded.asked_by, asked_at = excluded.asked_at, approved_by = NULL,
               approved_at = NULL, refusal_hash = excluded.refusal_hash, told = 0, shown_at = NULL, expires_at = excluded.expires_at",
            act.id,
            new.id,
            act.at,
            new.expires_at,
            new.refusal,
        ));
        // The link of an earlier request ends, since the mailbox could no longer refuse that one.
        self.push(sql!(
            "DELETE FROM one_time_tokens WHERE kind = 'requested-recovery'
             AND account_id = (SELECT about FROM events WHERE id = ?1)",
            act.id,
        ));
        self.handle(move |done| {
            let (claimed, open) = (done.take(claimed)?, done.take(open)?.is_some());
            Ok(match (claimed, open) {
                (true, _) => AskedRecovery::Stored,
                (false, true) => AskedRecovery::Already,
                (false, false) => AskedRecovery::NoSecondOperator,
            })
        })
    }

    /// One page of the requests that have not expired, newest first, at most `limit` of them.
    pub fn recovery_requests(
        &mut self,
        behind: &ListPosition,
        limit: usize,
        now: UnixTime,
    ) -> Handle<NewestPage<RecoveryRequest>> {
        const PAGE: &str = concat!(
            "SELECT ",
            request_columns!(),
            " FROM recovery_requests WHERE (asked_at, id) < (?1, ?2) AND expires_at > ?3
             ORDER BY asked_at DESC, id DESC LIMIT ?4"
        );
        let rows = self.push(sql!(PAGE, behind.at, behind.id.as_str(), now, one_more(limit))).all::<RecoveryRequest>();
        rows.map(move |rows| NewestPage::of(rows, limit, |one| ListPosition { at: one.asked_at, id: one.id.0.clone() }))
    }

    /// Open request with this id.
    pub fn recovery_request(&mut self, id: &RecoveryRequestId, now: UnixTime) -> Handle<Option<RecoveryRequest>> {
        const FIND: &str =
            concat!("SELECT ", request_columns!(), " FROM recovery_requests WHERE id = ?1 AND expires_at > ?2");
        self.push(sql!(FIND, id, now)).first()
    }

    /// Claims an approval and notes it. Claimed again by the same operator a day later, it stores the link, to be shown
    /// once. The result has the request and the address to tell; its errors are those of [`Self::claim`].
    pub fn approve_recovery(&mut self, act: &Act<'_>, approval: &Approval<'_>) -> Handle<ApprovalAnswer> {
        let may_approve = Condition { sql: MAY_APPROVE, bindings: vec![] };
        let claimed = self.claim_recovery(act, approval.request, may_approve);
        self.push(sql!(
            "UPDATE recovery_requests SET approved_by = (SELECT substr(actor, 9) FROM events WHERE id = ?1),
               approved_at = ?3, refusal_hash = ?4, told = 1, expires_at = ?5
             WHERE id = ?2 AND EXISTS (SELECT 1 FROM events WHERE id = ?1 AND kind = 'recovery-approved')",
            act.id,
            approval.request,
            act.at,
            approval.refusal,
            approval.expires_at,
        ));
        self.insert_recovery_token(act, TokenKind::RequestedRecovery, approval.link, approval.link_expires_at);
        self.push(sql!(
            "UPDATE recovery_requests SET shown_at = ?3
             WHERE id = ?2 AND EXISTS (SELECT 1 FROM events WHERE id = ?1 AND kind = 'recovery-shown')",
            act.id,
            approval.request,
            act.at,
        ));
        const TOLD: &str = concat!(
            "SELECT ",
            email_column!(),
            " FROM recovery_requests JOIN accounts ON accounts.id = recovery_requests.account_id
              WHERE recovery_requests.id = ?1"
        );
        let told = self.push(sql!(TOLD, approval.request)).first::<Refusable>();
        let request = self.recovery_request(approval.request, act.at);
        self.handle(move |done| {
            let is_claimed = done.take(claimed)?;
            let request = done.take(request)?.ok_or(AuthError::NotFound)?;
            let email = done.take(told)?.and_then(|row| row.email);
            Ok(ApprovalAnswer { is_claimed, request, email })
        })
    }
}

/// Request to store.
pub struct NewRequest<'a> {
    pub id: &'a RecoveryRequestId,
    /// Fingerprint of the token by which the old mailbox refuses.
    pub refusal: &'a Fingerprint,
    pub expires_at: UnixTime,
}

/// Approval of a request, or what the approver is shown a day later.
pub struct Approval<'a> {
    pub request: &'a RecoveryRequestId,
    /// Fingerprint of the token by which the old mailbox refuses.
    pub refusal: &'a Fingerprint,
    pub expires_at: UnixTime,
    /// Fingerprint of the link's token.
    pub link: &'a Fingerprint,
    pub link_expires_at: UnixTime,
}

/// Answer to an approval.
pub struct ApprovalAnswer {
    /// False if the actor may not approve, if it is too early for the link, or if the link was shown.
    pub is_claimed: bool,
    /// Request after the act.
    pub request: RecoveryRequest,
    /// Address of the account.
    pub email: Option<String>,
}

/// Address of the account that a request is about, found by the fingerprint of its refusal.
#[derive(Deserialize)]
pub struct Refusable {
    pub email: Option<String>,
}

/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_refusable(
    db: &dyn Database,
    refusal: &Fingerprint,
    now: UnixTime,
) -> Result<Option<Refusable>, AuthError> {
    const FIND: &str = concat!(
        "SELECT ",
        email_column!(),
        " FROM recovery_requests JOIN accounts ON accounts.id = recovery_requests.account_id
          WHERE refusal_hash = ?1 AND expires_at > ?2"
    );
    run_one(db, sql!(FIND, refusal, now)).await?.read_first()
}

/// Deletes a request in the name of the old mailbox, and the link that it was shown by. False if there is none.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn refuse(db: &dyn Database, refusal: &Fingerprint, trace: &Trace<'_>) -> Result<bool, AuthError> {
    const REFUSED: &str = insert_event!("account_id", "recovery_requests WHERE refusal_hash = ?1 AND expires_at > ?2");
    let bindings: Vec<Value> = vec![refusal.into(), trace.at.into()];
    let mut batch = Batch::new();
    batch.push(record_with(REFUSED, EventKind::RecoveryRefused, trace, bindings));
    batch.push(sql!(
        "DELETE FROM one_time_tokens WHERE kind = 'requested-recovery' AND account_id = (
           SELECT account_id FROM recovery_requests WHERE refusal_hash = ?1 AND expires_at > ?2)",
        refusal,
        trace.at,
    ));
    let deleted = batch.push(sql!(
        "DELETE FROM recovery_requests WHERE refusal_hash = ?1 AND expires_at > ?2 RETURNING id",
        refusal,
        trace.at,
    ));
    let deleted = deleted.found();
    batch.run(db).await?.take(deleted)
}

/// Approved request whose second warning is due.
#[derive(Deserialize)]
pub struct Due {
    pub id: RecoveryRequestId,
    pub email: Option<String>,
    /// Event of its approval.
    pub approval: Option<EventId>,
}

/// Requests that were approved 12 hours ago and more, and whose mailbox was told once.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_due(db: &dyn Database, now: UnixTime) -> Result<Vec<Due>, AuthError> {
    const DUE: &str = concat!(
        "SELECT recovery_requests.id, ",
        email_column!(),
        ", (SELECT events.id FROM events WHERE events.about = accounts.id AND events.kind = 'recovery-approved'
            ORDER BY events.rowid DESC LIMIT 1) AS approval
          FROM recovery_requests JOIN accounts ON accounts.id = recovery_requests.account_id
          WHERE expires_at > ?1 AND told = 1 AND approved_at <= ?1 - 43200 LIMIT ?2"
    );
    run_one(db, sql!(DUE, now, WARNED)).await?.read_all()
}

/// Notes the second warning, once; false if another run did.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn note_second_warning(
    db: &dyn Database,
    request: &RecoveryRequestId,
    refusal: &Fingerprint,
) -> Result<bool, AuthError> {
    const NOTE: &str =
        "UPDATE recovery_requests SET told = 2, refusal_hash = ?2 WHERE id = ?1 AND told = 1 RETURNING id";
    Ok(!run_one(db, sql!(NOTE, request, refusal)).await?.is_empty())
}
