"""A session of 25 minutes ago opens no door behind which something is handed out, given away or lost."""

from __future__ import annotations

import time

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.headless.tokens.strategies.jwt.internal import create_access_token
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import ApiToken, Dependant, Membership, User
from tests.accounts.conftest import last_code
from tests.accounts.thief import aged, is_asked
from tests.personas import app_code, enrol

pytestmark = pytest.mark.django_db

ME = "/api/v1/me"


@pytest.fixture(params=["cookie", "session token", "jwt"])
def stolen(request, api, victim) -> APIClient:
    """The victim's old session, by each way in of the API."""
    client = aged(api(victim))
    session = SessionStore(client.session.session_key)
    if request.param == "cookie":
        return client
    app = APIClient()
    if request.param == "session token":
        app.credentials(HTTP_X_SESSION_TOKEN=session.session_key)
    else:
        app.credentials(HTTP_AUTHORIZATION=f"Bearer {create_access_token(victim, session, {})}")
    return app


def test_the_api_lets_nobody_leave(stolen, victim):
    answer = stolen.delete(ME, headers={"Saveface-Confirm": victim.email})
    assert is_asked(answer)
    assert User.objects.filter(pk=victim.pk).exists()


def test_the_api_hands_nothing_out(stolen, victim):
    answer = stolen.get(f"{ME}/data")
    assert is_asked(answer)
    assert victim.display_name not in answer.text


def test_the_api_erases_no_child(stolen, victim, child):
    Dependant.objects.update(guardian=victim)
    assert is_asked(stolen.delete(f"/api/v1/children/{child.pk}"))
    assert Dependant.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ["accounts:delete", "mfa_add_webauthn", "mfa_activate_totp"])
def test_pages_ask(signed_in, victim, name, method):
    browser = aged(signed_in(victim))
    given = {"email": victim.email, "sure": "on"}
    assert is_asked(getattr(browser, method)(reverse(name), given))
    assert User.objects.filter(pk=victim.pk).exists()


def test_the_page_hands_nothing_out(signed_in, victim):
    assert is_asked(aged(signed_in(victim)).post(reverse("accounts:download")))


def test_the_page_erases_no_child(signed_in, guardian, child):
    browser = aged(signed_in(guardian))
    assert is_asked(browser.post(reverse("accounts:child_remove", args=[child.pk])))
    assert Dependant.objects.exists()


@pytest.mark.parametrize("act", ["add", "primary", "remove"])
def test_no_address_is_changed(signed_in, victim, act):
    EmailAddress.objects.create(user=victim, email="second@example.test", verified=True)
    email = "thief@example.test" if act == "add" else "second@example.test"
    before = list(EmailAddress.objects.order_by("pk").values())
    answer = aged(signed_in(victim)).post(
        reverse("account_email"), {f"action_{act}": "", "email": email}
    )
    assert is_asked(answer)
    assert list(EmailAddress.objects.order_by("pk").values()) == before
    assert mail.outbox == []


@pytest.mark.parametrize("method", ["post", "patch", "delete"])
def test_no_address_is_changed_headless(signed_in, victim, method):
    EmailAddress.objects.create(user=victim, email="second@example.test", verified=True)
    email = "thief@example.test" if method == "post" else "second@example.test"
    before = list(EmailAddress.objects.order_by("pk").values())
    answer = getattr(aged(signed_in(victim)), method)(
        "/_allauth/browser/v1/account/email",
        {"email": email, "primary": True},
        content_type="application/json",
    )
    assert is_asked(answer)
    assert list(EmailAddress.objects.order_by("pk").values()) == before
    assert mail.outbox == []


def test_a_recent_code_is_no_proof_where_there_is_a_second_factor(api, victim):
    enrol(victim)
    browser = api(victim)  # a code a moment ago, and no second factor in this session
    session = browser.session
    session.save()
    Authenticator.objects.update(created_at=timezone.now() - timezone.timedelta(days=9))
    assert is_asked(browser.get(f"{ME}/data"))


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_desk_makes_no_token_from_a_cookie(signed_in, manager, operator_organisation, method):
    browser = aged(signed_in(manager))
    given = {
        "organisation": str(operator_organisation.pk),
        "name": "door",
        "scope": "respond",
        "days": "30",
    }
    assert is_asked(getattr(browser, method)(reverse("admin:accounts_apitoken_add"), given))
    assert not ApiToken.objects.exists()


def test_the_desk_lets_nobody_in_by_a_cookie(signed_in, manager, operator_organisation):
    browser = aged(signed_in(manager))
    given = {
        "organisation": str(operator_organisation.pk),
        "email": "thief@example.test",
        "role": "manager",
    }
    before = Membership.objects.count()
    assert is_asked(browser.post(reverse("admin:accounts_membership_add"), given))
    assert Membership.objects.count() == before


# --- a thief who waits for the owner's proof --------------------------------------------------


def two_of(browser: Client) -> Client:
    """Another browser with a copy of the session's cookie, and of no other."""
    copy = Client()
    copy.cookies[settings.SESSION_COOKIE_NAME] = browser.session.session_key
    return copy


def typed_code(browser: Client, victim, to: str = "") -> None:
    browser.post("/me/proof", {"action": "send"})
    browser.post("/me/proof", {"code": last_code(victim.email), "next": to})


@pytest.mark.parametrize("planted_after", [False, True])
def test_the_owners_proof_does_not_do_the_thiefs_errand(signed_in, victim, planted_after):
    owner = aged(signed_in(victim))
    thief = two_of(owner)
    leave = reverse("accounts:delete")
    plant = lambda: thief.post(leave, {"email": victim.email, "sure": "on"})  # noqa: E731
    if not planted_after:
        plant()
    assert is_asked(owner.get(leave))
    if planted_after:
        plant()
    typed_code(owner, victim, leave)
    assert User.objects.filter(pk=victim.pk).exists()


def test_the_owners_second_factor_does_not_do_the_thiefs_errand(
    signed_in, manager, operator_organisation
):
    owner = aged(signed_in(manager))
    thief = two_of(owner)
    add = reverse("admin:accounts_membership_add")
    given = {
        "organisation": str(operator_organisation.pk),
        "email": "thief@example.test",
        "role": "manager",
    }
    asked = owner.get(add)
    thief.post(add, given)
    owner.post(asked.headers["Location"], {"code": app_code(), "next": add})
    assert owner.get(add).status_code == 200, "the owner has shown that it is them"
    assert not Membership.objects.filter(user__email="thief@example.test").exists()


def test_the_owners_own_errand_is_done_by_the_second_factor(
    signed_in, manager, operator_organisation
):
    owner = aged(signed_in(manager))
    add = reverse("admin:accounts_membership_add")
    given = {
        "organisation": str(operator_organisation.pk),
        "email": "colleague@example.test",
        "role": "responder",
    }
    asked = owner.post(add, given)
    owner.post(asked.headers["Location"], {"code": app_code(), "next": add})
    assert Membership.objects.filter(user__email="colleague@example.test").exists()


@pytest.mark.parametrize("door", ["page", "api", "headless"])
def test_the_copied_cookie_is_worth_nothing_after_the_owners_proof(signed_in, victim, door):
    owner = aged(signed_in(victim))
    thief = two_of(owner)
    assert thief.get(ME).status_code == 200
    owner.post("/me/proof", {"action": "send"})
    address = {
        "page": "/me/proof",
        "api": "/api/v1/proof",
        "headless": "/_allauth/browser/v1/auth/reauthenticate/confirm",
    }[door]
    more = {} if door == "page" else {"content_type": "application/json"}
    owner.post(address, {"code": last_code(victim.email)}, **more)
    assert owner.get(f"{ME}/data").status_code == 200
    assert thief.get(ME).status_code == 401


# --- a factor that is removed ------------------------------------------------------------------


def came_in_by(client: Client, factor: Authenticator) -> Client:
    """``client``, where its person showed ``factor`` a moment ago, as allauth notes it."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "code", "at": time.time(), "email": factor.user.email},
        {"method": "mfa", "at": time.time(), "type": factor.type, "id": factor.pk},
    ]
    session.save()
    return client


@pytest.mark.parametrize("way", ["cookie", "session token", "jwt"])
def test_whoever_came_in_by_a_key_that_is_removed_is_out(api, operator, way):
    client = api(operator)  # has an authenticator app, which stays
    lost = Authenticator.objects.create(user=operator, type=Authenticator.Type.WEBAUTHN, data={})
    came_in_by(client, lost)
    session = SessionStore(client.session.session_key)
    if way == "session token":
        client = APIClient(headers={"x-session-token": session.session_key})
    elif way == "jwt":
        token = create_access_token(operator, session, {})
        client = APIClient(headers={"authorization": f"Bearer {token}"})
    assert client.get("/api/v1/requests").status_code == 200
    lost.delete()
    assert client.get("/api/v1/requests").status_code == 403
    if way == "cookie":
        assert client.get("/admin/").status_code == 302


def test_a_key_that_is_removed_proves_nothing(signed_in, victim):
    enrol(victim)
    lost = Authenticator.objects.create(user=victim, type=Authenticator.Type.WEBAUTHN, data={})
    Authenticator.objects.update(created_at=timezone.now() - timezone.timedelta(days=9))
    browser = came_in_by(signed_in(victim), lost)
    lost.delete()
    assert is_asked(browser.get(reverse("accounts:delete")))


@pytest.mark.parametrize("door", ["page", "browser", "app"])
def test_no_code_goes_to_an_address_that_waits_for_one(signed_in, victim, door, looked_up_again):
    """An address that was never confirmed is the account's already; confirmed, it lets in."""
    EmailAddress.objects.create(user=victim, email="waiting@example.test")
    browser = aged(signed_in(victim))
    given = {"email": "waiting@example.test"}
    if door == "page":
        answer = browser.post(reverse("account_email"), {"action_send": "", **given})
    else:
        token = browser.session.session_key
        client = browser if door == "browser" else Client(headers={"x-session-token": token})
        address = f"/_allauth/{door}/v1/account/email"
        answer = client.put(address, given, content_type="application/json")
    assert is_asked(answer)
    assert mail.outbox == []
