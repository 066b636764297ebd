//! Invitations, and accounts that operators create: both keep a preset for an address that no account has.

use serde::Deserialize;

use super::acts::{Act, Condition};
use crate::domain::preset::{Invitation, Preset};
use crate::domain::{ActError, AuthError, Fingerprint, InvitationId, UnixTime, Username};
use crate::ports::Value;
use crate::store::batch::{Batch, Handle};
use crate::store::pages::{ListPosition, NewestPage, one_more};
use crate::store::rows::StoredPassword;
use crate::store::sql;
use crate::store::tables::invitations::{InvitationRow, Members, invitation_columns};

/// Invitation to add.
pub struct NewInvitation<'a> {
    pub id: &'a InvitationId,
    /// Fingerprint of the mailed token.
    pub token_hash: &'a Fingerprint,
    pub preset: &'a Preset,
    pub expires_at: UnixTime,
}

/// Account to add.
pub struct NewUser<'a> {
    pub preset: &'a Preset,
    pub password: Option<&'a StoredPassword>,
    /// True if the operator vouches for the address.
    pub vouched: bool,
}

/// Conditions of a preset, each true or false.
#[derive(Deserialize)]
struct FreeRow {
    email_is_free: i64,
    username_is_free: i64,
    external_id_is_free: i64,
}

impl FreeRow {
    fn check(&self) -> Result<(), AuthError> {
        match (self.email_is_free, self.username_is_free, self.external_id_is_free) {
            (0, _, _) => Err(AuthError::EmailTaken),
            (_, 0, _) => Err(AuthError::UsernameTaken),
            (_, _, 0) => Err(ActError::ExternalIdTaken.into()),
            _ => Ok(()),
        }
    }
}

/// SQL that is true if no account has the value.
macro_rules! is_free {
    ($column:literal, $value:literal) => {
        concat!("NOT EXISTS (SELECT 1 FROM accounts WHERE ", $column, " = ", $value, ")")
    };
}

fn names(preset: &Preset) -> Vec<Value> {
    vec![
        preset.email.key().into(),
        preset.username.as_ref().map(Username::key).as_ref().into(),
        preset.external_id.as_ref().map(|id| id.as_str().to_owned()).into(),
    ]
}

impl Batch {
    /// Claims an act with a preset. Errors of the result: those of [`Self::claim`], [`AuthError::EmailTaken`],
    /// [`AuthError::UsernameTaken`], [`ActError::ExternalIdTaken`].
    fn claim_preset(&mut self, act: &Act<'_>, preset: &Preset) -> Handle<()> {
        const FREE: &str = concat!(
            "SELECT ",
            is_free!("email_key", "?1"),
            " AS email_is_free, ",
            is_free!("username_key", "?2"),
            " AS username_is_free, ",
            is_free!("external_id", "?3"),
            " AS external_id_is_free"
        );
        const ALL: &str = concat!(
            is_free!("email_key", "?16"),
            " AND ",
            is_free!("username_key", "?17"),
            " AND ",
            is_free!("external_id", "?18")
        );
        let mut free = sql!(FREE);
        free.bindings = names(preset);
        let free = self.push(free).first::<FreeRow>();
        let claimed = self.claim_new(act, Condition { sql: ALL, bindings: names(preset) });
        self.handle(move |done| {
            if done.take(claimed)? {
                return Ok(());
            }
            done.take(free)?.map_or(Ok(()), |row| row.check())?;
            Err(AuthError::NotAllowed)
        })
    }

    /// Claims an invitation and adds it, in place of an open one of the same address. Errors of the result: as an act
    /// with names that must be free.
    pub fn invite(&mut self, act: &Act<'_>, new: &NewInvitation<'_>) -> Handle<()> {
        let claimed = self.claim_preset(act, new.preset);
        let members = serde_json::json!(Members::from(new.preset)).to_string();
        self.extend([
            sql!(
                "DELETE FROM invitations WHERE email_key = ?2 AND spent_by IS NULL AND expires_at > ?3
                   AND EXISTS (SELECT 1 FROM events WHERE id = ?1)",
                act.id,
                new.preset.email.key(),
                act.at,
            ),
            sql!(
                "INSERT INTO invitations (id, token_hash, email, email_key, members, created_at, expires_at)
                 SELECT ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM events WHERE id = ?1",
                act.id,
                new.id,
                new.token_hash,
                new.preset.email.as_typed(),
                new.preset.email.key(),
                members,
                act.at,
                new.expires_at,
            ),
        ]);
        claimed
    }

    /// Claims the creation of the account that the act is about, and adds it. Errors of the result: as
    /// [`Self::invite`].
    pub fn create_user(&mut self, act: &Act<'_>, new: &NewUser<'_>) -> Handle<()> {
        let claimed = self.claim_preset(act, new.preset);
        let Preset { email, username, name, external_id, metadata } = new.preset;
        let object = |map: &serde_json::Map<_, _>| (!map.is_empty()).then(|| serde_json::json!(map).to_string());
        self.extend([sql!(
            "INSERT INTO accounts (id, email, email_key, email_vouched_at, username, username_key, name, external_id,
               metadata_public, metadata_private, made_by, created_at)
             SELECT about, ?2, ?3, CASE WHEN ?4 THEN at END, ?5, ?6, ?7, ?8, ?9, ?10, platform, at
             FROM events WHERE id = ?1",
            act.id,
            email.as_typed(),
            email.key(),
            i64::from(new.vouched),
            username.as_ref().map(|username| username.as_typed().to_owned()),
            username.as_ref().map(Username::key).as_ref(),
            name.as_deref(),
            external_id.as_ref().map(|id| id.as_str().to_owned()),
            object(&metadata.public),
            object(&metadata.private),
        )]);
        self.extend(new.password.map(|password| {
            sql!(
                "INSERT INTO passwords (account_id, id, hash, pepper_version, changed_at)
                 SELECT about, ?2, ?3, ?4, at FROM events WHERE id = ?1",
                act.id,
                &password.id,
                password.hash.phc.as_str(),
                password.hash.pepper_version,
            )
        }));
        claimed
    }

    /// Claims the deletion of an invitation, and deletes it. The result is false if there is none; its errors are those
    /// of [`Self::claim`].
    pub fn delete_invitation(&mut self, act: &Act<'_>, id: &InvitationId) -> Handle<bool> {
        let exists = Condition { sql: "EXISTS (SELECT 1 FROM invitations WHERE id = ?16)", bindings: vec![id.into()] };
        let claimed = self.claim_detailed(act, Some(exists), "(SELECT email FROM invitations WHERE id = ?16)");
        self.extend([sql!(
            "DELETE FROM invitations WHERE id = ?2 AND EXISTS (SELECT 1 FROM events WHERE id = ?1)",
            act.id,
            id,
        )]);
        claimed
    }

    /// Invitations that have not expired, newest first, at most `limit` of them.
    pub fn invitations(
        &mut self,
        behind: &ListPosition,
        limit: usize,
        now: UnixTime,
    ) -> Handle<NewestPage<Invitation>> {
        const SELECT: &str = concat!(
            "SELECT ",
            invitation_columns!(),
            " FROM invitations WHERE (created_at, id) < (?1, ?2) AND expires_at > ?3
             ORDER BY created_at DESC, id DESC LIMIT ?4"
        );
        let rows = self.push(sql!(SELECT, behind.at, behind.id.as_str(), now, one_more(limit))).all::<InvitationRow>();
        rows.and_then(move |rows| {
            let invitations = rows.into_iter().map(InvitationRow::read).collect::<Result<Vec<_>, _>>()?;
            Ok(NewestPage::of(invitations, limit, |one| ListPosition { at: one.created_at, id: one.id.0.clone() }))
        })
    }
}
