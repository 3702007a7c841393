"""The camera page's two calls: what is asked of the person, and the pictures of their doing it.

Answers are JSON; what is refused is a problem (RFC 9457) with the sentence to show.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.kit.api.problems import KINDS, MEDIA_TYPE, body, problem_of
from accounts.kit.web import person
from biometrics.forms.selfie import contents
from biometrics.models import Disclosure
from biometrics.problems import RefusalKind, Refused
from biometrics.services.liveness import PERFORM_WITHIN, issue_challenge
from biometrics.services.verifications import BURST_AT_MOST, start_verification
from biometrics.types import UnusablePicture

View = Callable[[HttpRequest, UUID], JsonResponse]


def _problems(view: View) -> View:
    """What the services refuse becomes a problem, in the language of the page."""

    @wraps(view)
    def answered(request: HttpRequest, disclosure: UUID) -> JsonResponse:
        try:
            return view(request, disclosure)
        except (Refused, UnusablePicture) as refused:
            return _problem(request, refused)

    return answered


def _problem(request: HttpRequest, refused: Refused | UnusablePicture) -> JsonResponse:
    problem = problem_of(refused)
    if problem is None:
        raise refused
    told = {**body(problem, instance=request.path), "kind": problem.kind}
    status = KINDS[problem.kind].status
    return JsonResponse(told, status=status, content_type=MEDIA_TYPE, headers=problem.headers)


def _own(request: HttpRequest, disclosure: UUID) -> Disclosure:
    return get_object_or_404(Disclosure, pk=disclosure, subject=person(request))


@require_POST
@login_required
@never_cache
@_problems
def challenge(request: HttpRequest, disclosure: UUID) -> JsonResponse:
    """Three movements, to be made within a minute; they serve once."""
    issued = issue_challenge(disclosure=_own(request, disclosure), by=person(request))
    told = {
        "id": issued.pk,
        "gestures": issued.sequence,
        "seconds": int(PERFORM_WITHIN.total_seconds()),
        "frames_at_most": BURST_AT_MOST,
    }
    return JsonResponse(told, status=201)


@require_POST
@login_required
@never_cache
@_problems
def live(request: HttpRequest, disclosure: UUID) -> JsonResponse:
    """The pictures of a burst, in order; the answer says where its outcome will be."""
    found = _own(request, disclosure)
    try:
        answered = UUID(request.POST.get("challenge", ""))
    except ValueError:
        raise Refused(RefusalKind.CHALLENGE_UNKNOWN) from None
    frames = contents(request.FILES.getlist("frames"))
    verification = start_verification(
        disclosure=found, frames=frames, by=person(request), challenge=answered
    )
    outcome = reverse("biometrics:verification", args=(verification.pk,))
    return JsonResponse({"next": outcome}, status=201)
