"""A native app over a real socket: signed in by a code, known by its session token and by its JWT."""

from __future__ import annotations

import re
import subprocess
from contextlib import ExitStack

import httpx
import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.test import Client

from tests.config.test_profiles import keys, production, start  # noqa: F401  (fixtures)
from tests.personas import sign_in

APP = "/_allauth/app/v1"
WAYS = ("session", "jwt")


@pytest.fixture
def app(looked_up_again, live_server, resident, mailoutbox):
    """An app that has come in by the code that was mailed; ``app(way)`` are its calls from then on."""
    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)
    with httpx.Client(base_url=live_server.url) as http:
        asked = http.post(f"{APP}/auth/code/request", json={"email": resident.email})
        token = asked.json()["meta"]["session_token"]
        code = re.search(r"^(\d{4}-\d{4})$", mailoutbox[-1].body, re.MULTILINE)[1]
        done = http.post(
            f"{APP}/auth/code/confirm", json={"code": code}, headers={"X-Session-Token": token}
        )
    assert done.status_code == 200, done.text
    meta = done.json()["meta"]
    headers = {
        "session": {"X-Session-Token": meta["session_token"]},
        "jwt": {"Authorization": f"Bearer {meta['access_token']}"},
    }
    with ExitStack() as open_:
        calls = {
            way: open_.enter_context(httpx.Client(base_url=live_server.url, headers=headers[way]))
            for way in WAYS
        }
        yield calls.__getitem__


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", WAYS)
def test_an_app_is_known_at_every_address_of_the_account(app, resident, way):
    addresses = ("auth/session", "account/email", "account/authenticators", "auth/sessions")
    answers = {address: app(way).get(f"{APP}/{address}") for address in addresses}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(
        addresses, 200
    )
    assert answers["auth/session"].json()["data"]["user"]["email"] == resident.email
    (address,) = answers["account/email"].json()["data"]
    assert address["email"] == resident.email
    assert all("Set-Cookie" not in answer.headers for answer in answers.values())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", WAYS)
def test_an_app_reads_and_writes_in_the_api(app, resident, way):
    assert app(way).get("/api/v1/me").json()["email"] == resident.email
    assert app(way).patch("/api/v1/me", json={"display_name": "Lin"}).status_code == 200
    resident.refresh_from_db()
    assert resident.display_name == "Lin"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", WAYS)
def test_an_app_signs_out_and_both_its_ways_are_shut(app, way):
    # 401 is allauth's word for “nobody is signed in now”.
    assert app(way).delete(f"{APP}/auth/session").status_code == 401
    for shut in WAYS:
        assert app(shut).get(f"{APP}/auth/session").status_code in {401, 410}
        assert app(shut).get("/api/v1/me").status_code == 401


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", WAYS)
def test_an_app_is_who_its_token_says_whatever_cookie_comes_along(app, resident, stranger, way):
    session = sign_in(Client(), stranger).session.session_key
    app(way).cookies.set(django_settings.SESSION_COOKIE_NAME, session)

    answer = app(way).get(f"{APP}/auth/session")

    assert answer.json()["data"]["user"]["email"] == resident.email


@pytest.mark.django_db(transaction=True)
def test_a_cookie_alone_opens_nothing_for_apps(live_server, resident):
    """These addresses ask for no CSRF token: a browser must not be signed in at them by its cookie."""
    session = sign_in(Client(), resident).session.session_key
    cookies = {django_settings.SESSION_COOKIE_NAME: session}
    with httpx.Client(base_url=live_server.url, cookies=cookies) as browser:
        assert browser.get("/api/v1/me").status_code == 200
        for address in ("auth/session", "account/email", "account/authenticators"):
            assert browser.get(f"{APP}/{address}").status_code == 401
        posted = browser.post(f"{APP}/account/email", json={"email": "thief@example.test"})
    assert posted.status_code == 409  # as for anybody: an address is added by whoever signs in
    assert not EmailAddress.objects.filter(email="thief@example.test").exists()


def test_the_tests_go_through_what_production_goes_through(production, tmp_path):  # noqa: F811
    """The same middleware in the same order; the one that counts queries stands within all others."""
    command = "from config.settings import MIDDLEWARE; print(*MIDDLEWARE, sep='\\n')"
    done: subprocess.CompletedProcess[str] = start(production, tmp_path, "-c", command)
    assert done.returncode == 0, done.stderr
    *ours, counting = django_settings.MIDDLEWARE
    assert done.stdout.split() == ours
    assert counting == "zeal.middleware.zeal_middleware"
