"""Where a place can lie. The law is the business of the app above, which registers its places here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A jurisdiction as a resident chooses it; ``name`` is in the language asked for."""

    code: str
    name: str
    time_zone: str


Source = Callable[[str], list[Place]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a function from a language to the places that it knows."""
    _sources.append(source)


def places(language: str) -> list[Place]:
    """Every place, in the order of the sources. None registered is an error, not an empty list."""
    if not _sources:
        raise LookupError("no jurisdictions are registered; is requests_app installed?")
    return [place for source in _sources for place in source(language)]
