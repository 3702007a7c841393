"""What a call came to, in a word of the access matrix: a status, or why a 200 or a 302 is no success."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.contrib.messages import ERROR, WARNING
from django.http import HttpResponse

SIGN_IN = re.compile(r"/(accounts|admin)/login/")
ONCE_MORE = re.compile(r"/accounts/(reauthenticate|2fa)/")
SUCCEEDED = re.compile(r"[23]\d\d")


def outcome(response: HttpResponse, method: str) -> str:
    """The status; “login” or “again” for who is sent to prove themselves, “no” for who is told no.

    “form” is a page shown again with what is wrong with the form on it.
    """
    status = response.status_code
    if status in (301, 302, 303, 307, 308):
        return _redirected(response)
    if status == HTTPStatus.OK and method != "GET" and _faulty(response):
        return "form"
    return str(status)


def succeeds(word: str) -> bool:
    return SUCCEEDED.fullmatch(word) is not None


def _redirected(response: HttpResponse) -> str:
    target = response["Location"]
    if SIGN_IN.match(target):
        return "login"
    if ONCE_MORE.match(target):
        return "again"
    return "no" if _told_no(response) else str(response.status_code)


def _told_no(response: Any) -> bool:
    """A redirect with a message that says that nothing was done."""
    kept = getattr(response.wsgi_request, "_messages", None)
    queued = getattr(kept, "_queued_messages", [])
    return any(message.level in (ERROR, WARNING) for message in queued)


def _faulty(response: Any) -> bool:
    """The page holds a form that was sent and is not valid."""
    return any(
        getattr(value, "is_bound", False) is True and getattr(value, "errors", None)
        for layer in _layers(response.context)
        for value in layer.values()
    )


def _layers(context: Any) -> Iterator[Mapping[str, Any]]:
    """What the templates of a page were given."""
    for each in context if isinstance(context, list) else [context]:
        yield from getattr(each, "dicts", [])
