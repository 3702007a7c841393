"""A form that stood on one account's page does nothing in another's name."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.services.erasure import erase_account

pytestmark = pytest.mark.django_db
SENT = {"display_name": "Changed", "locale": "en", "birth_band": "adult"}


def whose(client: Client) -> str:
    return client.get(reverse("pwa:state")).json()["account"]


def test_a_form_of_another_account_is_refused_with_a_sentence(signed_in, resident, stranger):
    theirs = whose(signed_in(resident))
    answer = signed_in(stranger).post(reverse("accounts:overview"), SENT | {"whose": theirs})
    assert answer.status_code == 409
    assert "Nothing was done" in answer.text
    stranger.refresh_from_db()
    assert stranger.display_name == "Stranger"


def test_a_form_of_somebody_who_signed_out_is_refused(client, signed_in, resident):
    theirs = whose(signed_in(resident))
    answer = client.post(reverse("accounts:overview"), SENT | {"whose": theirs})
    assert answer.status_code == 409


def test_ones_own_form_is_taken(signed_in, resident):
    client = signed_in(resident)
    client.post(reverse("accounts:overview"), SENT | {"whose": whose(client)})
    resident.refresh_from_db()
    assert resident.display_name == "Changed"


def test_without_scripts_the_token_of_before_is_refused(resident, stranger):
    """A page of one account, then another sign-in in the same browser: its token has changed."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(resident)
    page = client.get(reverse("accounts:overview"))
    token = str(page.context["csrf_token"])
    from django.contrib.auth import login
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.session, request.COOKIES = client.session, {}
    login(request, stranger, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert request.META["CSRF_COOKIE_NEEDS_UPDATE"]
    request.session.save()
    client.cookies["saveface-session"] = request.session.session_key
    client.cookies["csrftoken"] = request.META["CSRF_COOKIE"]
    answer = client.post(reverse("accounts:overview"), SENT | {"csrfmiddlewaretoken": token})
    assert answer.status_code == 403


def test_a_session_of_an_erased_account_is_nobodys(signed_in, resident):
    other = signed_in(resident)
    assert whose(other) != "none"
    erase_account(user=resident)
    assert whose(other) == "none"


@pytest.mark.parametrize("name", ["home", "requests:list", "accounts:overview", "account_email"])
def test_no_cache_keeps_a_page_of_somebody(signed_in, resident, name):
    assert "no-store" in signed_in(resident).get(reverse(name))["Cache-Control"]
