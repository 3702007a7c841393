"""How long a worker may hold a piece of face work before another takes it up.

A worker that hangs is killed within its lease: otherwise two would do the same work, and both in vain.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TypedDict

COMPARE = timedelta(seconds=60)
READ = timedelta(seconds=90)
BLUR = timedelta(seconds=60)

# Of the lease: asked to stop, and killed.
ASKED, KILLED = 0.7, 0.85


class TimeLimits(TypedDict):
    """Of a Celery task, in seconds."""

    soft_time_limit: int
    time_limit: int


def limits(lease: timedelta) -> TimeLimits:
    """Those of a task that works under ``lease``."""
    seconds = lease.total_seconds()
    return TimeLimits(soft_time_limit=int(ASKED * seconds), time_limit=int(KILLED * seconds))
