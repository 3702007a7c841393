"""The evidence of an answer as a resident reads it: facts, and a table for every inventory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from requests_app.law.evidence_form import choices, sections
from requests_app.law.evidence_types import Field, FieldKind, Section
from requests_app.law.types import LocalText


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Part:
    """One section: ``facts`` of a group, or ``rows`` of an inventory, one list of facts each."""

    label: str
    facts: list[Fact]
    rows: list[list[Fact]]


def parts(evidence: Mapping[str, Any]) -> list[Part]:
    """Every section that is filled in, in the order of the form."""
    filled = [(section, evidence.get(section.name)) for section in sections().values()]
    return [_part(section, value) for section, value in filled if value]


def _part(section: Section, value: Any) -> Part:
    label = _local(section.label)
    if section.kind is FieldKind.ITEMS:
        return Part(label, [], [_facts(section.fields, item) for item in value])
    if section.kind is FieldKind.GROUP:
        return Part(label, _facts(section.fields, value), [])
    return Part(label, [Fact(label, _day(value))], [])


def _facts(fields: Sequence[Field], values: Mapping[str, Any]) -> list[Fact]:
    return [
        Fact(_local(field.label), _value(field, values[field.name]))
        for field in fields
        if values.get(field.name) not in (None, "", [])
    ]


def _value(field: Field, value: Any) -> str:
    """One value in words; whatever it is, it is text that the template escapes."""
    if field.kind is FieldKind.YES_NO:
        return _("yes") if value else _("no")
    if field.kind is FieldKind.DATE:
        return _day(value)
    if field.kind is FieldKind.CHOICE:
        return _choice(field, value)
    if field.kind is FieldKind.CHOICES:
        return _("; ").join(_choice(field, one) for one in value)
    if field.kind is FieldKind.ITEMS:
        return _("; ").join(
            ", ".join(fact.value for fact in _facts(field.fields, item)) for item in value
        )
    return str(value)


def _choice(field: Field, value: Any) -> str:
    named = choices(field.choices).get(str(value))
    return _local(named) if named else str(value)


def _day(value: Any) -> str:
    try:
        return date_format(date.fromisoformat(str(value)), "DATE_FORMAT")
    except ValueError:
        return str(value)


def _local(text: LocalText) -> str:
    return text.in_language(get_language())
