"""What somebody was about to do when they were asked whether it is still them: kept, and done afterwards.

A thief who shares the session could leave an errand of their own there, for the owner's proof to carry
out. So an errand is done for the browser alone that brought it, and with the proof the session gets
another key: whoever had copied the old one is out.
"""

from __future__ import annotations

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY, suspend_request
from allauth.core.internal.httpkit import is_headless_request
from allauth.headless.constants import Client
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, get_random_string

COOKIE = "errand"
COOKIE_AGE = 15 * 60


def keep(request: HttpRequest, page: str) -> HttpResponse:
    """Send ``request`` to ``page``; a form that it brought is kept, and no other one."""
    request.session.pop(STATE_SESSION_KEY, None)
    response: HttpResponse = suspend_request(request, page)
    kept = request.session.get(STATE_SESSION_KEY)
    if kept is not None:
        mark = get_random_string(22)
        request.session[STATE_SESSION_KEY] = {**kept, COOKIE: mark}
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(
            COOKIE, mark, max_age=COOKIE_AGE, httponly=True, samesite="Lax", secure=secure
        )
    return response


def take_up(request: HttpRequest) -> None:
    """Now that the person has shown that it is them: forget an errand of another browser's, change the key.

    A native app keeps its token: the session is known by it, and nobody else's form waits there.
    """
    kept = request.session.get(STATE_SESSION_KEY)
    if kept is not None and not constant_time_compare(
        kept.get(COOKIE, ""), request.COOKIES.get(COOKIE) or "none"
    ):
        del request.session[STATE_SESSION_KEY]
    if is_headless_request(request) != Client.APP:
        _renew(request)


def _renew(request: HttpRequest) -> None:
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)
