//! Authorization request of a client: read, checked, and judged by the browser's session.

use super::hint::read_hint;
use crate::app::App;
use crate::crypto::base64url;
use crate::crypto::sid::sid;
use crate::crypto::subkey::fingerprint;
use crate::domain::authorization_request::{
    AskedResource, AuthorizationError, AuthorizationRequest, Began, Met, Standing, Step, WayBack, Wish,
};
use crate::domain::client_metadata::ClientId;
use crate::domain::{Account, AccountId, AuthError, Client, Scopes, Session, SessionId};
use crate::flows::authenticate::note_use;
use crate::flows::mailing::tell_of_change;
use crate::mail::Change;
use crate::store::batches::client_authorization::{
    AuthorizationRows, ClientSid, Consent, Named, NewCode, find_named, insert_code,
};
use crate::store::tables::clients::RegisteredClient;
use crate::store::tables::events::Trace;

/// Request of a browser.
pub struct Sent<'a> {
    pub query: &'a str,
    /// Session and account of the browser's token, not looked up yet.
    pub session: Option<&'a (SessionId, AccountId)>,
    /// Present if it waited for a sign-in.
    pub began: Option<&'a Began>,
}

/// Judgement on a request.
pub enum Verdict {
    /// Neither client nor redirect URI is certain: nobody is sent anywhere.
    NoWayBack,
    Refused(WayBack, AuthorizationError),
    Good(Box<GoodRequest>),
}

/// Request without a mistake, with its next step.
pub struct GoodRequest {
    pub client: RegisteredClient,
    pub way_back: WayBack,
    pub wish: Wish,
    /// Scopes that the client gets.
    pub scope: Scopes,
    pub resource: Option<AskedResource>,
    /// Scopes that the account allowed before.
    pub consented: Scopes,
    pub session: Option<(Account, Session)>,
    pub step: Step,
}

impl GoodRequest {
    /// Code to issue for it.
    ///
    /// # Errors
    /// [`AuthError::InvalidToken`] without a session.
    pub fn issue(&self) -> Result<CodeToIssue<'_>, AuthError> {
        let (account, session) = self.session.as_ref().ok_or(AuthError::InvalidToken)?;
        Ok(CodeToIssue {
            account: &account.id,
            session,
            client: &self.client.id,
            client_version: self.client.version,
            way_back: &self.way_back,
            wish: &self.wish,
            scope: &self.scope,
            resource: self.resource.as_ref().map(|resource| resource.identifier.as_str()),
            consented: &self.consented,
        })
    }

    /// Name of the client for people.
    pub fn client_name(&self) -> &str {
        self.client.metadata.name().unwrap_or(&self.client.id.0)
    }
}

/// Judges a request. One round trip, but for a signing key that is not known yet.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn judge(app: &App, sent: &Sent<'_>) -> Result<Verdict, AuthError> {
    let Some(request) = AuthorizationRequest::read(sent.query) else {
        return Ok(Verdict::NoWayBack);
    };
    let wish = request.wish.as_ref().ok();
    let resource = wish.and_then(|wish| wish.resource.as_deref());
    let named = Named { client: &request.client, resource, session: sent.session, now: app.now() };
    let AuthorizationRows { client, resource, session, consented } = find_named(&*app.ports.database, &named).await?;
    let Some(client) = client.filter(|client| client.metadata.redirects_to(&request.way_back.redirect_uri)) else {
        return Ok(Verdict::NoWayBack);
    };
    if let Some((_, session)) = &session {
        note_use(app, session);
    }
    let asked = match request.check(&client.metadata, resource.as_ref()) {
        Ok(asked) => asked,
        Err(error) => return Ok(Verdict::Refused(request.way_back, error)),
    };
    let hinted = match hinted_account(app, &request.client, asked.wish).await? {
        Ok(hinted) => hinted,
        Err(error) => return Ok(Verdict::Refused(request.way_back, error)),
    };
    let met = session.as_ref().map(|(account, session)| met(account, session));
    let standing = Standing {
        session: met.as_ref(),
        began: sent.began,
        hinted: hinted.as_ref(),
        consented: &consented,
        redirect_uri: &request.way_back.redirect_uri,
        now: app.now(),
    };
    let step = match asked.step(&client.metadata, &standing) {
        Ok(step) => step,
        Err(error) => return Ok(Verdict::Refused(request.way_back, error)),
    };
    let (scope, wish) = (asked.scope.clone(), asked.wish.clone());
    let way_back = request.way_back.clone();
    Ok(Verdict::Good(Box::new(GoodRequest { client, way_back, wish, scope, resource, consented, session, step })))
}

/// Account of the `id_token_hint`, if there is one. It is an ID token of the client that asks.
async fn hinted_account(
    app: &App,
    client: &ClientId,
    wish: &Wish,
) -> Result<Result<Option<AccountId>, AuthorizationError>, AuthError> {
    let Some(token) = &wish.id_token_hint else {
        return Ok(Ok(None));
    };
    let wrong = AuthorizationError::InvalidRequest("id_token_hint must be an ID token of this client");
    let hint = read_hint(app, token).await?.filter(|hint| hint.client == *client);
    Ok(hint.map(|hint| Some(hint.account)).ok_or(wrong))
}

fn met(account: &Account, session: &Session) -> Met {
    Met {
        id: session.id.clone(),
        account: account.id.clone(),
        authenticated_at: session.authenticated_at,
        aal: session.aal,
        has_second_factor: account.second_factor,
    }
}

/// Code to issue, on what the person saw.
pub struct CodeToIssue<'a> {
    pub account: &'a AccountId,
    pub session: &'a Session,
    pub client: &'a ClientId,
    pub client_version: i64,
    pub way_back: &'a WayBack,
    pub wish: &'a Wish,
    pub scope: &'a Scopes,
    /// As registered.
    pub resource: Option<&'a str>,
    /// Scopes that were allowed before.
    pub consented: &'a Scopes,
}

/// Issues a code to a session, with the consent behind it. `None` if the session, the client or the consent changed
/// meanwhile.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn issue_code(app: &App, issue: &CodeToIssue<'_>, client: &Client) -> Result<Option<String>, AuthError> {
    let code = base64url::random(&*app.ports.entropy)?;
    let agreed = issue.consented.clone().with(issue.scope);
    let seed = match &issue.session.sid_seed {
        Some(seed) => seed.clone(),
        None => base64url::random(&*app.ports.entropy)?,
    };
    let new = NewCode {
        id: &fingerprint(&code),
        account: issue.account,
        session: &issue.session.id,
        client: issue.client,
        client_version: issue.client_version,
        redirect_uri: &issue.way_back.redirect_uri,
        challenge: issue.wish.challenge.as_deref(),
        nonce: issue.wish.nonce.as_deref(),
        scope: issue.scope,
        resource: issue.resource,
        consent: &Consent { seen: issue.consented.clone(), agreed },
        sid: &ClientSid { sid: sid(&seed, issue.client), seed },
    };
    let trace = Trace { client, session: Some(&issue.session.id), at: app.now() };
    Ok(insert_code(&*app.ports.database, &new, &trace).await?.then_some(code))
}

/// Mails the owner that an application was allowed something new. An unproven address is not told: a stranger could allow
/// and remove an application in turn under any.
pub fn tell_of_consent(app: &App, account: &Account, issued: &CodeToIssue<'_>, name: &str, client: &Client) {
    let is_new = !issued.scope.is_within(issued.consented);
    if let Some(address) = account.email.as_ref().filter(|_| is_new && account.email_proven && !name.is_empty()) {
        tell_of_change(app, address, Change::ApplicationAllowed { name: name.to_owned() }, client);
    }
}
