"""The limits of the API hold on pages, too: the same counts, so that no door adds to another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError
from rest_framework.request import Request

from accounts.kit.allowances import AllowanceSpent
from accounts.kit.api.server_errors import unavailable
from accounts.kit.api.throttling import UnsafeThrottle

# They count their calls themselves.
OWN_LIMITS = ("/api/v1/", "/_allauth/")


class PageLimitMiddleware:
    """Counts what pages send per account or address; says what is spent for the day."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OWN_LIMITS):
            return self.get_response(request)
        throttle = UnsafeThrottle()
        try:
            allowed = throttle.allow_request(_as_call(request), None)
        except RedisError:  # what cannot be counted is not let through
            return unavailable(request)
        if allowed:
            return self.get_response(request)
        return _slower(request, {}, int(throttle.wait() or 1))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, AllowanceSpent):
            return None
        return _slower(request, {"spent": str(exception)}, exception.wait)


def _as_call(request: HttpRequest) -> Request:
    """``request`` as REST framework's throttles read it, with the person that the page knows."""
    call = Request(request)
    call.user, call.auth = request.user, None
    return call


def _slower(request: HttpRequest, context: dict[str, Any], wait: int) -> HttpResponse:
    response = render(request, "errors/429.html", context, status=429)
    response["Retry-After"] = str(max(1, wait))
    return response
