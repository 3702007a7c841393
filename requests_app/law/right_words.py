"""The words of each right in both languages, from ``rights.json``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from accounts.core.totality import ForgottenFactError

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
    """The words of ``right``; raises ForgottenFactError if it has none, ValueError if it is no right."""
    try:
        return words()[Right(right)]
    except KeyError:
        raise ForgottenFactError(
            f"rights.json: no words for {right}. Add them: it is shown and asked for by them."
        ) from None


@cache
def words() -> dict[Right, RightWords]:
    return read(FILE, dict[Right, RightWords])
