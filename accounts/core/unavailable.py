"""What is busy or out of reach for a while, and therefore no mistake of ours: database, cache, files, keys.

Limits are counted in the cache. When it is away nothing is let through uncounted: the call ends here.
"""

from __future__ import annotations

import sqlite3

import psycopg
from django.db import Error as DatabaseError
from django.db import InternalError
from redis.exceptions import RedisError

from accounts.core.unreachable import Unreachable

RETRY_SECONDS = 5
# Of what SQLite calls "operational": SQLITE_BUSY, _LOCKED, _IOERR, _FULL, _CANTOPEN. The rest is a
# mistake of ours, such as a table that is not there.
SQLITE_CODES = frozenset({5, 6, 10, 13, 14})
# PostgreSQL ends a session that holds its locks and does nothing (idle_in_transaction_session_timeout).
LEFT_IDLE = "25P03"


def is_unavailable(error: BaseException | None) -> bool:
    """Say whether the same may succeed in a few seconds: time-outs, locks, deadlocks, no connection."""
    if isinstance(error, RedisError | Unreachable):
        return True
    if not isinstance(error, DatabaseError):
        return False
    cause = error.__cause__
    if isinstance(cause, sqlite3.OperationalError):
        return cause.sqlite_errorcode & 0xFF in SQLITE_CODES
    if isinstance(error, InternalError):
        return getattr(cause, "sqlstate", None) == LEFT_IDLE
    return isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError)
