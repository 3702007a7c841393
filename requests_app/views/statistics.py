"""Public figures as pictures. What may be counted, and from how many on, the selectors say."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consents.forms.venues import VenueFilterForm
from consents.models import VenueKind
from requests_app.states import RequestOutcome
from requests_app.statistics.selectors import Cell, published
from requests_app.views.presentation import OUTCOME

OPEN = _("Not answered yet")


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


def bar(cell: Cell) -> Bar:
    """The shown outcomes side by side; what is hidden takes no part of the bar."""
    shown = {name: count for name, count in cell.outcomes.items() if count}
    whole = sum(shown.values()) or 1
    slices, start = [], 0.0
    for name, count in shown.items():
        width = 100 * count / whole
        slices.append(_slice(name, count, start, width))
        start += width
    return Bar(
        kind=cell.kind,
        kind_label=str(VenueKind(cell.kind).label),
        city=cell.city,
        requests=cell.requests,
        median_days=cell.median_days,
        slices=slices,
        hidden=None in cell.outcomes.values(),
    )


def _slice(name: str, count: int, start: float, width: float) -> Slice:
    pill = OUTCOME[RequestOutcome(name)]
    label = OPEN if name == RequestOutcome.PENDING else pill.label
    return Slice(pill.tone, label, count, round(start, 2), round(width, 2))


def statistics(request: HttpRequest) -> HttpResponse:
    """Requests, outcomes and days by kind of place and city."""
    form = VenueFilterForm(request.GET)
    form.is_valid()
    wanted = {name: form.cleaned_data.get(name, "") for name in ("kind", "city")}
    figures = published().narrowed(**wanted)
    context = {
        "form": form,
        "figures": figures,
        "bars": [bar(cell) for cell in figures.cells],
    }
    return render(request, "requests_app/statistics.html", context)
