"""Where every app registers its tables and what it does when an account is erased.

Each app does so in its own ``inventory.py``, which is imported when Django starts. The order of
INSTALLED_APPS is the order of the imports, so that erasers run in its reverse: the upper app first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Model, QuerySet

from accounts.kit.inventory.types import Table

if TYPE_CHECKING:
    from accounts.models import Dependant, User

Eraser = Callable[["User", "Dependant | None"], None]
"""Erases what an app holds about a person; with a child, what it holds about that child alone.

It is called inside one transaction, before the row of the person or child is deleted.
"""

_tables: dict[str, Table] = {}
_erasers: list[Eraser] = []


class NotDeclaredError(LookupError):
    """A table or field holds data that nobody has declared; ``<app>/inventory.py`` is the place."""


def declare(*tables: Table) -> None:
    """Register the tables of an app. A table declared twice is an error."""
    for table in tables:
        if table.label in _tables:
            raise ValueError(f"{table.label} is declared twice in the inventory")
        _tables[table.label] = table


def register_eraser(erase: Eraser) -> Eraser:
    """Register what an app does when an account, or a child's entry, is erased."""
    _erasers.append(erase)
    return erase


def tables() -> Iterator[Table]:
    """Every declared table, in the order of the apps."""
    yield from _tables.values()


def erasers() -> Iterator[Eraser]:
    """The erasers, uppermost app first."""
    yield from reversed(_erasers)


def table_of(model: type[Model]) -> Table:
    """The declaration of ``model``. Raises NotDeclaredError."""
    try:
        return _tables[model._meta.label]
    except KeyError:
        raise NotDeclaredError(f"{model._meta.label} is not in the inventory") from None


def model_of(table: Table) -> type[Model]:
    return apps.get_model(table.label)


def scrub(rows: QuerySet[Any]) -> int:
    """Empty and overwrite the fields of ``rows`` as their table declares; the number of rows."""
    return rows.update(**table_of(rows.model).replacements())
