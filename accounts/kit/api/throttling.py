"""Limits on calls: per token, per account, per address for those who are not signed in.

The limits on attempts at matching and on codes are not here: services count those in the database.
"""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle

from accounts.core.client_address import client_address, counted_address
from accounts.kit.api.authentication import token_of


class CallerThrottle(SimpleRateThrottle):
    """One bucket for each token, account or address; the rates are in REST_FRAMEWORK."""

    now: float
    history: list[float]
    num_requests: int
    duration: int

    def __init__(self) -> None:
        # The rate depends on who calls, so it is read in `allow_request`.
        self.scope = ""

    def allow_request(self, request: Request, view: Any) -> bool:
        self.scope = self.scope_of(request, view)
        self.rate = self.get_rate()
        limit, seconds = self.parse_rate(self.rate)
        if limit is None or seconds is None:
            return True
        self.num_requests, self.duration = limit, seconds
        return bool(super().allow_request(request, view))

    def scope_of(self, request: Request, view: Any) -> str:
        if token_of(request):
            return "token"
        return "account" if request.user.is_authenticated else "address"

    def get_cache_key(self, request: Request, view: Any) -> str:
        token = token_of(request)
        if token:
            caller = str(token.pk)
        elif request.user.is_authenticated:
            caller = str(request.user.pk)
        else:
            caller = self.get_ident(request)
        return f"throttle:{self.scope}:{caller}"

    def get_ident(self, request: Request) -> str:
        return counted_address(client_address(request.META) or "")

    @property
    def remaining(self) -> int:
        return max(0, self.num_requests - len(self.history))

    @property
    def reset(self) -> int:
        """Seconds until the oldest counted call is forgotten."""
        oldest = self.history[-1] if self.history else self.now
        return max(0, int(self.duration - (self.now - oldest)))


class UnsafeThrottle(CallerThrottle):
    """A lower limit for calls that change something."""

    def allow_request(self, request: Request, view: Any) -> bool:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return True
        return super().allow_request(request, view)

    def scope_of(self, request: Request, view: Any) -> str:
        return f"{super().scope_of(request, view)}_unsafe"


def write_headers(response: Response, throttles: list[Any]) -> None:
    """Tell the caller where the tightest limit stands."""
    counted = [t for t in throttles if isinstance(t, CallerThrottle) and hasattr(t, "now")]
    if not counted:
        return
    tightest = min(counted, key=lambda throttle: throttle.remaining)
    response["RateLimit-Limit"] = str(tightest.num_requests)
    response["RateLimit-Remaining"] = str(tightest.remaining)
    response["RateLimit-Reset"] = str(tightest.reset)
