"""The form of the evidence, from ``evidence.json``: sections, choices and what requires them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

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


class AtVenue(Part, frozen=True):
    """What a kind of venue must mention besides: kinds of item, and people."""

    items: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


class Form(Part, frozen=True):
    """The whole file."""

    format: Literal[1]
    sections: tuple[Section, ...]
    choices: dict[str, dict[str, LocalText]]
    requirements: tuple[Need, ...]
    always_mentioned: tuple[str, ...]
    at_venues: dict[str, AtVenue]
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
    at = (one for venue in _at(venue_kind) for one in venue.items)
    return tuple(dict.fromkeys((*form().always_mentioned, *at)))


def people_at(venue_kind: str) -> tuple[str, ...]:
    """Whom an alternative at such a venue may not leave out."""
    return tuple(dict.fromkeys(one for venue in _at(venue_kind) for one in venue.people))


def _at(venue_kind: str) -> tuple[AtVenue, ...]:
    """Of a kind that is not listed all is asked that any kind is asked; nothing more for no kind."""
    known = form().at_venues
    if venue_kind in known:
        return (known[venue_kind],)
    return tuple(known.values()) if venue_kind else ()


def problem_text(kind: str) -> LocalText:
    """The sentence that says what is lacking, with ``{places}`` to fill."""
    return form().problems[kind]


@cache
def form() -> Form:
    return read(FILE, Form)
