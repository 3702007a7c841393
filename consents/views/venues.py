"""The directory of places."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.kit.form_idempotency import once
from accounts.kit.web import person
from consents import selectors
from consents.forms.venues import SightingForm, VenueFilterForm, VenueReportForm, photo_in
from consents.models import Venue, VenueStatus
from consents.models.venue import STANDING
from consents.services import PhotoRefused, report_sighting, report_venue

PAGE_SIZE = 24


def venue_list(request: HttpRequest) -> HttpResponse:
    """Search by words, narrowed by kind and city."""
    form = VenueFilterForm(request.GET)
    form.is_valid()
    found = selectors.venues(
        form.cleaned_data.get("q", ""),
        kind=form.cleaned_data.get("kind", ""),
        city=form.cleaned_data.get("city", ""),
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "consents/venue_list.html", {"form": form, "page": page})


def venue_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What one place does with faces. A merged entry leads to the one that stands."""
    venue = get_object_or_404(
        Venue.objects.select_related("operator", "merged_into").prefetch_related(
            "systems", "impact_statements"
        ),
        slug=slug,
    )
    if venue.status == VenueStatus.MERGED and venue.merged_into:
        return redirect(venue.merged_into)
    mine = (
        selectors.holdings_of(person(request)).filter(venue=venue)
        if request.user.is_authenticated
        else []
    )
    return render(request, "consents/venue_detail.html", {"venue": venue, "mine": mine})


@login_required
@once
def venue_report(request: HttpRequest) -> HttpResponse:
    """Add a place that is not in the directory; it can be asked at once, before anybody checked it."""
    initial = {"name": request.GET.get("name", "")}
    form = VenueReportForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid() and (venue := _reported(request, form)):
        messages.success(
            request, _("Thank you. The place is listed as reported; a moderator will check it.")
        )
        return redirect(venue)
    return render(request, "consents/venue_report.html", {"form": form})


def _reported(request: HttpRequest, form: VenueReportForm) -> Venue | None:
    try:
        return report_venue(
            facts=form.facts(),
            purpose=form.cleaned_data["purpose"],
            text=form.cleaned_data["text"],
            photo=photo_in(form),
            by=person(request),
        )
    except PhotoRefused as refused:
        form.add_error("photo", str(refused))
        return None


@login_required
@once
def venue_sighting(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell a moderator that something is different at a place that is listed."""
    listed = Venue.objects.filter(status__in=STANDING)
    venue = get_object_or_404(listed, slug=slug)
    form = SightingForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["text"]
            report_sighting(venue=venue, text=text, photo=photo_in(form), by=person(request))
        except PhotoRefused as refused:
            form.add_error("photo", str(refused))
        else:
            messages.success(request, _("Thank you. A moderator will check it."))
            return redirect(venue)
    return render(request, "consents/venue_sighting.html", {"form": form, "venue": venue})
