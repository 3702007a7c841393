"""Asked again, and undoing: in a real browser, without scripts, on a phone and on a computer."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.urls import reverse

from accounts.models import User
from accounts.services import changes
from tests.accounts.conftest import last_code
from tests.accounts.thief import aged_records

SIZES = [{"width": 390, "height": 800}, {"width": 1280, "height": 800}]


@pytest.fixture(params=SIZES, ids=["phone", "computer"])
def size(request) -> dict[str, int]:
    return request.param


@pytest.fixture
def page(open_browser, resident, language, size):
    """Without scripts, in a session of 25 minutes ago."""
    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)
    page = open_browser(resident, language=language, javascript=False, size=size)
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    aged_records(cookies[settings.SESSION_COOKIE_NAME])
    return page


def test_whoever_leaves_is_asked_and_comes_back_to_where_they_were(page, resident):
    page.goto(reverse("accounts:delete"))
    assert page.url.partition("?")[0].endswith("/me/proof")
    page.click("button[form=send]")
    assert mail.outbox[-1].to == [resident.email]
    page.fill("#id_code", "12")
    page.click("form:not(#send) button[type=submit]:not([form])")
    assert page.locator("[aria-invalid=true]").count() == 1
    page.fill("#id_code", last_code(resident.email))
    page.click("form:not(#send) button[type=submit]:not([form])")
    assert page.url.endswith(reverse("accounts:delete"))
    page.fill("#id_email", resident.email)
    page.check("#id_sure")
    page.click("button.danger")
    assert not User.objects.exists()


def test_the_link_in_the_mail_puts_everything_back(page, resident):
    change = changes.ask_for_address(by=resident, address="thief@example.test")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.goto(reverse("accounts:undo", args=(changes.token_of(change),)))
    page.click("button.danger")
    assert page.locator(".notice.tone-good").count() == 1
    assert EmailAddress.objects.get().email == resident.email
