"""A sign-in that was half-way when the account was put back, or its address removed, lets nobody in."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services.erasure import erase_account
from tests.accounts.conftest import last_code, undo_link
from tests.guards.test_counted_tries import DOORS
from tests.personas import enrol, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("looked_up_again")]

THIEF = "thief@example.test"
EMAILS = "/accounts/email/"
CONFIRM = "account_confirm_login_code"


@pytest.fixture
def moved(signed_in, victim) -> User:
    """The thief's address is one of the account's, and confirmed."""
    browser = signed_in(victim)
    browser.post(EMAILS, {"action_add": "", "email": THIEF})
    browser.post(reverse("account_email_verification_sent"), {"code": last_code(THIEF)})
    assert EmailAddress.objects.filter(email=THIEF, verified=True).exists()
    return victim


def addresses() -> set[str]:
    return set(EmailAddress.objects.values_list("email", flat=True))


def nobody_came_in(user: User) -> bool:
    return not user.usersession_set.exists()


@pytest.mark.parametrize("door", DOORS)
def test_a_code_to_the_thiefs_address_is_worth_nothing_after_the_undo(moved, victim, door):
    asks, tries = DOORS[door]
    pending = asks(EmailAddress.objects.get(email=THIEF))
    code = last_code(THIEF)
    Client().post(undo_link(victim.email))
    cache.clear()  # past the limit on mails to one address
    tries(pending, code)
    assert addresses() == {victim.email}
    assert nobody_came_in(victim)
    # Nor does another code go out, by which the address would come back.
    assert last_code(THIEF) == code


@pytest.mark.parametrize("door", DOORS)
def test_a_code_to_an_address_that_was_removed_is_worth_nothing(signed_in, victim, door):
    second = EmailAddress.objects.create(user=victim, email="second@example.test", verified=True)
    asks, tries = DOORS[door]
    pending = asks(second)
    code = last_code(second.email)
    owner = signed_in(victim)
    owner.post(EMAILS, {"action_remove": "", "email": second.email})
    cache.clear()
    tries(pending, code)
    assert addresses() == {victim.email}
    assert nobody_came_in(victim)


@pytest.fixture
def second_step(victim) -> tuple[Client, str, str]:
    """A browser that has shown a code to the thief's address, and two recovery codes that were looked up."""
    enrol(victim)
    RecoveryCodes.activate(victim)
    fresh = sign_in(Client(), victim, mfa=True)
    fresh.post(EMAILS, {"action_add": "", "email": THIEF})
    fresh.post(reverse("account_email_verification_sent"), {"code": last_code(THIEF)})
    codes = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap()
    browser = Client()
    browser.post(reverse("account_request_login_code"), {"email": THIEF})
    browser.post(reverse(CONFIRM), {"code": last_code(THIEF)})
    return browser, *codes.get_unused_codes()[:2]


@pytest.mark.parametrize("address", ["page", "browser"])
def test_a_second_step_is_not_taken_after_the_undo(second_step, victim, address):
    browser, code, _another = second_step
    Client().post(undo_link(victim.email))
    if address == "page":
        browser.post(reverse("mfa_authenticate"), {"code": code})
    else:
        browser.post(
            "/_allauth/browser/v1/auth/2fa/authenticate",
            {"code": code},
            content_type="application/json",
        )
    assert "_auth_user_id" not in browser.session
    assert nobody_came_in(victim)


def test_without_an_undo_the_second_step_is_taken(second_step, victim):
    browser, code, _another = second_step
    browser.post(reverse("mfa_authenticate"), {"code": code})
    assert "_auth_user_id" in browser.session


def test_a_browser_that_was_half_way_before_the_undo_can_begin_anew(second_step, victim):
    browser, code, another = second_step
    Client().post(undo_link(victim.email))
    wrong = browser.post(reverse("mfa_authenticate"), {"code": code})
    assert wrong.headers["Location"] == reverse("account_login")
    browser.post(reverse("account_request_login_code"), {"email": victim.email})
    browser.post(reverse(CONFIRM), {"code": last_code(victim.email)})
    browser.post(reverse("mfa_authenticate"), {"code": another})
    assert "_auth_user_id" in browser.session


@pytest.mark.parametrize("door", DOORS)
def test_a_code_for_an_account_that_is_no_more_is_no_mistake_of_ours(victim, door):
    asks, tries = DOORS[door]
    pending = asks(victim)
    code = last_code(victim.email)
    erase_account(user=victim)
    assert tries(pending, code).status_code in (302, 400)
    assert not User.objects.exists()


def test_whoever_was_invited_comes_in_with_the_address_in_their_entry(db):
    invited = User.objects.create_user("invited@example.test")
    browser = Client()
    browser.post(reverse("account_request_login_code"), {"email": invited.email})
    browser.post(reverse(CONFIRM), {"code": last_code(invited.email)})
    cache.clear()
    if "_auth_user_id" not in browser.session:  # the address is confirmed first
        browser.post(reverse("account_email_verification_sent"), {"code": last_code(invited.email)})
    assert "_auth_user_id" in browser.session
