"""API that knows its callers by Sesame's short JWTs, without asking Sesame about each."""

import os

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

SESAME = os.environ["SESAME_URL"]
AUDIENCE = os.environ["API_ORIGIN"]  # one of TRUSTED_ORIGINS

keys = jwt.PyJWKClient(f"{SESAME}/oauth2/jwks", cache_keys=True)
app = FastAPI()


def caller(credential: HTTPAuthorizationCredentials = Depends(HTTPBearer())) -> dict:
    """Claims of the caller's token, of which every part that decides is named here."""
    try:
        key = keys.get_signing_key_from_jwt(credential.credentials)
        return jwt.decode(
            credential.credentials,
            key,
            algorithms=["ES256"],
            issuer=SESAME,
            audience=AUDIENCE,
            options={"require": ["exp", "iss", "aud", "sub"]},
        )
    except jwt.PyJWTError:
        raise HTTPException(401, "Sign in first")


@app.get("/me")
def me(claims: dict = Depends(caller)) -> dict:
    return {"id": claims["sub"], "email": claims.get("email")}
