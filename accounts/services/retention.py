"""The retention rules of the inventory, carried out. Run by the schedule; safe to run twice."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils import timezone

from accounts.kit.inventory import Table, model_of, tables
from accounts.models.audit import AppendOnlyQuerySet


def purge() -> Mapping[str, int]:
    """End the life of every row whose time has come; table → rows, where there were any."""
    done = {
        table.label: purge_table(table) for table in tables() if table.retention.after is not None
    }
    return {label: rows for label, rows in done.items() if rows}


def purge_table(table: Table) -> int:
    """Apply the retention rule of one table; the number of rows treated."""
    rule = table.retention
    if rule.after is None:
        return 0
    rows = model_of(table)._default_manager.filter(
        **{f"{rule.since}__lt": timezone.now() - rule.after}
    )
    return rule.retire(rows) if rule.retire else delete(rows)


def delete(rows: QuerySet) -> int:  # type: ignore[type-arg]
    """Delete rows, of append-only tables too: their retention rule is the one that may."""
    if isinstance(rows, AppendOnlyQuerySet):
        return rows.purge()
    return rows.delete()[0]
