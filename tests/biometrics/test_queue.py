"""The place in the queue, how long it takes, and what happens when the queue is full."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from biometrics.models import Disclosure, ProbeFrame, Verification
from biometrics.problems import RefusalKind
from biometrics.services import queue
from tests.attempting import another_disclosure, attempt, disclosed

HOUR = timedelta(hours=1)
START = datetime(2026, 11, 20, 12, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("mosaic_engine")


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def disclosure(rights_request, operator, committed, consent_of, resident) -> Disclosure:
    consent_of(resident)
    return disclosed(rights_request, operator, committed)


def waiting(times, **fields):
    """Attempts of other people that wait, longer than ours."""
    fields = {"state": "queued", "ago": timedelta(minutes=1), **fields}
    return [attempt(another_disclosure(), **fields) for _each in range(times)]


def seconds(number):
    return timedelta(seconds=number)


# --- place ------------------------------------------------------------------------------------


def test_only_earlier_ones_that_still_wait_are_before_one(disclosure):
    waiting(2)
    waiting(1, state="comparing")
    waiting(3, ago=-timedelta(minutes=1))
    waiting(4, state="decided")
    waiting(5, state="stopped", problem="consent")
    ours = attempt(disclosure, state="queued")
    assert queue.ahead_of(ours) == 3


def test_nothing_is_before_one_that_is_being_compared_or_has_ended(disclosure):
    waiting(2)
    assert queue.ahead_of(attempt(disclosure, state="comparing")) == 0
    assert queue.ahead_of(attempt(another_disclosure())) == 0


def test_places_are_counted_up_to_a_hundred(disclosure, monkeypatch):
    monkeypatch.setattr(queue, "COUNTED_AT_MOST", 3)
    waiting(5)
    ours = attempt(disclosure, state="queued")
    assert queue.ahead_of(ours) == 3
    assert queue.place_sentence(ours).startswith(
        "More than 3 comparisons are before yours: at least"
    )


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small table is read whole elsewhere")
def test_counting_goes_by_an_index(disclosure):
    earlier = Verification.objects.filter(state__in=queue.WAITING, created_at__lt=START).order_by()
    assert "verification_by_state" in earlier.values("pk")[:100].explain()
    latest = Verification.objects.filter(ended_at__isnull=False, tries__gt=0)
    plan = latest.order_by("-created_at")[:20].explain()
    assert "verification_by_time" in plan
    assert "TEMP B-TREE" not in plan


# --- time -------------------------------------------------------------------------------------


def test_before_the_first_comparison_the_time_is_guessed():
    assert queue.seconds_of_work([]) == queue.GUESS


def test_the_time_in_the_queue_is_no_time_of_work():
    """Three came at once and were compared one after the other, three seconds each."""
    ended = [(START, START + seconds(3 * n)) for n in (1, 2, 3)]
    assert queue.seconds_of_work(ended) == 3


def test_the_time_without_work_is_no_time_of_work():
    ended = [(START + n * HOUR, START + n * HOUR + seconds(2)) for n in range(3)]
    assert queue.seconds_of_work(ended) == 2


@given(
    gaps=st.lists(st.integers(0, 600), min_size=1, max_size=20),
    work=st.integers(1, 60),
)
def test_one_worker_in_turn_is_measured_exactly(gaps, work):
    """Whenever they come, each of constant work: the estimate is that constant."""
    ended, free_at, now = [], START, START
    for gap in gaps:
        now += seconds(gap)
        free_at = max(free_at, now) + seconds(work)
        ended.append((now, free_at))
    assert queue.seconds_of_work(reversed(ended)) == work


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ahead", "english", "chinese"),
    [
        (0, "Yours is next: about 5 seconds.", "5"),
        (1, "1 comparison is before yours: about 5 seconds.", "1"),
        (3, "3 comparisons are before yours: about 10 seconds.", "3"),
        (60, "60 comparisons are before yours: about 3 minutes.", "60"),
    ],
)
def test_the_place_is_said_in_words(disclosure, ahead, english, chinese, monkeypatch):
    monkeypatch.setattr(queue, "seconds_each", lambda: 2.4)
    monkeypatch.setattr(queue, "ahead_of", lambda verification: ahead)
    ours = attempt(disclosure, state="queued")
    assert queue.place_sentence(ours) == english
    with translation.override("zh-hans"):
        said = queue.place_sentence(ours)
    assert chinese in said
    assert not any("a" <= letter <= "z" for letter in said)


def test_the_page_that_waits_is_told(disclosure, resident, signed_in):
    waiting(2)
    ours = attempt(disclosure, state="queued")
    browser = signed_in(resident)
    state = reverse("biometrics:verification_state", args=(ours.pk,))
    told = browser.get(state).json()
    assert told == {
        "done": False,
        "ahead": 2,
        "sentence": "2 comparisons are before yours: about 10 seconds.",
    }
    page = browser.get(reverse("biometrics:verification", args=(ours.pk,))).text
    assert told["sentence"] in page
    Verification.objects.filter(pk=ours.pk).update(state="comparing")
    assert browser.get(state).json()["sentence"] == "Yours is being compared now."


def test_an_app_is_told(disclosure, resident, api):
    waiting(2)
    ours = attempt(disclosure, state="queued")
    ended = attempt(disclosure)
    client = api(resident)
    told = client.get(f"/api/v1/verifications/{ours.pk}").json()
    assert told["ahead"] == 2
    assert told["sentence"].endswith("2 comparisons are before yours: about 10 seconds.")
    assert client.get(f"/api/v1/verifications/{ended.pk}").json()["ahead"] is None


# --- a full queue -----------------------------------------------------------------------------


@pytest.fixture
def full(settings, disclosure):
    settings.FACE_QUEUE_AT_MOST = 3
    return waiting(3)


def send(client, case, **headers):
    body = {"request": case.reference}
    return client.post("/api/v1/verifications", body, format="multipart", **headers)


def test_a_full_queue_refuses_before_a_picture_is_looked_at(
    full, disclosure, resident, rights_request, api
):
    before = Verification.objects.count()
    answer = send(api(resident), rights_request)  # without any picture: nobody asked for one
    assert answer.status_code == 503
    assert answer.json()["type"].endswith("/face.queue_full")
    assert queue.SOONEST <= int(answer["Retry-After"]) <= queue.LATEST
    assert "Nothing was sent or lost." in answer.json()["detail"]
    assert (Verification.objects.count(), ProbeFrame.objects.count()) == (before, 0)


def test_a_full_queue_shows_no_camera_and_no_form(full, disclosure, resident, signed_in):
    browser = signed_in(resident)
    address = reverse("biometrics:verify", args=(disclosure.pk,))
    page = browser.get(address).text
    assert "Very many photographs are waiting to be compared" in page
    assert 'type="file"' not in page
    asked = browser.post(reverse("biometrics:challenge", args=(disclosure.pk,)))
    assert asked.status_code == 503
    assert int(asked["Retry-After"]) >= queue.SOONEST


def test_those_who_wait_keep_their_place_and_room_comes_back(full, disclosure, resident):
    assert queue.refusal().kind is RefusalKind.QUEUE_FULL
    Verification.objects.filter(pk=full[0].pk).update(state="stopped", ended_at=START)
    assert queue.refusal() is None
    assert Verification.objects.filter(state="queued").count() == 2


def test_the_same_call_may_be_made_again_when_there_is_room(
    full, disclosure, resident, rights_request, api
):
    """Its Idempotency-Key was not used up by the refusal."""
    client, headers = api(resident), {"headers": {"idempotency-key": "selfie"}}
    assert send(client, rights_request, **headers).status_code == 503
    Verification.objects.filter(state="queued").update(state="stopped")
    again = send(client, rights_request, **headers)
    assert (again.status_code, again.json()["type"].rpartition("/")[2]) == (400, "invalid")
