//! Setup of the second factor, and new backup codes. Secrets are shown once, in the answer to the form that created
//! them.

use ::http::StatusCode;
use askama::Template;
use url::Url;

use super::notice::Notice;
use super::{given, said, typed};
use crate::api::shared::errors::describe;
use crate::crypto::backup_code::{BackupCode, CODES};
use crate::crypto::qr::png_data_url;
use crate::domain::{AuthError, Language};
use crate::flows::SignedIn;
use crate::flows::second_factor as factor;
use crate::http::{Exchange, Failure, ProtocolError, Response};
use crate::markup::write_out;
use crate::pages::copy::Copy;
use crate::pages::handlers::html_response;
use crate::pages::render::Html;
use crate::pages::security::Needs;
use crate::pages::ui::{Button, Field, Form, Frame, Input, Problem};
use crate::pages::views::refusal;

const VERIFY: &str = "/account/two-factor/verify";

pub(super) async fn enable(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let setup = factor::enable(&exchange.app, of, given(exchange, "password"), &exchange.client()).await?;
    let shown = Setup { otpauth_url: setup.otpauth_url.to_string(), backup_codes: setup.backup_codes };
    shown.page(exchange, StatusCode::OK, None)
}

/// Enables the factor by its first code. After a wrong code the same secret and codes are shown again.
pub(super) async fn verify(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let shown = Setup {
        otpauth_url: typed(exchange, "otpauth_url")?.to_owned(),
        backup_codes: typed(exchange, "backup_codes")?.split_whitespace().map(str::to_owned).collect(),
    };
    match factor::verify(&exchange.app, of, typed(exchange, "totp_code")?, &exchange.client()).await {
        Ok(_) => Ok(said(Notice::TwoFactorEnabled)),
        Err(error @ AuthError::InvalidTotp) => {
            shown.page(exchange, describe(&error).status, Some(Problem::WrongSecondFactor))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn renew_backup_codes(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let (password, code) = (given(exchange, "password"), given(exchange, "totp_code"));
    let codes = factor::renew_backup_codes(&exchange.app, of, password, code, &exchange.client()).await?;
    let language = exchange.language.get();
    let title = language.pick("Your new backup codes", "Vos nouveaux codes de secours");
    let words = Words { title, ..words(language) };
    Ok(page(exchange, StatusCode::OK, words, None, codes, None))
}

pub(super) async fn disable(exchange: &Exchange, of: &SignedIn) -> Result<Response, Failure> {
    let (password, code) = (given(exchange, "password"), given(exchange, "totp_code"));
    factor::disable(&exchange.app, of, password, code, &exchange.client()).await?;
    Ok(said(Notice::TwoFactorDisabled))
}

/// Secret and codes for the person to keep.
struct Setup {
    otpauth_url: String,
    backup_codes: Vec<String>,
}

impl Setup {
    /// Page with the setup. Refused unless the service made its values.
    fn page(self, exchange: &Exchange, status: StatusCode, problem: Option<Problem>) -> Result<Response, Failure> {
        let secret = self.secret().ok_or(ProtocolError::Malformed)?;
        let qr_code = png_data_url(&self.otpauth_url).map_err(|_| ProtocolError::Malformed)?;
        let language = exchange.language.get();
        let code = Field::new("totp_code", Input::SecondFactor, language.pick("Code", "Code")).hint(
            language.pick("The six digits that the app shows now.", "Les six chiffres que l’application affiche."),
        );
        let form = Form::new(VERIFY, Button::main(language.pick("Turn on", "Activer")))
            .lead(language.pick("Your other devices are signed out.", "Vos autres appareils seront déconnectés."))
            .hidden("otpauth_url", &self.otpauth_url)
            .hidden("backup_codes", self.backup_codes.join(" "))
            .field(code)
            .refused(refusal(Copy::of(language), problem));
        let shown = Shown { qr_code, secret, otpauth_url: self.otpauth_url };
        Ok(page(exchange, status, words(language), Some(shown), self.backup_codes, Some(form)))
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

fn page(
    exchange: &Exchange,
    status: StatusCode,
    words: Words,
    setup: Option<Shown>,
    backup_codes: Vec<String>,
    form: Option<Form>,
) -> Response {
    // The page answers a form, so it has no switch to the other language.
    let frame = Frame {
        language: exchange.language.get(),
        look: exchange.app.look(),
        switch: None,
        scripted: false,
        captcha: None,
    };
    let html = Html(write_out(&SecondFactorPage { frame: &frame, words, setup, backup_codes, form }));
    html_response(exchange, status, html, &Needs { own_pictures: true, ..Needs::default() })
}

#[derive(Template)]
#[template(path = "account/second_factor.html")]
struct SecondFactorPage<'a> {
    frame: &'a Frame<'a>,
    words: Words,
    setup: Option<Shown>,
    backup_codes: Vec<String>,
    form: Option<Form>,
}

/// Content for an authenticator app.
struct Shown {
    qr_code: String,
    otpauth_url: String,
    secret: String,
}

struct Words {
    title: &'static str,
    scan: &'static str,
    scan_lead: &'static str,
    qr_code: &'static str,
    open_app: &'static str,
    by_hand: &'static str,
    codes: &'static str,
    codes_lead: &'static str,
    save: &'static str,
    file_name: &'static str,
    last_step: &'static str,
    back: &'static str,
}

fn words(language: Language) -> Words {
    Words {
        title: language.pick("Set up two-step verification", "Configurer la validation en deux étapes"),
        scan: language.pick("Scan this code with your app", "Scannez ce code avec votre application"),
        scan_lead: language.pick(
            "Any authenticator app works. It shows a new code every 30 seconds.",
            "N’importe quelle application d’authentification convient. Elle affiche un nouveau code toutes les 30 secondes.",
        ),
        qr_code: language.pick("QR code of the key below", "Code QR de la clé ci-dessous"),
        open_app: language.pick("Open the app on this device", "Ouvrir l’application sur cet appareil"),
        by_hand: language.pick("Or enter this key in the app:", "Ou saisissez cette clé dans l’application\u{a0}:"),
        codes: language.pick("Keep your backup codes", "Conservez vos codes de secours"),
        codes_lead: language.pick(
            "Each code works once, when you cannot use your app. You will not see them again: copy, print or save them now.",
            "Chaque code sert une seule fois, quand vous n’avez pas accès à l’application. Ils ne seront plus affichés\u{a0}: copiez-les, imprimez-les ou enregistrez-les maintenant.",
        ),
        save: language.pick("Save as a text file", "Enregistrer en fichier texte"),
        file_name: language.pick("backup-codes.txt", "codes-de-secours.txt"),
        last_step: language.pick("Enter a code from the app", "Saisissez un code de l’application"),
        back: language.pick("Back to your account", "Retour à votre compte"),
    }
}
