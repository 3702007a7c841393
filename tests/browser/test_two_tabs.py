"""Two tabs of one browser: what one does, the other must not go on showing, or act on."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from accounts.services.erasure import erase_account
from requests_app.models import Message
from tests.browser.test_pwa import visit
from tests.personas import sign_in

SECRET = "What only the two of us know"


@pytest.fixture
def case(rights_request, resident):
    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)
    Message.objects.create(
        request=rights_request, author=resident, author_kind="resident", body=SECRET
    )
    return rights_request


@pytest.fixture
def tabs(open_browser, resident, case):
    """Two tabs that show the case of one resident."""
    first = open_browser(resident)
    first.goto("/")
    first.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    visit(first, case.get_absolute_url())
    second = first.context.new_page()
    second.goto(case.get_absolute_url())
    assert shows(first)
    assert shows(second)
    return first, second


def shows(page) -> bool:
    return SECRET in page.evaluate("document.body.innerText")


def is_left(page) -> None:
    """The page has gone to where one signs in, and says nothing of the case."""
    page.wait_for_url(lambda address: urlsplit(address).path == reverse("account_login"))
    assert SECRET not in page.content()


def sign_out(page) -> None:
    page.goto(reverse("account_logout"))
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/")


def comes_back_to(page) -> None:
    page.evaluate("() => { dispatchEvent(new Event('focus')) }")


def session_key(page) -> str:
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    return cookies[settings.SESSION_COOKIE_NAME]


def becomes(page, user) -> None:
    """Somebody else signs in, in a tab of the same browser."""
    key = sign_in(Client(), user).session.session_key
    parts = urlsplit(page.url)
    url = f"{parts.scheme}://{parts.netloc}"
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": url}])


def test_a_second_tab_leaves_at_once_when_the_first_signs_out(tabs):
    first, second = tabs
    sign_out(first)
    is_left(second)


def test_the_back_button_shows_nothing_after_signing_out(tabs, case):
    first, second = tabs
    second.goto(reverse("about", args=("help",)))
    sign_out(first)
    for page in (first, second):
        page.go_back()
        if page is first:
            page.go_back()
        expect(page.locator("body")).not_to_contain_text(SECRET)
        assert not shows(page)


def test_nothing_of_a_case_is_left_in_the_browser_after_signing_out(tabs, case):
    first, second = tabs
    sign_out(first)
    is_left(second)
    kept = "async () => (await caches.keys()).filter(name => name.startsWith('pages-')).length"
    assert second.evaluate(kept) == 0


@pytest.mark.parametrize("how", ["ended elsewhere", "expired", "erased"])
def test_a_tab_leaves_when_its_session_is_over(tabs, resident, how):
    first, second = tabs
    if how == "ended elsewhere":
        SessionStore(session_key(first)).delete()
        UserSession.objects.filter(user=resident).delete()
    elif how == "expired":
        Session.objects.all().delete()
    else:
        erase_account(user=resident)
    comes_back_to(second)
    is_left(second)
    is_left(first)  # the page to which the second went told it


def test_a_tab_of_one_account_does_not_stay_beside_another(tabs, resident, stranger):
    first, second = tabs
    first.goto("/")
    expect(first.locator("h1")).to_contain_text(resident.display_name)
    becomes(first, stranger)
    second.goto("/")
    expect(first.locator("h1")).to_contain_text(stranger.display_name)
    assert resident.display_name not in first.locator("main").inner_text()


def test_a_form_of_one_account_does_nothing_in_anothers_name(tabs, resident, stranger, case):
    first, _second = tabs
    first.goto(reverse("accounts:overview"))
    first.evaluate("() => { addEventListener('focus', e => e.stopImmediatePropagation(), true) }")
    token = first.evaluate("document.querySelector('[name=csrfmiddlewaretoken]').value")
    whose = first.evaluate("document.querySelector('form [name=whose]').value")
    becomes(first, stranger)
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_key(first)
    sent = {"display_name": "Not I", "locale": "en", "birth_band": "adult", "whose": whose}
    answer = client.post(reverse("accounts:overview"), sent | {"csrfmiddlewaretoken": token})
    assert answer.status_code == 409
    assert "Nothing was done" in answer.text
    stranger.refresh_from_db()
    assert stranger.display_name != "Not I"


def test_what_may_be_read_without_a_network_is_read_in_two_tabs(tabs, case):
    first, second = tabs
    first.context.set_offline(True)
    comes_back_to(first)
    comes_back_to(second)
    second.wait_for_timeout(300)
    assert shows(first)
    assert shows(second)
    second.reload()
    assert shows(second)
    first.context.set_offline(False)
    comes_back_to(second)
    second.wait_for_timeout(300)
    assert shows(second)


def test_without_a_network_too_a_page_is_left_once_the_account_is(tabs):
    """The second tab missed it: it was asleep."""
    first, second = tabs
    second.route("**/app/state", lambda route: route.abort())
    sign_out(first)
    first.context.set_offline(True)
    comes_back_to(second)
    expect(second.locator("body")).not_to_contain_text(SECRET)
