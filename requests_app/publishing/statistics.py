"""Public figures by kind of venue and city: what may be shown, and nothing from which more follows.

Counted are months that are over. A cell with fewer than k residents is left out, and every total is
the total of the cells shown, so that none can be subtracted out of it (see docs/exports.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.utils import timezone

from requests_app import states
from requests_app.models import RightsRequest
from requests_app.publishing.anonymity import hide_small
from requests_app.publishing.months import begin_of, first_day
from requests_app.publishing.timing import answer_days
from requests_app.states import RequestOutcome

KEPT_SECONDS = 3600
CHUNK = 1000
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of venue in one city. An outcome of None is hidden: too few, or one could be told.

    ``median_days`` is from filing to answer without the resident's own turns; None below k answers.
    """

    kind: str
    city: str
    requests: int
    outcomes: Mapping[str, int | None]
    median_days: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What is published until the month before ``until``; totals are of the cells shown."""

    until: date
    k: int
    cells: tuple[Cell, ...]
    hidden_cells: int

    @property
    def requests(self) -> int:
        return sum(cell.requests for cell in self.cells)

    def narrowed(self, *, kind: str = "", city: str = "") -> Figures:
        """The same figures for one kind or city; narrowing shows nothing that was hidden."""
        cells = tuple(
            cell
            for cell in self.cells
            if (not kind or cell.kind == kind) and (not city or cell.city == city)
        )
        return Figures(until=self.until, k=self.k, cells=cells, hidden_cells=self.hidden_cells)


def published() -> Figures:
    """The figures until the end of last month; computed once an hour."""
    until = first_day(timezone.now())
    key = f"statistics:{until.isoformat()}:{settings.K_ANONYMITY}"
    figures: Figures | None = cache.get(key)
    if figures is None:
        figures = compute(until=until, k=settings.K_ANONYMITY)
        cache.set(key, figures, KEPT_SECONDS)
    return figures


def compute(*, until: date, k: int) -> Figures:
    """The figures of all that was filed before ``until``, as it stood then."""
    filed = _filed_before(begin_of(until))
    outcomes = _outcomes(filed, begin_of(until))
    days = _answer_days(filed.filter(answered_at__lt=begin_of(until)))
    cells, hidden = [], 0
    for place, residents in _residents(filed).items():
        if residents < k:
            hidden += 1
        else:
            cells.append(_cell(place, outcomes[place], days.get(place, []), k))
    cells.sort(key=lambda cell: (-cell.requests, cell.kind, cell.city))
    return Figures(until=until, k=k, cells=tuple(cells), hidden_cells=hidden)


def _filed_before(end: datetime) -> QuerySet[RightsRequest]:
    filed = RightsRequest.objects.exclude(workflow=states.Workflow.DRAFT)
    return filed.filter(filed_at__lt=end).order_by()


def _residents(filed: QuerySet[RightsRequest]) -> dict[Place, int]:
    """How many different residents each cell is about. Erased ones count as none: rather too few."""
    rows = filed.values_list("venue__kind", "venue__city").annotate(
        Count("resident", distinct=True)
    )
    return {(kind, city): count for kind, city, count in rows}


def _outcomes(
    filed: QuerySet[RightsRequest], end: datetime
) -> dict[Place, dict[str, tuple[int, int]]]:
    """For each cell and outcome at ``end`` the number of requests, and of different residents."""
    found: dict[Place, dict[str, tuple[int, int]]] = defaultdict(dict)
    ended = Q(answered_at__lt=end) | Q(answered_at__isnull=True, closed_at__lt=end)
    known = Case(When(ended, then=F("outcome")), default=Value(RequestOutcome.PENDING.value))
    rows = (
        filed.annotate(known=known)
        .values_list("venue__kind", "venue__city", "known")
        .annotate(Count("pk"), Count("resident", distinct=True))
    )
    for kind, city, outcome, requests, residents in rows:
        found[kind, city][outcome] = (requests, residents)
    return found


def _cell(
    place: Place,
    outcomes: Mapping[str, tuple[int, int]],
    days: Sequence[tuple[Any, int]],
    k: int,
) -> Cell:
    residents = {name: counts[1] for name, counts in outcomes.items()}
    hidden = hide_small(residents, k=k)
    answered_by = len({person for person, _days in days})
    return Cell(
        kind=place[0],
        city=place[1],
        requests=sum(counts[0] for counts in outcomes.values()),
        outcomes={
            name.value: None if name in hidden else outcomes.get(name, (0, 0))[0]
            for name in RequestOutcome
        },
        median_days=median(number for _person, number in days) if answered_by >= k else None,
    )


def _answer_days(answered: QuerySet[RightsRequest]) -> dict[Place, list[tuple[Any, int]]]:
    """For each cell the person and the days of every answer."""
    found: dict[Place, list[tuple[Any, int]]] = defaultdict(list)
    cases = answered.select_related("venue").prefetch_related("events")
    for case in _timed(cases.order_by("pk").iterator(chunk_size=CHUNK)):
        turns = ((event.at, event.data["state"]["workflow"]) for event in case.events.all())
        days = answer_days(case.filed_at, case.answered_at, turns)  # type: ignore[arg-type]
        found[case.venue.kind, case.venue.city].append((case.resident_id, days))
    return found


def _timed(cases: Iterable[RightsRequest]) -> Iterable[RightsRequest]:
    return (case for case in cases if case.filed_at and case.answered_at and case.resident_id)
