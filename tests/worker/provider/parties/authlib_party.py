"""Relying party of PyPI authlib. It is told of itself and of the browser by lines of JSON, and answers by them."""

import json
import sys

import requests
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import KeySet


def read() -> dict:
    return json.loads(sys.stdin.readline())


def write(answer: dict) -> None:
    print(json.dumps(answer), flush=True)


about = read()
metadata = requests.get(f"{about['issuer']}/.well-known/openid-configuration", timeout=10).json()
session = OAuth2Session(
    about["client_id"],
    about["client_secret"],
    scope="openid profile email offline_access",
    redirect_uri=about["redirect_uri"],
    code_challenge_method="S256",
    token_endpoint=metadata["token_endpoint"],
)
verifier = "v" * 64
url, state = session.create_authorization_url(
    metadata["authorization_endpoint"], code_verifier=verifier, nonce="a nonce", prompt="consent"
)
write({"url": url})

tokens = session.fetch_token(
    metadata["token_endpoint"], authorization_response=read()["returned"], code_verifier=verifier, state=state
)
keys = KeySet.import_key_set(requests.get(metadata["jwks_uri"], timeout=10).json())
claims = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"]).claims
jwt.JWTClaimsRegistry(
    iss={"essential": True, "value": about["issuer"]},
    aud={"essential": True, "value": about["client_id"]},
    nonce={"essential": True, "value": "a nonce"},
    exp={"essential": True},
).validate(claims)
userinfo = session.get(metadata["userinfo_endpoint"]).json()
refreshed = session.refresh_token(metadata["token_endpoint"], refresh_token=tokens["refresh_token"])
revoked = session.revoke_token(metadata["revocation_endpoint"], refreshed["refresh_token"], token_type_hint="refresh_token")
write(
    {
        "sub": claims["sub"],
        "userinfo": userinfo,
        "renewed": refreshed["access_token"] != tokens["access_token"],
        "revoked": revoked.status_code,
    }
)
