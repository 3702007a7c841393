"""Incidents: reporting what one saw, and reading what happened at a venue."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.kit.form_idempotency import once
from accounts.kit.web import person
from consents.models import Venue
from requests_app.forms.incidents import IncidentForm
from requests_app.law.phrases import citation_text
from requests_app.models import Incident, IncidentKind, IncidentState
from requests_app.services.incidents import duties_of, report_incident

PAGE_SIZE = 24


@login_required
@once
def report(request: HttpRequest) -> HttpResponse:
    """Report face data offered for sale or found in the open; the venue may be unknown."""
    venue = Venue.objects.filter(slug=request.GET.get("venue", "")).first()
    form = IncidentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        report_incident(
            kind=IncidentKind(form.cleaned_data["kind"]),
            facts=form.facts(),
            venue=venue,
            by=person(request),
        )
        messages.success(
            request,
            _(
                "Thank you. A moderator checks it; then everyone who registered the place is told. "
                "If a crime is going on, tell the police as well (110)."
            ),
        )
        return redirect("home")
    return render(request, "requests_app/incident_report.html", {"venue": venue, "form": form})


def incidents(request: HttpRequest) -> HttpResponse:
    """What was confirmed, the latest first."""
    known = Incident.objects.filter(state=IncidentState.CONFIRMED).select_related("venue")
    page = Paginator(known.order_by("-confirmed_at"), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "requests_app/incidents.html", {"page": page})


def incident(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What happened at a venue and what its duties are; public once confirmed."""
    confirmed = Incident.objects.select_related("venue").filter(state=IncidentState.CONFIRMED)
    shown = get_object_or_404(confirmed, pk=pk)
    language = get_language() or "zh-hans"
    duties = [
        {
            "text": due.duty.text.in_language(language),
            "source": citation_text(due.duty.citation).in_language(language),
            "until": due.until,
            "overdue": due.is_overdue and shown.authority_told_at is None,
        }
        for due in duties_of(shown)
    ]
    return render(request, "requests_app/incident.html", {"incident": shown, "duties": duties})
