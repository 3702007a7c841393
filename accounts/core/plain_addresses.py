"""The database refuses an e-mail address that is not in plain ASCII and lower case, whoever writes it.

Two rows can then be twins only by being equal, which a unique index refuses. Used by migrations: one
of the tables is django-allauth's. What stood there before, and could not be folded, may stay
(`accounts.services.duplicate_addresses`), but not be written anew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION saveface_plain_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.email IS NOT DISTINCT FROM OLD.email THEN
        RETURN NEW;
    END IF;
    IF NEW.email !~ '^[!-@[-~]+$' THEN
        RAISE EXCEPTION 'an address is kept folded' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""
POSTGRESQL = """
CREATE TRIGGER plain_address BEFORE INSERT OR UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION saveface_plain_address()
"""
SQLITE = """
CREATE TRIGGER plain_address_{when}_{table} BEFORE {when} ON {table}
WHEN {changed}(NEW.email GLOB '*[^!-@[-~]*' OR NEW.email = '')
BEGIN SELECT RAISE(ABORT, 'CHECK: an address is kept folded'); END
"""


def guard(*tables: str) -> migrations.RunPython:
    """A migration operation that guards the column ``email`` of ``tables``."""
    return migrations.RunPython(_each(tables, _add), _each(tables, _remove))


def _add(table: str, vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [FUNCTION, POSTGRESQL.format(table=table)]
    return [
        SQLITE.format(table=table, when="INSERT", changed=""),
        SQLITE.format(table=table, when="UPDATE", changed="NEW.email IS NOT OLD.email AND "),
    ]


def _remove(table: str, vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [f"DROP TRIGGER plain_address ON {table}"]
    return [f"DROP TRIGGER plain_address_{when}_{table}" for when in ("INSERT", "UPDATE")]


def _each(
    tables: tuple[str, ...], of: Callable[[str, str], list[str]]
) -> Callable[[Any, Any], None]:
    def run(_apps: Any, editor: Any) -> None:
        for table in tables:
            for statement in of(table, editor.connection.vendor):
                editor.execute(statement, params=None)

    return run
