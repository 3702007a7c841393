"""The resident's own face: consent first, then the camera, the wait and the outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from accounts.core.totality import total
from accounts.kit.web import person
from biometrics.models import Disclosure, DisclosureState, Verification, VerificationState
from biometrics.problems import RefusalKind, Refused, stopped_sentence, unusable_sentence
from biometrics.services.attempts import refusal
from biometrics.services.browser_model import offered
from biometrics.services.limits import attempts_left
from biometrics.services.queue import WAITING, ahead_of, place_sentence
from consents.models import Purpose
from consents.selectors import current_notice, has_consent


@login_required
@never_cache
def verify(request: HttpRequest, disclosure: UUID) -> HttpResponse:
    """Ask for consent if there is none, else for the face before the camera; photographs sent are refused."""
    found = get_object_or_404(
        Disclosure.objects.select_related("venue"), pk=disclosure, subject=person(request)
    )
    if not has_consent(person(request), Purpose.FACE_COMPARISON):
        return _ask_consent(request, found)
    context = {
        "disclosure": found,
        "ready": found.state == DisclosureState.READY,
        "sent": Refused(RefusalKind.LIVENESS_NEEDED) if request.method == "POST" else None,
        "left": attempts_left(disclosure=found, by=person(request)),
        "refused": refusal(disclosure=found, by=person(request)),
        "on_device": offered(found),
    }
    return render(request, "biometrics/verify.html", context)


def _ask_consent(request: HttpRequest, disclosure: Disclosure) -> HttpResponse:
    notice = current_notice(Purpose.FACE_COMPARISON)
    context = {
        "disclosure": disclosure,
        "notice": notice,
        "text": notice.text(get_language() or "en"),
        "purpose": Purpose.FACE_COMPARISON,
    }
    return render(request, "biometrics/consent.html", context)


def _own(request: HttpRequest, pk: UUID) -> Verification:
    attempts = Verification.objects.select_related("disclosure", "disclosure__venue")
    return get_object_or_404(attempts, pk=pk, subject=person(request))


@login_required
@never_cache
def outcome(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The wait while the worker compares; then the outcome, in words, without any number."""
    attempt = _own(request, pk)
    if attempt.state in WAITING:
        context = {"attempt": attempt, "place": place_sentence(attempt)}
        return render(request, "biometrics/waiting.html", context)
    again = attempt.disclosure.state == DisclosureState.READY and attempts_left(
        disclosure=attempt.disclosure, by=person(request)
    )
    context = {
        "attempt": attempt,
        "left": again or 0,
        "sentence": SENTENCES[VerificationState(attempt.state)](attempt),
    }
    return render(request, "biometrics/outcome.html", context)


# Why there was no outcome, where somebody can do something about it.
SENTENCES: Mapping[VerificationState, Callable[[Verification], str]] = total(
    VerificationState,
    {
        VerificationState.QUEUED: lambda _attempt: "",
        VerificationState.COMPARING: lambda _attempt: "",
        VerificationState.DECIDED: lambda _attempt: "",
        VerificationState.UNUSABLE: lambda attempt: unusable_sentence(attempt.problem),
        VerificationState.STOPPED: lambda attempt: stopped_sentence(attempt.problem),
    },
    name="biometrics.views.verifications.SENTENCES",
)


@login_required
@never_cache
def state(request: HttpRequest, pk: UUID) -> JsonResponse:
    """For the page that waits: whether there is something to see; until then, its place in the queue."""
    attempt = _own(request, pk)
    if attempt.state not in WAITING:
        return JsonResponse({"done": True})
    told = {"done": False, "ahead": ahead_of(attempt), "sentence": place_sentence(attempt)}
    return JsonResponse(told)
