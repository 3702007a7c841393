"""Asked again, and undoing: in a real browser, without scripts, on a phone and on a computer."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.urls import reverse

from accounts.models import User
from accounts.services import undoable_changes
from tests.accounts.conftest import last_code
from tests.accounts.thief import aged_records

SIZES = [{"width": 390, "height": 800}, {"width": 1280, "height": 800}]


@pytest.fixture(params=SIZES, ids=["phone", "computer"])
def size(request) -> dict[str, int]:
    return request.param


@pytest.fixture
def open_stale(open_browser, resident):
    """`open_stale(javascript=False)`: a page in a session of 25 minutes ago."""
    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)

    def open_(**settings_of_page):
        page = open_browser(resident, **settings_of_page)
        cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
        aged_records(cookies[settings.SESSION_COOKIE_NAME])
        return page

    return open_


@pytest.fixture
def page(open_stale, language, size):
    """Without scripts."""
    return open_stale(language=language, javascript=False, size=size)


def test_whoever_leaves_is_asked_and_comes_back_to_where_they_were(page, resident):
    page.goto(reverse("accounts:delete"))
    assert page.url.partition("?")[0].endswith("/me/proof")
    page.click("button[form=send]")
    assert mail.outbox[-1].to == [resident.email]
    page.fill("#id_code", "12")
    page.click("main form:not(#send) button[type=submit]:not([form])")
    assert page.locator("[aria-invalid=true]").count() == 1
    page.fill("#id_code", last_code(resident.email))
    page.click("main form:not(#send) button[type=submit]:not([form])")
    assert page.url.endswith(reverse("accounts:delete"))
    page.fill("#id_email", resident.email)
    page.check("#id_sure")
    page.click("button.danger")
    assert not User.objects.exists()


def test_with_scripts_a_code_goes_as_soon_as_it_is_complete(open_stale, resident, faults):
    page = open_stale()
    page.goto(reverse("accounts:delete"))
    page.click("button[form=send]")
    page.locator("[data-when-complete]").wait_for()
    assert faults(page) == []
    page.fill("#id_code", last_code(resident.email))
    page.wait_for_url(f"**{reverse('accounts:delete')}")


def test_the_link_in_the_mail_puts_everything_back(page, resident):
    change = undoable_changes.ask_for_address(by=resident, address="thief@example.test")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.goto(reverse("accounts:undo", args=(undoable_changes.token_of(change),)))
    page.click("button.danger")
    assert page.locator(".notice.tone-good").count() == 1
    assert EmailAddress.objects.get().email == resident.email
