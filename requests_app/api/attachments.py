"""Files of messages: downloaded by either side."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from accounts.kit.api.views import ApiView
from accounts.models.token import TokenScope
from requests_app.api import access
from requests_app.downloads import attachment_of


class AttachmentDetail(ApiView):
    """One file of a message, as it may be opened: pictures without faces."""

    token_scope = TokenScope.RESPOND

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, reference: str, pk: UUID) -> HttpResponse:
        case = get_object_or_404(access.visible(request), reference=reference.upper())
        return attachment_of(case, pk)
