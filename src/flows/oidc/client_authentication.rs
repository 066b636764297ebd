//! Authentication of applications (OpenID Connect Core section 9): what a request shows, turned into what the batch of
//! its flow checks.

use crate::app::App;
pub use crate::crypto::client_assertion::claimed_client;
use crate::crypto::client_assertion::{self, ExpectedAssertion};
use crate::crypto::jwks::Jwks;
use crate::crypto::subkey::fingerprint;
use crate::domain::client::Network;
use crate::domain::client_metadata::ClientId;
use crate::domain::{AuthError, Client, CredentialPlace, OAuthError, Secret};
use crate::store::batch::Batch;
use crate::store::batches::client_authentication::{Authentication, ShownAssertion, ShownClient, ShownProof};

/// Path of the token endpoint, an audience of assertions.
const TOKEN_ENDPOINT: &str = "/oauth2/token";

/// Credentials of an application in a request, not verified yet.
pub struct PresentedClient {
    pub id: ClientId,
    pub proof: PresentedProof,
}

pub enum PresentedProof {
    Nothing,
    Secret {
        secret: Secret,
        place: CredentialPlace,
    },
    /// Signed assertion (RFC 7523).
    Assertion(Secret),
}

/// Client of a request, ready to be authenticated.
pub struct ClientRequest<'a> {
    app: &'a App,
    id: ClientId,
    proof: ShownProof,
    network: Network,
}

impl<'a> ClientRequest<'a> {
    /// Prepares it. An assertion is verified here, against the keys that the client has: one round trip.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`].
    pub async fn new(app: &'a App, presented: PresentedClient, sender: &Client) -> Result<Self, AuthError> {
        let proof = match presented.proof {
            PresentedProof::Nothing => ShownProof::Nothing,
            PresentedProof::Secret { secret, place: CredentialPlace::Header } => {
                ShownProof::SecretInHeader(fingerprint(secret.expose()))
            }
            PresentedProof::Secret { secret, place: CredentialPlace::Body } => {
                ShownProof::SecretInBody(fingerprint(secret.expose()))
            }
            PresentedProof::Assertion(assertion) => verify(app, &presented.id, &assertion).await?,
        };
        Ok(Self { app, id: presented.id, proof, network: sender.network() })
    }

    /// The client for the store.
    pub(super) fn shown(&self) -> ShownClient<'_> {
        let (app, network) = (self.app, &self.network);
        ShownClient { id: &self.id, proof: &self.proof, network, limits: &app.config().limits, now: app.now() }
    }

    /// Result of an authentication.
    ///
    /// # Errors
    /// [`OAuthError::InvalidClient`], [`AuthError::TooManyAttempts`].
    pub(super) fn admitted<T>(&self, authentication: Authentication<T>) -> Result<T, AuthError> {
        match authentication {
            Authentication::Authenticated(admitted) => Ok(admitted),
            Authentication::Refused => Err(OAuthError::InvalidClient(self.place()).into()),
            Authentication::TooMany { retry_after } => Err(AuthError::TooManyAttempts { retry_after }),
        }
    }

    /// True for a client that shows its id alone.
    pub(super) fn is_public(&self) -> bool {
        matches!(self.proof, ShownProof::Nothing)
    }

    fn place(&self) -> CredentialPlace {
        match self.proof {
            ShownProof::SecretInHeader(_) => CredentialPlace::Header,
            _ => CredentialPlace::Body,
        }
    }
}

async fn verify(app: &App, id: &ClientId, assertion: &Secret) -> Result<ShownProof, AuthError> {
    let mut batch = Batch::new();
    let client = batch.registered_client(id);
    let client = batch.run(&*app.ports.database).await?.take(client)?;
    let issuer = app.config().public_url.as_str();
    let endpoint = format!("{issuer}{TOKEN_ENDPOINT}");
    let expected = ExpectedAssertion { client: id, audiences: &[issuer, &endpoint] };
    let verified = client.and_then(|client| {
        let keys = Jwks::parse(client.metadata.key_set()?.to_string().as_bytes()).ok()?;
        let verified = client_assertion::verify(assertion.expose(), &keys, expected, app.now())?;
        Some((client.version, verified))
    });
    let Some((client_version, verified)) = verified else {
        return Ok(ShownProof::BadAssertion);
    };
    let request = app.ports.entropy.actor()?;
    let (id, expires_at) = (verified.id, verified.expires_at);
    Ok(ShownProof::Assertion(ShownAssertion { id, expires_at, client_version, request }))
}
