"""The evidence of an answer: typed in OpenAPI and published as JSON Schema, both read from its form.

What lacks or cannot be so, the service says (`request.evidence_missing`, `request.contradictory`), with
a pointer to each value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.kit.api.views import ApiView
from requests_app.law.evidence_schema import ROOT, Dialect, Schema, needs_of, schemas

PATH = "/api/v1/schemas/evidence"
SAYS_NOTHING: tuple[object, ...] = (None, "", [], {})


class EvidenceField(serializers.DictField):
    """Any object: the service judges it, the same as the desk's. Read again, without what is empty."""

    def to_representation(self, value: dict[Any, Any]) -> dict[str, Any]:
        said: dict[str, Any] = _said(super().to_representation(value))
        return said


def _said(value: Any) -> Any:
    """``value`` without members that say nothing: where an object is promised, no program gets a null."""
    if isinstance(value, Mapping):
        told = {name: _said(inner) for name, inner in value.items()}
        return {name: inner for name, inner in told.items() if inner not in SAYS_NOTHING}
    return [_said(row) for row in value] if isinstance(value, list) else value


class EvidenceComponents(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Named components for its sections and choices, so that a generated client has a class for each."""

    target_class = "requests_app.api.evidence.EvidenceField"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> Schema:
        sent = direction == "request"
        dialect = Dialect(
            base="#/components/schemas/",
            language=get_language() or "en",
            suffix="Request" if sent else "",
            whole=sent,
        )
        component: Any = ResolvedComponent
        for name, schema in schemas(dialect).items():
            found = component(name, component.SCHEMA, schema, name)
            auto_schema.registry.register_on_missing(found)
        return {"$ref": f"{dialect.base}{ROOT}{dialect.suffix}"}


def json_schema(language: str) -> Schema:
    """Draft 2020-12, self-contained: what an answer may hold, its labels in ``language``."""
    dialect = Dialect(base="#/$defs/", language=language, conditions=True)
    named = schemas(dialect)
    root = named.pop(ROOT)
    for name, part in root["properties"].items():
        part["x-needed-for"] = needs_of(name)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{settings.PUBLIC_URL}{PATH}",
        "title": ROOT,
        "description": _(
            "The evidence of an answer. Which sections are needed depends on the rights, the decisions and "
            "the case, which this schema does not see: “x-needed-for” lists it. It checks that each "
            "section that is given is whole. That it can be so beside what the case knows, only the answer "
            "to the call says. An empty value is the same as none: leave it out."
        ),
        **root,
        "$defs": named,
    }


class SchemaRenderer(JSONRenderer):
    media_type = "application/schema+json"
    format = "schema"


class EvidenceSchema(ApiView):
    """The JSON Schema (draft 2020-12) of the evidence, to check an answer before it is sent."""

    permission_classes = (AllowAny,)
    renderer_classes = (SchemaRenderer, JSONRenderer)

    @extend_schema(
        responses={(200, SchemaRenderer.media_type): OpenApiTypes.OBJECT},
        operation_id="schemas_evidence_retrieve",
    )
    def get(self, request: Request) -> Response:
        headers = {"Cache-Control": "public, max-age=3600"}
        return Response(json_schema(get_language() or "en"), headers=headers)
