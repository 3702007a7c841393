"""A sign-in with a browser that was not here before is told by mail, and by no words of the caller's."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts import devices
from tests.accounts.conftest import last_code, mails_to

pytestmark = pytest.mark.django_db

CHROME = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"


def come_in(browser: Client, user, agent: str = CHROME, address: str = "198.51.100.9") -> Client:
    seen = {"headers": {"user-agent": agent}, "REMOTE_ADDR": address}
    browser.post(reverse("account_request_login_code"), {"email": user.email}, **seen)
    given = {"code": last_code(user.email)}
    browser.post(reverse("account_confirm_login_code"), given, **seen)
    return browser


def told(user) -> list[str]:
    return [each.body for each in mails_to(user.email) if "new device" in each.subject]


def test_a_new_browser_is_told_with_its_name_and_network(victim):
    come_in(Client(), victim)
    (text,) = told(victim)
    assert "Chrome · Android" in text
    assert "198.51.100.0/24" in text
    assert "198.51.100.9" not in text
    assert "Where you are signed in" in text


def test_the_same_browser_is_told_once(victim):
    browser = come_in(Client(), victim)
    browser.post(reverse("account_logout"))
    come_in(browser, victim)
    assert len(told(victim)) == 1


def test_the_same_kind_of_browser_elsewhere_is_told(victim):
    come_in(Client(), victim)
    come_in(Client(), victim)
    assert len(told(victim)) == 2


def test_a_browser_known_to_another_is_new(victim, stranger):
    browser = come_in(Client(), victim)
    browser.post(reverse("account_logout"))
    come_in(browser, stranger)
    browser.post(reverse("account_logout"))
    come_in(browser, victim)
    assert len(told(victim)) == 1
    assert not told(stranger), "their first sign-in ever"


@pytest.mark.parametrize("mark", ["", "x", "WyJhIl0:1abc:def", "a" * 5000])
def test_a_forged_mark_is_no_mark(victim, mark):
    browser = Client()
    browser.cookies[devices.COOKIE] = mark
    come_in(browser, victim)
    assert len(told(victim)) == 1


def test_the_mark_says_nothing_and_is_for_the_server_alone(victim):
    cookie = come_in(Client(), victim).cookies[devices.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert str(victim.pk) not in cookie.value
    assert settings.SESSION_COOKIE_NAME != devices.COOKIE


def test_the_code_for_signing_in_names_who_asked(victim):
    Client().post(
        reverse("account_request_login_code"),
        {"email": victim.email},
        headers={"user-agent": "Buy at https://evil.test"},
        REMOTE_ADDR="2001:db8:77:1::5",
    )
    text = mails_to(victim.email)[-1].body
    assert "2001:db8:77::/48" in text
    assert "evil" not in text


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.200", "203.0.113.0/24"),
        ("::ffff:203.0.113.200", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("", "not known"),
        ("nowhere", "not known"),
        (None, "not known"),
    ],
)
def test_a_network_is_an_address_cut_short(address, network):
    assert devices.network_of(address) == network
