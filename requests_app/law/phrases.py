"""Labels and sentences in both languages, from ``phrases.json``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from .files import read
from .types import Citation, LocalText, Unit

FILE = Path(__file__).parent / "phrases.json"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def label(group: str, key: StrEnum | str) -> LocalText:
    """The name of a choice, such as ``label("unit", Unit.MONTH)``; KeyError if there is none."""
    return _phrases()[group][str(key)]


def labels(group: str) -> Mapping[str, LocalText]:
    """Every choice of a group with its name, in the order to be shown."""
    return _phrases()[group]


def sentence(key: str, **values: LocalText | Citation | date | str | int) -> LocalText:
    """The sentence named ``key`` of ``phrases.json``, filled."""
    return filled(label("sentence", key), **values)


def filled(form: LocalText, **values: LocalText | Citation | date | str | int) -> LocalText:
    """``form`` with its ``{places}`` filled, in each language with that language's values."""
    return LocalText(
        en=form.en.format(**{name: _english(v) for name, v in values.items()}),
        zh_hans=form.zh_hans.format(**{name: _chinese(v) for name, v in values.items()}),
    )


def problem(key: str, **values: LocalText | Citation | date | str | int) -> LocalText:
    """What an act on a clock is refused for, and what to do instead, filled."""
    return filled(label("problem", key), **values)


def unit_text(amount: int, unit: Unit) -> LocalText:
    """``month`` or ``months``."""
    return label("unit_one" if amount == 1 else "unit", unit)


def day_text(day: date) -> LocalText:
    """``5 April 2026`` and ``2026年4月5日``."""
    return LocalText(
        en=f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        zh_hans=f"{day.year}年{day.month}月{day.day}日",
    )


def citation_text(citation: Citation) -> LocalText:
    """The law and the provision; Chinese law names carry their own title marks."""
    law, provision = citation.law, citation.provision
    return LocalText(
        en=f"{law.en}, {provision.en}", zh_hans=_titled(law.zh_hans) + provision.zh_hans
    )


def _titled(law: str) -> str:
    """A Chinese law's name in title marks, its number in brackets outside them."""
    if "《" in law:
        return law
    name, bracket, number = law.partition("（")
    return f"《{name}》{bracket}{number}"


def _english(value: LocalText | Citation | date | str | int) -> str:
    return _as_text(value).en


def _chinese(value: LocalText | Citation | date | str | int) -> str:
    return _as_text(value).zh_hans


def _as_text(value: LocalText | Citation | date | str | int) -> LocalText:
    if isinstance(value, Citation):
        return citation_text(value)
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, LocalText):
        return value
    return LocalText(en=str(value), zh_hans=str(value))


@cache
def _phrases() -> dict[str, dict[str, LocalText]]:
    return read(FILE, dict[str, dict[str, LocalText]])
