//! Changes of a user's profile, external id and metadata by an operator.

use serde::Deserialize;

use super::acts::{Act, Condition};
use crate::domain::external_id::ExternalId;
use crate::domain::metadata::{MAX_METADATA, MetadataPatch};
use crate::domain::profile::{FieldChange, ProfileChange};
use crate::domain::time::DAY;
use crate::domain::{AccountId, ActError, AuthError, UsernameKey};
use crate::ports::Value;
use crate::store::batch::{Batch, Handle};
use crate::store::sql;
use crate::store::subjects::Subject;
use crate::store::tables::accounts::set_profile;
use crate::store::tables::counting::{Count, count_one};

#[derive(Debug, Default)]
pub struct UserChange {
    pub profile: ProfileChange,
    pub external_id: FieldChange<ExternalId>,
    pub metadata: MetadataPatch,
    /// Versions that the change is meant for; `None`: any.
    pub if_match: Option<Vec<i64>>,
}

/// SQL that is true if the account is at a version that the change is meant for.
macro_rules! version_fits {
    ($account:literal, $versions:literal) => {
        concat!(
            "(",
            $versions,
            " IS NULL OR EXISTS (SELECT 1 FROM accounts WHERE id = ",
            $account,
            " AND version IN (SELECT value FROM json_each(",
            $versions,
            "))))"
        )
    };
}

/// SQL that is true if no other account has the value.
macro_rules! is_free {
    ($account:literal, $column:literal, $value:literal) => {
        concat!("NOT EXISTS (SELECT 1 FROM accounts WHERE ", $column, " = ", $value, " AND id <> ", $account, ")")
    };
}

/// SQL that is true if the account has a name beside its username.
macro_rules! has_address {
    ($account:literal, $removes:literal) => {
        concat!(
            "(",
            $removes,
            " = 0 OR EXISTS (SELECT 1 FROM accounts WHERE id = ",
            $account,
            " AND COALESCE(email, unattached_email) IS NOT NULL))"
        )
    };
}

/// Metadata after its patch (RFC 7396), which is NULL for none and `null` to empty it.
macro_rules! patched {
    ($column:literal, $patch:literal) => {
        concat!(
            "CASE WHEN ",
            $patch,
            " IS NULL THEN ",
            $column,
            " WHEN ",
            $patch,
            " = 'null' THEN NULL ELSE json_patch(COALESCE(",
            $column,
            ", '{}'), ",
            $patch,
            ") END"
        )
    };
}

/// SQL that is true if both objects fit after their patches; the last parameter is their limit.
macro_rules! metadata_fits {
    ($account:literal, $public:literal, $private:literal, $limit:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM accounts WHERE id = ",
            $account,
            " AND (length(CAST(",
            patched!("metadata_public", $public),
            " AS BLOB)) > ",
            $limit,
            " OR length(CAST(",
            patched!("metadata_private", $private),
            " AS BLOB)) > ",
            $limit,
            "))"
        )
    };
}

/// Conditions of a change, each true or false.
#[derive(Deserialize)]
struct ConditionsRow {
    version_fits: i64,
    username_is_free: i64,
    external_id_is_free: i64,
    has_address: i64,
    metadata_fits: i64,
}

impl ConditionsRow {
    fn check(&self) -> Result<(), AuthError> {
        let too_large =
            AuthError::InvalidRequest("metadata.public and metadata.private may each have at most 8192 bytes");
        for (holds, error) in [
            (self.version_fits, AuthError::Act(ActError::PreconditionFailed)),
            (self.username_is_free, AuthError::UsernameTaken),
            (self.external_id_is_free, AuthError::Act(ActError::ExternalIdTaken)),
            (self.has_address, AuthError::InvalidUsername),
            (self.metadata_fits, too_large),
        ] {
            if holds == 0 {
                return Err(error);
            }
        }
        Ok(())
    }
}

/// Values of a change that its conditions look at.
struct CheckedValues {
    versions: Option<String>,
    username_key: Option<UsernameKey>,
    external_id: Option<String>,
    removes_username: i64,
    public: Option<String>,
    private: Option<String>,
}

impl CheckedValues {
    fn of(change: &UserChange) -> Self {
        let patch = |patch: &FieldChange<_>| patch.as_ref().map(|patch| serde_json::json!(patch).to_string());
        Self {
            versions: change.if_match.as_ref().map(|versions| serde_json::json!(versions).to_string()),
            username_key: change.profile.username.as_ref().and_then(|name| Some(name.as_ref()?.key())),
            external_id: change.external_id.as_ref().and_then(|id| Some(id.as_ref()?.as_str().to_owned())),
            removes_username: i64::from(matches!(change.profile.username, Some(None))),
            public: patch(&change.metadata.public),
            private: patch(&change.metadata.private),
        }
    }

    fn bindings(&self) -> Vec<Value> {
        vec![
            self.versions.clone().into(),
            self.username_key.as_ref().into(),
            self.external_id.clone().into(),
            self.removes_username.into(),
            self.public.clone().into(),
            self.private.clone().into(),
            i64::try_from(MAX_METADATA).unwrap_or(i64::MAX).into(),
        ]
    }
}

impl Batch {
    /// Claims a change of the account and makes it.
    ///
    /// Errors of the result: those of [`Self::claim`], [`ActError::PreconditionFailed`] at another version,
    /// [`AuthError::UsernameTaken`], [`ActError::ExternalIdTaken`], [`AuthError::InvalidUsername`] for the removal of
    /// the only name, [`AuthError::InvalidRequest`] for metadata past 8 KiB.
    pub fn change_user(&mut self, act: &Act<'_>, change: &UserChange) -> Handle<()> {
        const CONDITIONS: &str = concat!(
            "SELECT ",
            version_fits!("?1", "?2"),
            " AS version_fits, ",
            is_free!("?1", "username_key", "?3"),
            " AS username_is_free, ",
            is_free!("?1", "external_id", "?4"),
            " AS external_id_is_free, ",
            has_address!("?1", "?5"),
            " AS has_address, ",
            metadata_fits!("?1", "?6", "?7", "?8"),
            " AS metadata_fits"
        );
        const ALL: &str = concat!(
            version_fits!("?12", "?16"),
            " AND ",
            is_free!("?12", "username_key", "?17"),
            " AND ",
            is_free!("?12", "external_id", "?18"),
            " AND ",
            has_address!("?12", "?19"),
            " AND ",
            metadata_fits!("?12", "?20", "?21", "?22")
        );
        let checked = CheckedValues::of(change);
        let mut statement = sql!(CONDITIONS, act.about);
        statement.bindings.extend(checked.bindings());
        let conditions = self.push(statement).first::<ConditionsRow>();
        let claimed = self.claim_if(act, Some(Condition { sql: ALL, bindings: checked.bindings() }));
        self.write_user(act, change, &checked);
        self.handle(move |done| {
            if done.take(claimed)? {
                return Ok(());
            }
            done.take(conditions)?.map_or(Ok(()), |row| row.check())?;
            Err(AuthError::NotAllowed)
        })
    }

    /// Counts a claimed act on an account. The result is true for the first of its kind in 24 hours.
    pub fn is_first_of_day(&mut self, act: &Act<'_>, account: &AccountId) -> Handle<bool> {
        const COUNT: &str = count_one!("?3", "EXISTS (SELECT 1 FROM events WHERE id = ?4)");
        let subject = Subject::of_event(account, act.kind.as_str());
        let counted = self.push(sql!(COUNT, act.at, act.at + DAY, subject.as_str(), act.id));
        counted.first::<Count>().map(|count| count.is_some_and(|count| count.is_first()))
    }

    fn write_user(&mut self, act: &Act<'_>, change: &UserChange, checked: &CheckedValues) {
        const UPDATE: &str = concat!(
            "UPDATE accounts SET ",
            set_profile!("?13"),
            ", external_id = CASE WHEN ?9 THEN ?10 ELSE external_id END,
               metadata_public = ",
            patched!("metadata_public", "?11"),
            ", metadata_private = ",
            patched!("metadata_private", "?12"),
            " WHERE id = (SELECT about FROM events WHERE id = ?1)"
        );
        let ProfileChange { name, image, username } = &change.profile;
        self.extend([sql!(
            UPDATE,
            act.id,
            i64::from(name.is_some()),
            name.clone().flatten(),
            i64::from(image.is_some()),
            image.clone().flatten(),
            i64::from(username.is_some()),
            username.as_ref().and_then(|name| Some(name.as_ref()?.as_typed().to_owned())),
            checked.username_key.as_ref(),
            i64::from(change.external_id.is_some()),
            checked.external_id.clone(),
            checked.public.clone(),
            checked.private.clone(),
            act.at,
        )]);
    }
}
