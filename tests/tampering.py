"""What only somebody with the database can do: change rows that are append-only."""

from contextlib import contextmanager

from django.db import connection


@contextmanager
def without_triggers():
    """Switch PostgreSQL's triggers off; SQLite has none."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")
