"""The start page: what this is, or, signed in, what there is to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.core.totality import chosen
from accounts.kit.web import person
from accounts.policies import works_for_an_organisation
from consents.selectors import holdings_of
from requests_app.models import RightsRequest
from requests_app.states import UNDER_WAY, Workflow
from requests_app.words import states
from requests_app.words.next_steps import headline, letters

SHOWN = 5
UNFINISHED = chosen(
    Workflow,
    UNDER_WAY | {Workflow.DRAFT},
    but_not={Workflow.CLOSED},
    name="requests_app.views.home.UNFINISHED",
)


def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "requests_app/welcome.html")
    mine = RightsRequest.objects.of_resident(request.user).filter(workflow__in=UNFINISHED)
    urgent = mine.for_lists().prefetch_related(letters()).most_urgent_first(timezone.now())
    context = {
        "rows": [
            (case, states.workflow_pill(case), states.meter(case), headline(case))
            for case in urgent[:SHOWN]
        ],
        "more": max(mine.count() - SHOWN, 0),
        "holdings": holdings_of(person(request))[:SHOWN],
        "at_work": works_for_an_organisation(request.user),
    }
    return render(request, "requests_app/home.html", context)
