//! Invitations to sign up, and accounts that an operator creates.

use ::http::StatusCode;
use serde_json::{Map, Value};

use super::desk::{given, list_page, path_of, requested};
use super::layout::{Desk, next_page, page, refused, remarks, removal};
use crate::domain::external_id::ExternalId;
use crate::domain::metadata::Metadata;
use crate::domain::preset::{Invitation, Preset};
use crate::domain::{AuthError, Authority, EmailAddress, InvitationId, Password, PasswordRule, Username, profile};
use crate::facts::{Fact, moment, one_line};
use crate::flows::operators::creation::{WantedUser, create};
use crate::flows::operators::invitations;
use crate::http::reply::see_other;
use crate::http::{Exchange, Failure, Response};
use crate::pages::copy::Copy;
use crate::pages::ui::{Badge, Button, Field, Form, Input, Item, Section};

const PATH: &str = "/admin/invitations";

pub(super) async fn show(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    Ok(page(exchange, StatusCode::OK, &listed(exchange, authority).await?))
}

async fn listed(exchange: &Exchange, authority: &Authority) -> Result<Desk, AuthError> {
    let found = invitations::list(&exchange.app, authority, &list_page(exchange)).await?;
    let copy = Copy::of(exchange.language.get());
    let console = &copy.console;
    let next = next_page(console, PATH, found.next);
    let invite = preset_form(copy, PATH.to_owned(), Button::main(console.invite)).fold(console.invite);
    let password = Field::new("password", Input::NewPassword, console.password).optional();
    let verified = Field::new("emailVerified", Input::Consent, console.vouch).optional();
    let create = preset_form(copy, format!("{PATH}/accounts"), Button::quiet(console.create_account))
        .field(password)
        .field(verified)
        .lead(console.create_account_lead)
        .fold(console.create_account);
    let section = Section::new("invitations", console.invitations)
        .lead(console.invitations_lead)
        .items(found.entries.iter().map(|invitation| item(copy, invitation)))
        .forms([invite, create]);
    Ok(Desk { title: console.invitations.into(), sections: vec![section], next, ..Desk::default() })
}

fn preset_form(copy: &'static Copy, action: String, button: Button) -> Form {
    let console = &copy.console;
    let form = Form::new(action, button)
        .field(Field::new("email", Input::Email, console.email))
        .field(Field::new("name", Input::Label, console.name).optional())
        .field(Field::new("username", Input::Label, console.username).optional())
        .field(Field::new("externalId", Input::Label, console.external_id).optional())
        .field(Field::new("public", Input::Lines, console.public_metadata).optional())
        .field(Field::new("private", Input::Lines, console.private_metadata).optional());
    remarks(console, form)
}

/// Members of the account to be.
fn preset(exchange: &Exchange) -> Result<Preset, AuthError> {
    let parse_username = |typed: &str| Username::parse(typed).ok_or(AuthError::InvalidUsername);
    Ok(Preset {
        email: EmailAddress::parse(given(exchange, "email").unwrap_or_default()).ok_or(AuthError::InvalidEmail)?,
        username: given(exchange, "username").map(parse_username).transpose()?,
        name: given(exchange, "name").map(profile::name).transpose()?,
        external_id: given(exchange, "externalId").map(ExternalId::parse).transpose()?,
        metadata: Metadata { public: object(exchange, "public")?, private: object(exchange, "private")? }.checked()?,
    })
}

/// JSON object in a field; empty without one.
fn object(exchange: &Exchange, field: &str) -> Result<Map<String, Value>, AuthError> {
    let text = given(exchange, field).unwrap_or("{}");
    serde_json::from_str(text).map_err(|_| AuthError::InvalidRequest("metadata must be a JSON object"))
}

pub(super) async fn invite(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let act = requested(exchange, authority)?;
    let invited = async { invitations::invite(&exchange.app, &act, &preset(exchange)?).await };
    match invited.await {
        Ok(_) => Ok(see_other(PATH)),
        Err(error) => refused(exchange, listed(exchange, authority).await?, error),
    }
}

pub(super) async fn create_account(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let act = requested(exchange, authority)?;
    let vouched = given(exchange, "emailVerified").is_some();
    let created = async {
        let typed = given(exchange, "password");
        let password = typed.map(|typed| Password::chosen(typed, PasswordRule::Typed)).transpose()?;
        let wanted = WantedUser { preset: preset(exchange)?, password, vouched };
        create(&exchange.app, &act, &wanted).await
    };
    match created.await {
        Ok(user) => Ok(see_other(&path_of(&user.id.0))),
        Err(error) => refused(exchange, listed(exchange, authority).await?, error),
    }
}

pub(super) async fn delete(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    invitations::delete(
        &exchange.app,
        &requested(exchange, authority)?,
        &InvitationId(exchange.parameter("id").to_owned()),
    )
    .await?;
    Ok(see_other(PATH))
}

fn item(copy: &'static Copy, invitation: &Invitation) -> Item {
    let console = &copy.console;
    let at = |label, time| Some(Fact::known(label, moment(time, copy.language)));
    let facts = [
        invitation.preset.name.as_deref().map(|name| Fact::stated(console.name, name)),
        at(console.created, invitation.created_at),
        at(console.ends, invitation.expires_at),
    ];
    Item {
        title: one_line(&invitation.preset.email),
        badge: invitation.accepted_by.as_ref().map(|_| Badge::good(console.accepted)),
        facts: facts.into_iter().flatten().collect(),
        forms: vec![removal(console, format!("{PATH}/{}/delete", invitation.id))],
    }
}
