"""Four ways to show which records are yours; the face is one of them and never the only one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.kit.web import person
from biometrics.models import Disclosure, DisclosureState
from biometrics.services.limits import attempts_left
from requests_app.forms.cases import CodeForm
from requests_app.models import RightsRequest, VenueCode
from requests_app.problems import RequestProblem
from requests_app.services import actors
from requests_app.services.identity import redeem_code
from requests_app.services.lifecycle import available_events
from requests_app.states import EventKind
from requests_app.views.cases import own_case


@login_required
def by_id(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For links from below, which know a case by its id alone."""
    case = get_object_or_404(RightsRequest.objects.of_resident(request.user), pk=pk)
    return redirect("requests:identity", case.reference)


@login_required
def identity(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose a way; type the venue's code here."""
    case = own_case(request, reference)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            redeem_code(case=case, code=form.cleaned_data["code"], by=person(request))
        except RequestProblem as problem:
            form.add_error("code", str(problem.sentence))
        else:
            messages.success(request, _("That is you. It is the venue's turn now."))
            return redirect(case)
    return render(request, "requests_app/identity.html", _context(request, case, form))


def _context(request: HttpRequest, case: RightsRequest, form: CodeForm) -> dict[str, object]:
    events = available_events(case, actors.resident_of(case, person(request)))
    disclosure = Disclosure.objects.filter(
        request_id=case.pk, state=DisclosureState.READY, expires_at__gt=timezone.now()
    ).first()
    return {
        "case": case,
        "form": form,
        "possible": EventKind.VERIFY_IDENTITY in events,
        "disclosure": disclosure,
        "left": attempts_left(disclosure=disclosure, by=person(request)) if disclosure else 0,
        "code_sent": VenueCode.objects.filter(
            request=case, used_at=None, tries_left__gt=0, expires_at__gt=timezone.now()
        ).exists(),
    }
