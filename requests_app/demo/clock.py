"""Telling invented events as they might have happened over the past weeks.

The services take the time from `django.utils.timezone`; the loader sets that clock back, so that every
row, event and receipt is written once, as the services write it, and nothing is edited afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo
from typing import Self
from unittest.mock import patch

from django.utils import timezone

from accounts.core import queueing


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let it be ``moment`` (aware) for the services called inside, in this process alone."""

    class Then(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            then = moment.astimezone(tz)
            return cls.fromisoformat((then if tz else then.replace(tzinfo=None)).isoformat())

    with patch.object(timezone, "datetime", Then):
        yield


@contextmanager
def no_queue() -> Iterator[None]:
    """Queue nothing: the loader does the face work itself, and old mail is not sent again."""
    with patch.object(queueing, "enqueue", lambda *_args: None):
        yield
