"""The resident's own register: who has my face."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.core.actors import Actor, ActorKind
from accounts.kit.form_idempotency import once
from accounts.kit.web import person
from accounts.policies import acting_as
from consents import selectors
from consents.forms.holdings import HoldingForm
from consents.models import Holding, Venue
from consents.models.venue import STANDING
from consents.services import HoldingProblem, captured_again, end_holding, record_holding


@login_required
def holding_list(request: HttpRequest) -> HttpResponse:
    return render(
        request, "consents/holding_list.html", {"holdings": selectors.holdings_of(person(request))}
    )


@login_required
@once
def holding_add(request: HttpRequest) -> HttpResponse:
    """“They have my face”: one venue, how it came about, since when."""
    listed = Venue.objects.filter(status__in=STANDING).prefetch_related("systems")
    venue = get_object_or_404(listed, slug=request.GET.get("venue", ""))
    form = HoldingForm(request.POST or None, venue=venue, resident=person(request))
    if request.method == "POST" and form.is_valid():
        try:
            record_holding(
                resident=person(request),
                venue=venue,
                facts=form.facts(),
                dependant=form.cleaned_data.get("dependant"),
            )
        except HoldingProblem as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Noted. It is on your list; nobody else sees it."))
            return redirect("consents:holding_list")
    return render(request, "consents/holding_form.html", {"form": form, "venue": venue})


@login_required
@require_POST
def holding_end(request: HttpRequest, pk: str) -> HttpResponse:
    holding, actor = _own(request, pk)
    end_holding(holding=holding, by=actor)
    messages.success(request, _("Taken off your list. Requests that you filed go on."))
    return redirect("consents:holding_list")


@login_required
@require_POST
def holding_again(request: HttpRequest, pk: str) -> HttpResponse:
    """Enrolled again after removal: it is noted, and a request that follows the first is offered."""
    holding, actor = _own(request, pk)
    try:
        captured_again(holding=holding, by=actor)
    except HoldingProblem as problem:
        messages.error(request, str(problem))
        return redirect("consents:holding_list")
    messages.success(request, _("Noted. Your new request will name the earlier one."))
    return redirect(f"{reverse('requests:new')}?holding={holding.pk}")


def _own(request: HttpRequest, pk: str) -> tuple[Holding, Actor]:
    """The person's own entry, and the role in which they act on it."""
    holding = get_object_or_404(selectors.holdings_of(person(request)), pk=pk)
    kind = ActorKind.GUARDIAN if holding.dependant_id else ActorKind.RESIDENT
    return holding, acting_as(person(request), kind)
