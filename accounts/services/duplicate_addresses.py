"""Addresses that were kept before `accounts.core.normalisation` was asked, and what folding them meets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from accounts.core import normalisation

PLAIN = r"^[!-@\[-~]*$"


def fold_old_addresses(model: type[models.Model], field: str) -> list[str]:
    """Write each address of ``field`` in the one way; the primary keys of those that had to stay.

    An address stays where another row has its folded form (its twin), or where it cannot be folded.
    Nobody is merged and nothing deleted: a person decides whose account it is.
    """
    return [
        str(row.pk) for row, folded in _unfolded(model, field) if not _written(row, field, folded)
    ]


def twins(model: type[models.Model], field: str) -> list[str]:
    """The primary keys of rows whose address is still not in the one way."""
    return [str(row.pk) for row, _folded in _unfolded(model, field)]


def _unfolded(model: type[models.Model], field: str) -> Iterator[tuple[Any, str | None]]:
    odd = model._default_manager.exclude(**{f"{field}__regex": PLAIN}).only("pk", field)
    for row in odd.order_by("pk").iterator():
        try:
            yield row, normalisation.address(getattr(row, field))
        except ValidationError:
            yield row, None


def _written(row: Any, field: str, folded: str | None) -> bool:
    if folded is None:
        return False
    others = type(row)._default_manager.filter(**{f"{field}__iexact": folded}).exclude(pk=row.pk)
    if row._meta.get_field(field).unique and others.exists():
        return False
    try:
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**{field: folded})
    except IntegrityError:
        return False
    return True
