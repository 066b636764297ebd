"""What the generated requests need from the service: a session, and now and then what only a mail tells."""

import base64
import hashlib
import hmac
import itertools
import os
import re
import struct
import threading
import time
import unicodedata
import uuid

import requests
import schemathesis
from hypothesis import strategies as st

URL = os.environ["SESAME_URL"]
TRUSTED_ORIGIN = os.environ["SESAME_TRUSTED_ORIGIN"]
PASSWORD = "correct horse battery"

# What is valid here is more than JSON Schema can say; these give valid ones only.
ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}"
LABEL = "[A-Za-z][A-Za-z0-9]{0,20}"
PATH = r"(/[A-Za-z0-9._~!$&'()*+,;=:@-]{0,20}){0,3}"
schemathesis.openapi.format("email", st.from_regex(rf"\A{ATOM}(\.{ATOM}){{0,2}}@{LABEL}(\.{LABEL}){{1,2}}\Z"))
schemathesis.openapi.format("uri", st.from_regex(rf"\Ahttps?://{LABEL}(\.{LABEL}){{0,2}}(:[1-9][0-9]{{0,3}})?{PATH}\Z"))
schemathesis.openapi.format("trusted-uri", st.from_regex(rf"\A{re.escape(TRUSTED_ORIGIN)}{PATH}\Z"))


def is_long_and_uncommon(text):
    return len(unicodedata.normalize("NFC", text)) >= 8 and len(set(text)) >= 5


characters = st.characters(codec="utf-8")
schemathesis.openapi.format("password", st.text(characters, min_size=8, max_size=64).filter(is_long_and_uncommon))


class Account(threading.local):
    """The account that authenticated requests of this thread are made for."""

    token = None
    uses = 0


account = Account()
turns = itertools.count()
http = requests.Session()


def post(path, body=None, token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = http.post(URL + path, json=body or {}, headers=headers, timeout=30)
    assert answer.ok, f"{path}: {answer.status_code} {answer.text}"
    return answer


def sign_up():
    account.email = f"account-{uuid.uuid4()}@example.com"
    account.token = post("/api/auth/sign-up", {"email": account.email, "password": PASSWORD}).json()["session"]["token"]
    account.uses = 0


def token():
    if account.token is None:
        sign_up()
    return account.token


@schemathesis.auth(refresh_interval=None)
class Session:
    def get(self, case, context):
        security = case.operation.definition.raw.get("security", [])
        if security == [{"refreshCookie": []}]:
            fresh = {"email": f"account-{uuid.uuid4()}@example.com", "password": PASSWORD, "name": "Ada"}
            return "refresh_token", post("/api/v1/auth/signup/", fresh).cookies["refresh_token"]
        if not security:
            return None
        # Another account now and then: its session stays fresh, and its rows few.
        account.uses += 1
        if account.uses > 50:
            account.token = None
        return "Authorization", f"Bearer {token()}"

    def set(self, case, data, context):
        if data is None:
            return
        name, value = data
        if name == "refresh_token":
            case.cookies = {**(case.cookies or {}), name: value}
        else:
            case.headers = {**(case.headers or {}), name: value}


def mailed(page, pattern=None):
    """The token of the newest mail whose link opens this page."""
    for _ in range(40):
        mails = http.get(f"{URL}/dev/mailbox.json", params={"to": account.email}, timeout=30).json()
        for text in (mail["text"] for mail in mails):
            if f"/{page}?token=" in text:
                return re.search(pattern or rf"/{page}\?token=([\w.-]+)", text).group(1)
        time.sleep(0.05)
    raise AssertionError(f"no mail for /{page}")


def sign_in_link():
    token()
    post("/api/auth/send-magic-link", {"email": account.email})
    return mailed("magic-link")


def reset_link():
    token()
    post("/api/auth/forgot-password", {"email": account.email})
    return mailed("reset-password")


def verification(pattern=None):
    post("/api/auth/send-verification-email", token=token())
    return mailed("verify-email", pattern)


def totp():
    """A code of the app (RFC 6238), for a second factor that is offered."""
    secret = base64.b32decode(post("/api/auth/two-factor/enable", token=token()).json()["secret"])
    digest = hmac.new(secret, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    number = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def pairing_code():
    return post("/auth/pair/code", {"name": "Device"}).json()


def paired():
    shown = pairing_code()
    post("/auth/pair", {"code": shown["code"]}, token())
    return shown["auth_id"]


def email():
    token()
    return account.email


# By operation: the field, and what makes a right value of it for the account of this thread.
RIGHT = {
    "logIn": {"email": email, "password": lambda: PASSWORD},
    "pairDevice": {"code": lambda: pairing_code()["code"]},
    "signIn": {"email": email, "password": lambda: PASSWORD},
    "signInWithCookies": {"login": email, "password": lambda: PASSWORD},
    "changePassword": {"currentPassword": lambda: PASSWORD},
    "verifyEmail": {"token": verification},
    "verifyEmailByCode": {"verification_code": lambda: verification(r"\b(\d{6})\b")},
    "signInByMagicLink": {"token": sign_in_link},
    "resetPassword": {"token": reset_link},
    "verifyTwoFactor": {"code": totp},
    "sendMagicLink": {"email": email},
    "forgotPassword": {"email": email},
}
# After these the session is gone, or the account asks for more than it did.
LAST_USES = {"signOut", "logOut", "deleteUser", "endSession", "changePassword", "verifyTwoFactor", "resetPassword", "signInByMagicLink"}


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    body = case.body
    if case.media_type == "application/x-www-form-urlencoded" and isinstance(body, dict):
        # A form has no null, and one that names a field twice is refused, which a schema cannot say.
        body = {name: value for name, value in body.items() if value is not None and not isinstance(value, (dict, list))}
        case.body = body
    # Every other valid request of some operations is given what only the owner can know.
    name = case.operation.definition.raw.get("operationId")
    if next(turns) % 2:
        return
    if name == "collectSession":
        case.path_parameters = {"auth_id": paired()}
    elif name in RIGHT and isinstance(body, dict):
        known = {field: make() for field, make in RIGHT[name].items()}
        case.body = {**{key: value for key, value in body.items() if key not in ("totpCode", "totp_code")}, **known}


@schemathesis.hook
def after_call(context, case, response):
    name = case.operation.definition.raw.get("operationId")
    if name in LAST_USES and response.status_code < 300:
        account.token = None
