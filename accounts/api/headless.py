"""Where signing in by a native app differs from django-allauth's own; these addresses come before its.

One entrance, as on the page: the code that is sent makes the account of whoever is new (ADR 9). What
answers 500 there (65.21) has an answer here.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, ClassVar

from allauth.account.adapter import get_adapter
from allauth.headless.account.views import ManageEmailView, RequestLoginCodeView
from allauth.headless.base.response import (
    APIResponse,
    AuthenticationResponse,
    ReauthenticationResponse,
)
from allauth.headless.base.views import APIView, AuthenticatedAPIView
from allauth.headless.constants import Client
from allauth.headless.internal.restkit import inputs
from allauth.headless.internal.restkit.inputs import Input
from allauth.headless.mfa.views import SignupWebAuthnView
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from accounts import errands, proof
from accounts.forms.entering import RequestLoginCodeForm
from accounts.proof import Way
from accounts.services import proof_codes
from accounts.services.proof_codes import ProofProblem, TooManyCodesError
from accounts.views.web import person


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


# --- proof that it is still you ---------------------------------------------------------------


class ProofNeeded(ReauthenticationResponse):  # type: ignore[misc]
    """allauth's 401, with the flow that is good here: ``code_reauthenticate``, or the second factor's."""

    def __init__(self, request: HttpRequest, way: Way) -> None:
        self.way = way
        super().__init__(request)

    def _get_flows(self, request: HttpRequest, user: Any) -> list[dict[str, Any]]:
        if self.way is Way.CODE:
            return [{"id": "code_reauthenticate"}]
        flows: list[dict[str, Any]] = super()._get_flows(request, user)
        return flows


class ProofCodeView(AuthenticatedAPIView):  # type: ignore[misc]
    """Send a code to the address on file."""

    handle_json_input = False

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            address = get_adapter().send_proof_code(request.user, request.session)
        except TooManyCodesError as problem:
            return _refused(request, problem, HTTPStatus.TOO_MANY_REQUESTS)
        sent: HttpResponseBase = APIResponse(request, data={"address": address})
        return sent


class ProofCodeInput(Input):  # type: ignore[misc]
    """``code``, however it is typed."""

    code = inputs.CharField(max_length=100)


class ProofView(AuthenticatedAPIView):  # type: ignore[misc]
    """Take the code."""

    input_class: ClassVar[dict[str, type[Input]]] = {"POST": ProofCodeInput}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = request.session.session_key or ""
        typed = self.input.cleaned_data["code"]
        try:
            code = proof_codes.present(by=person(request), session_key=key, typed=typed)
        except ProofProblem as problem:
            return _refused(request, problem, HTTPStatus.BAD_REQUEST)
        proof.note_code(request.session, person(request), code.address)
        errands.take_up(request)
        shown: HttpResponseBase = AuthenticationResponse(request)
        return shown


def _refused(request: HttpRequest, problem: ProofProblem, status: int) -> HttpResponseBase:
    error = {"message": str(problem.sentence), "code": "proof_refused", "param": "code"}
    refused: HttpResponseBase = APIResponse(request, errors=[error], status=status)
    return refused


# --- what is not here -------------------------------------------------------------------------


class NotHereView(APIView):  # type: ignore[misc]
    """Nobody has a telephone number here, or a password: one could be set, and would be a way in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        missing: HttpResponseBase = APIResponse(request, status=404)
        return missing


def _of(client: Client) -> list[URLPattern]:
    return [
        path(f"{client.value}/v1/{address}", _view(view, client))
        for address, view in (
            ("auth/code/request", RequestCodeView),
            ("auth/webauthn/signup", SignupKeyView),
            ("account/email", ManageEmailView),
            ("account/phone", NotHereView),
            ("account/password/change", NotHereView),
            ("auth/password/request", NotHereView),
            ("auth/password/reset", NotHereView),
            ("auth/login", NotHereView),
            ("auth/reauthenticate", NotHereView),
            ("auth/reauthenticate/code", ProofCodeView),
            ("auth/reauthenticate/confirm", ProofView),
        )
    ]


def _view(view: type[APIView], client: Client) -> Callable[..., HttpResponseBase]:
    made: Callable[..., HttpResponseBase] = view.as_api_view(client=client)
    # Another main address, what is recorded of it and word to the old one: all or nothing.
    return transaction.atomic(made) if issubclass(view, ManageEmailView) else made


patterns = [*_of(Client.APP), *_of(Client.BROWSER)]
