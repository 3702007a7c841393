"""The form of the evidence, from ``evidence.json``: sections, choices and what requires them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from consents.kinds import KINDS, VenueKindFacts

from .decisions import Decision
from .evidence_types import Requirement, Section
from .files import read
from .rights import Right
from .types import LocalText, Part

FILE = Path(__file__).parent / "evidence.json"


class Need(Part, frozen=True):
    """A `Requirement` as the file has it: with the name of its section."""

    section: str
    rights: frozenset[Right]
    decisions: frozenset[Decision]
    source: LocalText
    when: Literal["", "court_order", "matched", "contact_first"] = ""


class Form(Part, frozen=True):
    """The whole file."""

    format: Literal[1]
    sections: tuple[Section, ...]
    choices: dict[str, dict[str, LocalText]]
    requirements: tuple[Need, ...]
    always_mentioned: tuple[str, ...]
    problems: dict[str, LocalText]


@cache
def sections() -> dict[str, Section]:
    """Every section by name, in the order of the form."""
    return {section.name: section for section in form().sections}


def choices(group: str) -> dict[str, LocalText]:
    """The values of a choice with their names; KeyError for an unknown group."""
    return form().choices[group]


@cache
def requirements() -> tuple[Requirement, ...]:
    """Every requirement, whatever the right."""
    return tuple(
        Requirement(
            section=sections()[need.section],
            rights=need.rights,
            decisions=need.decisions,
            source=need.source,
            when=need.when,
        )
        for need in form().requirements
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
    besides = (item for facts in _rows(venue_kind) for item in facts.items)
    return tuple(dict.fromkeys((*form().always_mentioned, *besides)))


def people_at(venue_kind: str) -> tuple[str, ...]:
    """Whom an alternative at such a venue may not leave out."""
    people = (one for facts in _rows(venue_kind) for one in facts.not_left_out)
    return tuple(dict.fromkeys(people))


def _rows(venue_kind: str) -> list[VenueKindFacts]:
    """Of a kind that is not listed all is asked that any kind is asked; nothing more for no kind."""
    own = [facts for kind, facts in KINDS.items() if kind == venue_kind]
    return own or [*KINDS.values()] * bool(venue_kind)


def problem_text(kind: str) -> LocalText:
    """The sentence that says what is lacking, with ``{places}`` to fill."""
    return form().problems[kind]


@cache
def form() -> Form:
    return read(FILE, Form)
