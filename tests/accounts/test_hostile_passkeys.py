"""What claims to be a passkey's statement is measured before a library turns its numbers into bytes."""

from __future__ import annotations

import base64
import json
import resource
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client
from fido2 import cbor

from accounts.core.parsing.budget import Unparsable
from accounts.core.parsing.passkeys import check_passkey

pytestmark = pytest.mark.django_db

MUCH = 3_000_000_000
FORM = "application/x-www-form-urlencoded"
PAGES = ["login", "add", "reauthenticate"]
APPS = ["auth/webauthn/login", "auth/webauthn/reauthenticate", "account/authenticators/webauthn"]


def packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def client_data(**changed) -> str:
    said = {"type": "webauthn.get", "challenge": "AAAA", "origin": "https://a.example"}
    return packed(json.dumps(said | changed).encode())


def signed(**changed):
    """What a key says when somebody signs in."""
    response = {
        "clientDataJSON": client_data(),
        "authenticatorData": packed(bytes(37)),
        "signature": "AAAA",
        "userHandle": "AAAA",
    }
    whole = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "clientExtensionResults": {}}
    return {**whole, "response": response | changed}


def registered(statement: bytes):
    """What a new key says."""
    said = {"clientDataJSON": client_data(type="webauthn.create")}
    whole = {"id": "AAAA", "rawId": "AAAA", "type": "public-key"}
    return {**whole, "response": {**said, "attestationObject": packed(statement)}}


def attested(auth_data: object) -> bytes:
    return cbor.encode({"fmt": "none", "authData": auth_data, "attStmt": {}})


HOSTILE = {
    "a number": 9,
    "a list": [],
    "nothing in it": {},
    "no response": {"id": "AAAA", "rawId": "AAAA"},
    "a response that is a list": {"rawId": "AAAA", "response": []},
    "no rawId": {"id": "AAAA", "response": signed()["response"]},
    "many bytes": signed(clientDataJSON=MUCH),
    "many bytes of a signature": signed(signature=MUCH),
    "many bytes of a user": signed(userHandle=MUCH),
    "many bytes of an id": {**signed(), "id": MUCH, "rawId": MUCH},
    "many bytes of an extension": {**signed(), "clientExtensionResults": {"largeBlob": MUCH}},
    "many bytes of a challenge": signed(clientDataJSON=client_data(challenge=MUCH)),
    "many bytes below zero": signed(signature=-MUCH),
    "no base64": signed(clientDataJSON="A"),
    "no JSON within": signed(clientDataJSON=packed(b"x")),
    "digits within": signed(clientDataJSON=packed(b"9" * 5000)),
    "deep within": signed(clientDataJSON=packed(b"[" * 5000)),
    "many bytes of CBOR": registered(attested(MUCH)),
    "deep CBOR": registered(b"\x81" * 20_000),
    "no CBOR": registered(b"\xff"),
}


@pytest.fixture
def little_memory():
    """So that what takes gigabytes fails here, and not this machine."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    taken = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + (1 << 30), before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("address", PAGES)
def test_no_page_takes_it(name, address, little_memory, resident, signed_in):
    body = urlencode({"credential": json.dumps(HOSTILE[name]), "name": "mine"})
    for client in (Client(), signed_in(resident)):
        client.raise_request_exception = False
        page = client.post(f"/accounts/2fa/webauthn/{address}/", body, content_type=FORM)
        assert page.status_code == 400


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("address", APPS)
@pytest.mark.parametrize("door", ["app", "browser"])
def test_no_app_hands_it_on(name, address, door, little_memory):
    anybody = Client(raise_request_exception=False)
    for said in (HOSTILE[name], json.dumps(HOSTILE[name])):
        answer = anybody.post(
            f"/_allauth/{door}/v1/{address}",
            json.dumps({"credential": said}),
            content_type="application/json",
        )
        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("text", ["9" * 5000, "-" + "9" * 5000, " " + "9" * 5000, "no JSON"])
def test_a_text_that_is_no_object_is_refused_on_pages(text):
    page = Client(raise_request_exception=False).post(
        "/accounts/2fa/webauthn/login/", {"credential": text}
    )
    assert page.status_code == 400


def test_a_form_without_a_passkey_is_shown_again(client):
    assert client.post("/accounts/2fa/webauthn/login/", {"credential": ""}).status_code < 400


def test_what_keys_say_is_let_through():
    check_passkey(signed())
    check_passkey(signed(userHandle=None))
    check_passkey({**signed(), "clientExtensionResults": {"credProps": {"rk": True}}})
    check_passkey(registered(attested(bytes(37))))
    honest = registered(attested(bytes(37)))
    honest["response"] |= {"publicKeyAlgorithm": -65535, "transports": ["internal"]}
    check_passkey(honest)
    with pytest.raises(Unparsable):
        check_passkey(signed(clientDataJSON=None))
