"""Everything that is given has its documented form, needed or not; an empty value says nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from requests_app.law.evidence import is_valid
from requests_app.law.evidence_form import problem_text, sections
from requests_app.law.evidence_types import Field, FieldKind, Section
from requests_app.law.phrases import filled

from .facts import Contradiction, Evidence, Place, found

EMPTY: tuple[object, ...] = (None, "", [], {})


def ill_shaped(evidence: Evidence) -> Iterator[Contradiction]:
    for name, value in evidence.items():
        section = sections().get(name)
        if section is None:
            yield found("unknown_part", "evidence", name, name=name)
        elif value not in EMPTY and section.kind is not FieldKind.DATE:
            yield from _part(("evidence", name), section, value)


def _part(place: Place, of: Section | Field, value: Any) -> Iterator[Contradiction]:
    many = of.kind is FieldKind.ITEMS
    rows = value if many else [value]
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        yield _wrong(place, of)
        return
    for number, row in enumerate(rows):
        yield from _fields((*place, number) if many else place, of, row)


def _fields(place: Place, of: Section | Field, row: Mapping[str, Any]) -> Iterator[Contradiction]:
    fields = {field.name: field for field in of.fields}
    for name, value in row.items():
        if name not in fields:
            yield found("unknown_part", *place, name, name=name)
        elif value not in EMPTY:
            yield from _field((*place, name), fields[name], value)


def _field(place: Place, field: Field, value: Any) -> Iterator[Contradiction]:
    if field.kind is FieldKind.ITEMS:
        yield from _part(place, field, value)
    elif field.kind is not FieldKind.DATE and not is_valid(field, value):
        yield _wrong(place, field)


def _wrong(place: Place, of: Section | Field) -> Contradiction:
    return Contradiction(place, filled(problem_text("wrong_shape"), label=of.label))
