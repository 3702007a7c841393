"""Tables over an enumeration that answer for every member, or stop the start.

A new member of an enumeration has to be thought of wherever members are told apart. `total` is for a
table, `chosen` for a set of members, `twins` for two enumerations that share their words. Each raises
while its module is being read, which `config.total_tables` sees to before anything is served.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import TypeVar

Kind = TypeVar("Kind", bound=Enum)
Fact = TypeVar("Fact")


class ForgottenFactError(Exception):
    """A member of an enumeration has no row in a table that must know them all."""


class Total(Mapping[Kind, Fact]):
    """A read-only table with a row for every member of ``kind``; made by `total`."""

    __slots__ = ("_rows", "kind", "name")

    def __init__(self, kind: type[Kind], rows: Mapping[Kind, Fact], name: str) -> None:
        self.kind, self.name, self._rows = kind, name, dict(rows)

    def __getitem__(self, member: Kind) -> Fact:
        return self._rows[member]

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"Total({self.name})"


class Chosen(frozenset[Kind]):
    """Some members of ``kind``, each of the others having been left out in so many words."""

    kind: type[Kind]
    name: str


def total(kind: type[Kind], rows: Mapping[Kind, Fact], *, name: str) -> Total[Kind, Fact]:
    """``rows``, read-only, once every member of ``kind`` has one.

    ``name`` is where the table stands, such as ``"requests_app.law.rights.ORDER"``: the error says it.

    Raises:
        ForgottenFactError: a member is missing, or a key is none of the members.
    """
    _refuse(kind, rows, name, "no row for {}. Add the row: nothing is assumed.")
    return Total(kind, rows, name)


def chosen(
    kind: type[Kind], members: Iterable[Kind], *, but_not: Iterable[Kind], name: str
) -> Chosen[Kind]:
    """The set of ``members``, once every other member of ``kind`` is named in ``but_not``.

    A set is asked “is it in?”, and the answer for a member that nobody thought of would be no, whether
    that is the strict answer or the lenient one. So both sides are written down.

    Raises:
        ForgottenFactError: a member stands on neither side or on both, or is none of ``kind``.
    """
    inside, outside = frozenset(members), frozenset(but_not)
    if both := inside & outside:
        raise ForgottenFactError(f"{name}: {_names(both)} is chosen and left out. Decide which.")
    _refuse(kind, inside | outside, name, "{} is neither chosen nor left out. Say which it is.")
    picked = Chosen(inside)
    picked.kind, picked.name = kind, name
    return picked


def twins(kind: Iterable[Enum], other: Iterable[Enum], *, name: str) -> None:
    """Two enumerations, or parts of them, hold the same words: the one is read as the other.

    Raises:
        ForgottenFactError: a word of the one is none of the other.
    """
    words, theirs = {member.value for member in kind}, {member.value for member in other}
    if apart := words ^ theirs:
        raise ForgottenFactError(
            f"{name}: {', '.join(sorted(apart))} is on one side only. Add it on the other."
        )


def _refuse(kind: type[Kind], known: Iterable[Kind], name: str, forgotten: str) -> None:
    named = list(known)
    missing = [member for member in kind if member not in named]
    foreign = [repr(key) for key in named if not isinstance(key, kind)]
    wrong = [f"{', '.join(foreign)} is no {kind.__name__}"] * bool(foreign)
    wrong += [forgotten.format(_names(missing))] * bool(missing)
    if wrong:
        raise ForgottenFactError(f"{name}: {'; '.join(wrong)}")


def _names(members: Iterable[Enum]) -> str:
    return ", ".join(member.name for member in members)
