"""How one place keeps its days: from k residents on, and only where nothing about another place follows.

Counted are requests of months that are over, to places that are told of them, with a day by which the
answer is due; not those that the resident took back or let lapse. A place below k residents is left out,
and with it the smallest of the others of its kind and city: else the two together could be taken from
the public figures of that kind and city, and the small one would stand alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.enums import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests_app.models import RightsRequest
from requests_app.publishing.anonymity import hide_small
from requests_app.publishing.months import begin_of, first_day
from requests_app.publishing.statistics import KEPT_SECONDS
from requests_app.states import GIVEN_UP, Workflow


class Timing(TextChoices):
    """What became of the day by which an answer was due."""

    IN_TIME = "in_time", _("answered in time")
    LATE = "late", _("answered late")
    OVERDUE = "overdue", _("overdue, no answer")
    NOT_DUE = "not_due", _("not due yet")


@dataclass(frozen=True, slots=True)
class Record:
    """Requests to one place until the month before ``until``. A count of None is hidden: too few."""

    until: date
    requests: int
    timing: Mapping[str, int | None]


def record_of(venue_id: UUID) -> Record | None:
    """The record of one place; None where it may not be shown. All are computed once an hour."""
    until = first_day(timezone.now())
    key = f"records:{until.isoformat()}:{settings.K_ANONYMITY}"
    records: dict[UUID, Record] | None = cache.get(key)
    if records is None:
        records = compute(until=until, k=settings.K_ANONYMITY)
        cache.set(key, records, KEPT_SECONDS)
    return records.get(venue_id)


def compute(*, until: date, k: int) -> dict[UUID, Record]:
    """The records that may be shown; two queries, however many places there are."""
    end = begin_of(until)
    counted = RightsRequest.objects.filter(_counts(end)).annotate(timing=_timing(end)).order_by()
    shown = _venues(end, k)
    found: dict[UUID, dict[str, tuple[int, int]]] = defaultdict(dict)
    rows = counted.values_list("venue", "timing").annotate(
        Count("pk"), Count("resident", distinct=True)
    )
    for venue, timing, requests, residents in rows:
        found[venue][timing] = (requests, residents)
    return {venue: _record(until, found[venue], k) for venue in shown}


def _counts(end: datetime) -> Q:
    """Which requests are counted: told to somebody, with a due day, and not given up unanswered."""
    told = ~Q(venue__operator=None) | ~Q(venue__contact_email="")
    given_up = Q(outcome__in=GIVEN_UP, answered_at=None)
    return told & Q(filed_at__lt=end, due_at__isnull=False) & ~given_up


def _timing(end: datetime) -> Case:
    """The `Timing` of a request as of ``end``."""
    answered = Q(answered_at__lt=end)
    return Case(
        When(answered & Q(answered_at__lte=F("due_at")), then=Value(Timing.IN_TIME.value)),
        When(answered, then=Value(Timing.LATE.value)),
        When(due_at__lt=end, then=Value(Timing.OVERDUE.value)),
        default=Value(Timing.NOT_DUE.value),
    )


def _venues(end: datetime, k: int) -> set[UUID]:
    """Those with k residents, less one in every kind and city where another has fewer.

    What the public figures of the kind and city count is counted here, so that no difference is left.
    """
    filed = RightsRequest.objects.exclude(workflow=Workflow.DRAFT).filter(filed_at__lt=end)
    rows = (
        filed.order_by()
        .values_list("venue__kind", "venue__city", "venue")
        .annotate(
            residents=Count("resident", distinct=True),
            counted=Count("resident", distinct=True, filter=_counts(end)),
        )
    )
    places: dict[tuple[str, str], dict[UUID, int]] = defaultdict(dict)
    enough = set()
    for kind, city, venue, residents, counted in rows:
        places[kind, city][venue] = residents
        if counted >= k:
            enough.add(venue)
    hidden = {venue for residents in places.values() for venue in hide_small(residents, k=k)}
    return enough - hidden


def _record(until: date, timing: Mapping[str, tuple[int, int]], k: int) -> Record:
    residents = {name: counts[1] for name, counts in timing.items()}
    hidden = hide_small(residents, k=k)
    return Record(
        until=until,
        requests=sum(counts[0] for counts in timing.values()),
        timing={
            each.value: None if each.value in hidden else timing.get(each.value, (0, 0))[0]
            for each in Timing
        },
    )
