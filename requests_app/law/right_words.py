"""The words of each right in both languages, from ``rights.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from .rights import Right
from .types import LocalText

FILE = Path(__file__).parent / "rights.json"


@dataclass(frozen=True, slots=True)
class RightWords:
    """One right: ``choice`` where somebody picks it, ``short`` in a row of a list.

    ``demand`` is how a letter asks for it, and ``at_the_gate`` what a guard reads on a card; None where
    nobody at an entrance can act on it.
    """

    name: LocalText
    short: LocalText
    choice: LocalText
    demand: LocalText
    at_the_gate: LocalText | None


#: What the file says of every right.
PARTS = tuple(field.name for field in fields(RightWords))


def words_of(right: Right | str) -> RightWords:
    """The words of ``right``; KeyError if it has none."""
    return _words()[str(right)]


@cache
def _words() -> dict[str, RightWords]:
    raw = json.loads(FILE.read_text(encoding="utf-8"))
    return {right: _row(row) for right, row in raw.items()}


def _row(raw: dict[str, Any]) -> RightWords:
    gate = raw["at_the_gate"]
    return RightWords(
        name=_text(raw["name"]),
        short=_text(raw["short"]),
        choice=_text(raw["choice"]),
        demand=_text(raw["demand"]),
        at_the_gate=_text(gate) if gate else None,
    )


def _text(raw: dict[str, str]) -> LocalText:
    return LocalText(en=raw["en"], zh_hans=raw["zh-Hans"])
