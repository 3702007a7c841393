"""Proving by face which disclosed records are one's own: movements, pictures, then how it stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.kit.api.parsers import MultiPartParser
from accounts.kit.api.problems import ApiProblem
from accounts.kit.api.views import ApiView, ListView, accepted, caller
from biometrics.api.inspection import LooksFirst
from biometrics.api.serializers import ChallengeIn, ChallengeOut, FramesIn, VerificationOut
from biometrics.forms.selfie import contents
from biometrics.models import Disclosure, Verification
from biometrics.problems import RefusalKind, Refused
from biometrics.services import queue
from biometrics.services.disclosures import LIVE
from biometrics.services.limits import attempts_left
from biometrics.services.liveness import issue_challenge
from biometrics.services.verifications import start_verification
from consents.models import Purpose
from consents.selectors import has_consent
from requests_app.api import access
from requests_app.models import RightsRequest

# What clients call a face template.
VECTOR_NAMES = frozenset(
    {"vector", "vectors", "values", "embedding", "embeddings", "descriptor", "template", "engine"}
)


def _own(request: Request) -> QuerySet[Verification]:
    return Verification.objects.filter(subject=caller(request)).select_related("disclosure")


def shown(request: Request, verification: Verification) -> dict[str, Any]:
    context = {"attempts_left": _attempts_left(request, [verification])}
    return dict(VerificationOut(verification, context=context).data)


def _attempts_left(request: Request, shown: Iterable[Verification]) -> dict[Any, int]:
    """For each request among the verifications ``shown``, counted once."""
    disclosures = {verification.request_id: verification.disclosure for verification in shown}
    by = caller(request)
    return {pk: attempts_left(disclosure=d, by=by) for pk, d in disclosures.items()}


class LivenessChallenges(ApiView):
    """What a person is asked to do before the camera."""

    # Movements are asked for once: an answer that got lost is not given again.
    shown_once = True

    @extend_schema(request=ChallengeIn, responses={201: ChallengeOut})
    def post(self, request: Request) -> Response:
        """Three movements to make, from looking straight ahead and back to it; they serve once."""
        consent_first(request)
        case = access.own_case(request, self.read(ChallengeIn)["request"])
        issued = issue_challenge(disclosure=disclosed_for(case), by=caller(request))
        return Response(ChallengeOut(issued).data, status=201)


class VerificationList(LooksFirst, ListView[Verification]):
    """The caller's attempts, newest first."""

    parser_classes = (MultiPartParser,)
    serializer_class = VerificationOut

    def get_queryset(self) -> QuerySet[Verification]:
        return _own(self.request)

    def may_look(self, request: Request) -> None:
        consent_first(request)
        room_first()

    @extend_schema(responses=VerificationOut(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.get_queryset()) or []
        context = {"attempts_left": _attempts_left(request, page)}
        return self.get_paginated_response(VerificationOut(page, many=True, context=context).data)

    @extend_schema(request=FramesIn, responses={202: VerificationOut})
    def post(self, request: Request) -> Response:
        """Send the 8 to 30 pictures of a live burst, in order, with the `challenge` they answer.

        Photographs without a challenge are refused, whatever the venue holds: they can be anybody's.
        The pictures are sealed at once and destroyed once compared.
        """
        _pictures_only(request)
        data = self.read(FramesIn)
        case = access.own_case(request, data["request"])
        if data["challenge"] is None:  # before anything is looked up: the answer tells nothing
            raise Refused(RefusalKind.LIVENESS_NEEDED)
        verification = start_verification(
            disclosure=disclosed_for(case),
            frames=contents(data["frames"]),
            by=caller(request),
            challenge=data["challenge"],
        )
        return accepted(shown(request, verification), location=f"{request.path}/{verification.pk}")


def consent_first(request: Request) -> None:
    """Before the body is even looked at."""
    if not has_consent(caller(request), Purpose.FACE_COMPARISON):
        raise Refused(RefusalKind.CONSENT_MISSING)


def room_first() -> None:
    """Before the pictures are received, too: they would only wait."""
    if refused := queue.refusal():
        raise refused


def _pictures_only(request: Request) -> None:
    """A vector is never taken for a picture, nor passed over in silence: it has a way of its own."""
    if sent := VECTOR_NAMES & set(request.data):
        raise ApiProblem(f"face.{RefusalKind.VECTOR_NOT_HERE}", *sorted(sent))


def disclosed_for(case: RightsRequest) -> Disclosure:
    """What is disclosed for ``case`` now. Raises Refused: nothing is."""
    disclosure = Disclosure.objects.filter(request_id=case.pk, state__in=LIVE).first()
    if disclosure is None:
        raise Refused(RefusalKind.NOT_READY)
    return disclosure


class VerificationDetail(ApiView):
    """One attempt of the caller's: its state, its outcome in words, the attempts left."""

    @extend_schema(responses=VerificationOut)
    def get(self, request: Request, pk: str) -> Response:
        return Response(shown(request, get_object_or_404(_own(request), pk=pk)))
