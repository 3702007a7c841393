"""Showing that it is still you: on the page, over the API, in an app; and what shows nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.headless.tokens.strategies.jwt.internal import (
    create_access_token,
    create_refresh_token,
)
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import proof
from accounts.models import ProofCode, User
from accounts.proof import Act, OnFile, Way
from accounts.services import proof_codes, retention
from tests.accounts.conftest import last_code, mails_to
from tests.accounts.thief import aged, is_asked
from tests.personas import enrol, sign_in

pytestmark = pytest.mark.django_db

PROVE = "/me/proof"


# --- the page ---------------------------------------------------------------------------------


def prove(browser, address, to=PROVE):
    browser.post(to, {"action": "send"})
    return browser.post(to, {"code": last_code(address)})


def test_what_was_typed_is_done_after_the_code(signed_in, victim):
    browser = aged(signed_in(victim))
    typed = {"email": victim.email, "sure": "on"}
    asked = browser.post(reverse("accounts:delete"), typed)
    page = browser.get(asked.headers["Location"])
    assert "Delete my account" in page.text, "the page names the errand"
    assert victim.email in page.text
    assert mail.outbox == [], "nothing is sent unasked"

    browser.post(PROVE, {"action": "send", "next": "/me/delete"})
    browser.post(PROVE, {"code": last_code(victim.email), "next": "/me/delete"})

    assert not User.objects.filter(pk=victim.pk).exists()


def test_the_download_comes_after_the_code(signed_in, victim):
    browser = aged(signed_in(victim))
    browser.post(reverse("accounts:download"))
    browser.post(PROVE, {"action": "send", "next": "/me/data"})
    answer = browser.post(PROVE, {"code": last_code(victim.email), "next": "/me/data"})
    assert victim.email in str(answer.json())
    assert browser.get(reverse("accounts:download")).headers["Location"] == "/me/"


def test_nobody_is_sent_to_another_site(signed_in, victim):
    browser = aged(signed_in(victim))
    page = browser.get(PROVE, {"next": "https://evil.test/"})
    assert 'name="next" value=""' in page.text
    browser.post(PROVE, {"action": "send"})
    given = {"code": last_code(victim.email), "next": "https://evil.test/"}
    assert "evil.test" not in browser.post(PROVE, given).headers["Location"]


def test_one_proof_is_good_for_five_minutes_in_this_session_alone(signed_in, victim):
    browser, other = aged(signed_in(victim)), aged(signed_in(victim))
    prove(browser, victim.email)
    assert browser.get(reverse("accounts:delete")).status_code == 200
    assert is_asked(other.get(reverse("accounts:delete")))
    assert is_asked(aged(browser, 301).get(reverse("accounts:delete")))


def test_a_code_is_good_in_the_browser_that_asked(signed_in, victim):
    browser, other = aged(signed_in(victim)), aged(signed_in(victim))
    browser.post(PROVE, {"action": "send"})
    other.post(PROVE, {"code": last_code(victim.email)})
    assert is_asked(other.get(reverse("accounts:delete")))


@pytest.mark.parametrize(
    "write",
    [
        lambda code: code,
        lambda code: f"  {code[:2]} {code[2:]} ",
        lambda code: code.replace("-", ""),
        lambda code: code.translate({ord(str(n)): 0xFF10 + n for n in range(10)}),
        lambda code: code.replace("-", "－"),
        lambda code: code.replace("-", "–") + "\u200b",
    ],
)
def test_a_code_may_be_written_in_many_ways(signed_in, victim, write):
    browser = aged(signed_in(victim))
    browser.post(PROVE, {"action": "send"})
    browser.post(PROVE, {"code": write(last_code(victim.email))})
    assert browser.get(reverse("accounts:delete")).status_code == 200


def test_what_could_be_no_code_costs_no_try(signed_in, victim):
    browser = aged(signed_in(victim))
    browser.post(PROVE, {"action": "send"})
    code = last_code(victim.email)
    for _again in range(5):
        browser.post(PROVE, {"code": "1234"})
    browser.post(PROVE, {"code": code})
    assert browser.get(reverse("accounts:delete")).status_code == 200


def test_the_fourth_try_is_not_judged(signed_in, victim):
    browser = aged(signed_in(victim))
    browser.post(PROVE, {"action": "send"})
    code = last_code(victim.email)
    wrong = "0000-0000" if code != "0000-0000" else "1111-1111"
    page, *_more = [browser.post(PROVE, {"code": wrong}) for _ in range(3)]
    assert "This is not the code" in page.text
    browser.post(PROVE, {"code": code})
    assert is_asked(browser.get(reverse("accounts:delete")))


def test_a_code_is_used_once_and_ends_with_time(signed_in, victim, later):
    browser = aged(signed_in(victim))
    prove(browser, victim.email)
    again = browser.post(PROVE, {"code": last_code(victim.email)})
    assert "No code is good here any more" in again.text

    browser.post(PROVE, {"action": "send"})
    later(timedelta(minutes=11))
    assert "No code is good" in browser.post(PROVE, {"code": last_code(victim.email)}).text


def test_another_code_ends_the_one_before(signed_in, victim):
    browser = aged(signed_in(victim))
    browser.post(PROVE, {"action": "send"})
    first = last_code(victim.email)
    browser.post(PROVE, {"action": "send"})
    if first != last_code(victim.email):
        assert "This is not the code" in browser.post(PROVE, {"code": first}).text
    assert browser.post(PROVE, {"code": last_code(victim.email)}).status_code == 302


def test_codes_are_sent_six_times_an_hour_from_all_sessions_together(signed_in, victim, later):
    for _ in range(4):
        browser = aged(signed_in(victim))
        browser.post(PROVE, {"action": "send"})
        page = browser.post(PROVE, {"action": "send"}, follow=True)
    assert len(mails_to(victim.email)) == 6
    assert "Many codes were sent" in page.text
    later(timedelta(hours=1, seconds=1))
    browser.post(PROVE, {"action": "send"})
    assert len(mails_to(victim.email)) == 7


def test_the_mail_names_browser_and_network_and_no_words_of_the_callers(signed_in, victim):
    browser = aged(signed_in(victim))
    agent = "Mozilla/5.0 (Windows NT 10.0) Firefox/133.0"
    browser.post(
        PROVE, {"action": "send"}, headers={"user-agent": agent}, REMOTE_ADDR="203.0.113.77"
    )
    text = mails_to(victim.email)[-1].body
    assert "Firefox · Windows" in text
    assert "203.0.113.0/24" in text
    assert "203.0.113.77" not in text

    agent = "Visit https://evil.test now"
    browser.post(
        PROVE, {"action": "send"}, headers={"user-agent": agent}, REMOTE_ADDR="2001:db8:1:2::3"
    )
    text = mails_to(victim.email)[-1].body
    assert "evil" not in text
    assert "2001:db8:1::/48" in text


def test_the_database_does_not_say_the_code(signed_in, victim):
    aged(signed_in(victim)).post(PROVE, {"action": "send"})
    row = str(ProofCode.objects.values().get())
    code = last_code(victim.email)
    assert code not in row
    assert code.replace("-", "") not in row


def test_codes_are_forgotten_after_a_day(signed_in, victim, later):
    aged(signed_in(victim)).post(PROVE, {"action": "send"})
    retention.purge()
    assert ProofCode.objects.exists()
    later(timedelta(days=1, minutes=1))
    retention.purge()
    assert not ProofCode.objects.exists()


def test_whoever_has_a_second_factor_is_asked_for_that(signed_in, victim):
    enrol(victim)
    browser = aged(signed_in(victim, mfa=True))
    asked = browser.get(reverse("accounts:delete"))
    assert asked.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    page = browser.get(PROVE, {"next": "/me/delete"})
    assert page.headers["Location"].startswith(reverse("account_reauthenticate"))
    browser.post(PROVE, {"action": "send"})
    assert mail.outbox == []


# --- the API ----------------------------------------------------------------------------------


@pytest.fixture(params=["cookie", "session token", "jwt", "refreshed jwt"])
def old(request, api, victim) -> APIClient:
    """The API, in a session of 25 minutes ago."""
    client = aged(api(victim))
    session = SessionStore(client.session.session_key)
    app = APIClient()
    if request.param == "cookie":
        return client
    if request.param == "session token":
        app.credentials(HTTP_X_SESSION_TOKEN=session.session_key)
        return app
    token = create_access_token(victim, session, {})
    if request.param == "refreshed jwt":
        refresh = create_refresh_token(victim, session)
        session.save()
        answer = APIClient().post("/_allauth/app/v1/tokens/refresh", {"refresh_token": refresh})
        token = answer.json()["data"]["access_token"]
    app.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return app


def test_the_api_says_how_and_takes_the_code(old, victim):
    asked = old.get("/api/v1/me/data")
    assert is_asked(asked)
    assert asked["Content-Type"] == "application/problem+json"
    assert 'error="insufficient_user_authentication", max_age=300' in asked["WWW-Authenticate"]
    assert "/api/v1/proof" in asked.json()["detail"]

    assert old.post("/api/v1/proof/code").json()["address"] == victim.email
    wrong = old.post("/api/v1/proof", {"code": "no digits"})
    assert wrong.status_code == 422
    assert wrong.json()["type"].endswith("/proof.refused")
    assert is_asked(old.get("/api/v1/me/data"))

    assert old.post("/api/v1/proof", {"code": last_code(victim.email)}).status_code == 200
    assert old.get("/api/v1/me/data").status_code == 200


def test_the_same_call_under_the_same_key_is_done_after_the_proof(old, victim):
    headers = {"Saveface-Confirm": victim.email, "Idempotency-Key": "leaving"}
    assert is_asked(old.delete("/api/v1/me", headers=headers))
    old.post("/api/v1/proof/code")
    old.post("/api/v1/proof", {"code": last_code(victim.email)})
    assert old.delete("/api/v1/me", headers=headers).status_code == 204


def test_one_session_proves_nothing_for_another(api, victim):
    """A fresh cookie beside an old token: the way in that was used is the one that is asked."""
    old = aged(api(victim)).session.session_key
    fresh = api(victim)
    assert is_asked(fresh.get("/api/v1/me/data", headers={"x-session-token": old}))
    assert fresh.get("/api/v1/me/data").status_code == 200


def test_the_api_says_that_a_second_factor_is_wanted(api, victim):
    enrol(victim)
    asked = aged(api(victim, mfa=True)).get("/api/v1/me/data")
    assert "2fa/reauthenticate" in asked.json()["detail"]


def test_many_codes_are_a_problem_of_its_own(api, victim):
    client = aged(api(victim))
    answers = [client.post("/api/v1/proof/code") for _ in range(7)]
    assert answers[-1].status_code == 429
    assert answers[-1].json()["type"].endswith("/proof.too_many")


# --- apps, through allauth's own addresses ----------------------------------------------------


@pytest.fixture(params=["browser", "app"])
def headless(request, victim, looked_up_again):
    """`headless(method, address, body)` in a session of 25 minutes ago."""
    client = aged(sign_in(APIClient(), victim))
    if request.param == "app":
        app = APIClient()
        app.credentials(HTTP_X_SESSION_TOKEN=client.session.session_key)
        client = app

    def call(method, address, body=None):
        return getattr(client, method)(f"/_allauth/{request.param}/v1/{address}", body)

    return call


def test_an_app_says_how_and_takes_the_code(headless, victim):
    wish = ("post", "account/email", {"email": "new@example.test"})
    asked = headless(*wish)
    assert asked.json()["data"]["flows"] == [{"id": "code_reauthenticate"}]
    assert mail.outbox == []

    sent = headless("post", "auth/reauthenticate/code")
    assert sent.json()["data"] == {"address": victim.email}
    wrong = headless("post", "auth/reauthenticate/confirm", {"code": "1"})
    assert (wrong.status_code, wrong.json()["errors"][0]["param"]) == (400, "code")
    code = {"code": last_code(victim.email)}
    assert headless("post", "auth/reauthenticate/confirm", code).status_code == 200

    assert headless(*wish).status_code == 200
    assert mails_to("new@example.test")


# --- the rule, as data ------------------------------------------------------------------------

ADDRESS = "old@example.test"


def code_at(at, email=ADDRESS):
    return {"method": "code", "email": email, "at": at}


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize(
    "record",
    [
        {},
        {"method": "password", "at": 5.0},
        {"method": "socialaccount", "at": 5.0},
        {"method": "code", "at": 5.0},
        {"method": "code", "at": 5.0, "phone": "1"},
        code_at(5.0, "other@example.test"),
        {"at": 5.0, "reauthenticated": True},
    ],
)
def test_what_is_not_named_shows_nothing(record, act):
    assert not proof.counts(record, act, OnFile(ADDRESS))


@pytest.mark.parametrize("act", Act)
def test_before_what_cannot_be_taken_back_a_changed_account_asks_its_old_address(act):
    known = OnFile(ADDRESS, changed_at=100.0, factor_since=90.0)
    final = act in {Act.LEAVE, Act.TAKE_OUT, Act.ERASE_CHILD}
    assert proof.counts({"method": "mfa", "at": 200.0}, act, known) is not final
    assert proof.counts(code_at(200.0), act, known) is final
    assert not proof.counts(code_at(99.0), Act.LEAVE, known), "typed before the change"
    assert proof.way_for(act, known) is (Way.CODE if final else Way.SECOND_FACTOR)


@pytest.mark.parametrize("ahead", [1, 3600, 10**9])
def test_a_proof_from_the_future_shows_nothing(signed_in, victim, ahead):
    browser = aged(signed_in(victim), -ahead)
    assert is_asked(browser.get(reverse("accounts:delete")))


@pytest.mark.parametrize("at", [None, "now", [], True])
def test_a_time_that_is_none_shows_nothing(signed_in, victim, at):
    browser = signed_in(victim)
    session = browser.session
    session["account_authentication_methods"] = [code_at(at, victim.email)]
    session.save()
    assert is_asked(browser.get(reverse("accounts:delete")))


def test_a_session_without_records_shows_nothing(client, victim):
    client.force_login(victim)
    assert is_asked(client.get(reverse("accounts:delete")))
    assert is_asked(client.get(reverse("accounts:delete")))


def test_a_sign_in_by_code_is_a_proof_at_its_time(client, victim):
    client.post(reverse("account_request_login_code"), {"email": victim.email})
    client.post(reverse("account_confirm_login_code"), {"code": last_code(victim.email)})
    assert client.get(reverse("accounts:delete")).status_code == 200
    assert is_asked(aged(client, 301).get(reverse("accounts:delete")))


def test_a_code_that_another_process_used_meanwhile_is_good_no_more(victim, monkeypatch):
    _code, digits = proof_codes.issue(by=victim, session_key="one")

    def slow_comparison(*pair):
        ProofCode.objects.update(ended_at=timezone.now())
        return True

    monkeypatch.setattr(proof_codes, "constant_time_compare", slow_comparison)
    with pytest.raises(proof_codes.ProofProblem, match="was used"):
        proof_codes.present(by=victim, session_key="one", typed=digits)
