"""Pages of the demo profile: who one may be, their codes, everybody's mail."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from requests_app.demo import access, outbox, photographs

View = Callable[..., HttpResponse]
GONE = 410


def demo_only(view: View) -> View:
    """Not there outside the demo profile, whoever should route to it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO or settings.PRODUCTION:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@demo_only
@never_cache
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The demo people, each with a fresh link and, where they need one, the current code."""
    rows = [
        {
            "person": person,
            "token": access.link_token(person),
            "code": access.current_code(person.user) if person.needs_code else None,
        }
        for person in access.demo_people()
    ]
    context = {"rows": rows, "photographs": photographs.folder()}
    return render(request, "demo/people.html", context)


@demo_only
@never_cache
@require_safe
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by a one-time link. Whoever needs a second factor is asked for it as ever."""
    person = access.person_of(token)
    if person is None:
        return render(request, "demo/link_gone.html", status=GONE)
    logout(request)
    # The link stands for the code by mail: it shows, at its time, that it is the person.
    record_authentication(request, person.user, method="code", email=person.user.email)
    response: HttpResponse = perform_login(request, person.user, redirect_url=person.home)
    return response


@demo_only
@never_cache
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/outbox.html", {"mails": outbox.newest_first()})
