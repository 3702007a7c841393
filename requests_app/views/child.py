"""A child's file: its places, its cases, and what can be done in its name, on one page."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.kit.web import person
from consents.selectors import holdings_of
from requests_app.models import RightsRequest
from requests_app.words import states
from requests_app.words.next_steps import headline, letters


@login_required
def child(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One child of the person's own; a stranger's does not show that it exists."""
    shown = get_object_or_404(person(request).dependants, pk=pk)
    mine = RightsRequest.objects.of_resident(person(request)).filter(dependant=shown)
    cases = mine.for_lists().prefetch_related(letters()).most_urgent_first(timezone.now())
    context = {
        "child": shown,
        "rows": [
            (case, states.workflow_pill(case), states.meter(case), headline(case)) for case in cases
        ],
        "holdings": holdings_of(person(request)).filter(dependant=shown),
    }
    return render(request, "requests_app/child.html", context)
