"""What the wrapping key is asked for: a KMS answers each call over a network, while a row is locked."""

from __future__ import annotations

from collections import Counter

import pytest

from biometrics.models import Capture, DisclosedItem, ProbeFrame
from biometrics.services import comparing, reading
from biometrics.services.disclosures import add_photographs, finish_disclosure
from biometrics.services.liveness import issue_challenge
from biometrics.services.verifications import start_verification, stop_verification
from biometrics.vault import Undecryptable, blobs
from biometrics.vault.keys import LocalKeyWrapper
from requests_app.law.rights import Right
from requests_app.services import identity
from tests.attempting import disclosed, picture, selection_of
from tests.factories import filed_request
from tests.guards.job import committed

__all__ = ["committed"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mosaic_engine")]


@pytest.fixture
def calls(monkeypatch):
    """How often a key was wrapped and unwrapped."""
    counted: Counter[str] = Counter()

    def counting(name):
        method = getattr(LocalKeyWrapper, name)

        def call(*args, **context):
            counted[name] += 1
            return method(*args, **context)

        monkeypatch.setattr(LocalKeyWrapper, name, call)

    counting("wrap")
    counting("unwrap")
    return counted


@pytest.fixture
def ready(resident, venue, operator, consent_of, committed):
    """Two people's records, disclosed for an access request of the resident, who has consented."""
    consent_of(resident)
    case = filed_request(resident=resident, venue=venue, rights=(Right.ACCESS,))
    return disclosed(case, operator, committed, people=(1, 2))


@pytest.fixture
def opened(rights_request, operator):
    """A disclosure that takes records."""
    selection = selection_of(range(2))
    return identity.begin_disclosure(case=rights_request, selection=selection, by=operator)


def batch(size):
    photo = picture(3)
    return [(f"record {number}", photo) for number in range(size)]


def test_a_burst_is_one_call(ready, resident, calls):
    challenge = issue_challenge(disclosure=ready, by=resident)
    start_verification(
        disclosure=ready, frames=[picture(1)] * 30, by=resident, challenge=challenge.pk
    )
    assert ProbeFrame.objects.count() == 30
    assert calls == {"wrap": 1}


def test_an_upload_is_one_call_beside_that_for_the_references(opened, calls):
    add_photographs(disclosure=opened, photographs=batch(200))
    assert calls == {"wrap": 1, "unwrap": 1}


def test_selfies_that_wait_are_opened_by_one_call(ready, resident, calls):
    attempt = start_verification(
        disclosure=ready,
        frames=[picture(1, variant) for variant in range(5)],
        by=resident,
        capture=Capture.ATTENDED,
    )
    calls.clear()
    assert comparing.compare_faces(verification_id=attempt.pk)
    attempt.refresh_from_db()
    assert attempt.outcome == "verified"
    assert calls == {"unwrap": 3}, "selfies, gallery, and the references that are named"


def test_photographs_that_wait_are_opened_by_one_call_a_step(opened, operator, calls):
    for _upload in range(2):
        add_photographs(disclosure=opened, photographs=batch(reading.STEP // 2))
    finish_disclosure(disclosure=opened, by=operator)
    calls.clear()
    assert reading.read_disclosure(disclosure_id=opened.pk)
    assert calls == {"unwrap": 2 + 1 + 1}, "two uploads, the block, the count"


def test_two_uploads_share_no_key(opened):
    for _upload in range(2):
        add_photographs(disclosure=opened, photographs=batch(2))
    first, again, other, _last = DisclosedItem.objects.order_by("number")
    assert bytes(first.picture_key) == bytes(again.picture_key) != bytes(other.picture_key)


def test_the_key_of_an_attempt_goes_with_it(ready, resident, committed):
    attempt = start_verification(
        disclosure=ready, frames=[picture(1)], by=resident, capture=Capture.ATTENDED
    )
    with committed():
        stop_verification(verification=attempt, because="withdrawn")
    assert not ProbeFrame.objects.exists()
    assert not list(blobs.below(f"probes/{attempt.pk}"))


def test_the_key_of_an_upload_goes_with_its_last_photograph(opened, operator, committed):
    add_photographs(disclosure=opened, photographs=batch(3))
    with committed():
        finish_disclosure(disclosure=opened, by=operator)
    assert not DisclosedItem.objects.filter(picture_key__isnull=False).exists()


def test_pictures_that_change_places_do_not_open(ready, resident):
    attempt = start_verification(
        disclosure=ready,
        frames=[picture(1, variant) for variant in range(2)],
        by=resident,
        capture=Capture.ATTENDED,
    )
    first, second = attempt.frames.all()
    ProbeFrame.objects.filter(pk=first.pk).update(path=second.path)
    with pytest.raises(Undecryptable, match="in this place"):
        comparing.compare_faces(verification_id=attempt.pk)
    attempt.refresh_from_db()
    assert attempt.outcome == ""
