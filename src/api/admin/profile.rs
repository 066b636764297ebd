//! `PATCH /users/{id}`.

use serde_json::{Map, Value};

use super::users::account;
use super::wire::{requested_act, user};
use crate::api::shared::patch::{Patch, checked};
use crate::domain::external_id::ExternalId;
use crate::domain::metadata::MetadataPatch;
use crate::domain::profile::{self, FieldChange, ProfileChange};
use crate::domain::{AuthError, Authority, Username};
use crate::flows::operators::profile::{UserChange, change};
use crate::http::{Exchange, Failure, Response, conditional};

const MEMBERS: [&str; 7] = ["name", "image", "username", "externalId", "metadata", "reason", "note"];

pub(super) async fn patch(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let wanted = wanted(exchange)?;
    let requested = requested_act(exchange, authority)?;
    Ok(user(&change(&exchange.app, &requested, &account(exchange), &wanted).await?))
}

fn wanted(exchange: &Exchange) -> Result<UserChange, Failure> {
    let patch = Patch::of(&exchange.fields, &MEMBERS)?;
    let parse_username = |typed: &str| Username::parse(typed).ok_or(AuthError::InvalidUsername);
    let profile = ProfileChange {
        name: checked(patch.text("name")?, profile::name)?,
        image: checked(patch.text("image")?, profile::image)?,
        username: checked(patch.text("username")?, parse_username)?,
    };
    Ok(UserChange {
        profile,
        external_id: checked(patch.text("externalId")?, ExternalId::parse)?,
        metadata: metadata(patch.object("metadata")?)?,
        if_match: conditional::if_match(&exchange.request),
    })
}

/// Patches of both objects; `null` empties both.
fn metadata(change: FieldChange<&Map<String, Value>>) -> Result<MetadataPatch, Failure> {
    let Some(change) = change else { return Ok(MetadataPatch::default()) };
    let Some(members) = change else { return Ok(MetadataPatch { public: Some(None), private: Some(None) }) };
    let patch = Patch::of(members, &["public", "private"])?;
    let object = |name| -> Result<FieldChange<Map<String, Value>>, Failure> {
        Ok(patch.object(name)?.map(|object| object.cloned()))
    };
    Ok(MetadataPatch { public: object("public")?, private: object("private")? })
}
