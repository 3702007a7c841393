"""PostgreSQL guards append-only tables itself: a trigger refuses UPDATE and DELETE.

Used by migrations. SQLite has the Python guard of `accounts.models.audit` alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION saveface_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Set for one transaction by accounts.models.audit.removing_on_purpose: erasure, retention.
    IF TG_OP = 'DELETE' AND current_setting('saveface.removing', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""
TRIGGER = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION saveface_append_only()
"""


def guard(*tables: str) -> migrations.RunPython:
    """A migration operation that guards ``tables``; it does nothing but on PostgreSQL."""
    return migrations.RunPython(
        _each(tables, FUNCTION, TRIGGER), _each(tables, "", "DROP TRIGGER append_only ON {table}")
    )


def _each(tables: tuple[str, ...], once: str, statement: str) -> Callable[[Any, Any], None]:
    def run(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor != "postgresql":
            return
        if once:
            editor.execute(once, params=None)
        for table in tables:
            editor.execute(statement.format(table=table), params=None)

    return run
