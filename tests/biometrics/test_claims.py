"""Face work that kills its process, or hangs: it is set aside, and everything else goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from biometrics.models import (
    Basis,
    DisclosedItem,
    Disclosure,
    SightingPhoto,
    Verification,
)
from biometrics.problems import RefusalKind, Refused
from biometrics.services import comparing, leases, limits, reading, sightings, sweep
from biometrics.services.disclosures import (
    NAMED_AT_MOST,
    Window,
    add_photographs,
    add_vectors,
    finish_disclosure,
)
from biometrics.services.verifications import start_verification
from biometrics.types import Capture
from config.worker.celery import app
from consents.models import VenueReport
from requests_app.models import Attachment, Message
from requests_app.services import attachments, identity
from tests.attempting import disclosed, picture, selection_of
from tests.sealing import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mosaic_engine")]

POISON, SOUND = "poison", "sound"


class Killed(BaseException):
    """The process dies: no handler of the code under test sees it."""


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


# --- disclosed photographs --------------------------------------------------------------------


@pytest.fixture
def poisoned(rights_request, operator, django_capture_on_commit_callbacks) -> Disclosure:
    """Forty photographs wait to be read; number 3 will kill whoever opens it."""
    selection = selection_of(range(2))
    found = identity.begin_disclosure(case=rights_request, selection=selection, by=operator)
    photo = picture(3)
    photographs = [(f"record {number}", photo) for number in range(40)]
    add_photographs(disclosure=found, photographs=photographs)
    with django_capture_on_commit_callbacks():  # no worker has come yet
        finish_disclosure(disclosure=found, by=operator)
    return found


@pytest.fixture
def worker(monkeypatch):
    """`worker(disclosure, raising)`: workers come until the disclosure is read; how many died."""
    opened = reading.opened

    def work(disclosure, raising=Killed, runs=10) -> int:
        def deadly(path, key, *, place):
            if place == {"number": "3"}:
                raise raising
            return opened(path, key, place=place)

        monkeypatch.setattr(reading, "opened", deadly)
        died = 0
        for _run in range(runs):
            Disclosure.objects.update(lease_until=None)
            try:
                reading.read_disclosure(disclosure_id=disclosure.pk)
            except raising:
                died += 1
        disclosure.refresh_from_db()
        return died

    return work


@pytest.mark.parametrize("raising", [Killed, SoftTimeLimitExceeded])
def test_a_photograph_that_kills_its_process_is_set_aside(poisoned, worker, raising):
    died = worker(poisoned, raising)
    assert died == 3
    assert (poisoned.state, poisoned.count, poisoned.refused) == ("ready", 39, 1)
    refused = poisoned.items.get(state="refused")
    assert (refused.number, refused.problem, refused.path) == (3, "damaged", "")


def test_what_is_read_beside_it_is_read_once_and_keeps_its_number(poisoned, worker):
    worker(poisoned)
    rows = list(poisoned.items.filter(state="encoded").values_list("row", flat=True))
    assert sorted(rows) == list(range(39))


def test_a_store_that_does_not_answer_sets_nothing_aside(poisoned, worker):
    died = worker(poisoned, OSError, runs=8)
    assert died == 8
    assert poisoned.state == "reading"
    assert set(poisoned.items.values_list("tries", flat=True)) == {0}


def test_large_photographs_end_a_step_early_and_none_is_lost(poisoned, monkeypatch, committed):
    monkeypatch.setattr(reading, "STEP_TIME", timedelta(0))
    with committed():
        assert reading.read_disclosure(disclosure_id=poisoned.pk)
    poisoned.refresh_from_db()
    assert (poisoned.state, poisoned.count) == ("ready", 40)
    assert poisoned.blocks.count() == 40, "one photograph a step"


# --- photographs of signs, attachments --------------------------------------------------------


def sighting(venue, resident) -> SightingPhoto:
    report = VenueReport.objects.create(venue=venue, reporter=resident, text="A new camera")
    return sightings.take_photo(report=report, photo=jpeg())


def attachment(rights_request, resident) -> Attachment:
    message = Message.objects.create(
        request=rights_request, author=resident, author_kind="resident", body="See the file."
    )
    files = [attachments.File("b.jpg", jpeg())]
    (row,) = attachments.attach(message=message, files=attachments.check(files))
    return row


@pytest.fixture(params=["sighting", "attachment"])
def waiting(request, venue, resident, rights_request):
    """(the row, what a worker does with it)"""
    if request.param == "sighting":
        row = sighting(venue, resident)
        return row, lambda: sightings.blur_faces(photo_id=row.pk)
    row = attachment(rights_request, resident)
    return row, lambda: attachments.prepare(attachment_id=row.pk)


@pytest.fixture
def blurring_raises(monkeypatch):
    def prepare(error):
        def blur(*args):
            raise error

        monkeypatch.setattr("biometrics.images.blurring.blur_faces", blur)

    return prepare


def expire(row) -> None:
    type(row).objects.update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_picture_that_kills_its_process_is_refused_after_three(waiting, blurring_raises):
    row, work = waiting
    blurring_raises(Killed)
    for _try in range(3):
        with pytest.raises(Killed):
            work()
        assert not work(), "it is held until the lease is over"
        expire(row)
    assert work()
    row.refresh_from_db()
    assert (row.state, row.path) == ("refused", "")


def test_what_is_no_fault_of_the_picture_is_tried_again(waiting, blurring_raises):
    row, work = waiting
    blurring_raises(ConnectionError("the store does not answer"))
    for _try in range(6):
        with pytest.raises(ConnectionError):
            work()
    row.refresh_from_db()
    assert (row.state, row.tries, row.lease_until) == ("waiting", 0, None)


def test_the_sweep_leaves_alone_what_a_worker_holds(venue, resident, monkeypatch):
    row = sighting(venue, resident)
    SightingPhoto.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    sent = []
    monkeypatch.setattr(sweep, "enqueue", lambda name, *args: sent.append(name))
    SightingPhoto.objects.update(lease_until=timezone.now() + timedelta(seconds=30))
    sweep.requeue_lost()
    assert sent == []
    expire(row)
    sweep.requeue_lost()
    assert sent == ["biometrics.blur_faces"]


# --- time limits ------------------------------------------------------------------------------


def test_every_task_that_opens_faces_is_killed_within_its_lease():
    app.loader.import_default_modules()
    route = app.amqp.router.route
    faces = {
        name: app.tasks[name]
        for name in app.tasks
        if route({}, name)["queue"].name in ("faces", "comparisons")
    }
    leased = {
        "biometrics.compare_faces": leases.COMPARE,
        "biometrics.read_disclosure": leases.READ,
        "biometrics.blur_faces": leases.BLUR,
        "requests_app.prepare_attachment": leases.BLUR,
    }
    assert faces.keys() == leased.keys()
    for name, task in faces.items():
        assert task.soft_time_limit < task.time_limit < leased[name].total_seconds()
    assert reading.TURN + 2 * reading.STEP_TIME < leases.READ * leases.ASKED


# --- limits -----------------------------------------------------------------------------------


@pytest.fixture
def disclosure(rights_request, operator, committed, consent_of, resident) -> Disclosure:
    consent_of(resident)
    return disclosed(rights_request, operator, committed)


def test_attempts_that_bring_down_the_worker_are_limited(disclosure, resident):
    for _each in range(limits.UNUSABLE.at_most):
        Verification.objects.create(
            request_id=disclosure.request_id,
            disclosure=disclosure,
            subject=resident,
            state="stopped",
            problem="platform",
            ended_at=timezone.now(),
        )
    assert limits.attempts_left(disclosure=disclosure, by=resident) == 0


def test_nothing_is_compared_after_the_day_of_expiry(
    disclosure, resident, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks():  # no worker has come yet
        attempt = start_verification(
            disclosure=disclosure, frames=[picture(1)], by=resident, capture=Capture.ATTENDED
        )
    Disclosure.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    comparing.compare_faces(verification_id=attempt.pk)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.outcome, attempt.problem) == ("stopped", "", "expired")


def vectors(template_of, count):
    values = template_of(1).values.tolist()
    return [(f"record {number}", values) for number in range(count)]


def test_more_than_one_persons_records_need_a_window(rights_request, operator, template_of):
    named = identity.begin_disclosure(
        case=rights_request, selection=identity.Selection(basis=Basis.BY_NAME), by=operator
    )
    rows = vectors(template_of, NAMED_AT_MOST)
    add_vectors(disclosure=named, engine=named.engine, rows=rows)
    with pytest.raises(Refused) as refused:
        add_vectors(disclosure=named, engine=named.engine, rows=rows[:1])
    assert refused.value.kind is RefusalKind.TOO_MANY_NAMED
    assert str(NAMED_AT_MOST) in str(refused.value.sentence)
    assert DisclosedItem.objects.count() == NAMED_AT_MOST


def test_a_window_takes_them(rights_request, operator, template_of):
    start = timezone.now() - timedelta(days=2)
    window = Window(start, start + timedelta(hours=2))
    selection = identity.Selection(basis=Basis.TIME_WINDOW, window=window)
    found = identity.begin_disclosure(case=rights_request, selection=selection, by=operator)
    rows = vectors(template_of, NAMED_AT_MOST + 1)
    assert len(add_vectors(disclosure=found, engine=found.engine, rows=rows)) == len(rows)
