"""Which requests may be exported, and what of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery

from consents.models import Consent, ConsentAction, Purpose
from requests_app import states
from requests_app.models import IdentityMeans, RightsRequest
from requests_app.publishing.anonymity import Subject, Traits, month_of
from requests_app.publishing.months import begin_of, first_day, months_before
from requests_app.publishing.timing import answer_days, bucket_of
from requests_app.services.clocks import end_of_day
from requests_app.states import EventKind

CHUNK = 1000


def due_for_release(month: date) -> QuerySet[RightsRequest]:
    """What may be released when the months before ``month`` are over.

    Filed, by an adult for themselves, who consents to it now; not released before; and either
    ended in a month that is over, or filed so long ago that silence is an answer too.
    """
    end = begin_of(month)
    long_ago = begin_of(months_before(month, settings.EXPORT_WAIT_MONTHS))
    newest = Consent.objects.filter(
        resident=OuterRef("resident"), purpose=Purpose.RESEARCH_EXPORT
    ).order_by("-id")
    ended = Q(answered_at__lt=end) | Q(answered_at__isnull=True, closed_at__lt=end)
    return (
        RightsRequest.objects.exclude(workflow=states.Workflow.DRAFT)
        .filter(ended | Q(filed_at__lt=long_ago), filed_at__lt=end)
        .filter(dependant__isnull=True, released_row__isnull=True)
        .annotate(research=Subquery(newest.values("action")[:1]))
        .filter(research=ConsentAction.GIVEN)
        .order_by("filed_at", "id")
    )


def subjects(month: date) -> Iterator[Subject]:
    """The requests due for release as the anonymisation reads them, in chunks."""
    due = due_for_release(month).select_related("venue")
    related = ("rights", "events", "clock_entries", "answers__decisions")
    for case in due.prefetch_related(*related).iterator(chunk_size=CHUNK):
        yield _subject(case, begin_of(month))


def _subject(case: RightsRequest, end: datetime) -> Subject:
    month = first_day(case.filed_at or case.created_at)
    return Subject(
        key=case.pk,
        person=case.resident_id,
        month=month,
        traits=Traits(
            venue_kind=case.venue.kind,
            jurisdiction=case.venue.jurisdiction,
            city=case.venue.city,
            filed=month_of(month),
            rights=tuple(sorted(right.right for right in case.rights.all())),
        ),
        facts=_facts(case, end),
    )


def _facts(case: RightsRequest, end: datetime) -> dict[str, Any]:
    """What happened, in coarse words: no text, no date, no id, nothing of a face."""
    kinds = {event.kind for event in case.events.all()}
    days = _days(case)
    return {
        "outcome": case.outcome,
        "refusal_codes": _refusal_codes(case),
        "response_days": None if days is None else bucket_of(days),
        "overdue": _was_overdue(case, end),
        "extended": EventKind.EXTEND in kinds,
        "disputed": bool(kinds & {EventKind.DISPUTE, EventKind.DISPUTE_IDENTITY}),
        "identity": _identity_class(case),
    }


def _days(case: RightsRequest) -> int | None:
    if case.answered_at is None or case.filed_at is None:
        return None
    turns = ((event.at, event.data["state"]["workflow"]) for event in case.events.all())
    return answer_days(case.filed_at, case.answered_at, turns)


def _refusal_codes(case: RightsRequest) -> list[str]:
    """Of the newest answer; an older one was disputed."""
    answers = list(case.answers.all())
    if not answers:
        return []
    return sorted({d.refusal_code for d in answers[-1].decisions.all() if d.refusal_code})


def _was_overdue(case: RightsRequest, end: datetime) -> bool:
    """Answered after the due date that stood then, or not at all when the month ended."""
    newest = {entry.right_id: entry.due_on for entry in case.clock_entries.all()}
    due = min((day for day in newest.values() if day is not None), default=None)
    if due is None:
        return False
    moment = case.answered_at or case.closed_at or end
    return end_of_day(due, case.venue.time_zone) < moment


def _identity_class(case: RightsRequest) -> str:
    if not case.identity_means:
        return "none"
    return "face" if case.identity_means == IdentityMeans.FACE else "other"
