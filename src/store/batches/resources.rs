//! Acts of operators on resources.

use super::acts::{Act, Condition};
use super::client_secrets::{NewSecret, SecretHolder, replace};
use crate::domain::resource::{NewResource, ResourceChange};
use crate::domain::{ActError, AuthError, ResourceId, ResourceIdentifier};
use crate::ports::Value;
use crate::store::batch::{Batch, Handle};
use crate::store::sql;
use crate::store::tables::resources::Resource;

/// Condition that a column is NULL, or the identifier of a resource.
macro_rules! is_registered_resource {
    ($column:literal) => {
        concat!(
            "(",
            $column,
            " IS NULL OR EXISTS (SELECT 1 FROM resources WHERE resources.identifier = ",
            $column,
            "))"
        )
    };
}
pub(super) use is_registered_resource;

/// Condition that no client, and no resource but ?18, has the identifier ?16 or ?17.
macro_rules! is_free {
    () => {
        "NOT EXISTS (SELECT 1 FROM resources WHERE identifier IN (?16, ?17) AND id <> ?18)
         AND NOT EXISTS (SELECT 1 FROM clients WHERE id IN (?16, ?17))"
    };
}

/// Condition, besides, that the resource ?18 has one of the versions ?19.
const MAY_CHANGE: &str = concat!(
    is_free!(),
    " AND EXISTS (SELECT 1 FROM resources WHERE id = ?18
        AND (?19 IS NULL OR version IN (SELECT value FROM json_each(?19))))"
);

/// Spellings of an identifier that count as the same; NULL without one.
fn spellings(identifier: Option<&ResourceIdentifier>) -> [Value; 2] {
    identifier.map_or([Value::Null, Value::Null], |identifier| identifier.spellings().map(Value::from))
}

impl Batch {
    /// Claims an act, and adds a resource. The result is false if its identifier is taken.
    pub fn add_resource(&mut self, act: &Act<'_>, id: &ResourceId, new: &NewResource) -> Handle<bool> {
        let mut bindings = Vec::from(spellings(Some(&new.identifier)));
        bindings.push(id.into());
        let claimed = self.claim_if(act, Some(Condition { sql: is_free!(), bindings }));
        self.extend([sql!(
            "INSERT INTO resources (id, identifier, name, scopes, open_to_registered, created_at, updated_at)
             SELECT ?2, ?3, ?4, ?5, ?6, ?7, ?7 FROM events WHERE id = ?1",
            act.id,
            id,
            new.identifier.as_str(),
            new.name.as_str(),
            new.scopes.join(" "),
            i64::from(new.open_to_registered),
            act.at,
        )]);
        claimed
    }

    /// Claims an act, and changes a resource.
    ///
    /// Errors of the result: those of [`Self::admit`], [`AuthError::NotFound`], [`ActError::PreconditionFailed`],
    /// [`ActError::IdentifierTaken`].
    pub fn change_resource(&mut self, act: &Act<'_>, id: &ResourceId, change: ResourceChange) -> Handle<Resource> {
        let mut bindings = Vec::from(spellings(change.identifier.as_ref()));
        let listed = change.versions.as_ref().map(|versions| serde_json::json!(versions).to_string());
        bindings.extend([id.into(), listed.into()]);
        let before = self.resource(id);
        let claimed = self.claim_if(act, Some(Condition { sql: MAY_CHANGE, bindings }));
        self.extend([sql!(
            "UPDATE resources SET
               version = version + COALESCE(?3 <> identifier OR ?4 <> name OR ?5 <> scopes OR ?6 <> open_to_registered, 0),
               identifier = COALESCE(?3, identifier), name = COALESCE(?4, name), scopes = COALESCE(?5, scopes),
               open_to_registered = COALESCE(?6, open_to_registered), updated_at = ?7
             WHERE id = ?2 AND EXISTS (SELECT 1 FROM events WHERE id = ?1)",
            act.id,
            id,
            change.identifier.as_ref().map(ResourceIdentifier::as_str),
            change.name.as_deref(),
            change.scopes.as_ref().map(|scopes| scopes.join(" ")),
            change.open_to_registered.map(i64::from),
            act.at,
        )]);
        let after = self.resource(id);
        self.handle(move |done| {
            let is_changed = done.take(claimed)?;
            let before = done.take(before)?.ok_or(AuthError::NotFound)?;
            if change.versions.is_some_and(|versions| !versions.contains(&before.version)) {
                return Err(ActError::PreconditionFailed.into());
            }
            done.take(after)?.filter(|_| is_changed).ok_or(ActError::IdentifierTaken.into())
        })
    }

    /// Claims an act, and deletes a resource. The result is false if there is no such resource.
    pub fn delete_resource(&mut self, act: &Act<'_>, id: &ResourceId) -> Handle<bool> {
        let claimed = self.claim_if(act, Some(is_there(id)));
        self.extend([sql!(
            "DELETE FROM resources WHERE id = ?2 AND EXISTS (SELECT 1 FROM events WHERE id = ?1)",
            act.id,
            id,
        )]);
        claimed
    }

    /// Claims an act, and gives a resource a secret in place of the one before. The result is the resource, if there
    /// is such a one.
    pub fn replace_resource_secret(
        &mut self,
        act: &Act<'_>,
        id: &ResourceId,
        new: &NewSecret,
    ) -> Handle<Option<Resource>> {
        let claimed = self.claim_if(act, Some(is_there(id)));
        self.extend([replace(act, SecretHolder::Resource(id), new)]);
        let resource = self.resource(id);
        self.handle(move |done| {
            let is_replaced = done.take(claimed)?;
            Ok(done.take(resource)?.filter(|_| is_replaced))
        })
    }
}

fn is_there(id: &ResourceId) -> Condition {
    Condition { sql: "EXISTS (SELECT 1 FROM resources WHERE id = ?16)", bindings: vec![id.into()] }
}
