"""A consent of the caller's as a record and as a receipt (ISO/IEC TS 27560, DPV JSON-LD)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.kit.api.views import ApiView, caller
from consents import selectors
from consents.models import Consent
from consents.records import receipt_of, record_of

JSON_LD = "application/ld+json"


class JsonLdRenderer(JSONRenderer):
    """JSON-LD is JSON with a context."""

    media_type = JSON_LD
    format = "jsonld"


class _OwnConsent(ApiView):
    renderer_classes = (JsonLdRenderer, JSONRenderer)

    def shown(self, request: Request, pk: int, write: Callable[[Consent], Any]) -> Response:
        act = get_object_or_404(selectors.consent_history(caller(request)), pk=pk)
        return Response(write(act))


@extend_schema(responses={(200, JSON_LD): OpenApiTypes.OBJECT})
class ConsentRecord(_OwnConsent):
    """The record: from the act that gave consent to what ended it."""

    def get(self, request: Request, pk: int) -> Response:
        return self.shown(request, pk, record_of)


@extend_schema(responses={(200, JSON_LD): OpenApiTypes.OBJECT})
class ConsentReceipt(_OwnConsent):
    """A receipt to keep, with the whole record in it."""

    def get(self, request: Request, pk: int) -> Response:
        return self.shown(request, pk, receipt_of)
