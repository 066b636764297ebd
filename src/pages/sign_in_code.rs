//! `/sign-in/code`: the code of a sign-in mail, typed in the browser that asked for the mail.
//!
//! The id of the request is a hidden field and not a cookie, so that two tabs can wait for two mails. It is no secret:
//! anyone who asks for a mail gets one, and it opens nothing without the code.

use ::http::StatusCode;
use serde::Deserialize;

use super::Page;
use super::handlers::{DecisionForm, second_factor, show, signed_in};
use super::page::{FactorStep, SIGN_IN_CODE};
use super::security::{every_form_target, form_targets};
use super::sign_in::{problem, retry_after, trusted};
use super::ui::Problem;
use crate::domain::first_proof::{EarlierSetup, LinkAnswer};
use crate::domain::{AccountOrigin, AuthError, RedirectUrl};
use crate::flows::requests::LinkRequest;
use crate::flows::sign_in::magic_link::{AnsweredCode, MailRequestId, find_by_request, redeem_code};
use crate::flows::sign_in::{Issue, Opened};
use crate::http::body::filled;
use crate::http::{Exchange, Failure, Response, press};

/// `POST /sign-in/code`, from the page that was shown after the mail was sent.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CodeForm {
    request: MailRequestId,
    code: String,
    /// Address as typed.
    login: String,
    #[serde(default, deserialize_with = "filled")]
    redirect_url: Option<String>,
}

/// Page for the code.
#[derive(Clone, Debug)]
pub struct CodeEntry {
    pub request: MailRequestId,
    /// Address as typed.
    pub email: String,
    /// Redirect target afterwards, already trusted.
    pub redirect_url: Option<String>,
    pub problem: Option<Problem>,
}

/// Page after a right code that is the first proof of its mailbox.
#[derive(Clone, Debug)]
pub struct FirstCodeProof {
    /// Request and code.
    pub token: String,
    /// Recipient of the mail.
    pub email: String,
    pub account: AccountOrigin,
    pub setup: EarlierSetup,
}

/// Sign-in mail that was asked for.
pub(super) struct AskedSignIn {
    pub request: MailRequestId,
    /// Address as typed.
    pub email: String,
}

/// Page for the code. Its form may redirect to the target.
pub(super) fn show_entry(
    exchange: &Exchange,
    asked: &AskedSignIn,
    target: Option<&RedirectUrl>,
    refused: Option<(StatusCode, Problem)>,
) -> Response {
    let (status, problem) = refused.map_or((StatusCode::OK, None), |(status, problem)| (status, Some(problem)));
    let AskedSignIn { request, email } = asked;
    let (request, email) = (request.clone(), email.clone());
    let redirect_url = target.map(|url| url.as_str().to_owned());
    let page = Page::EnterSignInCode(CodeEntry { request, email, redirect_url, problem });
    show(exchange, status, &page, &form_targets(exchange.app.config(), target))
}

/// Takes the code. Where a right code is not enough, the form of the next page adds a decision or a second factor.
pub(super) async fn answer(exchange: &Exchange) -> Result<Response, Failure> {
    if exchange.fields.contains_key("token") {
        return decide(exchange).await;
    }
    let CodeForm { request, code, login: email, redirect_url } = exchange.body()?;
    let proof = CodeProof { request, code };
    match proof.redeem(exchange, LinkAnswer::Confirm, None).await {
        Ok(opened) => Ok(signed_in(exchange, &opened)),
        Err(error @ (AuthError::InvalidCode | AuthError::TooManyAttempts { .. })) => {
            let (status, problem, wait) = problem(error)?;
            let (asked, target) = (AskedSignIn { request: proof.request, email }, trusted(exchange, redirect_url));
            Ok(retry_after(show_entry(exchange, &asked, target.as_ref(), Some((status, problem))), wait))
        }
        Err(error) => proof.go_on(exchange, "confirm", error).await,
    }
}

/// Takes the form of a later page.
async fn decide(exchange: &Exchange) -> Result<Response, Failure> {
    let form: DecisionForm = exchange.body()?;
    let (answer, decision) = form.link_answer()?;
    let DecisionForm { token, totp_code, .. } = form;
    let proof = CodeProof::read(&token).ok_or(AuthError::InvalidLink)?;
    match proof.redeem(exchange, answer, totp_code).await {
        Ok(opened) => Ok(signed_in(exchange, &opened)),
        // Spent or expired since the code was typed.
        Err(AuthError::InvalidCode) => Err(AuthError::InvalidLink.into()),
        Err(error) => proof.go_on(exchange, decision, error).await,
    }
}

/// Request and its code. Later pages hold both in one hidden value, and prove them again.
struct CodeProof {
    request: MailRequestId,
    code: String,
}

/// Separator of the two, which neither contains.
const JOINT: char = '~';

impl CodeProof {
    fn read(token: &str) -> Option<Self> {
        let (request, code) = token.split_once(JOINT)?;
        Some(Self { request: MailRequestId(request.to_owned()), code: code.to_owned() })
    }

    fn write(&self) -> String {
        format!("{}{JOINT}{}", self.request.0, self.code)
    }

    async fn redeem(&self, exchange: &Exchange, answer: LinkAnswer, code: Option<String>) -> Result<Opened, AuthError> {
        let shown = AnsweredCode { request: &self.request, mailed_code: &self.code, answer, code };
        redeem_code(&exchange.app, shown, &press::client(exchange), Issue::Pair).await
    }

    /// Next page after a right code that was not enough.
    async fn go_on(&self, exchange: &Exchange, decision: &'static str, error: AuthError) -> Result<Response, Failure> {
        if matches!(error, AuthError::InvalidRequest(_)) {
            return self.ask_whose(exchange).await;
        }
        second_factor(exchange, FactorStep { path: SIGN_IN_CODE, name: "token", token: self.write(), decision }, error)
    }

    /// Page that asks whose an account with an unproven address is.
    async fn ask_whose(&self, exchange: &Exchange) -> Result<Response, Failure> {
        let LinkRequest { email, first_proof, .. } = find_by_request(&exchange.app, &self.request).await?;
        let (account, setup) = first_proof.ok_or(AuthError::InvalidLink)?;
        let page = Page::FirstProofByCode(FirstCodeProof { token: self.write(), email, account, setup });
        Ok(show(exchange, StatusCode::OK, &page, &every_form_target(exchange.app.config())))
    }
}
