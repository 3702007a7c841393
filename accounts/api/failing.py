"""What a caller gets when something broke on our side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults

from accounts.api.problems import KINDS, MEDIA_TYPE, Problem, body


def server_error(request: HttpRequest) -> HttpResponse:
    """A problem for programs, a page for people; neither says what broke. The log does."""
    if not request.path.startswith("/api/"):
        return defaults.server_error(request)
    problem = Problem("error")
    return JsonResponse(
        body(problem, instance=request.path),
        status=KINDS[problem.kind].status,
        content_type=MEDIA_TYPE,
    )
