//! Account of a person from a provider.

use super::AssertedPerson;
use crate::app::App;
use crate::config::IdentityProvider;
use crate::domain::session::SHORT_TOKEN_LIFETIME;
use crate::domain::sign_up_policy::Terms;
use crate::domain::{Account, AccountId, AuthError, Client, EmailAddress, IdentityId, SessionId};
use crate::flows::SignedIn;
use crate::flows::credentials::issue_token;
use crate::flows::events::stranger;
use crate::flows::links::verification;
use crate::flows::mailing::{tell_if_removed, tell_owner};
use crate::flows::second_factor::{self, DeferredSignIn};
use crate::flows::sign_in::{Issue, Opened, SignInProof, complete};
use crate::mail::Change;
use crate::ports::Level;
use crate::store::batch::Batch;
use crate::store::batches::identities::{HeldIdentity, Holders, Linking, NamedPerson, find_holders, insert_linked};
use crate::store::tables::challenges::FirstFactor;
use crate::store::tables::identities::{MAX_IDENTITIES, NewIdentity};

/// Attempts in case a concurrent request was faster.
const TRIES: usize = 3;

/// Way to sign in to an account.
struct Way {
    identity: IdentityId,
    /// Batch that adds the identity, if it is new.
    link: Option<Batch>,
    /// Account, if it existed before.
    account: Option<Account>,
}

impl Way {
    /// Account whose second factor must be passed. `None` if the link is the first proof of the address, which removes
    /// the factor.
    fn second_factor(&self) -> Option<&Account> {
        self.account.as_ref().filter(|account| account.second_factor && (account.email_proven || self.is_known()))
    }

    fn is_known(&self) -> bool {
        self.link.is_none()
    }
}

/// Signs a person in: into the account of their identity; else into the one that has their address, if the provider
/// vouches for it; else into a new one, to which an address that another account has stays unattached.
pub(super) async fn sign_in(
    app: &App,
    provider: &IdentityProvider,
    person: &AssertedPerson,
    redirect_url: Option<String>,
    client: &Client,
) -> Result<Opened, AuthError> {
    for _ in 0..TRIES {
        let email_key = person.email.as_ref().map(EmailAddress::key);
        let named = NamedPerson { provider: &provider.name, subject: &person.subject, email_key };
        let holders = find_holders(&*app.ports.database, named, app.now()).await?;
        let way = find_way(app, provider, person, holders, client)?;
        match take(app, way, provider, person, redirect_url.clone(), client).await {
            // A concurrent request was faster, perhaps of the same person: look again.
            Err(AuthError::InvalidToken) => {}
            outcome => return outcome,
        }
    }
    Err(AuthError::InvalidLink)
}

fn find_way(
    app: &App,
    provider: &IdentityProvider,
    person: &AssertedPerson,
    holders: Holders,
    client: &Client,
) -> Result<Way, AuthError> {
    if let Some(HeldIdentity { id, account }) = holders.identity {
        return Ok(Way { identity: id, link: None, account: Some(account) });
    }
    let identity = IdentityId(app.ports.entropy.uuid()?);
    let new = new_identity(app, provider, person, &identity, client);
    let key = person.email.as_ref().map(EmailAddress::key);
    let mut link = Batch::new();
    let terms = |email_verified| terms(app, person, email_verified && holders.is_invited);
    let account = match (holders.email, key) {
        // An unverified address makes a new account without it, so that the answer does not tell that it is taken.
        (Some(_), _) if !person.email_verified => {
            let account = new_account(app, person, client)?;
            let account = Account { email: None, unattached_email: account.email, ..account };
            link.link_to_new_account(new, &account, None, terms(false)?);
            None
        }
        (Some(account), _) if account.email_proven && holders.linked_to_email >= MAX_IDENTITIES => {
            return Err(AuthError::TooManyIdentities);
        }
        (Some(account), Some(key)) if account.email_proven => {
            link.link_by_proven_email(new, &account.id, key);
            Some(account)
        }
        (Some(account), Some(key)) => {
            link.link_by_first_proof(new, &account.id, key);
            Some(account)
        }
        _ => {
            link.link_to_new_account(new, &new_account(app, person, client)?, key, terms(person.email_verified)?);
            None
        }
    };
    Ok(Way { identity, link: Some(link), account })
}

/// Terms of a new account. Only an address that the provider vouches for is worth something to them.
///
/// # Errors
/// [`AuthError::SignUpClosed`] unless it is invited, or proven to be of the domains.
fn terms(app: &App, person: &AssertedPerson, is_invited: bool) -> Result<Terms, AuthError> {
    match app.config().sign_up.terms(person.email.as_ref()) {
        Terms::Free => Ok(Terms::Free),
        Terms::DomainBound if person.email_verified => Ok(Terms::DomainBound),
        Terms::Invited if is_invited => Ok(Terms::Invited),
        Terms::DomainBound | Terms::Invited => Err(AuthError::SignUpClosed),
    }
}

/// Identity with this id, not yet stored.
pub(super) fn new_identity<'a>(
    app: &App,
    provider: &'a IdentityProvider,
    person: &'a AssertedPerson,
    id: &'a IdentityId,
    client: &'a Client,
) -> NewIdentity<'a> {
    let email = person.email.as_ref().map(EmailAddress::as_typed);
    NewIdentity { id, provider: &provider.name, subject: &person.subject, email, trace: stranger(app, client) }
}

fn new_account(app: &App, person: &AssertedPerson, client: &Client) -> Result<Account, AuthError> {
    let is_proven = person.email.is_some() && person.email_verified;
    Ok(Account {
        email: person.email.as_ref().map(|email| email.as_typed().to_owned()),
        email_proven: is_proven,
        email_verified: is_proven,
        name: person.name.clone(),
        image: person.image.clone(),
        ..Account::begin(AccountId(app.ports.entropy.uuid()?), client, app.now())
    })
}

/// Signs in. [`AuthError::InvalidToken`] if the account changed meanwhile.
async fn take(
    app: &App,
    way: Way,
    provider: &IdentityProvider,
    person: &AssertedPerson,
    redirect_url: Option<String>,
    client: &Client,
) -> Result<Opened, AuthError> {
    if let Some(account) = way.second_factor() {
        // A new identity is linked with the code, not before: so far only a mailbox was proven.
        let key = person.email.as_ref().map(EmailAddress::key);
        let linked = (!way.is_known()).then(|| (new_identity(app, provider, person, &way.identity, client), key));
        let first = FirstFactor::Identity(linked);
        let deferred = DeferredSignIn { account: &account.id, first, redirect_url: redirect_url.as_deref() };
        let challenge = second_factor::defer(app, deferred).await?;
        return Err(AuthError::ChallengeRequired(challenge));
    }
    let is_new = !way.is_known();
    let Way { identity: id, link, account } = way;
    let opened = complete(app, SignInProof::Identity { id, link, redirect_url }, client, Issue::Pair).await?;
    match account {
        Some(account) if is_new => {
            tell_owner(app, &account, Change::IdentityLinked, client);
            tell_if_removed(app, &opened.signed_in.account, opened.signed_in.session.created_at, client);
        }
        Some(_) => {}
        None => ask_to_verify(app, &opened.signed_in, client).await,
    }
    Ok(opened)
}

/// Mails a verification to the address of a new account, if the provider has not verified it.
async fn ask_to_verify(app: &App, signed_in: &SignedIn, client: &Client) {
    if signed_in.account.email_proven || !app.config().sends_mail() {
        return;
    }
    if let Err(error) = verification::send_first(app, signed_in, client).await {
        app.log(Level::Warning, "verification_mail_failed", &error.to_string());
    }
}

/// Links an identity to the account of a session, if the session is still active.
pub(super) async fn link(
    app: &App,
    new: NewIdentity<'_>,
    (account, session): &(AccountId, SessionId),
    client: &Client,
) -> Result<SignedIn, AuthError> {
    let (held, added) = match insert_linked(&*app.ports.database, new, account, session).await? {
        Linking::Linked { held, added } => (*held, added),
        Linking::Taken => return Err(AuthError::IdentityTaken),
        Linking::Full => return Err(AuthError::TooManyIdentities),
        Linking::SessionOver => return Err(AuthError::InvalidLink),
    };
    let (account, session) = held;
    if added {
        tell_owner(app, &account, Change::IdentityLinked, client);
    }
    let token = issue_token(app, &session, SHORT_TOKEN_LIFETIME)?;
    Ok(SignedIn { account, session, token })
}
