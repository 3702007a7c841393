"""What a browser sends as a passkey's statement and no device has made is refused, by every door."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.test import Client
from fido2 import cbor

from tests.personas import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("looked_up_again")]


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def client_data(kind: str) -> str:
    said = {"type": f"webauthn.{kind}", "challenge": "AAAA", "origin": "http://testserver"}
    return b64(json.dumps(said).encode())


KEY = b64(bytes(16))
COSE = cbor.encode({1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)})
AUTH_DATA = bytes(32) + b"\x45" + bytes(20) + b"\x00\x10" + bytes(16) + COSE
MADE = b64(cbor.encode({"fmt": "none", "attStmt": {}, "authData": AUTH_DATA}))
FRAME = {"id": KEY, "rawId": KEY, "type": "public-key", "clientExtensionResults": {}}


def new_key(**response: Any) -> dict[str, Any]:
    said = {"clientDataJSON": client_data("create"), "attestationObject": MADE}
    return FRAME | {"response": said | response}


def shown_key(user: Any, **response: Any) -> dict[str, Any]:
    said = {
        "clientDataJSON": client_data("get"),
        "authenticatorData": b64(AUTH_DATA),
        "signature": "AAAA",
        "userHandle": b64(user_pk_to_url_str(user).encode()),
    }
    return FRAME | {"response": said | response}


TWISTED = (
    {"rawId": 1}, {"id": 1}, {"id": "é"}, {"rawId": None}, {"type": []}, {"response": None},
    {"clientExtensionResults": "x"}, {"clientExtensionResults": [1]},
    {"clientExtensionResults": True},
)  # fmt: skip
NEW = (
    {"clientDataJSON": ""}, {"clientDataJSON": "!"}, {"clientDataJSON": b64(b"[]")},
    {"clientDataJSON": b64(b"null")}, {"attestationObject": ""},
    {"attestationObject": b64(b"\xa1" * 500)}, {"attestationObject": b64(b"\xff" * 9)},
    {"attestationObject": b64(cbor.encode({"fmt": 1, "attStmt": 1, "authData": 1}))},
    {"attestationObject": b64(cbor.encode([]))},
    {"attestationObject": b64(cbor.encode({"fmt": "none", "attStmt": {}, "authData": b""}))},
)  # fmt: skip
SHOWN = (
    {"clientDataJSON": b64(b"[]")}, {"authenticatorData": "AA"}, {"signature": 1},
    {"userHandle": 1}, {"userHandle": b64(b"\xff")}, {"userHandle": None},
)  # fmt: skip


@pytest.fixture
def owner(victim):
    """Signed in a moment ago, with a passkey."""
    data = {"name": "x", "credential": new_key()}
    Authenticator.objects.create(user=victim, type=Authenticator.Type.WEBAUTHN, data=data)
    return sign_in(Client(), victim, mfa=True)


def send(client: Client, address: str, credential: Any) -> int:
    client.get(address)  # a challenge is awaited
    if address.startswith("/accounts/"):
        body: dict[str, Any] = {"name": "x", "credential": json.dumps(credential)}
        return client.post(address, body).status_code
    body = {"name": "x", "credential": credential}
    return client.post(address, body, content_type="application/json").status_code


@pytest.mark.parametrize(
    "twist", [*TWISTED, *({"response": new_key(**r)["response"]} for r in NEW)]
)
@pytest.mark.parametrize(
    "address",
    ["/accounts/2fa/webauthn/add/", "/_allauth/browser/v1/account/authenticators/webauthn"],
)
def test_no_passkey_is_made_of_it(owner, address, twist):
    assert send(owner, address, new_key() | twist) in (200, 400)
    assert Authenticator.objects.count() == 1


@pytest.mark.parametrize("twist", [*TWISTED, *SHOWN])
@pytest.mark.parametrize(
    "address",
    [
        "/accounts/2fa/webauthn/login/",
        "/accounts/2fa/webauthn/reauthenticate/",
        "/_allauth/browser/v1/auth/webauthn/login",
        "/_allauth/browser/v1/auth/webauthn/reauthenticate",
    ],
)
def test_it_lets_nobody_in(owner, victim, address, twist):
    client = Client() if address.endswith(("login", "login/")) else owner
    statement = shown_key(victim) | twist
    if twist in SHOWN:
        statement = shown_key(victim, **twist)
    assert send(client, address, statement) in (200, 302, 400)
    assert client is owner or "_auth_user_id" not in client.session
