"""The form of the evidence, from ``evidence.json``: sections, choices and what requires them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from .decisions import Decision
from .evidence_types import Field, FieldKind, Requirement, Section, Tense
from .rights import Right
from .types import LocalText

FILE = Path(__file__).parent / "evidence.json"


@cache
def sections() -> dict[str, Section]:
    """Every section by name, in the order of the form."""
    return {raw["name"]: _section(raw) for raw in _raw()["sections"]}


@cache
def choices(group: str) -> dict[str, LocalText]:
    """The values of a choice with their names; KeyError for an unknown group."""
    return {key: _text(raw) for key, raw in _raw()["choices"][group].items()}


@cache
def requirements() -> tuple[Requirement, ...]:
    """Every requirement, whatever the right."""
    return tuple(
        Requirement(
            section=sections()[raw["section"]],
            rights=frozenset(Right(r) for r in raw["rights"]),
            decisions=frozenset(Decision(d) for d in raw["decisions"]),
            source=_text(raw["source"]),
            when=raw.get("when", ""),
        )
        for raw in _raw()["requirements"]
    )


@cache
def sections_of(right: Right, decision: Decision) -> frozenset[str]:
    """Every section that some answer must hold which decides so on ``right``."""
    return frozenset(
        need.section.name
        for need in requirements()
        if right in need.rights and decision in need.decisions
    )


def items_at(venue_kind: str) -> tuple[str, ...]:
    """The kinds of item that an inventory of such a venue must mention, even if none was held."""
    return (*_raw()["always_mentioned"], *_at(venue_kind, "items"))


def people_at(venue_kind: str) -> tuple[str, ...]:
    """Whom an alternative at such a venue may not leave out."""
    return _at(venue_kind, "people")


def _at(venue_kind: str, what: str) -> tuple[str, ...]:
    """Of a kind that is not listed all is asked that any kind is asked; nothing more for no kind."""
    known: dict[str, dict[str, list[str]]] = _raw()["at_venues"]
    kinds = [venue_kind] if venue_kind in known else [*known] * bool(venue_kind)
    return tuple(dict.fromkeys(one for kind in kinds for one in known[kind].get(what, ())))


def problem_text(kind: str) -> LocalText:
    """The sentence that says what is lacking, with ``{places}`` to fill."""
    return _text(_raw()["problems"][kind])


def _section(raw: Mapping[str, Any]) -> Section:
    return Section(
        name=raw["name"],
        kind=FieldKind(raw["kind"]),
        label=_text(raw["label"]),
        help=_text(raw["help"]) if "help" in raw else None,
        fields=tuple(_field(f) for f in raw["fields"]),
        tense=Tense(raw.get("tense", Tense.DONE)),
    )


def _field(raw: Mapping[str, Any]) -> Field:
    return Field(
        name=raw["name"],
        kind=FieldKind(raw["kind"]),
        label=_text(raw["label"]),
        choices=raw.get("choices", ""),
        required=raw["required"],
        when={name: tuple(values) for name, values in raw.get("when", {}).items()},
        fields=tuple(_field(f) for f in raw.get("fields", ())),
        tense=Tense(raw.get("tense", Tense.DONE)),
    )


def _text(raw: Mapping[str, str]) -> LocalText:
    return LocalText(en=raw["en"], zh_hans=raw["zh-Hans"])


@cache
def _raw() -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return raw
