"""Residents together, and incidents that everyone who registered the venue must hear of."""

from __future__ import annotations

import pytest
from django.utils import timezone

from consents.models import HowCaptured
from consents.services import record_holding
from consents.services.holdings import HoldingFacts
from requests_app.law.rights import Right
from requests_app.models import (
    IncidentKind,
    IncidentState,
    Notification,
    NotificationKind,
    RightsRequest,
)
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services.campaigns import Appeal, end_campaign, join_campaign, start_campaign
from requests_app.services.incidents import (
    Facts,
    announce_breach,
    confirm_incident,
    dismiss_incident,
    duties_of,
    report_incident,
    tell_everyone,
)
from tests.factories import UserFactory


@pytest.fixture
def campaign(venue, resident):
    appeal = Appeal(
        venue, "No face at our gate", "We ask for key cards.", [Right.OBJECTION, Right.OPT_OUT]
    )
    return start_campaign(appeal=appeal, by=resident)


def register(venue, *people):
    for person in people:
        record_holding(resident=person, venue=venue, facts=HoldingFacts(how=HowCaptured.MADE_TO))


def test_everyone_who_joins_files_a_request_of_their_own(campaign, resident, stranger):
    mine = join_campaign(campaign=campaign, by=resident)
    theirs = join_campaign(campaign=campaign, by=stranger)
    assert mine.reference != theirs.reference
    assert mine.events.count() == theirs.events.count() == 1
    assert {right.right for right in mine.rights.all()} == {"objection", "opt_out"}


def test_joining_twice_files_once(campaign, resident):
    first = join_campaign(campaign=campaign, by=resident)
    assert join_campaign(campaign=campaign, by=resident) == first
    assert RightsRequest.objects.count() == 1


def test_an_ended_campaign_takes_nobody_more_and_keeps_what_was_filed(campaign, resident, stranger):
    mine = join_campaign(campaign=campaign, by=resident)
    end_campaign(campaign=campaign, by=resident)
    with pytest.raises(RequestProblem) as problem:
        join_campaign(campaign=campaign, by=stranger)
    assert problem.value.kind is ProblemKind.CAMPAIGN_CLOSED
    mine.refresh_from_db()
    assert mine.is_open


def test_a_breach_is_told_to_everyone_who_registered_the_venue_and_to_nobody_else(
    venue, operator, resident, stranger, mailoutbox, django_capture_on_commit_callbacks
):
    register(venue, resident)
    facts = Facts(what="A server was copied.", aware_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        incident = announce_breach(venue=venue, facts=facts, by=operator)
    told = Notification.objects.filter(kind=NotificationKind.INCIDENT)
    assert [one.user for one in told] == [resident]
    assert any(mail.to == [resident.email] for mail in mailoutbox)
    assert tell_everyone(incident=incident) == 0
    assert duties_of(incident)


def test_data_offered_for_sale_is_checked_before_anybody_is_told(
    venue, resident, moderator, django_capture_on_commit_callbacks
):
    people = [UserFactory() for _one in range(3)]
    register(venue, *people)
    facts = Facts(what="Faces for sale in a chat group.", aware_at=timezone.now())
    incident = report_incident(kind=IncidentKind.FOR_SALE, facts=facts, venue=None, by=resident)
    assert tell_everyone(incident=incident) == 0
    with django_capture_on_commit_callbacks(execute=True):
        confirm_incident(incident=incident, venue=venue, measures="", by=moderator)
    assert Notification.objects.filter(kind=NotificationKind.INCIDENT).count() == 3


def test_a_dismissed_report_tells_nobody(venue, resident, stranger, moderator):
    register(venue, stranger)
    facts = Facts(what="A rumour.", aware_at=timezone.now())
    incident = report_incident(kind=IncidentKind.LEAK, facts=facts, venue=venue, by=resident)
    assert dismiss_incident(incident=incident, by=moderator).state == IncidentState.DISMISSED
    assert not Notification.objects.filter(kind=NotificationKind.INCIDENT).exists()
