//! Resets of an account's factors and ways to sign in, and `/users/{id}/verify-email`.

use super::users::account;
use super::wire::{requested_act, user};
use crate::domain::{Authority, IdentityId, PasskeyId};
use crate::flows::operators::resets::{self, Reset};
use crate::http::{Exchange, Failure, Response};

async fn reset(exchange: &Exchange, authority: &Authority, reset: Reset<'_>) -> Result<Response, Failure> {
    let requested = requested_act(exchange, authority)?;
    Ok(user(&resets::reset(&exchange.app, &requested, &account(exchange), reset).await?))
}

pub(super) async fn second_factor(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    reset(exchange, authority, Reset::SecondFactor).await
}

pub(super) async fn password(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    reset(exchange, authority, Reset::Password).await
}

pub(super) async fn passkey(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    reset(exchange, authority, Reset::Passkey(&PasskeyId(exchange.parameter("pid").to_owned()))).await
}

pub(super) async fn identity(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    reset(exchange, authority, Reset::Identity(&IdentityId(exchange.parameter("iid").to_owned()))).await
}

pub(super) async fn verify_email(exchange: &Exchange, authority: &Authority) -> Result<Response, Failure> {
    let requested = requested_act(exchange, authority)?;
    Ok(user(&resets::vouch(&exchange.app, &requested, &account(exchange)).await?))
}
