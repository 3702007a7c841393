"""Which requests are open, late, or first in a list."""

from datetime import timedelta

import pytest
from django.utils import timezone

from requests_app.models import RightsRequest
from tests.factories import VenueFactory, filed_request

pytestmark = pytest.mark.django_db
NOW = timezone.now()
# name → (workflow, clock, days until it is due)
ROWS = {
    "draft": ("draft", "not_started", None),
    "late": ("filed", "running", -1),
    "later_extended": ("acknowledged", "extended", -2),
    "soon": ("filed", "running", 1),
    "in_time": ("acknowledged", "running", 9),
    "paused": ("awaiting_resident", "paused", -3),
    "answered": ("answered", "stopped", -4),
    "closed": ("closed", "stopped", -5),
}


@pytest.fixture
def requests(resident) -> dict[str, RightsRequest]:
    made = {}
    for name, (workflow, clock, days) in ROWS.items():
        case = filed_request(resident=resident, venue=VenueFactory())
        due = None if days is None else NOW + timedelta(days=days)
        RightsRequest.objects.filter(pk=case.pk).update(workflow=workflow, clock=clock, due_at=due)
        made[name] = case
    return made


def names(requests, found) -> list[str]:
    by_pk = {case.pk: name for name, case in requests.items()}
    return [by_pk[case.pk] for case in found]


def test_under_way_is_filed_and_not_closed(requests):
    assert set(names(requests, RightsRequest.objects.under_way())) == set(ROWS) - {
        "draft",
        "closed",
    }


def test_open_is_what_waits_for_an_answer(requests):
    left = {"draft", "answered", "closed"}
    assert set(names(requests, RightsRequest.objects.still_open())) == set(ROWS) - left


def test_only_a_clock_that_ticks_is_late(requests):
    found = RightsRequest.objects.due_before(NOW)
    assert names(requests, found) == ["later_extended", "late"]


def test_what_is_most_urgent_stands_first(requests):
    found = RightsRequest.objects.most_urgent_first(NOW)
    assert names(requests, found) == [
        "later_extended",
        "late",
        "paused",
        "answered",
        "soon",
        "in_time",
        "draft",
        "closed",
    ]
