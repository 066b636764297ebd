//! Sign-in and sign-up pages.

use super::refusal;
use crate::domain::texts::filled;
use crate::pages::copy::Copy;
use crate::pages::entrance::{ENTRANCE, EntranceView};
use crate::pages::page::{Entrance, FORGOT_PASSWORD, ProviderLink, SIGN_IN, SIGN_UP, with_redirect};
use crate::pages::ui::paths::PASSKEYS;
use crate::pages::ui::{Button, Captcha, Ceremony, Field, Form, Icon, Input, Link, Problem};

/// Values typed into the form before, and their error.
pub struct Typed<'a> {
    /// Name of the service.
    pub app_name: &'a str,
    /// Address or username; on sign-up, the address.
    pub login: &'a str,
    pub name: &'a str,
    pub problem: Option<Problem>,
    pub captcha: Option<Captcha>,
}

pub fn sign_in(copy: &Copy, entrance: &Entrance, typed: Typed<'_>) -> EntranceView {
    let Typed { app_name, login, problem, captcha, .. } = typed;
    let label = copy.entrances.login;
    let password = Field::new("password", Input::CurrentPassword, copy.entrances.password);
    EntranceView {
        title: copy.entrances.sign_in,
        heading: sign_in_heading(copy, entrance, app_name).into(),
        form: form(entrance, SIGN_IN, copy.entrances.sign_in)
            .field(Field::new("login", Input::Login, label).value(login).focused(login.is_empty()))
            .field(password.aside(forgotten(copy, entrance)).focused(!login.is_empty()))
            .captcha(captcha)
            .refused(refusal(copy, problem)),
        or: copy.entrances.or,
        buttons: mail_buttons(copy, entrance, problem),
        passkey: Some(passkey(copy, entrance)),
        providers: providers(copy, entrance),
        other: (!entrance.without_sign_up).then(|| {
            let href = with_redirect(SIGN_UP, entrance.redirect_url.as_deref());
            (copy.entrances.no_account, Link::new(href, copy.entrances.sign_up_link))
        }),
    }
}

/// Heading with the application that waits, or else the service.
fn sign_in_heading(copy: &Copy, entrance: &Entrance, app_name: &str) -> String {
    match &entrance.application {
        Some(application) => filled(copy.entrances.continue_title, &[("application", application)]),
        None => filled(copy.entrances.sign_in_title, &[("app", app_name)]),
    }
}

/// Sign-up under the nonce of its form, by an invitation if there is one.
pub fn sign_up(
    copy: &Copy,
    entrance: &Entrance,
    (nonce, invitation): (&str, Option<&str>),
    typed: Typed<'_>,
) -> EntranceView {
    let Typed { login: email, name, problem, captcha, .. } = typed;
    let to_sign_in = with_redirect(SIGN_IN, entrance.redirect_url.as_deref());
    let to_it = Link::new(to_sign_in, copy.entrances.sign_in);
    let remedies = [to_it.clone()].into_iter().chain(forgotten(copy, entrance)).collect();
    let email = Field::new("email", Input::Email, copy.entrances.email).value(email);
    EntranceView {
        title: copy.entrances.sign_up_title,
        heading: copy.entrances.sign_up_title.into(),
        form: invited(form(entrance, SIGN_UP, copy.entrances.sign_up), invitation)
            .hidden("formNonce", nonce)
            .hidden(PASSKEYS, "")
            .field(
                Field::new("name", Input::Name, copy.entrances.name)
                    .optional()
                    .remark(copy.entrances.optional)
                    .value(name),
            )
            .field(email.remedies(if problem == Some(Problem::EmailTaken) { remedies } else { Vec::new() }))
            .field(Field::new("password", Input::NewPassword, copy.entrances.password).hint(copy.common.password_rule))
            .captcha(captcha)
            .refused(refusal(copy, problem)),
        or: copy.entrances.or,
        buttons: Vec::new(),
        passkey: None,
        providers: providers(copy, entrance),
        other: Some((copy.entrances.has_account, to_it)),
    }
}

fn form(entrance: &Entrance, path: &str, button: &'static str) -> Form {
    Form::alone(format!("/{path}"), Button::main(button)).anchor(ENTRANCE).returning(entrance.redirect_url.as_deref())
}

/// Adds the token of an invitation to a form.
fn invited(form: Form, invitation: Option<&str>) -> Form {
    match invitation {
        Some(token) => form.hidden("invitation", token),
        None => form,
    }
}

fn mail_buttons(copy: &Copy, entrance: &Entrance, problem: Option<Problem>) -> Vec<Button> {
    let link = Button::quiet(copy.entrances.mail_link).icon(Icon::Mail).diverting(ENTRANCE, "/sign-in/link");
    let verification = Button::quiet(copy.entrances.mail_verification).diverting(ENTRANCE, "/sign-in/verification");
    let is_unproven = matches!(problem, Some(Problem::EmailNotVerified | Problem::NoEmailForVerification));
    [(!entrance.without_mail).then_some(link), is_unproven.then_some(verification)].into_iter().flatten().collect()
}

fn passkey(copy: &Copy, entrance: &Entrance) -> Form {
    let button = Button::quiet(copy.entrances.use_passkey).icon(Icon::Passkey);
    Form::new("/sign-in/passkey", button).returning(entrance.redirect_url.as_deref()).ceremony(Ceremony {
        method: "get",
        options: "/api/auth/passkey/sign-in",
        failed: copy.entrances.no_passkey,
        refusals: Vec::new(),
        needs_script: None,
    })
}

/// Link to the password reset, which needs a mail.
fn forgotten(copy: &Copy, entrance: &Entrance) -> Option<Link> {
    let label = copy.entrances.forgot_password;
    (!entrance.without_mail).then(|| Link::new(format!("/{FORGOT_PASSWORD}"), label))
}

fn providers(copy: &Copy, entrance: &Entrance) -> Vec<Link> {
    let link = |provider: &ProviderLink| Link {
        icon: Some(Icon::of_provider(&provider.name)),
        ..Link::new(provider.href.as_str(), filled(copy.entrances.continue_with, &[("provider", &provider.label)]))
    };
    entrance.providers.iter().map(link).collect()
}
