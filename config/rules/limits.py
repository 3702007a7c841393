"""Limits that would never be reached, or let nobody through."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from accounts.core.totality import total
from config.env import Wrong
from config.process import Process

SUFFIX = total(
    Process,
    {Process.WEB: "", Process.WORKER: "_WORKER", Process.COMMAND: None},
    name="config.rules.limits.SUFFIX",
)


def database_limits(s: Any) -> Iterator[Wrong]:
    for process, suffix in SUFFIX.items():
        if suffix is None:  # without limits
            continue
        limits = s.DATABASE_LIMITS[process]
        lock, statement = limits["lock_timeout"], limits["statement_timeout"]
        if lock >= statement:
            name = f"DATABASE_LOCK_SECONDS{suffix}"
            yield Wrong(
                name,
                f"{name} is {lock}, not less than DATABASE_STATEMENT_SECONDS{suffix} ({statement}): it "
                "would never be reached. Set it lower.",
            )


def time_zone(s: Any) -> Iterator[Wrong]:
    try:
        ZoneInfo(s.TIME_ZONE)
    except (KeyError, ValueError, OSError):
        yield Wrong(
            "TIME_ZONE",
            f"TIME_ZONE is {s.TIME_ZONE!r}, which is none. Write one such as Asia/Shanghai.",
        )


RULES = (database_limits, time_zone)
