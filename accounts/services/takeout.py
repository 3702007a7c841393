"""“Download everything about me”: made from the inventory, so that nothing is forgotten.

It holds no key, no token and nothing of a face (there is none to hand out: selfies and disclosed
photographs are destroyed with their comparison).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypedDict

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from accounts.core.actors import Actor, ActorKind
from accounts.kit import audit
from accounts.kit.inventory import Table, model_of, tables
from accounts.models import User

FORMAT = "saveface-takeout-1"


class TableOfTakeout(TypedDict):
    """The rows of one table, with why the platform holds them and for how long."""

    purpose: str
    retention: str
    rows: list[dict[str, Any]]


class Takeout(TypedDict):
    """Everything about one person, ready for JSON."""

    format: str
    from_: str
    taken_at: str
    tables: dict[str, TableOfTakeout]


@transaction.atomic
def take_out(*, user: User) -> Takeout:
    """Everything that the platform holds about ``user``, by table; one query a table."""
    audit.record(kind="account.taken_out", by=Actor(ActorKind.RESIDENT, user.pk), target=user)
    return Takeout(
        format=FORMAT,
        from_=settings.PUBLIC_URL,
        taken_at=timezone.now().isoformat(),
        tables={table.label: _of_table(table, user) for table in tables() if table.owner},
    )


def _of_table(table: Table, user: User) -> TableOfTakeout:
    return TableOfTakeout(
        purpose=table.purpose, retention=table.retention.words, rows=list(_rows(table, user))
    )


def _rows(table: Table, user: User) -> list[dict[str, Any]]:
    model = model_of(table)
    columns = (*_columns(table, model), *table.alongside)
    rows = model._default_manager.filter(**{table.owner: user.pk}).order_by("pk")
    return [{name: plain(value) for name, value in row.items()} for row in rows.values(*columns)]


def _columns(table: Table, model: type[Model]) -> list[str]:
    """What may be taken out, without many-to-many fields: their tables are listed themselves."""
    stored = {field.name for field in model._meta.concrete_fields}
    return [
        name for name in table.names if name in stored and table.category_of(name).may_be_taken_out
    ]


def plain(value: Any) -> Any:
    """``value`` as JSON knows it."""
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)
