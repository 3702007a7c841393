"""Proof that it is still you, over the API: what asks for it, and how it is given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.headless.tokens.strategies.jwt.internal import get_token_session
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import proof, suspended_requests
from accounts.core.totality import total
from accounts.kit.api.problems import Kind, Problem, declare, register
from accounts.kit.api.views import ApiView, caller
from accounts.proof import Act, Way
from accounts.services import proof_codes
from accounts.services.proof_codes import ProofProblem, TooManyCodesError

NEEDED = "reauthentication_needed"
BY_CODE = _(
    "Show that it is still you. POST /api/v1/proof/code sends a code to the address on file, "
    "POST /api/v1/proof takes it; then make this call again."
)
HOW: Mapping[Way, object] = total(
    Way,
    {
        Way.CODE: BY_CODE,
        Way.SECOND_FACTOR: _(
            "Show that it is still you, with your second factor: auth/2fa/reauthenticate or "
            "auth/webauthn/reauthenticate under /_allauth/; then make this call again."
        ),
    },
    name="accounts.api.proof.HOW",
)
declare(
    {
        NEEDED: Kind(401, BY_CODE),
        "proof.refused": Kind(
            422, _("Look at the newest mail, or have another code sent."), ("code",)
        ),
        "proof.too_many": Kind(429, _("Wait an hour, or sign out and in again.")),
    }
)


class ProofNeeded(Exception):
    """The call needs a recent proof, given in the way that is named."""

    def __init__(self, way: Way) -> None:
        super().__init__(way)
        self.way = way


def _needed(exc: ProofNeeded) -> Problem:
    """RFC 9470: signed in well enough, but too long ago. ``max_age`` is in seconds."""
    challenge = (
        'Bearer realm="saveface", error="insufficient_user_authentication", '
        f"max_age={app_settings.REAUTHENTICATION_TIMEOUT}"
    )
    return Problem(NEEDED, str(HOW[exc.way]), headers={"WWW-Authenticate": challenge})


register(ProofNeeded, _needed)
register(ProofProblem, lambda exc: Problem("proof.refused", str(exc.sentence)))
register(TooManyCodesError, lambda exc: Problem("proof.too_many", str(exc.sentence)))


def session_of(request: Request) -> SessionBase | None:
    """The session by which the call came in: the browser's, or that behind an app's token.

    None for a way in that is not known here: then nothing is proven.
    """
    if isinstance(request.auth, SessionBase):  # X-Session-Token
        return request.auth
    session: SessionBase | None = None
    if isinstance(request.auth, dict):  # JWT
        session = get_token_session(request.auth)
    elif isinstance(request.successful_authenticator, SessionAuthentication):
        session = request.session
    return session


class ProvenMixin(ApiView):
    """A view that says by method for which act a recent proof is needed."""

    acts: ClassVar[Mapping[str, Act]] = {}

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        super().initial(request, *args, **kwargs)
        act = self.acts.get(request.method or "")
        if act is not None and (way := proof.lacking(caller(request), session_of(request), act)):
            raise ProofNeeded(way)


class SentOut(serializers.Serializer[Any]):
    """Where the code went, and how long it is good for."""

    address = serializers.EmailField()
    good_until = serializers.DateTimeField()


class ProofIn(serializers.Serializer[None]):
    code = serializers.CharField(max_length=100, help_text="Eight digits, with or without a dash.")


class ProofOut(serializers.Serializer[Any]):
    good_until = serializers.DateTimeField(help_text="Until then you are not asked again.")


class ProofCodes(ApiView):
    """Codes to the address on file."""

    @extend_schema(request=None, responses=SentOut)
    def post(self, request: Request) -> Response:
        """Send a code by which the caller shows that it is still them."""
        session = _session(request)
        address = get_adapter().send_proof_code(caller(request), session)
        until = timezone.now() + proof_codes.GOOD_FOR
        return Response(SentOut({"address": address, "good_until": until}).data)


class Proof(ApiView):
    """Proof that it is still the caller."""

    shown_once = True

    @extend_schema(request=ProofIn, responses=ProofOut)
    def post(self, request: Request) -> Response:
        """Take the code that was sent."""
        person, session = caller(request), _session(request)
        code = proof_codes.present(
            by=person,
            session_key=session.session_key or "",
            typed=self.read(ProofIn)["code"],
        )
        proof.note_code(session, person, code.address)
        if session is request.session:  # a browser's: an app keeps its token
            # REST framework has no other way to it.
            suspended_requests.take_up(request._request)  # noqa: SLF001
        until = timezone.now() + timedelta(seconds=app_settings.REAUTHENTICATION_TIMEOUT)
        return Response(ProofOut({"good_until": until}).data)


def _session(request: Request) -> SessionBase:
    session = session_of(request)
    if session is None:
        raise ProofNeeded(Way.CODE)
    return session
