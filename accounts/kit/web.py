"""Small helpers that the web views of all apps share."""

from __future__ import annotations

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User


def person(request: HttpRequest) -> User:
    """The person signed in; for views behind `login_required`."""
    if not isinstance(request.user, User):
        raise TypeError("this view needs a signed-in person")
    return request.user


NOBODY = "none"
# The field in which a form says whose page it stood on (static/js/whose.js).
WHOSE = "whose"


def account_tag(request: HttpRequest) -> str:
    """By what a browser tells one account's pages, drafts and waiting forms from another's.

    Sixteen hexadecimal digits that say nothing else, or `NOBODY`. Under the API the session is asked
    alone, for the user is nobody there where it lets nobody in; on pages the user must still exist.
    """
    session = getattr(request, "session", {})
    if not (user_id := session.get(SESSION_KEY)):
        return NOBODY
    user = getattr(request, "user", None)
    if user is not None and not user.is_authenticated and not request.path_info.startswith("/api/"):
        return NOBODY  # erased since: its other sessions are nobody's
    return salted_hmac("accounts.device", user_id, algorithm="sha256").hexdigest()[:16]


def back_to(request: HttpRequest, otherwise: str) -> str:
    """The page of this site that the form names in ``next``, else the one named ``otherwise``."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return resolve_url(otherwise)
