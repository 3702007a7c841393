"""Template tags for pages that speak of requests, also on pages of the apps below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django import template

from consents.models import Holding, Venue
from requests_app.models import Campaign, Incident, IncidentState, RightsRequest
from requests_app.publishing.statistics import published
from requests_app.publishing.venue_records import record_of
from requests_app.states import Workflow
from requests_app.words.states import Words, workflow_pill
from requests_app.words.statistics import Bar, TimingBar, bar, timing_bar
from requests_app.words.why import right_name

NEWS = 5

register = template.Library()
register.filter("right_name", right_name)


@register.filter
def where_it_stands(case: RightsRequest) -> Words:
    """The words of its pill, to the resident who reads: “your turn”, “overdue”."""
    return workflow_pill(case).label


@register.simple_tag(takes_context=True)
def my_cases(context: template.Context, venue: Venue) -> list[RightsRequest]:
    """What the person has under way with ``venue`` already, drafts included."""
    mine = RightsRequest.objects.of_resident(context["request"].user).filter(venue=venue)
    return list(mine.exclude(workflow=Workflow.CLOSED).for_lists())


@register.simple_tag
def with_cases(holdings: Iterable[Holding]) -> list[tuple[Holding, RightsRequest | None]]:
    """Each entry of a list with the newest case about it that is under way, if any; one query."""
    entries = list(holdings)
    about = RightsRequest.objects.under_way().filter(holding__in=entries).order_by("created_at")
    cases = {case.holding_id: case for case in about}
    return [(entry, cases.get(entry.pk)) for entry in entries]


@register.simple_tag
def venue_record(venue: Venue) -> TimingBar | None:
    """How this place keeps its days; None where that may not be shown."""
    record = record_of(venue.pk)
    return timing_bar(record) if record else None


class News(NamedTuple):
    """What is going on at one place, for everybody to see."""

    incidents: Sequence[Incident]
    campaigns: Sequence[Campaign]


@register.simple_tag
def venue_news(venue: Venue) -> News:
    """Confirmed incidents and campaigns that take people, the newest few; two queries."""
    confirmed = Incident.objects.filter(venue=venue, state=IncidentState.CONFIRMED)
    running = Campaign.objects.filter(venue=venue, closed_at=None)
    return News(list(confirmed.order_by("-confirmed_at")[:NEWS]), list(running[:NEWS]))


@register.simple_tag
def venue_bar(venue: Venue) -> Bar | None:
    """How places of this kind in this city answer; None while there are too few to show."""
    cells = published().narrowed(kind=venue.kind, city=venue.city).cells
    return bar(cells[0]) if cells else None
