//! Change of an account's address, effective once the new mailbox confirms it.

use crate::app::App;
use crate::crypto::subkey::fingerprint;
use crate::domain::{Account, AccountId, ActorId, AuthError, Client, EmailAddress, Fingerprint, SessionId, TokenKind};
use crate::flows::SignedIn;
use crate::flows::events::stranger;
use crate::flows::links::address_undo::{LIFETIME as UNDO_LIFETIME, PAGE as UNDO_PAGE};
use crate::flows::mailing::{
    Purpose, budgets, draw_token, link, minutes, new_token, require_mail, tell_in_use, tell_of_change, write_to,
};
use crate::flows::password_check;
use crate::flows::requests::{PendingRequest, forget, remember};
use crate::mail::{Change, Message};
use crate::store::batch::Batch;
use crate::store::batches::mailbox_proof::{Confirmed, Spending, UndoRight, consume_confirmation, consume_refusal};
use crate::store::batches::token_requests::{insert_confirmation, insert_token};
use crate::store::tables::one_time_tokens::{NewToken, OpenToken, TokenOwner, find_open_token};

/// Requests an address. A proven one is replaced only with the password, from a fresh session, or with the approval of
/// the old mailbox, which is requested if neither of the first two is given.
///
/// # Errors
/// [`AuthError::DomainNotAllowed`], [`AuthError::InvalidCredentials`] if a password is given and wrong, [`AuthError::TooManyAttempts`],
/// [`AuthError::Unavailable`].
pub async fn ask(
    app: &App,
    of: &SignedIn,
    address: &EmailAddress,
    password: Option<&str>,
    client: &Client,
) -> Result<(), AuthError> {
    require_mail(app)?;
    let own = of.account.email.as_deref().and_then(EmailAddress::parse);
    if of.account.domain_bound && !app.config().sign_up.keeps_domain(own.as_ref(), address) {
        return Err(AuthError::DomainNotAllowed);
    }
    if let Some(password) = password {
        let checked = password_check::check_own(app, of, password, client).await?;
        let mut batch = Batch::new();
        batch.release(&checked.attempt);
        batch.run(&*app.ports.database).await?;
    }
    let trusted = !of.account.email_proven || password.is_some() || of.session.is_fresh(app.now());
    if trusted {
        mail_confirmation(app, &of.account.id, &of.session.id, address, None, client).await
    } else {
        mail_approval(app, of, address, client).await
    }
}

/// Mails a confirmation link to the new address. If another account has it, its owner is told instead; the caller sees
/// no difference.
async fn mail_confirmation(
    app: &App,
    account: &AccountId,
    session: &SessionId,
    address: &EmailAddress,
    after: Option<(&Fingerprint, &ActorId)>,
    client: &Client,
) -> Result<(), AuthError> {
    const KIND: TokenKind = TokenKind::ConfirmAddress;
    let token = draw_token(app, KIND.as_str())?;
    let budgets = budgets(app, Purpose::NewAddress { key: address.key() }, client);
    let new =
        NewToken { address: Some(address), session_id: Some(session), after, ..new_token(app, &token, KIND, budgets) };
    let (asked, held_by) = insert_confirmation(&*app.ports.database, new, account, client.press.as_ref()).await?;
    forget(app, asked.replaced);
    let Some(account) = asked.issued_to else {
        return if after.is_some() { Err(AuthError::InvalidLink) } else { Ok(()) };
    };
    if let Some(email) = held_by.filter(|holder| holder.id != account.id).and_then(|holder| holder.email) {
        tell_in_use(app, &email, client);
        return Ok(());
    }
    let (origin, email) = (account.origin(), address.as_typed().to_owned());
    let link = link(app, KIND.as_str(), &token);
    let message = Message::ConfirmAddress { link, account: origin.clone(), minutes: minutes(KIND) };
    write_to(app, &email, &message, client);
    let is_proven = account.email_proven;
    let request = PendingRequest::Token { email, redirect_url: None, account: origin, is_proven };
    remember(app, &token, request, KIND.lifetime());
    Ok(())
}

/// Mails an approval link to the old address.
async fn mail_approval(app: &App, of: &SignedIn, address: &EmailAddress, client: &Client) -> Result<(), AuthError> {
    const KIND: TokenKind = TokenKind::ApproveAddressChange;
    let Some(old) = of.account.email.as_deref().and_then(EmailAddress::parse) else {
        return Ok(());
    };
    let token = draw_token(app, KIND.as_str())?;
    let budgets = budgets(app, Purpose::OwnAddress { key: old.key() }, client);
    let new =
        NewToken { address: Some(address), session_id: Some(&of.session.id), ..new_token(app, &token, KIND, budgets) };
    let asked = insert_token(&*app.ports.database, new, TokenOwner::Account(&of.account.id)).await?;
    forget(app, asked.replaced);
    if let Some(account) = asked.issued_to {
        let new_email = address.as_typed().to_owned();
        let link = link(app, KIND.as_str(), &token);
        let message = Message::ApproveAddressChange { link, new_email: new_email.clone(), minutes: minutes(KIND) };
        write_to(app, old.as_typed(), &message, client);
        let request = PendingRequest::Token {
            email: new_email,
            redirect_url: None,
            account: account.origin(),
            is_proven: account.email_proven,
        };
        remember(app, &token, request, KIND.lifetime());
    }
    Ok(())
}

/// Confirms the change from the new mailbox: the address now belongs to the account, and the old mailbox is told. For
/// seven days one that was proven may take its address back.
///
/// # Errors
/// [`AuthError::InvalidLink`], [`AuthError::Unavailable`].
pub async fn confirm(app: &App, token: &str, client: &Client) -> Result<Account, AuthError> {
    let id = fingerprint(token);
    let spending = Spending { token: &id, by: &app.ports.entropy.actor()? };
    let undo = draw_token(app, UNDO_PAGE)?;
    let right = UndoRight { token: &undo.fingerprint(), until: app.now() + UNDO_LIFETIME };
    let confirmed = consume_confirmation(&*app.ports.database, spending, right, &stranger(app, client)).await?;
    let Confirmed { account, former, is_undoable } = confirmed.ok_or(AuthError::InvalidLink)?;
    forget(app, [id]);
    if let (Some(former), Some(email)) = (former, &account.email) {
        let undo = is_undoable.then(|| link(app, UNDO_PAGE, &undo));
        tell_of_change(app, &former, Change::AddressChanged { new_email: email.clone(), undo }, client);
    }
    Ok(account)
}

/// Approves the change from the old mailbox: the new mailbox is asked to confirm.
///
/// # Errors
/// [`AuthError::InvalidLink`], [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn approve(app: &App, token: &str, client: &Client) -> Result<(), AuthError> {
    require_mail(app)?;
    let (id, by) = (fingerprint(token), app.ports.entropy.actor()?);
    let open = find_open_token(&*app.ports.database, &id, TokenKind::ApproveAddressChange, app.now()).await?;
    let OpenToken { account, address, session_id, .. } = open.ok_or(AuthError::InvalidLink)?;
    let address = address.as_deref().and_then(EmailAddress::parse).ok_or(AuthError::InvalidLink)?;
    let session = session_id.ok_or(AuthError::InvalidLink)?;
    mail_confirmation(app, &account.id, &session, &address, Some((&id, &by)), client).await?;
    forget(app, [id]);
    Ok(())
}

/// Refuses the change from the old mailbox.
///
/// # Errors
/// [`AuthError::InvalidLink`], [`AuthError::Unavailable`].
pub async fn refuse(app: &App, token: &str, client: &Client) -> Result<(), AuthError> {
    let id = fingerprint(token);
    let spending = Spending { token: &id, by: &app.ports.entropy.actor()? };
    let refused = consume_refusal(&*app.ports.database, spending, &stranger(app, client)).await?;
    if !refused {
        return Err(AuthError::InvalidLink);
    }
    forget(app, [id]);
    Ok(())
}
