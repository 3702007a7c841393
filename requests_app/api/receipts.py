"""Receipts: taken away by those whom they concern, checked by anybody."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.kit.api.views import ApiView
from accounts.models.token import TokenScope
from requests_app import receipts
from requests_app.api import access
from requests_app.api.inputs import ReceiptIn
from requests_app.api.outputs import CheckedOut, ReceiptOut
from requests_app.models import Receipt

JOSE = "application/jose"  # the media type of RFC 7515


def _receipts(request: Request) -> QuerySet[Receipt]:
    return Receipt.objects.filter(request__in=access.visible(request)).select_related(
        "event", "request"
    )


class ReceiptDetail(ApiView):
    """One receipt of a request that the caller may see."""

    token_scope = TokenScope.RESPOND

    @extend_schema(responses=ReceiptOut)
    def get(self, request: Request, pk: str) -> Response:
        return Response(ReceiptOut(get_object_or_404(_receipts(request), pk=pk)).data)


class ReceiptDownload(ApiView):
    """The signed text as a file, to keep and to show."""

    token_scope = TokenScope.RESPOND

    @extend_schema(responses={(200, JOSE): OpenApiTypes.STR})
    def get(self, request: Request, pk: str) -> HttpResponseBase:
        receipt = get_object_or_404(_receipts(request), pk=pk)
        response = HttpResponse(receipt.jws, content_type=JOSE)
        name = f"{receipt.request.reference}-{receipt.event.number}.jws"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class ReceiptCheck(ApiView):
    """Anybody may check a receipt. Nothing is looked up and nothing is kept."""

    permission_classes = (AllowAny,)

    @extend_schema(request=ReceiptIn, responses=CheckedOut)
    def post(self, request: Request) -> Response:
        found = receipts.check(self.read(ReceiptIn)["receipt"], receipts.published_keys()["keys"])
        payload = dict(found.payload) if found.is_genuine else None
        return Response(CheckedOut({"verdict": found.verdict.value, "payload": payload}).data)
