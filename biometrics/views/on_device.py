"""The page on which the resident's own browser computes the vector; the photograph stays with them."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.views.decorators.cache import never_cache

from accounts.kit.web import person
from accounts.models import User
from biometrics import engines
from biometrics.engines import UnusableVector
from biometrics.forms.on_device import OnDeviceForm
from biometrics.models import Disclosure, Verification
from biometrics.problems import Refused
from biometrics.services.browser_model import offered
from biometrics.services.on_device import VECTORS_AT_MOST, issue_token, start_on_device
from consents.models import Purpose
from consents.selectors import has_consent


@login_required
@never_cache
def on_device(request: HttpRequest, disclosure: UUID) -> HttpResponse:
    """Ask for the number and the photographs; where the way is not offered, lead to the others."""
    by = person(request)
    found = get_object_or_404(Disclosure.objects.select_related("venue"), pk=disclosure, subject=by)
    model = offered(found)
    if model is None or not has_consent(by, Purpose.FACE_COMPARISON):
        return redirect("biometrics:verify", found.pk)
    form = OnDeviceForm(request.POST or None, request.FILES)
    if form.is_valid() and (started := _start(form, found, by)):
        return redirect("biometrics:verification", started.pk)
    context = {
        "form": form,
        "disclosure": found,
        "model": model,
        "folder": static("face-model/"),
        "at_most": VECTORS_AT_MOST,
        "dimension": engines.get(model.engine).dimension,
        **_token(found, by),
    }
    return render(request, "biometrics/on_device.html", context)


def _start(form: OnDeviceForm, disclosure: Disclosure, by: User) -> Verification | None:
    """The attempt, or None with the reason on the form."""
    try:
        return start_on_device(disclosure=disclosure, statement=form.statement(), by=by)
    except (Refused, UnusableVector) as refused:
        form.add_error(None, str(refused.sentence))
    return None


def _token(disclosure: Disclosure, by: User) -> dict[str, object]:
    """What the next attempt is made with, or why there can be none now."""
    try:
        return {"token": issue_token(disclosure=disclosure, by=by)}
    except Refused as refused:
        return {"refused": refused}
