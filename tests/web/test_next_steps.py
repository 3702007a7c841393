"""What is next: true, first, and a button that does it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from consents.models import Venue
from requests_app.law.rights import Right
from requests_app.models import RightsRequest
from requests_app.services import answers, identity, messages, operator_steps
from requests_app.services.admonitions import admonish
from requests_app.services.filing import Claim, open_draft
from requests_app.states import EventKind, Identity, Workflow
from requests_app.words import states
from tests.factories import VenueFactory, filed_request
from tests.guards.job import not_held

pytestmark = pytest.mark.django_db
HOME = reverse("home")


def late(case, days: int = 3):
    """``case``, its date ``days`` days ago."""
    past = timezone.now() - timedelta(days=days)
    RightsRequest.objects.filter(pk=case.pk).update(due_at=past, due_on=past.date())
    case.refresh_from_db()
    return case


def shown(browser, case):
    """(what is next in words, the pages that its buttons open)."""
    page = browser.get(case.get_absolute_url())
    steps = page.context["steps"]
    return str(page.context["headline"]), [step.href.rpartition("/")[2] for step in steps]


# --- on the page of a case --------------------------------------------------------------------


def test_overdue_is_said_and_the_reminder_is_the_first_button(
    resident, operator, rights_request, signed_in
):
    operator_steps.acknowledge(case=rights_request, by=operator)
    words, steps = shown(signed_in(resident), late(rights_request))
    assert "The date has passed" in words
    assert steps[0] == "letters"


def test_after_the_reminder_comes_the_complaint(resident, rights_request, signed_in):
    browser = signed_in(resident)
    admonish(case=late(rights_request), by=resident)
    page = browser.get(rights_request.get_absolute_url())
    assert "You reminded the venue on" in str(page.context["headline"])
    assert page.context["steps"][0].label == "Complain to the authority"


def test_the_day_of_the_reminder_is_that_of_the_residents_calendar(
    resident, rights_request, signed_in
):
    admonish(case=late(rights_request), by=resident)
    late_in_the_day = datetime(2027, 3, 1, 17, 30, tzinfo=UTC)  # the second of March in China
    rights_request.letters.update(delivered_at=late_in_the_day)
    words, _steps = shown(signed_in(resident), rights_request)
    assert "2 March 2027" in words


def test_overdue_after_a_dispute_does_not_say_that_there_was_no_answer(
    resident, operator, rights_request, signed_in
):
    answers.answer(case=rights_request, reply=not_held(), by=operator)
    answers.dispute(case=rights_request, reason="You do.", by=resident)
    rights_request.refresh_from_db()
    words, _steps = shown(signed_in(resident), late(rights_request))
    assert "without an answer" not in words


def test_a_question_is_answered_with_the_first_button(
    resident, operator, rights_request, signed_in
):
    messages.ask(case=rights_request, body="Which gate?", by=operator)
    browser = signed_in(resident)
    words, steps = shown(browser, rights_request)
    assert "asked you something" in words
    assert steps[0] == "message"
    reply = browser.get(reverse("requests:message", args=(rights_request.reference,)))
    assert "Which gate?" in reply.text


def test_a_question_goes_before_the_reminder(resident, operator, rights_request, signed_in):
    messages.ask(case=rights_request, body="Which gate?", by=operator)
    _words, steps = shown(signed_in(resident), late(rights_request))
    assert steps.index("message") < steps.index("letters")


def test_a_question_after_a_disputed_comparison_can_be_answered(
    resident, operator, rights_request, signed_in
):
    RightsRequest.objects.filter(pk=rights_request.pk).update(identity=Identity.DISPUTED)
    messages.ask(case=rights_request, body="Which day?", by=operator)
    browser = signed_in(resident)
    rights_request.refresh_from_db()
    assert shown(browser, rights_request)[1][0] == "message"
    messages.write(case=rights_request, body="Monday", by=resident)
    rights_request.refresh_from_db()
    assert rights_request.workflow == Workflow.AWAITING_OPERATOR


def test_proof_is_asked_for_by_the_first_button(resident, operator, rights_request, signed_in):
    identity.issue_code(case=rights_request, by=operator)
    rights_request.refresh_from_db()
    assert shown(signed_in(resident), rights_request)[1][0] == "identity"


def test_only_one_button_has_the_full_colour(resident, operator, rights_request, signed_in):
    answers.answer(case=rights_request, reply=not_held(), by=operator)
    steps = signed_in(resident).get(rights_request.get_absolute_url()).context["steps"]
    assert [step.tone for step in steps] == ["", *["quiet"] * (len(steps) - 1)]


def test_where_nobody_is_told_nobody_says_sent(resident, venue, signed_in):
    Venue.objects.filter(pk=venue.pk).update(operator=None, status="reported")
    browser = signed_in(resident)
    answer = browser.post(
        f"{reverse('requests:new')}?venue={venue.slug}", {"wish": "delete"}, follow=True
    )
    case = RightsRequest.objects.get()
    words, steps = shown(browser, case)
    assert "nobody has been told" in words
    assert steps[0] == "card"
    assert "Sent" not in answer.context["axes"][0].label
    assert "Filed. A signed receipt" in answer.text
    Venue.objects.filter(pk=venue.pk).update(contact_email="gate@example.test")
    assert "Sent by e-mail" in shown(browser, case)[0]


def test_every_event_has_its_picture():
    assert set(states.EVENTS) == set(EventKind)


# --- on the start page ------------------------------------------------------------------------


def test_home_shows_overdue_then_my_turn_then_what_is_due_soonest_and_drafts_last(
    resident, operator, venue, signed_in
):
    claim = Claim(venue=venue, rights=[Right.DELETION])
    draft = open_draft(claim=claim, by=resident)
    later = filed_request(resident=resident, venue=VenueFactory())
    sooner = late(filed_request(resident=resident, venue=VenueFactory()), days=-2)
    asked = filed_request(resident=resident, venue=venue)
    messages.ask(case=asked, body="Which card?", by=operator)
    overdue = late(filed_request(resident=resident, venue=VenueFactory()))
    rows = signed_in(resident).get(HOME).context["rows"]
    assert [row[0] for row in rows] == [overdue, asked, sooner, later, draft]


def test_home_says_how_many_more_there_are(resident, signed_in):
    for _one in range(7):
        filed_request(resident=resident, venue=VenueFactory())
    page = signed_in(resident).get(HOME, headers={"accept-language": "en"})
    assert "and 2 more" in page.text


def test_home_asks_the_database_as_often_for_five_cases_as_for_one(
    resident, venue, rights_request, signed_in, django_assert_num_queries
):
    browser = signed_in(resident)
    admonish(case=late(rights_request), by=resident)
    browser.get(HOME)
    with django_assert_num_queries(8):
        browser.get(HOME)
    for _one in range(6):
        case = late(filed_request(resident=resident, venue=VenueFactory(operator=venue.operator)))
        admonish(case=case, by=resident)
    with django_assert_num_queries(8):
        browser.get(HOME)
