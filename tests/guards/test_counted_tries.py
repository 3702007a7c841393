"""Three tries are three, however many are sent at once, by whatever door, from however many sessions."""

from __future__ import annotations

import json
import re
import threading
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Tries
from accounts.services import code_tries, tries
from tests.personas import enrol, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 20
CODE = re.compile(r"^\s*(\d{4}-\d{4})\s*$", re.MULTILINE)
COMPARED_IN = (
    "allauth.account.forms.compare_user_code",
    "allauth.headless.account.inputs.compare_user_code",
    "allauth.mfa.totp.internal.auth.compare_user_code",
    "allauth.mfa.recovery_codes.internal.auth.compare_user_code",
)


@pytest.fixture
def judged(monkeypatch):
    """Every code that was compared with a right one, in the order of comparing."""
    from allauth.core.internal.cryptokit import compare_user_code

    seen: list[str] = []

    def compare(*, actual, expected):
        seen.append(actual)
        return compare_user_code(actual=actual, expected=expected)

    for place in COMPARED_IN:
        monkeypatch.setattr(place, compare)
    return seen


@pytest.fixture
def verified(resident):
    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)
    return resident


def at_once(*acts):
    """All at the same moment, each on a connection of its own."""
    gate = threading.Barrier(len(acts))
    results = [None] * len(acts)

    def run(number, act):
        try:
            gate.wait(timeout=20)
            results[number] = act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
        assert not thread.is_alive()
    return results


def twin(client: Client) -> Client:
    """Another tab of the same browser."""
    other = Client(raise_request_exception=False)
    other.cookies = client.cookies.copy()
    return other


def guesses(number=AT_ONCE):
    return [f"9000{guess:04d}" for guess in range(number)]


# --- the counter --------------------------------------------------------------------------------


def test_a_limit_holds_for_whoever_comes_at_once():
    claim = lambda: tries.claim(  # noqa: E731
        kind="test", subject="one", limit=3, window=timedelta(hours=1)
    )
    assert sorted(at_once(*[claim] * AT_ONCE)) == [False] * (AT_ONCE - 3) + [True] * 3


def test_a_limit_holds_at_the_moment_when_its_window_is_over():
    claim = lambda: tries.claim(  # noqa: E731
        kind="test", subject="one", limit=3, window=timedelta(hours=1)
    )
    for _unused in range(3):
        assert claim()
    Tries.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert sum(at_once(*[claim] * AT_ONCE)) == 3


def test_a_try_is_not_taken_in_a_transaction_that_may_be_undone():
    with transaction.atomic(), pytest.raises(RuntimeError):
        tries.claim(kind="test", subject="one", limit=3, window=timedelta(hours=1))


def test_who_was_right_frees_their_own_tries_and_nobody_elses():
    for subject in ("one", "two"):
        assert tries.claim(kind="test", subject=subject, limit=1, window=timedelta(hours=1))
    tries.clear(kind="test", subject="one")
    assert tries.claim(kind="test", subject="one", limit=1, window=timedelta(hours=1))
    assert not tries.claim(kind="test", subject="two", limit=1, window=timedelta(hours=1))


def test_the_table_says_neither_who_nor_what():
    tries.claim(kind="test", subject="a@b.test", limit=3, window=timedelta(hours=1))
    assert re.fullmatch("[0-9a-f]{64}", Tries.objects.get().key)


# --- codes by mail ------------------------------------------------------------------------------


def page_asks(user) -> Client:
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": user.email})
    return client


def page_tries(client, code):
    return twin(client).post(reverse("account_confirm_login_code"), {"code": code})


def app_asks(user) -> str:
    answer = Client().post(
        "/_allauth/app/v1/auth/code/request", {"email": user.email}, content_type="application/json"
    )
    return answer.json()["meta"]["session_token"]


def app_tries(token, code):
    return Client(raise_request_exception=False).post(
        "/_allauth/app/v1/auth/code/confirm",
        {"code": code},
        content_type="application/json",
        headers={"x-session-token": token},
    )


def browser_asks(user) -> Client:
    client = Client()
    client.post(
        "/_allauth/browser/v1/auth/code/request",
        {"email": user.email},
        content_type="application/json",
    )
    return client


def browser_tries(client, code):
    return twin(client).post(
        "/_allauth/browser/v1/auth/code/confirm", {"code": code}, content_type="application/json"
    )


DOORS = {
    "page": (page_asks, page_tries),
    "app": (app_asks, app_tries),
    "browser": (browser_asks, browser_tries),
}


@pytest.mark.parametrize("door", DOORS)
def test_of_twenty_sign_in_codes_at_once_three_are_judged(door, verified, judged):
    asks, tries_ = DOORS[door]
    pending = asks(verified)
    results = at_once(*(lambda code=code: tries_(pending, code) for code in guesses()))
    assert len(judged) == 3
    assert {answer.status_code for answer in results} <= {200, 302, 400, 401, 409}


@pytest.mark.parametrize("door", DOORS)
def test_of_two_right_codes_at_once_one_lets_in(door, verified):
    asks, tries_ = DOORS[door]
    pending = asks(verified)
    right = CODE.search(mail.outbox[-1].body)[1]
    at_once(*[lambda: tries_(pending, right)] * 2)
    assert verified.usersession_set.count() == 1


@pytest.mark.parametrize("door", DOORS)
def test_the_fourth_try_is_not_judged_even_if_it_is_right(door, verified, judged):
    asks, tries_ = DOORS[door]
    pending = asks(verified)
    right = CODE.search(mail.outbox[-1].body)[1]
    at_once(*(lambda code=code: tries_(pending, code) for code in guesses()))
    tries_(pending, right)
    assert right.replace("-", "") not in judged
    assert not verified.usersession_set.exists()


@pytest.fixture
def adding(verified):
    """A browser in which a new address waits for its code."""
    client = sign_in(Client(), verified)
    session = client.session
    records = [r | {"reauthenticated": True} for r in session["account_authentication_methods"]]
    session["account_authentication_methods"] = records
    session.save()
    client.post(reverse("account_email"), {"action_add": "", "email": "new@example.test"})
    assert CODE.search(mail.outbox[-1].body)
    return client


@pytest.mark.parametrize("door", ["page", "browser", "looking"])
def test_of_twenty_codes_for_a_new_address_three_are_judged(door, adding, judged):
    def act(code):
        if door == "page":
            return twin(adding).post(reverse("account_email_verification_sent"), {"code": code})
        address = "/_allauth/browser/v1/auth/email/verify"
        if door == "looking":
            return twin(adding).get(address, headers={"x-email-verification-key": code})
        return twin(adding).post(address, {"key": code}, content_type="application/json")

    at_once(*(lambda code=code: act(code) for code in guesses()))
    assert len(judged) == 3


def test_many_codes_at_once_for_one_account_share_one_budget(verified, judged):
    """Each browser has a code of its own, with three tries of its own; the account has ten."""
    pending = []
    for _unused in range(8):
        cache.clear()  # past the limit on asking
        pending.append(page_asks(verified))
    acts = [
        lambda client=client, code=code: page_tries(client, code)
        for client in pending
        for code in guesses(3)
    ]
    at_once(*acts)
    assert len(judged) == code_tries.PER_NETWORK.limit


def test_networks_that_nobody_knows_share_one_budget(verified, judged):
    for last in range(12):
        cache.clear()
        client = page_asks(verified)
        for code in guesses(3):
            page = reverse("account_confirm_login_code")
            client.post(page, {"code": code}, REMOTE_ADDR=f"203.0.113.{last}")
    assert len(judged) == code_tries.PER_ACCOUNT.limit


def test_strangers_do_not_lock_the_owner_out(verified):
    """Where the account came in before, what strangers used up elsewhere does not count."""
    client = page_asks(verified)
    page_tries(client, CODE.search(mail.outbox[-1].body)[1])
    verified.usersession_set.all().delete()  # signed out since
    while code_tries.PER_ACCOUNT.claim(verified.pk):
        pass
    cache.clear()
    client = page_asks(verified)
    right = CODE.search(mail.outbox[-1].body)[1]
    elsewhere = twin(client)
    page = elsewhere.post(
        reverse("account_confirm_login_code"), {"code": right}, REMOTE_ADDR="198.51.100.7", follow=True
    )  # fmt: skip
    assert "Sign in with a passkey, or wait an hour" in page.text
    client = page_asks(verified)
    right = CODE.search(mail.outbox[-1].body)[1]
    client.post(reverse("account_confirm_login_code"), {"code": right})
    assert "_auth_user_id" in client.session


def test_a_budget_is_full_again_after_its_window(verified):
    while code_tries.PER_ACCOUNT.claim(verified.pk):
        pass
    Tries.objects.update(until=timezone.now())
    assert code_tries.PER_ACCOUNT.claim(verified.pk)


# --- what is no try -----------------------------------------------------------------------------


@pytest.mark.parametrize("door", DOORS)
def test_what_can_be_no_code_costs_no_try(door, verified, judged):
    asks, tries_ = DOORS[door]
    pending = asks(verified)
    right = CODE.search(mail.outbox[-1].body)[1]
    for typed in ("", "1234", "WRONG-CODE", "12345678 or 87654321", "123456789"):
        tries_(pending, typed)
    assert judged == []
    answer = tries_(pending, f"Your code is {right}. It lives 3 minutes.")
    assert answer.status_code in (200, 302)
    assert verified.usersession_set.exists() or door == "app"
    assert judged == [right.replace("-", "")]


def test_what_can_be_no_code_is_limited_all_the_same(verified, judged):
    client = page_asks(verified)
    while code_tries.UNREADABLE.claim("127.0.0.1"):
        pass
    page = client.post(reverse("account_confirm_login_code"), {"code": "no"}, follow=True)
    assert "Too much that can be no code" in page.text


@pytest.mark.parametrize(
    "write",
    [
        lambda code: code.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789-"}),
        lambda code: f"验证码：{code}。",
        lambda code: code[0] + "\u200b" + code[1:],
        lambda code: code.translate({ord(d): 0x0660 + int(d) for d in "0123456789"}),
    ],
)
def test_a_right_code_is_right_however_it_is_written(write, verified, judged):
    client = page_asks(verified)
    right = CODE.search(mail.outbox[-1].body)[1]
    client.post(reverse("account_confirm_login_code"), {"code": write(right)})
    assert "_auth_user_id" in client.session
    assert len(judged) == 1


# --- the second factor --------------------------------------------------------------------------


@pytest.fixture
def with_totp(verified):
    enrol(verified)
    RecoveryCodes.activate(verified)
    return verified


def second_step(user) -> Client:
    """A browser that has shown the code by mail, and now is asked for the second factor."""
    client = page_asks(user)
    code = CODE.search(mail.outbox[-1].body)[1]
    client.post(reverse("account_confirm_login_code"), {"code": code})
    return client


def wrong_six(number=AT_ONCE):
    return [f"{guess:06d}" for guess in range(number)]


@pytest.mark.parametrize("door", ["page", "browser", "again", "again by browser"])
def test_of_twenty_authenticator_codes_at_once_at_most_five_are_judged(door, with_totp, judged):
    addresses = {
        "page": reverse("mfa_authenticate"),
        "browser": "/_allauth/browser/v1/auth/2fa/authenticate",
        "again": reverse("mfa_reauthenticate"),
        "again by browser": "/_allauth/browser/v1/auth/2fa/reauthenticate",
    }
    again = door.startswith("again")
    client = sign_in(Client(), with_totp) if again else second_step(with_totp)
    judged.clear()

    def act(code):
        data = {"code": code} if door in ("page", "again") else json.dumps({"code": code})
        kind = {} if door in ("page", "again") else {"content_type": "application/json"}
        return twin(client).post(addresses[door], data, **kind)

    at_once(*(lambda code=code: act(code) for code in wrong_six()))
    # The library's own limit, in the cache, may refuse more: it waits a second for a lock.
    assert 1 <= len(set(judged)) <= code_tries.SECOND_FACTOR.limit


def test_recovery_codes_are_counted_with_them(with_totp, judged):
    client = second_step(with_totp)
    judged.clear()
    act = lambda code: twin(client).post(reverse("mfa_authenticate"), {"code": code})  # noqa: E731
    at_once(*(lambda code=code: act(code) for code in guesses()))
    # The library's own limit, in the cache, may refuse more: it waits a second for a lock.
    assert 1 <= len(set(judged)) <= code_tries.SECOND_FACTOR.limit


def test_a_second_factor_in_full_width_is_right(with_totp):
    key = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    code = key.wrap().get_unused_codes()[0]
    client = second_step(with_totp)
    wide = code.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    client.post(reverse("mfa_authenticate"), {"code": wide})
    assert "_auth_user_id" in client.session
