"""A key is held or lost, never both: what hung too long and was repeated is done once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import ClassVar
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.urls import reverse
from django.utils import timezone

from accounts.kit import stored_responses
from accounts.kit.stored_responses import ABANDONED, Claimed, ClaimLostError
from accounts.models import StoredResponse
from requests_app.models import Message, RightsRequest

pytestmark = pytest.mark.django_db(transaction=True)
ON_POSTGRESQL = connection.vendor == "postgresql"
WORDS = "please stop"
DONE = (200, 302)


class Held:
    """A call in a thread of its own, with a connection of its own, stopped at a statement of SQL.

    ``stops(sql)`` says at which. `go` lets it go on and gives back what it answers.
    """

    all: ClassVar[list[Held]] = []

    def __init__(self, call: Callable[[], object], stops: Callable[[str], bool]):
        self.call, self.stops = call, stops
        self.stopped, self.released = threading.Event(), threading.Event()
        self.answer: object = None
        Held.all.append(self)
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        assert self.stopped.wait(30), f"it did not stop: {self.answer}"

    def _run(self):
        try:
            with connection.execute_wrapper(self._watch):
                self.answer = self.call()
        except Exception as error:  # noqa: BLE001  (it is the answer)
            self.answer = error
        finally:
            connection.close()

    def _watch(self, execute, sql, params, many, context):
        if not self.stopped.is_set() and self.stops(sql):
            self.stopped.set()
            assert self.released.wait(60)
        return execute(sql, params, many, context)

    def go(self):
        self.released.set()
        self.thread.join(60)
        assert not self.thread.is_alive()
        return self.answer


def after_the_claim() -> Callable[[str], bool]:
    """Between the claim and the change: on SQLite nothing is locked there, on PostgreSQL neither."""
    claimed = False

    def stops(sql: str) -> bool:
        nonlocal claimed
        here, claimed = claimed, claimed or sql.startswith('SELECT "accounts_storedresponse"')
        return here

    return stops


def when_it_keeps(sql: str) -> bool:
    """The change is made, not yet committed, and its locks are held."""
    return sql.startswith('UPDATE "accounts_storedresponse"')


def time_passes():
    long_ago = timezone.now() - ABANDONED - timedelta(seconds=1)
    assert StoredResponse.objects.filter(status=None).update(created_at=long_ago) == 1


@pytest.fixture
def by_api(api, resident, rights_request):
    """`by_api()`: the same call under the same key, each time by a client of its own."""
    url = f"/api/v1/requests/{rights_request.reference}/messages"
    clients = iter([api(resident) for _unused in range(4)])

    def call():
        return next(clients).post(url, {"body": WORDS}, headers={"idempotency-key": "key-1"})

    return call


@pytest.fixture
def by_form(signed_in, resident, rights_request):
    url = reverse("requests:message", args=(rights_request.reference,))
    browsers = iter([signed_in(resident) for _unused in range(4)])
    key = str(uuid4())
    return lambda: next(browsers).post(url, {"body": WORDS, "once": key})


@pytest.fixture(params=["api", "form"])
def call(request):
    return request.getfixturevalue(f"by_{request.param}")


def impatient():
    """So that whoever meets a lock is told at once."""
    statement = "SET lock_timeout = '1ms'" if ON_POSTGRESQL else "PRAGMA busy_timeout = 1"
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture(autouse=True)
def _patient_again():
    yield
    for held in Held.all:  # a test that failed leaves nobody waiting
        held.go()
    Held.all.clear()
    connection.close()


def test_a_call_that_hung_and_was_repeated_is_rolled_back(call):
    first = Held(call, after_the_claim())
    time_passes()
    second = call()
    assert second.status_code in DONE
    lost = first.go()
    assert lost.status_code == 409
    assert Message.objects.filter(body=WORDS).count() == 1
    assert call().status_code == second.status_code, "the answer of the second is kept"
    assert Message.objects.filter(body=WORDS).count() == 1


def test_who_lost_hears_what_became_of_it(by_api):
    first = Held(by_api, after_the_claim())
    time_passes()
    by_api()
    problem = first.go().json()
    assert problem["type"].endswith("/key_lost")
    assert "Nothing of this one was done" in problem["detail"]


def test_a_page_that_lost_does_not_say_that_it_was_done(by_form):
    first = Held(by_form, after_the_claim())
    time_passes()
    by_form()
    lost = first.go()
    assert "It is being sent" in lost.text
    assert "tone-good" not in lost.text
    assert "_messages" not in lost.wsgi_request.session


def test_whoever_hangs_while_nobody_repeats_is_done(call):
    first = Held(call, after_the_claim())
    time_passes()
    assert first.go().status_code in DONE
    assert Message.objects.filter(body=WORDS).count() == 1


def test_while_the_first_is_at_work_the_second_is_turned_away(call):
    first = Held(call, after_the_claim())
    assert call().status_code == 409
    assert first.go().status_code in DONE
    assert Message.objects.filter(body=WORDS).count() == 1


def test_a_repetition_that_meets_the_locks_of_the_first_is_told_when_to_come_again(call):
    """The first holds what it changed, and hangs: the case on PostgreSQL, on SQLite the database."""
    first = Held(call, when_it_keeps)
    if ON_POSTGRESQL:
        time_passes()
    impatient()
    second = call()
    assert (second.status_code, second["Retry-After"]) == (503, "5")
    answered = first.go()
    # On PostgreSQL the second had taken over, and gave the key back; on SQLite it got nowhere.
    assert answered.status_code == (409 if ON_POSTGRESQL else answered.status_code)
    connection.close()
    assert call().status_code in DONE
    assert Message.objects.filter(body=WORDS).count() == 1


def test_a_lock_met_without_a_key_is_told_as_well(api, signed_in, resident, rights_request):
    def hold():
        with transaction.atomic():
            RightsRequest.objects.select_for_update().get(pk=rights_request.pk)
            RightsRequest.objects.filter(pk=rights_request.pk).update(claimant_name="Lin")
            StoredResponse.objects.first()

    client, browser = api(resident), signed_in(resident)
    holder = Held(hold, after_that("UPDATE"))
    impatient()
    answer = client.post(f"/api/v1/requests/{rights_request.reference}/messages", {"body": WORDS})
    page = browser.post(
        reverse("requests:message", args=(rights_request.reference,)), {"body": WORDS}
    )
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer.json()["type"].endswith("/unavailable")
    assert page.status_code == 503
    assert "Wait a few seconds" in page.text
    assert answer["Retry-After"] == page["Retry-After"] == "5"
    assert holder.go() is None
    assert not Message.objects.filter(body=WORDS).exists()


def after_that(beginning: str) -> Callable[[str], bool]:
    done = False

    def stops(sql: str) -> bool:
        nonlocal done
        here, done = done, done or sql.startswith(beginning)
        return here

    return stops


# --- the claim itself -------------------------------------------------------------------------


def claim(resident, fingerprint="a"):
    return stored_responses.claim(user=resident, key="k", fingerprint=fingerprint)


def test_of_many_who_take_over_one_does(resident):
    claim(resident)
    time_passes()
    claims = [claim(resident) for _unused in range(3)]
    assert [each.found for each in claims] == [Claimed.NEW, Claimed.RUNNING, Claimed.RUNNING]


def test_a_call_taken_over_can_neither_keep_nor_give_back_nor_release(resident):
    first = claim(resident)
    time_passes()
    second = claim(resident)
    with pytest.raises(ClaimLostError), transaction.atomic():
        stored_responses.keep(stored=first.stored, status=201, body={})
    with pytest.raises(ClaimLostError), transaction.atomic():
        stored_responses.give_back(stored=first.stored)
    stored_responses.release(stored=first.stored)
    with transaction.atomic():
        stored_responses.keep(stored=second.stored, status=201, body={"by": "second"})
    assert StoredResponse.objects.get().body == {"by": "second"}
    assert claim(resident).found is Claimed.DONE


def test_another_call_does_not_get_an_abandoned_key(resident):
    claim(resident)
    time_passes()
    assert claim(resident, "b").found is Claimed.OTHER_CALL


def test_an_answer_is_kept_in_a_transaction_or_not_at_all(resident):
    with pytest.raises(TransactionManagementError):
        stored_responses.keep(stored=claim(resident).stored, status=201, body={})
