"""The vocabulary of the inventory of personal data. Plain values: no ORM, no HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from accounts.core.totality import chosen


class Category(StrEnum):
    """What a field says about a person."""

    NONE = "none"
    """Nothing: a fact about a place, an organisation or the law."""
    STATE = "state"
    """Codes, counts and dates of a case: personal only while a person is linked to it."""
    LINK = "link"
    """Says whose row it is, or about whom."""
    IDENTITY = "identity"
    """A name, an age band, a language."""
    CONTACT = "contact"
    """An address at which the person is reached."""
    STATEMENT = "statement"
    """What the person says about themselves or what they saw."""
    CASE_TEXT = "case text"
    """What resident and venue wrote to each other."""
    TECHNICAL = "technical"
    """Needed to run the service: sessions, leases, paths, digests."""
    SECRET = "secret"  # noqa: S105  (the name of a category)
    """Opens something: keys, tokens, second factors, or digests of them."""
    SEALED_BIOMETRIC = "sealed biometric"
    """Opens or locates sealed face data; the sealed bytes themselves are in the object store."""

    @property
    def is_personal(self) -> bool:
        return self is not Category.NONE

    @property
    def may_be_taken_out(self) -> bool:
        """A download holds neither what opens accounts nor anything of a face."""
        return self in TAKEN_OUT


class Scrub(StrEnum):
    """What the erasure of an account does to a field of the person's rows."""

    DELETE = "row deleted"
    NULL = "emptied"
    OVERWRITE = "overwritten"
    UNLINK = "link removed"
    KEEP = "kept"


TAKEN_OUT = chosen(
    Category,
    {
        Category.NONE,
        Category.STATE,
        Category.LINK,
        Category.IDENTITY,
        Category.CONTACT,
        Category.STATEMENT,
        Category.CASE_TEXT,
        Category.TECHNICAL,
    },
    but_not={Category.SECRET, Category.SEALED_BIOMETRIC},
    name="accounts.kit.inventory.types.TAKEN_OUT",
)
REPLACED = chosen(
    Scrub,
    {Scrub.NULL, Scrub.OVERWRITE},
    but_not={Scrub.DELETE, Scrub.UNLINK, Scrub.KEEP},
    name="accounts.kit.inventory.types.REPLACED",
)


@dataclass(frozen=True, slots=True)
class Fields:
    """Some fields of one table that are treated alike."""

    names: tuple[str, ...]
    category: Category
    scrub: Scrub
    because: str = ""
    value: Any = ""


def _fields(names: str, category: Category, scrub: Scrub, because: str, value: Any) -> Fields:
    return Fields(tuple(names.split()), category, scrub, because, value)


def deleted(names: str, category: Category) -> Fields:
    """These fields go with their row."""
    return _fields(names, category, Scrub.DELETE, "", None)


def emptied(names: str, category: Category) -> Fields:
    """These fields become NULL; the row stays."""
    return _fields(names, category, Scrub.NULL, "", None)


def unlinked(names: str, category: Category = Category.LINK) -> Fields:
    """Foreign keys that the database empties when the person they name goes (SET_NULL)."""
    return _fields(names, category, Scrub.UNLINK, "", None)


def overwritten(names: str, category: Category, *, value: Any = "") -> Fields:
    """These fields become ``value``; the row stays."""
    return _fields(names, category, Scrub.OVERWRITE, "", value)


def kept(names: str, category: Category, *, because: str) -> Fields:
    """These fields stay, and here is why that is right."""
    return _fields(names, category, Scrub.KEEP, because, None)


Retire = Callable[["QuerySet[Any]"], int]
"""Ends the life of rows whose time has come; the number of rows treated."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long rows live. With ``after``, `accounts.services.retention` enforces it.

    ``since`` is a lookup to the date that counts, such as ``request__closed_at``; ``retire`` is what
    happens then, deletion unless something else is named.
    """

    words: str
    after: timedelta | None = None
    since: str = ""
    retire: Retire | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table: why it exists, how long its rows live, whose they are, and each of its fields.

    ``owner`` is the lookup from a row to the person whose download it belongs in; a personal table
    without one says in ``withheld`` why. ``alongside`` names columns that make the download readable.
    """

    label: str
    purpose: str
    retention: Retention
    fields: tuple[Fields, ...]
    owner: str = ""
    alongside: tuple[str, ...] = ()
    withheld: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for group in self.fields for name in group.names)

    @property
    def is_personal(self) -> bool:
        return any(group.category.is_personal for group in self.fields)

    def category_of(self, name: str) -> Category:
        return next(group.category for group in self.fields if name in group.names)

    def replacements(self) -> dict[str, Any]:
        """What a row that stays is overwritten with: field → value."""
        return dict(self._replacements())

    def _replacements(self) -> Iterator[tuple[str, Any]]:
        for group in self.fields:
            if group.scrub in REPLACED:
                yield from ((name, group.value) for name in group.names)
