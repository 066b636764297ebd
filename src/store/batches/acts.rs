//! Acts of operators and service keys. Each shares one batch with the check of its caller.
//!
//! The event of an act is the claim of its batch. It is written only if the caller is admitted and may act on the
//! account; what follows names the event, and happens only if it was written.

mod callers;

use serde::Deserialize;

use self::callers::{actor, rank};
use crate::domain::authority::Remarks;
use crate::domain::{
    AccountId, ActError, Actor, AuthError, Authority, Caller, Client, EventId, EventKind, RecoveryRequestId, UnixTime,
};
use crate::ports::{Database, Sql, Statement, Value};
use crate::store::batch::{Batch, Handle, run_one};
use crate::store::revocation::{Keep, Scope};
use crate::store::sql;
use crate::store::tables::idempotent_requests::{IS_NEW, keep_request};

/// Act of an operator or a key, on an account or on something that belongs to none.
pub struct Act<'a> {
    /// Id of its event.
    pub id: &'a EventId,
    pub kind: EventKind,
    pub authority: &'a Authority,
    /// Account to act on.
    pub about: Option<&'a AccountId>,
    /// As [`Event::detail`](crate::domain::event::Event::detail).
    pub detail: Option<&'a str>,
    pub remarks: &'a Remarks,
    pub client: &'a Client,
    pub at: UnixTime,
}

/// Further condition of an act.
pub(in crate::store) struct Condition {
    /// SQL on ?3, the time, ?12, the account, and on its own bindings from ?16 on.
    pub sql: &'static str,
    pub bindings: Vec<Value>,
}

impl<'a> Act<'a> {
    /// Adds a detail to its event.
    #[must_use]
    pub fn with_detail(self, detail: Option<&'a str>) -> Self {
        Self { detail, ..self }
    }

    /// Scope of what the act ends: the account acted on, if the event was written.
    pub(in crate::store) fn scope(&self) -> Scope<'static> {
        Scope {
            account: "(SELECT about FROM events WHERE id = ?1)",
            only_if: None,
            bindings: vec![self.id.into()],
            keep: Keep::Nothing,
        }
    }
}

#[derive(Deserialize)]
struct TargetRow {
    id: AccountId,
    role_rank: i64,
}

#[derive(Deserialize)]
struct WrittenRow {}

/// Columns of an act's event: ?6 id, ?7 kind, ?8 session, ?9 to ?11 client, ?12 account, ?13 detail, ?14 reason, ?15
/// note.
macro_rules! insert {
    ($kind:expr, $about:expr) => {
        concat!(
            "INSERT INTO events (id, kind, at, session_id, platform, place, address, about, actor, actor_role, detail,
               reason, note)
             SELECT ?6, ",
            $kind,
            ", ?3, ?8, ?9, ?10, ?11, ",
            $about,
            ", actor, actor_role, "
        )
    };
}

/// Condition that the actor may act on an account: not its own, none of a higher role, and for a key none with a role.
macro_rules! may_act {
    ($about:expr) => {
        concat!(
            " AS acting WHERE (?12 IS NULL OR EXISTS (SELECT 1 FROM accounts AS target WHERE target.id = ",
            $about,
            " AND target.id IS NOT acting.actor_id AND ",
            rank!("target.role"),
            " <= acting.actor_rank))"
        )
    };
}

/// No condition on the account, for an act that concerns none or creates it. The actor is known to exist.
const MAY_CREATE: &str = " AS acting WHERE true";

/// Account of the recovery request ?12.
macro_rules! of_request {
    () => {
        "(SELECT account_id FROM recovery_requests WHERE id = ?12)"
    };
}

/// Kind of an act on the recovery request ?12: the first approves it, a later one shows its link.
macro_rules! kind_of_approval {
    () => {
        "CASE WHEN (SELECT approved_by FROM recovery_requests WHERE id = ?12) IS NULL
           THEN 'recovery-approved' ELSE 'recovery-shown' END"
    };
}

/// Account that an act is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target<'a> {
    /// An existing one, or none.
    Existing,
    /// Account that the act creates, or none.
    New,
    /// Account of this recovery request.
    OfRecovery(&'a RecoveryRequestId),
}

impl Target<'_> {
    /// Beginning of the statement that writes the event, and the condition that the actor may act.
    const fn sql(self) -> (&'static str, &'static str) {
        match self {
            Self::Existing => (insert!("?7", "?12"), may_act!("?12")),
            Self::New => (insert!("?7", "?12"), MAY_CREATE),
            Self::OfRecovery(_) => (insert!(kind_of_approval!(), of_request!()), may_act!(of_request!())),
        }
    }
}

/// Selects the [`TargetRow`] of an act.
fn select_target(on: Target<'_>, act: &Act<'_>) -> Statement {
    const SELECT: &str = concat!("SELECT id, ", rank!("role"), " AS role_rank FROM accounts WHERE id = ?1");
    const OF_REQUEST: &str = concat!(
        "SELECT accounts.id, ",
        rank!("accounts.role"),
        " AS role_rank FROM recovery_requests JOIN accounts ON accounts.id = recovery_requests.account_id
          WHERE recovery_requests.id = ?1"
    );
    match on {
        Target::Existing | Target::New => sql!(SELECT, act.about),
        Target::OfRecovery(request) => sql!(OF_REQUEST, request),
    }
}

/// Detail that the act itself has.
const OWN_DETAIL: &str = "?13";

fn insert_event(act: &Act<'_>, only_if: Option<Condition>, detail: &'static str, on: Target<'_>) -> Statement {
    let (actor, bindings) = actor(act.authority, act.at);
    let session = match &act.authority.caller {
        Caller::Session { id, .. } => Some(id),
        Caller::Key { .. } => None,
    };
    let (insert, may_act) = on.sql();
    let about = match on {
        Target::Existing | Target::New => act.about.into(),
        Target::OfRecovery(request) => request.into(),
    };
    let mut sql = Sql::from(insert).then(detail).then(", ?14, ?15 FROM ").then(actor).then(may_act);
    let mut bindings = Vec::from(bindings);
    bindings.extend([
        act.id.into(),
        act.kind.as_str().into(),
        session.into(),
        act.client.platform.as_str().into(),
        act.client.place.as_deref().into(),
        act.client.address.map(|address| address.to_string()).into(),
        about,
        act.detail.into(),
        act.remarks.reason.as_ref().map(|reason| reason.as_str()).into(),
        act.remarks.note.as_ref().map(|note| note.as_str()).into(),
    ]);
    if let Some(condition) = only_if {
        sql = sql.then(" AND ").then(condition.sql);
        bindings.extend(condition.bindings);
    }
    if let Some(request) = &act.authority.idempotent {
        sql = sql.then(IS_NEW);
        bindings.push((&request.id).into());
    }
    Statement { sql: sql.then(" RETURNING 1 AS written"), bindings }
}

impl Batch {
    /// Claims an act: looks up the caller and the account, and writes the act's event if the caller may act on it.
    ///
    /// Errors of the result: those of [`Self::admit`], [`AuthError::NotFound`] without such an account,
    /// [`AuthError::NotAllowed`] for oneself, a higher role, and for a key any role.
    pub fn claim(&mut self, act: &Act<'_>) -> Handle<()> {
        self.claim_if(act, None).and_then(|written| if written { Ok(()) } else { Err(AuthError::NotAllowed) })
    }

    /// As [`Self::claim`], if a further condition holds too. The result is false if only that kept the event from being
    /// written.
    pub(in crate::store) fn claim_if(&mut self, act: &Act<'_>, only_if: Option<Condition>) -> Handle<bool> {
        self.claim_detailed(act, only_if, OWN_DETAIL)
    }

    /// As [`Self::claim_if`], with SQL for the event's detail, on the bindings of the condition.
    pub(in crate::store) fn claim_detailed(
        &mut self,
        act: &Act<'_>,
        only_if: Option<Condition>,
        detail: &'static str,
    ) -> Handle<bool> {
        self.claim_on(Target::Existing, act, only_if, detail)
    }

    /// As [`Self::claim_if`], for an act that creates the account that it is about.
    pub(in crate::store) fn claim_new(&mut self, act: &Act<'_>, only_if: Condition) -> Handle<bool> {
        self.claim_on(Target::New, act, Some(only_if), OWN_DETAIL)
    }

    /// As [`Self::claim_if`], on the account of a recovery request: an approval, or once that is given, the showing of its
    /// link. The event's kind says which. ?12 is the request.
    pub(in crate::store) fn claim_recovery(
        &mut self,
        act: &Act<'_>,
        request: &RecoveryRequestId,
        only_if: Condition,
    ) -> Handle<bool> {
        self.claim_on(Target::OfRecovery(request), act, Some(only_if), OWN_DETAIL)
    }

    fn claim_on(
        &mut self,
        on: Target<'_>,
        act: &Act<'_>,
        only_if: Option<Condition>,
        detail: &'static str,
    ) -> Handle<bool> {
        let admitted = self.admit(act.authority, act.at);
        let target = self.push(select_target(on, act)).first::<TargetRow>();
        let request = act.authority.idempotent.as_ref();
        let earlier = request.map(|request| self.earlier_request(request, act.at));
        let written = self.push(insert_event(act, only_if, detail, on)).first::<WrittenRow>();
        self.extend(request.map(|request| keep_request(request, act.id, act.at)));
        let is_on_account = match on {
            Target::Existing => act.about.is_some(),
            Target::New => false,
            Target::OfRecovery(_) => true,
        };
        self.handle(move |done| {
            let actor = done.take(admitted)?;
            if let Some(earlier) = earlier.map(|earlier| done.take(earlier)).transpose()?.flatten() {
                return Err(ActError::Repeated(earlier).into());
            }
            let (target, written) = (done.take(target)?, done.take(written)?.is_some());
            if !is_on_account {
                return Ok(written);
            }
            let target = target.ok_or(AuthError::NotFound)?;
            let (own, rank) = match &actor {
                Actor::Account { id, role } => (*id == target.id, role.rank()),
                Actor::Key { .. } => (false, 0),
            };
            if own || target.role_rank > rank { Err(AuthError::NotAllowed) } else { Ok(written) }
        })
    }
}

/// Origin of a claimed act, for the account's owner.
#[derive(Deserialize)]
pub struct ClaimedBy {
    pub at: UnixTime,
    /// City and country of the client.
    pub place: Option<String>,
    /// Role of the account that acted.
    pub actor_role: Option<String>,
    /// Name of the service key that acted.
    pub key_name: Option<String>,
    pub reason: Option<String>,
}

/// Claim of an act, by the id of its event.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_claim(db: &dyn Database, event: &EventId) -> Result<Option<ClaimedBy>, AuthError> {
    const SELECT: &str =
        "SELECT events.at, events.place, events.actor_role, events.reason, service_keys.name AS key_name
       FROM events LEFT JOIN service_keys ON service_keys.id = substr(events.actor, 5) AND events.actor LIKE 'key:%'
       WHERE events.id = ?1";
    run_one(db, sql!(SELECT, event)).await?.read_first()
}
