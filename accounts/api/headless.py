"""Where signing in by a native app differs from django-allauth's own; these addresses come before its.

One entrance, as on the page: the code that is sent makes the account of whoever is new (ADR 9). Codes are
counted, addresses folded and copied passkeys refused by the forms of the pages. What answers 500 there
(65.21) has an answer here.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, ClassVar

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.headless.account import views as account
from allauth.headless.account.response import VerifyEmailResponse
from allauth.headless.base.response import (
    APIResponse,
    AuthenticationResponse,
    ReauthenticationResponse,
)
from allauth.headless.base.views import APIView, AuthenticatedAPIView
from allauth.headless.constants import Client
from allauth.headless.internal.restkit import inputs as restkit
from allauth.headless.internal.restkit.response import ErrorResponse
from allauth.headless.mfa import views as mfa
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from accounts import proof, suspended_requests
from accounts.api import headless_inputs as inputs
from accounts.kit.web import person
from accounts.proof import Way
from accounts.services import proof_codes
from accounts.services.proof_codes import ProofProblem, TooManyCodesError


class RequestCodeView(account.RequestLoginCodeView):  # type: ignore[misc]  # allauth has no types
    """Send a code to an address, whether it has an account or not."""

    # By POST alone: the form makes the account of whoever is new, and is read before the method is refused.
    input_class: ClassVar[dict[str, type[restkit.Input]]] = {"POST": inputs.RequestCode}


class _CodeView(APIView):  # type: ignore[misc]
    """What could be no code costs nothing; a code that is spent is waited for no longer."""

    def handle_invalid_input(self, input: Any) -> ErrorResponse:  # noqa: A002  (allauth's name)
        if input.spent:
            self.process.abort()
        if not input.judged:
            return ErrorResponse(self.request, input=input)
        return super().handle_invalid_input(input)


class ConfirmCodeView(_CodeView, account.ConfirmLoginCodeView):  # type: ignore[misc]
    """The code that lets somebody in."""

    input_class = inputs.ConfirmCode

    def get_input_kwargs(self) -> dict[str, Any]:
        return {**super().get_input_kwargs(), "process": self.process}


class VerifyEmailView(_CodeView, account.VerifyEmailView):  # type: ignore[misc]
    """The code that confirms an address; looking at it beforehand is a try, too."""

    input_class = inputs.VerifyEmailKeyInput

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get("x-email-verification-key", "")
        looked: Any = inputs.VerifyEmailKeyInput({"key": key}, process=self.process)  # type: ignore[call-arg]
        answer: HttpResponse = (
            VerifyEmailResponse(request, self.process.email_address, stage=self.stage)
            if looked.is_valid()
            else self.handle_invalid_input(looked)
        )
        return answer


class EmailView(account.ManageEmailView):  # type: ignore[misc]
    """The addresses of an account."""

    input_class = {**account.ManageEmailView.input_class, "POST": inputs.AddEmail}

    def get_input_class(self) -> Any:
        found = super().get_input_class()
        return inputs.ChangeEmail if found is account.ChangeEmailInput else found

    def put(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A code for an address that waits for one: asked like every other step."""
        if request.user.is_authenticated:
            raise_if_reauthentication_required(request, app="allauth.account")
        sent: HttpResponseBase = super().put(request, *args, **kwargs)
        return sent


class SignupView(account.SignupView):  # type: ignore[misc]
    """A new account; apps that ask for a code have no need of it."""

    input_class = {"POST": inputs.Signup}


class SignupKeyView(mfa.SignupWebAuthnView):  # type: ignore[misc]
    """The passkey of a new account; 409 where none is being made."""

    input_class = {
        **mfa.SignupWebAuthnView.input_class,
        "POST": inputs.SignupKey,
        "PUT": inputs.FirstKey,
    }

    def handle(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        missing: HttpResponseBase | None = (
            self._require_stage() if request.method == "PUT" else None
        )
        return missing or super().handle(request, *args, **kwargs)


class SecondFactorView(mfa.AuthenticateView):  # type: ignore[misc]
    input_class = inputs.SecondFactor


class SecondFactorAgainView(mfa.ReauthenticateView):  # type: ignore[misc]
    input_class = inputs.SecondFactorAgain


class TotpView(mfa.ManageTOTPView):  # type: ignore[misc]
    input_class = {"POST": inputs.ActivateTotp}


class KeysView(mfa.ManageWebAuthnView):  # type: ignore[misc]
    """The passkeys of an account."""

    input_class = {**mfa.ManageWebAuthnView.input_class, "POST": inputs.AddKey}


class LoginKeyView(mfa.LoginWebAuthnView):  # type: ignore[misc]
    input_class = {"POST": inputs.LoginKey}


class SecondKeyView(mfa.AuthenticateWebAuthnView):  # type: ignore[misc]
    input_class = {"POST": inputs.SecondKey}


class KeyAgainView(mfa.ReauthenticateWebAuthnView):  # type: ignore[misc]
    input_class = {"POST": inputs.KeyAgain}


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


class ProofCodeInput(restkit.Input):  # type: ignore[misc]
    """``code``, however it is typed."""

    code = restkit.CharField(max_length=100)


class ProofView(AuthenticatedAPIView):  # type: ignore[misc]
    """Take the code."""

    input_class: ClassVar[dict[str, type[restkit.Input]]] = {"POST": ProofCodeInput}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = request.session.session_key or ""
        typed = self.input.cleaned_data["code"]
        try:
            code = proof_codes.present(by=person(request), session_key=key, typed=typed)
        except ProofProblem as problem:
            return _refused(request, problem, HTTPStatus.BAD_REQUEST)
        proof.note_code(request.session, person(request), code.address)
        suspended_requests.take_up(request)
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


VIEWS = (
    ("auth/code/request", RequestCodeView),
    ("auth/code/confirm", ConfirmCodeView),
    ("auth/email/verify", VerifyEmailView),
    ("auth/signup", SignupView),
    ("auth/webauthn/signup", SignupKeyView),
    ("auth/webauthn/login", LoginKeyView),
    ("auth/webauthn/authenticate", SecondKeyView),
    ("auth/webauthn/reauthenticate", KeyAgainView),
    ("auth/2fa/authenticate", SecondFactorView),
    ("auth/2fa/reauthenticate", SecondFactorAgainView),
    ("account/authenticators/totp", TotpView),
    ("account/authenticators/webauthn", KeysView),
    ("account/email", EmailView),
    ("account/phone", NotHereView),
    ("account/password/change", NotHereView),
    ("auth/password/request", NotHereView),
    ("auth/password/reset", NotHereView),
    ("auth/login", NotHereView),
    ("auth/reauthenticate", NotHereView),
    ("auth/reauthenticate/code", ProofCodeView),
    ("auth/reauthenticate/confirm", ProofView),
)


def _of(client: Client) -> list[URLPattern]:
    return [path(f"{client.value}/v1/{address}", _view(view, client)) for address, view in VIEWS]


def _view(view: type[APIView], client: Client) -> Callable[..., HttpResponseBase]:
    made: Callable[..., HttpResponseBase] = view.as_api_view(client=client)
    # Another main address, what is recorded of it and word to the old one: all or nothing.
    return transaction.atomic(made) if issubclass(view, EmailView) else made


patterns = [*_of(Client.APP), *_of(Client.BROWSER)]
