"""Several residents together: a public page with one text, and everybody's own request."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.kit.form_idempotency import once
from accounts.kit.web import person
from consents.models import Venue
from requests_app.forms.campaigns import CampaignForm, JoinForm
from requests_app.models import Campaign, RightsRequest
from requests_app.problems import RequestProblem
from requests_app.services.campaigns import end_campaign, join_campaign, joined, start_campaign

PAGE_SIZE = 24


@login_required
@once
def start(request: HttpRequest) -> HttpResponse:
    """Begin a campaign about one venue."""
    venue = get_object_or_404(Venue, slug=request.GET.get("venue", ""))
    form = CampaignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            campaign = start_campaign(appeal=form.appeal(venue), by=person(request))
        except RequestProblem as problem:
            form.add_error(None, str(problem.sentence))
        else:
            messages.success(
                request, _("Your campaign has begun. Join it yourself, and pass it on.")
            )
            return redirect(campaign)
    return render(request, "requests_app/campaign_start.html", {"venue": venue, "form": form})


def campaigns(request: HttpRequest) -> HttpResponse:
    """Those that still take people, newest first."""
    running = Campaign.objects.filter(closed_at=None).select_related("venue")
    page = Paginator(running, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "requests_app/campaigns.html", {"page": page})


def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """The public page; how many joined is shown from five people on."""
    shown = get_object_or_404(Campaign.objects.select_related("venue", "started_by"), slug=slug)
    mine = (
        RightsRequest.objects.of_resident(request.user).filter(campaign=shown, dependant=None)
        if request.user.is_authenticated
        else RightsRequest.objects.none()
    )
    context = {
        "campaign": shown,
        "joined": joined(shown),
        "mine": mine.first(),
        "form": JoinForm(),
        "is_starter": request.user == shown.started_by,
    }
    return render(request, "requests_app/campaign.html", context)


@login_required
@require_POST
def join(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(Campaign.objects.select_related("venue"), slug=slug)
    form = JoinForm(request.POST)
    if not form.is_valid():
        return redirect(shown)
    try:
        name = form.cleaned_data["claimant_name"]
        case = join_campaign(campaign=shown, by=person(request), claimant_name=name)
    except RequestProblem as problem:
        messages.error(request, str(problem.sentence))
        return redirect(shown)
    messages.success(request, _("Sent. The request is your own: you alone see it."))
    return redirect(case)


@login_required
@require_POST
def end(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(Campaign, slug=slug, started_by=person(request))
    end_campaign(campaign=shown, by=person(request))
    return redirect(shown)
