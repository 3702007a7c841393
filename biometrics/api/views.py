"""Which face engines are installed."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.kit.api.views import ApiView
from biometrics import engines
from biometrics.api.serializers import EngineOut


class EngineList(ApiView):
    """The engines whose vectors a venue may disclose here."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=EngineOut(many=True))
    def get(self, request: Request) -> Response:
        found = [
            {"id": str(engine.id), "dimension": engine.dimension, "metric": engine.metric}
            for engine in engines.installed().values()
        ]
        return Response(EngineOut(found, many=True).data)
