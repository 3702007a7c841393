"""The form of the evidence as named schemas, for whatever describes it: OpenAPI, JSON Schema."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.core.totality import total

from .evidence_form import choices, requirements, sections
from .evidence_types import Field, FieldKind, Requirement, Section

Schema = dict[str, Any]
ROOT = "Evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a description writes it.

    ``base`` and a name make the address of a schema; ``suffix`` ends the names of objects. ``whole``: a
    part holds all that it must, which is so of what is sent; of what was answered, a part that no
    decision needed may lack something. ``conditions``: ``if`` and ``then`` are known.
    """

    base: str
    language: str
    suffix: str = ""
    whole: bool = True
    conditions: bool = False


def schemas(dialect: Dialect) -> dict[str, Schema]:
    """Every schema by name: `ROOT`, each part that is an object, each set of choices."""
    writer = _Writer(dialect)
    for name, section in sections().items():
        writer.properties[name] = writer.part(ROOT, section)
    return {ROOT + dialect.suffix: _closed(writer.properties), **writer.named}


def needs_of(section: str) -> list[Schema]:
    """For which decisions on which rights an answer must hold ``section``, and by what law."""
    return [_need(need) for need in requirements() if need.section.name == section]


def _need(need: Requirement) -> Schema:
    said: Schema = {"rights": sorted(need.rights), "decisions": sorted(need.decisions)}
    return {**said, **({"when": need.when} if need.when else {}), "source": need.source.en}


def _closed(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False}


@dataclass(slots=True)
class _Writer:
    dialect: Dialect
    properties: Schema = field(default_factory=dict)
    named: dict[str, Schema] = field(default_factory=dict)

    def part(self, within: str, part: Section | Field) -> Schema:
        """One value of an object, by its label."""
        written = WRITERS[part.kind](self, within + _camel(part.name), part)
        if "$ref" in written:  # beside a reference OpenAPI 3.0 reads nothing
            written = {"allOf": [written]}
        return {**written, "description": part.label.in_language(self.dialect.language)}

    def object(self, name: str, part: Section | Field) -> Schema:
        shape = _closed({one.name: self.part(name, one) for one in part.fields})
        shape["description"] = part.label.in_language(self.dialect.language)
        always = [one.name for one in part.fields if one.required and not one.when]
        if self.dialect.whole and always:
            shape["required"] = always
        if self.dialect.whole and self.dialect.conditions:
            shape |= _conditions(part.fields)
        return self._refer(name + self.dialect.suffix, shape)

    def choice(self, part: Section | Field) -> Schema:
        group = part.choices if isinstance(part, Field) else ""
        named = choices(group)
        language = self.dialect.language
        lines = (f"* `{value}` - {label.in_language(language)}" for value, label in named.items())
        shape = {"type": "string", "enum": list(named), "description": "\n".join(lines)}
        return self._refer(ROOT + _camel(group), shape)

    def _refer(self, name: str, shape: Schema) -> Schema:
        self.named[name] = shape
        return {"$ref": self.dialect.base + name}


WRITERS: Mapping[FieldKind, Callable[[_Writer, str, Section | Field], Schema]] = total(
    FieldKind,
    {
        FieldKind.TEXT: lambda _writer, _name, _part: {"type": "string"},
        FieldKind.DATE: lambda _writer, _name, _part: {"type": "string", "format": "date"},
        FieldKind.YES_NO: lambda _writer, _name, _part: {"type": "boolean"},
        FieldKind.CHOICE: lambda writer, _name, part: writer.choice(part),
        FieldKind.CHOICES: lambda writer, _name, part: _list_of(writer.choice(part)),
        FieldKind.ITEMS: lambda writer, name, part: _list_of(writer.object(f"{name}Item", part)),
        FieldKind.GROUP: lambda writer, name, part: writer.object(name, part),
    },
    name="requests_app.law.evidence_schema.WRITERS",
)


def _list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _conditions(fields: Sequence[Field]) -> Schema:
    """What is required only if another value of the same part is one of some."""
    asked: dict[tuple[tuple[str, tuple[object, ...]], ...], list[str]] = defaultdict(list)
    for one in fields:
        if one.when:
            asked[tuple(one.when.items())].append(one.name)
    rules = [{"if": _any_of(when), "then": {"required": names}} for when, names in asked.items()]
    return {"allOf": rules} if rules else {}


def _any_of(when: Sequence[tuple[str, tuple[object, ...]]]) -> Schema:
    cases = [
        {"properties": {name: {"enum": list(values)}}, "required": [name]} for name, values in when
    ]
    return {"anyOf": cases}


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))
