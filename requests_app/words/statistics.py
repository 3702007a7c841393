"""Public figures as pictures. What may be counted, and from how many on, `publishing` says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.core.totality import total
from consents.kind_names import name_of
from requests_app.publishing.statistics import Cell
from requests_app.publishing.venue_records import Record, Timing
from requests_app.states import RequestOutcome
from requests_app.words.states import OUTCOME

OPEN = _("Not answered yet")

# Tone and label of a slice.
Look = tuple[str, str | Promise]


@dataclass(frozen=True, slots=True)
class Slice:
    """One outcome of a bar; ``start`` and ``width`` are percent of its length."""

    tone: str
    label: str | Promise
    count: int
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One kind of place in one city, as a bar of outcomes."""

    kind: str
    kind_label: str
    city: str
    requests: int
    median_days: float | None
    slices: list[Slice]
    hidden: bool


@dataclass(frozen=True, slots=True)
class TimingBar:
    """How one place keeps its days, as a bar."""

    record: Record
    slices: list[Slice]
    hidden: bool


TONES = total(
    Timing,
    {Timing.IN_TIME: "good", Timing.LATE: "warn", Timing.OVERDUE: "bad", Timing.NOT_DUE: "none"},
    name="requests_app.words.statistics.TONES",
)


def timing_bar(record: Record) -> TimingBar:
    slices = _slices(record.timing, lambda name: (TONES[Timing(name)], Timing(name).label))
    return TimingBar(record, slices, None in record.timing.values())


def bar(cell: Cell) -> Bar:
    """The outcomes of a cell as a bar."""
    slices = _slices(cell.outcomes, _of_outcome)
    return Bar(
        kind=cell.kind,
        kind_label=str(name_of(cell.kind)),
        city=cell.city,
        requests=cell.requests,
        median_days=cell.median_days,
        slices=slices,
        hidden=None in cell.outcomes.values(),
    )


def _slices(counts: Mapping[str, int | None], look: Callable[[str], Look]) -> list[Slice]:
    """What is shown side by side; what is hidden takes no part of the bar."""
    shown = {name: count for name, count in counts.items() if count}
    whole = sum(shown.values()) or 1
    slices, start = [], 0.0
    for name, count in shown.items():
        width = 100 * count / whole
        slices.append(Slice(*look(name), count, round(start, 2), round(width, 2)))
        start += width
    return slices


def _of_outcome(name: str) -> Look:
    pill = OUTCOME[RequestOutcome(name)]
    return pill.tone, OPEN if name == RequestOutcome.PENDING else pill.label
