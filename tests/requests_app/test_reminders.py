"""Reminders: both sides, before and after the date, never twice in a row, safe to run twice."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from requests_app.models import Audience, Notification, NotificationKind
from requests_app.services import filing, identity
from requests_app.services.reminders import DAYS, MILESTONES, milestone, remind, topic_of
from tests.factories import filed_request


def reminders(audience: Audience) -> list[str]:
    rows = Notification.objects.filter(kind=NotificationKind.REMINDER, audience=audience)
    return list(rows.order_by("created_at").values_list("topic", flat=True))


def run_daily(request, first: int, last: int) -> None:
    """Run the schedule once a day, from ``first`` to ``last`` days after the due date."""
    noon = request.due_at - timedelta(hours=12)  # of the due day
    for day in range(first, last + 1):
        remind(noon + timedelta(days=day))


@pytest.mark.parametrize("audience", Audience)
def test_the_last_milestone_reached_counts(audience):
    first, *_others, last = MILESTONES[audience]
    assert milestone(audience, first - 1) is None
    assert milestone(audience, first) == topic_of(first)
    assert milestone(audience, last + 70) == topic_of(last)
    for day, following in pairwise(MILESTONES[audience]):
        assert milestone(audience, following - 1) == topic_of(day)


def test_the_words_tell_before_from_after():
    assert [topic_of(day) for day in (-7, -1, 1, 30)] == [
        "before_7",
        "before_1",
        "after_1",
        "after_30",
    ]


def test_both_sides_hear_in_time_and_each_milestone_once(rights_request):
    for _twice in range(2):
        run_daily(rights_request, min(DAYS) - 3, max(DAYS) + 10)
    for audience, days in MILESTONES.items():
        assert reminders(audience) == [topic_of(day) for day in days]


def test_nobody_is_reminded_of_what_is_not_due(rights_request):
    remind(rights_request.due_at - timedelta(days=5 - min(DAYS)))
    assert not Notification.objects.filter(kind=NotificationKind.REMINDER).exists()


def test_no_reminder_follows_on_the_heels_of_another_message(rights_request, resident):
    first = MILESTONES[Audience.VENUE][0]
    moment = rights_request.due_at + timedelta(days=first + 1)
    Notification.objects.filter(audience=Audience.VENUE).update(created_at=moment)
    remind(moment + timedelta(hours=3))
    assert reminders(Audience.VENUE) == []
    remind(moment + timedelta(days=3))
    assert reminders(Audience.VENUE) == [topic_of(first)]


def test_a_withdrawn_request_is_left_alone(rights_request, resident):
    due_at = rights_request.due_at
    filing.withdraw(case=rights_request, by=resident)
    assert remind(due_at + timedelta(days=2)) == 0


def test_the_resident_hears_that_the_venue_waits(rights_request, resident, operator):
    identity.issue_code(case=rights_request, by=operator)
    told = Notification.objects.filter(audience=Audience.RESIDENT).latest("created_at").created_at
    remind(told + timedelta(days=6))
    assert "awaiting_resident" not in reminders(Audience.RESIDENT)
    remind(told + timedelta(days=8))
    assert "awaiting_resident" in reminders(Audience.RESIDENT)


def test_the_queries_do_not_grow_with_the_requests(resident, venue, django_assert_max_num_queries):
    requests = [filed_request(resident=resident, venue=venue) for _one in range(6)]
    Notification.objects.update(sent_at=requests[0].filed_at)
    with django_assert_max_num_queries(60):  # 3 for the batch, the rest sends the mails
        remind(requests[0].due_at + timedelta(days=2))


def test_mails_of_reminders_are_in_the_readers_language(rights_request, resident, mailoutbox):
    resident.locale = "en"
    resident.save()
    remind(rights_request.due_at + timedelta(days=1))
    mine = [mail for mail in mailoutbox if mail.to == [resident.email]]
    assert "no answer since" in mine[-1].subject
    assert rights_request.reference in mine[-1].subject
