"""Cases without a person: what is left of them for venues, NGOs and statistics says nothing about anybody."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from accounts.kit.inventory import scrub
from accounts.models import Dependant, User
from requests_app import states
from requests_app.models import (
    Answer,
    Incident,
    IncidentState,
    Letter,
    Message,
    Notification,
    RightDecision,
    RightsRequest,
    VenueCode,
)
from requests_app.models.notification import Audience
from requests_app.services import attachments
from requests_app.services.closure import close
from requests_app.services.filing import withdraw


@transaction.atomic
def anonymise(*, requests: Sequence[UUID]) -> int:
    """Scrub cases as the inventory says, messages and answers with them; the number of cases.

    Codes, dates, events and receipts stay: they prove what the venue did, and name nobody.
    """
    messages = Message.objects.filter(request__in=requests)
    messages.filter(author_kind__in=states.RESIDENTS).update(author=None)
    attachments.destroy(messages)
    scrub(messages)
    scrub(Answer.objects.filter(request__in=requests))
    scrub(RightDecision.objects.filter(answer__request__in=requests))
    scrub(Letter.objects.filter(request__in=requests))
    VenueCode.objects.filter(request__in=requests).delete()
    Notification.objects.filter(request__in=requests, audience=Audience.RESIDENT).delete()
    return scrub(RightsRequest.objects.filter(pk__in=requests))


@transaction.atomic
def end_cases_of(*, user: User, dependant: Dependant | None = None) -> None:
    """End and anonymise every case of a person, or of one child of theirs.

    Drafts are deleted: nobody was told of them. Open cases are withdrawn, with event, receipt and
    word to the venue: a case that nobody can prove, ask about or dispute would only cost the venue
    time and keep the person's name. Answered ones are closed, because nobody can dispute them now.
    """
    cases = RightsRequest.objects.filter(resident=user).order_by("created_at")
    if dependant is not None:
        cases = cases.filter(dependant=dependant)
    cases.filter(workflow=states.Workflow.DRAFT).delete()
    for case in cases.filter(workflow__in=states.OPEN):
        withdraw(case=case, by=user)
    for case in cases.filter(workflow=states.Workflow.ANSWERED):
        close(case=case)
    anonymise(requests=list(cases.values_list("pk", flat=True)))


def scrub_unconfirmed_incidents(*, reporter: User) -> None:
    """A report that nobody confirmed is its reporter's words; a confirmed one is a fact for many."""
    reports = Incident.objects.filter(reported_by=reporter)
    scrub(reports.exclude(state=IncidentState.CONFIRMED))
