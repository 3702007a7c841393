"""Tables over an enumeration that answer for every member, or stop the start."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import TypeVar

Kind = TypeVar("Kind", bound=Enum)
Fact = TypeVar("Fact")


class ForgottenFactError(Exception):
    """A member of an enumeration has no row in a table that must know them all."""


def total(kind: type[Kind], rows: Mapping[Kind, Fact], *, name: str) -> Mapping[Kind, Fact]:
    """``rows``, read-only, once every member of ``kind`` has one.

    ``name`` is where the table stands, such as ``"requests_app.rights.ORDER"``: the error says it.

    Raises:
        ForgottenFactError: a member is missing, or a key is none of the members.
    """
    missing = [member.name for member in kind if member not in rows]
    foreign = [repr(key) for key in rows if not isinstance(key, kind)]
    if missing or foreign:
        wrong = [f"no row for {', '.join(missing)}"] * bool(missing)
        wrong += [f"{', '.join(foreign)} is no {kind.__name__}"] * bool(foreign)
        raise ForgottenFactError(f"{name}: {'; '.join(wrong)}. Add the row: nothing is assumed.")
    return MappingProxyType(dict(rows))
