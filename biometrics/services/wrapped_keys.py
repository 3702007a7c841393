"""Every column that holds wrapped data keys, named by the app that owns it.

When the wrapping key is changed, all of them are wrapped anew (`services.rewrapping`); what nobody
named here would be lost with the old key. A guard looks for columns that were left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from biometrics.vault.context import Context

ContextOf = Callable[[Any], Context]
"""What the key of one row is bound to."""


@dataclass(frozen=True, slots=True)
class Column:
    """A binary field of ``model``, with a wrapped key in each row whose picture or gallery is there."""

    model: type[Model]
    field: str
    context_of: ContextOf

    def __str__(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    def rows(self) -> QuerySet[Any]:
        """The rows that hold a key now."""
        every = self.model._default_manager.order_by("pk")
        return every.exclude(**{f"{self.field}__isnull": True}).exclude(**{self.field: b""})


COLUMNS: dict[tuple[type[Model], str], Column] = {}


def held_in(model: type[Model], field: str) -> Callable[[ContextOf], ContextOf]:
    """Register a column, by the function that tells what the key of one of its rows is bound to."""

    def register(context_of: ContextOf) -> ContextOf:
        COLUMNS[model, field] = Column(model, field, context_of)
        return context_of

    return register
