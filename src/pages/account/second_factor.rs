//! Setup of the second factor, and new backup codes. Secrets are shown once, in the answer to the form that created
//! them.

use ::http::StatusCode;
use askama::Template;
use url::Url;

use super::notice::AccountNotice;
use super::{given, said, typed};
use crate::api::shared::errors::describe;
use crate::crypto::backup_code::{BackupCode, CODES};
use crate::crypto::qr::png_data_url;
use crate::domain::texts::filled;
use crate::domain::{AuthError, RedirectUrl};
use crate::flows::SignedIn;
use crate::flows::second_factor as factor;
use crate::http::{Exchange, Failure, ProtocolError, Response};
use crate::markup::write_out;
use crate::pages::authorization::{waiting_application, waiting_target};
use crate::pages::copy::{self, Copy};
use crate::pages::handlers::html_response;
use crate::pages::render::Html;
use crate::pages::security::Needs;
use crate::pages::ui::{Button, Field, Form, Frame, Input, Link, Problem};
use crate::pages::views::refusal;

const VERIFY: &str = "/account/two-factor/verify";

pub(super) async fn enable(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let setup = factor::enable(&exchange.app, of, given(exchange, "password"), &exchange.client()).await?;
    let shown = ShownSetup { otpauth_url: setup.otpauth_url.to_string(), backup_codes: setup.backup_codes };
    shown.page(exchange, StatusCode::OK, None)
}

/// Enables the factor by its first code. After a wrong code the same secret and codes are shown again.
pub(super) async fn verify(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let shown = ShownSetup {
        otpauth_url: typed(exchange, "otpauth_url")?.to_owned(),
        backup_codes: typed(exchange, "backup_codes")?.split_whitespace().map(str::to_owned).collect(),
    };
    match factor::verify(&exchange.app, of, typed(exchange, "totp_code")?, &exchange.client()).await {
        Ok(_) => Ok(match onward(exchange).await {
            Some(onward) => shown.page_of_enabled(exchange, onward),
            None => said(AccountNotice::TwoFactorEnabled),
        }),
        Err(error @ AuthError::InvalidTotp) => {
            shown.page(exchange, describe(&error).status, Some(Problem::WrongSecondFactor))
        }
        Err(error) => Err(error.into()),
    }
}

/// Link to the application whose request waits, if one led here. It is left out if the request cannot be read.
async fn onward(exchange: &Exchange) -> Option<Link> {
    let target = waiting_target(exchange)?;
    let application = waiting_application(exchange, Some(&target)).await.unwrap_or_default().name?;
    let label = Copy::of(exchange.language.get()).account.second_factor.continue_to;
    Some(Link::new(target.as_str(), filled(label, &[("application", &application)])))
}

pub(super) async fn renew_backup_codes(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let (password, code) = (given(exchange, "password"), given(exchange, "totp_code"));
    let codes = factor::renew_backup_codes(&exchange.app, of, password, code, &exchange.client()).await?;
    let title = Copy::of(exchange.language.get()).account.second_factor.new_codes_title;
    Ok(page(
        exchange,
        StatusCode::OK,
        SecondFactorContent { title, backup_codes: codes, ..SecondFactorContent::default() },
    ))
}

pub(super) async fn disable(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let (password, code) = (given(exchange, "password"), given(exchange, "totp_code"));
    factor::disable(&exchange.app, of, password, code, &exchange.client()).await?;
    Ok(said(AccountNotice::TwoFactorDisabled))
}

/// Secret and codes for the person to keep.
struct ShownSetup {
    otpauth_url: String,
    backup_codes: Vec<String>,
}

impl ShownSetup {
    /// Page with the setup. Refused unless the service made its values.
    fn page(self, exchange: &Exchange, status: StatusCode, problem: Option<Problem>) -> Result<Response, Failure> {
        let secret = self.secret().ok_or(ProtocolError::Malformed)?;
        let qr_code = png_data_url(&self.otpauth_url).map_err(|_| ProtocolError::Malformed)?;
        let whole = Copy::of(exchange.language.get());
        let copy = &whole.account.second_factor;
        let code = Field::new("totp_code", Input::OneTimeCode, whole.common.code).hint(copy.code_hint);
        let form = Form::new(VERIFY, Button::main(copy.enable))
            .lead(copy.enable_lead)
            .hidden("otpauth_url", &self.otpauth_url)
            .hidden("backup_codes", self.backup_codes.join(" "))
            .returning(waiting_target(exchange).as_ref().map(RedirectUrl::as_str))
            .field(code)
            .refused(refusal(whole, problem));
        let setup = Some(AuthenticatorSetup { qr_code, secret, otpauth_url: self.otpauth_url });
        let (title, form, backup_codes) = (copy.title, Some(form), self.backup_codes);
        Ok(page(exchange, status, SecondFactorContent { title, setup, backup_codes, form, onward: None }))
    }

    /// Page after the setup, with the codes once more and the way on.
    fn page_of_enabled(self, exchange: &Exchange, onward: Link) -> Response {
        let title = Copy::of(exchange.language.get()).account.second_factor.enabled_title;
        let kept = SecondFactorContent { title, backup_codes: self.backup_codes, ..SecondFactorContent::default() };
        page(exchange, StatusCode::OK, SecondFactorContent { onward: Some(onward), ..kept })
    }

    /// Secret from the URL in groups of four for typing. Apps ignore the spaces.
    fn secret(&self) -> Option<String> {
        let fits = |codes: &[String]| codes.iter().all(|code| BackupCode::parse(code).is_some());
        let url = Url::parse(&self.otpauth_url).ok().filter(|url| url.scheme() == "otpauth")?;
        let (_, secret) = url.query_pairs().find(|(name, _)| name == "secret")?;
        let symbols: Vec<char> = secret.chars().collect();
        let groups = symbols.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>();
        (self.backup_codes.len() == CODES && fits(&self.backup_codes)).then(|| groups.join(" "))
    }
}

/// Content of the page.
#[derive(Default)]
struct SecondFactorContent {
    title: &'static str,
    setup: Option<AuthenticatorSetup>,
    backup_codes: Vec<String>,
    /// Form for the first code of a setup.
    form: Option<Form>,
    /// Way on; without one, back to the account.
    onward: Option<Link>,
}

fn page(exchange: &Exchange, status: StatusCode, kept: SecondFactorContent) -> Response {
    let language = exchange.language.get();
    // The page answers a form, so it has no switch to the other language.
    let frame = Frame { language, look: exchange.app.look(), switch: None, scripted: false, captcha: None };
    let copy = &Copy::of(language).account.second_factor;
    let html = Html(write_out(&SecondFactorPage { frame: &frame, copy, kept }));
    html_response(exchange, status, html, &Needs { own_pictures: true, ..Needs::default() })
}

#[derive(Template)]
#[template(path = "account/second_factor.html")]
struct SecondFactorPage<'a> {
    frame: &'a Frame<'a>,
    copy: &'a copy::account::SecondFactor,
    kept: SecondFactorContent,
}

/// Content for an authenticator app.
struct AuthenticatorSetup {
    qr_code: String,
    otpauth_url: String,
    secret: String,
}
