"""A passkey on the resident's (virtual) device: set up, looked after, and all that is needed to come in."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.urls import reverse

from accounts.models import AuditEvent
from tests.personas import enrol

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def has_device(page) -> None:
    """Whoever holds it confirms whatever the page asks for (W3C WebAuthn, 11)."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.device = session, device["authenticatorId"]


def has_proven_again(page) -> None:
    """As if the way in had been shown a moment ago, for a page that asks for it anew."""
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    session = SessionStore(cookies[settings.SESSION_COOKIE_NAME])
    records = session[AUTHENTICATION_METHODS_SESSION_KEY]
    proven = [record | {"reauthenticated": True} for record in records]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = proven
    session.save()


@pytest.fixture
def page(open_browser, resident, language):
    """With a passkey that was set up on the page for it."""
    enrol(resident)
    page = open_browser(resident, language=language, mfa=True)
    has_device(page)
    has_proven_again(page)
    page.goto(reverse("mfa_add_webauthn"))
    page.fill("#id_name", "my phone")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda address: "webauthn/add" not in address)
    return page


def test_resident_comes_in_with_the_passkey_alone(page, resident):
    key = Authenticator.objects.get(user=resident, type=Authenticator.Type.WEBAUTHN)
    assert key.wrap().name == "my phone"
    assert key.wrap().is_passwordless
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.goto(reverse("account_login"))
    page.click("#passkey_login")
    page.locator(f"a[href='{reverse('accounts:overview')}']").first.wait_for()


def signs_in_with_key(page) -> None:
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.goto(reverse("account_login"))
    page.click("#passkey_login")


@pytest.fixture
def copy_of_key(page):
    """`copy_of_key(back)`: the same device with its passkey, whose counter stands ``back`` lower."""

    def restore(back: int) -> None:
        session, device = page.device
        (key,) = session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
        session.send("WebAuthn.clearCredentials", {"authenticatorId": device})
        old = key | {"signCount": max(key["signCount"] - back, 0)}
        session.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": old})

    return restore


def test_a_copied_passkey_does_not_come_in_and_its_owner_is_told(
    page, resident, copy_of_key, language
):
    mine = f"a[href='{reverse('accounts:overview')}']"
    signs_in_with_key(page)
    page.locator(mine).first.wait_for()
    mail.outbox.clear()
    copy_of_key(back=1)  # it was copied before the sign-in just now
    signs_in_with_key(page)
    page.locator(".error-summary, .errorlist, .messages").first.wait_for()
    page.goto(reverse("accounts:overview"))
    assert reverse("account_login") in page.url
    [told] = mail.outbox
    assert told.to == [resident.email]
    assert AuditEvent.objects.filter(kind="passkey.copied", actor_id=resident.pk).exists()
    UserSession.objects.all().delete()
    copy_of_key(back=-5)  # the other one, which was used since
    signs_in_with_key(page)
    page.locator(mine).first.wait_for()


# Where a second factor is looked after. What `test_accessibility.py` knows as looked at elsewhere.
PAGES = [
    "mfa_deactivate_totp", "mfa_edit_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn", "mfa_view_recovery_codes",
]  # fmt: skip


def test_pages_of_a_second_factor_are_accessible(page, resident, faults):
    RecoveryCodes.activate(resident)
    key = Authenticator.objects.get(user=resident, type=Authenticator.Type.WEBAUTHN)
    found = []
    for name in PAGES:
        of_key = name in ("mfa_edit_webauthn", "mfa_remove_webauthn")
        address = reverse(name, args=[key.pk] if of_key else [])
        assert page.goto(address).status == 200
        assert urlsplit(page.url).path == address
        found += [f"{address}: {fault}" for fault in faults(page)]
    assert found == []
