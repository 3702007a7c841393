"""Bulk exports for NGOs: released rows as NDJSON, batches, and the pages that were taken."""

from __future__ import annotations

import base64
from typing import Any

from django.db.models import Max, Min, QuerySet
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from accounts.kit.api.authentication import token_of
from accounts.kit.api.permissions import TokenOnly
from accounts.kit.api.views import ApiView, ListView
from accounts.models import Organisation
from accounts.models.token import TokenScope
from requests_app.models import ExportBatch, ExportSnapshot
from requests_app.publishing.export_pages import ROWS_AT_MOST, Page, page, record_taking, stream

MANIFEST_HEADER = "Saveface-Manifest"


class NdjsonRenderer(JSONRenderer):
    """One JSON object a line; problems are still problems."""

    media_type = "application/x-ndjson"
    format = "ndjson"


class PageIn(serializers.Serializer[None]):
    after = serializers.IntegerField(
        min_value=0,
        max_value=2**63 - 1,
        default=0,
        help_text="“until” of the last manifest; 0 begins",
    )
    limit = serializers.IntegerField(min_value=1, max_value=ROWS_AT_MOST, default=1000)


class BatchOut(serializers.ModelSerializer[ExportBatch]):
    """What was released when a month was over; chained by digests."""

    first = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="The cursor of its first row"
    )
    last = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = ExportBatch
        fields = (
            "id",
            "month",
            "rows",
            "suppressed",
            "k",
            "first",
            "last",
            "previous",
            "sha256",
            "released_at",
        )
        read_only_fields = fields


class SnapshotOut(serializers.ModelSerializer[ExportSnapshot]):
    """One page that the organisation took."""

    class Meta:
        model = ExportSnapshot
        fields = ("id", "after", "until", "rows", "suppressed", "k", "sha256", "taken_at")
        read_only_fields = fields


def _organisation(request: Request) -> Organisation:
    token = token_of(request)
    if token is None:
        raise TypeError("exports are for tokens")
    return token.organisation


class ExportList(ListView[ExportSnapshot]):
    """The pages that the caller's organisation took, newest first."""

    permission_classes = (TokenOnly,)
    token_scope = TokenScope.EXPORT
    serializer_class = SnapshotOut
    page_ordering = ("-taken_at", "-id")

    def get_queryset(self) -> QuerySet[ExportSnapshot]:
        return ExportSnapshot.objects.filter(organisation=_organisation(self.request))


class BatchList(ListView[ExportBatch]):
    """Every batch, oldest first: with them a taker checks that nothing was left out."""

    permission_classes = (TokenOnly,)
    token_scope = TokenScope.EXPORT
    serializer_class = BatchOut
    page_ordering = ("id",)

    def get_queryset(self) -> QuerySet[ExportBatch]:
        return ExportBatch.objects.annotate(first=Min("released"), last=Max("released"))


class ExportRequests(ApiView):
    """Requests whose residents consented to research, as rows that single nobody out."""

    permission_classes = (TokenOnly,)
    token_scope = TokenScope.EXPORT
    renderer_classes = (NdjsonRenderer, JSONRenderer)

    @extend_schema(
        parameters=[
            PageIn,
            OpenApiParameter(
                MANIFEST_HEADER,
                OpenApiTypes.STR,
                OpenApiParameter.HEADER,
                response=[200],
                description="Compact JWS over range, rows, SHA-256 of the body, k, rows held back",
            ),
        ],
        responses={(200, NdjsonRenderer.media_type): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        wanted = PageIn(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        taken = page(**wanted.validated_data)
        _snapshot, manifest = record_taking(taken=taken, organisation=_organisation(request))
        return StreamingHttpResponse(
            stream(taken),
            content_type=NdjsonRenderer.media_type,
            headers=_headers(request, taken, wanted.validated_data["limit"], manifest),
        )


def _headers(request: Request, taken: Page, limit: int, manifest: str) -> dict[str, Any]:
    digest = base64.b64encode(bytes.fromhex(taken.sha256)).decode()
    headers = {MANIFEST_HEADER: manifest, "Content-Digest": f"sha-256=:{digest}:"}
    if taken.more:
        url = request.build_absolute_uri(request.path)
        headers["Link"] = f'<{url}?after={taken.until}&limit={limit}>; rel="next"'
    return headers
