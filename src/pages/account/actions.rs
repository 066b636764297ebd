//! Forms of the account page, one function each. The session determines the account; ids of other accounts are not
//! found. A form that reauthenticates has the field `password`; the flow reports if it was needed.

use serde_json::Value;

use super::notice::AccountNotice;
use super::{given, not_agreed, said, typed};
use crate::domain::client_metadata::ClientId;
use crate::domain::profile::{self, FieldChange, ProfileChange};
use crate::domain::{AuthError, EmailAddress, IdentityId, PasskeyId, SessionId, Username, passkey};
use crate::flows::account::address::WantedAddress;
use crate::flows::account::{
    address as address_change, delete as deletion, password as password_change, profile as profile_change, sessions,
};
use crate::flows::links::{password_reset, verification};
use crate::flows::mailing::CodePlace;
use crate::flows::oidc::applications;
use crate::flows::{SignedIn, federation, passkeys};
use crate::http::reply::see_other;
use crate::http::{Exchange, Failure, ProtocolError, Response, cookies};
use crate::pages::DonePage;
use crate::pages::authorization::waiting_target;
use crate::pages::outcome::{self, FormOutcome};
use crate::pages::ui::paths::{AGAIN, SIGN_IN, with_parameter, with_redirect};

const PASSWORD: &str = "password";

/// Saves the profile. An empty field clears its value.
pub(super) async fn save_profile(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let parse_username = |typed: &str| Username::parse(typed).ok_or(AuthError::InvalidUsername);
    let change = ProfileChange {
        name: changed(typed(exchange, "name")?, profile::name)?,
        image: changed(typed(exchange, "image")?, profile::image)?,
        username: changed(typed(exchange, "username")?, parse_username)?,
    };
    profile_change::change(&exchange.app, of, change).await?;
    Ok(said(AccountNotice::ProfileSaved))
}

fn changed<T>(text: &str, parse: impl Fn(&str) -> Result<T, AuthError>) -> Result<FieldChange<T>, AuthError> {
    let text = text.trim();
    Ok(Some(if text.is_empty() { None } else { Some(parse(text)?) }))
}

pub(super) async fn send_verification(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    verification::send(&exchange.app, of, &exchange.client()).await?;
    Ok(said(AccountNotice::VerificationSent))
}

pub(super) async fn change_email(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let email = EmailAddress::parse(typed(exchange, "email")?).ok_or(AuthError::InvalidEmail)?;
    let wanted = WantedAddress { address: &email, password: given(exchange, PASSWORD), code: CodePlace::Page };
    address_change::ask(&exchange.app, of, wanted, &exchange.client()).await?;
    Ok(said(AccountNotice::AddressAsked))
}

pub(super) async fn change_password(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let (current, new) = (typed(exchange, PASSWORD)?, typed(exchange, "newPassword")?);
    password_change::change_password(&exchange.app, of, current, new, &exchange.client()).await?;
    Ok(said(AccountNotice::PasswordChanged))
}

/// Mails the link that sets a password, to a proven address only: for an unproven one it would be the first proof.
pub(super) async fn mail_password_link(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let proven = of.account.email.as_deref().filter(|_| of.account.email_proven).and_then(EmailAddress::parse);
    let email = proven.ok_or(AuthError::NotFound)?;
    password_reset::send(&exchange.app, &email, None, &exchange.client()).await?;
    Ok(said(AccountNotice::PasswordLinkSent))
}

/// Registers a passkey. The script puts the browser's `RegistrationResponseJSON` into the field `credential`. On the
/// way to an application, a sign-in with it follows.
pub(super) async fn add_passkey(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let name = given(exchange, "name").map(named).transpose()?;
    let credential: Value = serde_json::from_str(typed(exchange, "credential")?).map_err(malformed)?;
    passkeys::register(&exchange.app, of, &credential, name.as_deref(), &exchange.client()).await?;
    // This session was opened without the passkey. A sign-in by it meets an application that demands two steps.
    let onward = waiting_target(exchange).map(|target| with_redirect(SIGN_IN, Some(target.as_str())));
    let again = onward.map(|url| see_other(&with_parameter(&url, AGAIN, "true")));
    Ok(again.unwrap_or_else(|| said(AccountNotice::PasskeyAdded)))
}

fn malformed(_: serde_json::Error) -> ProtocolError {
    ProtocolError::Malformed
}

fn named(typed: &str) -> Result<String, AuthError> {
    passkey::name(typed).map_err(|_| AuthError::InvalidName)
}

pub(super) async fn rename_passkey(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let name = named(typed(exchange, "name")?)?;
    passkeys::rename(&exchange.app, of, &PasskeyId(id(exchange)), &name, &exchange.client()).await?;
    Ok(said(AccountNotice::PasskeyRenamed))
}

pub(super) async fn remove_passkey(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    passkeys::remove(&exchange.app, of, &PasskeyId(id(exchange)), given(exchange, PASSWORD), &exchange.client())
        .await?;
    Ok(said(AccountNotice::PasskeyRemoved))
}

pub(super) async fn unlink_identity(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    federation::identities::unlink(
        &exchange.app,
        of,
        &IdentityId(id(exchange)),
        given(exchange, PASSWORD),
        &exchange.client(),
    )
    .await?;
    Ok(said(AccountNotice::IdentityUnlinked))
}

/// Removes an application, with everything it was allowed.
pub(super) async fn remove_application(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let id = ClientId(typed(exchange, "client")?.to_owned());
    applications::remove(&exchange.app, of, &id, &exchange.client()).await?;
    Ok(said(AccountNotice::ApplicationRemoved))
}

pub(super) async fn end_session(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    sessions::end(&exchange.app, of, &SessionId(id(exchange).to_owned()), &exchange.client()).await?;
    Ok(said(AccountNotice::SessionEnded))
}

pub(super) async fn end_other_sessions(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    sessions::end_others(&exchange.app, of, &exchange.client()).await?;
    Ok(said(AccountNotice::OtherSessionsEnded))
}

pub(super) async fn delete(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    if given(exchange, "confirm") != Some("yes") {
        return not_agreed(exchange, of).await;
    }
    deletion::delete_account(&exchange.app, of, given(exchange, PASSWORD), &exchange.client()).await?;
    let mut response = outcome::lead(exchange, FormOutcome::Done(DonePage::AccountDeleted))?;
    cookies::clear_pair(&mut response, exchange.app.config());
    Ok(response)
}

fn id(exchange: &Exchange) -> String {
    exchange.parameter("id").to_owned()
}
