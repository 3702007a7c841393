"""The words of each right in both languages, from ``rights.json``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from .files import read
from .rights import Right
from .types import LocalText, Part

FILE = Path(__file__).parent / "rights.json"


class RightWords(Part, frozen=True, kw_only=True):
    """One right: ``choice`` where somebody picks it, ``short`` in a row of a list.

    ``demand`` is how a letter asks for it, and ``at_the_gate`` what a guard reads on a card; None where
    nobody at an entrance can act on it.
    """

    name: LocalText
    short: LocalText
    choice: LocalText
    demand: LocalText
    at_the_gate: LocalText | None


def words_of(right: Right | str) -> RightWords:
    """The words of ``right``; KeyError if it has none."""
    return words()[str(right)]


@cache
def words() -> dict[str, RightWords]:
    return read(FILE, dict[str, RightWords])
