"""NUL is a character that PostgreSQL takes in no text: it is refused at the edge, or asked for nowhere."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from accounts.session_store import SessionStore
from tests.guards.routes import all_routes
from tests.personas import sign_in

pytestmark = pytest.mark.django_db

QUOTED = '"\\000abc\\000abcdefghijklmnopqrstuvwxyz01"'
PAGES = ("/", "/accounts/login/", "/api/v1/me", "/_allauth/browser/v1/auth/session")
NAMES = ("q", "venue", "incident", "case", "cursor", "status", "next", "right")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("key", [QUOTED, "\0" * 32, "a" * 31, "a" * 33, "A" * 32, "é" * 32])
def test_what_can_be_no_key_of_a_session_is_looked_for_nowhere(page, key, monkeypatch):
    monkeypatch.setattr(SessionStore, "_get_session_from_db", None)
    cookie = f"{settings.SESSION_COOKIE_NAME}={key}"
    assert Client().get(page, headers={"cookie": cookie}).status_code in (200, 401)
    answer = Client().get(page, headers={"x-session-token": key})
    assert answer.status_code in (200, 401)


def test_what_django_makes_is_a_key():
    store = SessionStore()
    store.create()
    assert SessionStore(store.session_key).session_key == store.session_key


@pytest.mark.parametrize("value", ["%00", "a%00b", "%2500"])
def test_no_page_is_asked_for_it(resident, value):
    """`%2500` is a percent sign and two noughts."""
    browser = sign_in(Client(), resident)
    asked = "&".join(f"{name}={value}" for name in NAMES)
    for route in all_routes():
        if route.parameters or route.path.startswith(("accounts/", "_allauth/", "admin/")):
            continue
        answer = browser.get(f"/{route.path}?{asked}")
        assert (answer.status_code == 400) or value == "%2500", route.path


@pytest.mark.parametrize(
    "address", ["/requests/%00/", "/me/undo/%00", "/api/v1/requests/%00", "/notices/%00"]
)
def test_nor_for_an_address_with_it(resident, address):
    assert sign_in(Client(), resident).get(address).status_code == 400
