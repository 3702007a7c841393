"""A clock stands still only while it is the resident's turn, and a draft is nobody's business."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.core.actors import SYSTEM
from consents.models import HoldingState, HowCaptured, VenueStatus
from consents.services import HoldingProblem, claim_venue, merge_venue, record_holding
from consents.services.handovers import HandoverRefused
from consents.services.holdings import HoldingFacts
from requests_app import states
from requests_app.law.decisions import Decision
from requests_app.law.rights import Right
from requests_app.models import IdentityMeans, Notification, RightsRequest
from requests_app.policies import can_see_as_operator
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services import answers, filing, lifecycle, messages, replies
from tests.attesting import seen_by_two
from tests.factories import (
    FaceSystemFactory,
    HoldingFactory,
    OrganisationFactory,
    VenueFactory,
    handed_over,
)
from tests.scenarios.saying import today


@pytest.fixture
def london(operator_organisation):
    """Under a law that pauses access while the venue must ask, and nothing else."""
    return VenueFactory(
        jurisdiction="UK-ENG", time_zone="Europe/London", operator=operator_organisation
    )


def file(resident, venue, *rights: Right, **claim) -> RightsRequest:
    return filing.file_request(
        claim=filing.Claim(venue=venue, rights=rights, language="en", **claim), by=resident
    )


def due_dates(request) -> dict[str, object]:
    return {right.right: right.due_on for right in request.rights.all()}


def test_a_pause_of_one_right_of_a_bundle_ends_with_the_reply(resident, operator, london):
    request = file(resident, london, Right.ACCESS, Right.DELETION)
    messages.ask(case=request, body="Which entrance?", by=operator)
    request.refresh_from_db()
    assert request.clock == states.Clock.RUNNING, "deletion runs on"
    assert due_dates(request)["access"] is None
    messages.write(case=request, body="The north gate.", by=resident)
    request.refresh_from_db()
    assert None not in due_dates(request).values()
    assert request.due_on == min(due_dates(request).values())


def test_no_question_stalls_a_case_once_identity_is_confirmed(resident, operator, london):
    request = file(resident, london, Right.ACCESS)
    messages.ask(case=request, body="Who are you?", by=operator)
    request.refresh_from_db()
    assert (request.clock, request.due_on) == (states.Clock.PAUSED, None)
    seen_by_two(request, operator, IdentityMeans.IN_PERSON)
    request.refresh_from_db()
    assert (request.workflow, request.clock) == ("awaiting_operator", "running")
    assert request.due_on is not None


def test_a_dispute_of_an_answer_given_during_a_pause_has_a_date(resident, operator, london):
    request = file(resident, london, Right.ACCESS)
    messages.ask(case=request, body="Which entrance?", by=operator)
    verdict = replies.Verdict(right=Right.ACCESS, decision=Decision.NOT_HELD)
    answers.answer(case=request, reply=reply_of(verdict), by=operator)
    answers.dispute(case=request, reason="You filmed me.", by=resident)
    request.refresh_from_db()
    assert request.clock == states.Clock.RUNNING
    assert request.due_on is not None


def reply_of(*verdicts) -> replies.Reply:
    """What “nothing is held” must be shown with."""
    evidence = {
        "venue": {"legal_name": "Gate Company", "person_in_charge": "A. Person"},
        "search": {
            "stores": "gate controller",
            "on": today(),
            "retention": "one day",
        },
    }
    return replies.Reply(verdicts=verdicts, evidence=evidence)


# --- drafts -----------------------------------------------------------------------------------


def test_a_draft_thrown_away_is_never_shown_to_the_venue(resident, operator, venue):
    draft = filing.open_draft(
        claim=filing.Claim(venue=venue, rights=[Right.ACCESS], claimant_name="Lin"), by=resident
    )
    filing.withdraw(case=draft, by=resident)
    draft.refresh_from_db()
    assert draft.workflow == states.Workflow.CLOSED
    assert not can_see_as_operator(operator, draft)
    assert not RightsRequest.objects.of_operator(operator).exists()
    assert not RightsRequest.objects.visible_to(operator).exists()
    assert not Notification.objects.filter(audience="venue").exists()


def test_the_time_of_closing_stays_what_it_was(rights_request, resident):
    filing.withdraw(case=rights_request, by=resident)
    then = timezone.now() - timedelta(days=10)
    RightsRequest.objects.update(closed_at=then)
    locked = lifecycle.lock(rights_request)
    lifecycle.advance(locked, lifecycle.Step(states.EventKind.FACE_DESTROYED), by=SYSTEM)
    rights_request.refresh_from_db()
    assert rights_request.closed_at == then


# --- other people's things --------------------------------------------------------------------


def test_a_request_rests_on_the_residents_own_entry(resident, stranger, venue, other_venue):
    theirs = HoldingFactory(resident=stranger, venue=venue)
    elsewhere = HoldingFactory(resident=resident, venue=other_venue)
    for holding in (theirs, elsewhere):
        with pytest.raises(RequestProblem) as refused:
            file(resident, venue, Right.DELETION, holding=holding)
        assert refused.value.kind is ProblemKind.NOT_YOUR_ENTRY
    theirs.refresh_from_db()
    assert theirs.state == HoldingState.HELD


def test_a_request_follows_only_ones_own(resident, stranger, venue):
    theirs = file(stranger, venue, Right.DELETION)
    with pytest.raises(RequestProblem):
        file(resident, venue, Right.DELETION, follows=theirs)


def test_an_entry_names_a_system_of_its_venue(resident, venue, other_venue):
    system = FaceSystemFactory(venue=other_venue)
    facts = HoldingFacts(how=HowCaptured.MADE_TO, system=system)
    with pytest.raises(HoldingProblem):
        record_holding(resident=resident, venue=venue, facts=facts)


# --- merged venues ----------------------------------------------------------------------------


def test_what_was_filed_with_a_merged_entry_reaches_who_answers(
    resident, operator, moderator, venue
):
    double = VenueFactory(operator=None, status=VenueStatus.REPORTED)
    request = file(resident, double, Right.DELETION)
    handed_over(double, into=venue)
    request = RightsRequest.objects.get(pk=request.pk)
    assert can_see_as_operator(operator, request)
    assert RightsRequest.objects.of_operator(operator).get() == request


def test_a_claim_reaches_what_was_merged_before(
    resident, operator, operator_organisation, moderator
):
    double = VenueFactory(operator=None, status=VenueStatus.REPORTED)
    listed = VenueFactory(operator=None, status=VenueStatus.VERIFIED)
    request = file(resident, double, Right.DELETION)
    merge_venue(venue=double, into=listed, by=moderator)
    handed_over(listed, operator=operator_organisation)
    assert RightsRequest.objects.of_operator(operator).get() == request


def test_a_merged_entry_is_neither_merged_nor_claimed_again(moderator, venue, other_venue):
    double = VenueFactory(operator=None, status=VenueStatus.VERIFIED)
    merge_venue(venue=double, into=venue, by=moderator)
    with pytest.raises(HandoverRefused, match="listed"):
        merge_venue(venue=double, into=other_venue, by=moderator)
    with pytest.raises(HandoverRefused, match="merged"):
        claim_venue(venue=double, operator=OrganisationFactory(), by=moderator)
