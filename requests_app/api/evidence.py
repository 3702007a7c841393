"""The evidence of an answer as OpenAPI describes it: read from its form, so that the two cannot differ.

What lacks or cannot be so, the service says (`request.evidence_missing`, `request.contradictory`), with
a pointer to each value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.core.totality import total
from requests_app.law.evidence_form import choices, sections
from requests_app.law.evidence_types import Field, FieldKind, Section

Schema = dict[str, Any]


def schema() -> Schema:
    """The sections by name; which are needed depends on the decisions."""
    parts = {name: _described(section) for name, section in sections().items()}
    return {"type": "object", "properties": parts, "additionalProperties": False}


def _described(part: Section | Field) -> Schema:
    return {**_typed(part), "description": part.label.en}


PLAIN: Mapping[FieldKind, Schema] = total(
    FieldKind,
    {
        FieldKind.TEXT: {"type": "string"},
        FieldKind.DATE: {"type": "string", "format": "date"},
        FieldKind.YES_NO: {"type": "boolean"},
        FieldKind.CHOICE: {"type": "string"},
        FieldKind.CHOICES: {"type": "array"},
        FieldKind.ITEMS: {"type": "array"},
        FieldKind.GROUP: {},
    },
    name="requests_app.api.evidence.PLAIN",
)


def _typed(part: Section | Field) -> Schema:
    plain: Schema = dict(PLAIN[part.kind])
    if part.kind is FieldKind.CHOICE:
        return _one_of(part)
    if part.kind is FieldKind.CHOICES:
        return plain | {"items": _one_of(part)}
    if part.kind is FieldKind.ITEMS:
        return plain | {"items": _object(part.fields)}
    return _object(part.fields) if part.kind is FieldKind.GROUP else plain


def _one_of(part: Section | Field) -> Schema:
    named: Mapping[str, Any] = choices(part.choices) if isinstance(part, Field) else {}
    return {"type": "string", "enum": list(named)}


def _object(fields: Sequence[Field]) -> Schema:
    always = [field.name for field in fields if field.required and not field.when]
    shape: Schema = {
        "type": "object",
        "properties": {field.name: _described(field) for field in fields},
        "additionalProperties": False,
    }
    return {**shape, "required": always} if always else shape


@extend_schema_field(schema())
class EvidenceField(serializers.DictField):
    """Any object: the service judges it, the same as the desk's."""
