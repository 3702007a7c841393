"""Where signing in by a native app differs from django-allauth's own; these addresses come before its.

One entrance, as on the page: the code that is sent makes the account of whoever is new (ADR 9). What
answers 500 there (65.21) has an answer here.
"""

from __future__ import annotations

from typing import Any

from allauth.headless.account.views import RequestLoginCodeView
from allauth.headless.base.response import APIResponse
from allauth.headless.base.views import APIView
from allauth.headless.constants import Client
from allauth.headless.internal.restkit.inputs import Input
from allauth.headless.mfa.views import SignupWebAuthnView
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from accounts.forms.entering import RequestLoginCodeForm


class RequestCodeInput(RequestLoginCodeForm, Input):  # type: ignore[misc]  # allauth has no types
    """``email``."""


class RequestCodeView(RequestLoginCodeView):  # type: ignore[misc]
    """Send a code to an address, whether it has an account or not."""

    input_class = RequestCodeInput


class SignupKeyView(SignupWebAuthnView):  # type: ignore[misc]
    """The passkey of a new account; 409 where none is being made."""

    def handle(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        missing: HttpResponseBase | None = (
            self._require_stage() if request.method == "PUT" else None
        )
        return missing or super().handle(request, *args, **kwargs)


class NotHereView(APIView):  # type: ignore[misc]
    """Nobody has a telephone number here, or a password: one could be set, and would be a way in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        missing: HttpResponseBase = APIResponse(request, status=404)
        return missing


def _of(client: Client) -> list[URLPattern]:
    return [
        path(f"{client.value}/v1/{address}", view.as_api_view(client=client))
        for address, view in (
            ("auth/code/request", RequestCodeView),
            ("auth/webauthn/signup", SignupKeyView),
            ("account/phone", NotHereView),
            ("account/password/change", NotHereView),
            ("auth/password/request", NotHereView),
            ("auth/password/reset", NotHereView),
            ("auth/login", NotHereView),
        )
    ]


patterns = [*_of(Client.APP), *_of(Client.BROWSER)]
