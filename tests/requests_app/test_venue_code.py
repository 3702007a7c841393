"""The venue's code is read however it is written, and what could be no code is no try."""

from __future__ import annotations

import pytest
from django.urls import reverse

from requests_app import states
from requests_app.models import VenueCode
from requests_app.services import identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def code(rights_request, operator):
    return identity.issue_code(case=rights_request, by=operator)


def wide(code: str) -> str:
    return code.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})


WRITTEN = {
    "full width": wide,
    "in a sentence": lambda code: f"您的验证码是：{code[:4]}-{code[4:]}，请勿告诉他人。",
    "with an invisible space": lambda code: code[:3] + "\u200b" + code[3:],
    "in Arabic digits": lambda code: code.translate(
        {ord(d): 0x0660 + int(d) for d in "0123456789"}
    ),
}


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("door", ["page", "api"])
def test_it_is_right_however_it_is_written(
    written, door, code, rights_request, resident, signed_in, api
):
    typed = WRITTEN[written](code)
    if door == "page":
        address = reverse("requests:identity", args=(rights_request.reference,))
        signed_in(resident).post(address, {"code": typed})
    else:
        address = reverse("api:request-code", args=(rights_request.reference,))
        api(resident).post(address, {"code": typed})
    rights_request.refresh_from_db()
    assert rights_request.identity == states.Identity.VERIFIED


@pytest.mark.parametrize("typed", ["1234567", "no code", "12345678 or 87654321"])
def test_what_could_be_no_code_is_no_try(typed, code, rights_request, resident, signed_in, api):
    page = reverse("requests:identity", args=(rights_request.reference,))
    answer = signed_in(resident).post(page, {"code": typed})
    assert "not counted" in answer.text
    told = api(resident).post(
        reverse("api:request-code", args=(rights_request.reference,)), {"code": typed}
    )
    assert told.status_code in (400, 409, 422)
    assert told.json()["type"].endswith("code_unreadable")
    assert VenueCode.objects.get().tries_left == identity.CODE_TRIES
