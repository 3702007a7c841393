"""JSON that was made to hurt: refused with a sentence, at every address, whoever sends it."""

from __future__ import annotations

import base64
import json

import pytest
from django.test import Client
from django.urls import reverse

from accounts.core.parsing import json_text
from accounts.core.parsing.budget import BUDGETS, Measure, OverBudget, Source, Unparsable
from requests_app import receipts

pytestmark = pytest.mark.django_db

DEEP = b"[" * 60_000
HOSTILE = {
    "brackets": DEEP,
    "closed": b"[" * 30_000 + b"]" * 30_000,
    "objects": b'{"a":' * 9_000 + b"1" + b"}" * 9_000,
    "deep in a value": b'{"receipt": ' + DEEP[:9000] + b"]" * 9000 + b"}",
    "digits": b'{"receipt": ' + b"9" * 50_000 + b"}",
    "exponent": b'{"receipt": 1e999999}',
    "NaN": b'{"receipt": NaN}',
    "twice": b'{"receipt": "a", "receipt": "b"}',
    "half a pair": rb'{"email": "\ud800@example.test", "receipt": "\ud800"}',
    "nul": rb'{"email": "a\u0000@example.test", "receipt": "\u0000"}',
    "not UTF-8": b'{"receipt": "\xff"}',
    "UTF-16": '{"receipt": "a"}'.encode("utf-16"),
}
# Where anybody may send JSON; what needs a caller refuses before it reads.
OPEN_TO_ALL = [
    "/api/v1/receipts/check",
    "/_allauth/browser/v1/auth/code/request",
    "/_allauth/app/v1/auth/code/request",
    "/_allauth/app/v1/auth/webauthn/login",
    "/_allauth/app/v1/tokens/refresh",
    "/_allauth/browser/v1/auth/signup",
    "/_allauth/app/v1/auth/2fa/authenticate",
]


def token(header: bytes, payload: bytes = b"{}") -> str:
    parts = [base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (header, payload)]
    return ".".join([*parts, "AAAA"])


@pytest.fixture
def anybody():
    """Shows a 500 as what it is, not as an exception of the test."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", OPEN_TO_ALL)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_json_is_refused_with_a_sentence(anybody, address, name):
    answer = anybody.post(address, HOSTILE[name], content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-foo"])
def test_whatever_the_method_and_the_declared_kind(anybody, method, kind):
    for address in ("/_allauth/app/v1/account/email", "/_allauth/app/v1/auth/session"):
        answer = getattr(anybody, method)(address, DEEP, content_type=kind)
        assert answer.status_code == 400


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_callers_with_an_account_are_refused_as_well(signed_in, resident, name):
    browser = signed_in(resident)
    browser.raise_request_exception = False
    for address in (
        "holdings",
        "requests",
        "push-subscriptions",
        "venues",
        "campaigns",
        "children",
    ):
        sent = HOSTILE[name]
        answer = browser.post(f"/api/v1/{address}", sent, content_type="application/json")
        assert answer.status_code == 400, address
        keyed = {"idempotency-key": f"{address}-{name}"}
        again = browser.post(
            f"/api/v1/{address}", sent, content_type="application/json", headers=keyed
        )
        assert again.status_code == 400, address


def test_a_body_is_read_no_further_than_its_budget(signed_in, resident):
    long = b'{"text": "' + b"x" * BUDGETS[Source.JSON].bytes + b'"}'
    answer = signed_in(resident).post("/api/v1/holdings", long, content_type="application/json")
    assert answer.status_code == 413
    answer = Client().post(OPEN_TO_ALL[1], long, content_type="application/json")
    assert answer.status_code == 413


@pytest.mark.parametrize("name", ["brackets", "objects", "digits"])
def test_json_within_a_string_is_measured_too(anybody, name):
    inner = HOSTILE[name].decode()
    inside = json.dumps({"credential": inner})
    answer = anybody.post(
        "/_allauth/app/v1/auth/webauthn/login", inside, content_type="application/json"
    )
    assert answer.status_code in (400, 413)


@pytest.mark.parametrize("hostile", ["brackets", "digits", "objects"])
def test_a_passkey_on_a_page_is_measured_too(anybody, hostile):
    address = reverse("mfa_login_webauthn")
    answer = anybody.post(address, {"credential": HOSTILE[hostile].decode()})
    assert answer.status_code in (400, 413)
    assert b"<html" in answer.content.lower()


@pytest.mark.parametrize("header", [DEEP[:5900], b'{"alg":' + b"9" * 5000 + b"}"])
def test_a_token_whose_parts_nest_is_no_token(anybody, header):
    bearer = {"authorization": f"Bearer {token(header)}"}
    assert anybody.get("/api/v1/requests", headers=bearer).status_code == 401
    assert anybody.get("/_allauth/app/v1/auth/session", headers=bearer).status_code == 401
    refresh = {"refresh_token": "ey" + token(header)}
    answer = anybody.post(
        "/_allauth/app/v1/tokens/refresh", refresh, content_type="application/json"
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("part", ["header", "payload"])
def test_a_receipt_whose_parts_nest_is_unreadable(anybody, part):
    deep = DEEP[:5000]
    text = token(deep) if part == "header" else token(b'{"alg":"EdDSA","typ":"x"}', deep)
    keys = receipts.published_keys()["keys"]
    assert receipts.check(text, keys).verdict == "unreadable"
    sent = {"receipt": text}
    answer = anybody.post("/api/v1/receipts/check", sent, content_type="application/json")
    assert answer.json()["verdict"] == "unreadable"
    assert anybody.post(reverse("receipts:check"), {"text": text}).status_code == 200


def test_of_a_thousand_wrong_values_twenty_are_named(signed_in, resident):
    rights = [f"wrong-{n}" for n in range(1000)]
    answer = signed_in(resident).post(
        "/api/v1/requests", {"rights": rights}, content_type="application/json"
    )
    errors = answer.json()["errors"]
    assert answer.status_code == 400
    assert len(errors) == 21
    assert "more" in errors[-1]["detail"]


@pytest.mark.parametrize(
    ("data", "measure"),
    [
        (b"[" * 17, Measure.DEPTH),
        (b'["[[[[[[[[[[[[[[[[[[[[[[",' * 2, None),
        (b"[],".join([b"["] * 3000), Measure.OBJECTS),
        (b"," * 40_001, Measure.ENTRIES),
        (b'"' * 40_001, Measure.ENTRIES),
        (b" " * (512 * 1024 + 1), Measure.BYTES),
    ],
)
def test_it_is_stopped_by_the_measure_that_it_exceeds(data, measure):
    with pytest.raises(Unparsable) as refused:
        json_text.load(data)
    found = refused.value.measure if isinstance(refused.value, OverBudget) else None
    assert found == measure


def test_what_honest_programs_send_is_read():
    text = r'{"a": [1, -2.5e3, 0.09999999776482582, true, null], "b": {"c": "\"[{\ud83d\ude00"}}'
    assert json_text.load(text.encode()) == {
        "a": [1, -2500.0, 0.09999999776482582, True, None],
        "b": {"c": '"[{😀'},
    }
