"""The table of problems, so that the `type` of every problem leads somewhere."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.kit.api.problems import KINDS
from accounts.kit.api.views import ApiView


class KindOut(serializers.Serializer[Any]):
    """One kind of problem."""

    kind = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="What to do, in the language asked for.")


def _row(name: str) -> dict[str, object]:
    kind = KINDS[name]
    return {"kind": name, "status": kind.status, "detail": kind.sentence}


class ProblemKinds(ApiView):
    """Every kind of problem that the API can answer with."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=KindOut(many=True), operation_id="problems_list")
    def get(self, request: Request) -> Response:
        return Response(KindOut([_row(name) for name in sorted(KINDS)], many=True).data)


class ProblemKind(ApiView):
    """One kind of problem."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=KindOut)
    def get(self, request: Request, kind: str) -> Response:
        if kind not in KINDS:
            raise Http404
        return Response(KindOut(_row(kind)).data)
