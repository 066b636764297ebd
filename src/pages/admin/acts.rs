//! Forms of a person's page, one function each.

use serde_json::{Map, Value};

use super::desk::{account, given, path_of, requested};
use super::person::refuse;
use crate::domain::external_id::ExternalId;
use crate::domain::metadata::MetadataPatch;
use crate::domain::profile::{self, FieldChange, ProfileChange};
use crate::domain::time::DAY;
use crate::domain::{
    AccountId, AuthError, Authority, EmailAddress, IdentityId, PasskeyId, Role, SessionId, UnixTime, Username,
};
use crate::flows::operators::merging::{KeptPassword, Merging};
use crate::flows::operators::profile::UserChange;
use crate::flows::operators::resets::Reset;
use crate::flows::operators::states::{Disabling, OwnerNotice};
use crate::flows::operators::{addresses, deletion, merging, profile as profiles, resets, roles, sessions, states};
use crate::http::reply::see_other;
use crate::http::{Exchange, Failure, ProtocolError, Response};

/// Back to the page of the person, or the page again with the error.
async fn answer<T>(
    exchange: &Exchange,
    authority: &Authority,
    section: &str,
    outcome: Result<T, AuthError>,
) -> Result<Response, Failure> {
    match outcome {
        Ok(_) => Ok(see_other(&format!("{}#{section}", path_of(&account(exchange).0)))),
        Err(error) => refuse(exchange, authority, error).await,
    }
}

/// Start of a day ahead, in UTC.
///
/// # Errors
/// [`AuthError::InvalidRequest`] for a day that has begun, or no day.
pub(super) fn future_day(exchange: &Exchange, day: &str) -> Result<UnixTime, AuthError> {
    let time = UnixTime::parse_rfc3339(&format!("{day}T00:00:00Z"));
    let ahead = time.filter(|time| *time > exchange.app.now() && time.0 % DAY == 0);
    ahead.ok_or(AuthError::InvalidRequest("the day must be in the future"))
}

pub(super) async fn change_profile(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    answer(exchange, authority, "profile", save_profile(exchange, authority).await).await
}

async fn save_profile(exchange: &Exchange, authority: &Authority) -> Result<(), AuthError> {
    let parse_username = |typed: &str| Username::parse(typed).ok_or(AuthError::InvalidUsername);
    let profile = ProfileChange {
        name: Some(given(exchange, "name").map(profile::name).transpose()?),
        image: Some(given(exchange, "image").map(profile::image).transpose()?),
        username: Some(given(exchange, "username").map(parse_username).transpose()?),
    };
    let external_id = Some(given(exchange, "externalId").map(ExternalId::parse).transpose()?);
    let change = UserChange { profile, external_id, ..UserChange::default() };
    profiles::change(&exchange.app, &requested(exchange, authority)?, &account(exchange), &change).await?;
    Ok(())
}

pub(super) async fn change_metadata(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let patch = MetadataPatch { public: object(exchange, "public")?, private: object(exchange, "private")? };
    let change = UserChange { metadata: patch, ..UserChange::default() };
    let act = requested(exchange, authority)?;
    let changed = profiles::change(&exchange.app, &act, &account(exchange), &change).await;
    answer(exchange, authority, "metadata", changed).await
}

/// Merge patch in a field; an empty field changes nothing.
fn object(exchange: &Exchange, field: &str) -> Result<FieldChange<Map<String, Value>>, ProtocolError> {
    match given(exchange, field).map(serde_json::from_str) {
        None => Ok(None),
        Some(Ok(Value::Object(members))) => Ok(Some(Some(members))),
        Some(_) => Err(ProtocolError::Malformed),
    }
}

pub(super) async fn verify_email(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let act = requested(exchange, authority)?;
    let outcome = resets::vouch(&exchange.app, &act, &account(exchange)).await;
    answer(exchange, authority, "profile", outcome).await
}

async fn reset(exchange: &Exchange, authority: &Authority, part: Reset<'_>) -> Result<Response, Failure> {
    let act = requested(exchange, authority)?;
    let outcome = resets::reset(&exchange.app, &act, &account(exchange), part).await;
    answer(exchange, authority, "sign-in", outcome).await
}

pub(super) async fn reset_second_factor(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    reset(exchange, authority, Reset::SecondFactor).await
}

pub(super) async fn remove_password(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    reset(exchange, authority, Reset::Password).await
}

pub(super) async fn remove_passkey(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    reset(exchange, authority, Reset::Passkey(&PasskeyId(exchange.parameter("pid").to_owned()))).await
}

pub(super) async fn unlink_identity(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    reset(exchange, authority, Reset::Identity(&IdentityId(exchange.parameter("iid").to_owned()))).await
}

pub(super) async fn end_sessions(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let act = requested(exchange, authority)?;
    let outcome = sessions::end_all(&exchange.app, &act, &account(exchange)).await;
    answer(exchange, authority, "sessions", outcome).await
}

pub(super) async fn end_session(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let act = requested(exchange, authority)?;
    let session = SessionId(exchange.parameter("sid").to_owned());
    let outcome = sessions::end(&exchange.app, &act, &account(exchange), &session).await;
    answer(exchange, authority, "sessions", outcome).await
}

pub(super) async fn disable(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let act = requested(exchange, authority)?;
    let until = given(exchange, "until").map(|day| future_day(exchange, day)).transpose()?;
    let notice = match given(exchange, "silent") {
        None => OwnerNotice::Mailed,
        Some(_) if act.remarks.note.is_some() => OwnerNotice::Silent,
        Some(_) => return Err(AuthError::InvalidRequest("silent needs a note").into()),
    };
    let outcome = states::disable(&exchange.app, &act, &account(exchange), Disabling { until, notice }).await;
    answer(exchange, authority, "state", outcome).await
}

pub(super) async fn enable(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let act = requested(exchange, authority)?;
    let outcome = states::enable(&exchange.app, &act, &account(exchange)).await;
    answer(exchange, authority, "state", outcome).await
}

pub(super) async fn give_role(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let unknown = AuthError::InvalidRequest("role must be reader, support, operator or empty");
    let role = given(exchange, "role").map(|name| Role::parse(name).ok_or(unknown)).transpose()?;
    let act = requested(exchange, authority)?;
    let outcome = roles::give(&exchange.app, &act, &account(exchange), role).await;
    answer(exchange, authority, "role", outcome).await
}

pub(super) async fn change_email(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let act = requested(exchange, authority)?;
    let email = EmailAddress::parse(given(exchange, "email").unwrap_or_default());
    let outcome = match &email {
        Some(email) => addresses::change(&exchange.app, &act, &account(exchange), email).await,
        None => Err(AuthError::InvalidEmail),
    };
    answer(exchange, authority, "profile", outcome).await
}

pub(super) async fn merge(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let act = requested(exchange, authority)?;
    let from = AccountId(given(exchange, "from").unwrap_or_default().to_lowercase());
    let keep = match given(exchange, "keep") {
        Some("target") => Some(KeptPassword::Target),
        Some("from") => Some(KeptPassword::From),
        _ => None,
    };
    let merging = Merging { from: &from, keep };
    let outcome = merging::merge(&exchange.app, &act, &account(exchange), &merging).await;
    answer(exchange, authority, "merge", outcome).await
}

pub(super) async fn delete(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    if given(exchange, "agreed").is_none() {
        return Err(AuthError::InvalidRequest("deletion needs the box to be ticked").into());
    }
    let act = requested(exchange, authority)?;
    match deletion::delete(&exchange.app, &act, &account(exchange)).await {
        Ok(()) => Ok(see_other("/admin/users")),
        Err(error) => refuse(exchange, authority, error).await,
    }
}
