"""Addresses under /api/v1/ that do not exist."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.kit.api.views import ApiView


class Anything:
    """Part of an address: whatever it is, line breaks included (Django's ``path`` stops at one)."""

    regex = r"[\s\S]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@extend_schema(exclude=True)
class NothingHere(ApiView):
    """404 as a problem, for whatever method."""

    permission_classes = (AllowAny,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise NotFound

    def get(self, request: Request, rest: str) -> Response:
        raise NotFound
