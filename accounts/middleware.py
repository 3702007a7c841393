"""Operators, NGOs, moderators and staff get nowhere near others' data without a second factor."""

from __future__ import annotations

from collections.abc import Callable

from allauth.headless import app_settings as headless
from django.contrib import messages
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts import devices, second_factor
from accounts.models import User

DESK = "/admin/"
API = "/api/v1/"


class KnownDeviceMiddleware:
    """Gives a browser in which somebody has just signed in the mark by which it is known next time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        devices.set_cookie(request, response)
        return response


class SecondFactorMiddleware:
    """Turns a member's session without a second factor away from the desk and the API.

    Residents are not concerned, and API tokens of organisations carry no session: they are made by
    somebody who had passed here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith((DESK, API)):
            return self.get_response(request)
        for user, session in _sessions(request):
            if second_factor.is_lacking(user, session):
                return _problem() if request.path.startswith(API) else _send_away(request, user)
        return self.get_response(request)


def _sessions(request: HttpRequest) -> list[tuple[User, SessionBase]]:
    """Who is signed in by which session: the browser's, and that of a native app."""
    found: list[tuple[User, SessionBase]] = []
    if request.user.is_authenticated:
        found.append((request.user, request.session))
    if request.path.startswith(API):
        found += _app_sessions(request)
    return found


def _app_sessions(request: HttpRequest) -> list[tuple[User, SessionBase]]:
    """The session behind an app's ``X-Session-Token`` or JWT; what is invalid the API refuses itself."""
    from allauth.core.internal.httpkit import get_authorization_credential
    from allauth.core.internal.sessionkit import get_session_user
    from allauth.headless.tokens.strategies.jwt.internal import decode_token, get_token_session

    sessions: list[SessionBase | None] = []
    if token := request.headers.get("X-Session-Token"):
        sessions.append(headless.TOKEN_STRATEGY.lookup_session(token))
    # Read as the API reads it: “bearer”, a tab and a space at the end are the same to both.
    if token := get_authorization_credential(request, headless.JWT_AUTHORIZATION_HEADER_SCHEME):
        payload = decode_token(token, "access")
        sessions.append(get_token_session(payload) if payload else None)
    return [
        (user, session)
        for session in sessions
        if session is not None and (user := get_session_user(session)) is not None
    ]


def _send_away(request: HttpRequest, user: User) -> HttpResponse:
    """To the page on which the second factor is set up, or shown once more."""
    if second_factor.is_enrolled(user):
        text = _("Please confirm with your second factor before you go on to the desk.")
        page = "account_reauthenticate"
    else:
        text = _(
            "You work with other people's requests, so signing in takes two steps. "
            "Set up a passkey or an authenticator app, then open the desk again."
        )
        page = "mfa_index"
    messages.warning(request, text)
    return redirect(f"{reverse(page)}?{urlencode({'next': request.get_full_path()})}")


def _problem() -> HttpResponse:
    """RFC 9457: what an app shows to somebody who must prove a second factor first."""
    body = {
        "type": "about:blank",
        "title": _("Second factor needed"),
        "status": 403,
        "detail": _(
            "Members of organisations sign in with a second factor. "
            "Add one under your account, and confirm it in this session."
        ),
        "code": "second_factor_needed",
    }
    return JsonResponse(body, status=403, content_type="application/problem+json")
