"""A form is acted on once, however often a bad network makes a phone send it.

``{% once %}`` puts a random key into a form. The same fields under the same key are done once;
fields changed since are another sending. A form without a key is as any other.

The script that sends what had waited (static/js/outbox.js) asks for JSON: ``{"location": …}`` when it is
done, now or before; ``{"refused": […]}`` when it was not, with the reasons and, where they are shown, a
``location``; status 409 while the same form is being worked on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.contrib.messages.storage.base import BaseStorage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.kit import stored_responses
from accounts.kit.stored_responses import FORM_KEPT, Claimed
from accounts.kit.web import WHOSE
from accounts.models import User

FIELD = "once"
# Tells the page's script that what was typed under this key has arrived, and can be forgotten.
COOKIE = "sent"
COOKIE_AGE = 3600
KEY = re.compile(r"[0-9a-f-]{16,36}")
View = Callable[..., HttpResponse]
Act = Callable[[], HttpResponse]


def once(view: View) -> View:
    """``view``, whose form is acted on once; goes inside ``login_required``."""

    @wraps(view)
    def run(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        key = request.POST.get(FIELD, "") if request.method == "POST" else ""
        user = request.user
        if not KEY.fullmatch(key) or not isinstance(user, User):
            return view(request, *args, **kwargs)
        earlier = len(messages.get_messages(request))
        response = _once(request, user, key, lambda: view(request, *args, **kwargs))
        if not _asks_for_json(request):
            return response
        return _for_script(response, _complaints(request, earlier))

    return run


def _once(request: HttpRequest, user: User, key: str, act: Act) -> HttpResponse:
    digest = fingerprint(request)
    claim = stored_responses.claim(
        user=user, key=f"{key}.{digest[:32]}", fingerprint=digest, kept=FORM_KEPT
    )
    if claim.found is Claimed.NEW:
        return _act_and_keep(request, claim, key, act)
    if claim.found is Claimed.DONE and claim.stored.body:
        messages.info(request, _("This had arrived before. It was not done twice."))
        return _arrived(redirect(claim.stored.body["location"]), key)
    return render(request, "errors/409.html", status=HTTPStatus.CONFLICT)


def _act_and_keep(
    request: HttpRequest, claim: stored_responses.Claim, key: str, act: Act
) -> HttpResponse:
    """Act, and remember where it led: both in one transaction, or neither."""
    earlier = len(messages.get_messages(request))
    try:
        with transaction.atomic():
            response = act()
            done = _leads_on(response) and not _complaints(request, earlier)
            if done:
                body = {"location": response["Location"]}
                stored_responses.keep(stored=claim.stored, status=response.status_code, body=body)
            else:
                stored_responses.give_back(stored=claim.stored)
    except stored_responses.ClaimLostError:
        _forget_messages(request)
        return render(request, "errors/409.html", status=HTTPStatus.CONFLICT)
    except BaseException:
        _forget_messages(request)
        stored_responses.release(stored=claim.stored)
        raise
    return _arrived(response, key) if done else response


def _arrived(response: HttpResponse, key: str) -> HttpResponse:
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(COOKIE, key, max_age=COOKIE_AGE, samesite="Lax", secure=secure)
    return response


def _leads_on(response: HttpResponse) -> bool:
    """Views answer what was done with a redirect, and what was refused with the form."""
    return response.status_code in (HTTPStatus.FOUND, HTTPStatus.SEE_OTHER)


def _complaints(request: HttpRequest, earlier: int) -> list[str]:
    """Some views refuse with a message, and a redirect to where it can be read.

    ``earlier`` messages were waiting before, and are about something else.
    """
    waiting = messages.get_messages(request)
    fresh = list(waiting)[earlier:]
    if isinstance(waiting, BaseStorage):
        waiting.used = False  # looked at, not shown
    return [str(message) for message in fresh if message.level >= messages.ERROR]


def _forget_messages(request: HttpRequest) -> None:
    """What was rolled back must not be told as done: only what waited before is left."""
    request._messages = default_storage(request)  # type: ignore[attr-defined]  # noqa: SLF001


def _asks_for_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _for_script(response: HttpResponse, complaints: list[str]) -> HttpResponse:
    """The same answer for a script; the cookie that says so goes along."""
    if response.status_code >= HTTPStatus.BAD_REQUEST:
        return response
    told: dict[str, object] = {"location": response["Location"]} if _leads_on(response) else {}
    if told and not complaints:
        answer = JsonResponse(told)
        answer.cookies = response.cookies
        return answer
    return JsonResponse({**told, "refused": complaints})


def fingerprint(request: HttpRequest) -> str:
    """A keyed SHA-256 over the address and what was filled in, in hexadecimal."""
    parts = [request.get_full_path(), *_filled_in(request)]
    return salted_hmac(
        "accounts.once", json.dumps(parts), secret=settings.SECRET_KEY, algorithm="sha256"
    ).hexdigest()


def _filled_in(request: HttpRequest) -> Iterator[list[str]]:
    for name, values in sorted(request.POST.lists()):
        if name not in (FIELD, WHOSE, "csrfmiddlewaretoken"):
            yield [name, *map(str, values)]
    for name, files in sorted(request.FILES.lists()):
        yield [name, *(f"{file.name} {file.size} {_digest_of(file)}" for file in files)]


def _digest_of(file: UploadedFile[Any]) -> str:
    """Another file of the same name and size is another sending."""
    digest = salted_hmac("accounts.once.file", file.read(), algorithm="sha256").hexdigest()
    file.seek(0)
    return digest
