"""The pages of allauth in our look: a code by mail, a second step, sessions, limits, errors."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.urls import reverse

pytestmark = pytest.mark.django_db

CODE = re.compile(r"^\s*([0-9A-Z]{3,4}-?[0-9A-Z]{3,4})\s*$", re.MULTILINE)


@pytest.fixture
def verified(resident):
    """A resident whose address is confirmed."""
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)
    return resident


def test_resident_signs_in_with_a_code_by_mail(client, verified):
    client.post(reverse("account_request_login_code"), {"email": verified.email})
    confirm = reverse("account_confirm_login_code")
    assert 'class="wordmark"' in client.get(confirm).text
    code = CODE.search(mail.outbox[-1].body)
    client.post(confirm, {"code": code[1]})
    assert reverse("accounts:overview") in client.get(reverse("home")).text


def test_a_wrong_code_says_so_at_the_field(client, verified):
    client.post(reverse("account_request_login_code"), {"email": verified.email})
    page = client.post(reverse("account_confirm_login_code"), {"code": "WRONG-CODE"})
    assert "error-summary" in page.text
    assert 'aria-invalid="true"' in page.text


@pytest.mark.parametrize(
    "name",
    [
        "account_email",
        "account_logout",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "usersessions_list",
    ],
)
def test_every_page_is_in_our_look_without_inline_script_or_style(verified, signed_in, name):
    page = signed_in(verified).get(reverse(name))
    assert page.status_code == 200
    assert 'class="wordmark"' in page.text
    assert not re.search(r"\sstyle=|<style|\son\w+=", page.text)
    inline = re.findall(r"<script(?![^>]*(?:\bsrc=|application/json))[^>]*>", page.text)
    assert inline == []


def test_page_that_is_not_there_says_what_to_do(client):
    page = client.get("/nowhere/", headers={"accept-language": "en"})
    assert page.status_code == 404
    assert "There is nothing here" in page.text
    assert reverse("consents:venue_list") in page.text
