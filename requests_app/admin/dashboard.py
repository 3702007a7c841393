"""The dashboard of an operator: it opens on what is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F
from django.http import HttpRequest
from django.urls import reverse

from accounts.core.totality import total
from accounts.kit.admin.base import user_of
from accounts.kit.admin.persona import persona_of
from accounts.kit.admin.site import Desk, Panel
from accounts.roles import Permission
from requests_app import states
from requests_app.admin import due
from requests_app.admin.due import LABELS, Due, condition
from requests_app.models import RightsRequest
from requests_app.words import tones

SHOWN = 12
TONES = total(
    Due,
    {
        Due.OVERDUE: tones.BAD,
        Due.SOON: tones.WARN,
        Due.OURS: tones.WAIT,
        Due.THEIRS: tones.NONE,
        Due.OPEN: tones.NONE,
    },
    name="requests_app.admin.dashboard.TONES",
)


@dataclass(frozen=True, slots=True)
class Tile:
    label: Any
    count: int
    url: str
    tone: str


@dataclass(frozen=True, slots=True)
class Line:
    """One request of the list by due date."""

    case: RightsRequest
    due: due.DueWords
    workflow: tones.Pill
    rights: str


@Desk.show_on_dashboard
def requests_due(request: HttpRequest) -> Panel | None:
    """Counts, and the open requests by due date; three queries, however many there are."""
    if not persona_of(request).may(Permission.SEE_REQUESTS):
        return None
    mine = RightsRequest.objects.of_operator(user_of(request))
    counts = mine.aggregate(**{kind.value: Count("pk", filter=condition(kind)) for kind in Due})
    address = reverse("admin:requests_app_rightsrequest_changelist")
    tiles = [
        Tile(LABELS[kind], counts[kind.value], f"{address}?due={kind.value}", _tone(kind, counts))
        for kind in (Due.OVERDUE, Due.SOON, Due.OURS, Due.THEIRS)
    ]
    still_open = mine.filter(workflow__in=states.OPEN).select_related("venue")
    nearest = still_open.prefetch_related("rights").order_by(
        F("due_at").asc(nulls_last=True), "filed_at"
    )[:SHOWN]
    return Panel(
        "admin/requests_app/due_panel.html",
        {
            "tiles": tiles,
            "lines": [_line(case) for case in nearest],
            "open_count": counts[Due.OPEN.value],
            "all_url": f"{address}?due={Due.OPEN.value}",
        },
    )


def _tone(kind: Due, counts: dict[str, int]) -> str:
    return TONES[kind] if counts[kind.value] else tones.NONE


def _line(case: RightsRequest) -> Line:
    return Line(
        case=case,
        due=due.in_words(case),
        workflow=tones.axes(case)[0],
        rights=", ".join(str(tones.short(right)) for right in case.rights.all()),
    )
