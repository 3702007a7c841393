"""The resident's cases: the list, one case, and why its date is what it is."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.core.actors import ActorKind
from accounts.kit.web import person
from biometrics.services.purging import purged_sentences
from requests_app.models import Event, Message, RightDecision, RightsRequest
from requests_app.services import actors
from requests_app.services.lifecycle import available_events
from requests_app.states import EventKind, waits_for_words
from requests_app.words import states
from requests_app.words import why as reasons
from requests_app.words.answers import answer_view
from requests_app.words.next_steps import headline, letters, next_steps

PAGE_SIZE = 20
TALK = (EventKind.MESSAGE, EventKind.REPLY)


def own_case(request: HttpRequest, reference: str) -> RightsRequest:
    """The person's own case, or 404: another's does not show that it exists."""
    cases = RightsRequest.objects.of_resident(request.user).for_lists()
    return get_object_or_404(cases, reference=reference.upper())


@login_required
def by_id(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For links from below, which know a case by its id alone."""
    return redirect(get_object_or_404(RightsRequest.objects.of_resident(request.user), pk=pk))


@login_required
def case_list(request: HttpRequest) -> HttpResponse:
    mine = RightsRequest.objects.of_resident(request.user)
    cases = mine.for_lists().most_urgent_first(timezone.now())
    page = Paginator(cases, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(case, states.workflow_pill(case), states.meter(case)) for case in page]
    return render(request, "requests_app/case_list.html", {"page": page, "rows": rows})


@login_required
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything about one case, what can be done next at the top."""
    case = own_case(request, reference)
    if case.allows_letters:
        prefetch_related_objects([case], letters())
    events = available_events(case, actors.resident_of(case, person(request)))
    history = list(case.events.select_related("receipt"))
    answers = case.answers.order_by("-answered_at").prefetch_related(
        Prefetch("decisions", queryset=RightDecision.objects.select_related("right"))
    )
    thread = list(case.messages.prefetch_related("attachments"))
    context = {
        "case": case,
        "headline": headline(case),
        "steps": next_steps(case, events),
        "can_talk": any(event in events for event in TALK),
        "axes": states.axes(case),
        "stages": states.stages(case),
        "meter": states.meter(case, list(case.clock_entries.all())),
        "deadline": reasons.in_short(case),
        "thread": thread,
        "question": question_in(thread) if waits_for_words(case.state) else None,
        "timeline": states.timeline(history),
        "receipts": [(event, event.receipt) for event in history if hasattr(event, "receipt")],
        "answers": [answer_view(answer) for answer in answers],
        "purged": purged_sentences(disclosures=_told_of(history)),
    }
    return render(request, "requests_app/case_detail.html", context)


def _told_of(history: Iterable[Event]) -> list[str]:
    """The disclosures that the case has told of; one that was thrown away before is nobody's."""
    return [event.data["disclosure"] for event in history if event.kind == EventKind.DISCLOSE]


def question_in(thread: Iterable[Message]) -> Message | None:
    """What the venue wrote last."""
    theirs = [message for message in thread if message.author_kind == ActorKind.OPERATOR]
    return theirs[-1] if theirs else None


@login_required
def why(request: HttpRequest, reference: str) -> HttpResponse:
    """Why this date: the rule, its source, and every entry of the ledger."""
    case = own_case(request, reference)
    context = {"case": case, "rights": reasons.why(case)}
    return render(request, "requests_app/why.html", context)
