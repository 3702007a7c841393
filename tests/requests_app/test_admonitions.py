"""The reminder of duty goes into the case: an event, a receipt, and word to the operator; once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from consents.models import Venue
from requests_app import receipts
from requests_app.law.letters.types import LetterKind
from requests_app.models import Audience, Notification
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.receipts import chain
from requests_app.services import filing
from requests_app.services.admonitions import admonish, digest_of
from requests_app.services.letters import write_letter
from requests_app.services.lifecycle import links_of
from requests_app.states import EventKind


@pytest.fixture
def overdue(rights_request):
    with time_machine.travel(rights_request.due_at + timedelta(days=3), tick=False):
        yield rights_request


def unclaimed(request):
    Venue.objects.filter(pk=request.venue_id).update(operator=None, status="verified")
    request.refresh_from_db()
    return request


def test_it_is_an_event_with_a_receipt_that_names_the_very_words(overdue, resident):
    letter = admonish(case=overdue, by=resident)
    event = overdue.events.latest("number")
    assert (event.kind, event.actor_kind) == (EventKind.ADMONISH, "resident")
    assert event.data["letter"] == str(letter.pk)
    assert event.data["digest"] == digest_of(letter)
    checked = receipts.check(event.receipt.jws, receipts.published_keys()["keys"])
    assert checked.is_genuine
    assert checked.payload["event"] == EventKind.ADMONISH
    assert chain.first_break(links_of(overdue)) is None


def test_the_operator_is_told_and_no_axis_moves(overdue, resident):
    before = overdue.state
    admonish(case=overdue, by=resident)
    overdue.refresh_from_db()
    assert overdue.state == before
    told = Notification.objects.filter(event__kind=EventKind.ADMONISH)
    assert [one.audience for one in told] == [Audience.VENUE]
    assert told[0].address == overdue.venue.answers_to


def test_a_second_time_changes_nothing(overdue, resident):
    first = admonish(case=overdue, by=resident)
    assert admonish(case=overdue, by=resident).delivered_at == first.delivered_at
    assert overdue.events.filter(kind=EventKind.ADMONISH).count() == 1


def test_it_tells_the_venue_no_more_about_the_resident_than_the_case_does(overdue, resident):
    letter = admonish(case=overdue, by=resident)
    for text in (letter.text_en, letter.text_zh_hans):
        assert resident.email not in text
        assert resident.display_name not in text
        assert overdue.reference in text
    assert "Signature" not in letter.text_en


def test_what_was_written_for_the_post_is_written_anew_for_the_case(overdue, resident):
    venue, operator = overdue.venue, overdue.venue.operator
    posted = write_letter(case=unclaimed(overdue), stage=LetterKind.ADMONITION, by=resident)
    assert resident.email in posted.text_en
    Venue.objects.filter(pk=venue.pk).update(operator=operator, status="claimed")
    overdue.refresh_from_db()
    letter = admonish(case=overdue, by=resident)
    assert letter == posted
    assert resident.email not in letter.text_en


def test_not_before_the_date(rights_request, resident):
    with pytest.raises(RequestProblem) as refused:
        admonish(case=rights_request, by=resident)
    assert refused.value.kind is ProblemKind.NOT_YET_DUE


def test_not_where_nobody_answers_and_then_nothing_is_left_of_the_attempt(overdue, resident):
    with pytest.raises(RequestProblem) as refused:
        admonish(case=unclaimed(overdue), by=resident)
    assert refused.value.kind is ProblemKind.NOBODY_ANSWERS
    assert not overdue.letters.exists()


def test_not_for_a_request_that_was_taken_back(overdue, resident):
    filing.withdraw(case=overdue, by=resident)
    overdue.refresh_from_db()
    with pytest.raises(RequestProblem):
        admonish(case=overdue, by=resident)
