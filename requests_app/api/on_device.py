"""Proving a record with a vector that the person's own device computed: lower assurance, more conditions."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.kit.api.parsers import MultiPartParser
from accounts.kit.api.views import ApiView, accepted, caller
from biometrics import engines
from biometrics.api.on_device import OnDeviceIn, OnDeviceOut
from biometrics.api.serializers import VerificationOut
from biometrics.services.on_device import Statement, issue_token, start_on_device
from requests_app.api import access
from requests_app.api.verifications import consent_first, disclosed_for, room_first, shown


class OnDevice(ApiView):
    """Only to remove or to stop, and only records found under a ticket, room or member number."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        parameters=[OpenApiParameter("request", str, required=True)], responses=OnDeviceOut
    )
    def get(self, request: Request) -> Response:
        """Whether a vector serves for the request, of which model, and the token to send it with."""
        consent_first(request)
        case = access.own_case(request, request.query_params.get("request", ""))
        disclosure = disclosed_for(case)
        told = {
            "token": issue_token(disclosure=disclosure, by=caller(request)),
            "engine": disclosure.engine,
            "dimension": engines.get(disclosure.engine).dimension,
        }
        return Response(OnDeviceOut(told).data)

    @extend_schema(request=OnDeviceIn, responses={202: VerificationOut})
    def post(self, request: Request) -> Response:
        """Send one to three vectors with the number; they are sealed together until compared.

        The outcome is `verified` when the face matches under the strictest policy and the number is
        that of every matched record; else it is `inconclusive`, whatever failed.
        """
        consent_first(request)
        room_first()
        data = self.read(OnDeviceIn)
        disclosure = disclosed_for(access.own_case(request, data.pop("request")))
        data["vectors"] = data["vectors"].read()
        verification = start_on_device(
            disclosure=disclosure, statement=Statement(**data), by=caller(request)
        )
        location = f"/api/v1/verifications/{verification.pk}"
        return accepted(shown(request, verification), location=location)
