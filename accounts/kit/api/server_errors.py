"""What a caller gets when something broke on our side, or is busy or out of reach."""

from __future__ import annotations

import sys
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.views import defaults

from accounts.core.unavailable import RETRY_SECONDS, is_unavailable
from accounts.kit.api.problems import KINDS, MEDIA_TYPE, Problem, body

logger = structlog.get_logger(__name__)
FOR_PROGRAMS = ("/api/", "/_allauth/")


def server_error(request: HttpRequest) -> HttpResponse:
    """A problem for programs, a page for people; neither says what broke. The log does."""
    if is_unavailable(sys.exc_info()[1]):  # raised outside of any view, by the session for instance
        return unavailable(request)
    if not request.path.startswith("/api/"):
        return defaults.server_error(request)
    return _problem(request, Problem("error"))


def unavailable(request: HttpRequest) -> HttpResponse:
    """503, and when to come again. Asks neither the database nor the cache for anything."""
    if request.path.startswith(FOR_PROGRAMS):
        answer: HttpResponse = _problem(request, Problem("unavailable"))
    else:
        answer = HttpResponse(render_to_string("errors/busy.html"), status=503)
    answer["Retry-After"] = str(RETRY_SECONDS)
    answer["Cache-Control"] = "no-store"
    return answer


def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return JsonResponse(
        body(problem, instance=request.path),
        status=KINDS[problem.kind].status,
        content_type=MEDIA_TYPE,
    )


class UnavailableMiddleware:
    """Every view's way to `unavailable`; the API's own goes by `accounts.kit.api.problems`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exc: Exception) -> HttpResponse | None:
        if not is_unavailable(exc):
            return None
        logger.warning("unavailable", error=type(exc).__name__, exc_info=exc)
        return unavailable(request)
