"""Limits on attempts and disclosures: what is counted, who is told, when there may be more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import AuditEvent
from biometrics.models import Basis, Disclosure, Verification
from biometrics.problems import RefusalKind, Refused
from biometrics.services import limits
from biometrics.services.attempts import check_attempt
from biometrics.services.verifications import start_verification
from biometrics.types import Capture
from requests_app.services import identity
from tests.attempting import another_disclosure, attempt, disclosed, picture
from tests.factories import UserFactory, filed_request

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mosaic_engine")]

HOUR = timedelta(hours=1)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def disclosure(rights_request, operator, committed, consent_of, resident) -> Disclosure:
    consent_of(resident)
    return disclosed(rights_request, operator, committed)


def refused(disclosure, by) -> Refused:
    with pytest.raises(Refused) as caught:
        check_attempt(disclosure=disclosure, by=by)
    return caught.value


def elsewhere(resident, times, *, ago=HOUR, venue=None, **fields) -> None:
    """Attempts of the resident in other requests, one in each."""
    for _each in range(times):
        attempt(another_disclosure(venue, subject=resident), ago=ago, **fields)


def test_attempts_in_other_requests_count_for_the_person(disclosure, resident):
    elsewhere(resident, limits.OF_PERSON.at_most - 1)
    check_attempt(disclosure=disclosure, by=resident)
    assert limits.attempts_left(disclosure=disclosure, by=resident) == 1

    elsewhere(resident, 1, ago=timedelta(hours=20))
    found = refused(disclosure, resident)
    assert found.kind is RefusalKind.TOO_MANY_OF_PERSON
    assert found.again_at is not None
    assert abs(found.again_at - timezone.now() - 4 * HOUR) < timedelta(minutes=1)
    assert "Possible again in about 3\N{NO-BREAK SPACE}hours." in found.sentence


def test_attempts_at_one_venue_count_for_a_month(disclosure, resident):
    elsewhere(
        resident,
        limits.OF_PERSON_AT_VENUE.at_most - 1,
        ago=timedelta(days=20),
        venue=disclosure.venue,
    )
    check_attempt(disclosure=disclosure, by=resident)
    elsewhere(resident, 1, ago=timedelta(days=29), venue=disclosure.venue)
    found = refused(disclosure, resident)
    assert found.kind is RefusalKind.TOO_MANY_AT_VENUE
    assert 23 * 3600 < (found.retry_after or 0) <= 24 * 3600


def test_attempts_long_ago_or_at_other_venues_leave_no_mark(disclosure, resident):
    elsewhere(
        resident,
        2 * limits.OF_PERSON_AT_VENUE.at_most,
        ago=timedelta(days=31),
        venue=disclosure.venue,
    )
    elsewhere(resident, 2 * limits.OF_PERSON.at_most, ago=timedelta(days=2))
    check_attempt(disclosure=disclosure, by=resident)
    assert limits.attempts_left(disclosure=disclosure, by=resident) == limits.ATTEMPTS_A_DAY


def test_attempts_that_wait_count_so_that_several_at_once_win_nothing(disclosure, resident):
    elsewhere(resident, limits.OF_PERSON.at_most, state="queued")
    assert refused(disclosure, resident).kind is RefusalKind.TOO_MANY_OF_PERSON


def test_what_could_not_be_used_or_was_stopped_costs_nothing(disclosure, resident):
    elsewhere(resident, limits.OF_PERSON.at_most, state="unusable", problem="no_face")
    elsewhere(resident, limits.OF_PERSON.at_most, state="stopped", problem="platform")
    assert limits.attempts_left(disclosure=disclosure, by=resident) == limits.ATTEMPTS_A_DAY


def test_very_many_unusable_photographs_end_it_all_the_same(disclosure, resident):
    for _each in range(limits.UNUSABLE.at_most):
        attempt(disclosure, state="unusable", problem="no_face", ago=HOUR)
    assert refused(disclosure, resident).kind is RefusalKind.TOO_MANY_ATTEMPTS


@pytest.mark.parametrize("outcome", ["not_matched", "inconclusive"])
def test_the_sentence_is_the_same_however_near_the_attempts_came(disclosure, resident, outcome):
    for _each in range(limits.ATTEMPTS_A_DAY):
        attempt(disclosure, outcome=outcome, ago=HOUR)
    found = refused(disclosure, resident)
    assert found.sentence == (
        "That was the last attempt for today. Try again later, or choose a way without your face. "
        "Possible again in about 22\N{NO-BREAK SPACE}hours."
    )


def test_a_refusal_speaks_chinese(disclosure, resident):
    for _each in range(limits.ATTEMPTS_A_DAY):
        attempt(disclosure, ago=HOUR)
    with translation.override("zh-hans"):
        sentence = refused(disclosure, resident).sentence
    assert "22" in sentence
    assert not any("a" <= letter <= "z" for letter in sentence)


# --- a venue ----------------------------------------------------------------------------------


@pytest.fixture
def crowd(disclosure):
    """Everybody's attempts at the venue within the hour: one fewer than its limit."""
    others = another_disclosure(disclosure.venue)
    rows = [
        Verification(
            request_id=others.request_id,
            disclosure=others,
            subject=others.subject,
            state="decided",
            outcome="not_matched",
            created_at=timezone.now() - timedelta(minutes=50),
            ended_at=timezone.now() - timedelta(minutes=49),
            tries=1,
        )
        for _each in range(limits.AT_VENUE.at_most - 1)
    ]
    Verification.objects.bulk_create(rows)
    return others


def alarms():
    return AuditEvent.objects.filter(kind=limits.ALARM)


def test_very_many_attempts_at_a_venue_are_paused_and_moderators_told(
    crowd, disclosure, resident, signed_in, moderator, operator
):
    assert not alarms().exists()
    frames = [picture(9)]
    start_verification(disclosure=disclosure, frames=frames, by=resident, capture=Capture.ATTENDED)

    alarm = alarms().get()
    assert (alarm.actor_kind, alarm.actor_id) == ("system", None)
    assert alarm.target_id == str(disclosure.venue_id)
    assert alarm.data == {"attempts": limits.AT_VENUE.at_most, "minutes": 60}
    Verification.objects.filter(state="queued").update(state="stopped")
    found = refused(disclosure, resident)
    assert found.kind is RefusalKind.VENUE_BUSY
    assert 0 < (found.retry_after or 0) <= 600

    page = signed_in(moderator).get(reverse("admin:index")).text
    assert "Very many attempts to compare a face" in page
    assert disclosure.venue.name in page
    assert "Very many attempts" not in signed_in(operator).get(reverse("admin:index")).text


def test_one_alarm_an_hour_is_enough(crowd, disclosure, resident):
    attempt(crowd)
    assert limits.raise_alarm(venue=disclosure.venue)
    assert not limits.raise_alarm(venue=disclosure.venue)
    assert alarms().count() == 1


def test_another_venue_goes_on(crowd, disclosure, other_venue, consent_of):
    attempt(crowd)
    theirs = another_disclosure(other_venue)
    consent_of(theirs.subject)
    check_attempt(disclosure=theirs, by=theirs.subject)


# --- windows of strangers ---------------------------------------------------------------------


def windows(venue, times, *, ago=HOUR):
    moment = timezone.now() - ago
    for _each in range(times):
        another_disclosure(
            venue,
            basis=Basis.TIME_WINDOW,
            window_from=moment,
            window_to=moment + HOUR,
            created_at=moment,
        )


def open_window(request, operator):
    now = timezone.now()
    window = identity.Window(now - 2 * HOUR, now - HOUR)
    selection = identity.Selection(basis=Basis.TIME_WINDOW, window=window)
    return identity.begin_disclosure(case=request, selection=selection, by=operator)


def test_a_venue_opens_so_many_windows_a_day_and_no_more(rights_request, venue, operator):
    windows(venue, limits.WINDOWS.at_most - 1)
    windows(venue, 5, ago=timedelta(days=2))
    assert open_window(rights_request, operator).basis == Basis.TIME_WINDOW
    opened = AuditEvent.objects.get(kind="disclosure.opened")
    assert opened.data == {"request": str(rights_request.pk), "basis": "time_window"}

    other = filed_request(resident=UserFactory(), venue=venue)
    with pytest.raises(Refused) as caught:
        open_window(other, operator)
    assert caught.value.kind is RefusalKind.TOO_MANY_WINDOWS
    assert 22 * 3600 < (caught.value.retry_after or 0) <= 23 * 3600
    by_name = identity.Selection(basis=Basis.BY_NAME)
    assert identity.begin_disclosure(case=other, selection=by_name, by=operator)


def test_windows_of_another_venue_do_not_count(rights_request, other_venue, operator):
    windows(other_venue, limits.WINDOWS.at_most)
    assert open_window(rights_request, operator)
