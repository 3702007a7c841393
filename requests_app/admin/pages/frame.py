"""What the pages of one request share: who may open them, in which time zone, inside which frame."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.kit.admin.base import user_of
from biometrics.engines import UnknownEngine
from biometrics.problems import Refused
from requests_app import policies
from requests_app.law.errors import LawError
from requests_app.models import RightsRequest
from requests_app.problems import RequestProblem
from requests_app.words import tones
from requests_app.words.desk_case import StepName, steps_for

if TYPE_CHECKING:
    from accounts.kit.admin.base import DeskAdmin

P = ParamSpec("P")
Page = Callable[Concatenate["DeskAdmin", HttpRequest, RightsRequest, P], HttpResponse]
# What services say no with; each carries a sentence for people.
PROBLEMS = (RequestProblem, Refused, UnknownEngine)


def of_case(page: Page[P]) -> Callable[..., HttpResponse]:
    """Open a page on one request for somebody of its operator; 404 for everybody else.

    The row is read through the limited queryset and the policy is asked as well.
    """

    @wraps(page)
    def opened(
        desk: DeskAdmin, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        case: RightsRequest = desk.get_or_404(request, object_id)
        if not policies.can_see_as_operator(user_of(request), case):
            raise Http404
        with timezone.override(ZoneInfo(case.venue.time_zone)):
            return page(desk, request, case, *args, **kwargs)

    return opened


def allowed(request: HttpRequest, case: RightsRequest, step: StepName) -> bool:
    """True when the step may be taken now; else the person is told."""
    if step in steps_for(case, user_of(request)):
        return True
    messages.warning(
        request, _("This step is not possible now: the request may have moved on meanwhile.")
    )
    return False


def show(
    desk: DeskAdmin,
    request: HttpRequest,
    case: RightsRequest,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """Render a page of one request at once, while the venue's time zone holds."""
    frame = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "original": case,
        "case": case,
        "axes": tones.axes(case),
        "title": case.reference,
        "time_zone": case.venue.time_zone,
    }
    return render(
        request, f"admin/requests_app/{template}.html", {**frame, **context}, status=status
    )


def back_to(case: RightsRequest, page: str = "change") -> HttpResponse:
    return redirect(reverse(f"admin:requests_app_rightsrequest_{page}", args=(case.pk,)))


def sentence_of(problem: Exception) -> str:
    """What a service's exception says to people, details included."""
    if isinstance(problem, LawError):
        return str(problem)
    details = " ".join(str(detail) for detail in getattr(problem, "details", ()))
    return f"{problem.sentence} {details}".strip()  # type: ignore[attr-defined]
