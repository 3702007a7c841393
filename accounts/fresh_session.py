"""Whether somebody signed in a moment ago: for acts that an open session alone must not do."""

from __future__ import annotations

import time
from types import SimpleNamespace

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest
from rest_framework.request import Request


def is_fresh(request: HttpRequest | Request) -> bool:
    """True when the newest proof of who this is, is younger than `ACCOUNT_REAUTHENTICATION_TIMEOUT`."""
    session = getattr(request, "session", None)
    if session is None or not request.user.is_authenticated:
        return False
    holder = SimpleNamespace(session=session)
    records = get_authentication_records(holder, request.user)
    newest = max((float(record.get("at", 0)) for record in records), default=0.0)
    within: int = app_settings.REAUTHENTICATION_TIMEOUT
    return time.time() - newest < within
